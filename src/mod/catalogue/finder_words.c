/*
 * src/mod/catalogue/finder_words.c: what the words of a query may mean. See finder.h.
 *
 * Cheap readings come first, and a word that was written right gets no others but what sounds
 * alike; only a word that no line has is taken for Telex keys, for several words run together, for
 * a slip of the fingers.
 */
#include "base/viet.h"
#include "mod/catalogue/finder_room.h"

#define SHARE_BEGINNING  0.9
#define SHARE_SOUND      0.45 /* beside a word that is right */
#define SHARE_SOUND_ONLY 0.9
#define SHARE_ONE_SLIP   0.8
#define SHARE_TWO_SLIPS  0.5
#define SHARE_RULE       0.6 /* at least so sure of a word before a synonym takes its place */

#define TWO_SLIPS_FROM 6 /* letters */
#define SLIPS_FROM     3
#define LONGEST        24 /* letters that are compared */
#define PARTS_MAX      4  /* words run together */

/* ---- Sound ----------------------------------------------------------------------------------- */

static const struct {
        const char *written, *sounds;
} initials[] = {
        { "ngh", "ng" },
        { "ng", "ng" },
        { "nh", "nh" },
        { "gh", "g" },
        { "gi", "d" },
        { "tr", "ch" },
        { "ch", "ch" },
        { "kh", "kh" },
        { "qu", "cu" },
        { "n", "l" },
        { "x", "s" },
        { "r", "d" },
        { "k", "c" },
};

struct str finder__sound(struct arena *a, struct str fold)
{
        struct buf b;
        struct str rest = fold;

        buf_init(&b, a, 200);
        for (size_t i = 0; i < ARRAY_LEN(initials); i++) {
                struct str w = str_of(initials[i].written);

                if (!str_starts(rest, w))
                        continue;
                buf_addc(&b, initials[i].sounds);
                rest = str_sub(rest, w.len, rest.len);
                break;
        }
        if (!rest.len && str_is(fold, "gi"))
                buf_byte(&b, 'i');
        for (size_t i = 0; i < rest.len; i++)
                buf_byte(&b, rest.ptr[i] == 'y' ? 'i' : rest.ptr[i]);
        return buf_str(&b);
}

/* ---- Slips ----------------------------------------------------------------------------------- */

/*
 * Letters left out, put in, exchanged, or two neighbours swapped, between two folded words; more
 * than `most` is most + 1. (Damerau and Levenshtein, with the distance kept small.)
 */
static int slips(struct str x, struct str y, int most)
{
        int rows[3][LONGEST + 1], *before = rows[0], *above = rows[1], *row = rows[2], *t;

        if (x.len > LONGEST || y.len > LONGEST || (int)x.len - (int)y.len > most ||
                (int)y.len - (int)x.len > most)
                return most + 1;
        for (size_t k = 0; k <= y.len; k++)
                above[k] = (int)k;
        for (size_t i = 1; i <= x.len; i++) {
                int least = row[0] = (int)i;

                for (size_t k = 1; k <= y.len; k++) {
                        int n = above[k - 1] + (x.ptr[i - 1] != y.ptr[k - 1]);

                        n = MIN(n, above[k] + 1);
                        n = MIN(n, row[k - 1] + 1);
                        if (i > 1 && k > 1 && x.ptr[i - 1] == y.ptr[k - 2] &&
                                x.ptr[i - 2] == y.ptr[k - 1])
                                n = MIN(n, before[k - 2] + 1);
                        row[k] = n;
                        least = MIN(least, n);
                }
                if (least > most)
                        return most + 1;
                t = before;
                before = above;
                above = row;
                row = t;
        }
        return MIN(above[y.len], most + 1);
}

/* ---- Meanings -------------------------------------------------------------------------------- */

static void mean(struct finder_word *w, u32 term, double share)
{
        for (size_t i = 0; i < w->n; i++)
                if (w->meanings[i].term == term)
                        return;
        if (w->n < FINDER_MEANINGS_MAX)
                w->meanings[w->n++] = (struct finder_meaning){ term, share };
}

static u32 term_of(const struct finder *f, struct str fold)
{
        return finder__number(f->terms, f->n_terms, fold);
}

static void mean_sounds(const struct finder *f, struct arena *a, struct finder_word *w)
{
        struct str sound = finder__sound(a, w->word.fold);
        double share = w->n ? SHARE_SOUND : SHARE_SOUND_ONLY;

        for (size_t i = 0; i < f->n_terms; i++)
                if (str_eq(f->sounds[i], sound))
                        mean(w, (u32)i, share);
}

static void mean_beginnings(const struct finder *f, struct finder_word *w)
{
        for (size_t i = 0; i < f->n_terms; i++)
                if (str_starts(f->terms[i], w->word.fold))
                        mean(w, (u32)i, SHARE_BEGINNING);
}

static bool has_digit(struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
                        return true;
        return false;
}

static void mean_slips(const struct finder *f, struct finder_word *w)
{
        struct str x = w->word.fold;
        int most = x.len >= TWO_SLIPS_FROM ? 2 : 1;

        if (x.len < SLIPS_FROM || has_digit(x))
                return;
        for (int want = 1; want <= most && !w->n; want++)
                for (size_t i = 0; i < f->n_terms; i++)
                        if (f->terms[i].len > 1 && slips(x, f->terms[i], want) == want)
                                mean(w, (u32)i, want == 1 ? SHARE_ONE_SLIP : SHARE_TWO_SLIPS);
}

/* "khaisinh": words that follow each other, the longest first; false when it is not all words. */
static bool cut_apart(
        const struct finder *f, struct str rest, struct str *parts, size_t max, size_t *ret_n)
{
        if (!rest.len) {
                *ret_n = 0;
                return true;
        }
        for (size_t len = max ? MIN(rest.len, 7) : 0; len >= 2; len--) {
                size_t n;

                if (term_of(f, str_sub(rest, 0, len)) == FINDER_NONE ||
                        !cut_apart(f, str_sub(rest, len, rest.len), parts + 1, max - 1, &n))
                        continue;
                parts[0] = str_sub(rest, 0, len);
                *ret_n = n + 1;
                return true;
        }
        return false;
}

static struct finder_word *next_word(struct finder_query *q, struct search_word word)
{
        struct finder_word *w;

        if (q->n == FINDER_WORDS_MAX)
                return NULL;
        w = &q->words[q->n++];
        w->word = word;
        w->n = 0;
        return w;
}

static void read_apart(const struct finder *f, struct arena *a, struct finder_query *q)
{
        struct finder_word *w = &q->words[q->n - 1];
        struct str whole = w->word.fold, parts[PARTS_MAX];
        size_t n;

        if (has_digit(whole) || !cut_apart(f, whole, parts, PARTS_MAX, &n) || n < 2)
                return;
        q->n--;
        for (size_t i = 0; i < n; i++) {
                struct str part = str_dup(a, parts[i]);

                w = next_word(q, (struct search_word){ part, part, false });
                if (w)
                        mean(w, term_of(f, part), 1);
        }
}

static bool is_known(const struct finder *f, struct str fold)
{
        return term_of(f, fold) != FINDER_NONE;
}

/* A word that nobody wrote here, but that Telex keys would have made. */
static struct search_word untelexed(
        const struct finder *f, struct arena *a, struct search_word word)
{
        struct search_words made;

        if (word.marked || is_known(f, word.fold))
                return word;
        search_split(a, viet_untelex(a, word.norm), 1, &made);
        return made.n == 1 && is_known(f, made.rows[0].fold) ? made.rows[0] : word;
}

static void read_word(const struct finder *f, struct arena *a, struct search_word word,
        bool unfinished, struct finder_query *q)
{
        struct finder_word *w = next_word(q, untelexed(f, a, word));
        u32 term;

        if (!w)
                return;
        term = term_of(f, w->word.fold);
        if (term != FINDER_NONE)
                mean(w, term, 1);
        if (unfinished)
                mean_beginnings(f, w);
        mean_sounds(f, a, w);
        if (w->n)
                return;
        read_apart(f, a, q);
        if (q->n && q->words[q->n - 1].n == 0)
                mean_slips(f, &q->words[q->n - 1]);
}

/* ---- Phrases that stand for others ----------------------------------------------------------- */

static bool means_word(const struct finder_word *w, const struct search_word *word, u32 term)
{
        if (w->word.marked && word->marked && str_eq(w->word.fold, word->fold) &&
                !str_eq(w->word.norm, word->norm))
                return false;
        for (size_t i = 0; i < w->n; i++)
                if (w->meanings[i].term == term)
                        return w->meanings[i].share >= SHARE_RULE;
        return false;
}

/* The longest phrase that the query says from that word on. */
static const struct finder_rule *rule_at(
        const struct finder *f, const struct finder_query *q, size_t at, bool silent)
{
        const struct finder_rule *best = NULL;

        for (size_t i = 0; i < f->n_rules; i++) {
                const struct finder_rule *r = &f->rules[i];
                size_t n = r->phrase.n, k = 0;

                if ((r->n_wordings == 0) != silent || at + n > q->n ||
                        (best && best->phrase.n >= n))
                        continue;
                /* "cần" says nothing, but "can" may begin "can cuoc". */
                if (silent && n == 1 && r->phrase.rows[0].marked && !q->words[at].word.marked)
                        continue;
                while (k < n && means_word(&q->words[at + k], &r->phrase.rows[k], r->terms[k]))
                        k++;
                if (k == n)
                        best = r;
        }
        return best;
}

/* Leaves out what says nothing, unless nothing would be left. */
static void drop_silent(const struct finder *f, struct finder_query *q)
{
        size_t kept[FINDER_WORDS_MAX], n = 0;

        for (size_t i = 0; i < q->n;) {
                const struct finder_rule *r = rule_at(f, q, i, true);

                if (r)
                        i += r->phrase.n;
                else
                        kept[n++] = i++;
        }
        if (!n)
                return;
        for (size_t i = 0; i < n; i++)
                if (kept[i] != i)
                        q->words[i] = q->words[kept[i]];
        q->n = n;
}

void finder__understand(const struct finder *f, struct arena *a, struct str query, bool typing,
        struct finder_query *ret_q)
{
        bool open = query.len && query.ptr[query.len - 1] != ' ';
        struct search_words w;

        ret_q->n = 0;
        search_split(a, query, FINDER_WORDS_MAX, &w);
        for (size_t i = 0; i < w.n; i++)
                read_word(f, a, w.rows[i], typing && open && i + 1 == w.n, ret_q);
        drop_silent(f, ret_q);
}

bool finder__variant(const struct finder *f, struct arena *a, const struct finder_query *q,
        size_t i, struct finder_query *ret_v)
{
        size_t most = 0;

        ret_v->n = 0;
        for (size_t at = 0; at < q->n;) {
                const struct finder_rule *r = rule_at(f, q, at, false);

                if (!r) {
                        struct finder_word *w = next_word(ret_v, q->words[at].word);

                        if (w)
                                *w = q->words[at];
                        at++;
                        continue;
                }
                most = MAX(most, r->n_wordings);
                at += r->phrase.n;
                for (size_t k = 0; k < r->wordings[MIN(i, r->n_wordings - 1)].n; k++)
                        read_word(
                                f, a, r->wordings[MIN(i, r->n_wordings - 1)].rows[k], false, ret_v);
        }
        return i < most;
}
