/*
 * src/flow/engine_replay.c: the journal taken as what it is: the inputs give the same effects and
 * the same state again. It is the history of an instance, and the proof that nothing else changed
 * it.
 */
#include <zlib.h>

#include "base/json.h"
#include "flow/engine_internal.h"

#define UNPACKED_MAX ((size_t)32 << 20)

static int unpack(struct arena *a, struct str packed, struct str *ret_text)
{
        u8 *out = arena_raw(a, UNPACKED_MAX);
        uLongf n = UNPACKED_MAX;

        if (uncompress(out, &n, (const Bytef *)packed.ptr, packed.len) != Z_OK)
                return ERR_CORRUPT;
        *ret_text = str_n((const char *)out, n);
        return 0;
}

static int from_archive(struct tx *tx, i64 instance, struct flow_journal_row_rows *ret_rows)
{
        struct flow_archived packed;
        const struct json *j;
        struct str text;
        int r = flow_archive_of(tx, instance, &packed);

        if (r == 0)
                r = unpack(tx->arena, packed.journal, &text);
        if (r == 0 && json_parse(tx->arena, text, &j, NULL) < 0)
                r = ERR_CORRUPT;
        if (r < 0)
                return r;
        ret_rows->rows = NEW_ARRAY(tx->arena, struct flow_journal_row, j->count + 1);
        ret_rows->n = 0;
        JSON_EACH(x, j)
        ret_rows->rows[ret_rows->n++] = (struct flow_journal_row){ .instance = instance,
                .seq = json_i64(json_get(x, "seq"), 0),
                .at = json_i64(json_get(x, "at"), 0),
                .kind = json_i64(json_get(x, "kind"), -1),
                .token = json_i64(json_get(x, "token"), 0),
                .name = json_str(json_get(x, "name")),
                .message = json_str(json_get(x, "message")),
                .data = json_str(json_get(x, "data")),
                .actor = json_i64(json_get(x, "actor"), I64_NULL) };
        return 0;
}

static int read_journal(struct tx *tx, i64 instance, struct flow_journal_row_rows *ret_rows)
{
        int r = flow_journal_of(tx, instance, ret_rows);

        return r == 0 && ret_rows->n == 0 ? from_archive(tx, instance, ret_rows) : r;
}

/* The model under which it began: the first move of the journal names the one before. */
static i64 first_model(const struct flow_journal_row_rows *rows, i64 now)
{
        for (size_t i = 0; i < rows->n; i++)
                if (rows->rows[i].kind == FLOW_MOVED &&
                        str_to_i64(rows->rows[i].message, &now) == 0)
                        break;
        return now;
}

struct replay {
        struct tx *tx;
        i64 object;
        struct bpmn_machine machine;
        const struct bpmn_model *model;
        struct flow_story story;
        size_t cap;
};

static void note_events(struct replay *p, const struct flow_journal_row *row)
{
        for (const struct bpmn_effect *e = p->machine.effects; e; e = e->next) {
                if (p->story.n == p->cap) {
                        size_t cap = p->cap ? p->cap * 2 : 64;
                        struct flow_event *more = NEW_ARRAY(p->tx->arena, struct flow_event, cap);

                        if (p->story.n)
                                memcpy(more, p->story.events, p->story.n * sizeof *more);
                        p->story.events = more;
                        p->cap = cap;
                }
                p->story.events[p->story.n++] = (struct flow_event){ .at = row->at,
                        .seq = row->seq,
                        .actor = row->actor,
                        .kind = e->kind,
                        .token = e->token,
                        .node = str_dup(p->tx->arena, e->node_id),
                        .name = str_dup(p->tx->arena, e->name) };
        }
}

static int move(struct replay *p, i64 to)
{
        const struct bpmn_model *model;
        int r = flow__model_get(p->tx, to, &model);

        if (r < 0)
                return r;
        r = bpmn_restore(
                p->tx->arena, model, bpmn_save(p->tx->arena, p->machine.state), &p->machine.state);
        flow__model_put(p->model);
        p->model = p->machine.model = model;
        return r;
}

static int play(struct replay *p, const struct flow_journal_row *row)
{
        struct bpmn_input in = { .kind = (enum bpmn_input_kind)row->kind,
                .name = row->name,
                .message = row->message,
                .token = row->token,
                .data = flow__value(p->tx->arena, row->data) };
        struct flow_world world = { p->tx, p->object };
        struct bpmn_host host;
        struct str text;
        int r;

        if (row->kind == FLOW_MOVED)
                return move(p, row->token);
        flow__host(&world, &host);
        p->machine.host = &host;
        p->machine.now = row->at;
        r = bpmn_step(&p->machine, &in);
        if (r < 0)
                return ERR_CORRUPT;
        note_events(p, row);
        if (bpmn_status(p->machine.state) != BPMN_RUNNING)
                return 0;
        /* As between two writes: what is not in the saved state is not there. */
        text = bpmn_save(p->tx->arena, p->machine.state);
        return bpmn_restore(p->tx->arena, p->model, text, &p->machine.state);
}

int flow_replay(struct tx *tx, i64 instance, struct flow_story *ret_story)
{
        struct replay p = { .tx = tx };
        struct flow_journal_row_rows rows;
        struct flow_instance row;
        int r = flow_instance_by_id(tx, instance, &row);

        if (r == 0)
                r = read_journal(tx, instance, &rows);
        if (r == 0)
                r = flow__model_get(tx, first_model(&rows, row.model), &p.model);
        if (r < 0)
                return r;
        p.object = row.object;
        p.machine = (struct bpmn_machine){
                .arena = tx->arena, .model = p.model, .state = bpmn_state_new(tx->arena)
        };
        for (size_t i = 0; r == 0 && i < rows.n; i++)
                r = play(&p, &rows.rows[i]);
        if (r == 0) {
                p.story.state = bpmn_save(tx->arena, p.machine.state);
                *ret_story = p.story;
        }
        flow__model_put(p.model);
        return r;
}
