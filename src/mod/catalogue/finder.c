/*
 * src/mod/catalogue/finder.c: making the lines, and comparing a query with them. What a query's
 * words may mean is finder_words.c.
 *
 * A line's score is the weight of what it shares with the query over a mean of the weights of
 * both. Two neighbours that are neighbours in the line count half of their weight once more: words
 * of Vietnamese are of two syllables, which stand apart.
 */
#include "mod/catalogue/finder_room.h"

#include <math.h>
#include <stdlib.h>

#define LINE_WORDS_MAX 120
#define NEIGHBOURS     0.5  /* what a pair adds, as a part of the lighter word's weight */
#define QUERY_PART     0.65 /* of the mean; the rest is the line's */
#define OTHER_MARKS    0.7  /* đỏ is not đo */
#define WITH_EVENT     1.08 /* procedures that people use come before others alike */
#define LEAST          0.25 /* below it nothing was meant */
#define LEAST_OF_BEST  0.4
#define UNKNOWN        0.3 /* of the weight of a rare word: one that nothing here has */
#define CODE_DIGITS    4

enum { LINE_NAME, LINE_USUAL, LINE_FIELD };
static const double worths[] = { [LINE_NAME] = 0.85, [LINE_USUAL] = 1, [LINE_FIELD] = 0.45 };

/* ---- Making ---------------------------------------------------------------------------------- */

/* Words of all lines, gathered before they have numbers. */
struct making {
        struct arena *arena;
        struct finder *f;
        struct search_word *words;
        size_t n_words, cap_words, cap_lines, cap_rules;
};

/* Room for one more in an array on an arena, doubled when full. */
static void *grown(struct arena *a, void *list, size_t n, size_t *cap, size_t size)
{
        void *more;

        if (n < *cap)
                return list;
        *cap = *cap ? *cap * 2 : 256;
        more = arena_array(a, *cap, size);
        if (n)
                memcpy(more, list, n * size);
        return more;
}

static void add_line(struct making *m, size_t row, struct str text, double worth)
{
        struct search_words w;
        struct finder *f = m->f;

        search_split(m->arena, text, LINE_WORDS_MAX, &w);
        if (!w.n)
                return;
        f->lines = grown(m->arena, f->lines, f->n_lines, &m->cap_lines, sizeof *f->lines);
        f->lines[f->n_lines++] = (struct finder_line){
                .row = (u32)row, .first = (u32)m->n_words, .n = (u32)w.n, .worth = worth
        };
        for (size_t i = 0; i < w.n; i++) {
                m->words = grown(m->arena, m->words, m->n_words, &m->cap_words, sizeof *m->words);
                m->words[m->n_words++] = w.rows[i];
        }
}

static void add_row(struct making *m, size_t row)
{
        const struct procedure_entry *p = &m->f->rows[row];
        struct str rest = p->synonyms, line;

        add_line(m, row, p->usual, worths[LINE_USUAL]);
        while (str_cut(&rest, '\n', &line))
                add_line(m, row, line, worths[LINE_USUAL]);
        if (!str_eq(p->name, p->usual))
                add_line(m, row, p->name, worths[LINE_NAME]);
        add_line(m, row, p->field, worths[LINE_FIELD]);
        add_line(m, row, p->event, worths[LINE_FIELD]);
}

static void add_names(struct making *m, struct str phrase, struct str codes)
{
        struct str rest = codes, code;

        while (str_cut(&rest, '\n', &code))
                for (size_t i = 0; i < m->f->n_rows; i++)
                        if (str_eq(m->f->rows[i].code, code))
                                add_line(m, i, phrase, worths[LINE_USUAL]);
}

static void add_rule(struct making *m, struct str phrase, struct str means)
{
        struct finder *f = m->f;
        struct finder_rule *r;
        struct str rest = means, wording;

        f->rules = grown(m->arena, f->rules, f->n_rules, &m->cap_rules, sizeof *f->rules);
        r = &f->rules[f->n_rules];
        *r = (struct finder_rule){ .wordings = NEW_ARRAY(
                                           m->arena, struct search_words, FINDER_VARIANTS_MAX) };
        search_split(m->arena, phrase, FINDER_WORDS_MAX, &r->phrase);
        if (!r->phrase.n)
                return;
        f->n_rules++;
        while (!str_empty(means) && r->n_wordings < FINDER_VARIANTS_MAX &&
                str_cut(&rest, '\n', &wording))
                search_split(m->arena, wording, FINDER_WORDS_MAX, &r->wordings[r->n_wordings++]);
}

static void add_phrase(struct making *m, const struct catalogue_phrase *p)
{
        if (p->kind == PHRASE_NAME)
                add_names(m, p->phrase, p->means);
        else if (p->kind != PHRASE_OFF)
                add_rule(m, p->phrase, p->means);
}

static int by_text(const void *x, const void *y)
{
        return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* Sorts and drops what stands twice. */
static size_t distinct(struct str *list, size_t n)
{
        size_t kept = 0;

        qsort(list, n, sizeof *list, by_text);
        for (size_t i = 0; i < n; i++)
                if (!kept || !str_eq(list[kept - 1], list[i]))
                        list[kept++] = list[i];
        return kept;
}

u32 finder__number(const struct str *list, size_t n, struct str s)
{
        const struct str *at = n ? bsearch(&s, list, n, sizeof *list, by_text) : NULL;

        return at ? (u32)(at - list) : FINDER_NONE;
}

static void number_words(struct making *m)
{
        struct finder *f = m->f;
        size_t n = m->n_words, n_all = n;

        for (size_t i = 0; i < f->n_rules; i++)
                n_all += f->rules[i].phrase.n;
        f->terms = NEW_ARRAY(m->arena, struct str, n_all + 1);
        f->norms = NEW_ARRAY(m->arena, struct str, n + 1);
        for (size_t i = 0; i < n; i++) {
                f->terms[i] = m->words[i].fold;
                f->norms[i] = m->words[i].norm;
        }
        for (size_t i = 0; i < f->n_rules; i++)
                for (size_t k = 0; k < f->rules[i].phrase.n; k++)
                        f->terms[n++] = f->rules[i].phrase.rows[k].fold;
        f->n_norms = distinct(f->norms, m->n_words);
        f->n_terms = distinct(f->terms, n_all);
        f->tokens = NEW_ARRAY(m->arena, struct finder_token, m->n_words + 1);
        for (size_t i = 0; i < m->n_words; i++)
                f->tokens[i] = (struct finder_token){ finder__number(f->terms, f->n_terms,
                                                              m->words[i].fold),
                        finder__number(f->norms, f->n_norms, m->words[i].norm) };
        for (size_t i = 0; i < f->n_rules; i++) {
                struct finder_rule *r = &f->rules[i];

                r->terms = NEW_ARRAY(m->arena, u32, r->phrase.n);
                for (size_t k = 0; k < r->phrase.n; k++)
                        r->terms[k] = finder__number(f->terms, f->n_terms, r->phrase.rows[k].fold);
        }
}

/* A word in many procedures says little: log(1 + N / n). */
static void weigh(struct making *m)
{
        struct finder *f = m->f;
        u32 *rows = NEW_ARRAY(m->arena, u32, f->n_terms + 1);
        u32 *last = NEW_ARRAY(m->arena, u32, f->n_terms + 1);

        f->weights = NEW_ARRAY(m->arena, double, f->n_terms + 1);
        f->sounds = NEW_ARRAY(m->arena, struct str, f->n_terms + 1);
        for (size_t i = 0; i < f->n_lines; i++)
                for (u32 k = 0; k < f->lines[i].n; k++) {
                        u32 term = f->tokens[f->lines[i].first + k].term;

                        if (last[term] == f->lines[i].row + 1)
                                continue;
                        last[term] = f->lines[i].row + 1;
                        rows[term]++;
                }
        for (size_t i = 0; i < f->n_terms; i++) {
                f->weights[i] = log(1 + (double)f->n_rows / (rows[i] + 0.5));
                f->sounds[i] = finder__sound(m->arena, f->terms[i]);
        }
        for (size_t i = 0; i < f->n_lines; i++) {
                struct finder_line *l = &f->lines[i];

                for (u32 k = 0; k < l->n; k++) {
                        double w = f->weights[f->tokens[l->first + k].term];

                        l->sum += w;
                        if (k)
                                l->sum += NEIGHBOURS *
                                          MIN(w, f->weights[f->tokens[l->first + k - 1].term]);
                }
        }
}

struct finder *finder_new(struct arena *a, const struct procedure_entry *rows, size_t n,
        const struct catalogue_phrase *phrases, size_t n_phrases)
{
        struct making m = { .arena = a, .f = NEW(a, struct finder) };

        m.f->rows = rows;
        m.f->n_rows = n;
        for (size_t i = 0; i < n; i++)
                add_row(&m, i);
        for (size_t i = 0; i < n_phrases; i++)
                add_phrase(&m, &phrases[i]);
        number_words(&m);
        weigh(&m);
        return m.f;
}

/* ---- Finding --------------------------------------------------------------------------------- */

/* For each term the word of the query that means it. */
struct scan {
        const struct finder *f;
        const struct finder_query *q;
        u8 *word;      /* 1 + its place; 0 none */
        double *share; /* of the term */
        u32 *norm;     /* of each word of the query; FINDER_NONE: marks do not matter */
        double total;  /* weight of the query */
};

/* What a word of the query would be worth if it were there as written. */
static double full_weight(const struct finder *f, const struct finder_word *w)
{
        double most = 0;

        for (size_t i = 0; i < w->n; i++) {
                double v = f->weights[w->meanings[i].term];

                most = v > most ? v : most;
        }
        return w->n ? most : log(1 + (double)f->n_rows) * UNKNOWN;
}

static void scan_begin(
        struct scan *s, struct arena *a, const struct finder *f, const struct finder_query *q)
{
        double before = 0;

        *s = (struct scan){ .f = f, .q = q };
        s->word = NEW_ARRAY(a, u8, f->n_terms + 1);
        s->share = NEW_ARRAY(a, double, f->n_terms + 1);
        s->norm = NEW_ARRAY(a, u32, q->n + 1);
        for (size_t i = 0; i < q->n; i++) {
                const struct finder_word *w = &q->words[i];
                double own = full_weight(f, w);

                s->norm[i] = w->word.marked ? finder__number(f->norms, f->n_norms, w->word.norm)
                                            : FINDER_NONE;
                for (size_t k = 0; k < w->n; k++) {
                        u32 term = w->meanings[k].term;

                        if (s->share[term] >= w->meanings[k].share)
                                continue;
                        s->share[term] = w->meanings[k].share;
                        s->word[term] = (u8)(i + 1);
                }
                s->total += own + NEIGHBOURS * MIN(own, before);
                before = own;
        }
}

/* What a token of a line is worth to the query, and whose it is. */
static double token_gain(const struct scan *s, struct finder_token t, size_t *ret_word)
{
        size_t i = s->word[t.term];
        double gain = s->share[t.term] * s->f->weights[t.term];

        *ret_word = i;
        if (i && s->norm[i - 1] != FINDER_NONE && s->norm[i - 1] != t.norm &&
                !str_eq(s->f->norms[t.norm], s->f->terms[t.term]))
                gain *= OTHER_MARKS;
        return gain;
}

static double line_score(const struct scan *s, const struct finder_line *l)
{
        double best[FINDER_WORDS_MAX + 1] = { 0 }, sum = 0, before = 0, pairs = 0;
        size_t last = 0;

        for (u32 k = 0; k < l->n; k++) {
                size_t i;
                double gain = token_gain(s, s->f->tokens[l->first + k], &i);

                if (i && i == last + 1 && last)
                        pairs += NEIGHBOURS * MIN(gain, before);
                if (gain > best[i])
                        best[i] = gain;
                last = i;
                before = gain;
        }
        for (size_t i = 1; i <= s->q->n; i++)
                sum += best[i];
        if (sum <= 0)
                return 0;
        return l->worth * (sum + MIN(pairs, s->total)) /
               (QUERY_PART * s->total + (1 - QUERY_PART) * l->sum);
}

/* "1.000894", "000894", "1.000894.000.00.00.H56": four digits of a code at least. */
static struct str code_asked(struct str query)
{
        struct str q = str_trim(query);
        size_t n = 0, digits = 0, dots = 0;

        while (n < q.len && ((q.ptr[n] >= '0' && q.ptr[n] <= '9') || q.ptr[n] == '.')) {
                dots += q.ptr[n] == '.';
                if (dots == 2)
                        break;
                digits += q.ptr[n] != '.';
                n++;
        }
        return digits >= CODE_DIGITS && (n == q.len || dots == 2) ? str_sub(q, 0, n) : STR("");
}

static void scan_lines(const struct scan *s, double *best)
{
        for (size_t i = 0; i < s->f->n_lines; i++) {
                const struct finder_line *l = &s->f->lines[i];
                double score = line_score(s, l);

                if (score > best[l->row])
                        best[l->row] = score;
        }
}

static int by_score(const void *x, const void *y)
{
        const struct finder_hit *a = x, *b = y;

        if (a->score != b->score)
                return a->score > b->score ? -1 : 1;
        return a->row < b->row ? -1 : a->row > b->row;
}

static void collect(
        const struct finder *f, struct arena *a, double *best, struct finder_hits *ret_hits)
{
        double most = 0;

        *ret_hits = (struct finder_hits){ .rows = NEW_ARRAY(a, struct finder_hit, f->n_rows + 1) };
        for (size_t i = 0; i < f->n_rows; i++) {
                if (!str_empty(f->rows[i].event))
                        best[i] *= WITH_EVENT;
                most = best[i] > most ? best[i] : most;
        }
        for (size_t i = 0; i < f->n_rows; i++)
                if (best[i] >= LEAST && best[i] >= LEAST_OF_BEST * most)
                        ret_hits->rows[ret_hits->n++] = (struct finder_hit){ i, best[i] };
        qsort(ret_hits->rows, ret_hits->n, sizeof *ret_hits->rows, by_score);
}

void finder_find(const struct finder *f, struct arena *a, struct str query, bool typing,
        struct finder_hits *ret_hits)
{
        double *best = NEW_ARRAY(a, double, f->n_rows + 1);
        struct str code = code_asked(query);
        struct finder_query *q = NEW(a, struct finder_query), *v = NEW(a, struct finder_query);
        struct scan s;

        if (code.len) {
                for (size_t i = 0; i < f->n_rows; i++)
                        best[i] = str_eq(f->rows[i].code, code)          ? 2
                                  : str_find(f->rows[i].code, code) >= 0 ? 1
                                                                         : 0;
                collect(f, a, best, ret_hits);
                return;
        }
        finder__understand(f, a, query, typing, q);
        scan_begin(&s, a, f, q);
        scan_lines(&s, best);
        for (size_t i = 0; finder__variant(f, a, q, i, v); i++) {
                scan_begin(&s, a, f, v);
                scan_lines(&s, best);
        }
        collect(f, a, best, ret_hits);
}
