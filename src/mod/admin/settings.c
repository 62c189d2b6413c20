/*
 * src/mod/admin/settings.c: every setting of the table in core/setting.h: what it means, what it
 * is, since when and by whom; changed at once, checked, recorded, and taken back to its default.
 */
#include "base/json.h"
#include "core/generation.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/admin/internal.h"
#include "web/texts.h"
#include "web/web.h"

static const struct field list_fields[] = {
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static struct str value_words(struct req *rq, enum setting_id id)
{
        struct str v = setting_str(id);

        if (settings[id].kind == SETTING_SECRET && !str_empty(v))
                return s_ADMIN_SETTING_SECRET(rq->arena, rq->lang);
        if (settings[id].kind == SETTING_BOOL)
                return setting_bool(id) ? s_ADMIN_YES(rq->arena, rq->lang)
                                        : s_ADMIN_NO(rq->arena, rq->lang);
        return str_empty(v) ? s_ADMIN_SETTING_NONE(rq->arena, rq->lang) : v;
}

static struct str address(struct req *rq, enum setting_id id, const char *rest)
{
        return str_fmt(rq->arena, "/quan-tri/cai-dat/%s%s", settings[id].name, rest);
}

static int list_show(struct req *rq)
{
        static const int heads[] = { T_ADMIN_SETTING, T_ADMIN_VALUE, T_ADMIN_STATE };
        struct admin_page *p = admin_page(rq, s_ADMIN_SETTINGS(rq->arena, rq->lang));
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), SETTING_MAX);

        for (int i = 0; i < SETTING_MAX; i++) {
                enum setting_id id = (enum setting_id)i;
                bool own = !str_is(setting_str(id), settings[i].def);
                struct admin_cell *c = admin_row(t);

                c[0].text = text_plain(rq->arena, rq->lang, settings[i].help, STR_NULL);
                c[0].href = address(rq, id, "");
                c[0].more = str_of(settings[i].name);
                c[1].text = value_words(rq, id);
                c[2].tag = true;
                c[2].tone = own ? TONE_BLUE : TONE_GREY;
                c[2].icon = own ? ICON_CAIDAT : ICON_DAU;
                c[2].text = own ? s_ADMIN_SETTING_OWN(rq->arena, rq->lang)
                                : s_ADMIN_SETTING_DEFAULT(rq->arena, rq->lang);
        }
        p->lead = s_ADMIN_SETTINGS_LEAD(rq->arena, rq->lang);
        p->done = admin_done(rq);
        t->label = p->title;
        admin_section(p)->table = t;
        return admin_reply(rq, p);
}

/* ---- GET and POST /quan-tri/cai-dat/:setting ---- */

/* Who changed it last: 0 and nobody for a default. */
static int last_change(struct tx *tx, enum setting_id id, struct setting_full *ret_s)
{
        int r = setting_value(tx, str_of(settings[id].name), ret_s);

        if (r == ERR_NOT_FOUND) {
                *ret_s = (struct setting_full){ .changed_by = I64_NULL };
                return 0;
        }
        return r;
}

static struct field_view *value_field(struct req *rq, enum setting_id id)
{
        const struct setting_def *d = &settings[id];
        struct field_view *x = NEW(rq->arena, struct field_view);
        struct option_view *options = NEW_ARRAY(rq->arena, struct option_view, 8);
        struct str rest = str_of(d->kind == SETTING_BOOL ? "1|0" : d->choices), one;

        if (d->kind == SETTING_SECRET) {
                *x = (struct field_view){ .name = "secret",
                        .control = CONTROL_SECRET,
                        .label = s_ADMIN_VALUE(rq->arena, rq->lang),
                        .hint = s_ADMIN_SECRET_HINT(rq->arena, rq->lang),
                        .width = "w20" };
                return x;
        }
        *x = (struct field_view){ .name = "value",
                .label = s_ADMIN_VALUE(rq->arena, rq->lang),
                .value = setting_str(id),
                .width = d->kind == SETTING_I64 || d->kind == SETTING_DAY ? "w10" : "w20" };
        if (d->kind == SETTING_I64) {
                x->control = CONTROL_DIGITS;
                x->hint = s_ADMIN_RANGE(rq->arena, rq->lang,
                        str_fmt(rq->arena, "%lld", (long long)d->least),
                        str_fmt(rq->arena, "%lld", (long long)d->most));
        }
        while (x->n_options < 8 && str_cut(&rest, '|', &one))
                options[x->n_options++] = (struct option_view){ .value = one,
                        .text = d->kind != SETTING_BOOL ? one
                                : str_is(one, "1")      ? s_ADMIN_YES(rq->arena, rq->lang)
                                                        : s_ADMIN_NO(rq->arena, rq->lang),
                        .chosen = str_eq(one, x->value) };
        if (x->n_options) {
                x->control = CONTROL_RADIO;
                x->options = options;
        }
        return x;
}

static void put_change(struct req *rq, struct admin_page *p, enum setting_id id,
        const struct setting_full *last, const struct account_brief *by)
{
        struct pair_view *x = NEW_ARRAY(rq->arena, struct pair_view, 4);
        struct admin_section *part = admin_section(p);
        size_t n = 0;

        x[n++] = (struct pair_view){ .name = s_ADMIN_VALUE(rq->arena, rq->lang),
                .value = value_words(rq, id) };
        x[n++] = (struct pair_view){ .name = s_ADMIN_SETTING_DEFAULT(rq->arena, rq->lang),
                .value = settings[id].def[0] ? str_of(settings[id].def)
                                             : s_ADMIN_SETTING_NONE(rq->arena, rq->lang) };
        if (last->changed_at)
                x[n++] = (struct pair_view){ .name = s_ADMIN_CHANGED(rq->arena, rq->lang),
                        .value = words_time(rq->arena, rq->lang, last->changed_at) };
        if (by->display.ptr)
                x[n++] = (struct pair_view){ .name = s_ADMIN_CHANGED_BY(rq->arena, rq->lang),
                        .value = by->display };
        part->pairs = x;
        part->n_pairs = n;
}

static void put_undo(struct req *rq, struct admin_page *p, enum setting_id id, i64 was)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);

        *f = (struct admin_form){ .action = address(rq, id, "/mac-dinh"),
                .title = s_ADMIN_SETTING_UNDO(rq->arena, rq->lang),
                .button = s_ADMIN_SETTING_UNDO(rq->arena, rq->lang),
                .hidden = { { "was", str_fmt(rq->arena, "%lld", (long long)was) } } };
        admin_section(p)->form = f;
}

static int one_show(struct req *rq)
{
        int id = setting_by_name(path_str(rq->in, "setting"));
        struct account_brief by = { 0 };
        struct setting_full last;
        struct admin_page *p;
        struct admin_form *f;
        int r;

        if (id < 0)
                return ERR_NOT_FOUND;
        r = last_change(rq->tx, (enum setting_id)id, &last);
        if (r < 0)
                return r;
        if (last.changed_by != I64_NULL && last.changed_by)
                account_brief_by_id(rq->tx, last.changed_by, &by);
        p = admin_page(rq, str_of(settings[id].name));
        p->lead = text_plain(rq->arena, rq->lang, settings[id].help, STR_NULL);
        p->back = STR("/quan-tri/cai-dat");
        p->back_text = s_ADMIN_SETTINGS(rq->arena, rq->lang);
        put_change(rq, p, (enum setting_id)id, &last, &by);
        f = NEW(rq->arena, struct admin_form);
        *f = (struct admin_form){ .action = address(rq, (enum setting_id)id, ""),
                .title = p->title,
                .button = s_ADMIN_SAVE(rq->arena, rq->lang),
                .fields = value_field(rq, (enum setting_id)id),
                .n_fields = 1,
                .hidden = { { "was", str_fmt(rq->arena, "%lld", (long long)last.changed_at) } } };
        admin_section(p)->form = f;
        if (last.changed_at)
                put_undo(rq, p, (enum setting_id)id, last.changed_at);
        req_note_person(rq, 0, 0, "name", "admin.list");
        return admin_reply(rq, p);
}

static const struct field put_fields[] = {
        { "was", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "value", FIELD_TEXT, 0, 500, 0, NULL },
        { "secret", FIELD_SECRET, 0, 2000, 0, NULL }, /* in place of value, where it is one */
        { 0 },
};

static const struct field undo_fields[] = {
        { "was", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int put_prepare(struct req *rq, struct input *in)
{
        int id = setting_by_name(path_str(in, "setting"));
        struct str *stored = NEW(rq->arena, struct str), value;
        const char *name;

        if (id < 0)
                return ERR_NOT_FOUND;
        name = settings[id].kind == SETTING_SECRET ? "secret" : "value";
        value = input_str(in, name);
        value = value.ptr ? value : STR("");
        if (!setting_valid((enum setting_id)id, value))
                return input_fail(in, name, T_ADMIN_VALUE_WRONG, STR_NULL);
        *stored = setting_stored(rq->arena, (enum setting_id)id, value);
        in->prepared = stored;
        return 0;
}

static struct str tag(struct arena *a, const struct setting_full *last)
{
        return str_fmt(a, "\"%lld\"", (long long)last->changed_at);
}

/* The setting of the path, unchanged since the form was shown. */
static int begin(struct tx *tx, const struct input *in, enum setting_id *ret_id)
{
        int id = setting_by_name(path_str(in, "setting")), r;
        struct setting_full last;

        if (id < 0)
                return ERR_NOT_FOUND;
        r = last_change(tx, (enum setting_id)id, &last);
        if (r == 0)
                r = input_match(in, tag(tx->arena, &last));
        if (r == 0 && last.changed_at != input_i64(in, "was"))
                r = admin_stale(in);
        if (r == 0)
                *ret_id = (enum setting_id)id;
        return r;
}

/* The audit record and the API tell that a secret is there, never what it is. */
static struct str for_record(enum setting_id id, struct str value)
{
        return settings[id].kind == SETTING_SECRET && !str_empty(value) ? STR("***") : value;
}

static int put_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct str *value = in->prepared;
        enum setting_id id;
        int r = begin(tx, in, &id);

        (void)out;
        if (r < 0)
                return r;
        r = admin_audit(tx, in, "setting.change", "setting", id,
                admin_facts(tx->arena, "name", str_of(settings[id].name), "value",
                        for_record(id, *value), "was", for_record(id, setting_str(id)), NULL));
        return r < 0 ? r : setting_put_value(tx, id, *value, in->who->account);
}

static int undo_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        enum setting_id id;
        int r = begin(tx, in, &id);

        (void)out;
        if (r == 0)
                r = admin_audit(tx, in, "setting.reset", "setting", id,
                        admin_facts(tx->arena, "name", str_of(settings[id].name), "was",
                                for_record(id, setting_str(id)), NULL));
        return r < 0 ? r : setting_reset(tx, id);
}

/* Asking for the generation takes over what has just been committed. */
static int changed(struct req *rq, const struct outcome *out)
{
        (void)out;
        generation_value(rq->store, "settings");
        return reply_see_other(rq, "/quan-tri/cai-dat?bao=luu");
}

/* ---- the API ---- */

static int put_json(struct req *rq, struct json_writer *w, const char *key, enum setting_id id)
{
        struct setting_full last;
        int r = last_change(rq->tx, id, &last);

        if (r < 0)
                return r;
        json_open(w, key, '{');
        json_put_str(w, "name", str_of(settings[id].name));
        json_put_str(w, "value", for_record(id, setting_str(id)));
        json_put_str(w, "default", str_of(settings[id].def));
        json_put_str(w, "help", text_plain(rq->arena, rq->lang, settings[id].help, STR_NULL));
        json_put_i64(w, "was", last.changed_at);
        json_close(w, '}');
        return 0;
}

static int api_list(struct req *rq)
{
        struct json_writer w;
        struct buf b;
        int r = 0;

        buf_init(&b, rq->arena, 1 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_open(&w, "items", '[');
        for (int id = 0; id < SETTING_MAX && r == 0; id++)
                r = put_json(rq, &w, NULL, (enum setting_id)id);
        json_close(&w, ']');
        json_put_null(&w, "next");
        json_close(&w, '}');
        return r < 0 ? r : reply_json(rq, 200, buf_str(&b));
}

/* The setting as it is now, and its version for the next change as an ETag. */
static int api_one(struct req *rq)
{
        int id = setting_by_name(path_str(rq->in, "setting")), r;
        struct setting_full last;
        struct json_writer w;
        struct buf b;

        if (id < 0)
                return ERR_NOT_FOUND;
        r = last_change(rq->tx, (enum setting_id)id, &last);
        buf_init(&b, rq->arena, 1 << 16);
        json_begin(&w, &b);
        if (r == 0)
                r = put_json(rq, &w, NULL, (enum setting_id)id);
        if (r < 0)
                return r;
        reply_header(rq, "ETag", tag(rq->arena, &last));
        return reply_json(rq, 200, buf_str(&b));
}

static int api_changed(struct req *rq, const struct outcome *out)
{
        (void)out;
        generation_value(rq->store, "settings");
        return reply_json(rq, 200, STR("{}"));
}

const struct route admin_setting_routes[] = {
        { GET, "/api/v1/settings", PERM_SETTING_EDIT, ROUTE_API, READ(NULL, api_list),
                .doc = "Settings with their values, defaults and versions" },
        { GET, "/api/v1/settings/:setting", PERM_SETTING_EDIT, ROUTE_API, READ(NULL, api_one),
                .doc = "A setting; its ETag is the `was` of a change" },
        { POST, "/api/v1/settings/:setting", PERM_SETTING_EDIT, ROUTE_API | ROUTE_MATCH,
                WRITE(put_fields, put_prepare, put_apply, api_changed, NULL),
                .doc = "Change a setting; 409 when it is not as it `was`" },
        { POST, "/api/v1/settings/:setting/reset", PERM_SETTING_EDIT, ROUTE_API | ROUTE_MATCH,
                WRITE(undo_fields, NULL, undo_apply, api_changed, NULL),
                .doc = "Take a setting back to its default" },
        { GET, "/quan-tri/cai-dat", PERM_SETTING_EDIT, ROUTE_NOINDEX, READ(list_fields, list_show),
                .doc = "Settings of the installation" },
        { GET, "/quan-tri/cai-dat/:setting", PERM_SETTING_EDIT, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(NULL, one_show), .doc = "A setting" },
        { POST, "/quan-tri/cai-dat/:setting", PERM_SETTING_EDIT, ROUTE_READS_PERSON,
                WRITE(put_fields, put_prepare, put_apply, changed, one_show),
                .doc = "Change a setting" },
        { POST, "/quan-tri/cai-dat/:setting/mac-dinh", PERM_SETTING_EDIT, ROUTE_READS_PERSON,
                WRITE(undo_fields, NULL, undo_apply, changed, one_show),
                .doc = "Take a setting back to its default" },
        { 0 },
};
