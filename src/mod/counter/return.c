/*
 * src/mod/counter/return.c: papers of one dossier at the counter: where they stand, the control
 * sheet that goes with them, and the result given to a person who is named, or to the post. No SQL,
 * no HTML.
 */
#include "core/id_card.h"
#include "mod/counter/cash.h"
#include "mod/counter/views.h"
#include "web/texts.h"

static int dossier_at_desk(struct req *rq, struct dossier *ret_d)
{
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), ret_d);

        if (r < 0)
                return r;
        return counter__may_hand(rq->who, ret_d) ? 0 : ERR_DENIED;
}

/* ---- GET /viec/:code/phieu-kiem-soat ---- */

static int control_file(struct req *rq)
{
        struct dossier d;
        struct str pdf;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r < 0)
                return r;
        req_note_person(rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id, "name,address,phone",
                "dossier.control");
        r = dossier_control_sheet(rq->tx, &d, &pdf);
        return r < 0 ? r
                     : reply_bytes(rq, 200, "application/pdf", pdf,
                               str_fmt(rq->arena, "phieu-kiem-soat-%.*s.pdf", STRF(d.code)));
}

/* ---- POST /viec/:code/ke ---- */

static const struct field shelf_fields[] = {
        { "ke", FIELD_TEXT, FIELD_REQUIRED, 60, T_SHELF_NEEDED, NULL },
        { 0 },
};

static int shelf_prepare(struct req *rq, struct input *in)
{
        struct dossier *d = NEW(rq->arena, struct dossier);

        in->prepared = d;
        return dossier_at_desk(rq, d);
}

static int shelf_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct dossier *d = in->prepared;

        out->code = d->code;
        return shelf_put(tx, d->id, input_str(in, "ke"), tx->now, in->who->account, NULL);
}

static int to_desk(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/viec/:code", out->code);
}

/* ---- GET and POST /viec/:code/tra-ket-qua ---- */

static const struct field return_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "cach", FIELD_CHOICE, FIELD_REQUIRED, 0, T_RETURN_WAY_NEEDED, "counter|post" },
        { "nguoi_nhan", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 400, T_RETURN_RECEIVER_NEEDED,
                NULL },
        { "so", FIELD_IDENTITY, FIELD_PERSONAL, 0, T_COPY_IDENTITY_BAD, NULL },
        { "van_don", FIELD_TEXT, 0, 40, 0, NULL },
        { 0 },
};

static int return_show(struct req *rq)
{
        struct return_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct dossier_applicant who;
        struct shelf_row shelf;
        struct dossier d;
        int r = dossier_at_desk(rq, &d);

        if (r == 0)
                r = dossier_applicant_of(rq->tx, d.id, &who);
        if (r < 0)
                return r;
        r = shelf_of(rq->tx, d.id, &shelf);
        if (r == 0)
                v.shelf = shelf.place;
        else if (r != ERR_NOT_FOUND)
                return r;
        req_note_person(rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id,
                "name,identity,address", "dossier.return");
        v.unit_name = counter__desk_name(rq);
        v.dossier = d.code;
        v.version = d.version;
        v.receiver = who.applicant_name;
        v.identity = who.applicant_identity;
        v.address = who.applicant_address;
        v.ready = d.state == DOSSIER_FINISHED;
        view_return_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct give {
        struct str receiver, identity, tracking, note;
};

static int return_prepare(struct req *rq, struct input *in)
{
        struct give *g = NEW(rq->arena, struct give);
        struct id_card card;
        struct dossier d;
        int why = 0, r = dossier_at_desk(rq, &d);

        if (r < 0)
                return r;
        *g = (struct give){ .receiver = str_trim(input_str(in, "nguoi_nhan")),
                .identity = input_str(in, "so"),
                .tracking = str_trim(input_str(in, "van_don")) };
        if (id_card_looks(g->receiver)) {
                if (id_card_read(g->receiver, &card, &why) < 0)
                        return input_fail(in, "nguoi_nhan", why, STR_NULL);
                g->receiver = card.name;
                g->identity = card.number;
        }
        if (str_is(input_str(in, "cach"), "post")) {
                if (str_empty(g->tracking))
                        return input_fail(in, "van_don", T_RETURN_TRACKING_NEEDED, STR_NULL);
                g->identity = STR("");
                g->note = s_RETURN_NOTE_POST(rq->arena, LANG_VI, g->tracking, g->receiver);
        } else {
                if (str_empty(g->identity))
                        return input_fail(in, "so", T_COPY_IDENTITY_BAD, STR_NULL);
                g->tracking = STR("");
                /* The history is read by many: the number's end is enough to know the paper. */
                g->note = s_RETURN_NOTE(rq->arena, LANG_VI, g->receiver,
                        str_sub(g->identity, g->identity.len - 3, 3));
        }
        in->prepared = g;
        return 0;
}

static int return_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct give *g = in->prepared;
        const struct dossier_act act = { .who = in->who,
                .action = STR("hand_over"),
                .version = input_i64(in, "version"),
                .note = g->note,
                .due_day = I64_NULL,
                .peer = in->peer };
        struct dossier d;
        int r = dossier_by_code(tx, path_str(in, "code"), &d);

        out->code = path_str(in, "code");
        if (r == 0)
                r = dossier_visible(tx, in->who, &d);
        if (r == 0)
                r = dossier_move(tx, &d, &act, &d);
        return r < 0 ? r
                     : result_return_insert(
                               tx, &(struct result_return_insert_args){ .dossier_id = d.id,
                                           .way = input_str(in, "cach"),
                                           .receiver = g->receiver,
                                           .identity = g->identity,
                                           .tracking = g->tracking,
                                           .at = tx->now,
                                           .by = in->who->account });
}

const struct route return_routes[] = {
        { GET, "/viec/:code/phieu-kiem-soat", PERM_DOSSIER_READ,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(NULL, control_file),
                .doc = "The control sheet of a dossier so far, on A5, as a PDF" },
        { POST, "/viec/:code/ke", PERM_DOSSIER_INTAKE, 0,
                WRITE(shelf_fields, shelf_prepare, shelf_apply, to_desk, NULL),
                .doc = "Where the papers of a dossier stand" },
        { GET, "/viec/:code/tra-ket-qua", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(NULL, return_show), .doc = "Give a result to a person, or to the post" },
        { POST, "/viec/:code/tra-ket-qua", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_MOVED_ON,
                WRITE(return_fields, return_prepare, return_apply, to_desk, return_show),
                .doc = "The result was given: to whom, or with which post" },
        { 0 },
};
