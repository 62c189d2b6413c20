/*
 * src/flow/test/run_bpmn.c: runs the outside suites of BPMN: execution traces, constraints,
 * reference models (see /suites of $MOTCUA_SHARED).  An argument, or $MOTCUA_SHARED/suites, is the
 * folder; without one it says so and is skipped (exit 77). --floor FILE: two numbers, traces passed
 * and broken models refused at least. --failures lists what failed.
 *
 * A trace passes when its tokens are those expected, in any order; of a model whose cases have the
 * same input, any one is right. No model of the traces may be refused as broken.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "flow/bpmn_trace.h"
#include "flow/test/suite.h"

struct tally {
        int traces, traces_failed, broken, broken_accepted, good_refused, references, silent;
};

static const char *path_of(
        struct arena *a, const struct suite_options *o, const char *suite, struct str s)
{
        return str_c(a, str_fmt(a, "%s/%s/%.*s", o->folder, suite, STRF(s)));
}

static int load(struct arena *a, const char *path, struct bpmn_model **ret_model)
{
        struct bpmn_source s = { .name = str_of(path) };
        int r = file_read(a, path, 16 << 20, &s.text);

        return r < 0 ? r : bpmn_load(a, &s, 1, ret_model);
}

static void list_problems(const struct bpmn_model *m)
{
        for (const struct bpmn_problem *p = bpmn_problems(m); p; p = p->next)
                printf("      %d %.*s:%d %.*s: %.*s\n", p->severity, STRF(p->rule), p->line,
                        STRF(p->element), STRF(p->text));
}

/* ------------------------------------------------------------ traces */

static int by_text(const void *x, const void *y)
{
        return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static struct str sorted(struct arena *a, struct str *items, size_t n)
{
        qsort(items, n, sizeof *items, by_text);
        return str_join(a, items, n, STR(" "));
}

static struct str expected(struct arena *a, const struct json *list)
{
        struct str items[100];
        size_t n = 0;

        JSON_EACH(x, list)
        if (n < ARRAY_LEN(items))
                items[n++] = json_str(x);
        return sorted(a, items, n);
}

static struct str input_of(struct arena *a, const struct json *c)
{
        struct str s = STR("");

        JSON_EACH(x, json_get(c, "input"))
        s = str_cat(a, s, str_lower_ascii(a, json_str(x)));
        return s;
}

static struct str traced(
        struct arena *a, const struct bpmn_model *m, struct str process, struct str input)
{
        struct str key = STR("test"), line, items[200], why, rest;
        const struct feel_value *v = feel_string(a, input);
        struct buf out;
        size_t n = 0;
        int r;

        buf_init(&out, a, 1 << 20);
        r = bpmn_trace(a, m, process, feel_context(a, &key, &v, 1), &out, &why);
        if (r < 0)
                return str_fmt(a, "%s %.*s", err_name(r), STRF(why));
        rest = buf_str(&out);
        while (str_cut(&rest, '\n', &line))
                if (line.len && n < ARRAY_LEN(items))
                        items[n++] = line;
        return sorted(a, items, n);
}

static bool right(struct arena *a, const struct json *cases, struct str input, struct str got)
{
        JSON_EACH(c, cases)
        if (str_eq(input_of(a, c), input) && str_eq(expected(a, json_get(c, "expect")), got))
                return true;
        return false;
}

static void run_trace(const struct suite_options *o, const struct json *row, struct tally *t)
{
        struct arena *a = arena_new((size_t)256 << 20);
        struct str name = json_str(json_get(row, "name"));
        const struct json *cases = json_get(row, "cases");
        struct bpmn_model *m = NULL;
        int r = load(a, path_of(a, o, "bpmn-execution", json_str(json_get(row, "file"))), &m);

        if (o->only && str_find(name, str_of(o->only)) < 0) {
                arena_free(a);
                return;
        }
        if (r < 0 || bpmn_worst(m) == BPMN_ERROR) {
                printf("  %.*s is refused\n", STRF(name));
                t->good_refused++;
                if (m)
                        list_problems(m);
        }
        JSON_EACH(c, cases)
        {
                struct str input = input_of(a, c);
                struct str got = r < 0 ? STR("-") : traced(a, m, name, input);

                t->traces++;
                if (right(a, cases, input, got))
                        continue;
                t->traces_failed++;
                if (o->failures)
                        printf("  %.*s(%.*s): %.*s, expected %.*s\n", STRF(name), STRF(input),
                                STRF(got), STRF(expected(a, json_get(c, "expect"))));
        }
        arena_free(a);
}

static void run_traces(const struct suite_options *o, struct tally *t)
{
        struct arena *a = arena_new((size_t)16 << 20);
        const struct json *rows;
        struct str text;

        if (file_read(a, path_of(a, o, "bpmn-execution", STR("expected.json")), 16 << 20, &text) <
                        0 ||
                json_parse(a, text, &rows, NULL) < 0) {
                printf("bpmn-execution/expected.json cannot be read\n");
                t->traces_failed++;
        } else {
                JSON_EACH(row, rows)
                run_trace(o, row, t);
        }
        arena_free(a);
}

/* ------------------------------------------------------------ models */

static void run_broken(
        const struct suite_options *o, const char *path, const char *name, struct tally *t)
{
        struct arena *a = arena_new((size_t)256 << 20);
        struct bpmn_model *m = NULL;
        bool refused = load(a, path, &m) < 0 || bpmn_worst(m) == BPMN_ERROR;

        t->broken++;
        t->broken_accepted += !refused;
        if (o->failures && !refused)
                printf("  %s is accepted\n", name);
        if (o->only && m)
                list_problems(m);
        arena_free(a);
}

static void run_reference(
        const struct suite_options *o, const char *path, const char *name, struct tally *t)
{
        struct arena *a = arena_new((size_t)256 << 20);
        struct bpmn_model *m = NULL;
        bool refused = load(a, path, &m) < 0 || bpmn_worst(m) == BPMN_ERROR;

        t->references++;
        t->silent += refused && !(m && bpmn_problems(m));
        printf("  %s: %s\n", name, refused ? "refused" : "accepted");
        if (m && (refused || o->failures))
                list_problems(m);
        arena_free(a);
}

static int by_name(const struct dirent **x, const struct dirent **y)
{
        return strcmp((*x)->d_name, (*y)->d_name);
}

/* Every model below the folder, in order. */
static void each_model(struct arena *a, const struct suite_options *o, const char *path,
        void (*run)(const struct suite_options *, const char *, const char *, struct tally *),
        struct tally *t)
{
        struct dirent **list;
        int n = scandir(path, &list, NULL, by_name);

        for (int i = 0; i < n; i++) {
                const char *name = list[i]->d_name, *inner = str_fmt(a, "%s/%s", path, name).ptr;

                if (name[0] != '.' && str_ends(str_of(name), STR(".bpmn"))) {
                        if (!o->only || strstr(name, o->only))
                                run(o, inner, name, t);
                } else if (name[0] != '.' && list[i]->d_type == DT_DIR) {
                        each_model(a, o, inner, run, t);
                }
                free(list[i]);
        }
        if (n >= 0)
                free(list);
}

static bool below_floor(struct arena *a, const struct suite_options *o, const struct tally *t)
{
        struct str text, traces, refused;
        i64 want_traces, want_refused;

        if (!o->floor)
                return false;
        if (file_read(a, o->floor, 100, &text) < 0)
                return true;
        text = str_trim(text);
        str_cut(&text, ' ', &traces);
        refused = text;
        if (str_to_i64(traces, &want_traces) < 0 || str_to_i64(refused, &want_refused) < 0)
                return true;
        return t->traces - t->traces_failed < want_traces ||
               t->broken - t->broken_accepted < want_refused;
}

int main(int argc, char **argv)
{
        AUTO(arena_freep) struct arena *a = arena_new((size_t)64 << 20);
        struct suite_options o = { 0 };
        struct tally t = { 0 };
        int failed;

        if (suite_options(a, argc, argv, "suites", &o) < 0 ||
                !file_exists(path_of(a, &o, "bpmn-execution", STR("expected.json")))) {
                printf("skipped: no suites (an argument, or MOTCUA_SHARED, names the folder)\n");
                return SUITE_SKIPPED;
        }
        run_traces(&o, &t);
        each_model(a, &o, path_of(a, &o, "bpmn-constraints", STR("")), run_broken, &t);
        each_model(a, &o, path_of(a, &o, "bpmn-miwg", STR("")), run_reference, &t);
        printf("traces: %d of %d; broken models refused: %d of %d; good models refused: %d; "
               "reference models: %d, refused without a reason: %d\n",
                t.traces - t.traces_failed, t.traces, t.broken - t.broken_accepted, t.broken,
                t.good_refused, t.references, t.silent);
        failed = t.good_refused + t.silent + below_floor(a, &o, &t);
        printf("%d passed, %d failed\n",
                t.traces - t.traces_failed + t.broken - t.broken_accepted + t.references, failed);
        return failed != 0;
}
