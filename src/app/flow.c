/*
 * src/app/flow.c: `motcua flow`: processes, decisions, expressions and forms without an
 * installation: for authors, and for judges that send thousands of cases through standard input.
 * Opens no folder.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/command.h"
#include "base/file.h"
#include "base/json.h"
#include "flow/bpmn_trace.h"
#include "flow/dmn.h"
#include "flow/form.h"

#define MODEL_MAX  ((size_t)8 << 20)
#define MODELS_MAX 50
#define WORK_MAX   ((size_t)256 << 20)
#define ANSWER_MAX ((size_t)64 << 20)

/* ------------------------------------------------------------ FEEL */

/* A text's value; STR_NULL in *ret_error, or what is wrong with it. */
static const struct feel_value *evaluate(
        struct arena *a, struct str text, const struct feel_value *context, struct str *ret_error)
{
        struct feel_names *names = feel_names_new(a, NULL);
        struct feel_expr *expr;
        struct feel_note note;
        struct feel_run *run;
        const struct feel_value *v;

        *ret_error = STR_NULL;
        if (context)
                feel_names_add_context(names, context);
        if (feel_compile(a, text, names, FEEL_EXPRESSION, &expr, &note) < 0) {
                *ret_error = str_fmt(a, "%d:%d: %.*s", note.line, note.column, STRF(note.text));
                return feel_null();
        }
        run = feel_run_new(a, NULL);
        v = feel_eval(run, expr, context);
        if (feel_kind(v) == FEEL_NULL && feel_run_notes(run))
                *ret_error = feel_run_notes(run)->text;
        return v;
}

/* The context of a case: absent is empty. */
static int read_context(struct arena *a, const struct json *j, const struct feel_value **ret_v,
        struct str *ret_error)
{
        struct str text = json_str(json_get(j, "context"));

        *ret_v = feel_context(a, NULL, NULL, 0);
        *ret_error = STR_NULL;
        if (!text.len)
                return 0;
        *ret_v = evaluate(a, text, NULL, ret_error);
        if (feel_kind(*ret_v) == FEEL_CONTEXT)
                return 0;
        if (!ret_error->ptr)
                *ret_error = STR("the context is no context");
        return ERR_INVALID;
}

/* ------------------------------------------------------------ batches */

/* The model of the last case: cases of one model follow each other. */
struct models {
        struct arena *arena;
        struct str names;
        struct dmn_model *model;
        struct str error;
};

struct batch {
        struct control_call *call;
        struct models models;
        const struct feel_value *(*answer)(
                struct batch *b, struct arena *a, const struct json *j, struct str *ret_error);
};

static const struct feel_value *answer_feel(
        struct batch *b, struct arena *a, const struct json *j, struct str *ret_error)
{
        struct str text = json_str(json_get(j, "expression"));
        const struct feel_value *context;

        (void)b;
        if (!text.ptr) {
                *ret_error = STR("there is no expression");
                return feel_null();
        }
        if (read_context(a, j, &context, ret_error) < 0)
                return feel_null();
        return evaluate(a, text, context, ret_error);
}

static struct str first_error(const struct dmn_model *model)
{
        for (const struct dmn_problem *p = dmn_problems(model); p; p = p->next)
                if (p->severity == DMN_ERROR)
                        return p->text;
        return STR("the model cannot be loaded");
}

static void load_models(struct control_call *c, struct models *m, const struct json *list)
{
        struct dmn_source sources[MODELS_MAX];
        size_t n = 0;

        m->error = STR_NULL;
        JSON_EACH(x, list)
        {
                struct str name = str_dup(m->arena, json_str(x));
                int r = ERR_LIMIT;

                if (n < MODELS_MAX) {
                        sources[n].name = name;
                        r = file_read(m->arena, client_path(c, name), MODEL_MAX, &sources[n].text);
                        n++;
                }
                if (r < 0) {
                        m->error = str_fmt(m->arena, "%.*s: %s", STRF(name), err_name(r));
                        return;
                }
        }
        if (dmn_load(m->arena, sources, n, &m->model) < 0)
                m->error = first_error(m->model);
}

static const struct feel_value *answer_decision(
        struct batch *b, struct arena *a, const struct json *j, struct str *ret_error)
{
        const struct json *list = json_get(j, "models");
        struct str name = json_str(json_get(j, "decision")), names = STR("");
        const struct feel_value *inputs, *v;
        struct feel_run *run;

        JSON_EACH(x, list)
        names = str_fmt(a, "%.*s%.*s\n", STRF(names), STRF(json_str(x)));
        if (!b->models.arena || !str_eq(names, b->models.names)) {
                arena_free(b->models.arena);
                b->models = (struct models){ .arena = arena_new(WORK_MAX) };
                b->models.names = str_dup(b->models.arena, names);
                load_models(b->call, &b->models, list);
        }
        *ret_error = b->models.error;
        if (ret_error->ptr || read_context(a, j, &inputs, ret_error) < 0)
                return feel_null();
        run = feel_run_new(a, NULL);
        v = json_bool(json_get(j, "service"), false)
                    ? dmn_service(run, b->models.model, name, inputs)
                    : dmn_decide(run, b->models.model, name, inputs);
        if (feel_kind(v) == FEEL_NULL && feel_run_notes(run))
                *ret_error = feel_run_notes(run)->text;
        return v;
}

static void put_answer(
        struct batch *b, struct arena *a, const struct feel_value *v, struct str error)
{
        struct json_writer w;
        struct buf value, line;

        buf_init(&value, a, ANSWER_MAX);
        buf_init(&line, a, ANSWER_MAX);
        if (feel_kind(v) == FEEL_NULL) {
                value.len = 0;
        } else if (!feel_put_literal(&value, v)) {
                value.len = 0;
                error = STR("the result has no literal");
        }
        json_begin(&w, &line);
        json_open(&w, NULL, '{');
        json_put_str(&w, "value", value.len ? buf_str(&value) : STR_NULL);
        json_put_str(&w, "error", error);
        json_close(&w, '}');
        buf_byte(&line, '\n');
        control_print(b->call, buf_str(&line));
}

static void run_line(struct batch *b, struct str line)
{
        AUTO(arena_freep) struct arena *a = arena_new(WORK_MAX);
        const struct json *j;
        struct str where, error = STR_NULL;
        const struct feel_value *v = feel_null();

        if (json_parse(a, line, &j, &where) < 0)
                error = str_fmt(a, "not JSON: %.*s", STRF(where));
        else
                v = b->answer(b, a, j, &error);
        put_answer(b, a, v, error);
}

static int run_batch(struct control_call *c, struct batch *b)
{
        FILE *f = fdopen(dup(c->input), "r");
        char *line = NULL;
        size_t cap = 0;
        ssize_t n;

        if (!f)
                return command_failed(c, "cannot read standard input", ERR_IO);
        while ((n = getline(&line, &cap, f)) >= 0) {
                struct str s = str_trim(str_n(line, (size_t)n));

                if (s.len)
                        run_line(b, s);
        }
        free(line);
        fclose(f);
        arena_free(b->models.arena);
        return EXIT_GOOD;
}

/* ------------------------------------------------------------ run */

static struct str nth_option(const struct control_call *c, const char *name, size_t n)
{
        struct str found, value;

        for (int i = 0; option_at(c, i, &found, &value); i++)
                if (str_is(found, name) && n-- == 0)
                        return value;
        return STR_NULL;
}

/* --var NAME=FEEL, as often as wanted: a context. */
static int read_variables(struct control_call *c, const struct feel_value **ret_v)
{
        struct str keys[100], given, error;
        const struct feel_value *values[ARRAY_LEN(keys)];
        size_t n = 0;

        for (; n < ARRAY_LEN(keys) && (given = nth_option(c, "var", n)).ptr; n++) {
                if (!str_cut(&given, '=', &keys[n]) || !given.ptr) {
                        control_error(c, STR("motcua: --var is NAME=FEEL\n"));
                        return ERR_INVALID;
                }
                keys[n] = str_trim(keys[n]);
                values[n] = evaluate(c->arena, given, NULL, &error);
                if (error.ptr) {
                        control_error(c, str_fmt(c->arena, "motcua: --var %.*s: %.*s\n",
                                                 STRF(keys[n]), STRF(error)));
                        return ERR_INVALID;
                }
        }
        *ret_v = feel_context(c->arena, keys, values, n);
        return 0;
}

static const char *const weights[] = { "error", "not executed", "warning" };

/* Returns whether the model is broken. */
static bool show_bpmn(struct control_call *c, const struct bpmn_model *m)
{
        for (const struct bpmn_problem *p = bpmn_problems(m); p; p = p->next)
                control_error(c, str_fmt(c->arena, "%.*s:%d: %s: %.*s: %.*s (%.*s)\n",
                                         STRF(p->source), p->line, weights[p->severity],
                                         STRF(p->element), STRF(p->text), STRF(p->rule)));
        return bpmn_worst(m) == BPMN_ERROR;
}

/* The files named after "run". */
static int load_process(struct control_call *c, struct arena *a, struct bpmn_model **ret_model)
{
        struct bpmn_source sources[MODELS_MAX];
        size_t n = 0;
        int r;

        for (struct str name; n < MODELS_MAX && (name = operand(c, (int)n + 2)).ptr; n++) {
                sources[n].name = name;
                r = file_read(a, client_path(c, name), MODEL_MAX, &sources[n].text);
                if (r < 0)
                        return command_failed(c, str_c(a, name), r);
        }
        if (n == 0)
                return EXIT_USAGE;
        r = bpmn_load(a, sources, n, ret_model);
        show_bpmn(c, *ret_model); /* drafts run too, as far as they go */
        return r < 0 ? EXIT_BAD : EXIT_GOOD;
}

static int run_process(struct control_call *c)
{
        AUTO(arena_freep) struct arena *a = arena_new(WORK_MAX);
        const struct feel_value *variables;
        struct bpmn_model *model;
        struct str process = option(c, "process"), why;
        struct buf out;
        int r = load_process(c, a, &model);

        if (r != EXIT_GOOD)
                return r;
        if (read_variables(c, &variables) < 0)
                return EXIT_USAGE;
        if (!process.ptr)
                process = bpmn_process_id(model, 0);
        buf_init(&out, a, ANSWER_MAX);
        r = (option(c, "trace").ptr ? bpmn_trace : bpmn_story)(
                a, model, process, variables, &out, &why);
        control_print(c, buf_str(&out));
        if (r == ERR_NOT_FOUND) {
                control_error(c, STR("motcua: there is no such process in the files\n"));
                return EXIT_BAD;
        }
        return r < 0 ? command_failed(c, why.len ? str_c(a, why) : "run", r) : EXIT_GOOD;
}

/* ------------------------------------------------------------ check */

static bool check_bpmn(struct control_call *c, struct arena *a, struct str name, struct str text)
{
        struct bpmn_source s = { name, text };
        struct bpmn_model *m;
        int r = bpmn_load(a, &s, 1, &m);

        return show_bpmn(c, m) || r < 0;
}

static bool show_dmn(struct control_call *c, const struct dmn_problem *p, struct str name)
{
        bool bad = false;

        for (; p; p = p->next) {
                struct str source = p->source.ptr ? p->source : name;

                bad = bad || p->severity == DMN_ERROR;
                control_error(c, str_fmt(c->arena, "%.*s:%d: %s: %.*s: %.*s\n", STRF(source),
                                         p->line, p->severity == DMN_ERROR ? "error" : "warning",
                                         STRF(p->element), STRF(p->text)));
        }
        return bad;
}

/* The other decision models among the operands serve its imports. */
static bool check_dmn(struct control_call *c, struct arena *a, struct str name, struct str text)
{
        struct dmn_source sources[MODELS_MAX] = { { name, text } };
        struct dmn_model *m;
        size_t n = 1;
        bool bad;
        int r;

        for (int i = 2; operand(c, i).ptr && n < MODELS_MAX; i++) {
                struct str other = operand(c, i);

                if (str_ends(other, STR(".dmn")) && !str_eq(other, name) &&
                        file_read(a, client_path(c, other), MODEL_MAX, &sources[n].text) == 0)
                        sources[n++].name = other;
        }
        r = dmn_load(a, sources, n, &m);
        bad = show_dmn(c, dmn_problems(m), name) || r < 0;
        return bad || show_dmn(c, dmn_check(a, m), name);
}

static bool check_form(struct control_call *c, struct arena *a, struct str name, struct str text)
{
        struct form *form;
        int r = form_load(a, text, &form);

        for (const struct form_problem *p = form_problems(form); p; p = p->next)
                control_error(c, str_fmt(c->arena, "%.*s: %s: %.*s: %.*s\n", STRF(name),
                                         p->warning ? "warning" : "error", STRF(p->component),
                                         STRF(p->text)));
        return r < 0;
}

/* XML is a decision model when it says so, else a process; a brace begins a form. */
static bool check_text(struct control_call *c, struct arena *a, struct str name, struct str text)
{
        struct str head = str_trim(str_sub(text, 0, 4096));

        if (str_starts(head, STR("{")))
                return check_form(c, a, name, text);
        if (str_ends(name, STR(".dmn")) ||
                (!str_ends(name, STR(".bpmn")) && str_find(head, STR("/DMN/")) >= 0))
                return check_dmn(c, a, name, text);
        return check_bpmn(c, a, name, text);
}

static int check_files(struct control_call *c)
{
        bool bad = false;
        struct str name;

        if (!operand(c, 2).ptr)
                return EXIT_USAGE;
        for (int i = 2; (name = operand(c, i)).ptr; i++) {
                AUTO(arena_freep) struct arena *a = arena_new(WORK_MAX);
                struct str text;
                int r = file_read(a, client_path(c, name), MODEL_MAX, &text);

                if (r < 0) {
                        command_failed(c, str_c(a, name), r);
                        bad = true;
                        continue;
                }
                if (check_text(c, a, name, text))
                        bad = true;
                else
                        control_print(c, str_fmt(a, "%.*s: good\n", STRF(name)));
        }
        return bad ? EXIT_BAD : EXIT_GOOD;
}

int command_flow(struct app *app, struct control_call *c)
{
        struct str what = operand(c, 1);
        struct batch b = { .call = c };

        (void)app;
        if (str_is(what, "check"))
                return check_files(c);
        if (str_is(what, "run"))
                return run_process(c);
        if (str_is(what, "decide"))
                b.answer = answer_decision;
        else if (str_is(what, "feel"))
                b.answer = answer_feel;
        if (!b.answer || !option(c, "batch").ptr)
                return EXIT_USAGE;
        return run_batch(c, &b);
}
