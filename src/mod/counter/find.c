/*
 * src/mod/counter/find.c: one box for everything that an officer may see: a code, a number (also of
 * a scanned card), a name with or without marks, a procedure, words of notes. No SQL, no HTML.
 *
 * The idea: a number that people have is looked up as it is, so that what came a moment ago is
 * found; words go to the full-text index. Both look only among what the asker may see.
 */
#include "base/typed.h"
#include "core/frame.h"
#include "core/id_card.h"
#include "core/words.h"
#include "mod/counter/desk.h"
#include "mod/counter/views.h"
#include "web/texts.h"

#define FIND_PAGE 30
#define FIND_MOST 400

static const struct field find_fields[] = {
        { "q", FIELD_TEXT, 0, 400, 0, NULL },
        { "tu", FIELD_I64, 0, FIND_MOST, 0, NULL },
        { 0 },
};

/* ERR_NOT_FOUND: it is no number of a person, or nobody's. */
static int by_number(struct req *rq, struct str typed, struct dossier_brief_rows *ret_rows)
{
        struct desk_scope s = counter__scope(rq, PERM_DOSSIER_READ);
        const i64 *units = s.everywhere ? NULL : s.units;
        size_t n = s.everywhere ? 0 : s.n_units;
        struct str number;
        int r;

        if (!s.everywhere && !n)
                return ERR_NOT_FOUND;
        if (typed_identity(rq->arena, typed, &number) == 0)
                r = dossiers_by_identity(rq->tx, number, units, n, FIND_MOST, ret_rows);
        else if (typed_phone(rq->arena, typed, &number) == 0)
                r = dossiers_by_phone(rq->tx, number, units, n, FIND_MOST, ret_rows);
        else
                return ERR_NOT_FOUND;
        return r == 0 && !ret_rows->n ? ERR_NOT_FOUND : r;
}

static int by_code(struct req *rq, struct str code, struct dossier_brief_rows *ret_rows)
{
        struct dossier d;
        int r = dossier_get(rq->tx, rq->who, code, &d);

        return r < 0 ? r : dossiers_by_ids(rq->tx, &d.id, 1, ret_rows);
}

/* The rows of one page and how many there are. */
static int find(struct req *rq, struct str q, i64 from, struct dossier_brief_rows *ret_rows,
        struct find_view *v)
{
        struct str bare = str_replace(rq->arena, q, STR(" "), STR(""));
        struct id_card card;
        int why = 0, r;

        if (id_card_looks(q)) {
                if (id_card_read(q, &card, &why) < 0) {
                        v->why = text_plain(rq->arena, rq->lang, why, STR_NULL);
                        return 0;
                }
                bare = card.number;
        }
        r = by_number(rq, bare, ret_rows);
        if (r == ERR_NOT_FOUND)
                r = by_code(rq, bare, ret_rows);
        if (r == ERR_NOT_FOUND)
                return dossier_find(rq->tx, rq->who, id_card_looks(q) ? bare : q, from, FIND_PAGE,
                        ret_rows, &v->total);
        if (r < 0)
                return r;
        v->total = (i64)ret_rows->n;
        ret_rows->rows += MIN((size_t)from, ret_rows->n);
        ret_rows->n = MIN(ret_rows->n - MIN((size_t)from, ret_rows->n), (size_t)FIND_PAGE);
        return 0;
}

static void fill_rows(struct req *rq, const struct dossier_brief_rows *rows, struct find_view *v)
{
        const struct org *o = org_get(rq->arena);
        struct find_row *list = NEW_ARRAY(rq->arena, struct find_row, rows->n + 1);

        for (size_t i = 0; i < rows->n; i++) {
                const struct dossier_brief *d = &rows->rows[i];
                const struct unit *u = org_unit(o, d->unit_id);

                counter__fill_item(rq, d, &list[i].item);
                list[i].unit = u ? u->name : STR("");
                list[i].sent = day_vi(rq->arena, day_of(d->submitted_at));
                req_note_person(rq, d->person_id == I64_NULL ? 0 : d->person_id, d->id, "name",
                        "dossier.find");
        }
        v->rows = list;
        v->n_rows = rows->n;
}

static struct str page_at(struct req *rq, struct str q, i64 from)
{
        return str_fmt(rq->arena, "/viec/tim?q=%.*s&tu=%lld", STRF(words_query(rq->arena, q)),
                (long long)from);
}

static int find_show(struct req *rq)
{
        struct find_view v = { .rq = rq,
                .q = str_trim(input_str(rq->in, "q")),
                .why = STR(""),
                .first = STR(""),
                .next = STR("") };
        i64 tu = input_i64(rq->in, "tu"), from = tu == I64_NULL ? 0 : MAX(tu, 0);
        struct dossier_brief_rows rows = { 0 };
        const struct unit *unit = org_unit(org_get(rq->arena), counter__unit(rq));
        struct page_view *p;
        int r = str_empty(v.q) ? 0 : find(rq, v.q, from, &rows, &v);

        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name", "dossier.find");
        fill_rows(rq, &rows, &v);
        v.more = v.total >= FIND_MOST;
        if (from > 0)
                v.first = page_at(rq, v.q, 0);
        if (from + (i64)v.n_rows < v.total)
                v.next = page_at(rq, v.q, from + FIND_PAGE);
        p = frame_officer(rq, text_plain(rq->arena, rq->lang, T_COUNTER_FIND_TITLE, STR_NULL),
                unit ? unit->name : STR(""));
        view_find_page(&rq->html, p, &v);
        return reply_page(rq, 200);
}

const struct route find_routes[] = {
        { GET, "/viec/tim", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(find_fields, find_show),
                .doc = "Dossiers that one may see, by code, name, number, procedure, words" },
        { 0 },
};
