/*
 * src/mod/design/try.c: the page on which an author tries a process: what would happen, when, by
 * whom, and what people could do next. All that was done so far stands in the page's address.
 */
#include "base/json.h"
#include "core/org.h"
#include "core/words.h"
#include "mod/design/pages.h"
#include "mod/design/trial.h"
#include "mod/design/views.h"
#include "mod/dossier/dossier.h"
#include "web/texts.h"

#define TRY_MEMORY ((size_t)64 << 20)

static const struct field try_fields[] = {
        { "mau", FIELD_LINES, 0, 4000, 0, NULL },
        { "luc", FIELD_MOMENT, 0, 0, 0, NULL },
        { "a", FIELD_FORM, 0, 0, 0, NULL },
        { "t", FIELD_FORM, 0, 0, 0, NULL },
        { "viec", FIELD_TEXT, 0, 300, 0, NULL },
        { 0 },
};

static struct str text_of(struct req *rq, enum text id, struct str detail)
{
        return text_plain(rq->arena, rq->lang, id, detail);
}

/* What was done before, and the button that was pressed now with the answer typed beside it. */
static size_t acts_of(struct req *rq, struct str *acts)
{
        const struct json *before = input_json(rq->in, "a"), *typed = input_json(rq->in, "t");
        struct str now = input_str(rq->in, "viec");
        size_t n = 0;

        while (n < TRIAL_ACTS_MAX) {
                struct str act = json_str(json_get(before, str_fmt(rq->arena, "%zu", n).ptr));

                if (str_empty(act))
                        break;
                acts[n++] = act;
        }
        if (str_empty(now) || n == TRIAL_ACTS_MAX)
                return n;
        if (str_starts(now, STR("D ")) && str_find_char(str_sub(now, 2, now.len), ' ') < 0) {
                struct str token = str_sub(now, 2, now.len);
                struct str answer = json_str(json_get(typed, str_c(rq->arena, token)));

                now = str_fmt(
                        rq->arena, "%.*s %.*s", STRF(now), STRF(answer.ptr ? answer : STR("")));
        }
        acts[n++] = now;
        return n;
}

static const struct {
        enum text words;
        enum icon icon;
} kinds[] = {
        [TRIAL_PASSED] = { T_NONE, ICON_NONE },
        [TRIAL_TASK] = { T_DESIGN_TRY_BY, ICON_NGUOI },
        [TRIAL_CALLED] = { T_DESIGN_TRY_CALLED, ICON_DANHSACH },
        [TRIAL_WORK] = { T_DESIGN_TRY_WORK, ICON_NONE },
        [TRIAL_DECIDED] = { T_DESIGN_TRY_DECIDED, ICON_DANHSACH },
        [TRIAL_SENT] = { T_DESIGN_TRY_SENT, ICON_NONE },
        [TRIAL_STUCK] = { T_DESIGN_TRY_STUCK, ICON_CANHBAO },
        [TRIAL_ENDED] = { T_DESIGN_TRY_ENDED, ICON_XONG },
        [TRIAL_BROKEN] = { T_DESIGN_TRY_BROKEN, ICON_CANHBAO },
};

static struct str who_of(struct req *rq, const struct trial_step *s)
{
        struct str who = s->detail;

        if (s->kind == TRIAL_TASK)
                who = str_empty(s->unit)
                              ? design__role_words(rq, s->role)
                              : str_fmt(rq->arena, "%.*s, %.*s",
                                        STRF(design__role_words(rq, s->role)), STRF(s->unit));
        return kinds[s->kind].words == T_NONE ? STR("") : text_of(rq, kinds[s->kind].words, who);
}

static struct str note_of(struct req *rq, const struct trial_step *s)
{
        struct str note = STR("");

        if (s->kind != TRIAL_TASK)
                return note;
        if (s->due != I64_NULL)
                note = text_of(rq, T_DESIGN_TRY_DUE, words_time(rq->arena, rq->lang, s->due));
        if (!str_empty(s->form))
                note = str_fmt(rq->arena, "%.*s%s%.*s", STRF(note), note.len ? "; " : "",
                        STRF(text_of(rq, T_DESIGN_TRY_FORM, s->form)));
        return note;
}

static void fill_steps(struct req *rq, const struct trial *t, struct design_try_view *v)
{
        struct event_view *list = NEW_ARRAY(rq->arena, struct event_view, t->n_steps + 1);

        for (size_t i = 0; i < t->n_steps; i++) {
                const struct trial_step *s = &t->steps[i];
                bool stopped = s->kind == TRIAL_STUCK || s->kind == TRIAL_BROKEN;

                list[i] = (struct event_view){
                        .kind = stopped ? EVENT_STOP
                                : (s->kind == TRIAL_TASK || s->kind == TRIAL_CALLED) && !s->done
                                        ? EVENT_WAIT
                                        : EVENT_DONE,
                        .icon = kinds[s->kind].icon,
                        .title = s->name.ptr ? s->name : STR(""),
                        .time_iso = time_iso(rq->arena, s->at),
                        .time = words_time(rq->arena, rq->lang, s->at),
                        .who = who_of(rq, s),
                        .note = note_of(rq, s)
                };
        }
        v->steps = list;
        v->n_steps = t->n_steps;
}

static const struct trial_step *task_of(const struct trial *t, i64 token)
{
        for (size_t i = t->n_steps; i > 0; i--)
                if (t->steps[i - 1].token == token && (t->steps[i - 1].kind == TRIAL_TASK ||
                                                              t->steps[i - 1].kind == TRIAL_CALLED))
                        return &t->steps[i - 1];
        return NULL;
}

/* In words where dossiers know them: authors may have words of their own. */
static struct str outcome(struct req *rq, struct str word)
{
        return str_is(word, DOSSIER_DONE) ? text_of(rq, T_DESIGN_TRY_DONE, STR_NULL)
                                          : dossier_step_title(rq->arena, rq->lang, word);
}

/* A task offers its actions as buttons, or takes any answer as a FEEL context. */
static void fill_task(struct req *rq, const struct trial_step *s, struct design_try_wait *w)
{
        struct str rest = s->actions, word;
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, s->actions.len + 1);

        w->title = s->name;
        w->about = who_of(rq, s);
        while (!str_empty(s->actions) && str_cut(&rest, ' ', &word))
                if (word.len)
                        list[w->n_buttons++] = (struct option_view){
                                .value = str_fmt(rq->arena, "D %lld {action: \"%.*s\"}",
                                        (long long)s->token, STRF(word)),
                                .text = outcome(rq, word)
                        };
        w->buttons = list;
        if (w->n_buttons)
                return;
        w->answer = str_fmt(rq->arena, "t-%lld", (long long)s->token).ptr;
        list[w->n_buttons++] =
                (struct option_view){ .value = str_fmt(rq->arena, "D %lld", (long long)s->token),
                        .text = text_of(rq, T_DESIGN_TRY_DONE, STR_NULL) };
}

static void fill_wait(struct req *rq, const struct trial *t, const struct bpmn_waiting *b,
        struct design_try_wait *w)
{
        struct option_view *button = NEW(rq->arena, struct option_view);
        const struct trial_step *s = b->what == BPMN_FOR_WORK ? task_of(t, b->token) : NULL;

        *w = (struct design_try_wait){ .title = b->node_id, .buttons = button };
        if (s) {
                fill_task(rq, s, w);
        } else if (b->what == BPMN_FOR_MESSAGE) {
                w->title = text_of(rq, T_DESIGN_TRY_MESSAGE, outcome(rq, b->name));
                *button =
                        (struct option_view){ .value = str_fmt(rq->arena, "M %.*s", STRF(b->name)),
                                .text = text_of(rq, T_DESIGN_TRY_ARRIVES, STR_NULL) };
                w->n_buttons = 1;
        } else if (b->what == BPMN_FOR_TIMER) {
                w->title = text_of(rq, T_DESIGN_TRY_TIMER, words_time(rq->arena, rq->lang, b->due));
                *button = (struct option_view){ .value = str_fmt(
                                                        rq->arena, "T %lld", (long long)b->token),
                        .text = text_of(rq, T_DESIGN_TRY_LATER, STR_NULL) };
                w->n_buttons = 1;
        } else {
                w->title = text_of(rq, T_DESIGN_TRY_STUCK, b->name);
        }
}

static void fill_waiting(struct req *rq, const struct trial *t, struct design_try_view *v)
{
        struct design_try_wait *list =
                NEW_ARRAY(rq->arena, struct design_try_wait, t->n_waiting + 1);

        for (size_t i = 0; i < t->n_waiting; i++)
                fill_wait(rq, t, &t->waiting[i], &list[i]);
        v->waiting = list;
        v->n_waiting = t->n_waiting;
}

static void fill_acts(struct req *rq, const struct str *acts, size_t n, struct design_try_view *v)
{
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, n + 1);

        for (size_t i = 0; i < n; i++)
                list[i] = (struct option_view){ .value = str_fmt(rq->arena, "a-%zu", i),
                        .text = acts[i] };
        v->acts = list;
        v->n_acts = n;
}

/* GET /thiet-ke/:code/:number/thu; 404 for what is no process. */
static int try_show(struct req *rq)
{
        AUTO(arena_freep) struct arena *work = arena_new(TRY_MEMORY);
        struct design_try_view v = { 0 };
        struct trial_world world = { .tx = rq->tx,
                .calendar = org_calendar_default(org_get(rq->arena)) };
        struct str acts[TRIAL_ACTS_MAX], content;
        struct trial t;
        size_t n;
        int r = design__head(rq, &v.head);

        if (r == 0 && v.head.kind != DESIGN_PROCESS)
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = design__bytes(rq->tx, &v.head.v, &content);
        if (r < 0)
                return r;
        world.start = input_i64(rq->in, "luc");
        if (world.start == I64_NULL)
                world.start = rq->now;
        v.data = input_str(rq->in, "mau");
        if (!v.data.ptr)
                v.data = STR("{}");
        n = acts_of(rq, acts);
        r = design__try(work, &world, content, v.data, acts, n, &t);
        v.start = str_fmt(rq->arena, "%lld", (long long)world.start);
        v.why = str_dup(rq->arena, r == ERR_INVALID && !t.why.ptr
                                           ? text_of(rq, T_DESIGN_TRY_BROKEN_MODEL, STR_NULL)
                                           : t.why);
        fill_acts(rq, acts, t.n_taken, &v);
        fill_steps(rq, &t, &v);
        fill_waiting(rq, &t, &v);
        v.variables = t.variables;
        if (r < 0 && r != ERR_INVALID)
                return r;
        view_design_try_page(&rq->html, &v);
        return reply_page(rq, 200);
}

const struct route design_try_routes[] = {
        { GET, "/thiet-ke/:code/:number/thu", PERM_DESIGN_READ, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(try_fields, try_show),
                .doc = "A process tried step by step with sample data; nothing is stored" },
        { 0 },
};
