/*
 * src/mod/admin/procedure_import.c: the national catalogue by a browser. A file is looked at first
 * and nothing is written; who has seen the report asks another person, whose confirmation lets a
 * job take it in. `motcua import procedures` does the same without pages.
 */
#include "base/id.h"
#include "base/json.h"
#include "base/random.h"
#include "core/files.h"
#include "mod/admin/procedure.h"
#include "web/texts.h"
#include "web/web.h"

#define BASE       "/quan-tri/thu-tuc-nhap"
#define LAST       30
#define SHOWN      300 /* lines of a report on its page; the file has all */
#define FILE_MAX   ((i64)10 << 20)
#define WORK_MAX   (8 * CATALOGUE_TEXT_MAX) /* a text, what was found in it, and that read again */
#define REPORT_MAX ((size_t)8 << 20)

static struct admin_cell state_tag(struct req *rq, struct str state)
{
        static const struct {
                const char *state;
                enum text words;
                enum tone tone;
                enum icon icon;
        } tags[] = { { "checked", T_PROC_IMPORT_CHECKED, TONE_BLUE, ICON_XEM },
                { "confirmed", T_PROC_IMPORT_RUNS, TONE_ACT, ICON_DANGXULY },
                { "done", T_PROC_IMPORT_DONE, TONE_GREEN, ICON_XONG },
                { "refused", T_PROC_IMPORT_REFUSED, TONE_GREY, ICON_XOA },
                { "failed", T_PROC_IMPORT_FAILED, TONE_RED, ICON_CANHBAO } };

        for (size_t i = 0; i < ARRAY_LEN(tags); i++)
                if (str_is(state, tags[i].state))
                        return (struct admin_cell){ .tag = true,
                                .tone = tags[i].tone,
                                .icon = tags[i].icon,
                                .text = text_plain(
                                        rq->arena, rq->lang, (int)tags[i].words, STR_NULL) };
        return (struct admin_cell){ .text = state };
}

/* ---- GET and POST /quan-tri/thu-tuc-nhap ---- */

static const struct field list_fields[] = {
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static int put_imports(struct req *rq, struct admin_page *p)
{
        static const int heads[] = { T_PROC_FILE, T_ADMIN_STATE, T_PROC_LINES, T_PROC_ASKED };
        struct procedure_import_line_rows rows;
        struct admin_table *t;
        int r = procedure_imports(rq->tx, LAST, &rows);

        if (r < 0)
                return r;
        t = admin_table(rq, heads, ARRAY_LEN(heads), rows.n);
        for (size_t i = 0; i < rows.n; i++) {
                const struct procedure_import_line *x = &rows.rows[i];
                struct admin_cell *c = admin_row(t);

                c[0].text = x->file_name;
                c[0].href = str_fmt(rq->arena, BASE "/%lld", (long long)x->id);
                c[1] = state_tag(rq, x->state);
                c[2].text = s_PROC_IMPORT_COUNTS(
                        rq->arena, rq->lang, x->lines, x->added, x->changed, x->refused);
                c[3].text = x->asked_name;
                c[3].more = words_time(rq->arena, rq->lang, x->asked_at);
        }
        t->label = s_PROC_IMPORTS(rq->arena, rq->lang);
        t->empty_title = s_PROC_IMPORTS_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_PROC_IMPORTS_EMPTY_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        return 0;
}

static int list_show(struct req *rq)
{
        struct admin_page *p = admin_page(rq, s_PROC_IMPORT(rq->arena, rq->lang));
        struct admin_form *f = NEW(rq->arena, struct admin_form);
        struct admin_section *part = admin_section(p);

        *f = (struct admin_form){ .action = STR(BASE),
                .title = s_PROC_IMPORT_LOOK(rq->arena, rq->lang),
                .lead = s_PROC_IMPORT_LEAD(rq->arena, rq->lang),
                .button = s_PROC_IMPORT_LOOK(rq->arena, rq->lang),
                .file = "file",
                .file_label = s_PROC_FILE(rq->arena, rq->lang),
                .file_hint = s_PROC_FILE_HINT(rq->arena, rq->lang) };
        part->form = f;
        p->back = STR(PROCEDURE_BASE);
        p->back_text = s_PROC_LIST(rq->arena, rq->lang);
        p->done = admin_done(rq);
        int r = put_imports(rq, p);

        return r < 0 ? r : admin_reply(rq, p);
}

static const struct field file_fields[] = {
        { "file", FIELD_FILE, FIELD_REQUIRED, FILE_MAX, T_PROC_FILE_BAD,
                "text/plain|application/octet-stream" }, /* packed by gzip it is bytes */
        { 0 },
};

struct looked {
        const struct upload *file;
        struct import_report report;
        struct str json, code;
        i64 id;
};

/*
 * Only what somebody should look at stays in the report: as a text it can be long. It is on `a`,
 * what is needed to make it on `work`.
 */
static struct str worth_reading(struct arena *a, struct arena *work, struct str items)
{
        const struct json *all;
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, REPORT_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '[');
        if (json_parse(work, str_fmt(work, "[%.*s]", STRF(items)), &all, NULL) == 0)
                JSON_EACH(x, all)
                {
                        struct str reasons = json_str(json_get(x, "reasons"));

                        if (str_empty(reasons) || b.len > REPORT_MAX - (64 << 10))
                                continue;
                        json_open(&w, NULL, '{');
                        json_put_i64(&w, "line", json_i64(json_get(x, "line"), 0));
                        json_put_str(&w, "code", json_str(json_get(x, "code")));
                        json_put_str(&w, "result", json_str(json_get(x, "result")));
                        json_put_str(&w, "reasons", reasons);
                        json_close(&w, '}');
                }
        json_close(&w, ']');
        return buf_str(&b);
}

static int look_prepare(struct req *rq, struct input *in)
{
        AUTO(arena_freep) struct arena *work = arena_new(WORK_MAX);
        struct looked *l = NEW(rq->arena, struct looked);
        i64 day = org_day(org_get(rq->arena));
        struct str text;
        struct buf items;
        int r;

        l->file = input_file(in, "file", 0);
        l->id = id_new();
        l->code = random_code(rq->arena, 12);
        req_leave_snapshot(rq);
        r = content_get(files_content(), work, l->file->hash, (size_t)FILE_MAX, &text);
        if (r == 0)
                r = catalogue_unpack(work, text, CATALOGUE_TEXT_MAX, &text);
        if (r == ERR_CORRUPT || r == ERR_LIMIT)
                return input_fail(in, "file", T_PROC_FILE_BAD, STR_NULL);
        if (r < 0)
                return r;
        buf_init(&items, work, CATALOGUE_TEXT_MAX);
        l->report = (struct import_report){ .json = &items, .dry = true };
        r = catalogue_import(rq->store, text, day, 0, &l->report);
        if (r < 0)
                return r;
        if (l->report.read == l->report.refused)
                return input_fail(in, "file", T_PROC_FILE_NOTHING, STR_NULL);
        l->json = worth_reading(rq->arena, work, buf_str(&items));
        in->prepared = l;
        return req_take_snapshot(rq);
}

static int look_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct looked *l = in->prepared;
        i64 file;
        int r = procedure_import_insert(
                tx, &(struct procedure_import_insert_args){ .id = l->id,
                            .file_name = l->file->name,
                            .file_hash = str_n((const char *)l->file->hash, 32),
                            .file_size = l->file->size,
                            .lines = l->report.read,
                            .added = l->report.added,
                            .changed = l->report.changed,
                            .same = l->report.same,
                            .flagged = l->report.flagged,
                            .refused = l->report.refused,
                            .report = l->json,
                            .asked_at = tx->now,
                            .asked_by = in->who->account,
                            .asked_person = in->who->person,
                            .asked_name = in->who->name });

        if (r == 0)
                r = files_add(tx, l->file, l->code, in->who->account, STR("procedure_import"),
                        l->id, &file);
        if (r == 0)
                r = admin_audit(tx, in, "procedure.import_ask", "procedure_import", l->id,
                        admin_facts(tx->arena, "name", l->file->name, NULL));
        out->code = str_fmt(tx->arena, "%lld", (long long)l->id);
        return r;
}

static int looked_at(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, BASE "/:import", out->code);
}

/* ---- GET and POST /quan-tri/thu-tuc-nhap/:import ---- */

static int find_import(struct tx *tx, const struct input *in, struct procedure_import_row *ret_row)
{
        i64 id;

        return str_to_i64(path_str(in, "import"), &id) < 0 ? ERR_NOT_FOUND
                                                           : procedure_import_get(tx, id, ret_row);
}

static void put_report(struct req *rq, struct admin_page *p, struct str report)
{
        static const int heads[] = { T_PROC_LINE, T_PROC_CODE, T_PROC_OUTCOME, T_PROC_TO_REVIEW };
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), SHOWN);
        struct admin_section *part = admin_section(p);
        const struct json *all = NULL;

        (void)json_parse(rq->arena, report, &all, NULL);
        /* What does not come in stands first. */
        for (int refused = 1; refused >= 0; refused--)
                JSON_EACH(x, all)
                {
                        bool is = str_is(json_str(json_get(x, "result")), "refused");
                        struct admin_cell *c;

                        if (is != (refused == 1) || t->n_rows == SHOWN)
                                continue;
                        c = admin_row(t);
                        c[0].text = str_fmt(
                                rq->arena, "%lld", (long long)json_i64(json_get(x, "line"), 0));
                        c[1].text = json_str(json_get(x, "code"));
                        c[2] = (struct admin_cell){ .tag = true,
                                .tone = is ? TONE_RED : TONE_AMBER,
                                .icon = is ? ICON_CANHBAO : ICON_XEM,
                                .text = is ? s_PROC_LINE_REFUSED(rq->arena, rq->lang)
                                           : s_PROC_TO_REVIEW(rq->arena, rq->lang) };
                        c[3].text = procedure_reasons(
                                rq->arena, rq->lang, json_str(json_get(x, "reasons")));
                }
        t->label = part->title = s_PROC_REPORT(rq->arena, rq->lang);
        t->empty_title = s_PROC_REPORT_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_PROC_REPORT_EMPTY_LEAD(rq->arena, rq->lang);
        part->lead = t->n_rows == SHOWN ? s_PROC_REPORT_CUT(rq->arena, rq->lang, SHOWN) : STR_NULL;
        part->table = t;
}

static void put_decision(
        struct req *rq, struct admin_page *p, const char *decision, enum text words)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);

        *f = (struct admin_form){ .action = rq->path,
                .title = text_plain(rq->arena, rq->lang, (int)words, STR_NULL),
                .button = text_plain(rq->arena, rq->lang, (int)words, STR_NULL),
                .danger = !strcmp(decision, "refuse"),
                .hidden = { { "decision", str_of(decision) } } };
        admin_section(p)->form = f;
}

static int one_show(struct req *rq)
{
        struct pair_view *x = NEW_ARRAY(rq->arena, struct pair_view, 6);
        struct procedure_import_row row;
        struct admin_section *part;
        struct admin_page *p;
        size_t n = 0;
        int r = find_import(rq->tx, rq->in, &row);

        if (r < 0)
                return r;
        p = admin_page(rq, row.file_name);
        p->back = STR(BASE);
        p->back_text = s_PROC_IMPORT(rq->arena, rq->lang);
        x[n++] = (struct pair_view){ .name = s_ADMIN_STATE(rq->arena, rq->lang),
                .value = state_tag(rq, row.state).text };
        x[n++] = (struct pair_view){ .name = s_PROC_LINES(rq->arena, rq->lang),
                .value = s_PROC_IMPORT_COUNTS(
                        rq->arena, rq->lang, row.lines, row.added, row.changed, row.refused) };
        x[n++] = (struct pair_view){ .name = s_PROC_IMPORT_SAME(rq->arena, rq->lang),
                .value = str_fmt(rq->arena, "%lld", (long long)row.same) };
        x[n++] = (struct pair_view){ .name = s_PROC_TO_REVIEW(rq->arena, rq->lang),
                .value = str_fmt(rq->arena, "%lld", (long long)row.flagged) };
        x[n++] = (struct pair_view){ .name = s_PROC_ASKED(rq->arena, rq->lang),
                .value = str_fmt(rq->arena, "%.*s, %.*s", STRF(row.asked_name),
                        STRF(words_time(rq->arena, rq->lang, row.asked_at))) };
        if (row.decided_at != I64_NULL)
                x[n++] = (struct pair_view){ .name = s_PROC_DECIDED(rq->arena, rq->lang),
                        .value = str_fmt(rq->arena, "%.*s, %.*s", STRF(row.decided_name),
                                STRF(words_time(rq->arena, rq->lang, row.decided_at))) };
        part = admin_section(p);
        part->pairs = x;
        part->n_pairs = n;
        if (str_is(row.state, "checked")) {
                bool own = row.asked_person == rq->who->person;

                p->lead = own ? s_PROC_IMPORT_SECOND(rq->arena, rq->lang)
                              : s_PROC_IMPORT_DECIDE(rq->arena, rq->lang);
                if (!own)
                        put_decision(rq, p, "confirm", T_PROC_IMPORT_CONFIRM);
                put_decision(rq, p, "refuse", T_PROC_IMPORT_DROP);
        }
        put_report(rq, p, row.report);
        return admin_reply(rq, p);
}

static const struct field decide_fields[] = {
        { "decision", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "confirm|refuse" },
        { 0 },
};

/* Who asked may take it back, and may not confirm it, by whichever account. */
static int decide_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        bool confirm = str_is(input_str(in, "decision"), "confirm");
        struct procedure_import_row row;
        i64 changes;
        int r = find_import(tx, in, &row);

        if (r == 0 && confirm && row.asked_person == in->who->person)
                r = ERR_DENIED;
        if (r == 0)
                r = procedure_import_decide(tx, row.id, confirm ? STR("confirmed") : STR("refused"),
                        tx->now, in->who->name, &changes);
        if (r == 0 && changes == 0)
                r = ERR_STATE;
        if (r == 0 && confirm)
                r = job_add(tx, CATALOGUE_IMPORT_JOB, row.id, STR("{}"), 0);
        if (r == 0)
                r = admin_audit(tx, in,
                        confirm ? "procedure.import_confirm" : "procedure.import_refuse",
                        "procedure_import", row.id,
                        admin_facts(tx->arena, "name", row.file_name, NULL));
        out->code = path_str(in, "import");
        return r;
}

const struct route admin_procedure_import_routes[] = {
        { GET, "/quan-tri/thu-tuc-nhap", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX,
                READ(list_fields, list_show), .doc = "Imports of procedures" },
        { POST, "/quan-tri/thu-tuc-nhap", PERM_CATALOGUE_EDIT, ROUTE_UPLOAD,
                WRITE(file_fields, look_prepare, look_apply, looked_at, list_show),
                .doc = "Look at a file of procedures; nothing is taken in" },
        { GET, "/quan-tri/thu-tuc-nhap/:import", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX,
                READ(NULL, one_show), .doc = "What a file of procedures would change" },
        { POST, "/quan-tri/thu-tuc-nhap/:import", PERM_CATALOGUE_EDIT, 0,
                WRITE(decide_fields, NULL, decide_apply, looked_at, one_show),
                .doc = "Take a looked-at file in, as a second person, or drop it" },
        { 0 },
};
