/*
 * src/core/guard.c: see guard.h.
 */
#include "core/guard.h"

#include "audit/audit.h"
#include "base/id.h"
#include "core/error_page.h"
#include "core/generation.h"
#include "core/identity.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "crypto/hash.h"
#include "web/texts.h"

#define REAUTH_MS (5 * MINUTE_MS)
#define KEY_DAYS  30

/*
 * Who signed in with a password that somebody else knows changes it before all else, and who has
 * rights over rights sets up a second factor: whatever the route, unless its row says otherwise.
 * The page cache does not ask: it answers everybody alike.
 */
static int allow(struct req *rq, const struct route *route)
{
        const struct who *w = rq->who;

        if (w->must_change && !(route->flags & ROUTE_FIRST_PASSWORD))
                return req_fail(rq, ERR_DENIED, T_GUARD_MUST_CHANGE);
        if (w->second_due && rq->now >= w->second_due &&
                !(route->flags & (ROUTE_FIRST_PASSWORD | ROUTE_SECOND)))
                return req_fail(rq, ERR_DENIED, T_GUARD_MUST_SECOND);
        if (!who_has(w, (enum perm)route->permission))
                return w->account && !w->guest ? ERR_DENIED : ERR_LOGIN; /* guests may sign in */
        if ((route->flags & ROUTE_REAUTH) && !w->by_token && rq->now - w->confirmed_at > REAUTH_MS)
                return ERR_LOGIN;
        return 0;
}

static i64 who_id(const struct who *w)
{
        return w ? w->account : 0;
}

static struct str key_hash(struct arena *a, struct str key)
{
        u8 *h = arena_alloc(a, 32);

        hash_bytes(key.ptr, key.len, h);
        return str_n((const char *)h, 32);
}

static int key_find(
        struct tx *tx, struct str key, i64 who, const u8 request_hash[32], struct outcome *ret_out)
{
        struct request_key_row row;
        int r = request_key_find(tx, key_hash(tx->arena, key), who, &row);

        if (r == ERR_NOT_FOUND)
                return 0;
        if (r < 0)
                return r;
        if (!str_eq(row.request_hash, str_n((const char *)request_hash, 32)))
                return ERR_EXISTS;
        *ret_out = (struct outcome){ .result = (int)row.result,
                .status = (int)row.status,
                .code = row.code,
                .json = row.json };
        return 1;
}

static int key_store(struct tx *tx, struct str key, i64 who, const u8 request_hash[32],
        const struct outcome *out)
{
        return request_key_insert(
                tx, &(struct request_key_insert_args){ .key_hash = key_hash(tx->arena, key),
                            .account = who,
                            .request_hash = str_n((const char *)request_hash, 32),
                            .result = out->result,
                            .status = out->status,
                            .code = out->code,
                            .json = out->json,
                            .at = tx->now });
}

/* Wrong passwords are also counted on the account, which locks it for a while. */
static int count_login_failure(struct tx *tx, struct str name)
{
        struct account acc;
        i64 until = I64_NULL;
        int r = account_by_name(tx, name, &acc);

        if (r == ERR_NOT_FOUND)
                return 0;
        if (r < 0)
                return r;
        if ((acc.failures + 1) % MAX(setting_i64(SETTING_LOGIN_TRIES), 1) == 0)
                until = tx->now + setting_i64(SETTING_LOGIN_LOCK_MINUTES) * MINUTE_MS;
        else if (acc.locked_until != I64_NULL && acc.locked_until > tx->now)
                return 0;
        return account_failed(tx, acc.id, until, NULL);
}

static int refused(struct tx *tx, const struct input *in, int err)
{
        int r = 0;

        if (in->failure_kind) {
                r = failure_insert(
                        tx, id_new(), str_of(in->failure_kind), in->failure_subject, tx->now);
                if (r == 0 && in->failure_by_peer)
                        r = failure_insert(tx, id_new(),
                                str_fmt(tx->arena, "%s.peer", in->failure_kind), in->peer, tx->now);
                if (r == 0 && strcmp(in->failure_kind, "login") == 0)
                        r = count_login_failure(tx, in->failure_subject);
        }
        if (r < 0)
                return r;
        return audit_add(tx,
                &(struct audit_entry){ .actor = who_id(in->who) ? who_id(in->who) : I64_NULL,
                        .object_kind = "",
                        .action = "request.refused",
                        .peer = in->peer,
                        .payload = str_fmt(tx->arena, "{\"route\":\"%s\",\"why\":\"%s\"}",
                                in->route->path, err_name(err)) },
                NULL);
}

static int accessed(struct tx *tx, const struct req *rq, const struct person_note *notes)
{
        int r = 0;

        for (const struct person_note *n = notes; n && r == 0; n = n->next)
                r = access_record_insert(
                        tx, &(struct access_record_insert_args){ .id = id_new(),
                                    .at = tx->now,
                                    .account_id = rq->who->account,
                                    .person_id = n->person ? n->person : I64_NULL,
                                    .dossier_id = n->dossier ? n->dossier : I64_NULL,
                                    .fields = str_of(n->fields),
                                    .why = str_of(n->why),
                                    .route = str_of(rq->route->path),
                                    .peer = rq->peer });
        return r;
}

#define BACK_MAX 1000 /* bytes that the page of signing in carries along */

/*
 * Who must sign in, change a password or set up a second factor is led there and back; all else is
 * the error's page.
 */
static void error_page(struct req *rq, int err, int text)
{
        const char *to = err == ERR_LOGIN              ? "/dang-nhap"
                         : text == T_GUARD_MUST_CHANGE ? "/tai-khoan/mat-khau"
                         : text == T_GUARD_MUST_SECOND ? "/tai-khoan/bao-mat"
                                                       : NULL;
        struct str back = STR("");

        if (!to || !rq->route || rq->route->flags & ROUTE_API) {
                core_error_page(rq, err, text);
                return;
        }
        if (rq->verb == GET)
                back = rq->path;
        if (back.len && req_query(rq).len && back.len + req_query(rq).len < BACK_MAX)
                back = str_fmt(rq->arena, "%.*s?%.*s", STRF(back), STRF(req_query(rq)));
        reply_go(rq, str_fmt(rq->arena, "%s?tiep=%.*s", to, STRF(words_query(rq->arena, back))));
}

static struct web_guard table = {
        .identify = identity_identify,
        .allow = allow,
        .csrf_secret = identity_csrf_secret,
        .who_id = who_id,
        .key_find = key_find,
        .key_store = key_store,
        .refused = refused,
        .accessed = accessed,
        .error_page = error_page,
        .generation = generation_value,
        .session_cookie = SESSION_COOKIE,
};

const struct web_guard *guard_table(void (*after_commit)(void))
{
        table.after_commit = after_commit;
        return &table;
}
