/*
 * src/mod/account/looked.c: "who looked at my data": every reading of one's data by officers (the
 * store's access records) and every look-up about one at the population database, newest first, in
 * words. Two logs, one list: both are read from the same moment backwards and merged.
 */
#include "core/queries.h"
#include "core/words.h"
#include "mod/account/internal.h"
#include "mod/account/view.h"
#include "mod/account/views.h"
#include "mod/population/population.h"
#include "web/texts.h"

#define PAGE 30

static struct str why_words(struct req *rq, const struct looked_row *row)
{
        struct arena *a = rq->arena;

        if (str_is(row->why, "dossier.queue"))
                return s_ACCOUNT_WHY_QUEUE(a, rq->lang);
        if (str_is(row->why, "dossier.find"))
                return s_ACCOUNT_WHY_FIND(a, rq->lang);
        if (str_is(row->why, "dossier.sign"))
                return s_ACCOUNT_WHY_SIGN(a, rq->lang);
        if (str_is(row->why, "dossier.register"))
                return s_ACCOUNT_WHY_REGISTER(a, rq->lang);
        if (str_is(row->why, "dossier.file"))
                return s_ACCOUNT_WHY_FILE(a, rq->lang);
        if (str_starts(row->why, STR("dossier.")))
                return s_ACCOUNT_WHY_PROCESS(a, rq->lang);
        if (str_starts(row->why, STR("mandate.")))
                return s_ACCOUNT_WHY_MANDATE(a, rq->lang);
        if (str_starts(row->why, STR("admin.")))
                return s_ACCOUNT_WHY_ADMIN(a, rq->lang);
        return s_ACCOUNT_WHY_OTHER(a, rq->lang);
}

/* "name,address": what was seen, one word after the other. */
static struct str field_words(struct req *rq, struct str fields)
{
        static const struct {
                const char *field;
                int text;
        } known[] = { { "name", T_ACCOUNT_SEEN_NAME }, { "identity", T_ACCOUNT_SEEN_IDENTITY },
                { "birth_day", T_ACCOUNT_SEEN_BIRTH }, { "phone", T_ACCOUNT_SEEN_PHONE },
                { "email", T_ACCOUNT_SEEN_EMAIL }, { "address", T_ACCOUNT_SEEN_ADDRESS },
                { "answers", T_ACCOUNT_SEEN_ANSWERS }, { "papers", T_ACCOUNT_SEEN_PAPERS },
                { "file", T_ACCOUNT_SEEN_FILE }, { "rights", T_ACCOUNT_SEEN_RIGHTS } };
        struct str words[ARRAY_LEN(known)], one;
        size_t n = 0;

        while (str_cut(&fields, ',', &one))
                for (size_t i = 0; i < ARRAY_LEN(known) && n < ARRAY_LEN(words); i++)
                        if (str_is(str_trim(one), known[i].field))
                                words[n++] =
                                        text_plain(rq->arena, rq->lang, known[i].text, STR_NULL);
        return n ? str_join(rq->arena, words, n, STR(", ")) : STR_NULL;
}

static struct access_line read_line(struct req *rq, const struct looked_row *row)
{
        return (struct access_line){ .at = words_time(rq->arena, rq->lang, row->at),
                .who = row->who,
                .title = row->title,
                .fields = field_words(rq, row->fields),
                .why = why_words(rq, row),
                .dossier = row->dossier };
}

static struct access_line lookup_line(struct req *rq, const struct lookup_row *row)
{
        int ended = T_ACCOUNT_LOOKUP_AWAY;

        if (str_is(row->outcome, population_ends[POPULATION_GIVEN]))
                ended = T_ACCOUNT_LOOKUP_GIVEN;
        else if (str_is(row->outcome, population_ends[POPULATION_NONE]))
                ended = T_ACCOUNT_LOOKUP_NONE;
        return (struct access_line){ .at = words_time(rq->arena, rq->lang, row->at),
                .who = s_ACCOUNT_LOOKUP_BY(rq->arena, rq->lang),
                .fields = text_plain(rq->arena, rq->lang, ended, STR_NULL),
                .why = row->procedure.ptr
                               ? s_ACCOUNT_LOOKUP_FOR(rq->arena, rq->lang, row->procedure)
                               : s_ACCOUNT_WHY_OTHER(rq->arena, rq->lang) };
}

int account__looked(struct req *rq, i64 at, i64 id, size_t max, struct looked *ret_l)
{
        struct looked l = { .next = STR_NULL };
        struct looked_row_rows reads;
        struct lookup_row_rows lookups;
        size_t i = 0, k = 0;
        int r = looked_reads(rq->tx, rq->who->person, at, id, (i64)max + 1, &reads);

        if (r == 0)
                r = looked_lookups(rq->tx, rq->who->person, at, id, (i64)max + 1, &lookups);
        if (r < 0)
                return r;
        l.lines = NEW_ARRAY(rq->arena, struct access_line, max);
        while (l.n < max && (i < reads.n || k < lookups.n)) {
                const struct looked_row *x = i < reads.n ? &reads.rows[i] : NULL;
                const struct lookup_row *y = k < lookups.n ? &lookups.rows[k] : NULL;
                bool read = x && (!y || x->at > y->at || (x->at == y->at && x->id > y->id));

                l.lines[l.n++] = read ? read_line(rq, x) : lookup_line(rq, y);
                at = read ? x->at : y->at;
                id = read ? x->id : y->id;
                i += read;
                k += !read;
        }
        if (i < reads.n || k < lookups.n)
                l.next = str_fmt(rq->arena, "%lld.%lld", (long long)at, (long long)id);
        /* The names of officers who looked are for the person looked at. */
        if (rq->tx->read_personal)
                who_reads_own(rq, rq->who->account);
        *ret_l = l;
        return 0;
}

static const struct field looked_query[] = {
        { "truoc", FIELD_KEY, 0, 60, 0, NULL },
        { 0 },
};

/* "1658282400000.41": what comes before it. The newest without, or with something else. */
static void read_place(struct str place, i64 *ret_at, i64 *ret_id)
{
        struct str head;
        i64 at, id;

        *ret_at = *ret_id = INT64_MAX;
        if (str_cut(&place, '.', &head) && str_to_i64(head, &at) == 0 &&
                str_to_i64(place, &id) == 0) {
                *ret_at = at;
                *ret_id = id;
        }
}

static int looked_show(struct req *rq)
{
        struct looked_view v = { .rq = rq };
        struct looked l;
        i64 at, id;
        int r;

        read_place(input_str(rq->in, "truoc"), &at, &id);
        r = account__looked(rq, at, id, PAGE, &l);
        if (r < 0)
                return r;
        v.lines = l.lines;
        v.n = l.n;
        if (l.next.ptr)
                v.next = str_cat(rq->arena, STR("/tai-khoan/ai-da-xem?truoc="), l.next);
        if (at != INT64_MAX)
                v.first = STR("/tai-khoan/ai-da-xem");
        view_looked_page(&rq->html, &v);
        return reply_page(rq, 200);
}

const struct route account_looked_routes[] = {
        { GET, "/tai-khoan/ai-da-xem", PERM_SIGNED_IN, ROUTE_NOINDEX,
                READ(looked_query, looked_show), .doc = "Who looked at one's data, and why" },
        { 0 },
};
