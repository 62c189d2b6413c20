/*
 * src/flow/fuzz/fuzz_bpmn.c: any bytes are read as a process model; what is read is checked,
 * started, and moved on a little, and its state is saved and restored. Bytes that begin with a
 * brace are a saved state instead.
 */
#include "base/clock.h"
#include "base/fuzz/fuzz.h"
#include "flow/bpmn_model.h"
#include "flow/bpmn_run.h"

static const char small[] =
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='d'>"
        "<process id='p' isExecutable='true'><startEvent id='s'/><userTask id='t'/>"
        "<endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
        "<sequenceFlow id='g' sourceRef='t' targetRef='e'/></process></definitions>";

static void save_and_restore(struct arena *a, const struct bpmn_model *m, struct bpmn_machine *run)
{
        struct str text = bpmn_save(a, run->state);
        struct bpmn_state *again;

        if (!text.ptr)
                return; /* too large to be kept */
        CHECK(bpmn_restore(a, m, text, &again) == 0);
        CHECK(str_eq(bpmn_save(a, again), text));
        run->state = again;
}

static void move_on(struct arena *a, const struct bpmn_model *m, struct str process)
{
        struct bpmn_machine run = { .arena = a, .model = m, .now = 1000 * DAY_MS };
        struct bpmn_input in = { .kind = BPMN_IN_START, .name = process };
        struct bpmn_waiting w;

        run.state = bpmn_state_new(a);
        for (int i = 0; i < 8; i++) {
                if (bpmn_step(&run, &in) < 0)
                        return;
                if (bpmn_status(run.state) != BPMN_RUNNING)
                        return;
                save_and_restore(a, m, &run);
                if (!bpmn_waits(run.state, (size_t)i % 3, &w) && !bpmn_waits(run.state, 0, &w))
                        return;
                in = (struct bpmn_input){ .kind = BPMN_IN_DONE, .token = w.token, .name = w.name };
                if (w.what == BPMN_FOR_TIMER) {
                        in.kind = BPMN_IN_TIMER;
                        run.now = w.due > run.now ? w.due : run.now;
                } else if (w.what == BPMN_FOR_MESSAGE) {
                        in.kind = BPMN_IN_MESSAGE;
                } else if (w.what == BPMN_FOR_SIGNAL) {
                        in.kind = BPMN_IN_SIGNAL;
                } else if (w.what == BPMN_FOR_RETRY) {
                        in.kind = BPMN_IN_RETRY;
                }
        }
}

static void read_state(struct arena *a, struct str text)
{
        struct bpmn_source s = { STR("small.bpmn"), str_of(small) };
        struct bpmn_model *m;
        struct bpmn_machine run = { 0 };

        CHECK(bpmn_load(a, &s, 1, &m) == 0);
        if (bpmn_restore(a, m, text, &run.state) == 0)
                save_and_restore(a, m, &run);
}

/* States name nodes by their ids: an executable file without them is refused, others never run. */
static bool is_named(const struct bpmn_model *m)
{
        for (size_t i = 0; i < m->n_nodes; i++)
                if (str_empty(m->nodes[i]->id))
                        return false;
        return true;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
        struct bpmn_source source = { STR("fuzz.bpmn"), str_n((const char *)data, size) };
        struct bpmn_model *model;
        struct str id;

        if (size && data[0] == '{') {
                read_state(a, source.text);
                return 0;
        }
        if (bpmn_load(a, &source, 1, &model) < 0) {
                CHECK(bpmn_problems(model) != NULL);
                return 0;
        }
        if (bpmn_worst(model) == BPMN_ERROR || !is_named(model))
                return 0; /* nobody runs it */
        for (size_t i = 0; i < 4 && (id = bpmn_process_id(model, i)).ptr; i++)
                move_on(a, model, id);
        return 0;
}
