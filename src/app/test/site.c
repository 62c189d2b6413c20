/*
 * src/app/test/site.c: see site.h.
 */
#include "app/test/site.h"

#include <fcntl.h>
#include <unistd.h>

#include "app/modules.h"
#include "audit/audit.h"
#include "base/random.h"
#include "core/files.h"
#include "core/generation.h"
#include "core/guard.h"
#include "core/identity.h"
#include "core/queries.h"
#include "flow/form.h"
#include "web/csrf.h"

static const struct store_hooks hooks = {
        .before_commit = audit_before_commit,
        .committed = modules_committed,
};

/* What the commands print goes nowhere. */
static int fill(struct site *s)
{
        struct control_call c = { .arena = s->arena, .socket = open("/dev/null", O_WRONLY) };
        int r = init_fill(&s->app, &c, STR("2022-06-01"));

        if (r == 0)
                r = demo_fill(&s->app, &c, 5, 1);
        close(c.socket);
        return r;
}

inspect_fn *site_inspect;

bool site_begin(struct site *s, enum db_kind kind)
{
        static struct web_config config;

        *s = (struct site){ .arena = arena_new(256 << 20) };
        clock_set(SITE_NOW, false);
        if (testdb_open(&s->db, kind) < 0)
                return false;
        store_set_hooks(s->db.store, &hooks);
        s->app.store = s->db.store;
        s->app.options.dir = store_dir(s->db.store);
        CHECK(content_open(s->app.options.dir, &s->app.content) == 0);
        files_set_content(s->app.content);
        modules_set_tables();
        if (fill(s) < 0 || generation_start(s->app.store) < 0 || modules_start(s->app.store) < 0)
                return false;
        config = (struct web_config){ .listen = "127.0.0.1:0",
                .store = s->app.store,
                .content = s->app.content,
                .routes = modules_routes(),
                .guard = guard_table(NULL),
                .inspect = site_inspect,
                .trust_proxy = true };
        return web_start(&config, &s->web) == 0;
}

void site_end(struct site *s)
{
        web_stop(s->web);
        generation_stop();
        content_close(s->app.content);
        testdb_close(&s->db);
        arena_free(s->arena);
}

struct opening {
        const char *name;
        struct login login;
};

static int open_session(struct tx *tx, void *arg)
{
        struct opening *o = arg;
        struct account acc;
        int r = account_by_name(tx, str_of(o->name), &acc);

        if (r < 0)
                return r;
        o->login.account = acc.id;
        return identity_open_session(tx, &o->login, STR("127.0.0.1"), STR("test"));
}

struct visitor site_visitor(struct site *s, const char *name)
{
        struct visitor v = { .site = s, .secret = STR("mot-nguoi-khach-khong-ten") };
        struct opening o = { .name = name };

        if (!name)
                return v;
        identity_new_login(s->arena, &o.login);
        CHECK(store_write(s->app.store, s->arena, open_session, &o) == 0);
        v.session = o.login.token;
        v.secret = str_dup(s->arena, str_n((const char *)o.login.secret, sizeof o.login.secret));
        return v;
}

static int give_token(struct tx *tx, void *arg)
{
        struct opening *o = arg;
        struct account acc;
        int r = account_by_name(tx, str_of(o->name), &acc);

        return r < 0 ? r : identity_new_token(tx, acc.id, STR("test"), I64_NULL, o->login.token);
}

struct visitor site_program(struct site *s, const char *name)
{
        struct opening o = { .name = name, .login = { .token = random_token(s->arena, 32) } };

        CHECK(store_write(s->app.store, s->arena, give_token, &o) == 0);
        return (struct visitor){ .site = s, .bearer = o.login.token };
}

const char *site_cell(struct site *s, const char *sql)
{
        struct str rows, cell = STR("");
        struct tx *tx;

        CHECK(store_read_begin(s->app.store, s->arena, &tx) == 0);
        CHECK(testdb_rows(tx, sql, "t", NO_VALS, &rows) == 0);
        store_read_end(tx);
        str_cut(&rows, '|', &cell);
        return str_c(s->arena, cell);
}

static const char *head(const struct visitor *v)
{
        struct buf b;

        buf_init(&b, v->site->arena, 1000);
        if (!str_empty(v->bearer))
                buf_fmt(&b, "Authorization: Bearer %.*s\r\n", STRF(v->bearer));
        else if (!str_empty(v->session))
                buf_fmt(&b, "Cookie: " SESSION_COOKIE "=%.*s\r\n", STRF(v->session));
        else
                buf_fmt(&b, "Cookie: " VISITOR_COOKIE "=%.*s%s%.*s\r\n", STRF(v->secret),
                        str_empty(v->more) ? "" : "; ", STRF(v->more));
        if (!str_empty(v->match))
                buf_fmt(&b, "If-Match: %.*s\r\n", STRF(v->match));
        if (!str_empty(v->forwarded))
                buf_fmt(&b, "X-Forwarded-For: %.*s\r\n", STRF(v->forwarded));
        return str_c(v->site->arena, buf_str(&b));
}

struct answer site_get(const struct visitor *v, const char *path)
{
        return client_get(v->site->arena, web_port(v->site->web), path, head(v));
}

struct answer site_post(const struct visitor *v, const char *path, const char *form)
{
        struct arena *a = v->site->arena;

        return site_post_key(v, path, form, str_c(a, random_token(a, 18)));
}

struct answer site_post_key(
        const struct visitor *v, const char *path, const char *form, const char *key)
{
        struct arena *a = v->site->arena;
        struct str body = str_fmt(
                a, "%s&_csrf=%.*s&_key=%s", form, STRF(csrf_make(a, v->secret, str_of(path))), key);

        return client_post(a, web_port(v->site->web), path, head(v),
                "application/x-www-form-urlencoded", body);
}

struct answer site_send(
        const struct visitor *v, const char *what, const char *more_lines, struct str body)
{
        struct arena *a = v->site->arena;

        return client_ask(a, web_port(v->site->web),
                str_fmt(a, "%s HTTP/1.1\r\nContent-Length: %zu\r\n%s%s", what, body.len, more_lines,
                        head(v)),
                body);
}

struct answer site_json(const struct visitor *v, const char *path, const char *json)
{
        return client_post(v->site->arena, web_port(v->site->web), path, head(v),
                "application/json", str_of(json));
}

struct answer site_upload(const struct visitor *v, const char *path, const char *field,
        const char *file_name, const char *content)
{
        return site_upload_with(v, path, "x", "1", field, file_name, content);
}

struct answer site_upload_with(const struct visitor *v, const char *path, const char *name,
        const char *value, const char *field, const char *file_name, const char *content)
{
        return site_upload_bytes(v, path, name, value, field, file_name, str_of(content));
}

struct answer site_upload_bytes(const struct visitor *v, const char *path, const char *name,
        const char *value, const char *field, const char *file_name, struct str content)
{
        return site_upload_form(
                v, path, site_fmt(v->site, "%s=%s", name, value), field, file_name, content);
}

struct answer site_upload_form(const struct visitor *v, const char *path, const char *form,
        const char *field, const char *file_name, struct str content)
{
        struct arena *a = v->site->arena;
        struct str rest = str_of(form), value, name, body;

        body = str_fmt(a,
                "--frontier\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%.*s\r\n"
                "--frontier\r\nContent-Disposition: form-data; name=\"_key\"\r\n\r\n%.*s\r\n",
                STRF(csrf_make(a, v->secret, str_of(path))), STRF(random_token(a, 18)));
        while (str_cut(&rest, '&', &value)) {
                (void)str_cut(&value, '=', &name);
                body = str_fmt(a,
                        "%.*s--frontier\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n"
                        "%.*s\r\n",
                        STRF(body), STRF(name), STRF(value));
        }
        if (field) {
                body = str_fmt(a,
                        "%.*s--frontier\r\nContent-Disposition: form-data; name=\"%s\"; "
                        "filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n",
                        STRF(body), field, file_name);
                body = str_cat(a, str_cat(a, body, content), STR("\r\n")); /* any bytes */
        }
        body = str_cat(a, body, STR("--frontier--\r\n"));
        return client_post(a, web_port(v->site->web), path, head(v),
                "multipart/form-data; boundary=frontier", body);
}

i64 site_count(struct site *s, const char *what)
{
        return testdb_i64(&s->db, site_fmt(s, "select count(*) from %s", what));
}

bool site_leads_to(const struct answer *a, const char *address)
{
        return a->status == 303 && str_starts(answer_header(a, "Location"), str_of(address));
}

const char *site_next(struct site *s, const struct answer *a)
{
        struct str to = answer_header(a, "Location");

        return to.ptr ? str_c(s->arena, to) : "";
}

const char *site_taken_in(const struct visitor *counter)
{
        struct site *s = counter->site;
        struct answer a = site_post(counter, "/tiep-nhan", "the=038094000217&chon=1.003197");
        const char *to;

        if (a.status == 303)
                a = site_post(counter, site_next(s, &a), "du=1&f-nhan_ket_qua=quay");
        to = site_next(s, &a);
        return str_starts(str_of(to), STR("/viec/")) ? to + strlen("/viec/") : NULL;
}

const char *site_fmt(struct site *s, const char *format, ...)
{
        struct str text;
        va_list ap;

        va_start(ap, format);
        text = str_vfmt(s->arena, format, ap);
        va_end(ap);
        return text.ptr;
}

static void put(
        struct site *s, struct buf *b, const char *path, const char *tail, const char *value)
{
        buf_fmt(b, "f-%.*s=%s&", STRF(form_control(s->arena, str_of(path), tail)), value);
}

static struct str usual_answers(struct site *s, const char *name, const char *identity)
{
        struct buf b;

        buf_init(&b, s->arena, 4000);
        put(s, &b, "nguoi_nop.ten", "", name);
        put(s, &b, "nguoi_nop.dinh_danh", "", identity);
        put(s, &b, "nguoi_nop.ngay_sinh", "-day", "2");
        put(s, &b, "nguoi_nop.ngay_sinh", "-month", "7");
        put(s, &b, "nguoi_nop.ngay_sinh", "-year", "1990");
        put(s, &b, "nguoi_nop.dien_thoai", "", "0912345678");
        put(s, &b, "nop_cho", "", "minh");
        put(s, &b, "noi_nop", "",
                site_cell(s, "select code from unit where kind = 'commune' and short_name = "
                             "'Phường Đông Vệ' order by valid_from limit 1"));
        put(s, &b, "nhan_ket_qua", "", "quay");
        buf_addc(&b, "x=1");
        return buf_str(&b);
}

bool site_fill_usual(
        const struct visitor *v, const char *draft, const char *name, const char *identity)
{
        struct site *s = v->site;

        for (int page = 0; page < 6; page++) {
                struct answer a = site_get(v, site_fmt(s, "/nop/%s/thong-tin", draft));
                struct str to = answer_header(&a, "Location");

                if (a.status != 303)
                        return false;
                if (str_find(to, STR("/khai/")) < 0)
                        return true;
                a = site_post(
                        v, str_c(s->arena, to), str_c(s->arena, usual_answers(s, name, identity)));
                if (a.status != 303)
                        return false;
        }
        return false;
}
