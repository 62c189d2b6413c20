/*
 * src/mod/dossier/bundle.c: see bundle.h.
 */
#include "mod/dossier/bundle.h"

#include "audit/audit.h"
#include "base/embedded.h"
#include "base/id.h"
#include "base/json.h"
#include "base/random.h"
#include "core/words.h"
#include "mod/dossier/views.h"
#include "web/texts.h"

static struct str word(const struct json *j, const char *name)
{
        return json_str(json_get(j, name));
}

/* ERR_NOT_FOUND: there is none, or not on that day. */
static int read_bundle(struct arena *a, struct str procedure, i64 day, const struct json **ret_j)
{
        const char *name = str_fmt(a, "data/bundles/%.*s.json", STRF(procedure)).ptr;
        struct str text, to;
        const struct json *j;
        i64 from, until;

        if (!embedded_has(name))
                return ERR_NOT_FOUND;
        if (embedded_read(a, name, &text) < 0 || json_parse(a, text, &j, NULL) < 0 ||
                day_parse_iso(word(j, "valid_from"), &from) < 0)
                return ERR_CORRUPT;
        to = word(j, "valid_to");
        if (day < from || (to.ptr && day_parse_iso(to, &until) == 0 && day >= until))
                return ERR_NOT_FOUND;
        *ret_j = j;
        return 0;
}

bool bundle_is(struct str procedure, i64 day)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct json *j;

        return read_bundle(a, procedure, day, &j) == 0;
}

/* ---- answers of a member ---- */

static int put_rows(struct arena *a, const struct json *rows, struct json *values)
{
        int r = 0;

        JSON_EACH(x, rows)
        {
                const struct json *list;
                struct buf b;

                buf_init(&b, a, 1000);
                for (i64 i = 0; i < json_i64(json_get(x, "count"), 0); i++)
                        buf_addc(&b, i ? ",{}" : "{}");
                r = json_parse(a, str_fmt(a, "[%.*s]", STRF(buf_str(&b))), &list, NULL);
                if (r == 0)
                        r = form_data_set(a, values, word(x, "list"), list);
                if (r < 0)
                        return ERR_CORRUPT;
        }
        return 0;
}

/* One line of "answers": a value of its own, or that of another path, by its words. */
static int put_answer(
        struct arena *a, const struct json *line, const struct json *said, struct json *values)
{
        const struct json *v = json_get(line, "value"), *words = json_get(line, "words");

        if (!v)
                v = form_data_at(said, word(line, "from"));
        if (v && words)
                v = json_get(words, str_c(a, json_str(v)));
        return v ? form_data_set(a, values, word(line, "to"), v) : 0;
}

static int fill_member(struct req *rq, const struct application *app, const struct json *j,
        struct bundle_member *m)
{
        struct arena *a = rq->arena;
        int r = catalogue_get(rq->tx, word(j, "procedure"), org_day(app->org), &m->procedure);

        if (r == 0)
                r = answers_begin(rq->tx, m->procedure.v.code, &m->answers);
        if (r < 0)
                return r == ERR_NOT_FOUND ? ERR_STATE : r;
        form_data_share(a, app->answers.stored.form, app->answers.values, m->answers.stored.form,
                m->answers.values);
        r = put_rows(a, json_get(j, "rows"), m->answers.values);
        JSON_EACH(line, json_get(j, "answers"))
        if (r == 0)
                r = put_answer(a, line, app->answers.values, m->answers.values);
        return r < 0 ? ERR_CORRUPT
                     : answers_fill(a, app->org, &m->procedure.v, &m->answers, rq->now, &m->fill);
}

/* ---- papers of a member ---- */

static const struct procedure_paper *paper_named(const struct procedure_full *p, struct str name)
{
        for (size_t i = 0; i < p->papers.n; i++)
                if (str_eq(p->papers.rows[i].name, name))
                        return &p->papers.rows[i];
        return NULL;
}

static bool given_before(const struct bundle *b, i64 file)
{
        for (size_t k = 0; k < b->n; k++)
                for (size_t i = 0; i < b->members[k].n_papers; i++)
                        if (b->members[k].papers[i].file_id == file)
                                return true;
        return false;
}

static void add_paper(struct arena *a, const struct bundle *b, struct bundle_member *m,
        const struct draft_paper_row *file, i64 paper, struct str name)
{
        struct draft_paper_row *row = &m->papers[m->n_papers];

        *row = *file;
        row->paper_id = paper;
        row->name = name;
        m->copies[m->n_papers++] = given_before(b, file->file_id) ? random_code(a, 16) : STR_NULL;
}

/* The files of the application that this member wants, under its own papers' names. */
static void fill_papers(struct arena *a, const struct application *app, const struct json *j,
        const struct bundle *b, struct bundle_member *m)
{
        size_t most = app->files.n * (json_get(j, "papers") ? json_get(j, "papers")->count : 0);

        m->papers = NEW_ARRAY(a, struct draft_paper_row, most + app->files.n + 1);
        m->copies = NEW_ARRAY(a, struct str, most + app->files.n + 1);
        JSON_EACH(line, json_get(j, "papers"))
        {
                const struct procedure_paper *to = paper_named(&m->procedure, word(line, "to"));

                for (size_t i = 0; to && i < app->files.n; i++)
                        if (str_eq(app->files.rows[i].name, word(line, "from")))
                                add_paper(a, b, m, &app->files.rows[i], to->id, to->name);
        }
}

/* What no member asks for stays with the first, so that nothing that was given is lost. */
static void keep_rest(struct arena *a, const struct application *app, struct bundle *b)
{
        for (size_t i = 0; i < app->files.n; i++)
                if (!given_before(b, app->files.rows[i].file_id))
                        add_paper(a, b, &b->members[0], &app->files.rows[i], I64_NULL,
                                app->files.rows[i].name);
}

/* ---- the whole ---- */

static int make_dossier(struct req *rq, const struct application *app, const struct person *known,
        struct bundle_member *m)
{
        const struct unit *place =
                org_unit_by_code(app->org, answers_meaning(&m->fill, "dossier.place"));

        if (catalogue_unit(app->org, &m->procedure.v, place ? place : app->place, &m->unit) < 0)
                return ERR_STATE;
        m->n = (struct new_dossier){ .procedure = &m->procedure,
                .unit = m->unit,
                .received = m->unit,
                .channel = 2,
                .applicant = rq->who,
                .actor = rq->who,
                .kind = STR("citizen"),
                .subject = m->procedure.v.usual,
                .answers = answers_clean_json(rq->arena, &m->answers, &m->fill),
                .peer = rq->peer,
                .check_due_at = dossier_check_due(app->org, m->unit, rq->now) };
        answers_applicant(&m->fill, known, &m->n);
        behalf_put(&app->behalf, &m->n);
        if (!m->n.answers.ptr)
                return ERR_LIMIT;
        return dossier_take_code(rq->store, m->unit, rq->now, rq->arena, &m->n.code);
}

int bundle_make(struct req *rq, const struct application *app, const struct person *known,
        struct bundle *ret_b)
{
        struct bundle *b = ret_b;
        const struct json *j;
        int r = read_bundle(rq->arena, app->procedure.v.code, org_day(app->org), &j);

        if (r < 0)
                return r;
        *b = (struct bundle){ .code = str_cat(rq->arena, STR("LT-"), random_code(rq->arena, 8)) };
        JSON_EACH(x, json_get(j, "members"))
        {
                struct bundle_member *m = &b->members[b->n];

                if (b->n == BUNDLE_MEMBERS)
                        return ERR_CORRUPT;
                r = fill_member(rq, app, x, m);
                if (r == 0)
                        r = make_dossier(rq, app, known, m);
                if (r < 0)
                        return r;
                fill_papers(rq->arena, app, x, b, m);
                b->n++;
        }
        if (!b->n)
                return ERR_CORRUPT;
        keep_rest(rq->arena, app, b);
        return 0;
}

int bundle_procedures(struct tx *tx, const struct application *app,
        const struct procedure_full **ret_list, size_t *ret_n)
{
        struct procedure_full *list = NEW_ARRAY(tx->arena, struct procedure_full, BUNDLE_MEMBERS);
        const struct json *j;
        size_t n = 0;
        int r = read_bundle(tx->arena, app->procedure.v.code, org_day(app->org), &j);

        if (r < 0)
                return r;
        JSON_EACH(x, json_get(j, "members"))
        if (r == 0 && n < BUNDLE_MEMBERS)
                r = catalogue_get(tx, word(x, "procedure"), org_day(app->org), &list[n++]);
        *ret_list = list;
        *ret_n = n;
        return r == ERR_NOT_FOUND ? ERR_STATE : r;
}

/* A file that two dossiers have is two rows over one content: each goes with its own. */
static int own_files(struct tx *tx, const struct bundle_member *m, const struct draft *draft,
        struct draft_paper_row **ret_papers)
{
        struct draft_paper_row *list =
                NEW_ARRAY(tx->arena, struct draft_paper_row, m->n_papers + 1);
        int r = 0;

        for (size_t i = 0; i < m->n_papers && r == 0; i++) {
                i64 changed = 1;

                list[i] = m->papers[i];
                if (!m->copies[i].ptr)
                        continue;
                list[i].file_id = id_new();
                list[i].reused_from = m->papers[i].file_id;
                r = file_copy(tx,
                        &(struct file_copy_args){ .from_id = m->papers[i].file_id,
                                .id = list[i].file_id,
                                .code = m->copies[i],
                                .account = draft->account_id,
                                .object_kind = STR("draft"),
                                .object = draft->id,
                                .at = tx->now },
                        &changed);
                if (r == 0 && changed == 0)
                        r = ERR_STALE;
        }
        *ret_papers = list;
        return r;
}

static int submit_member(
        struct tx *tx, const struct bundle_member *m, const struct draft *draft, i64 *ret_id)
{
        struct new_dossier n = m->n;
        int r = own_files(tx, m, draft, &n.papers);

        n.procedure = &m->procedure;
        n.n_papers = m->n_papers;
        if (r == 0)
                r = dossier_submit(tx, &n, ret_id);
        return r < 0 ? r : answers_put_meanings(tx, *ret_id, &m->fill);
}

int bundle_submit(struct tx *tx, const struct bundle *b, const struct draft *draft, i64 *ret_first)
{
        i64 filing = id_new(), first = 0;
        int r = filing_insert(tx, filing, b->code, draft->account_id, draft->version_id, tx->now);

        for (size_t i = 0; i < b->n && r == 0; i++) {
                i64 id = 0;

                r = submit_member(tx, &b->members[i], draft, &id);
                if (r == 0)
                        r = filing_part_insert(tx, filing, (i64)i + 1, id);
                if (i == 0)
                        first = id;
        }
        if (r == 0)
                r = audit_add(tx,
                        &(struct audit_entry){ .actor = draft->account_id,
                                .action = "dossier.bundle",
                                .object_kind = "filing",
                                .object = filing,
                                .payload = str_fmt(tx->arena, "{\"code\":\"%.*s\",\"parts\":%zu}",
                                        STRF(b->code), b->n) },
                        NULL);
        if (r == 0)
                *ret_first = first;
        return r;
}

/* ---- GET /lien-thong/:filing: one page to follow them all ---- */

static int filing_show(struct req *rq)
{
        struct filing_view v = { .rq = rq };
        const struct org *o = org_get(rq->arena);
        struct procedure_version p;
        struct filing_part_row_rows parts;
        struct filing_row *rows;
        struct filing f;
        int r = filing_by_code(rq->tx, path_str(rq->in, "filing"), &f);

        if (r == 0 && f.account_id != rq->who->account)
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = procedure_version_by_id(rq->tx, f.version_id, &p);
        if (r == 0)
                r = filing_parts(rq->tx, f.id, &parts);
        if (r < 0)
                return r;
        rows = NEW_ARRAY(rq->arena, struct filing_row, parts.n + 1);
        for (size_t i = 0; i < parts.n; i++) {
                const struct filing_part_row *d = &parts.rows[i];
                const struct unit *u = org_unit(o, d->unit_id);

                rows[i] = (struct filing_row){ .code = d->code,
                        .name = d->usual,
                        .unit = u ? unit_full_name(rq->arena, u) : STR(""),
                        .due = words_time(rq->arena, rq->lang, d->due_at),
                        .state = d->state };
                v.open += !str_is(d->step, "done");
        }
        v.code = f.code;
        v.name = p.usual;
        v.sent = words_time(rq->arena, rq->lang, f.at);
        v.rows = rows;
        v.n = parts.n;
        view_filing_page(&rq->html, &v);
        return reply_page(rq, 200);
}

const struct route bundle_routes[] = {
        { GET, "/lien-thong/:filing", PERM_FILL, ROUTE_NOINDEX, READ(NULL, filing_show),
                .doc = "The dossiers that came of one filing" },
        { 0 },
};
