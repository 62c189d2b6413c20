/*
 * src/mod/dossier/repeated.c: see repeated.h; and the page of it.
 */
#include "mod/dossier/repeated.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/viet.h"
#include "core/frame.h"
#include "mod/dossier/pages.h"
#include "mod/dossier/queries.h"
#include "mod/dossier/views.h"
#include "web/texts.h"

#define QUESTIONS_MAX 4000

struct tallied {
        struct repeated told;
        struct str key;
        struct str last; /* form that was counted last */
};

struct counting {
        struct arena *arena;
        struct tallied *list;
        size_t n;
        struct str form;
        i64 procedures; /* of the form at hand */
};

static struct str property(const struct json *f, const char *name)
{
        return json_str(json_get(json_get(f, "properties"), name));
}

static bool is_asked(const struct json *f)
{
        static const char *const types[] = { "textfield", "textarea", "number", "datetime",
                "checkbox", "checklist", "radio", "select", "taglist" };

        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (str_is(json_str(json_get(f, "type")), types[i]))
                        return !json_bool(json_get(f, "readonly"), false) &&
                               !json_bool(json_get(f, "disabled"), false);
        return false;
}

static struct tallied *find(struct counting *c, const struct json *f, struct str label)
{
        struct str meaning = property(f, "meaning"), key;

        if (meaning.ptr)
                key = str_cat(c->arena, STR("meaning "), meaning);
        else
                key = str_fmt(c->arena, "words %.*s %.*s %.*s", STRF(json_str(json_get(f, "type"))),
                        STRF(property(f, "kind")), STRF(viet_fold(c->arena, label)));
        for (size_t i = 0; i < c->n; i++)
                if (str_eq(c->list[i].key, key))
                        return &c->list[i];
        if (c->n == QUESTIONS_MAX)
                return NULL;
        c->list[c->n] =
                (struct tallied){ .told = { .label = label, .meaning = meaning }, .key = key };
        return &c->list[c->n++];
}

static void count(struct counting *c, const struct json *f)
{
        struct str label = json_str(json_get(f, "label"));
        struct tallied *q = is_asked(f) && label.len ? find(c, f, label) : NULL;

        if (!q || str_eq(q->last, c->form))
                return;
        q->last = c->form;
        q->told.forms++;
        q->told.procedures += c->procedures;
}

/* Forms were read with their limits when they were stored: they are not deep. */
static void walk(struct counting *c, const struct json *list)
{
        JSON_EACH(f, list)
        {
                count(c, f);
                walk(c, json_get(f, "components"));
        }
}

static bool is_filled(struct str meaning)
{
        static const char *const known[] = { "applicant.name", "applicant.identity",
                "applicant.birth_date", "applicant.phone", "applicant.email", "applicant.address",
                "applicant.sex", "applicant.ethnic", "applicant.nationality" };

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                if (str_is(meaning, known[i]))
                        return true;
        return false;
}

static void advise(struct counting *c, struct tallied *q)
{
        struct str words = viet_fold(c->arena, q->told.label);

        if (q->told.meaning.ptr) {
                q->told.advice = is_filled(q->told.meaning) ? REPEATED_FILLED : REPEATED_MEANT;
                return;
        }
        q->told.advice = REPEATED_UNMEANT;
        for (size_t i = 0; i < c->n; i++)
                if (c->list[i].told.meaning.ptr && q->told.advice == REPEATED_UNMEANT &&
                        str_eq(viet_fold(c->arena, c->list[i].told.label), words)) {
                        q->told.advice = REPEATED_SAME_AS;
                        q->told.meaning = c->list[i].told.meaning;
                }
}

static int more_asked(const void *a, const void *b)
{
        const struct repeated *x = a, *y = b;

        if (x->forms != y->forms)
                return x->forms < y->forms ? 1 : -1;
        return str_cmp(x->label, y->label);
}

int repeated_questions(
        struct tx *tx, const struct repeated **ret_list, size_t *ret_n, i64 *ret_forms)
{
        struct counting c = { .arena = tx->arena };
        struct form_newest_rows forms;
        struct repeated *told;
        size_t n = 0;
        int r = forms_newest(tx, &forms);

        c.list = NEW_ARRAY(tx->arena, struct tallied, QUESTIONS_MAX);
        for (size_t i = 0; i < forms.n && r == 0; i++) {
                const struct json *form;

                r = json_parse(tx->arena, forms.rows[i].schema_text, &form, NULL);
                c.form = forms.rows[i].code;
                c.procedures = forms.rows[i].procedures;
                if (r == 0)
                        walk(&c, json_get(form, "components"));
        }
        if (r < 0)
                return r;
        told = NEW_ARRAY(tx->arena, struct repeated, c.n + 1);
        for (size_t i = 0; i < c.n; i++) {
                if (c.list[i].told.forms < 2)
                        continue;
                advise(&c, &c.list[i]);
                told[n++] = c.list[i].told;
        }
        qsort(told, n, sizeof *told, more_asked);
        *ret_list = told;
        *ret_n = n;
        *ret_forms = (i64)forms.n;
        return 0;
}

static struct str advice_words(struct req *rq, const struct repeated *q)
{
        switch (q->advice) {
        case REPEATED_FILLED:
                return s_DOSSIER_REPEATED_FILLED(rq->arena, rq->lang);
        case REPEATED_MEANT:
                return s_DOSSIER_REPEATED_MEANT(rq->arena, rq->lang);
        case REPEATED_SAME_AS:
                return s_DOSSIER_REPEATED_SAME_AS(rq->arena, rq->lang, q->meaning);
        case REPEATED_UNMEANT:
                break;
        }
        return s_DOSSIER_REPEATED_UNMEANT(rq->arena, rq->lang);
}

static int repeated_show(struct req *rq)
{
        struct repeated_view v = { .rq = rq };
        const struct repeated *list;
        struct repeated_line *lines;
        size_t n;
        int r = repeated_questions(rq->tx, &list, &n, &v.forms);

        if (r < 0)
                return r;
        lines = NEW_ARRAY(rq->arena, struct repeated_line, n + 1);
        for (size_t i = 0; i < n; i++)
                lines[i] = (struct repeated_line){ list[i].label,
                        list[i].advice == REPEATED_SAME_AS ? STR_NULL : list[i].meaning,
                        advice_words(rq, &list[i]), list[i].forms, list[i].procedures,
                        list[i].advice == REPEATED_FILLED };
        v.lines = lines;
        v.n = n;
        view_repeated_page(&rq->html, &v);
        return reply_page(rq, 200);
}

const struct route repeated_routes[] = {
        { GET, "/quan-tri/cau-hoi-lap", PERM_DESIGN_READ, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(NULL, repeated_show),
                .doc = "Questions that several forms ask, and how to ask them once" },
        { 0 },
};
