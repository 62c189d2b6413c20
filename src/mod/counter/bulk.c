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
#include "mod/counter/views.h"
#include "web/texts.h"

enum { BULK_MAX = 40 };

static const struct {
        const char *step, *action;
        enum perm perm;
        enum text name;
} bulk_moves[] = {
        { "check", "accept", PERM_DOSSIER_INTAKE, T_COUNTER_DO_ACCEPT },
        { "process", "start", PERM_DOSSIER_PROCESS, T_COUNTER_DO_START },
        { "approve", "approve", PERM_DOSSIER_APPROVE, T_COUNTER_DO_APPROVE },
        { "return", "hand_over", PERM_DOSSIER_INTAKE, T_COUNTER_DO_HAND_OVER },
};

const struct field bulk_fields[] = {
        { "pick", FIELD_LIST, FIELD_REQUIRED, BULK_MAX, T_COUNTER_PICK_NEEDED, NULL },
        { "action", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "accept|start|approve|hand_over" },
        { "all", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};

const struct action_view *bulk_actions(struct req *rq, struct str step, size_t *ret_n)
{
        struct action_view *list = NEW_ARRAY(rq->arena, struct action_view, ARRAY_LEN(bulk_moves));
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(bulk_moves); i++)
                if (str_is(step, bulk_moves[i].step) && who_has(rq->who, bulk_moves[i].perm))
                        list[n++] = (struct action_view){ .value = bulk_moves[i].action,
                                .text = text_plain(
                                        rq->arena, rq->lang, bulk_moves[i].name, STR_NULL),
                                .icon = ICON_DAU,
                                .kind = ACTION_MAIN };
        *ret_n = n;
        return list;
}

struct one {
        const struct input *in;
        struct str code;
};

static int move_one(struct tx *tx, void *arg)
{
        const struct one *one = arg;
        const struct dossier_act act = { .who = one->in->who,
                .action = input_str(one->in, "action"),
                .version = I64_NULL,
                .note = STR(""),
                .due_day = I64_NULL,
                .peer = one->in->peer };
        struct dossier d;
        int r = dossier_by_code(tx, one->code, &d);

        if (r == 0)
                r = dossier_visible(tx, one->in->who, &d);
        return r < 0 ? r : dossier_move(tx, &d, &act, &d);
}

int bulk_prepare(struct req *rq, struct input *in)
{
        struct json_writer w;
        struct buf *b = NEW(rq->arena, struct buf);
        size_t n = input_count(in, "pick");

        req_leave_snapshot(rq);
        buf_init(b, rq->arena, 64 << 10);
        json_begin(&w, b);
        json_open(&w, NULL, '[');
        for (size_t i = 0; i < n; i++) {
                AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
                struct one one = { in, input_item(in, "pick", i) };
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
        struct bulk_view v = { .rq = rq, .back = STR("/viec") };
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
        view_bulk_page(&rq->html,
                frame_officer(
                        rq, text_plain(rq->arena, rq->lang, T_COUNTER_BULK, STR_NULL), STR("")),
                &v);
        return reply_page(rq, 200);
}
