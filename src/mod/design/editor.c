/*
 * src/mod/design/editor.c: the page around a drawing editor. The editor itself is a script that
 * this page alone loads (web/designers); where it is not inside this program, or could not write
 * the model back whole, the page says so in words.
 */
#include "base/json.h"
#include "core/frame.h"
#include "mod/design/pages.h"
#include "mod/design/views.h"
#include "web/texts.h"
#include "web/web.h"

static void put_problem(
        struct arena *a, enum lang lang, struct json_writer *w, const struct design_problem *p)
{
        json_open(w, NULL, '{');
        json_put_bool(w, "error", p->severity == DESIGN_ERROR);
        json_put_str(w, "element", p->element);
        json_put_str(w, "name", p->name);
        json_put_str(w, "text", design_problem_words(a, lang, p));
        json_put_bool(w, "english", p->words == T_NONE);
        json_close(w, '}');
}

struct str design__problems_json(
        struct arena *a, enum lang lang, i64 revision, const struct design_check *check)
{
        bool whole = revision != I64_NULL;
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 1 << 20);
        json_begin(&w, &b);
        if (whole) {
                json_open(&w, NULL, '{');
                json_put_i64(&w, "revision", revision);
        }
        json_open(&w, whole ? "problems" : NULL, '[');
        for (size_t i = 0; i < check->n; i++)
                put_problem(a, lang, &w, &check->list[i]);
        json_close(&w, ']');
        if (whole)
                json_close(&w, '}');
        return buf_str(&b);
}

const struct page_view *design_editor_frame(const struct design_editor_view *v)
{
        struct req *rq = v->head.rq;
        struct page_view *p = frame_officer(rq, v->head.m.name, v->head.unit_name);

        if (!v->why_not.ptr) {
                p->script = v->script;
                p->style = v->style;
        }
        return p;
}

/* GET /thiet-ke/:code/:number/ve. */
static int editor_show(struct req *rq)
{
        static const struct {
                const char *script, *style;
        } bundles[DESIGN_KIND_MAX] = {
                { "designers/process.js", "designers/process.css" },
                { "designers/decision.js", "designers/decision.css" },
                { "designers/form.js", "designers/form.css" },
        };
        struct design_editor_view v = { 0 };
        struct design_check check;
        struct str content;
        int r = design__head(rq, &v.head);

        if (r == 0)
                r = design__bytes(rq->tx, &v.head.v, &content);
        if (r < 0)
                return r;
        v.script = asset_find(bundles[v.head.kind].script);
        v.style = asset_find(bundles[v.head.kind].style);
        if (!v.script || !v.style)
                v.why_not = s_DESIGN_NO_EDITOR(rq->arena, rq->lang);
        else if (!design__can_draw(rq->arena, v.head.kind, content))
                v.why_not = s_DESIGN_NOT_DRAWN(rq->arena, rq->lang);
        design_check(rq->arena, rq->tx, v.head.m.id, v.head.kind, content, &check);
        v.problems = design__problems_json(rq->arena, rq->lang, I64_NULL, &check);
        view_design_editor_page(&rq->html, &v);
        return reply_page(rq, 200);
}

const struct route design_editor_routes[] = {
        { GET, "/thiet-ke/:code/:number/ve", PERM_DESIGN_READ,
                ROUTE_NOINDEX | ROUTE_SLOW | ROUTE_EDITOR, READ(NULL, editor_show),
                .doc = "A version in its drawing editor" },
        { 0 },
};
