/*
 * src/mod/admin/phrases.c: words that people use for what the catalogue calls otherwise: found,
 * written, taken back, and tried at once on the search that everybody has.
 */
#include "base/viet.h"
#include "mod/admin/internal.h"
#include "mod/catalogue/catalogue.h"
#include "web/texts.h"
#include "web/web.h"

#define BASE  "/quan-tri/tu-tim"
#define TRIED 5

static const struct {
        enum text option, tag;
        enum tone tone;
} kinds[PHRASE_KIND_MAX] = {
        [PHRASE_NAME] = { T_PHRASE_NAME, T_PHRASE_TAG_NAME, TONE_BLUE },
        [PHRASE_WORDS] = { T_PHRASE_WORDS, T_PHRASE_TAG_WORDS, TONE_BLUE },
        [PHRASE_SILENT] = { T_PHRASE_SILENT, T_PHRASE_TAG_SILENT, TONE_GREY },
        [PHRASE_OFF] = { T_PHRASE_OFF, T_PHRASE_TAG_OFF, TONE_GREY },
};
#define KIND_WORDS "name|words|silent|off"

static struct str edit_address(struct req *rq, struct str phrase)
{
        return str_fmt(rq->arena, BASE "/sua?cum=%.*s", STRF(words_query(rq->arena, phrase)));
}

/* What people find today who type these words. */
static int put_found(struct req *rq, struct admin_page *p, struct str words)
{
        static const int heads[] = { T_PROC_CODE, T_PROC_LIST };
        struct admin_table *t;
        struct admin_section *part = admin_section(p);
        const struct org *o = org_get(rq->arena);
        struct procedure_brief_rows rows;
        i64 total;
        int r = catalogue_search(rq->tx, o,
                &(struct catalogue_query){ .words = words, .day = org_day(o), .limit = TRIED },
                &rows, &total);

        if (r < 0)
                return r;
        part->title = s_PHRASE_FOUND(rq->arena, rq->lang, words);
        t = admin_table(rq, heads, ARRAY_LEN(heads), TRIED);
        t->label = part->title;
        t->empty_title = s_PHRASE_FOUND_NONE(rq->arena, rq->lang);
        t->empty_words = s_PHRASE_FOUND_NONE_LEAD(rq->arena, rq->lang);
        for (size_t i = 0; i < rows.n; i++) {
                struct admin_cell *c = admin_row(t);

                c[0].text = rows.rows[i].code;
                c[0].href = str_fmt(rq->arena, "/thu-tuc/%.*s", STRF(rows.rows[i].code));
                c[1].text = rows.rows[i].usual;
        }
        part->table = t;
        return 0;
}

/* ---- GET /quan-tri/tu-tim?q= ---- */

static const struct field list_fields[] = {
        { "q", FIELD_TEXT, 0, 200, 0, NULL },
        { "thu", FIELD_TEXT, 0, 200, 0, NULL },
        { "sau", FIELD_I64, 0, 0, 0, NULL },
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static bool phrase_fits(struct arena *a, const struct catalogue_phrase *p, struct str folded)
{
        struct str all = str_fmt(
                a, "%.*s\n%.*s", STRF(viet_fold(a, p->phrase)), STRF(viet_fold(a, p->means)));
        struct str word;

        while (str_cut(&folded, ' ', &word))
                if (word.len && str_find(all, word) < 0)
                        return false;
        return true;
}

static void put_phrase(struct req *rq, struct admin_table *t, const struct catalogue_phrase *p)
{
        struct admin_cell *c = admin_row(t);

        c[0].text = p->phrase;
        c[0].href = edit_address(rq, p->phrase);
        c[1].tag = true;
        c[1].tone = kinds[p->kind].tone;
        c[1].text = text_plain(rq->arena, rq->lang, (int)kinds[p->kind].tag, STR_NULL);
        c[2].text = str_replace(rq->arena, p->means, STR("\n"), STR("; "));
        c[3].text = p->id ? words_time(rq->arena, rq->lang, p->changed_at)
                          : s_ADMIN_TEXT_BUILT_IN(rq->arena, rq->lang);
}

static void put_filters(struct req *rq, struct admin_page *p)
{
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 2);

        x[0] = (struct field_view){ .name = "q",
                .label = s_PHRASE_FIND(rq->arena, rq->lang),
                .value = input_str(rq->in, "q") };
        x[1] = (struct field_view){ .name = "thu",
                .label = s_PHRASE_TRY(rq->arena, rq->lang),
                .value = input_str(rq->in, "thu") };
        p->filter_action = rq->lang == LANG_EN ? "/en" BASE : BASE;
        p->filters = x;
        p->n_filters = 2;
}

static int list_show(struct req *rq)
{
        static const int heads[] = { T_PHRASE_PHRASE, T_PHRASE_KIND, T_PHRASE_MEANS,
                T_ADMIN_STATE };
        struct admin_page *p = admin_page(rq, s_PHRASE_LIST(rq->arena, rq->lang));
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), ADMIN_PAGE);
        struct link_view *add = NEW(rq->arena, struct link_view);
        struct str q = input_str(rq->in, "q"), folded = viet_fold(rq->arena, q);
        struct str tried = str_trim(input_str(rq->in, "thu"));
        i64 after = input_i64(rq->in, "sau");
        const struct catalogue_phrase *list;
        size_t n, i;
        int r = catalogue_phrases(rq->tx, &list, &n);

        if (r == 0 && !str_empty(tried))
                r = put_found(rq, p, tried);
        if (r < 0)
                return r;
        for (i = after == I64_NULL || after < 0 ? 0 : (size_t)after;
                i < n && t->n_rows < ADMIN_PAGE; i++)
                if (phrase_fits(rq->arena, &list[i], folded))
                        put_phrase(rq, t, &list[i]);
        if (i < n)
                p->next = str_fmt(
                        rq->arena, BASE "?q=%.*s&sau=%zu", STRF(words_query(rq->arena, q)), i);
        if (after != I64_NULL)
                p->first = str_fmt(rq->arena, BASE "?q=%.*s", STRF(words_query(rq->arena, q)));
        *add = (struct link_view){ .text = s_PHRASE_ADD(rq->arena, rq->lang),
                .href = STR(BASE "/sua"),
                .icon = ICON_THEM };
        p->actions = add;
        p->n_actions = 1;
        put_filters(rq, p);
        p->lead = s_PHRASE_LEAD(rq->arena, rq->lang);
        p->done = admin_done(rq);
        t->label = p->title;
        t->empty_title = s_PHRASE_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_PHRASE_EMPTY_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        return admin_reply(rq, p);
}

/* ---- GET and POST /quan-tri/tu-tim/sua?cum= ---- */

static const struct field show_fields[] = {
        { "cum", FIELD_TEXT, 0, 200, 0, NULL },
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static struct field_view *form_fields(
        struct req *rq, const struct catalogue_phrase *p, size_t *ret_n)
{
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 3);
        struct option_view *options = NEW_ARRAY(rq->arena, struct option_view, PHRASE_KIND_MAX);

        for (int k = 0; k < PHRASE_KIND_MAX; k++)
                options[k] = (struct option_view){ .value = str_of(catalogue_phrase_kinds[k]),
                        .text = text_plain(rq->arena, rq->lang, (int)kinds[k].option, STR_NULL),
                        .chosen = (enum phrase_kind)k == p->kind };
        x[0] = (struct field_view){ .name = "cum",
                .label = s_PHRASE_PHRASE(rq->arena, rq->lang),
                .hint = s_PHRASE_PHRASE_HINT(rq->arena, rq->lang),
                .value = p->phrase };
        x[1] = (struct field_view){ .name = "loai",
                .control = CONTROL_RADIO,
                .label = s_PHRASE_KIND(rq->arena, rq->lang),
                .options = options,
                .n_options = PHRASE_KIND_MAX };
        x[2] = (struct field_view){ .name = "nghia",
                .control = CONTROL_LINES,
                .label = s_PHRASE_MEANS(rq->arena, rq->lang),
                .hint = s_PHRASE_MEANS_HINT(rq->arena, rq->lang),
                .value = p->means };
        *ret_n = 3;
        return x;
}

static struct str number(struct req *rq, i64 n)
{
        return str_fmt(rq->arena, "%lld", (long long)n);
}

static void put_forms(struct req *rq, struct admin_page *page, const struct catalogue_phrase *p)
{
        struct admin_form *save = NEW(rq->arena, struct admin_form);
        struct admin_form *undo = NEW(rq->arena, struct admin_form);

        *save = (struct admin_form){ .action = STR(BASE "/sua"),
                .button = s_ADMIN_SAVE(rq->arena, rq->lang),
                .hidden = { { "was", number(rq, p->revision) } } };
        save->fields = form_fields(rq, p, &save->n_fields);
        admin_section(page)->form = save;
        if (!p->id)
                return;
        *undo = (struct admin_form){ .action = STR(BASE "/mac-dinh"),
                .title = p->built_in ? s_PHRASE_UNDO(rq->arena, rq->lang)
                                     : s_PHRASE_DROP(rq->arena, rq->lang),
                .hidden = { { "cum", p->phrase }, { "was", number(rq, p->revision) } } };
        undo->button = undo->title;
        admin_section(page)->form = undo;
}

static int one_show(struct req *rq)
{
        struct str phrase = str_trim(input_str(rq->in, "cum"));
        struct admin_page *page;
        struct catalogue_phrase p = { .kind = PHRASE_WORDS };
        int r = str_empty(phrase) ? 0 : catalogue_phrase(rq->tx, phrase, &p);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        page = admin_page(rq, str_empty(phrase) ? s_PHRASE_ADD(rq->arena, rq->lang)
                                                : s_PHRASE_ONE(rq->arena, rq->lang, p.phrase));
        page->back = STR(BASE);
        page->back_text = s_PHRASE_LIST(rq->arena, rq->lang);
        page->done = admin_done(rq);
        put_forms(rq, page, &p);
        r = str_empty(phrase) ? 0 : put_found(rq, page, p.phrase);
        return r < 0 ? r : admin_reply(rq, page);
}

static const struct field put_fields[] = {
        { "cum", FIELD_TEXT, FIELD_REQUIRED, 200, T_PHRASE_NEEDED, NULL },
        { "loai", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, KIND_WORDS },
        { "nghia", FIELD_LINES, 0, 2000, 0, NULL },
        { "was", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static enum phrase_kind kind_asked(const struct input *in)
{
        enum phrase_kind k = 0;

        while (k + 1 < PHRASE_KIND_MAX && !str_is(input_str(in, "loai"), catalogue_phrase_kinds[k]))
                k++;
        return k;
}

static int say_fault(struct input *in, enum phrase_fault fault, struct str bad)
{
        static const struct {
                const char *field;
                enum text text;
        } faults[] = {
                [PHRASE_NO_WORDS] = { "cum", T_PHRASE_NEEDED },
                [PHRASE_LONG] = { "cum", T_PHRASE_LONG },
                [PHRASE_MEANS_NOTHING] = { "nghia", T_PHRASE_MEANS_NEEDED },
                [PHRASE_MEANS_LONG] = { "nghia", T_PHRASE_MEANS_LONG },
                [PHRASE_MEANS_MANY] = { "nghia", T_PHRASE_MEANS_MANY },
                [PHRASE_NO_CODE] = { "nghia", T_PHRASE_NO_CODE },
        };

        return input_fail(in, faults[fault].field, faults[fault].text, bad);
}

/* The phrase that was typed, as it would be written. */
static int put_prepare(struct req *rq, struct input *in)
{
        struct catalogue_phrase *p = NEW(rq->arena, struct catalogue_phrase);
        enum phrase_fault fault;
        struct str bad;
        int r = catalogue_phrase(rq->tx, input_str(in, "cum"), p);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        p->phrase = str_trim(input_str(in, "cum"));
        p->kind = kind_asked(in);
        p->means = input_str(in, "nghia");
        p->revision = input_i64(in, "was");
        r = catalogue_phrase_check(rq->tx, p, org_day(org_get(rq->arena)), &fault, &bad);
        if (r == 0 && fault != PHRASE_FINE)
                r = say_fault(in, fault, bad);
        in->prepared = p;
        return r;
}

static int put_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct catalogue_phrase *p = in->prepared;
        int r = catalogue_phrase_put(tx, p, in->who->account);

        if (r == ERR_STALE || r == ERR_EXISTS)
                return admin_stale(in);
        out->code = p->phrase;
        return r < 0 ? r
                     : admin_audit(tx, in, "phrase.change", "search_phrase", 0,
                               admin_facts(tx->arena, "phrase", p->phrase, "kind",
                                       str_of(catalogue_phrase_kinds[p->kind]), "means", p->means,
                                       NULL));
}

static int put_answer(struct req *rq, const struct outcome *out)
{
        return reply_go(rq, str_fmt(rq->arena, "%s%.*s&bao=luu", rq->lang == LANG_EN ? "/en" : "",
                                    STRF(edit_address(rq, out->code))));
}

static const struct field undo_fields[] = {
        { "cum", FIELD_TEXT, FIELD_REQUIRED, 200, T_PHRASE_NEEDED, NULL },
        { "was", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int undo_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct catalogue_phrase p;
        int r = catalogue_phrase(tx, input_str(in, "cum"), &p);

        (void)out;
        if (r == ERR_NOT_FOUND || (r == 0 && !p.id))
                return 0; /* gone already */
        p.revision = input_i64(in, "was");
        if (r == 0)
                r = catalogue_phrase_drop(tx, &p);
        if (r == ERR_STALE)
                return admin_stale(in);
        return r < 0 ? r
                     : admin_audit(tx, in, "phrase.reset", "search_phrase", 0,
                               admin_facts(tx->arena, "phrase", p.phrase, "means", p.means, NULL));
}

static int undo_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, BASE "?bao=luu");
}

const struct route admin_phrase_routes[] = {
        { GET, "/quan-tri/tu-tim", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX, READ(list_fields, list_show),
                .doc = "Words that people use in searches" },
        { GET, "/quan-tri/tu-tim/sua", PERM_CATALOGUE_EDIT, ROUTE_NOINDEX,
                READ(show_fields, one_show), .doc = "One of them, with what is found by it" },
        { POST, "/quan-tri/tu-tim/sua", PERM_CATALOGUE_EDIT, 0,
                WRITE(put_fields, put_prepare, put_apply, put_answer, one_show),
                .doc = "Write what people mean by some words" },
        { POST, "/quan-tri/tu-tim/mac-dinh", PERM_CATALOGUE_EDIT, 0,
                WRITE(undo_fields, NULL, undo_apply, undo_answer, one_show),
                .doc = "Take one's own back; a built-in one counts again" },
        { 0 },
};
