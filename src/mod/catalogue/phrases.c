/*
 * src/mod/catalogue/phrases.c: words that people use for what the catalogue calls otherwise. Those
 * of the program come from data/synonyms.csv: phrase, means, where `means` is a list of codes
 * ("1.001193 2.000528": one more name of these), or words used instead (several wordings between
 * '|'), or nothing (the phrase says nothing). The administrators' own are rows; one of the same
 * words takes the built-in one's place.
 */
#include <stdlib.h>

#include "base/csv.h"
#include "base/embedded.h"
#include "base/id.h"
#include "base/viet.h"
#include "core/generation.h"
#include "mod/catalogue/finder_room.h"

const char *const catalogue_phrase_kinds[PHRASE_KIND_MAX] = {
        [PHRASE_NAME] = "name",
        [PHRASE_WORDS] = "words",
        [PHRASE_SILENT] = "silent",
        [PHRASE_OFF] = "off",
};

static struct str key_of(struct arena *a, struct str phrase)
{
        struct search_words w;
        struct buf b;

        search_split(a, phrase, FINDER_WORDS_MAX, &w);
        buf_init(&b, a, FINDER_WORDS_MAX * (SEARCH_WORD_MAX + 1));
        for (size_t i = 0; i < w.n; i++) {
                if (i)
                        buf_byte(&b, ' ');
                buf_add(&b, w.rows[i].norm);
        }
        return buf_str(&b);
}

/* Vietnamese order, and no two keys alike. */
static struct str sort_key_of(struct arena *a, struct str key)
{
        return str_cat(a, viet_sort_key(a, key), key);
}

/* ---- Those of the program -------------------------------------------------------------------- */

/* The parts of a list, one a line, without blanks around them and without empty ones. */
static struct str one_a_line(struct arena *a, struct str list, char between, size_t *ret_n)
{
        struct str rest = list, one;
        struct buf b;

        *ret_n = 0;
        buf_init(&b, a, list.len + 1);
        while (str_cut(&rest, between, &one)) {
                one = str_trim(one);
                if (!str_empty(one))
                        buf_fmt(&b, (*ret_n)++ ? "\n%.*s" : "%.*s", STRF(one));
        }
        return buf_str(&b);
}

static bool is_codes(struct str means)
{
        return means.len >= 8 && means.ptr[0] >= '0' && means.ptr[0] <= '9' && means.ptr[1] == '.';
}

static struct catalogue_phrase built_in(struct arena *a, struct str phrase, struct str means)
{
        struct str key = key_of(a, phrase);
        enum phrase_kind kind = is_codes(means) ? PHRASE_NAME
                                : means.len     ? PHRASE_WORDS
                                                : PHRASE_SILENT;
        size_t n;

        return (struct catalogue_phrase){ .key = key,
                .sort_key = sort_key_of(a, key),
                .phrase = phrase,
                .means = one_a_line(a, means, kind == PHRASE_NAME ? ' ' : '|', &n),
                .kind = kind,
                .built_in = true,
                .changed_at = I64_NULL };
}

/* ---- All together ---------------------------------------------------------------------------- */

static enum phrase_kind kind_of(struct str word)
{
        for (int k = 0; k < PHRASE_KIND_MAX; k++)
                if (str_is(word, catalogue_phrase_kinds[k]))
                        return (enum phrase_kind)k;
        return PHRASE_OFF; /* a newer version's: as if it were not there */
}

static void take_row(struct arena *a, struct catalogue_phrase *p, const struct search_phrase *row)
{
        *p = (struct catalogue_phrase){ .key = row->key,
                .sort_key = sort_key_of(a, row->key),
                .phrase = row->phrase,
                .means = row->means,
                .kind = kind_of(row->kind),
                .built_in = p->built_in,
                .id = row->id,
                .revision = row->revision,
                .changed_at = row->changed_at };
}

static int by_key(const void *x, const void *y)
{
        return str_cmp(((const struct catalogue_phrase *)x)->sort_key,
                ((const struct catalogue_phrase *)y)->sort_key);
}

/* Room for `more` behind those of the program, which are sorted. */
static int read_built_in(
        struct arena *a, size_t more, struct catalogue_phrase **ret_list, size_t *ret_n)
{
        struct catalogue_phrase *list;
        struct str text, rest, line;
        struct csv c;
        size_t n = 0;
        int r = embedded_read(a, "data/synonyms.csv", &text);

        if (r < 0)
                return r;
        for (rest = text; str_cut(&rest, '\n', &line);)
                more++;
        list = NEW_ARRAY(a, struct catalogue_phrase, more);
        r = csv_open(&c, a, text);
        while (r >= 0 && (r = csv_next(&c)) > 0)
                list[n++] = built_in(a, csv_cell(&c, "phrase"), csv_cell(&c, "means"));
        qsort(list, n, sizeof *list, by_key);
        *ret_list = list;
        *ret_n = n;
        return r;
}

int catalogue_phrases(struct tx *tx, const struct catalogue_phrase **ret_list, size_t *ret_n)
{
        struct search_phrase_rows rows;
        struct catalogue_phrase *list;
        size_t n, n_built_in;
        int r = search_phrases(tx, &rows);

        if (r == 0)
                r = read_built_in(tx->arena, rows.n, &list, &n_built_in);
        if (r < 0)
                return r;
        n = n_built_in;
        for (size_t i = 0; i < rows.n; i++) {
                struct catalogue_phrase like = {
                        .sort_key = sort_key_of(tx->arena, rows.rows[i].key),
                };
                struct catalogue_phrase *same =
                        bsearch(&like, list, n_built_in, sizeof *list, by_key);

                take_row(tx->arena, same ? same : &list[n++], &rows.rows[i]);
        }
        qsort(list, n, sizeof *list, by_key);
        *ret_list = list;
        *ret_n = n;
        return 0;
}

int catalogue_phrase(struct tx *tx, struct str phrase, struct catalogue_phrase *ret_p)
{
        struct catalogue_phrase *list, *same;
        struct search_phrase row;
        size_t n;
        int r = read_built_in(tx->arena, 0, &list, &n), found;

        if (r < 0)
                return r;
        *ret_p = (struct catalogue_phrase){ .key = key_of(tx->arena, phrase),
                .phrase = str_trim(phrase),
                .kind = PHRASE_WORDS,
                .changed_at = I64_NULL };
        ret_p->sort_key = sort_key_of(tx->arena, ret_p->key);
        same = bsearch(ret_p, list, n, sizeof *list, by_key);
        if (same)
                *ret_p = *same;
        found = search_phrase_get(tx, ret_p->key, &row);
        if (found == 0)
                take_row(tx->arena, ret_p, &row);
        else if (found != ERR_NOT_FOUND || !same)
                return found;
        return 0;
}

/* ---- Writing --------------------------------------------------------------------------------- */

static int check_codes(
        struct tx *tx, struct str codes, i64 day, enum phrase_fault *ret_fault, struct str *ret_bad)
{
        struct procedure_version v;
        struct str code;
        int r = 0;

        while (r == 0 && str_cut(&codes, '\n', &code)) {
                r = procedure_version_at(tx, code, day, &v);
                if (r == 0)
                        continue;
                *ret_bad = code;
                *ret_fault = PHRASE_NO_CODE;
                return r == ERR_NOT_FOUND ? 0 : r;
        }
        return r;
}

static enum phrase_fault check_wordings(struct arena *a, struct str wordings, struct str *ret_bad)
{
        struct search_words w;
        struct str one;

        while (str_cut(&wordings, '\n', &one)) {
                *ret_bad = one;
                search_split(a, one, FINDER_WORDS_MAX + 1, &w);
                if (!w.n)
                        return PHRASE_MEANS_NOTHING;
                if (w.n > FINDER_WORDS_MAX)
                        return PHRASE_MEANS_LONG;
        }
        return PHRASE_FINE;
}

int catalogue_phrase_check(struct tx *tx, struct catalogue_phrase *p, i64 day,
        enum phrase_fault *ret_fault, struct str *ret_bad)
{
        struct search_words w;
        size_t n;

        *ret_fault = PHRASE_FINE;
        *ret_bad = p->phrase;
        search_split(tx->arena, p->phrase, FINDER_WORDS_MAX + 1, &w);
        if (!w.n || w.n > FINDER_WORDS_MAX) {
                *ret_fault = w.n ? PHRASE_LONG : PHRASE_NO_WORDS;
                return 0;
        }
        if (p->kind == PHRASE_SILENT || p->kind == PHRASE_OFF) {
                p->means = STR("");
                return 0;
        }
        p->means = one_a_line(tx->arena, p->means, '\n', &n);
        if (!n || n > (p->kind == PHRASE_NAME ? PHRASE_CODES_MAX : PHRASE_WORDINGS_MAX)) {
                *ret_fault = n ? PHRASE_MEANS_MANY : PHRASE_MEANS_NOTHING;
                return 0;
        }
        if (p->kind == PHRASE_NAME)
                return check_codes(tx, p->means, day, ret_fault, ret_bad);
        *ret_fault = check_wordings(tx->arena, p->means, ret_bad);
        return 0;
}

int catalogue_phrase_put(struct tx *tx, const struct catalogue_phrase *p, i64 by)
{
        struct str kind = str_of(catalogue_phrase_kinds[p->kind]);
        i64 changes = 1;
        int r;

        if (!p->id && p->revision)
                return ERR_STALE; /* taken back since */
        if (p->id)
                r = search_phrase_update(tx,
                        &(struct search_phrase_update_args){ .id = p->id,
                                .revision = p->revision,
                                .phrase = p->phrase,
                                .kind = kind,
                                .means = p->means,
                                .changed_at = tx->now,
                                .changed_by = by },
                        &changes);
        else
                r = search_phrase_insert(tx, &(struct search_phrase_insert_args){ .id = id_new(),
                                                     .key = p->key,
                                                     .phrase = p->phrase,
                                                     .kind = kind,
                                                     .means = p->means,
                                                     .revision = 1,
                                                     .changed_at = tx->now,
                                                     .changed_by = by });
        if (r == 0 && changes == 0)
                r = ERR_STALE;
        return r < 0 ? r : generation_move(tx, "catalogue");
}

int catalogue_phrase_drop(struct tx *tx, const struct catalogue_phrase *p)
{
        i64 changes;
        int r = search_phrase_drop(tx, p->id, p->revision, &changes);

        if (r == 0 && changes == 0)
                r = ERR_STALE;
        return r < 0 ? r : generation_move(tx, "catalogue");
}
