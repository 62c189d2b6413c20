/*
 * src/flow/test/run_dmn_tck.c: runs the conformance cases of DMN and FEEL that stand outside the
 * project (dmn-tck), and compares typed results. An argument, or $MOTCUA_SHARED/suites/dmn-tck, is
 * the folder; without one it says so and is skipped (exit 77). --floor FILE: the number in the file
 * must be passed at least. --failures lists what failed, with the first note of the engine. An
 * argument after the folder runs only folders whose name contains it.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "flow/dmn.h"
#include "flow/xml.h"
#include "flow/feel_value.h"
#include "flow/test/suite.h"

struct tally {
        int passed, failed, skipped;
        int wanted, wanted_passed; /* cases that expect a value */
};

static struct str attr_ns(struct arena *a, const xmlNode *n, const char *name)
{
        return flow_xml_attr_of(a, n, name, "http://www.w3.org/2001/XMLSchema-instance");
}

static const struct feel_value *typed_value(struct arena *a, struct str type, struct str text)
{
        ptrdiff_t colon = str_find_char(type, ':');

        if (colon >= 0)
                type = str_sub(type, (size_t)colon + 1, SIZE_MAX);
        if (str_is(type, "string") || str_empty(type))
                return feel_string(a, text);
        text = str_trim(text);
        if (str_is(type, "boolean"))
                return feel_bool(str_is(text, "true") || str_is(text, "1"));
        if (str_is(type, "decimal") || str_is(type, "double") || str_is(type, "integer"))
                return feel_number_text(a, text);
        return feel_temporal(a, text);
}

/* The content of an inputNode, an expected, an item or a component. */
static const struct feel_value *read_value(struct arena *a, const xmlNode *holder)
{
        struct feel_entry *parts = NULL;
        size_t n = 0, cap = flow_xml_count(holder, "component");
        const xmlNode *list = flow_xml_child(holder, "list"),
                      *value = flow_xml_child(holder, "value");

        if (cap) {
                parts = NEW_ARRAY(a, struct feel_entry, cap);
                XML_EACH(x, holder)
                if (flow_xml_is(x, "component"))
                        parts[n++] = (struct feel_entry){ flow_xml_attr(a, x, "name"),
                                read_value(a, x) };
                return feel__context(a, parts, n);
        }
        if (list) {
                const struct feel_value **items =
                        NEW_ARRAY(a, const struct feel_value *, flow_xml_count(list, "item") + 1);

                if (str_is(attr_ns(a, list, "nil"), "true"))
                        return feel_null();
                XML_EACH(x, list)
                if (flow_xml_is(x, "item"))
                        items[n++] = str_is(attr_ns(a, x, "nil"), "true") ? feel_null()
                                                                          : read_value(a, x);
                return feel__list(a, items, n);
        }
        if (!value || str_is(attr_ns(a, value, "nil"), "true"))
                return feel_null();
        return typed_value(a, attr_ns(a, value, "type"), flow_xml_text(a, value));
}

static bool near(struct dec x, struct dec y)
{
        double a = dec_double(x), b = dec_double(y), d = a - b, m = MAX(a < 0 ? -a : a, 1e-8);

        return (d < 0 ? -d : d) <= 1e-8 * m;
}

static bool matches(const struct feel_value *want, const struct feel_value *got)
{
        if (want->kind != got->kind)
                return false;
        switch (want->kind) {
        case FEEL_NUMBER:
                return near(want->number, got->number);
        case FEEL_LIST:
                for (size_t i = 0; i < want->n; i++)
                        if (i >= got->n || !matches(want->items[i], got->items[i]))
                                return false;
                return want->n == got->n;
        case FEEL_CONTEXT:
                for (size_t i = 0; i < want->n; i++) {
                        const struct feel_value *v = feel_get(got, want->entries[i].key);

                        if (!v || !matches(want->entries[i].value, v))
                                return false;
                }
                return want->n == got->n;
        default:
                return feel__same(want, got);
        }
}

static void complain(struct arena *a, const char *folder, struct str id, struct str node,
        const struct feel_value *want, const struct feel_value *got, const struct feel_run *run)
{
        struct buf w, g;

        buf_init(&w, a, 300);
        buf_init(&g, a, 300);
        feel__put_text(&w, want, true);
        feel__put_text(&g, got, true);
        printf("  %s/%.*s %.*s: got %.*s, expected %.*s", folder, STRF(id), STRF(node),
                STRF(buf_str(&g)), STRF(buf_str(&w)));
        if (feel_run_notes(run))
                printf(" (%d:%d %.*s)", feel_run_notes(run)->line, feel_run_notes(run)->column,
                        STRF(feel_run_notes(run)->text));
        putchar('\n');
}

/* One case: every result node must match. */
static void run_case(struct dmn_model *model, const xmlNode *c, const struct suite_options *o,
        const char *folder, struct tally *t)
{
        struct arena *a = arena_new((size_t)256 << 20);
        struct str id = flow_xml_attr(a, c, "id"), type = flow_xml_attr(a, c, "type");
        struct feel_entry *in = NEW_ARRAY(a, struct feel_entry, flow_xml_count(c, "inputNode") + 1);
        const struct feel_value *inputs;
        bool fine = true, value = false;
        size_t n = 0;

        XML_EACH(x, c)
        if (flow_xml_is(x, "inputNode"))
                in[n++] = (struct feel_entry){ flow_xml_attr(a, x, "name"), read_value(a, x) };
        inputs = feel__context(a, in, n);
        XML_EACH(x, c)
        {
                struct feel_run *run;
                const struct feel_value *want, *got;
                struct str name = flow_xml_attr(a, x, "name");

                if (!flow_xml_is(x, "resultNode"))
                        continue;
                run = feel_run_new(a, NULL);
                want = read_value(a, flow_xml_child(x, "expected"));
                value = value || want->kind != FEEL_NULL;
                got = str_is(type, "decisionService")
                              ? dmn_service(
                                        run, model, flow_xml_attr(a, c, "invocableName"), inputs)
                              : dmn_decide(run, model, name, inputs);
                if (str_is(type, "decisionService") && got->kind == FEEL_CONTEXT &&
                        feel_get(got, name))
                        got = feel_get(got, name);
                if (matches(want, got))
                        continue;
                fine = false;
                if (o->failures)
                        complain(a, folder, id, name, want, got, run);
        }
        fine ? t->passed++ : t->failed++;
        t->wanted += value;
        t->wanted_passed += value && fine;
        arena_free(a);
}

static int by_name(const void *x, const void *y)
{
        return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Names in a folder with that ending ("": all), sorted. */
static size_t list(
        struct arena *a, const char *path, const char *end, const char **ret_names, size_t max)
{
        DIR *dir = opendir(path);
        struct dirent *e;
        size_t n = 0;

        if (!dir)
                return 0;
        while ((e = readdir(dir)) && n < max)
                if (e->d_name[0] != '.' && str_ends(str_of(e->d_name), str_of(end)))
                        ret_names[n++] = str_c(a, str_dup(a, str_of(e->d_name)));
        closedir(dir);
        qsort(ret_names, n, sizeof *ret_names, by_name);
        return n;
}

static struct dmn_model *load(struct arena *a, const char *path, struct str main)
{
        struct dmn_source sources[32];
        const char *names[32];
        size_t n = list(a, path, ".dmn", names, ARRAY_LEN(names));
        struct dmn_model *model = NULL;

        for (size_t i = 0; i < n; i++) {
                sources[i].name = str_of(names[i]);
                if (file_read(a, str_c(a, str_fmt(a, "%s/%s", path, names[i])), 16 << 20,
                            &sources[i].text) < 0)
                        return NULL;
                if (str_is(main, names[i])) {
                        struct dmn_source s = sources[0];

                        sources[0] = sources[i];
                        sources[i] = s;
                }
        }
        return n && dmn_load(a, sources, n, &model) == 0 ? model : NULL;
}

static void run_file(const char *path, const char *folder, const char *file,
        const struct suite_options *o, struct tally *t)
{
        struct arena *a = arena_new((size_t)256 << 20);
        xmlDoc *doc = xmlReadFile(str_c(a, str_fmt(a, "%s/%s", path, file)), NULL, XML_PARSE_NONET);
        xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
        bool java = strncmp(folder, "0076", 4) == 0;
        struct dmn_model *model = NULL;

        if (!root) {
                printf("  %s/%s cannot be read\n", folder, file);
                t->failed++;
        } else {
                model = load(
                        a, path, str_trim(flow_xml_text(a, flow_xml_child(root, "modelName"))));
                if (model && o->failures)
                        for (const struct dmn_problem *p = dmn_problems(model); p; p = p->next)
                                printf("  %.*s:%d %.*s: %.*s\n", STRF(p->source), p->line,
                                        STRF(p->element), STRF(p->text));
        }
        XML_EACH(x, root)
        {
                if (!flow_xml_is(x, "testCase"))
                        continue;
                if (java)
                        t->skipped++;
                else if (model)
                        run_case(model, x, o, folder, t);
                else
                        t->failed++;
        }
        xmlFreeDoc(doc);
        arena_free(a);
}

static void add(struct tally *sum, const struct tally *t)
{
        sum->passed += t->passed;
        sum->failed += t->failed;
        sum->skipped += t->skipped;
        sum->wanted += t->wanted;
        sum->wanted_passed += t->wanted_passed;
}

static void run_level(
        struct arena *a, const char *level, const struct suite_options *o, struct tally *sum)
{
        const char *folders[1000], *files[100];
        const char *path = str_c(a, str_fmt(a, "%s/%s", o->folder, level));
        size_t n = list(a, path, "", folders, ARRAY_LEN(folders)), m;

        for (size_t i = 0; i < n; i++) {
                const char *dir = str_c(a, str_fmt(a, "%s/%s", path, folders[i]));
                struct tally t = { 0 };

                if (o->only && !strstr(folders[i], o->only))
                        continue;
                m = list(a, dir, ".xml", files, ARRAY_LEN(files));
                for (size_t k = 0; k < m; k++)
                        run_file(dir, folders[i], files[k], o, &t);
                if (!t.passed && !t.failed && !t.skipped)
                        continue;
                printf("%s %-45s %4d passed %3d failed %3d skipped\n", t.failed ? "-" : " ",
                        folders[i], t.passed, t.failed, t.skipped);
                add(sum, &t);
        }
}

int main(int argc, char **argv)
{
        struct arena *a = arena_new(64 << 20);
        struct suite_options o;
        struct tally t = { 0 };
        struct str text;
        i64 floor = 0;
        int n;

        if (suite_options(a, argc, argv, "suites/dmn-tck", &o) < 0) {
                printf("skipped: no conformance cases (give the folder, or MOTCUA_SHARED)\n");
                arena_free(a);
                return SUITE_SKIPPED;
        }
        run_level(a, "compliance-level-2", &o, &t);
        run_level(a, "compliance-level-3", &o, &t);
        n = MAX(t.passed + t.failed, 1);
        printf("total %d: %d passed, %d failed, %d skipped; raw %.2f %%, of those that expect a value "
               "%.2f %% (%d of %d)\n",
                n, t.passed, t.failed, t.skipped, 100.0 * t.passed / n,
                100.0 * t.wanted_passed / MAX(t.wanted, 1), t.wanted_passed, t.wanted);
        if (o.floor &&
                (file_read(a, o.floor, 100, &text) < 0 || str_to_i64(str_trim(text), &floor) < 0))
                floor = INT32_MAX;
        arena_free(a);
        if (t.passed < floor)
                printf("fewer passed than the floor of %lld\n", (long long)floor);
        return t.passed < floor;
}
