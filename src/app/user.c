/*
 * src/app/user.c: accounts from the command line: for the first administrator, for scripts, and for
 * the day on which nobody can sign in. Every change leaves an audit event, as on the pages.
 *
 * A password is made here and printed once, or comes by standard input; as an argument it would
 * stand in the list of processes.
 */
#include <errno.h>
#include <unistd.h>

#include "app/command.h"
#include "app/queries.h"
#include "audit/audit.h"
#include "base/json.h"
#include "base/random.h"
#include "core/identity.h"
#include "core/org.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/account/account.h"

#define PAGE 200

struct user_call {
        struct new_account account;
        struct str name, label, token, password, state, unit_code;
        enum role role;
        i64 unit, id, changes;
        bool tree;
};

static int record(struct tx *tx, const char *action, i64 account, struct str body)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = I64_NULL,
                        .actor_text = STR("command line"),
                        .action = action,
                        .object_kind = "account",
                        .object = account,
                        .payload = body },
                NULL);
}

static struct str grant_json(struct arena *a, const struct user_call *u)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 1000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "role", str_of(roles[u->role].word));
        json_put_str(&w, "unit", u->unit_code);
        json_put_bool(&w, "tree", u->tree);
        json_close(&w, '}');
        return buf_str(&b);
}

/* The id of the account named; ERR_NOT_FOUND. */
static int find(struct tx *tx, struct user_call *u)
{
        struct account acc;
        int r = account_by_name(tx, u->name, &acc);

        if (r == 0)
                u->id = acc.id;
        return r;
}

static int add_apply(struct tx *tx, void *arg)
{
        struct user_call *u = arg;
        int r = identity_create(tx, &u->account, &u->id);

        if (r == 0 && u->role != ROLE_CITIZEN)
                r = identity_grant(tx, u->id, u->role, u->unit, u->tree, tx->now, I64_NULL, 0);
        return r < 0 ? r : record(tx, "account.add", u->id, grant_json(tx->arena, u));
}

static int token_apply(struct tx *tx, void *arg)
{
        struct user_call *u = arg;
        int r = find(tx, u);

        if (r == 0)
                r = identity_new_token(tx, u->id, u->label, I64_NULL, u->token);
        return r < 0 ? r : record(tx, "account.token", u->id, STR_NULL);
}

/*
 * A new password is one to be changed, and ends every session that the old one opened. Who has lost
 * it has often lost the telephone with it: a second factor is set up anew.
 */
static int password_apply(struct tx *tx, void *arg)
{
        struct user_call *u = arg;
        int r = find(tx, u);

        if (r == 0)
                r = account_set_password(tx, u->id, u->password, true, NULL);
        if (r == 0)
                r = account_forget_factors(tx, u->id);
        if (r == 0)
                r = sessions_end_of(tx, u->id, 0, tx->now, NULL);
        return r < 0 ? r : record(tx, "account.password", u->id, STR_NULL);
}

static int state_apply(struct tx *tx, void *arg)
{
        struct user_call *u = arg;
        bool locks = str_is(u->state, "locked");
        int r = find(tx, u);

        if (r == 0)
                r = account_set_state(tx, u->id, u->state, &u->changes);
        if (r == 0 && locks)
                r = sessions_end_of(tx, u->id, 0, tx->now, NULL);
        if (r == 0 && !locks)
                r = account_good(tx, u->id, NULL); /* a lock by wrong passwords ends, too */
        return r < 0 ? r : record(tx, locks ? "account.lock" : "account.unlock", u->id, STR_NULL);
}

static int grant_apply(struct tx *tx, void *arg)
{
        struct user_call *u = arg;
        int r = find(tx, u);

        if (r == 0)
                r = identity_grant(tx, u->id, u->role, u->unit, u->tree, tx->now, I64_NULL, 0);
        return r < 0 ? r : record(tx, "account.grant", u->id, grant_json(tx->arena, u));
}

/* Grants are ended, never deleted: who could do what when stays known. */
static int revoke_apply(struct tx *tx, void *arg)
{
        struct user_call *u = arg;
        int r = find(tx, u);

        if (r == 0)
                r = role_grant_end(
                        tx, u->id, str_of(roles[u->role].word), u->unit, tx->now, &u->changes);
        if (r < 0 || u->changes == 0)
                return r;
        return record(tx, "account.revoke", u->id, grant_json(tx->arena, u));
}

/* --role, --unit (the province when left out) and --tree. EXIT_GOOD, or what to end with. */
static int read_place(struct control_call *c, struct user_call *u)
{
        struct str word = option(c, "role"), unit = option(c, "unit");
        const struct unit *at;
        int role = word.ptr ? role_by_word(word.ptr, word.len) : -1;

        if (role < 0 || role == ROLE_GUEST) { /* nobody is made a guest: one becomes it */
                control_error(c, STR("motcua: --role wants one of"));
                for (int i = 0; i < ROLE_MAX; i++)
                        if (i != ROLE_GUEST)
                                control_error(c, str_fmt(c->arena, " %s", roles[i].word));
                control_error(c, STR("\n"));
                return EXIT_USAGE;
        }
        u->role = (enum role)role;
        u->tree = option(c, "tree").ptr;
        u->unit_code = unit.ptr ? unit : setting_str(SETTING_PROVINCE_CODE);
        at = org_unit_by_code(org_get(c->arena), u->unit_code);
        if (!at)
                return command_failed(c, "there is no such unit", ERR_NOT_FOUND);
        u->unit = at->id;
        return EXIT_GOOD;
}

/* The first line of the client's input. */
static int read_line(struct control_call *c, struct str *ret_line)
{
        char *line = arena_raw(c->arena, 300);
        size_t n = 0;

        while (n < 299) {
                ssize_t got = read(c->input, line + n, 1);

                if (got < 0 && errno == EINTR)
                        continue;
                if (got <= 0 || line[n] == '\n')
                        break;
                n++;
        }
        *ret_line = str_trim(str_n(line, n));
        return n < 299 ? 0 : ERR_LIMIT;
}

/* Given, by input, or made; said is what may be printed: STR_NULL when the person knows it. */
static int take_password(
        struct control_call *c, struct user_call *u, struct str *ret_encoded, struct str *ret_said)
{
        struct str password = option(c, "password");
        int r = 0;

        *ret_said = STR_NULL;
        if (option(c, "password-stdin").ptr)
                r = read_line(c, &password);
        else if (!password.ptr)
                *ret_said = password = random_code(c->arena, 12);
        if (r == 0 && identity_password_problem(password, u->name) != 0) {
                control_error(c, STR("motcua: the password must have 8 to 200 characters, be no "
                                     "common one and not the name\n"));
                return ERR_INVALID;
        }
        return r < 0 ? r : identity_hash_password(c->arena, password, ret_encoded);
}

static int write_for(struct app *a, struct control_call *c, struct user_call *u,
        int (*apply)(struct tx *, void *), const char *what)
{
        int r = store_write(a->store, c->arena, apply, u);

        if (r == 0)
                return EXIT_GOOD;
        return command_failed(c, r == ERR_NOT_FOUND ? "there is no such account" : what, r);
}

static int user_add(struct app *a, struct control_call *c, struct user_call *u)
{
        struct str display = option(c, "display"), said, hash;
        int code, r;

        if (!display.ptr)
                return EXIT_USAGE;
        code = read_place(c, u);
        if (code != EXIT_GOOD)
                return code;
        r = take_password(c, u, &hash, &said);
        if (r < 0)
                return EXIT_BAD;
        u->account = (struct new_account){ .name = u->name,
                .display = display,
                .kind = u->role == ROLE_CITIZEN ? STR("citizen") : STR("staff"),
                .title = option(c, "title"),
                .identity = option(c, "identity"),
                .birth_day = I64_NULL,
                .password = hash,
                .must_change = true };
        r = store_write(a->store, c->arena, add_apply, u);
        if (r < 0)
                return command_failed(
                        c, r == ERR_EXISTS ? "the name is taken" : "cannot add the account", r);
        control_printf(c, "%.*s\t%.*s\n", STRF(u->name), STRF(said.ptr ? said : STR("")));
        return EXIT_GOOD;
}

static int user_token(struct app *a, struct control_call *c, struct user_call *u)
{
        struct str label = option(c, "label");
        int code;

        u->label = label.ptr ? label : STR("command line");
        u->token = random_token(c->arena, 32);
        code = write_for(a, c, u, token_apply, "cannot make a token");
        if (code == EXIT_GOOD)
                control_printf(c, "%.*s\n", STRF(u->token));
        return code;
}

static int user_password(struct app *a, struct control_call *c, struct user_call *u)
{
        struct str said;
        int code;

        if (take_password(c, u, &u->password, &said) < 0)
                return EXIT_BAD;
        code = write_for(a, c, u, password_apply, "cannot change the password");
        if (code == EXIT_GOOD)
                control_printf(c, "%.*s\t%.*s\n", STRF(u->name), STRF(said.ptr ? said : STR("")));
        return code;
}

static int user_lock(struct app *a, struct control_call *c, struct user_call *u)
{
        u->state = STR("locked");
        return write_for(a, c, u, state_apply, "cannot lock the account");
}

static int user_unlock(struct app *a, struct control_call *c, struct user_call *u)
{
        u->state = STR("active");
        return write_for(a, c, u, state_apply, "cannot unlock the account");
}

static int user_grant(struct app *a, struct control_call *c, struct user_call *u)
{
        int code = read_place(c, u);

        return code != EXIT_GOOD ? code : write_for(a, c, u, grant_apply, "cannot grant the role");
}

static int user_revoke(struct app *a, struct control_call *c, struct user_call *u)
{
        int code = read_place(c, u);

        if (code == EXIT_GOOD)
                code = write_for(a, c, u, revoke_apply, "cannot revoke the role");
        if (code == EXIT_GOOD && u->changes == 0)
                return command_failed(
                        c, "the account does not hold this role at this unit", ERR_NOT_FOUND);
        return code;
}

static int print_page(struct tx *tx, struct control_call *c, const struct account_line_rows *page)
{
        for (size_t i = 0; i < page->n; i++) {
                const struct account_line *l = &page->rows[i];
                struct role_grant_row_rows held;
                int r = role_grants_of(tx, l->id, tx->now, &held);
                struct buf b;

                if (r < 0)
                        return r;
                buf_init(&b, tx->arena, 64000);
                for (size_t g = 0; g < held.n; g++) {
                        const struct unit *at = org_unit(org_get(tx->arena), held.rows[g].unit_id);

                        buf_fmt(&b, "%s%.*s@%.*s%s", g ? "," : "", STRF(held.rows[g].role),
                                STRF(at ? at->code : STR("?")), held.rows[g].tree ? "+" : "");
                }
                control_printf(c, "%.*s\t%.*s\t%.*s\t%.*s\n", STRF(l->name), STRF(l->kind),
                        STRF(l->state), STRF(b.len ? buf_str(&b) : STR("-")));
        }
        return 0;
}

/* Names, kinds, states, roles: no person's data, so no record of reading. */
static int user_list(struct app *a, struct control_call *c)
{
        struct str after = STR("");
        struct account_line_rows page;
        int r;

        do {
                AUTO(arena_freep) struct arena *arena = arena_new(16 << 20);
                struct tx *tx;

                r = store_read_begin(a->store, arena, &tx);
                if (r < 0)
                        break;
                r = account_lines(tx, after, option(c, "kind"), PAGE, &page);
                if (r == 0)
                        r = print_page(tx, c, &page);
                store_read_end(tx);
                if (r == 0 && page.n)
                        after = str_dup(c->arena, page.rows[page.n - 1].name);
        } while (r == 0 && page.n == PAGE && !c->unheard);
        return r < 0 ? command_failed(c, "cannot list the accounts", r) : EXIT_GOOD;
}

int command_user(struct app *a, struct control_call *c)
{
        static const struct {
                const char *name;
                int (*run)(struct app *, struct control_call *, struct user_call *);
        } verbs[] = { { "add", user_add }, { "token", user_token }, { "password", user_password },
                { "lock", user_lock }, { "unlock", user_unlock }, { "grant", user_grant },
                { "revoke", user_revoke } };
        struct user_call u = { .name = operand(c, 2), .role = ROLE_CITIZEN };

        if (str_is(operand(c, 1), "list") && !u.name.ptr)
                return user_list(a, c);
        if (!u.name.ptr || operand(c, 3).ptr)
                return EXIT_USAGE;
        for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
                if (str_is(operand(c, 1), verbs[i].name))
                        return verbs[i].run(a, c, &u);
        return EXIT_USAGE;
}
