/*
 * src/store/search_find.c: finding and ranking. The database only says which documents have all the
 * words, at most CANDIDATES_MAX of them; what comes first is decided here, so that both databases
 * answer alike and a common word costs no more than a rare one.
 */
#include "base/viet.h"
#include "store/queries.h"
#include "store/search_text.h"

#include <stdlib.h>

#define CANDIDATES_MAX  2000
#define QUERY_WORDS_MAX 12
#define SCRATCH_MAX     ((size_t)256 << 20)
#define RECENT          2000 /* documents that are looked through, one after the other */
#define RECENT_SOME     60   /* of them that have the words, to go on that way */

/* Points. The document's weight (1..1000) is worth up to ten. */
enum {
        POINT = 100,
        TITLE_WORD = 8 * POINT,
        TITLE_PREFIX = 6 * POINT,
        BODY_WORD = 3 * POINT,
        BODY_PREFIX = 2 * POINT,
        EXACT_TITLE = 2 * POINT, /* the marks are right too */
        EXACT_BODY = 1 * POINT,
        PHRASE = 10 * POINT, /* all words, side by side, in the title */
        PHRASE_FIRST = 10 * POINT,
        PHRASE_ALONE = 20 * POINT,
        PHRASE_BODY = 5 * POINT,  /* side by side in the body */
        PHRASE_LINE = 30 * POINT, /* they are a whole line of it: another name of the thing */
        MARKS_FIRST = 1000000000  /* above all others */
};

enum found { FOUND_NOT, FOUND_PREFIX, FOUND_WORD };

struct query {
        struct search_words words;
        struct str phrase; /* folded */
        struct str line;   /* the phrase as a line of a body */
        bool marked;       /* some word has marks */
};

static bool is_gap(char c)
{
        return c == ' ' || c == '\n';
}

/* w at the beginning of a word of text, best of all places. */
static enum found find_word(struct str text, struct str w)
{
        enum found best = FOUND_NOT;
        size_t at = 0;
        ptrdiff_t next;

        while (best < FOUND_WORD && (next = str_find(str_sub(text, at, text.len), w)) >= 0) {
                at += (size_t)next;
                if (at == 0 || is_gap(text.ptr[at - 1])) {
                        bool whole = at + w.len == text.len || is_gap(text.ptr[at + w.len]);

                        best = whole ? FOUND_WORD : FOUND_PREFIX;
                }
                at++;
        }
        return best;
}

static i64 phrase_points(const struct search_candidate *c, const struct query *q)
{
        i64 sum = str_find(c->fold_body, q->line) >= 0              ? PHRASE_LINE
                  : find_word(c->fold_body, q->phrase) != FOUND_NOT ? PHRASE_BODY
                                                                    : 0;

        if (!find_word(c->fold_title, q->phrase))
                return sum;
        return sum + PHRASE + (str_starts(c->fold_title, q->phrase) ? PHRASE_FIRST : 0) +
               (str_eq(c->fold_title, q->phrase) ? PHRASE_ALONE : 0);
}

static i64 score(const struct search_candidate *c, const struct query *q)
{
        i64 sum = MAX(0, MIN(c->weight, 1000)) + phrase_points(c, q);
        bool all_marks = q->marked;

        for (size_t i = 0; i < q->words.n; i++) {
                const struct search_word *w = &q->words.rows[i];
                enum found title = find_word(c->fold_title, w->fold);
                enum found body = title ? FOUND_NOT : find_word(c->fold_body, w->fold);

                sum += title == FOUND_WORD     ? TITLE_WORD
                       : title == FOUND_PREFIX ? TITLE_PREFIX
                       : body == FOUND_WORD    ? BODY_WORD
                                               : BODY_PREFIX;
                if (!w->marked)
                        continue;
                if (find_word(c->norm_title, w->norm))
                        sum += EXACT_TITLE;
                else if (find_word(c->norm_body, w->norm))
                        sum += EXACT_BODY;
                else
                        all_marks = false;
        }
        return sum + (all_marks ? MARKS_FIRST : 0);
}

static int by_score(const void *a, const void *b)
{
        const struct search_hit *x = a, *y = b;

        if (x->score != y->score)
                return x->score > y->score ? -1 : 1;
        return x->object < y->object ? -1 : x->object > y->object;
}

static int newest_by_score(const void *a, const void *b)
{
        const struct search_hit *x = a, *y = b;

        if (x->score != y->score)
                return x->score > y->score ? -1 : 1;
        return x->object > y->object ? -1 : x->object < y->object;
}

/*
 * The newest that the query finds. SQLite walks down the words' lists and stops. PostgreSQL's index
 * gathers all before the first: so it looks through the newest documents, and on through as many as
 * it should take by what was found there; words that few of them have are the index's.
 */
static int newest(struct tx *tx, struct str q, i64 limit, struct search_candidate_rows *ret_rows)
{
        i64 found;
        int r;

        if (store_kind(tx->store) == DB_SQLITE || limit < RECENT_SOME)
                return search_candidates(tx, q, limit, ret_rows);
        r = search_candidates_recent(tx, q, RECENT, limit, ret_rows);
        found = r == 0 ? (i64)ret_rows->n : 0;
        if (found >= RECENT_SOME && found < limit)
                r = search_candidates_recent(tx, q, RECENT * limit / found * 2, limit, ret_rows);
        return r < 0 || (i64)ret_rows->n == limit ? r : search_candidates(tx, q, limit, ret_rows);
}

/*
 * tx, with an arena for what is forgotten at the end of the search. SQLite gathers all documents of
 * all words that begin so before the first: whole words are tried before, when enough is known.
 */
static int candidates(struct tx *tx, const struct search_ask *ask, const struct search_words *w,
        i64 limit, struct search_candidate_rows *ret_rows)
{
        enum db_kind db = store_kind(tx->store);
        int r = 0;

        if (!ask->most)
                return search_candidates(
                        tx, search__query(tx->arena, db, ask, w, false), limit, ret_rows);
        r = newest(tx, search__query(tx->arena, db, ask, w, true), limit, ret_rows);
        if (r < 0 || (i64)ret_rows->n == limit)
                return r;
        return newest(tx, search__query(tx->arena, db, ask, w, false), limit, ret_rows);
}

/* Leaves out the words that no document has. */
static int drop_unknown(struct tx *tx, const struct search_ask *ask, struct search_words *w)
{
        size_t kept = 0;

        for (size_t i = 0; i < w->n; i++) {
                struct search_words one = { &w->rows[i], 1 };
                struct search_candidate_rows rows;
                int r = candidates(tx, ask, &one, 1, &rows);

                if (r < 0)
                        return r;
                if (rows.n)
                        w->rows[kept++] = w->rows[i];
        }
        w->n = kept;
        return 0;
}

static void describe(struct arena *a, struct query *q)
{
        q->phrase = search__join_fold(a, &q->words);
        q->line = str_fmt(a, "\n%.*s\n", STRF(q->phrase));
        q->marked = false;
        for (size_t i = 0; i < q->words.n; i++)
                q->marked |= q->words.rows[i].marked;
}

static void rank(struct arena *a, const struct search_candidate_rows *rows, const struct query *q,
        const struct search_ask *ask, struct search_hits *ret_hits)
{
        struct search_hit *hits = NEW_ARRAY(a, struct search_hit, MAX(rows->n, 1));
        size_t from = (size_t)MAX(0, MIN(ask->offset, (i64)rows->n));

        for (size_t i = 0; i < rows->n; i++)
                hits[i] = (struct search_hit){ rows->rows[i].object, score(&rows->rows[i], q) };
        qsort(hits, rows->n, sizeof *hits, ask->newest ? newest_by_score : by_score);
        *ret_hits = (struct search_hits){ hits + from,
                MIN((size_t)MAX(ask->limit, 0), rows->n - from), (i64)rows->n };
}

static int find(struct tx *tx, struct arena *a, const struct search_ask *ask, struct query *ret_q,
        struct search_candidate_rows *ret_rows)
{
        i64 most = ask->most ? MIN(ask->most, CANDIDATES_MAX) : CANDIDATES_MAX;
        int r;

        *ret_rows = (struct search_candidate_rows){ 0 };
        search_split(a, ask->query, QUERY_WORDS_MAX, &ret_q->words);
        if (!ret_q->words.n)
                return 0;
        r = candidates(tx, ask, &ret_q->words, most, ret_rows);
        if (r == 0 && ask->any && !ret_rows->n) {
                r = drop_unknown(tx, ask, &ret_q->words);
                if (r == 0 && ret_q->words.n)
                        r = candidates(tx, ask, &ret_q->words, most, ret_rows);
        }
        describe(a, ret_q);
        return r;
}

int search_find(struct tx *tx, const struct search_ask *ask, struct search_hits *ret_hits)
{
        AUTO(arena_freep) struct arena *scratch = arena_new(SCRATCH_MAX);
        struct arena *own = tx->arena;
        struct search_candidate_rows rows;
        struct query q;
        int r;

        tx->arena = scratch; /* two thousand texts are not the request's to keep */
        r = find(tx, scratch, ask, &q, &rows);
        tx->arena = own;
        if (r == 0)
                rank(own, &rows, &q, ask, ret_hits);
        return r;
}
