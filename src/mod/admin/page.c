/*
 * src/mod/admin/page.c: the frame of administrators' pages, tables row by row, words for rights and
 * times. No SQL, and nothing here changes anything.
 */
#include <stdarg.h>

#include "audit/audit.h"
#include "base/json.h"
#include "core/frame.h"
#include "mod/admin/internal.h"
#include "mod/admin/views.h"
#include "web/texts.h"

static const struct {
        enum perm perm;
        enum text name;
        const char *href;
        enum icon icon;
} parts[] = {
        { PERM_AUDIT_READ, T_ADMIN_HEALTH, "/quan-tri", ICON_SUCKHOE },
        { PERM_UNIT_EDIT, T_ADMIN_PEOPLE, "/quan-tri/tai-khoan", ICON_NGUOI },
        { PERM_UNIT_EDIT, T_ADMIN_REQUESTS, "/quan-tri/de-nghi", ICON_VANTAY },
        { PERM_UNIT_EDIT, T_ADMIN_STANDINS, "/quan-tri/uy-quyen", ICON_CHUYEN },
        { PERM_CATALOGUE_EDIT, T_PROC_LIST, "/quan-tri/thu-tuc", ICON_DANHSACH },
        { PERM_CATALOGUE_EDIT, T_PHRASE_LIST, "/quan-tri/tu-tim", ICON_TIM },
        { PERM_UNIT_EDIT, T_ADMIN_UNITS, "/quan-tri/don-vi", ICON_COQUAN },
        { PERM_SETTING_EDIT, T_ADMIN_SETTINGS, "/quan-tri/cai-dat", ICON_CAIDAT },
        { PERM_SETTING_EDIT, T_ADMIN_TEXTS, "/quan-tri/loi-van", ICON_NOICHUYEN },
        { PERM_SETTING_EDIT, T_ADMIN_DEAD, "/quan-tri/thu-chet", ICON_THU },
        { PERM_AUDIT_READ, T_ADMIN_TRAIL, "/quan-tri/nhat-ky", ICON_LICHSU },
};

static struct str say(struct req *rq, enum text id)
{
        return text_plain(rq->arena, rq->lang, id, STR_NULL);
}

/* Below the officers' own navigation: the parts of administration that the asker may use. */
static void add_side(struct req *rq, struct page_view *p)
{
        struct side_group *groups = NEW_ARRAY(rq->arena, struct side_group, p->n_side + 1);
        struct link_view *links = NEW_ARRAY(rq->arena, struct link_view, ARRAY_LEN(parts));
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                struct str href = str_of(parts[i].href);

                if (!who_has(rq->who, parts[i].perm))
                        continue;
                links[n++] = (struct link_view){ .text = say(rq, parts[i].name),
                        .href = href,
                        .icon = parts[i].icon,
                        .current =
                                str_eq(rq->path, href) || (i > 0 && str_starts(rq->path, href)) };
        }
        groups[0] = (struct side_group){ s_ADMIN_MENU(rq->arena, rq->lang), links, n };
        for (size_t i = 0; i < p->n_side; i++)
                groups[i + 1] = p->side[i];
        p->side = groups;
        p->n_side++;
}

struct admin_page *admin_page(struct req *rq, struct str title)
{
        struct admin_page *p = NEW(rq->arena, struct admin_page);
        const struct unit *root = org_root(org_get(rq->arena));
        struct page_view *frame = frame_officer(rq, title, root ? root->name : STR(""));

        add_side(rq, frame);
        p->rq = rq;
        p->frame = frame;
        p->title = title;
        p->in = rq->verb == GET ? NULL : rq->in;
        p->sections = NEW_ARRAY(rq->arena, struct admin_section, 8);
        return p;
}

int admin_reply(struct req *rq, const struct admin_page *p)
{
        int status = 200;

        for (const struct field_error *e = p->in ? p->in->errors : NULL; e; e = e->next)
                status = e->text == T_ADMIN_STALE ? 409 : 422;
        view_admin_page(&rq->html, p);
        return reply_page(rq, status);
}

static const struct {
        const char *word;
        enum text text;
} done[] = {
        { "luu", T_ADMIN_DONE_SAVED },
        { "khoa", T_ADMIN_DONE_LOCKED },
        { "mo", T_ADMIN_DONE_UNLOCKED },
        { "nghi", T_ADMIN_DONE_LEAVES },
        { "cap", T_ADMIN_DONE_GRANTED },
        { "cho", T_ADMIN_DONE_WAITS },
        { "thoi", T_ADMIN_DONE_ENDED },
        { "tuchoi", T_ADMIN_DONE_REFUSED },
};

const struct field admin_done_field = { "bao", FIELD_KEY, 0, 20, 0, NULL };

struct str admin_done(struct req *rq)
{
        struct str word = rq->verb == GET ? input_str(rq->in, "bao") : STR_NULL;

        for (size_t i = 0; i < ARRAY_LEN(done); i++)
                if (str_is(word, done[i].word))
                        return say(rq, done[i].text);
        return STR_NULL;
}

struct admin_section *admin_section(struct admin_page *p)
{
        struct admin_section *s = (struct admin_section *)&p->sections[p->n_sections++];

        CHECK(p->n_sections <= 8);
        return s;
}

struct admin_table *admin_table(struct req *rq, const int *heads, size_t n_heads, size_t max)
{
        struct admin_table *t = NEW(rq->arena, struct admin_table);
        struct str *names = NEW_ARRAY(rq->arena, struct str, n_heads);

        for (size_t i = 0; i < n_heads; i++)
                names[i] = heads[i] ? say(rq, (enum text)heads[i]) : STR("");
        t->heads = names;
        t->n_heads = n_heads;
        t->cells = NEW_ARRAY(rq->arena, struct admin_cell, n_heads * (max + 1));
        return t;
}

struct admin_cell *admin_row(struct admin_table *t)
{
        return (struct admin_cell *)&t->cells[t->n_heads * t->n_rows++];
}

int admin_audit(struct tx *tx, const struct input *in, const char *action, const char *kind,
        i64 object, struct str payload)
{
        const struct who *w = in->who;

        return audit_add(tx,
                &(struct audit_entry){ .actor = w->account,
                        .actor_text = str_empty(w->title) ? w->name
                                                          : str_fmt(tx->arena, "%.*s, %.*s",
                                                                    STRF(w->name), STRF(w->title)),
                        .action = action,
                        .object_kind = kind,
                        .object = object,
                        .payload = payload,
                        .peer = in->peer },
                NULL);
}

struct str admin_facts(struct arena *a, const char *name, ...)
{
        struct json_writer w;
        struct buf b;
        va_list ap;

        buf_init(&b, a, 64 << 10);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        va_start(ap, name);
        for (const char *key = name; key; key = va_arg(ap, const char *))
                json_put_str(&w, key, va_arg(ap, struct str));
        va_end(ap);
        json_close(&w, '}');
        return buf_str(&b);
}

static const struct {
        enum role role;
        enum text hint;
} role_hints[] = {
        { ROLE_COUNTER, T_ADMIN_ROLE_COUNTER_HINT },
        { ROLE_SPECIALIST, T_ADMIN_ROLE_SPECIALIST_HINT },
        { ROLE_LEADER, T_ADMIN_ROLE_LEADER_HINT },
        { ROLE_RECEPTION, T_ADMIN_ROLE_RECEPTION_HINT },
        { ROLE_ADMIN, T_ADMIN_ROLE_ADMIN_HINT },
        { ROLE_AUDITOR, T_ADMIN_ROLE_AUDITOR_HINT },
        { ROLE_DESIGNER, T_ADMIN_ROLE_DESIGNER_HINT },
        { ROLE_DESIGN_APPROVER, T_ADMIN_ROLE_DESIGN_APPROVER_HINT },
        { ROLE_QUALITY, T_ADMIN_ROLE_QUALITY_HINT },
};

const struct option_view *admin_roles(struct req *rq, bool powerful, size_t *ret_n)
{
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, ARRAY_LEN(role_hints));

        *ret_n = 0;
        for (size_t i = 0; i < ARRAY_LEN(role_hints); i++)
                if (powerful || !role_is_powerful(role_hints[i].role))
                        list[(*ret_n)++] =
                                (struct option_view){ str_of(roles[role_hints[i].role].word),
                                        words_role(rq->arena, rq->lang,
                                                str_of(roles[role_hints[i].role].word)),
                                        say(rq, role_hints[i].hint), false };
        return list;
}

struct str admin_unit_words(struct req *rq, i64 unit, bool tree)
{
        const struct unit *u = org_unit(org_get(rq->arena), unit);
        struct str name = u ? unit_full_name(rq->arena, u) : STR("");

        return tree ? s_ADMIN_AND_BELOW(rq->arena, rq->lang, name) : name;
}

struct str admin_days(struct req *rq, i64 from, i64 to)
{
        struct str first = day_vi(rq->arena, from);

        return to == I64_NULL ? s_ADMIN_SINCE(rq->arena, rq->lang, first)
                              : s_ADMIN_FROM_TO(rq->arena, rq->lang, first,
                                        day_vi(rq->arena, MAX(to - 1, from)));
}

struct str admin_from_to(struct req *rq, i64 from, i64 to)
{
        i64 last = to == I64_NULL ? I64_NULL : day_of(to - 1) + 1;

        return admin_days(rq, day_of(from), last);
}

int admin_period(
        struct input *in, i64 now, const char *first, const char *last, i64 *ret_from, i64 *ret_to)
{
        i64 from = input_i64(in, first), to = input_i64(in, last);

        if (from != I64_NULL && from < day_of(now))
                return input_fail(in, first, T_ADMIN_DAY_PAST, STR_NULL);
        if (to != I64_NULL && to < (from == I64_NULL ? day_of(now) : from))
                return input_fail(in, last, T_ADMIN_DAY_ORDER, STR_NULL);
        *ret_from = from == I64_NULL || from == day_of(now) ? now : day_start(from);
        *ret_to = to == I64_NULL ? I64_NULL : day_start(to + 1);
        return 0;
}
