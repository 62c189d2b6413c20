/*
 * src/mod/dossier/guest.c: see guest.h. Knows no request.
 */
#include "mod/dossier/guest.h"

#include "audit/audit.h"
#include "base/base64.h"
#include "base/id.h"
#include "base/random.h"
#include "core/files.h"
#include "core/rule.h"
#include "core/setting.h"
#include "core/tries.h"
#include "crypto/hash.h"

#define CODE_LETTERS 16
#define CODE_GROUP   4
#define BEGUN        "guest.begun"

/* MAC of `what` under a key of its own; every use says another word before it. */
static void mac(struct str what, u8 ret_mac[HASH_SIZE])
{
        u8 key[HASH_SIZE];

        content_derive_key(files_content(), "guest", key);
        hash_hmac(key, sizeof key, what.ptr, what.len, ret_mac);
        hash_wipe(key, sizeof key);
}

static struct str grouped(struct arena *a, struct str code)
{
        struct buf b;

        buf_init(&b, a, code.len * 2);
        for (size_t i = 0; i < code.len; i++) {
                if (i && i % CODE_GROUP == 0)
                        buf_byte(&b, '-');
                buf_byte(&b, code.ptr[i]);
        }
        return buf_str(&b);
}

void guest_make(struct arena *a, struct str key, struct guest_new *ret_g)
{
        struct guest_new g = { 0 };
        u8 bytes[HASH_SIZE];

        mac(str_fmt(a, "code %.*s", STRF(key)), bytes);
        g.code = grouped(a, code_of_bytes(a, bytes, CODE_LETTERS));
        mac(str_fmt(a, "session %.*s", STRF(key)), bytes);
        g.login.token = base64url(a, str_n((const char *)bytes, sizeof bytes));
        hash_str(g.login.token, g.login.hash);
        mac(str_fmt(a, "form %.*s", STRF(key)), g.login.secret);
        *ret_g = g;
}

int dossier_demands_identity(
        struct tx *tx, struct str procedure, i64 day, bool *ret_demands, struct str *ret_basis)
{
        struct law_rule rule = { .value = 0 };
        int r = rule_of(tx, RULE_IDENTIFIED, procedure, day, &rule);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        *ret_demands = rule.value != 0;
        *ret_basis = rule.basis;
        return 0;
}

static struct str opening(struct arena *a, struct str code, struct str digits)
{
        u8 *hash = arena_alloc(a, HASH_SIZE);

        mac(str_fmt(a, "open %.*s %.*s", STRF(code_typed(a, code)), STRF(digits)), hash);
        return str_n((const char *)hash, HASH_SIZE);
}

struct str guest_tried(struct arena *a, struct str code)
{
        u8 hash[HASH_SIZE];

        mac(str_fmt(a, "tried %.*s", STRF(code_typed(a, code))), hash);
        return str_hex(a, hash, 16);
}

static int record(struct tx *tx, i64 actor, const char *action, i64 draft, struct str peer)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = actor,
                        .action = action,
                        .object_kind = "draft",
                        .object = draft,
                        .peer = peer },
                NULL);
}

/* Drafts cost room: one address begins so many an hour. */
static int count_begun(struct tx *tx, struct str peer)
{
        struct failure_total total;
        int r = failure_count(tx, STR(BEGUN), peer, tx->now - HOUR_MS, &total);

        if (r == 0 && total.n >= setting_i64(SETTING_GUEST_BEGINS))
                r = ERR_RATE;
        return r < 0 ? r : failure_insert(tx, id_new(), STR(BEGUN), peer, tx->now);
}

int guest_begin(struct tx *tx, struct guest_new *g, const struct draft_start *s, struct str digits,
        struct str peer)
{
        i64 draft;
        int r = count_begun(tx, peer);

        if (r == 0)
                r = identity_new_guest(tx, &g->login.account);
        if (r == 0)
                r = identity_open_session(tx, &g->login, peer, g->login.agent);
        if (r == 0)
                r = start_put(tx, s, g->login.account, &draft);
        if (r == 0)
                r = guest_insert(
                        tx, g->login.account, draft, opening(tx->arena, g->code, digits), tx->now);
        return r < 0 ? r : record(tx, g->login.account, "guest.begin", draft, peer);
}

int guest_find(
        struct tx *tx, struct str code, struct str digits, struct str peer, struct guest *ret_g)
{
        int r = tries_left(tx, GUEST_FAILURE, guest_tried(tx->arena, code), peer);

        return r < 0 ? r : guest_by_hash(tx, opening(tx->arena, code, digits), ret_g);
}

static int take_dossier(struct tx *tx, const struct guest *g, i64 dossier, const struct who *w)
{
        int r = dossier_take(tx, dossier, w->account, w->person, NULL);

        if (r == 0) /* others may find it from now on */
                r = dossier_touch(tx, id_new(), dossier);
        return r < 0 ? r : files_pass(tx, STR("dossier"), dossier, g->account_id, w->account, NULL);
}

int guest_take_over(
        struct tx *tx, const struct guest *g, const struct who *w, struct draft *ret_draft)
{
        struct draft d;
        int r = draft_take(tx, g->draft_id, w->account, tx->now, NULL);

        if (r == 0)
                r = draft_by_id(tx, g->draft_id, &d);
        if (r == 0)
                r = files_pass(tx, STR("draft"), g->draft_id, g->account_id, w->account, NULL);
        if (r == 0 && d.dossier_id != I64_NULL)
                r = take_dossier(tx, g, d.dossier_id, w);
        if (r == 0)
                r = guest_delete(tx, g->account_id, NULL);
        if (r == 0) /* the history of the dossier names who sent it */
                r = identity_forget_guest(tx, g->account_id, d.dossier_id != I64_NULL);
        if (r == 0)
                r = record(tx, w->account, "guest.taken_over", g->draft_id, STR_NULL);
        if (r == 0)
                *ret_draft = d;
        return r;
}

int guest_forget_draft(struct tx *tx, i64 draft)
{
        struct guest g;
        int r = guest_by_draft(tx, draft, &g);

        if (r == 0)
                r = guest_delete(tx, g.account_id, NULL);
        else if (r == ERR_NOT_FOUND)
                return 0;
        return r < 0 ? r : identity_forget_guest(tx, g.account_id, false);
}

int guest_forget_over(struct tx *tx, i64 limit, size_t *ret_n)
{
        i64 before = tx->now - setting_i64(SETTING_DRAFT_DAYS) * DAY_MS;
        struct guest_rows rows;
        int r = guests_over(tx, before, limit, &rows);

        for (size_t i = 0; i < rows.n && r == 0; i++) {
                r = guest_delete(tx, rows.rows[i].account_id, NULL);
                if (r == 0)
                        r = identity_forget_guest(tx, rows.rows[i].account_id, true);
                if (r == 0)
                        r = record(tx, I64_NULL, "guest.erased", rows.rows[i].draft_id, STR_NULL);
        }
        if (r == 0)
                *ret_n = rows.n;
        return r;
}
