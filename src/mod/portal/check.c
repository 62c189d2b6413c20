/*
 * src/mod/portal/check.c: anybody who holds a paper learns whether it was issued here, by the code
 * in its QR. The code is of 16 random characters: who has it has the paper. Nothing of a person is
 * shown, for papers are passed on.
 */
#include "core/frame.h"
#include "core/perm.h"
#include "core/words.h"
#include "mod/dossier/dossier.h"
#include "mod/portal/portal.h"
#include "mod/portal/view.h"
#include "mod/portal/views.h"
#include "web/texts.h"

static const struct field check_fields[] = {
        { "ma", FIELD_TEXT, 0, 60, T_PORTAL_CHECK_NONE, NULL },
        { 0 },
};

static int show(struct req *rq, struct check_view *v)
{
        view_check_page(&rq->html, v);
        return reply_page(rq, v->code.len && !v->found ? 404 : 200);
}

/* GET /xac-minh?ma=: the code typed by hand. */
static int ask_show(struct req *rq)
{
        struct check_view v = { .rq = rq };
        struct str code = str_trim(input_str(rq->in, "ma"));

        if (!str_empty(code))
                return reply_see_other(rq, "/xac-minh/:code", code);
        return show(rq, &v);
}

/* GET /xac-minh/:code: what the QR code opens. */
static int paper_show(struct req *rq)
{
        struct check_view v = { .rq = rq, .code = path_str(rq->in, "code") };
        struct issued_public row;
        struct procedure_version p;
        const struct unit *u;
        int r = issued_by_file(rq->tx, v.code, &row);

        if (r == ERR_NOT_FOUND)
                return show(rq, &v);
        if (r == 0)
                r = procedure_version_by_id(rq->tx, row.version_id, &p);
        if (r < 0)
                return r;
        u = org_unit(org_get(rq->arena), row.unit_id);
        v.found = true;
        v.paper = dossier_paper_title(rq->arena, rq->lang, row.form);
        v.number = row.number;
        v.dossier = row.dossier_code;
        v.procedure = p.usual;
        v.unit = u ? unit_full_name(rq->arena, u) : STR("");
        v.issued = words_time(rq->arena, rq->lang, row.issued_at);
        v.hash = str_hex(rq->arena, row.hash.ptr, row.hash.len);
        return show(rq, &v);
}

const struct route portal_check_routes[] = {
        { GET, "/xac-minh", PERM_PUBLIC, ROUTE_NOINDEX, READ(check_fields, ask_show),
                .doc = "Check a paper by its code" },
        { GET, "/xac-minh/:code", PERM_PUBLIC, ROUTE_NOINDEX, READ(NULL, paper_show),
                .doc = "Whether a paper was issued here, by the code in its QR" },
        { 0 },
};
