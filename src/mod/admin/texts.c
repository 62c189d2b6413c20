/*
 * src/mod/admin/texts.c: the words of pages in the administrators' own: found by what they say,
 * looked at before they are saved, taken back. What stands in braces in a text must stand in the
 * words that replace it (web/text.h). The plural that English has beside a text stays built in.
 */
#include "base/viet.h"
#include "core/generation.h"
#include "core/queries.h"
#include "mod/admin/internal.h"
#include "web/texts.h"
#include "web/web.h"

#define BASE "/quan-tri/loi-van"

static const char *const lang_words[LANG_MAX] = { [LANG_VI] = "vi", [LANG_EN] = "en" };

/* ---- GET /quan-tri/loi-van?q= ---- */

static const struct field list_fields[] = {
        { "q", FIELD_TEXT, 0, 200, 0, NULL },
        { "sau", FIELD_I64, 0, 0, 0, NULL },
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

/* The override of a text, or STR_NULL. */
static struct str own_words(
        const struct text_override_row_rows *rows, const char *key, enum lang lang)
{
        for (size_t i = 0; i < rows->n; i++)
                if (str_is(rows->rows[i].key, key) && str_is(rows->rows[i].lang, lang_words[lang]))
                        return rows->rows[i].value;
        return STR_NULL;
}

static bool text_fits(struct arena *a, int id, struct str own_vi, struct str folded)
{
        const struct text_def *d = &text_defs[id];
        const struct str parts[] = { viet_fold(a, d->forms[LANG_VI][0]),
                viet_fold(a, d->forms[LANG_EN][0]), viet_fold(a, own_vi),
                str_lower_ascii(a, str_of(d->key)) };
        struct str all = str_join(a, parts, ARRAY_LEN(parts), STR(" "));
        struct str word;

        while (str_cut(&folded, ' ', &word))
                if (word.len && str_find(all, word) < 0)
                        return false;
        return true;
}

static void put_text(struct req *rq, struct admin_table *t, int id, struct str vi, struct str en)
{
        bool own = vi.ptr || en.ptr;
        struct admin_cell *c = admin_row(t);

        c[0].text = vi.ptr ? vi : text_defs[id].forms[LANG_VI][0];
        c[0].href = str_fmt(rq->arena, BASE "/%s", text_defs[id].key);
        c[0].more = str_of(text_defs[id].key);
        c[1].text = en.ptr ? en : text_defs[id].forms[LANG_EN][0];
        c[2].tag = true;
        c[2].tone = own ? TONE_BLUE : TONE_GREY;
        c[2].icon = own ? ICON_CAIDAT : ICON_DAU;
        c[2].text = own ? s_ADMIN_SETTING_OWN(rq->arena, rq->lang)
                        : s_ADMIN_TEXT_BUILT_IN(rq->arena, rq->lang);
}

static int list_show(struct req *rq)
{
        static const int heads[] = { T_ADMIN_VIETNAMESE, T_ADMIN_ENGLISH, T_ADMIN_STATE };
        struct admin_page *p = admin_page(rq, s_ADMIN_TEXTS(rq->arena, rq->lang));
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), ADMIN_PAGE);
        struct str q = input_str(rq->in, "q"), folded = viet_fold(rq->arena, q);
        i64 after = input_i64(rq->in, "sau");
        struct field_view *find = NEW(rq->arena, struct field_view);
        struct text_override_row_rows rows;
        int r = text_override_all(rq->tx, &rows), id;

        if (r < 0)
                return r;
        for (id = after == I64_NULL || after < 0 ? 1 : (int)MIN(after, text_count) + 1;
                id < text_count && t->n_rows < ADMIN_PAGE; id++) {
                struct str vi = own_words(&rows, text_defs[id].key, LANG_VI);

                if (text_fits(rq->arena, id, vi, folded))
                        put_text(rq, t, id, vi, own_words(&rows, text_defs[id].key, LANG_EN));
        }
        if (id < text_count)
                p->next = str_fmt(
                        rq->arena, BASE "?q=%.*s&sau=%d", STRF(words_query(rq->arena, q)), id - 1);
        if (after != I64_NULL)
                p->first = str_fmt(rq->arena, BASE "?q=%.*s", STRF(words_query(rq->arena, q)));
        *find = (struct field_view){
                .name = "q", .label = s_ADMIN_FIND_TEXT(rq->arena, rq->lang), .value = q
        };
        p->filter_action = rq->lang == LANG_EN ? "/en" BASE : BASE;
        p->filters = find;
        p->n_filters = 1;
        p->lead = s_ADMIN_TEXTS_LEAD(rq->arena, rq->lang);
        p->done = admin_done(rq);
        t->label = p->title;
        t->empty_title = s_ADMIN_TEXTS_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_TEXTS_EMPTY_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        return admin_reply(rq, p);
}

/* ---- GET and POST /quan-tri/loi-van/:text ---- */

static int last_change(struct tx *tx, const char *key, enum lang lang, struct override_full *ret_o)
{
        int r = override_get(tx, str_of(key), str_of(lang_words[lang]), ret_o);

        if (r == ERR_NOT_FOUND) {
                *ret_o = (struct override_full){ 0 };
                return 0;
        }
        return r;
}

/* How the text would read, beside how it reads now. */
static void put_preview(
        struct req *rq, struct admin_page *p, int id, enum lang lang, struct str own)
{
        struct admin_section *part = admin_section(p);
        struct pair_view *x = NEW_ARRAY(rq->arena, struct pair_view, 2);

        part->title = s_ADMIN_PREVIEW(rq->arena, rq->lang);
        part->lead = s_ADMIN_PREVIEW_LEAD(rq->arena, rq->lang);
        x[0] = (struct pair_view){ .name = s_ADMIN_NOW(rq->arena, rq->lang),
                .value = own.ptr ? own : text_defs[id].forms[lang][0] };
        x[1] = (struct pair_view){ .name = s_ADMIN_THEN(rq->arena, rq->lang),
                .value = input_str(rq->in, lang_words[lang]) };
        part->pairs = x;
        part->n_pairs = 2;
}

static struct admin_form *text_form(
        struct req *rq, int id, enum lang lang, struct str value, i64 was)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);
        struct field_view *x = NEW(rq->arena, struct field_view);
        struct str name = lang == LANG_EN ? s_ADMIN_ENGLISH(rq->arena, rq->lang)
                                          : s_ADMIN_VIETNAMESE(rq->arena, rq->lang);

        *x = (struct field_view){ .name = lang == LANG_EN ? "en" : "vi",
                .control = CONTROL_LINES,
                .rows = 3,
                .label = name,
                .hint = s_ADMIN_TEXT_HINT(rq->arena, rq->lang, text_defs[id].forms[lang][0]),
                .value = value };
        *f = (struct admin_form){ .action = str_fmt(rq->arena, BASE "/%s/%s", text_defs[id].key,
                                          lang_words[lang]),
                .title = name,
                .button = s_ADMIN_SAVE(rq->arena, rq->lang),
                .preview = true,
                .fields = x,
                .n_fields = 1,
                .hidden = { { "was", str_fmt(rq->arena, "%lld", (long long)was) } } };
        return f;
}

static int put_lang(struct req *rq, struct admin_page *p, int id, enum lang lang, bool preview)
{
        struct admin_form *undo = NEW(rq->arena, struct admin_form);
        struct override_full own;
        int r = last_change(rq->tx, text_defs[id].key, lang, &own);

        if (r < 0)
                return r;
        if (preview)
                put_preview(rq, p, id, lang, own.value);
        admin_section(p)->form = text_form(rq, id, lang,
                own.value.ptr ? own.value : text_defs[id].forms[lang][0], own.changed_at);
        if (!own.value.ptr)
                return 0;
        *undo = (struct admin_form){ .action = str_fmt(rq->arena, BASE "/%s/%s/mac-dinh",
                                             text_defs[id].key, lang_words[lang]),
                .title = s_ADMIN_TEXT_UNDO(rq->arena, rq->lang),
                .button = s_ADMIN_TEXT_UNDO(rq->arena, rq->lang),
                .hidden = { { "was", str_fmt(rq->arena, "%lld", (long long)own.changed_at) } } };
        admin_section(p)->form = undo;
        return 0;
}

/* preview: the language whose words are looked at first, LANG_MAX none. */
static int build(struct req *rq, enum lang preview, struct admin_page **ret_p)
{
        int id = text_by_key(path_str(rq->in, "text")), r = 0;
        struct admin_page *p;

        if (!id)
                return ERR_NOT_FOUND;
        p = admin_page(rq, s_ADMIN_TEXT(rq->arena, rq->lang));
        p->lead = str_of(text_defs[id].key);
        p->back = STR(BASE);
        p->back_text = s_ADMIN_TEXTS(rq->arena, rq->lang);
        for (int lang = 0; lang < LANG_MAX && r == 0; lang++)
                r = put_lang(rq, p, id, (enum lang)lang, preview == (enum lang)lang);
        if (r == 0)
                *ret_p = p;
        return r;
}

static int one_show(struct req *rq)
{
        struct admin_page *p;
        int r = build(rq, LANG_MAX, &p);

        return r < 0 ? r : admin_reply(rq, p);
}

static const struct field vi_fields[] = {
        { "was", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "vi", FIELD_TEXT, FIELD_REQUIRED, 2000, T_ADMIN_TEXT_NEEDED, NULL },
        { "xem", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};
static const struct field en_fields[] = {
        { "was", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "en", FIELD_TEXT, FIELD_REQUIRED, 2000, T_ADMIN_TEXT_NEEDED, NULL },
        { "xem", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};
static const struct field undo_fields[] = {
        { "was", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

/* The language is the last but one or last part of the route's own path. */
static enum lang route_lang(const struct input *in)
{
        return str_find(str_of(in->route->path), STR("/:text/en")) >= 0 ? LANG_EN : LANG_VI;
}

static int put_prepare(struct req *rq, struct input *in)
{
        enum lang lang = route_lang(in);
        const struct text_override o = { path_str(in, "text"), lang, 0,
                input_str(in, lang_words[lang]) };
        struct admin_page *preview = NULL;
        const char *why;
        int r = text_check_override(&o, &why);

        if (r == ERR_INVALID)
                return input_fail(in, lang_words[lang], T_ADMIN_TEXT_UNFIT, str_of(why));
        if (r == 0 && input_bool(in, "xem"))
                r = build(rq, lang, &preview);
        in->prepared = preview;
        return r;
}

static int begin(struct tx *tx, const struct input *in, struct override_full *ret_own)
{
        int id = text_by_key(path_str(in, "text")), r;

        if (!id)
                return ERR_NOT_FOUND;
        r = last_change(tx, text_defs[id].key, route_lang(in), ret_own);
        if (r == 0 && ret_own->changed_at != input_i64(in, "was"))
                r = admin_stale(in);
        return r;
}

static int put_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        enum lang lang = route_lang(in);
        struct str value = input_str(in, lang_words[lang]), key = path_str(in, "text");
        struct override_full own;
        int r;

        if (input_bool(in, "xem")) {
                out->code = key;
                return 0;
        }
        r = begin(tx, in, &own);
        if (r == 0)
                r = text_override_put(
                        tx, key, str_of(lang_words[lang]), value, tx->now, in->who->account, NULL);
        if (r == 0)
                r = generation_move(tx, "texts");
        return r < 0 ? r
                     : admin_audit(tx, in, "text.change", "text", text_by_key(key),
                               admin_facts(tx->arena, "key", key, "lang", str_of(lang_words[lang]),
                                       "value", value, "was", own.value, NULL));
}

static int undo_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str lang = str_of(lang_words[route_lang(in)]), key = path_str(in, "text");
        struct override_full own;
        int r = begin(tx, in, &own);

        (void)out;
        if (r == 0)
                r = override_delete(tx, key, lang, NULL);
        if (r == 0)
                r = generation_move(tx, "texts");
        return r < 0 ? r
                     : admin_audit(tx, in, "text.reset", "text", text_by_key(key),
                               admin_facts(tx->arena, "key", key, "lang", lang, "was", own.value,
                                       NULL));
}

/* A look at the words first, or they are in effect. */
static int put_answer(struct req *rq, const struct outcome *out)
{
        if (!str_empty(out->code))
                return rq->in->prepared ? admin_reply(rq, rq->in->prepared)
                                        : reply_see_other(rq, BASE "/:text", out->code);
        generation_value(rq->store, "texts");
        return reply_see_other(rq, BASE "?bao=luu");
}

static int changed(struct req *rq, const struct outcome *out)
{
        (void)out;
        generation_value(rq->store, "texts");
        return reply_see_other(rq, BASE "?bao=luu");
}

const struct route admin_text_routes[] = {
        { GET, "/quan-tri/loi-van", PERM_SETTING_EDIT, ROUTE_NOINDEX, READ(list_fields, list_show),
                .doc = "Words of pages, with search" },
        { GET, "/quan-tri/loi-van/:text", PERM_SETTING_EDIT, ROUTE_NOINDEX, READ(NULL, one_show),
                .doc = "A text in both languages, with preview" },
        { POST, "/quan-tri/loi-van/:text/vi", PERM_SETTING_EDIT, 0,
                WRITE(vi_fields, put_prepare, put_apply, put_answer, one_show),
                .doc = "Replace a Vietnamese text" },
        { POST, "/quan-tri/loi-van/:text/en", PERM_SETTING_EDIT, 0,
                WRITE(en_fields, put_prepare, put_apply, put_answer, one_show),
                .doc = "Replace an English text" },
        { POST, "/quan-tri/loi-van/:text/vi/mac-dinh", PERM_SETTING_EDIT, 0,
                WRITE(undo_fields, NULL, undo_apply, changed, one_show),
                .doc = "The built-in Vietnamese text again" },
        { POST, "/quan-tri/loi-van/:text/en/mac-dinh", PERM_SETTING_EDIT, 0,
                WRITE(undo_fields, NULL, undo_apply, changed, one_show),
                .doc = "The built-in English text again" },
        { 0 },
};
