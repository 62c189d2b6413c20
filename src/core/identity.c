/*
 * src/core/identity.c: accounts, passwords, sessions. See identity.h. What a person may do is
 * gathered here once a request: own grants, those handed on to them, those of people they stand in
 * for.
 */
#include "core/identity.h"

#include <stdatomic.h>

#include "base/id.h"
#include "base/random.h"
#include "base/viet.h"
#include "core/org.h"
#include "core/queries.h"
#include "core/setting.h"
#include "crypto/hash.h"
#include "crypto/password.h"
#include "web/texts.h"

#define TOKEN_BYTES 32
#define SEEN_EVERY  (60 * SECOND_MS)
#define GUEST_KIND  "guest"

int identity_create(struct tx *tx, const struct new_account *n, i64 *ret_account)
{
        i64 person = id_new(), account = id_new();
        struct person known;
        int r = ERR_NOT_FOUND;

        if (!str_empty(n->identity))
                r = person_by_identity(tx, n->identity, &known);
        if (r == 0) {
                person = known.id;
        } else if (r != ERR_NOT_FOUND) {
                return r;
        } else {
                r = person_insert(
                        tx, &(struct person_insert_args){ .id = person,
                                    .name = n->display,
                                    .sort_key = viet_sort_key(tx->arena, n->display),
                                    .identity = str_empty(n->identity) ? STR_NULL : n->identity,
                                    .birth_day = n->birth_day,
                                    .sex = n->sex,
                                    .phone = n->phone,
                                    .email = n->email,
                                    .address = n->address,
                                    .commune_code = n->commune_code,
                                    .created_at = tx->now });
                if (r < 0)
                        return r;
        }
        r = account_insert(tx, &(struct account_insert_args){ .id = account,
                                       .name = n->name,
                                       .person_id = person,
                                       .kind = n->kind,
                                       .title = n->title,
                                       .password = n->password,
                                       .must_change = n->must_change,
                                       .created_at = tx->now });
        if (r < 0)
                return r;
        *ret_account = account;
        return 0;
}

int identity_new_guest(struct tx *tx, i64 *ret_account)
{
        const struct new_account guest = { .name = str_fmt(
                                                   tx->arena, "khach-%lld", (long long)id_new()),
                .display = STR(""),
                .kind = STR(GUEST_KIND),
                .title = STR_NULL,
                .birth_day = I64_NULL,
                .password = STR("!") }; /* no hash of any password */

        return identity_create(tx, &guest, ret_account);
}

int identity_forget_guest(struct tx *tx, i64 account, bool keep_row)
{
        struct account acc;
        int r = account_by_id(tx, account, &acc);

        if (r == 0 && !str_is(acc.kind, GUEST_KIND))
                return ERR_DENIED;
        if (r == 0)
                r = guest_sessions_delete(tx, account, NULL);
        if (r < 0 || keep_row)
                return r < 0 ? r : account_set_state(tx, account, STR("closed"), NULL);
        r = guest_account_delete(tx, account, NULL);
        return r < 0 ? r : guest_person_delete(tx, acc.person_id, NULL);
}

int identity_grant(
        struct tx *tx, i64 account, enum role role, i64 unit, bool tree, i64 from, i64 to, i64 by)
{
        return role_grant_insert(tx, &(struct role_grant_insert_args){ .id = id_new(),
                                             .account_id = account,
                                             .role = str_of(roles[role].word),
                                             .unit_id = unit,
                                             .tree = tree,
                                             .valid_from = from,
                                             .valid_to = to,
                                             .granted_by = by });
}

int identity_assure(struct tx *tx, i64 person, const char *how, i64 by)
{
        return assurance_put(tx, person, str_of(how), tx->now, by, NULL);
}

int identity_assured(struct tx *tx, i64 person, bool *ret_assured)
{
        struct assurance a;
        int r = assurance_of(tx, person, &a);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        *ret_assured = r == 0;
        return 0;
}

int identity_hash_password(struct arena *a, struct str password, struct str *ret_encoded)
{
        return password_hash(a, password, ret_encoded);
}

int identity_password_problem(struct str password, struct str name)
{
        static const char *const common[] = { "12345678", "123456789", "1234567890", "password",
                "matkhau123", "88888888", "11111111", "00000000", "anhyeuem", "iloveyou",
                "qwerty123", "abcd1234", "a1234567", "vietnam123", "thanhhoa36" };

        if (password.len < 8)
                return T_PASSWORD_SHORT;
        if (password.len > 200)
                return T_PASSWORD_LONG;
        if (str_eq_nocase(password, name))
                return T_PASSWORD_IS_NAME;
        for (size_t i = 0; i < ARRAY_LEN(common); i++)
                if (str_eq_nocase(password, str_of(common[i])))
                        return T_PASSWORD_COMMON;
        return 0;
}

/* Neither locked nor closed, and not gone yet. */
static bool account_open(struct str state, i64 leaves_at, i64 now)
{
        return str_is(state, "active") && (leaves_at == I64_NULL || now < leaves_at);
}

void identity_new_login(struct arena *a, struct login *ret_l)
{
        ret_l->token = random_token(a, TOKEN_BYTES);
        hash_bytes(ret_l->token.ptr, ret_l->token.len, ret_l->hash);
        random_bytes(ret_l->secret, sizeof ret_l->secret);
}

const char *identity_home(const struct who *w)
{
        if (who_has(w, PERM_DOSSIER_INTAKE) || who_has(w, PERM_DOSSIER_PROCESS) ||
                who_has(w, PERM_DOSSIER_APPROVE))
                return "/viec";
        if (who_has(w, PERM_AUDIT_READ))
                return "/quan-tri";
        if (who_has(w, PERM_DESIGN_READ))
                return "/thiet-ke";
        return who_has(w, PERM_APPLY) ? "/ho-so" : "/tai-khoan";
}

int identity_password_of(struct tx *tx, struct str name, struct str *ret_encoded)
{
        struct account acc;
        bool personal = tx->read_personal;
        int r = account_by_name(tx, name, &acc);

        tx->read_personal = personal;
        *ret_encoded = r == 0 && !str_is(acc.kind, GUEST_KIND) ? acc.password : STR_NULL;
        return r == ERR_NOT_FOUND ? 0 : r;
}

static int login_of(struct tx *tx, struct arena *a, const struct account *acc, struct login *ret_l)
{
        struct login l = { .account = acc->id,
                .staff = str_is(acc->kind, "staff"),
                .must_change = acc->must_change };
        struct who w = { 0 };
        bool personal = tx->read_personal;
        int r = identity_who_of(tx, acc->id, &w);

        tx->read_personal = personal; /* one's own name is no look-up of somebody's data */
        if (r < 0)
                return r;
        l.home = identity_home(&w);
        l.needs_second = identity_needs_second(&w);
        identity_new_login(a, &l);
        *ret_l = l;
        return 0;
}

int identity_check_password(struct tx *tx, struct arena *a, struct str name, struct str encoded,
        int good, struct login *ret_l)
{
        struct account acc;
        bool known;
        int r;

        if (good < 0 && good != ERR_DENIED)
                return good;
        r = account_by_name(tx, name, &acc);
        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        known = r == 0;
        if (known && acc.locked_until != I64_NULL && acc.locked_until > tx->now)
                return ERR_RATE;
        if (good < 0 || !known || !str_eq(acc.password, encoded) ||
                !account_open(acc.state, acc.leaves_at, tx->now))
                return ERR_DENIED;
        return login_of(tx, a, &acc, ret_l);
}

int identity_login_of(struct tx *tx, struct arena *a, i64 account, struct login *ret_l)
{
        struct account acc;
        int r = account_by_id(tx, account, &acc);

        if (r < 0)
                return r;
        if (acc.locked_until != I64_NULL && acc.locked_until > tx->now)
                return ERR_RATE;
        if (!account_open(acc.state, acc.leaves_at, tx->now))
                return ERR_DENIED;
        return login_of(tx, a, &acc, ret_l);
}

int identity_open_session(struct tx *tx, const struct login *l, struct str peer, struct str agent)
{
        int r;

        r = account_good(tx, l->account, NULL);
        if (r < 0)
                return r;
        return session_insert(
                tx, &(struct session_insert_args){ .id = id_new(),
                            .hash = str_n((const char *)l->hash, 32),
                            .account_id = l->account,
                            .secret = str_n((const char *)l->secret, 32),
                            .at = tx->now,
                            .expires_at = tx->now + setting_i64(SETTING_SESSION_HOURS) * HOUR_MS,
                            .peer = peer,
                            .agent = str_sub(agent, 0, 200) });
}

/* Grants: own, by delegation, by substitution. */

struct grant_list {
        struct grant *list;
        size_t n, cap;
        struct arena *arena;
};

static void grants_add(struct grant_list *g, enum role role, i64 unit, bool tree, i64 on_behalf_of)
{
        if (g->n == g->cap) {
                struct grant *more = NEW_ARRAY(g->arena, struct grant, g->cap * 2 + 8);

                if (g->n)
                        memcpy(more, g->list, g->n * sizeof *more);
                g->list = more;
                g->cap = g->cap * 2 + 8;
        }
        g->list[g->n++] = (struct grant){ role, unit, tree, on_behalf_of };
}

static int grants_of(struct tx *tx, i64 account, i64 on_behalf_of, struct grant_list *g)
{
        struct role_grant_row_rows own;
        int r = role_grants_of(tx, account, tx->now, &own);

        for (size_t i = 0; r == 0 && i < own.n; i++) {
                const struct role_grant_row *row = &own.rows[i];
                int role = role_by_word(row->role.ptr, row->role.len);

                if (role >= 0)
                        grants_add(g, (enum role)role, row->unit_id, row->tree, on_behalf_of);
        }
        return r;
}

/* What two grants have in common: the lower of two units of one branch, or nothing. */
static bool grants_meet(const struct org *o, struct grant a, struct grant b, struct grant *ret_g)
{
        const struct unit *ua = org_unit(o, a.unit), *ub = org_unit(o, b.unit);

        if (a.role != b.role || !ua || !ub)
                return false;
        ret_g->role = a.role;
        ret_g->tree = a.tree && b.tree;
        ret_g->unit = unit_is_within(ua, ub) ? ua->id : ub->id;
        if (ua == ub)
                return true;
        if (unit_is_within(ua, ub)) {
                ret_g->tree = a.tree;
                return b.tree;
        }
        ret_g->tree = b.tree;
        return a.tree && unit_is_within(ub, ua);
}

/* The own grants of somebody who works here now: what they can stand for others with. */
static int grants_to_hand_on(struct tx *tx, i64 account, struct grant_list *g)
{
        struct account acc;
        size_t n = 0;
        int r = account_by_id(tx, account, &acc);

        if (r < 0 || !account_open(acc.state, acc.leaves_at, tx->now))
                return r;
        r = grants_of(tx, account, account, g);
        for (size_t i = 0; i < g->n; i++)
                if (!role_is_powerful(g->list[i].role))
                        g->list[n++] = g->list[i];
        g->n = n;
        return r;
}

/*
 * A delegation gives of its giver's own rights what they hold at this very moment, and no more: who
 * loses a role takes it from all who act for them.
 */
static int grants_handed(struct tx *tx, i64 account, struct grant_list *g)
{
        struct delegation_row_rows handed;
        int r = delegations_to(tx, account, tx->now, &handed);

        for (size_t i = 0; r == 0 && i < handed.n; i++) {
                const struct delegation_row *d = &handed.rows[i];
                struct grant_list giver = { .arena = g->arena };
                struct grant given = { .unit = d->unit_id, .tree = d->tree }, common;
                int role = role_by_word(d->role.ptr, d->role.len);

                if (role < 0)
                        continue;
                given.role = (enum role)role;
                r = grants_to_hand_on(tx, d->from_account, &giver);
                for (size_t k = 0; r == 0 && k < giver.n; k++)
                        if (grants_meet(org_get(g->arena), giver.list[k], given, &common))
                                grants_add(
                                        g, common.role, common.unit, common.tree, d->from_account);
        }
        return r;
}

/* Who is away is stood in for with all they may do themselves. */
static int grants_of_absent(struct tx *tx, i64 account, struct grant_list *g)
{
        struct absence_row_rows away;
        int r = absences_covered_by(tx, account, tx->now, &away);

        for (size_t i = 0; r == 0 && i < away.n; i++) {
                struct grant_list absent = { .arena = g->arena };

                r = grants_to_hand_on(tx, away.rows[i].account_id, &absent);
                for (size_t k = 0; r == 0 && k < absent.n; k++)
                        grants_add(g, absent.list[k].role, absent.list[k].unit, absent.list[k].tree,
                                absent.list[k].on_behalf_of);
        }
        return r;
}

static int grants_all(struct tx *tx, i64 account, struct grant_list *g)
{
        int r = grants_of(tx, account, 0, g);

        if (r == 0)
                r = grants_handed(tx, account, g);
        return r < 0 ? r : grants_of_absent(tx, account, g);
}

static int fill_grants(struct tx *tx, struct who *w)
{
        struct grant_list g = { .arena = tx->arena };
        int r = 0;

        if (w->staff)
                r = grants_all(tx, w->account, &g);
        else if (w->account)
                grants_add(&g, w->guest ? ROLE_GUEST : ROLE_CITIZEN, 0, false, 0);
        w->grants = g.list;
        w->n_grants = g.n;
        for (size_t i = 0; i < g.n; i++)
                w->perms |= roles[g.list[i].role].perms;
        if (w->account && !w->guest)
                w->perms |= P(SIGNED_IN);
        return r;
}

int identity_who_of(struct tx *tx, i64 account, struct who *ret_who)
{
        struct account acc;
        struct account_brief brief;
        struct who w = { 0 };
        int r;

        r = account_by_id(tx, account, &acc);
        if (r < 0)
                return r;
        r = account_brief_by_id(tx, account, &brief);
        if (r < 0)
                return r;
        w = (struct who){ .account = account,
                .person = acc.person_id,
                .name = brief.display,
                .login = acc.name,
                .title = acc.title,
                .kind = acc.kind,
                .staff = str_is(acc.kind, "staff"),
                .system = str_is(acc.kind, "system"),
                .guest = str_is(acc.kind, GUEST_KIND),
                .must_change = acc.must_change };
        r = fill_grants(tx, &w);
        if (r == 0)
                *ret_who = w;
        return r;
}

/*
 * "Seen" moves at most once a minute: the row says when, and a small table in memory keeps several
 * requests of one minute from writing it several times. Losing one is harmless.
 */
struct seen_write {
        struct write write;
        i64 session, at;
};

static int seen_apply(struct tx *tx, void *arg)
{
        struct seen_write *s = arg;

        return session_seen(tx, s->session, s->at, NULL);
}

static void seen_done(struct write *w)
{
        arena_free(w->arena);
}

static void touch(struct req *rq, const struct session_row *s)
{
        static _Atomic(i64) last[1024];
        _Atomic(i64) *slot = &last[(u64)s->id % ARRAY_LEN(last)];
        struct arena *a;
        struct seen_write *w;

        if (rq->now - s->seen_at < SEEN_EVERY || rq->now - atomic_load(slot) < SECOND_MS)
                return;
        atomic_store(slot, rq->now);
        a = arena_new(1 << 16);
        w = NEW(a, struct seen_write);
        w->session = s->id;
        w->at = rq->now;
        w->write = (struct write){
                .apply = seen_apply, .done = seen_done, .arg = w, .arena = a, .now = rq->now
        };
        store_submit(rq->store, &w->write);
}

static bool session_alive(const struct session_row *s, i64 now)
{
        bool staff = str_is(s->kind, "staff");
        i64 idle = setting_i64(staff ? SETTING_SESSION_IDLE_STAFF : SETTING_SESSION_IDLE_MINUTES);

        /* seen_at may lag by the minute in which it is not written. */
        return s->ended_at == I64_NULL && now < s->expires_at &&
               now - s->seen_at < idle * MINUTE_MS + SEEN_EVERY &&
               account_open(s->state, s->leaves_at, now);
}

bool identity_needs_second(const struct who *w)
{
        return w->perms & PERMS_POWERFUL && setting_bool(SETTING_SECOND_REQUIRED);
}

/* From when on nothing else is open to who has such rights and no second factor. */
static int second_due(struct tx *tx, const struct who *w, i64 second_at, i64 *ret_due)
{
        struct str words[ROLE_MAX];
        struct roles_held held;
        size_t n = 0;
        int r;

        *ret_due = 0;
        if (second_at != I64_NULL || !identity_needs_second(w))
                return 0;
        for (int i = 0; i < ROLE_MAX; i++)
                if (role_is_powerful((enum role)i))
                        words[n++] = str_of(roles[i].word);
        r = roles_held_since(tx, w->account, words, n, tx->now, &held);
        if (r == 0 && held.since != I64_NULL)
                *ret_due = held.since + setting_i64(SETTING_SECOND_GRACE_DAYS) * DAY_MS;
        return r;
}

static int by_session(struct req *rq, struct str token, struct who *ret_who)
{
        struct session_row s;
        struct who w = { 0 };
        u8 hash[32];
        int r;

        hash_bytes(token.ptr, token.len, hash);
        r = session_by_hash(rq->tx, str_n((const char *)hash, 32), &s);
        if (r < 0)
                return r;
        if (!session_alive(&s, rq->now))
                return ERR_NOT_FOUND;
        w = (struct who){ .account = s.account_id,
                .person = s.person_id,
                .session = s.id,
                .name = s.display,
                .login = s.login,
                .title = s.title,
                .kind = s.kind,
                .staff = str_is(s.kind, "staff"),
                .guest = str_is(s.kind, GUEST_KIND),
                .confirmed_at = s.confirmed_at,
                .expires_at = s.expires_at,
                .csrf_secret = s.secret,
                .must_change = s.must_change,
                .proven_at = s.proven_at == I64_NULL ? 0 : s.proven_at };
        r = fill_grants(rq->tx, &w);
        if (r == 0)
                r = second_due(rq->tx, &w, s.second_at, &w.second_due);
        if (r < 0)
                return r;
        touch(rq, &s);
        *ret_who = w;
        return 0;
}

static int by_bearer(struct req *rq, struct str token, struct who *ret_who)
{
        struct api_token_row t;
        u8 hash[32];
        int r;

        hash_bytes(token.ptr, token.len, hash);
        r = api_token_by_hash(rq->tx, str_n((const char *)hash, 32), &t);
        if (r == ERR_NOT_FOUND)
                return ERR_LOGIN;
        if (r < 0)
                return r;
        if (t.revoked_at != I64_NULL || !account_open(t.state, t.leaves_at, rq->now) ||
                (t.expires_at != I64_NULL && t.expires_at <= rq->now))
                return ERR_LOGIN;
        r = identity_who_of(rq->tx, t.account_id, ret_who);
        ret_who->by_token = true;
        return r;
}

int identity_identify(struct req *rq)
{
        struct str bearer = req_header(rq, "Authorization"), cookie;
        struct who *w = NEW(rq->arena, struct who);
        bool personal = rq->tx->read_personal;
        int r = 0;

        rq->who = w;
        if (str_starts(bearer, STR("Bearer "))) {
                r = by_bearer(rq, str_trim(str_sub(bearer, 7, bearer.len)), w);
        } else {
                cookie = req_cookie(rq, SESSION_COOKIE);
                if (cookie.len >= 40 && cookie.len <= 64)
                        r = by_session(rq, cookie, w);
                if (r == ERR_NOT_FOUND)
                        r = 0; /* an old cookie is an anonymous visitor, not an error */
        }
        /* One's own name is no look-up of somebody's data. */
        rq->tx->read_personal = personal;
        return r;
}

int identity_new_token(
        struct tx *tx, i64 account, struct str label, i64 expires_at, struct str token)
{
        u8 hash[32];

        hash_bytes(token.ptr, token.len, hash);
        return api_token_insert(tx, &(struct api_token_insert_args){ .id = id_new(),
                                            .hash = str_n((const char *)hash, 32),
                                            .account_id = account,
                                            .label = label,
                                            .created_at = tx->now,
                                            .expires_at = expires_at });
}

struct str identity_csrf_secret(struct req *rq)
{
        struct str v;

        /* Who came with an API token has none: tokens do not fill in forms. */
        if (rq->who->account || rq->who->csrf_secret.len)
                return rq->who->csrf_secret;
        v = req_cookie(rq, VISITOR_COOKIE);
        if (v.len >= 20 && v.len <= 64)
                return v;
        if (rq->verb != GET)
                return STR_NULL; /* a post without the cookie that its form came with */
        v = random_token(rq->arena, 24);
        reply_cookie(rq, VISITOR_COOKIE, v, -1);
        rq->who->csrf_secret = v; /* one for all forms of the page */
        return v;
}
