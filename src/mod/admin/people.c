/*
 * src/mod/admin/people.c: the list of staff and a new account. Citizens make theirs themselves and
 * are not listed: nobody browses through them.
 */
#include "base/id.h"
#include "base/json.h"
#include "base/random.h"
#include "base/viet.h"
#include "core/identity.h"
#include "mod/admin/person.h"
#include "web/texts.h"
#include "web/web.h"

enum { SCAN = 500, PASSWORD_LETTERS = 12 };

/* ---- GET /quan-tri/tai-khoan: by name, page by page; all staff are looked through ---- */

static const struct field list_fields[] = {
        { "q", FIELD_TEXT, 0, 100, 0, NULL },
        { "trang-thai", FIELD_CHOICE, 0, 0, 0, "tat-ca|dang-lam|khoa|nghi" },
        { "sau", FIELD_TEXT, 0, 100, 0, NULL },
        { 0 },
};

static bool left(const struct staff_row *s, i64 now)
{
        return s->leaves_at != I64_NULL && s->leaves_at <= now;
}

static bool state_fits(struct str wanted, const struct staff_row *s, i64 now)
{
        bool active = str_is(s->state, "active");

        if (str_is(wanted, "dang-lam"))
                return active && !left(s, now);
        if (str_is(wanted, "khoa"))
                return !active;
        return !str_is(wanted, "nghi") || left(s, now);
}

/* Every word that was typed begins a word of name, sign-in name or post. */
static bool words_fit(struct arena *a, struct str folded, const struct staff_row *s)
{
        struct str all = str_fmt(a, " %.*s %.*s %.*s", STRF(viet_fold(a, s->display)),
                STRF(viet_fold(a, s->login)), STRF(viet_fold(a, s->title)));
        struct str word;

        while (str_cut(&folded, ' ', &word))
                if (word.len && str_find(all, str_fmt(a, " %.*s", STRF(word))) < 0)
                        return false;
        return true;
}

static void put_state(struct req *rq, const struct staff_row *s, struct admin_cell *c)
{
        c->tag = true;
        if (left(s, rq->now)) {
                *c = (struct admin_cell){ .tag = true,
                        .tone = TONE_GREY,
                        .icon = ICON_DUNG,
                        .text = s_ADMIN_STATE_LEFT(rq->arena, rq->lang) };
        } else if (!str_is(s->state, "active")) {
                *c = (struct admin_cell){ .tag = true,
                        .tone = TONE_RED,
                        .icon = ICON_KHOA,
                        .text = s_ADMIN_STATE_LOCKED(rq->arena, rq->lang) };
        } else if (s->must_change) {
                *c = (struct admin_cell){ .tag = true,
                        .tone = TONE_AMBER,
                        .icon = ICON_HEN,
                        .text = s_ADMIN_STATE_NEW(rq->arena, rq->lang) };
        } else {
                *c = (struct admin_cell){ .tag = true,
                        .tone = TONE_GREEN,
                        .icon = ICON_XONG,
                        .text = s_ADMIN_STATE_ACTIVE(rq->arena, rq->lang) };
        }
}

static void put_row(struct req *rq, struct admin_table *t, const struct staff_row *s)
{
        struct admin_cell *c = admin_row(t);

        c[0].text = s->display;
        c[0].href = str_fmt(
                rq->arena, "/quan-tri/tai-khoan/%.*s", STRF(words_query(rq->arena, s->login)));
        c[0].more = s->title;
        c[1].text = s->login;
        put_state(rq, s, &c[2]);
}

/* Fills the table with those that fit; ret_next: the last one shown, if more follow. */
static int scan(struct req *rq, struct str after, struct admin_table *t, struct str *ret_next)
{
        struct str folded = viet_fold(rq->arena, input_str(rq->in, "q"));
        struct str state = input_str(rq->in, "trang-thai"), last = STR_NULL;
        bool all = admin_covers_all(rq->who);
        struct staff_row_rows page;
        int r;

        do {
                r = staff_page(rq->tx, after, SCAN, &page);
                for (size_t i = 0; r == 0 && i < page.n; i++) {
                        const struct staff_row *s = &page.rows[i];
                        struct staff_row own;

                        if (!state_fits(state, s, rq->now) || !words_fit(rq->arena, folded, s))
                                continue;
                        if (!all && admin_staff(rq->tx, rq->who, s->login, &own) < 0)
                                continue;
                        if (t->n_rows == ADMIN_PAGE) {
                                *ret_next = last;
                                return 0;
                        }
                        put_row(rq, t, s);
                        last = s->login;
                }
                if (r == 0 && page.n)
                        after = page.rows[page.n - 1].login;
        } while (r == 0 && page.n == SCAN);
        return r;
}

static void put_filters(struct req *rq, struct admin_page *p)
{
        static const struct {
                const char *value;
                enum text text;
        } states[] = { { "tat-ca", T_ADMIN_STATE_ALL }, { "dang-lam", T_ADMIN_STATE_ACTIVE },
                { "khoa", T_ADMIN_STATE_LOCKED }, { "nghi", T_ADMIN_STATE_LEFT } };
        struct option_view *options = NEW_ARRAY(rq->arena, struct option_view, ARRAY_LEN(states));
        struct field_view *f = NEW_ARRAY(rq->arena, struct field_view, 2);

        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                options[i] = (struct option_view){ .value = str_of(states[i].value),
                        .text = text_plain(rq->arena, rq->lang, states[i].text, STR_NULL),
                        .chosen = str_is(input_str(rq->in, "trang-thai"), states[i].value) };
        f[0] = (struct field_view){ .name = "q",
                .label = s_ADMIN_FIND_PERSON(rq->arena, rq->lang),
                .value = input_str(rq->in, "q") };
        f[1] = (struct field_view){ .name = "trang-thai",
                .control = CONTROL_SELECT,
                .label = s_ADMIN_STATE(rq->arena, rq->lang),
                .options = options,
                .n_options = ARRAY_LEN(states) };
        p->filter_action = rq->lang == LANG_EN ? "/en/quan-tri/tai-khoan" : "/quan-tri/tai-khoan";
        p->filters = f;
        p->n_filters = 2;
}

static int list_show(struct req *rq)
{
        static const int heads[] = { T_ADMIN_COL_PERSON, T_ADMIN_COL_LOGIN, T_ADMIN_STATE };
        struct admin_page *p = admin_page(rq, s_ADMIN_PEOPLE(rq->arena, rq->lang));
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), ADMIN_PAGE);
        struct link_view *add = NEW(rq->arena, struct link_view);
        struct str after = input_str(rq->in, "sau"), next = STR_NULL;
        int r = scan(rq, after.ptr ? after : STR(""), t, &next);

        if (r < 0)
                return r;
        *add = (struct link_view){ .text = s_ADMIN_NEW_ACCOUNT(rq->arena, rq->lang),
                .href = STR("/quan-tri/tai-khoan-moi"),
                .icon = ICON_THEM };
        p->actions = add;
        p->n_actions = 1;
        put_filters(rq, p);
        t->label = p->title;
        t->empty_title = s_ADMIN_PEOPLE_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_PEOPLE_EMPTY_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        if (after.ptr)
                p->first = str_fmt(rq->arena, "/quan-tri/tai-khoan?q=%.*s",
                        STRF(words_query(rq->arena, input_str(rq->in, "q"))));
        if (next.ptr)
                p->next = str_fmt(rq->arena, "/quan-tri/tai-khoan?q=%.*s&trang-thai=%.*s&sau=%.*s",
                        STRF(words_query(rq->arena, input_str(rq->in, "q"))),
                        STRF(input_str(rq->in, "trang-thai")), STRF(words_query(rq->arena, next)));
        req_note_person(rq, 0, 0, "name", "admin.list");
        return admin_reply(rq, p);
}

/* ---- GET /api/v1/accounts ---- */

static const struct field api_fields[] = {
        { "limit", FIELD_I64, 0, 500, 0, NULL },
        { "next", FIELD_TEXT, 0, 100, 0, NULL },
        { 0 },
};

static void put_account(struct req *rq, struct json_writer *w, const struct staff_row *s)
{
        json_open(w, NULL, '{');
        json_put_str(w, "login", s->login);
        json_put_str(w, "name", s->display);
        json_put_str(w, "title", s->title);
        json_put_str(w, "state", s->state);
        json_put_bool(w, "must_change", s->must_change);
        json_put_str(w, "last_day",
                s->leaves_at == I64_NULL ? STR_NULL : day_iso(rq->arena, day_of(s->leaves_at - 1)));
        json_put_i64(w, "version", s->version);
        json_close(w, '}');
}

static int api_list(struct req *rq)
{
        struct str next = input_str(rq->in, "next");
        i64 limit = input_i64(rq->in, "limit");
        struct staff_row_rows page;
        struct staff_row own;
        struct json_writer w;
        struct buf b;
        int r;

        limit = limit == I64_NULL ? 100 : limit;
        if (limit < 1)
                return ERR_INVALID;
        r = staff_page(rq->tx, next.ptr ? next : STR(""), limit, &page);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, 4 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_open(&w, "items", '[');
        for (size_t i = 0; i < page.n; i++)
                if (admin_staff(rq->tx, rq->who, page.rows[i].login, &own) == 0)
                        put_account(rq, &w, &page.rows[i]);
        json_close(&w, ']');
        json_put_str(&w, "next", (i64)page.n == limit ? page.rows[page.n - 1].login : STR_NULL);
        json_close(&w, '}');
        req_note_person(rq, 0, 0, "name", "admin.list");
        return reply_json(rq, 200, buf_str(&b));
}

/* ---- GET and POST /quan-tri/tai-khoan-moi ---- */

static const struct field new_fields[] = {
        { "name", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 100, T_ADMIN_NAME_NEEDED, NULL },
        { "login", FIELD_KEY, FIELD_REQUIRED, 60, T_ADMIN_LOGIN_NEEDED, NULL },
        { "title", FIELD_TEXT, FIELD_REQUIRED, 100, T_ADMIN_TITLE_NEEDED, NULL },
        { "unit", FIELD_TEXT, FIELD_REQUIRED, 200, T_ADMIN_UNIT_NEEDED, NULL },
        { 0 },
};

static int new_show(struct req *rq)
{
        struct admin_page *p = admin_page(rq, s_ADMIN_NEW_ACCOUNT(rq->arena, rq->lang));
        struct admin_form *f = NEW(rq->arena, struct admin_form);
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 4);

        x[0] = (struct field_view){ .name = "name",
                .label = s_ADMIN_FULL_NAME(rq->arena, rq->lang) };
        x[1] = (struct field_view){ .name = "login",
                .label = s_ADMIN_COL_LOGIN(rq->arena, rq->lang),
                .hint = s_ADMIN_LOGIN_HINT(rq->arena, rq->lang),
                .width = "w20" };
        x[2] = (struct field_view){ .name = "title",
                .label = s_ADMIN_TITLE(rq->arena, rq->lang),
                .hint = s_ADMIN_TITLE_HINT(rq->arena, rq->lang) };
        x[3] = (struct field_view){ .name = "unit",
                .label = s_ADMIN_UNIT(rq->arena, rq->lang),
                .hint = s_ADMIN_UNIT_HINT(rq->arena, rq->lang) };
        *f = (struct admin_form){ .action = STR("/quan-tri/tai-khoan-moi"),
                .title = p->title,
                .button = s_ADMIN_NEW_GO(rq->arena, rq->lang),
                .fields = x,
                .n_fields = 4 };
        p->back = STR("/quan-tri/tai-khoan");
        p->back_text = s_ADMIN_PEOPLE(rq->arena, rq->lang);
        p->lead = s_ADMIN_NEW_LEAD(rq->arena, rq->lang);
        admin_section(p)->form = f;
        return admin_reply(rq, p);
}

/* What prepare made: the password itself lives in this request only. */
struct fresh {
        struct new_account account;
        const struct unit *unit;
        struct str password;
};

static int new_prepare(struct req *rq, struct input *in)
{
        struct fresh *f = NEW(rq->arena, struct fresh);

        f->unit = admin_unit(rq, in, "unit");
        if (!f->unit)
                return ERR_INVALID;
        f->password = random_code(rq->arena, PASSWORD_LETTERS);
        f->account = (struct new_account){ .name = input_str(in, "login"),
                .display = input_str(in, "name"),
                .title = input_str(in, "title"),
                .kind = STR("staff"),
                .birth_day = I64_NULL,
                .must_change = true };
        in->prepared = f;
        return identity_hash_password(rq->arena, f->password, &f->account.password);
}

static int new_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct fresh *f = in->prepared;
        i64 account;
        int r = identity_create(tx, &f->account, &account);

        if (r == ERR_EXISTS)
                return input_fail((struct input *)in, "login", T_ADMIN_LOGIN_TAKEN, STR_NULL);
        if (r == 0)
                r = post_insert(tx, &(struct post_insert_args){ .id = id_new(),
                                            .account_id = account,
                                            .unit_id = f->unit->id,
                                            .title = f->account.title,
                                            .valid_from = day_of(tx->now),
                                            .valid_to = I64_NULL,
                                            .set_by = in->who->account });
        if (r == 0)
                r = admin_audit(tx, in, "account.add", "account", account,
                        admin_facts(tx->arena, "name", f->account.name, "display",
                                f->account.display, "title", f->account.title, "unit",
                                f->unit->code, NULL));
        out->code = f->account.name;
        return r;
}

/* Shown once: neither stored nor sent again when the same request is repeated. */
int admin_show_password(struct req *rq, struct str login, struct str password)
{
        struct admin_page *p = admin_page(rq, s_ADMIN_PASSWORD_MADE(rq->arena, rq->lang));
        struct link_view *on = NEW(rq->arena, struct link_view);

        *on = (struct link_view){ .text = s_ADMIN_TO_PERSON(rq->arena, rq->lang),
                .href = str_fmt(
                        rq->arena, "/quan-tri/tai-khoan/%.*s", STRF(words_query(rq->arena, login))),
                .icon = ICON_NGUOI };
        p->in = NULL;
        p->secret = password;
        p->secret_name = login;
        p->secret_note = s_ADMIN_PASSWORD_ONCE(rq->arena, rq->lang);
        p->actions = on;
        p->n_actions = 1;
        reply_header(rq, "Cache-Control", STR("no-store"));
        return admin_reply(rq, p);
}

static int new_answer(struct req *rq, const struct outcome *out)
{
        const struct fresh *f = rq->in->prepared;

        if (!f)
                return reply_see_other(rq, "/quan-tri/tai-khoan/:account", out->code);
        return admin_show_password(rq, out->code, f->password);
}

const struct route admin_people_routes[] = {
        { GET, "/api/v1/accounts", PERM_UNIT_EDIT, ROUTE_API | ROUTE_READS_PERSON | ROUTE_SLOW,
                READ(api_fields, api_list), .doc = "Staff accounts that one administers" },
        { GET, "/quan-tri/tai-khoan", PERM_UNIT_EDIT,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(list_fields, list_show),
                .doc = "Staff accounts, with search" },
        { GET, "/quan-tri/tai-khoan-moi", PERM_UNIT_EDIT, ROUTE_NOINDEX, READ(NULL, new_show),
                .doc = "A new staff account" },
        { POST, "/quan-tri/tai-khoan-moi", PERM_UNIT_EDIT, 0,
                WRITE(new_fields, new_prepare, new_apply, new_answer, new_show),
                .doc = "Make a staff account; its first password is shown once" },
        { 0 },
};
