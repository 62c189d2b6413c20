/*
 * src/mod/complaint/desk.c: the complaints of a unit, for who answers there. No SQL, no HTML.
 */
#include "core/files.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/words.h"
#include "mod/complaint/internal.h"
#include "mod/complaint/views.h"
#include "web/texts.h"
#include "web/web.h"

#define PAGE 30

static struct due_view due_of(struct req *rq, const struct unit *u, i64 state, i64 sent, i64 due)
{
        if (!complaint_is_open(state))
                return (struct due_view){ .kind = DUE_NONE };
        return words_due(org_calendar(org_get(rq->arena), u, day_of(rq->now)), rq->arena, sent, due,
                rq->now, false, PAUSE_PLAIN);
}

/* ---- GET /kien-nghi ---- */

static const struct field list_fields[] = {
        { "tt", FIELD_CHOICE, 0, 0, 0, "1|2|3|4|5" },
        { "sau", FIELD_KEY, 0, 60, 0, NULL },
        { 0 },
};

static void fill_states(struct req *rq, struct complaint_desk_view *v)
{
        for (i64 state = 1; state < COMPLAINT_STATE_MAX; state++) {
                enum tone tone;

                v->states[state - 1] =
                        (struct option_view){ .value = str_fmt(rq->arena, "%d", (int)state),
                                .text = complaint_state_words(rq->arena, rq->lang, state, &tone),
                                .chosen = state == v->state };
        }
}

static struct complaint_row row_of(struct req *rq, const struct complaint_line *c)
{
        const struct unit *u = org_unit(org_get(rq->arena), c->unit_id);

        return (struct complaint_row){ .code = c->code,
                .dossier = c->dossier_code,
                .topic = complaint__topic(rq->arena, rq->lang, c->topic),
                .unit = u ? u->name : STR(""),
                .sent = words_short(rq->arena, c->sent_at),
                .due = due_of(rq, u, c->state, c->sent_at, c->due_at) };
}

/* "<due>.<id>" of the last line that was shown. */
static void read_key(struct str key, i64 *ret_due, i64 *ret_id)
{
        struct str id = key, due;

        *ret_due = *ret_id = 0;
        if (!str_cut(&id, '.', &due) || str_to_i64(due, ret_due) < 0 || str_to_i64(id, ret_id) < 0)
                *ret_due = *ret_id = 0;
}

static int list_show(struct req *rq)
{
        struct complaint_desk_view v = { .rq = rq, .state = COMPLAINT_NEW };
        const struct unit *u =
                org_unit(org_get(rq->arena), who_unit(rq->who, PERM_COMPLAINT_ANSWER));
        struct str state = input_str(rq->in, "tt");
        struct complaint_line_rows rows;
        struct complaint_row *list;
        i64 due, id;
        const i64 *units;
        size_t n = who_units(rq->who, PERM_COMPLAINT_ANSWER, rq->arena, &units);
        int r;

        if (state.ptr)
                (void)str_to_i64(state, &v.state);
        read_key(input_str(rq->in, "sau"), &due, &id);
        r = complaints_at(rq->tx, units, n, v.state, due, id, PAGE + 1, &rows);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct complaint_row, PAGE);
        for (size_t i = 0; i < rows.n && i < PAGE; i++)
                list[v.n++] = row_of(rq, &rows.rows[i]);
        if (rows.n > PAGE)
                v.next = str_fmt(rq->arena, "/kien-nghi?tt=%d&sau=%lld.%lld", (int)v.state,
                        (long long)rows.rows[PAGE - 1].due_at, (long long)rows.rows[PAGE - 1].id);
        v.rows = list;
        v.unit = u ? u->name : STR("");
        fill_states(rq, &v);
        view_complaint_desk(&rq->html, &v);
        return reply_page(rq, 200);
}

/* ---- GET /kien-nghi/:complaint ---- */

/* One that w answers, with its dossier. Reading it is told to the person. */
static int load(struct req *rq, struct str code, struct complaint *ret_c, struct dossier *ret_d)
{
        struct complaint c;
        int r = complaint_by_code(rq->tx, code, &c);

        if (r == 0 && !who_may(rq->who, PERM_COMPLAINT_ANSWER, c.unit_id))
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = dossier_by_id(rq->tx, c.dossier_id, ret_d);
        if (r < 0)
                return r;
        req_note_person(rq, ret_d->person_id == I64_NULL ? 0 : ret_d->person_id, ret_d->id,
                "name,complaint", "complaint.read");
        *ret_c = c;
        return 0;
}

static int page_show(struct req *rq)
{
        struct complaint_page_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct procedure_version p;
        struct dossier_applicant who;
        const struct unit *u;
        struct complaint c;
        struct dossier d;
        int r = load(rq, path_str(rq->in, "complaint"), &c, &d);

        if (r == 0)
                r = procedure_version_by_id(rq->tx, d.version_id, &p);
        if (r == 0)
                r = dossier_applicant_of(rq->tx, d.id, &who);
        if (r == 0)
                r = complaint__fill(rq, &c, &v.c);
        if (r < 0)
                return r;
        u = org_unit(org_get(rq->arena), c.unit_id);
        v.dossier = d.code;
        v.procedure = p.usual;
        v.applicant = who.applicant_name;
        v.unit = u ? u->name : STR("");
        v.due = due_of(rq, u, c.state, c.sent_at, c.due_at);
        v.can_take = c.state == COMPLAINT_NEW;
        v.can_answer = v.c.open;
        view_complaint_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* ---- POST /kien-nghi/:complaint/:action ---- */

static const struct field act_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "loi", FIELD_LINES, FIELD_PERSONAL, 4000, 0, NULL },
        DOSSIER_FILES(T_DOSSIER_FILE_BAD),
        { 0 },
};

static struct str action_of(const struct input *in)
{
        static const struct {
                const char *address, *action;
        } words[] = { { "nhan", "take" }, { "tra-loi", "answer" }, { "tu-choi", "decline" } };

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (str_is(path_str(in, "action"), words[i].address))
                        return str_of(words[i].action);
        return STR_NULL;
}

static int act_prepare(struct req *rq, struct input *in)
{
        struct given_files *f = NEW(rq->arena, struct given_files);
        struct complaint c;
        struct dossier d;
        int r = load(rq, path_str(in, "complaint"), &c, &d);

        if (r < 0)
                return r;
        if (!action_of(in).ptr)
                return ERR_NOT_FOUND;
        if (!str_is(action_of(in), "take") && str_empty(str_trim(input_str(in, "loi"))))
                return input_fail(in, "loi", T_COMPLAINT_ANSWER_NEEDED, STR_NULL);
        in->prepared = f;
        return dossier_files_take(rq, in, 0, f);
}

static int act_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct given_files *f = in->prepared;
        struct complaint c;
        int r = complaint_by_code(tx, path_str(in, "complaint"), &c);

        out->code = path_str(in, "complaint");
        if (r == 0)
                r = complaint_move(tx, &c,
                        &(struct complaint_act){ .who = in->who,
                                .action = action_of(in),
                                .version = input_i64(in, "version"),
                                .words = input_str(in, "loi"),
                                .peer = in->peer });
        return r < 0 ? r : complaint__put_files(tx, in, f, c.id, true);
}

static int act_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/kien-nghi/:complaint", out->code);
}

/* ---- GET /kien-nghi/:complaint/tep/:file ---- */

static int file_show(struct req *rq)
{
        struct complaint c;
        struct file f;
        int r = complaint_by_code(rq->tx, path_str(rq->in, "complaint"), &c);

        if (r == 0)
                r = complaint_visible(rq->who, &c);
        if (r == 0)
                r = file_by_code(rq->tx, path_str(rq->in, "file"), &f);
        if (r == 0 && (!str_is(f.object_kind, "complaint") || f.object_id != c.id))
                r = ERR_NOT_FOUND;
        if (r < 0)
                return r;
        req_note_person(rq, 0, c.dossier_id, "file", "complaint.file");
        return files_reply(rq, f.code, str_is(f.type, "application/pdf"));
}

const struct route complaint_desk_routes[] = {
        { GET, "/kien-nghi", PERM_COMPLAINT_ANSWER, ROUTE_NOINDEX, READ(list_fields, list_show),
                .doc = "Complaints about dossiers of the unit" },
        { GET, "/kien-nghi/:complaint", PERM_COMPLAINT_ANSWER, ROUTE_NOINDEX | ROUTE_READS_PERSON,
                READ(NULL, page_show), .doc = "A complaint about a dossier" },
        { POST, "/kien-nghi/:complaint/:action", PERM_COMPLAINT_ANSWER,
                ROUTE_UPLOAD | ROUTE_READS_PERSON,
                WRITE(act_fields, act_prepare, act_apply, act_answer, page_show),
                .doc = "Take a complaint up, answer it or refuse it" },
        { GET, "/kien-nghi/:complaint/tep/:file", PERM_FOLLOW, ROUTE_NOINDEX | ROUTE_READS_PERSON,
                READ(NULL, file_show), .doc = "A file of a complaint or of its answer" },
        { 0 },
};
