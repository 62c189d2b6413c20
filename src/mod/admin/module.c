/*
 * src/mod/admin/module.c: see admin.h.
 */
#include "mod/admin/admin.h"

#include "base/json.h"
#include "core/org.h"
#include "core/who.h"
#include "mod/admin/internal.h"
#include "mod/admin/procedure.h"
#include "web/req.h"

static const struct admin_probes *probes;

void admin_set_probes(const struct admin_probes *p)
{
        probes = p;
}

/* GET /healthz: the process answers. /readyz: the database answers too. */

static int health(struct req *rq)
{
        return reply_bytes(rq, 200, "text/plain; charset=utf-8", STR("ok\n"), STR_NULL);
}

static int ready(struct req *rq)
{
        int r = probes && probes->ready ? probes->ready(rq->tx) : 0;

        return r < 0 ? reply_bytes(
                               rq, 503, "text/plain; charset=utf-8", STR("not ready\n"), STR_NULL)
                     : reply_bytes(rq, 200, "text/plain; charset=utf-8", STR("ready\n"), STR_NULL);
}

static int metrics(struct req *rq)
{
        bool here = str_starts(rq->peer, STR("127.")) || str_is(rq->peer, "::1");
        struct buf b;

        /* Counts only, but nobody's business: this machine, or who may. */
        if (!here && !who_has(rq->who, PERM_METRICS))
                return ERR_NOT_FOUND;
        buf_init(&b, rq->arena, 1 << 20);
        if (probes && probes->metrics)
                probes->metrics(&b);
        return reply_bytes(
                rq, 200, "text/plain; version=0.0.4; charset=utf-8", buf_str(&b), STR_NULL);
}

static int openapi(struct req *rq)
{
        CHECK(probes && probes->openapi);
        return reply_json(rq, 200, probes->openapi(rq->arena));
}

/* GET /quan-tri/thu-tuc-xuat: the catalogue as `motcua export procedures` writes it. */
static int export_procedures(struct req *rq)
{
        struct str lines;
        int r;

        CHECK(probes && probes->procedures);
        r = probes->procedures(rq->arena, &lines);
        return r < 0 ? r
                     : reply_bytes(rq, 200, "application/x-ndjson; charset=utf-8", lines,
                               STR("thu-tuc.jsonl"));
}

/* GET /api/v1/units: the province as of its shape day. */

static const struct field unit_fields[] = {
        { "kind", FIELD_KEY, 0, 20, 0, NULL },
        { "parent", FIELD_KEY, 0, 40, 0, NULL },
        { "limit", FIELD_I64, 0, 2000, 0, NULL },
        { "next", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};

static void put_unit(struct json_writer *w, struct arena *a, const struct unit *u)
{
        json_open(w, NULL, '{');
        json_put_str(w, "code", u->code);
        json_put_str(w, "legacy_code", u->legacy_code);
        json_put_bool(w, "provisional", u->provisional);
        json_put_str(w, "name", u->name);
        json_put_str(w, "short_name", u->short_name);
        json_put_str(w, "kind", u->kind);
        json_put_i64(w, "level", u->level);
        json_put_str(w, "parent", u->parent ? u->parent->code : STR_NULL);
        json_put_str(w, "gso_code", u->gso_code);
        json_put_str(w, "valid_from", day_iso(a, u->valid_from));
        json_put_str(w, "valid_to", u->valid_to == I64_NULL ? STR_NULL : day_iso(a, u->valid_to));
        json_close(w, '}');
}

static int units(struct req *rq)
{
        const struct org *o = org_get(rq->arena);
        struct str kind = input_str(rq->in, "kind"), parent = input_str(rq->in, "parent");
        struct str after = input_str(rq->in, "next"), last = STR_NULL;
        i64 limit = input_i64(rq->in, "limit"), day = org_day(o), n = 0;
        const struct unit *const *all;
        size_t count = org_all(o, &all);
        bool started = !after.ptr, more = false;
        struct json_writer w;
        struct buf b;

        limit = limit == I64_NULL ? 100 : limit;
        if (limit < 1)
                return ERR_INVALID;
        buf_init(&b, rq->arena, 8 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_open(&w, "items", '[');
        for (size_t i = 0; i < count && !more; i++) {
                const struct unit *u = all[i];
                bool fits = unit_is_valid(u, day) && (!kind.ptr || str_eq(u->kind, kind)) &&
                            (!parent.ptr || (u->parent && str_eq(u->parent->code, parent)));

                if (started && fits && n == limit) {
                        more = true;
                } else if (started && fits) {
                        put_unit(&w, rq->arena, u);
                        last = u->code;
                        n++;
                }
                started = started || str_eq(u->code, after);
        }
        json_close(&w, ']');
        json_put_str(&w, "next", more ? last : STR_NULL);
        json_close(&w, '}');
        return reply_json(rq, 200, buf_str(&b));
}

static const struct route routes[] = {
        { GET, "/healthz", PERM_PUBLIC, ROUTE_API, READ(NULL, health),
                .doc = "The process answers" },
        { GET, "/readyz", PERM_PUBLIC, ROUTE_API, READ(NULL, ready),
                .doc = "The database answers too" },
        { GET, "/metrics", PERM_PUBLIC, ROUTE_API, READ(NULL, metrics),
                .doc = "Prometheus figures" },
        { GET, "/api/v1/openapi.json", PERM_PUBLIC, ROUTE_API, READ(NULL, openapi),
                .doc = "This API, described (OpenAPI 3.1)" },
        { GET, "/quan-tri/thu-tuc-xuat", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(NULL, export_procedures), .doc = "All procedures as a file" },
        { GET, "/api/v1/units", PERM_PUBLIC, ROUTE_API, READ(unit_fields, units),
                .doc = "Units of the province" },
        { 0 },
};

static const struct route *const tables[] = { routes, admin_health_routes, admin_people_routes,
        admin_person_routes, admin_right_routes, admin_standin_routes, admin_setting_routes,
        admin_text_routes, admin_trail_routes, admin_unit_routes, admin_undelivered_routes,
        admin_procedure_list_routes, admin_procedure_routes, admin_procedure_edit_routes,
        admin_procedure_import_routes, admin_phrase_routes, NULL };
static const char *const needs[] = { "catalogue", "dossier", "notice", NULL };

const struct module admin_module = { .name = "admin",
        .doc = "People and rights, settings, texts, audit record, health, units over the API",
        .requires = needs,
        .routes = tables };
