/*
 * src/store/search_text.c: see search_text.h.
 *
 * Both databases index the very same words: SQLite's tokenizer is told to cut at ASCII space only
 * (nothing else is left in a folded text), PostgreSQL gets its lexemes ready-made. Kind and scope
 * are words too (#kind, @scope, which no folded text contains), so that the index alone finds the
 * rows.
 */
#include "store/search_text.h"

#include "base/viet.h"

#define WORDS_GROW 16

static bool is_alnum(char c)
{
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c & 0x80);
}

/* The next run of letters, digits and inner dots of *rest; false at the end. */
static bool take_piece(struct str *rest, struct str *ret_piece)
{
        size_t from = 0, to;

        while (from < rest->len && !is_alnum(rest->ptr[from]))
                from++;
        if (from == rest->len)
                return false;
        for (to = from + 1; to < rest->len; to++) {
                bool inner_dot =
                        rest->ptr[to] == '.' && to + 1 < rest->len && is_alnum(rest->ptr[to + 1]);

                if (!is_alnum(rest->ptr[to]) && !inner_dot)
                        break;
        }
        *ret_piece = str_sub(*rest, from, to - from);
        *rest = str_sub(*rest, to, rest->len);
        return true;
}

/* At most SEARCH_WORD_MAX bytes, not in the middle of a character. */
static struct str cut(struct str s)
{
        size_t n = MIN(s.len, SEARCH_WORD_MAX);

        while (n < s.len && n > 0 && (s.ptr[n] & 0xc0) == 0x80)
                n--;
        return str_n(s.ptr, n);
}

static void add(struct arena *a, struct search_words *w, size_t max, struct search_word word)
{
        if (w->n == max || !word.fold.len)
                return;
        if (w->n % WORDS_GROW == 0) {
                struct search_word *more =
                        NEW_ARRAY(a, struct search_word, MAX(w->n * 2, WORDS_GROW));

                if (w->n)
                        memcpy(more, w->rows, w->n * sizeof *more);
                w->rows = more;
        }
        w->rows[w->n++] = word;
}

void search_split(struct arena *a, struct str text, size_t max, struct search_words *ret_words)
{
        struct str rest = viet_norm(a, text), piece, fold, part;

        *ret_words = (struct search_words){ 0 };
        while (ret_words->n < max && take_piece(&rest, &piece)) {
                fold = viet_fold(a, piece);
                if (str_find_char(fold, ' ') < 0) {
                        add(a, ret_words, max,
                                (struct search_word){
                                        cut(piece), cut(fold), viet_has_marks(piece) });
                        continue;
                }
                /* Held together by a character that is no letter, like a long dash. */
                while (str_cut(&fold, ' ', &part))
                        add(a, ret_words, max, (struct search_word){ cut(part), cut(part), false });
        }
}

static struct str join(struct arena *a, const struct search_words *w, bool fold)
{
        struct buf b;

        buf_init(&b, a, SIZE_MAX / 4);
        for (size_t i = 0; i < w->n; i++) {
                if (i)
                        buf_byte(&b, ' ');
                buf_add(&b, fold ? w->rows[i].fold : w->rows[i].norm);
        }
        return buf_str(&b);
}

struct str search__join_norm(struct arena *a, const struct search_words *w)
{
        return join(a, w, false);
}

struct str search__join_fold(struct arena *a, const struct search_words *w)
{
        return join(a, w, true);
}

struct str search__join_lines(struct arena *a, struct str text, size_t max, bool fold)
{
        struct search_words w;
        struct str line;
        struct buf b;

        buf_init(&b, a, SIZE_MAX / 4);
        buf_byte(&b, '\n');
        while (max > 0 && str_cut(&text, '\n', &line)) {
                search_split(a, line, max, &w);
                if (!w.n)
                        continue;
                max -= w.n;
                buf_add(&b, join(a, &w, fold));
                buf_byte(&b, '\n');
        }
        return buf_str(&b);
}

/* A lexeme of PostgreSQL: 'word'. Words hold no quotes and no backslashes. */
static void put_lexemes(struct buf *b, const struct search_words *w)
{
        for (size_t i = 0; i < w->n; i++)
                buf_fmt(b, " '%.*s'", STRF(w->rows[i].fold));
}

/* The later parts of a code are words too: 000894 finds 1.000894. */
static void put_parts(struct buf *b, const struct search_words *w, const char *quote)
{
        struct str rest, part;

        for (size_t i = 0; i < w->n; i++) {
                rest = w->rows[i].fold;
                if (str_find_char(rest, '.') < 0)
                        continue;
                while (str_cut(&rest, '.', &part))
                        if (part.len)
                                buf_fmt(b, " %s%.*s%s", quote, STRF(part), quote);
        }
}

struct str search__terms(struct arena *a, enum db_kind db, const struct search_doc *doc,
        const struct search_words *title, const struct search_words *body)
{
        const char *quote = db == DB_SQLITE ? "" : "'";
        struct buf b;

        buf_init(&b, a, SIZE_MAX / 4);
        buf_fmt(&b, "%s#%.*s%s", quote, STRF(doc->kind), quote);
        for (size_t i = 0; i < doc->n_scopes; i++)
                buf_fmt(&b, " %s@%lld%s", quote, (long long)doc->scopes[i], quote);
        if (!doc->n_scopes)
                buf_fmt(&b, " %s@0%s", quote, quote);
        put_parts(&b, title, quote);
        put_parts(&b, body, quote);
        if (db == DB_POSTGRES) {
                put_lexemes(&b, title);
                put_lexemes(&b, body);
        }
        return buf_str(&b);
}

/*
 * The kind's word is in each document of the kind: where the scopes say as much it is left out, for
 * the index would walk over all of them.
 */
static void put_scopes(struct buf *b, const struct search_ask *ask, bool lite)
{
        const char *word = lite ? "%s\"@%lld\"" : "%s'@%lld'", * or = lite ? " OR " : " | ";

        CHECK(!ask->scoped || ask->n_scopes);
        if (!ask->scoped)
                buf_fmt(b, lite ? "\"#%.*s\" AND (\"@0\"" : "'#%.*s' & ('@0'", STRF(ask->kind));
        for (size_t i = 0; i < ask->n_scopes; i++)
                buf_fmt(b, word, i || !ask->scoped ? or : "", (long long)ask->scopes[i]);
        if (!ask->scoped)
                buf_byte(b, ')');
}

struct str search__query(struct arena *a, enum db_kind db, const struct search_ask *ask,
        const struct search_words *w, bool whole)
{
        bool lite = db == DB_SQLITE;
        struct buf b;

        buf_init(&b, a, SIZE_MAX / 4);
        buf_addc(&b, lite ? "terms : (" : "(");
        put_scopes(&b, ask, lite);
        buf_byte(&b, ')');
        for (size_t i = 0; i < w->n; i++) {
                buf_fmt(&b, lite ? " AND \"%.*s\"" : " & '%.*s'", STRF(w->rows[i].fold));
                if (!whole)
                        buf_addc(&b, lite ? " *" : ":*");
        }
        return buf_str(&b);
}
