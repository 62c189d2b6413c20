/*
 * src/web/text.c: see text.h. One interpreter prints the texts of the house and their overrides;
 * the syntax was checked before (by tools/pogen, or by text_check_override), so a bad part here
 * ends the text.
 */
#include "web/text.h"

#include <stdatomic.h>

#include "web/text_scan.h"

/*
 * Overrides: forms by text number, NULL ptr where the house's text stands. Only ever replaced
 * whole.
 */
struct overrides {
        struct str (*forms)[LANG_MAX][2];
        struct arena *arena;
        struct overrides *older;
};
static _Atomic(struct overrides *) current;

static const struct text_arg *arg_of(struct str name, const struct text_arg *args, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (str_is(name, args[i].name))
                        return &args[i];
        return NULL;
}

/* Vietnamese has one form; English has two, chosen by the first number. */
static int form_of(int id, enum lang lang, const struct text_arg *args, size_t n)
{
        if (!text_defs[id].forms[lang][1].ptr)
                return 0;
        for (size_t i = 0; i < n; i++)
                if (!args[i].str.ptr && args[i].i64 != I64_NULL)
                        return args[i].i64 != 1;
        return 0;
}

/* *ret_bare: they need no reading, only writing. */
static struct str words_of(
        int id, enum lang lang, const struct text_arg *args, size_t n, bool *ret_bare)
{
        const struct overrides *o = atomic_load_explicit(&current, memory_order_acquire);
        int form;

        CHECK(id >= 0 && id < text_count && lang >= 0 && lang < LANG_MAX);
        *ret_bare = false;
        if (id == 0)
                return STR_NULL;
        form = form_of(id, lang, args, n);
        if (o && o->forms[id][lang][form].ptr)
                return o->forms[id][lang][form];
        *ret_bare = text_defs[id].bare;
        return text_defs[id].forms[lang][form];
}

/* 1250000 -> "1.250.000" in Vietnamese, "1,250,000" in English. */
static void put_number(struct buf *b, enum lang lang, i64 n)
{
        char tmp[32];
        size_t i = sizeof tmp, digits = 0;
        u64 u = n < 0 ? 0 - (u64)n : (u64)n;

        if (n == I64_NULL)
                return;
        do {
                if (digits && digits % 3 == 0)
                        tmp[--i] = lang == LANG_EN ? ',' : '.';
                tmp[--i] = (char)('0' + u % 10);
                digits++;
        } while (u /= 10);
        if (n < 0)
                tmp[--i] = '-';
        buf_add(b, str_n(tmp + i, sizeof tmp - i));
}

void text__put(struct html *h, int id, const struct text_arg *args, size_t n)
{
        bool bare;
        struct str rest = words_of(id, h->lang, args, n, &bare);
        struct text_part part;
        const char *why;

        if (bare) {
                html_put_str(h, rest);
                return;
        }
        while (text_next(&rest, &part, &why) > 0) {
                const struct text_arg *arg = NULL;

                switch (part.kind) {
                case TEXT_PLACE:
                        arg = arg_of(part.s, args, n);
                        if (arg && part.number)
                                put_number(&h->out, h->lang, arg->i64);
                        else if (arg)
                                html_put_str(h, arg->str);
                        break;
                case TEXT_A:
                        arg = arg_of(STR("href"), args, n);
                        html__raw(h, "<a href=\"", 9);
                        html_put_url(h, arg ? arg->str : STR_NULL);
                        html__raw(h, "\">", 2);
                        break;
                case TEXT_A_END:
                        html__raw(h, "</a>", 4);
                        break;
                case TEXT_STRONG:
                        html__raw(h, "<strong>", 8);
                        break;
                case TEXT_STRONG_END:
                        html__raw(h, "</strong>", 9);
                        break;
                default:
                        html_put_str(h, part.s);
                }
        }
}

struct str text__plain(
        struct arena *a, enum lang lang, int id, const struct text_arg *args, size_t n)
{
        bool bare;
        struct str rest = words_of(id, lang, args, n, &bare);
        struct text_part part;
        const char *why;
        struct buf b;

        if (bare)
                return rest; /* it lives as long as the program */
        buf_init(&b, a, HTML_MAX);
        while (text_next(&rest, &part, &why) > 0) {
                const struct text_arg *arg =
                        part.kind == TEXT_PLACE ? arg_of(part.s, args, n) : NULL;

                if (part.kind == TEXT_WORDS)
                        buf_add(&b, part.s);
                else if (arg && part.number)
                        put_number(&b, lang, arg->i64);
                else if (arg)
                        buf_add(&b, arg->str);
        }
        return buf_str(&b);
}

struct str text_plain(struct arena *a, enum lang lang, int id, struct str detail)
{
        return text__plain(a, lang, id, &(struct text_arg){ "detail", detail, I64_NULL }, 1);
}

const char *text_key(int id)
{
        CHECK(id >= 0 && id < text_count);
        return text_defs[id].key;
}

int text_by_key(struct str key)
{
        for (int i = 1; i < text_count; i++)
                if (str_is(key, text_defs[i].key))
                        return i;
        return 0;
}

static bool has_param(const struct text_param *p, size_t n, struct text_param want)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(p[i].name, want.name) && p[i].kind == want.kind)
                        return true;
        return false;
}

int text_check_override(const struct text_override *o, const char **ret_why)
{
        struct text_param own[TEXT_PARAMS_MAX], new[TEXT_PARAMS_MAX];
        size_t n_own, n_new;
        int id = text_by_key(o->key), r;

        *ret_why = "there is no such text";
        if (!id)
                return ERR_NOT_FOUND;
        *ret_why = "there is no such language or plural form";
        if (o->lang < 0 || o->lang >= LANG_MAX || o->form < 0 || o->form > 1 ||
                !text_defs[id].forms[o->lang][o->form].ptr)
                return ERR_INVALID;
        *ret_why = "the text is empty";
        if (!str_trim(o->text).len)
                return ERR_INVALID;
        r = text_params(o->text, new, &n_new, ret_why);
        if (r < 0)
                return r;
        CHECK(text_params(text_defs[id].forms[LANG_VI][0], own, &n_own, ret_why) == 0);
        *ret_why = "a placeholder or link is not in the text it replaces";
        for (size_t i = 0; i < n_new; i++)
                if (!has_param(own, n_own, new[i]))
                        return ERR_INVALID;
        *ret_why = "a placeholder or link of the text it replaces is missing";
        for (size_t i = 0; i < n_own; i++)
                if (!has_param(new, n_new, own[i]) &&
                        !(own[i].kind == TEXT_PARAM_I64 && text_defs[id].forms[o->lang][1].ptr))
                        return ERR_INVALID;
        return 0;
}

int text_set_overrides(const struct text_override *o, size_t n)
{
        struct arena *a = arena_new((size_t)64 << 20);
        struct overrides *table = NEW(a, struct overrides);
        int taken = 0;
        const char *why;

        table->arena = a;
        table->forms = arena_array(a, (size_t)text_count, sizeof *table->forms);
        for (size_t i = 0; i < n; i++) {
                if (text_check_override(&o[i], &why) < 0)
                        continue;
                table->forms[text_by_key(o[i].key)][o[i].lang][o[i].form] = str_dup(a, o[i].text);
                taken++;
        }
        table->older = atomic_load(&current);
        while (!atomic_compare_exchange_weak(&current, &table->older, table))
                ;
        return taken;
}
