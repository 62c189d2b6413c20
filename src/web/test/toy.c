/*
 * src/web/test/toy.c: see toy.h. The handlers are small on purpose: each shows one thing that the
 * dispatcher must do for it or refuse.
 */
#include "web/test/toy.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "web/input.h"
#include "web/texts.h"

struct toy toy;
enum db_kind toy_kind;

struct who {
        i64 account;
        struct str name;
};

/* ---- the guard ---- */

static int identify(struct req *rq)
{
        struct str name = req_cookie(rq, "session"), token = req_header(rq, "Authorization");
        struct who *w = NEW(rq->arena, struct who);

        if (token.ptr && !str_is(token, "Bearer alice"))
                return ERR_LOGIN;
        if (token.ptr)
                name = STR("alice");
        w->name = name;
        w->account = str_is(name, "alice") ? 7 : str_is(name, "bob") ? 8 : 0;
        rq->who = w;
        return 0;
}

static int allow(struct req *rq, const struct route *route)
{
        if (route->permission == PERM_PUBLIC)
                return 0;
        if (!rq->who->account)
                return ERR_LOGIN;
        return route->permission == PERM_STAFF && rq->who->account != 7 ? ERR_DENIED : 0;
}

static struct str csrf_secret(struct req *rq)
{
        return rq->who->name.len ? str_cat(rq->arena, STR("secret of "), rq->who->name) : STR_NULL;
}

static i64 who_id(const struct who *who)
{
        return who->account;
}

/* The last so many; older ones are forgotten. */
enum { KEYS = 1024 };
static struct key {
        char key[101];
        i64 who;
        u8 hash[32];
        char code[64];
        int result;
} keys[KEYS];
static int n_keys;

static int key_find(
        struct tx *tx, struct str key, i64 who, const u8 hash[32], struct outcome *ret_out)
{
        int r = 0;

        memory_store_lock();
        for (int i = 0; i < MIN(n_keys, KEYS) && !r; i++) {
                if (!str_is(key, keys[i].key) || keys[i].who != who)
                        continue;
                *ret_out = (struct outcome){ .result = keys[i].result,
                        .code = str_dup(tx->arena, str_of(keys[i].code)) };
                r = memcmp(hash, keys[i].hash, 32) ? ERR_EXISTS : 1;
        }
        memory_store_unlock();
        return r;
}

static int key_store(
        struct tx *tx, struct str key, i64 who, const u8 hash[32], const struct outcome *out)
{
        struct key *k;

        memory_store_lock();
        CHECK(key.len < sizeof k->key && tx->writable);
        k = &keys[n_keys++ % KEYS];
        *k = (struct key){ .who = who, .result = out->result };
        memcpy(k->key, key.ptr, key.len);
        memcpy(k->hash, hash, 32);
        snprintf(k->code, sizeof k->code, "%.*s", STRF(out->code));
        memory_store_unlock();
        return 0;
}

static int refused(struct tx *tx, const struct input *in, int err)
{
        CHECK(tx->writable);
        toy.refused++;
        toy.refused_err = err;
        return 0;
}

static int accessed(struct tx *tx, const struct req *rq, const struct person_note *notes)
{
        CHECK(tx->writable);
        for (; notes; notes = notes->next)
                toy.accessed++;
        return 0;
}

static void error_page(struct req *rq, int err, int text)
{
        html_put(&rq->html,
                text ? text_plain(rq->arena, rq->lang, text, STR_NULL) : str_of(err_name(err)));
        html_put_c(&rq->html, " ref ");
        html_put(&rq->html, rq->reference);
}

static i64 generation(struct store *s, const char *name)
{
        return toy.generation;
}

static const struct web_guard guard = { .identify = identify,
        .allow = allow,
        .csrf_secret = csrf_secret,
        .who_id = who_id,
        .key_find = key_find,
        .key_store = key_store,
        .refused = refused,
        .accessed = accessed,
        .error_page = error_page,
        .generation = generation,
        .session_cookie = "session" };

/* ---- pages ---- */

static int show_home(struct req *rq)
{
        html_put_c(&rq->html, rq->lang == LANG_EN ? "home" : "trang chủ");
        html_put_c(&rq->html, " q=");
        html_put(&rq->html, input_str(rq->in, "q"));
        return reply_page(rq, 200);
}
static const struct field home_fields[] = { { "q", FIELD_TEXT, 0, 100 }, { 0 } };

static int show_slow(struct req *rq)
{
        memory_store_lock();
        toy.in_slow++;
        memory_store_unlock();
        memory_store_lock();
        while (toy.hold_slow)
                memory_store_wait();
        memory_store_unlock();
        return show_home(rq);
}

static int show_thing(struct req *rq)
{
        html_put(&rq->html, path_str(rq->in, "code"));
        return reply_page(rq, 200);
}

static int show_form(struct req *rq)
{
        html__raw(&rq->html, "token=", 6);
        html_put(&rq->html, req_csrf(rq, rq->path));
        for (const struct field_error *e = rq->in->errors; e; e = e->next) {
                html_put_c(&rq->html, " wrong:");
                html_put_c(&rq->html, e->name ? e->name : "-");
                html_put_c(&rq->html, "=");
                html_put(&rq->html, text_plain(rq->arena, rq->lang, e->text, e->detail));
        }
        if (rq->verb == POST) {
                html_put_c(&rq->html, " typed:");
                html_put(&rq->html, input_typed(rq->in, "text"));
        }
        return reply_page(rq, 200);
}

static const struct field note_fields[] = { { "text", FIELD_TEXT, FIELD_REQUIRED, 50 },
        { "day", FIELD_DATE }, { "password", FIELD_SECRET }, { "amount", FIELD_MONEY, 0, 1000000 },
        { 0 } };

static int note_prepare(struct req *rq, struct input *in)
{
        toy.prepared++;
        if (str_is(input_str(in, "text"), "forbidden"))
                return ERR_DENIED;
        if (str_is(input_str(in, "text"), "odd"))
                return input_fail(in, "text", T_WEB_FIELD_CHOICE, STR_NULL);
        return 0;
}

static int note_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        if (str_is(input_str(in, "text"), "stale"))
                return ERR_STALE;
        toy.applied++;
        snprintf(toy.last, sizeof toy.last, "%.*s", STRF(input_str(in, "text")));
        ret_out->code = str_fmt(tx->arena, "n%d", toy.applied);
        return 0;
}

static int note_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/notes/:code/seen", out->code);
}

static int file_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        toy.applied++;
        return 0;
}

static int file_answer(struct req *rq, const struct outcome *out)
{
        const struct upload *u = input_file(rq->in, "paper", 0);

        html_put(&rq->html, u->name);
        html_put_c(&rq->html, " ");
        html_put(&rq->html, u->type);
        html_put_c(&rq->html, " ");
        html_put_i64(&rq->html, u->size);
        return reply_page(rq, 200);
}
static const struct field file_fields[] = { { "text", FIELD_TEXT, 0, 50 },
        { "paper", FIELD_FILE, FIELD_REQUIRED, 100000 }, { 0 } };

/* ---- personal data ---- */

static int show_person(struct req *rq)
{
        rq->tx->read_personal = true;
        if (!str_is(path_str(rq->in, "code"), "forgotten"))
                req_note_person(rq, 42, 0, "name", "test");
        html_put_c(&rq->html, "a person's name");
        return reply_page(rq, 200);
}

/* A route that forgot its flag. */
static int show_leak(struct req *rq)
{
        rq->tx->read_personal = true;
        html_put_c(&rq->html, "a person's name");
        return reply_page(rq, 200);
}

static int show_cookie(struct req *rq)
{
        snprintf(toy.peer, sizeof toy.peer, "%.*s", STRF(rq->peer));
        reply_cookie(rq, "session", STR("alice"), 600);
        return reply_see_other(rq, "/things/:code", STR("a b/\xe1\xba\xa5?\r\nX: y"));
}

static int show_file(struct req *rq)
{
        char path[] = "/tmp/web_test_XXXXXX";
        int fd = mkstemp(path);

        CHECK(fd >= 0 && write(fd, "%PDF-1.7 tiny", 13) == 13 && lseek(fd, 0, SEEK_SET) == 0);
        unlink(path);
        return reply_fd(rq, fd, 13, "application/pdf", STR("gi\xe1\xba\xa5y \"1\".pdf"), false);
}

static int show_big(struct req *rq)
{
        for (int i = 0; i < 500; i++)
                html_put_c(&rq->html, "the same words <again> ");
        return reply_page(rq, 200);
}

/* ---- cached ---- */

static int show_cached(struct req *rq)
{
        toy.rendered++;
        html_put_c(&rq->html, "rendered ");
        html_put_i64(&rq->html, toy.rendered);
        html_put_c(&rq->html, " for ");
        html_put(&rq->html, rq->who->name.len ? rq->who->name : STR("-"));
        html_put(&rq->html, req_cookie(rq, "visitor"));
        for (int i = 0; i < 200; i++)
                html_put_c(&rq->html, " the same words");
        return reply_page(rq, 200);
}

/* ---- the API ---- */

static int api_thing(struct req *rq)
{
        return reply_json(rq, 200, STR("{\"code\":\"x\"}"));
}

static const struct field api_fields[] = { { "text", FIELD_TEXT, FIELD_REQUIRED, 50 },
        { "n", FIELD_I64, 0, 100 }, { "tags", FIELD_LIST, 0, 3 }, { "any", FIELD_JSON },
        { "day", FIELD_DATE }, { 0 } };

static int api_apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        toy.applied++;
        ret_out->json = str_fmt(tx->arena, "{\"text\":\"%.*s\",\"tags\":%zu}",
                STRF(input_str(in, "text")), input_count(in, "tags"));
        ret_out->status = 201;
        return 0;
}

const struct route toy_routes[] = { { GET, "/", PERM_PUBLIC, 0, READ(home_fields, show_home) },
        { GET, "/slow", PERM_PUBLIC, ROUTE_SLOW, READ(home_fields, show_slow) },
        { GET, "/things/:code", PERM_PUBLIC, 0, READ(NULL, show_thing) },
        { GET, "/form", PERM_PUBLIC, 0, READ(NULL, show_form) },
        { GET, "/notes", PERM_PUBLIC, 0, READ(NULL, show_form) },
        { POST, "/notes", PERM_PUBLIC, ROUTE_PUBLIC_FORM,
                WRITE(note_fields, note_prepare, note_apply, note_answer, show_form) },
        { GET, "/staff", PERM_STAFF, 0, READ(NULL, show_form) },
        { POST, "/staff", PERM_STAFF, 0,
                WRITE(note_fields, note_prepare, note_apply, note_answer, show_form) },
        { GET, "/back", PERM_PUBLIC, ROUTE_CALLBACK,
                WRITE(note_fields, NULL, note_apply, note_answer, NULL) },
        { GET, "/files", PERM_PUBLIC, 0, READ(NULL, show_form) },
        { POST, "/files", PERM_PUBLIC, ROUTE_UPLOAD | ROUTE_PUBLIC_FORM,
                WRITE(file_fields, NULL, file_apply, file_answer, show_form) },
        { GET, "/people/:code", PERM_STAFF, ROUTE_READS_PERSON, READ(NULL, show_person) },
        { GET, "/cookie", PERM_PUBLIC, 0, READ(NULL, show_cookie) },
        { GET, "/sent", PERM_PUBLIC, 0, READ(NULL, show_file) },
        { GET, "/big", PERM_PUBLIC, 0, READ(NULL, show_big) },
        { GET, "/leak", PERM_PUBLIC, 0, READ(NULL, show_leak) },
        { GET, "/cached", PERM_PUBLIC, ROUTE_CACHED, READ(home_fields, show_cached),
                .generations = "things" },
        { GET, "/api/v1/things/:code", PERM_PUBLIC, ROUTE_API, READ(home_fields, api_thing) },
        { POST, "/api/v1/files", PERM_PUBLIC, ROUTE_API | ROUTE_UPLOAD,
                WRITE(file_fields, NULL, file_apply, NULL, NULL) },
        { POST, "/api/v1/things", PERM_SIGNED_IN, ROUTE_API,
                WRITE(api_fields, NULL, api_apply, NULL, NULL) },
        { 0 } };

static const struct route *const tables[] = { toy_routes, NULL };

void toy_start(const struct web_config *changes)
{
        struct web_config c = changes ? *changes : (struct web_config){ 0 };

        log_set_level(LOG_ERROR);
        toy = (struct toy){ 0 };
        n_keys = 0;
        toy.store = memory_store_open();
        memory_store.kind = toy_kind;
        c.listen = "127.0.0.1:0";
        c.store = toy.store;
        c.routes = tables;
        c.guard = &guard;
        c.workers = 2;
        c.max_waiting = 3;
        CHECK(web_start(&c, &toy.web) == 0);
        toy.port = web_port(toy.web);
}

void toy_stop(void)
{
        memory_store_lock();
        memory_store.hold = false;
        memory_store_unlock();
        web_stop(toy.web);
        memory_store_close(toy.store);
}

void toy_hold_writer(bool hold)
{
        memory_store_lock();
        memory_store.hold = hold;
        memory_store_unlock();
}

void toy_wait_queued(int n)
{
        memory_store_lock();
        while (memory_store.queued < n)
                memory_store_wait();
        memory_store_unlock();
}

struct str toy_csrf(struct arena *a, const char *session, const char *path)
{
        struct answer r =
                client_get(a, toy.port, path, str_fmt(a, "Cookie: session=%s\r\n", session).ptr);
        ptrdiff_t at = str_find(r.body, STR("token="));
        struct str token;

        CHECK(r.status == 200 && at >= 0);
        r.body = str_sub(r.body, (size_t)at + 6, r.body.len);
        str_cut(&r.body, ' ', &token);
        return token;
}

struct answer toy_post(struct arena *a, const char *session, const char *path, const char *fields)
{
        struct str token = toy_csrf(a, session, path);

        return client_post(a, toy.port, path, str_fmt(a, "Cookie: session=%s\r\n", session).ptr,
                "application/x-www-form-urlencoded",
                str_fmt(a, "_csrf=%.*s&%s", STRF(token), fields));
}
