/*
 * src/flow/form_pattern.c: the patterns of a form's validation, in the dialect of JavaScript
 * without flags as form-js uses it: a match anywhere in the text is one. PCRE2 in its JavaScript
 * manner; the matcher's work is bounded, so that no pattern can stall a server.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "flow/form_model.h"

#define MATCH_WORK  200000
#define MATCH_DEPTH 1000

struct form_pattern {
        pcre2_code *code;
        pcre2_match_context *context;
};

static void free_pattern(void *arg)
{
        struct form_pattern *p = arg;

        pcre2_code_free(p->code);
        pcre2_match_context_free(p->context);
}

const struct form_pattern *form__pattern(struct arena *a, struct str text)
{
        struct form_pattern *p = NEW(a, struct form_pattern);
        PCRE2_SIZE where;
        int err;

        if (text.len > 1000)
                return NULL;
        p->code = pcre2_compile((PCRE2_SPTR)text.ptr, text.len,
                PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
                        PCRE2_NEVER_BACKSLASH_C,
                &err, &where, NULL);
        if (!p->code)
                return NULL;
        p->context = pcre2_match_context_create(NULL);
        arena_defer(a, free_pattern, p);
        if (!p->context)
                return NULL;
        pcre2_set_match_limit(p->context, MATCH_WORK);
        pcre2_set_depth_limit(p->context, MATCH_DEPTH);
        return p;
}

bool form__matches(const struct form_pattern *p, struct str s)
{
        pcre2_match_data *match = pcre2_match_data_create(1, NULL);
        int r;

        if (!match)
                return false;
        r = pcre2_match(p->code, (PCRE2_SPTR)(s.ptr ? s.ptr : ""), s.len, 0, 0, match, p->context);
        pcre2_match_data_free(match);
        return r >= 0;
}
