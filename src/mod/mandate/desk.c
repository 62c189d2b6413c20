/*
 * src/mod/mandate/desk.c: the mandates that a counter decides, for who works there. No SQL, no
 * HTML.
 */
#include "core/frame.h"
#include "core/words.h"
#include "mod/mandate/internal.h"
#include "mod/mandate/views.h"
#include "web/texts.h"
#include "web/web.h"

#define PAGE 30

/* ---- GET /dai-dien ---- */

static const struct field list_fields[] = {
        { "tt", FIELD_CHOICE, 0, 0, 0, "1|2|3|4|5" },
        { "sau", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static void fill_states(struct req *rq, struct mandate_desk_view *v)
{
        for (i64 state = 1; state < MANDATE_STATE_MAX; state++) {
                enum tone tone;

                v->states[state - 1] =
                        (struct option_view){ .value = str_fmt(rq->arena, "%d", (int)state),
                                .text = mandate_state_words(rq->arena, rq->lang, state, &tone),
                                .chosen = state == v->state };
        }
}

static struct mandate_row row_of(struct req *rq, const struct mandate_line *m)
{
        const struct unit *u = org_unit(org_get(rq->arena), m->unit_id);

        req_note_person(rq, m->person_id == I64_NULL ? 0 : m->person_id, 0, "name", "mandate.desk");
        req_note_person(rq, m->representative_id, 0, "name", "mandate.desk");
        return (struct mandate_row){ .code = m->code,
                .kind = mandate_kind_words(rq->arena, rq->lang, m->kind),
                .principal = m->principal_name,
                .representative = m->representative,
                .unit = u ? unit_place_name(rq->arena, u) : STR(""),
                .asked = words_short(rq->arena, m->asked_at) };
}

/* Those that were asked which they work for now, or whose work their unit carries on. */
static size_t units_of(struct req *rq, const i64 **ret_units)
{
        const struct org *o = org_get(rq->arena);
        const struct unit *const *all;
        size_t n_all = org_all(o, &all), n = 0;
        i64 *list = NEW_ARRAY(rq->arena, i64, n_all + 1);

        for (size_t i = 0; i < n_all; i++) {
                const struct unit *now = org_successor(o, all[i], org_day(o));

                if (now && who_may(rq->who, PERM_DOSSIER_INTAKE, now->id))
                        list[n++] = all[i]->id;
        }
        *ret_units = list;
        return n;
}

static int list_show(struct req *rq)
{
        struct mandate_desk_view v = { .rq = rq, .state = MANDATE_ASKED };
        const struct unit *u = org_unit(org_get(rq->arena), who_unit(rq->who, PERM_DOSSIER_INTAKE));
        struct str state = input_str(rq->in, "tt");
        i64 after = input_i64(rq->in, "sau");
        struct mandate_line_rows rows;
        struct mandate_row *list;
        const i64 *units;
        size_t n = units_of(rq, &units);
        int r;

        if (state.ptr)
                (void)str_to_i64(state, &v.state);
        r = mandates_at(rq->tx, units, n, v.state, after == I64_NULL ? 0 : after, PAGE + 1, &rows);
        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name", "mandate.desk");
        list = NEW_ARRAY(rq->arena, struct mandate_row, PAGE);
        for (size_t i = 0; i < rows.n && i < PAGE; i++)
                list[v.n++] = row_of(rq, &rows.rows[i]);
        if (rows.n > PAGE)
                v.next = str_fmt(rq->arena, "/dai-dien?tt=%d&sau=%lld", (int)v.state,
                        (long long)rows.rows[PAGE - 1].id);
        v.rows = list;
        v.unit = u ? u->name : STR("");
        fill_states(rq, &v);
        view_mandate_desk(&rq->html, &v);
        return reply_page(rq, 200);
}

/* ---- GET /dai-dien/:mandate, and what the counter does with it ---- */

/* Officers have none of their own: what they see is what their counter decides. */
static int load(struct tx *tx, const struct who *w, struct str code, struct mandate *ret_m)
{
        int r = mandate_by_code(tx, code, ret_m);

        return r < 0 ? r : mandate_visible(tx->arena, w, ret_m);
}

static int page_show(struct req *rq)
{
        struct mandate_page_view v = { .rq = rq };
        const struct unit *u;
        struct mandate_representative by;
        struct mandate m;
        int r = load(rq->tx, rq->who, path_str(rq->in, "mandate"), &m);

        if (r == 0)
                r = mandate_representative_of(rq->tx, m.id, &by);
        if (r == 0)
                r = mandate__fill(rq, &m, &v.m);
        if (r < 0)
                return r;
        req_note_person(rq, m.person_id == I64_NULL ? 0 : m.person_id, 0,
                "name,identity,birth_day,mandate", "mandate.desk");
        req_note_person(rq, by.person_id, 0, "name,identity,mandate", "mandate.desk");
        v.m.representative_identity = by.identity;
        u = mandate_counter(rq->arena, &m);
        v.unit = u ? u->name : STR("");
        view_mandate_decide(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int act_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct mandate m;
        int r = load(tx, in->who, path_str(in, "mandate"), &m);

        out->code = path_str(in, "mandate");
        return r < 0 ? r : mandate__act(tx, in, &m);
}

static int act_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/dai-dien/:mandate", out->code);
}

const struct route mandate_desk_routes[] = {
        { GET, "/dai-dien", PERM_DOSSIER_INTAKE, ROUTE_NOINDEX | ROUTE_READS_PERSON,
                READ(list_fields, list_show), .doc = "Who asks this counter to act for others" },
        { GET, "/dai-dien/:mandate", PERM_DOSSIER_INTAKE, ROUTE_NOINDEX | ROUTE_READS_PERSON,
                READ(NULL, page_show), .doc = "A mandate that this counter decides" },
        { POST, "/dai-dien/:mandate/:action", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(mandate__act_fields, NULL, act_apply, act_answer, page_show),
                .doc = "Grant, refuse or revoke a mandate at the counter" },
        { GET, "/dai-dien/:mandate/tep/:file", PERM_DOSSIER_INTAKE,
                ROUTE_NOINDEX | ROUTE_READS_PERSON, READ(NULL, mandate__file_show),
                .doc = "A paper of a mandate, for the counter" },
        { 0 },
};
