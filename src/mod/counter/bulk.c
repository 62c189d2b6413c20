/*
 * src/mod/counter/bulk.c: see bulk.h. No SQL, no HTML.
 *
 * The idea: the moves are made while the request is prepared, one transaction each; the request's
 * own write only keeps what became of them, with its key. Sent again with the same key it is
 * answered from there. If it ends half-way and is sent again, what was moved says that it was.
 */
#include "mod/counter/bulk.h"

#include "base/json.h"
#include "core/frame.h"
#include "core/queries.h"
#include "mod/counter/views.h"
#include "web/texts.h"

enum { BULK_MAX = 40, OFFICERS_MAX = 200 };

static const struct {
        const char *step, *action;
        enum perm perm;
        enum text name;
        enum icon icon;
        bool second, words; /* not what one comes for; wants words */
} bulk_moves[] = {
        { "check", "accept", PERM_DOSSIER_INTAKE, T_COUNTER_DO_ACCEPT, ICON_DAU, false, false },
        { "process", "start", PERM_DOSSIER_PROCESS, T_COUNTER_DO_START, ICON_DAU, false, false },
        { "process", "propose", PERM_DOSSIER_PROCESS, T_COUNTER_DO_PROPOSE, ICON_TOI, true, true },
        { "approve", "approve", PERM_DOSSIER_APPROVE, T_COUNTER_DO_APPROVE, ICON_DAU, false,
                false },
        { "approve", "forward", PERM_DOSSIER_APPROVE, T_COUNTER_DO_FORWARD, ICON_TOI, true, false },
        { "approve", "send_back", PERM_DOSSIER_APPROVE, T_COUNTER_DO_SEND_BACK, ICON_TRAI, true,
                true },
        { "return", "hand_over", PERM_DOSSIER_INTAKE, T_COUNTER_DO_HAND_OVER, ICON_DAU, false,
                false },
};

const struct field bulk_fields[] = {
        { "pick", FIELD_LIST, FIELD_REQUIRED, BULK_MAX, T_COUNTER_PICK_NEEDED, NULL },
        { "action", FIELD_CHOICE, FIELD_REQUIRED, 0, 0,
                "accept|start|propose|approve|forward|send_back|hand_over|assign" },
        { "all", FIELD_BOOL, 0, 0, 0, NULL },
        { "note", FIELD_LINES, 0, 4000, 0, NULL },
        { "nguoi", FIELD_TEXT, 0, 60, 0, NULL },  /* assign: to whom, by account name */
        { "ve", FIELD_CHOICE, 0, 0, 0, "duyet" }, /* the list that they were chosen on */
        { 0 },
};

const struct action_view *bulk_actions(
        struct req *rq, struct str step, size_t *ret_n, bool *ret_words)
{
        struct action_view *list = NEW_ARRAY(rq->arena, struct action_view, ARRAY_LEN(bulk_moves));
        size_t n = 0;

        *ret_words = false;
        for (size_t i = 0; i < ARRAY_LEN(bulk_moves); i++) {
                if (!str_is(step, bulk_moves[i].step) || !who_has(rq->who, bulk_moves[i].perm))
                        continue;
                *ret_words |= bulk_moves[i].words;
                list[n++] = (struct action_view){ .value = bulk_moves[i].action,
                        .text = text_plain(rq->arena, rq->lang, bulk_moves[i].name, STR_NULL),
                        .icon = bulk_moves[i].icon,
                        .kind = bulk_moves[i].second ? ACTION_SECOND : ACTION_MAIN };
        }
        *ret_n = n;
        return list;
}

/* The units of the list and all above them: who works for one of these works for the unit. */
static size_t units_upwards(struct req *rq, const struct desk_scope *s, const i64 **ret_units)
{
        const struct org *o = org_get(rq->arena);
        size_t n = 0, max = s->n_units * 8 + 1;
        i64 *units = NEW_ARRAY(rq->arena, i64, max);

        if (s->everywhere)
                units[n++] = s->unit;
        for (size_t i = 0; i < s->n_units; i++)
                for (const struct unit *u = org_unit(o, s->units[i]); u && n < max; u = u->parent)
                        units[n++] = u->id;
        *ret_units = units;
        return n;
}

int bulk_officers(
        struct req *rq, struct str step, const struct option_view **ret_list, size_t *ret_n)
{
        struct desk_scope s = counter__scope(rq, PERM_DOSSIER_APPROVE);
        struct option_view *list;
        struct colleague_rows rows;
        const i64 *units;
        size_t n;
        int r;

        *ret_n = 0;
        if (!str_is(step, "process") || !who_has(rq->who, PERM_DOSSIER_APPROVE))
                return 0;
        n = units_upwards(rq, &s, &units);
        r = colleagues(rq->tx, units, n, rq->now, OFFICERS_MAX, &rows);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct option_view, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                list[i] = (struct option_view){ .value = rows.rows[i].login,
                        .text = str_empty(rows.rows[i].title) ? rows.rows[i].display
                                                              : str_fmt(rq->arena, "%.*s, %.*s",
                                                                        STRF(rows.rows[i].display),
                                                                        STRF(rows.rows[i].title)) };
        *ret_list = list;
        *ret_n = rows.n;
        return 0;
}

struct one {
        const struct input *in;
        struct str code;
        i64 officer; /* assign: to whom */
};

static int move_one(struct tx *tx, void *arg)
{
        const struct one *one = arg;
        struct str note = input_str(one->in, "note");
        const struct dossier_act act = { .who = one->in->who,
                .action = input_str(one->in, "action"),
                .version = I64_NULL,
                .note = note.ptr ? note : STR(""),
                .due_day = I64_NULL,
                .peer = one->in->peer };
        struct dossier d;
        int r = dossier_by_code(tx, one->code, &d);

        if (r == 0)
                r = dossier_visible(tx, one->in->who, &d);
        if (r < 0)
                return r;
        return one->officer ? dossier_assign(tx, &d, one->in->who, one->officer, one->in->peer, &d)
                            : dossier_move(tx, &d, &act, &d);
}

/* To whom; ERR_INVALID beside the field. */
static int read_officer(struct req *rq, struct input *in, i64 *ret_account)
{
        struct account found;
        int r;

        *ret_account = 0;
        if (!str_is(input_str(in, "action"), "assign"))
                return 0;
        r = str_empty(input_str(in, "nguoi"))
                    ? ERR_NOT_FOUND
                    : account_by_name(rq->tx, input_str(in, "nguoi"), &found);
        if (r == ERR_NOT_FOUND || (r == 0 && !str_is(found.state, "active")))
                return input_fail(in, "nguoi", T_COUNTER_ASSIGN_WHOM, STR_NULL);
        if (r == 0)
                *ret_account = found.id;
        return r;
}

int bulk_prepare(struct req *rq, struct input *in)
{
        struct json_writer w;
        struct buf *b = NEW(rq->arena, struct buf);
        size_t n = input_count(in, "pick");
        i64 officer;
        int refused = read_officer(rq, in, &officer);

        if (refused < 0)
                return refused;
        req_leave_snapshot(rq);
        buf_init(b, rq->arena, 64 << 10);
        json_begin(&w, b);
        json_open(&w, NULL, '[');
        for (size_t i = 0; i < n; i++) {
                AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
                struct one one = { in, input_item(in, "pick", i), officer };
                int r = store_write(rq->store, a, move_one, &one);

                json_open(&w, NULL, '{');
                json_put_str(&w, "code", one.code);
                json_put_i64(&w, "result", r);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        in->prepared = b;
        return 0;
}

int bulk_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)tx;
        out->json = buf_str(in->prepared);
        return 0;
}

static enum text words_of(i64 result)
{
        switch (result) {
        case 0:
                return T_COUNTER_BULK_DONE;
        case ERR_STATE:
        case ERR_STALE:
                return T_COUNTER_BULK_MOVED_ON;
        case ERR_DENIED:
                return T_COUNTER_BULK_DENIED;
        case ERR_NOT_FOUND:
                return T_COUNTER_BULK_NOT_FOUND;
        case ERR_INVALID:
                return T_COUNTER_BULK_WORDS;
        default:
                return T_COUNTER_BULK_FAILED;
        }
}

int bulk_answer(struct req *rq, const struct outcome *out)
{
        bool signing = input_str(rq->in, "ve").ptr;
        struct bulk_view v = { .rq = rq, .back = signing ? STR("/duyet") : STR("/viec") };
        struct bulk_row *rows = NEW_ARRAY(rq->arena, struct bulk_row, BULK_MAX);
        const struct json *list;
        int r = json_parse(rq->arena, out->json, &list, NULL);

        if (r < 0)
                return r;
        JSON_EACH(j, list)
        {
                i64 result = json_i64(json_get(j, "result"), ERR_INTERNAL);

                CHECK(v.n_rows < BULK_MAX);
                rows[v.n_rows++] = (struct bulk_row){ json_str(json_get(j, "code")),
                        text_plain(rq->arena, rq->lang, words_of(result), STR_NULL), result == 0 };
                v.done += result == 0;
        }
        v.rows = rows;
        v.list = text_plain(rq->arena, rq->lang, signing ? T_WORK_SIGN : T_WORK_QUEUE, STR_NULL);
        view_bulk_page(&rq->html,
                frame_officer(
                        rq, text_plain(rq->arena, rq->lang, T_COUNTER_BULK, STR_NULL), STR("")),
                &v);
        return reply_page(rq, 200);
}
