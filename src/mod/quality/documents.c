/*
 * src/mod/quality/documents.c: the processes that dossiers follow as controlled documents (TCVN ISO
 * 9001:2015, 7.5): which version is in force, since when, who approved it, what follows it. They
 * are drawn and approved in mod/design. No SQL, no HTML.
 */
#include "core/words.h"
#include "mod/dossier/dossier.h"
#include "mod/quality/internal.h"
#include "mod/quality/views.h"
#include "web/texts.h"
#include "web/web.h"

#define PROCESSES_MAX 500

static const struct controlled_design *design_of(
        const struct controlled_design_rows *rows, struct str process)
{
        for (size_t i = rows->n; i-- > 0;)
                if (str_eq(rows->rows[i].process, process))
                        return &rows->rows[i]; /* approved last */
        return NULL;
}

static i64 uses_of(const struct controlled_use_rows *rows, struct str process)
{
        bool usual = str_is(process, DOSSIER_PROCESS_USUAL);
        i64 n = 0;

        for (size_t i = 0; i < rows->n; i++)
                if (str_eq(rows->rows[i].process, process) ||
                        (usual && str_empty(rows->rows[i].process)))
                        n += rows->rows[i].n;
        return n;
}

static struct str name_of(const struct dossier_choice *names, size_t n, struct str process)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(names[i].code, process))
                        return names[i].name;
        return process;
}

static int fill(struct req *rq, struct controlled_view *v)
{
        i64 today = org_day(org_get(rq->arena));
        bool may_open = who_has(rq->who, PERM_DESIGN_READ);
        struct controlled_process_rows processes;
        struct controlled_design_rows designs;
        struct controlled_use_rows uses;
        const struct dossier_choice *names;
        struct controlled_row *list;
        size_t n_names;
        int r = controlled_processes(rq->tx, PROCESSES_MAX, &processes);

        if (r == 0)
                r = controlled_designs(rq->tx, day_of(rq->now), &designs);
        if (r == 0)
                r = controlled_uses(rq->tx, today, &uses);
        if (r == 0)
                r = dossier_processes(rq->tx, &names, &n_names);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct controlled_row, processes.n + 1);
        for (size_t i = 0; i < processes.n; i++) {
                const struct controlled_process *p = &processes.rows[i];
                const struct controlled_design *d = design_of(&designs, p->process);

                list[i] = (struct controlled_row){ .process = p->process,
                        .name = name_of(names, n_names, p->process),
                        .version = d ? d->number : p->version,
                        .since = words_day(
                                rq->arena, rq->lang, d ? d->valid_from : day_of(p->deployed_at)),
                        .uses = uses_of(&uses, p->process) };
                if (!d)
                        continue;
                list[i].approver = d->approver;
                list[i].approved = words_time(rq->arena, rq->lang, d->approved_at);
                if (may_open)
                        list[i].href = str_fmt(rq->arena, "/thiet-ke/%.*s/%lld", STRF(d->code),
                                (long long)d->number);
        }
        v->rows = list;
        v->n = processes.n;
        return 0;
}

static int documents_show(struct req *rq)
{
        const struct unit *u = org_unit(org_get(rq->arena), who_unit(rq->who, PERM_QUALITY_READ));
        struct controlled_view v = { .rq = rq, .unit = u ? u->name : STR("") };
        int r = fill(rq, &v);

        if (r < 0)
                return r;
        view_controlled_documents(&rq->html, &v);
        return reply_page(rq, 200);
}

const struct route quality__document_routes[] = {
        { GET, "/quy-trinh-kiem-soat", PERM_QUALITY_READ, ROUTE_NOINDEX, READ(NULL, documents_show),
                .doc = "The processes in force as controlled documents" },
        { 0 },
};
