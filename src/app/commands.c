/*
 * src/app/commands.c: the table of commands, and the short ones. Longer ones have files of their own.
 */
#include <stdio.h>

#include "app/app.h"
#include "base/file.h"
#include "base/random.h"
#include "core/generation.h"
#include "core/identity.h"
#include "core/org.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/catalogue/catalogue.h"

enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 64 };

static int failed(struct control_call *c, const char *what, int r)
{
        control_error(c, str_fmt(c->arena, "motcua: %s: %s\n", what, err_name(r)));
        return EXIT_BAD;
}

/* init: the province from the data inside the program. */

static int write_url(struct app *a, struct control_call *c)
{
        struct str path = str_fmt(c->arena, "%s/db.url", a->options.dir);

        if (!a->options.url || file_exists(path.ptr))
                return 0;
        return file_write_durable(
                path.ptr, str_cat(c->arena, str_of(a->options.url), STR("\n")), 0600);
}

static int prepare(struct app *a, struct control_call *c)
{
        int r = write_url(a, c);

        if (r == 0)
                r = store_migrate(a->store);
        if (r == 0)
                r = setting_load(a->store);
        if (r == 0)
                r = org_load(a->store);
        return r;
}

static int run_init(struct app *a, struct control_call *c)
{
        struct str shape = option(c, "shape");
        int r = prepare(a, c);

        if (r == 0)
                r = init_fill(a, c, shape.ptr ? shape : STR(""));
        if (r < 0)
                return failed(c, "cannot set up the folder", r);
        control_print(c, STR("The province is set up. Next: motcua user add, motcua serve\n"));
        return EXIT_GOOD;
}

static i64 number(const struct control_call *c, const char *name, i64 otherwise)
{
        struct str s = option(c, name);
        i64 n;

        return s.ptr && str_to_i64(s, &n) == 0 ? n : otherwise;
}

static int run_demo(struct app *a, struct control_call *c)
{
        int r = prepare(a, c);

        if (r == 0 && setting_bool(SETTING_DEMO)) {
                control_error(c, STR("motcua: the folder holds the demo province already\n"));
                return EXIT_BAD;
        }
        if (r == 0)
                r = init_fill(a, c, STR("2022-06-01"));
        if (r == 0)
                r = demo_fill(a, c, number(c, "dossiers", 200), number(c, "seed", 1));
        return r < 0 ? failed(c, "cannot make the demo province", r) : EXIT_GOOD;
}

static int run_migrate(struct app *a, struct control_call *c)
{
        int r = store_migrate(a->store);

        if (r < 0)
                return failed(c, "cannot migrate", r);
        control_print(c, STR("The schema is up to date.\n"));
        return EXIT_GOOD;
}

/* import procedures FILE [--report OUT.json] */

static int run_import(struct app *a, struct control_call *c)
{
        struct str what = operand(c, 1), name = operand(c, 2), out = option(c, "report"), text;
        struct import_report rep = { 0 };
        struct buf json;
        int r;

        if (!str_is(what, "procedures") || !name.ptr)
                return EXIT_USAGE;
        r = file_read(c->arena, client_path(c, name), 256 << 20, &text);
        if (r < 0)
                return failed(c, "cannot read the file", r);
        buf_init(&json, c->arena, 64 << 20);
        rep.json = &json;
        r = catalogue_import(a->store, text, day_of(clock_now()), &rep);
        if (r < 0)
                return failed(c, "cannot import", r);
        control_printf(c,
                "%lld lines: %lld added, %lld changed, %lld the same, %lld refused; %lld to be reviewed\n",
                (long long)rep.read, (long long)rep.added, (long long)rep.changed,
                (long long)rep.same, (long long)rep.refused, (long long)rep.flagged);
        if (out.ptr)
                r = file_write_durable(client_path(c, out),
                        str_fmt(c->arena, "[\n%.*s\n]\n", STRF(buf_str(&json))), 0644);
        return r < 0 ? failed(c, "cannot write the report", r) : EXIT_GOOD;
}

/* user add NAME --display "…" --role ROLE --unit CODE; user token ACCOUNT */

struct user_call {
        struct new_account account;
        enum role role;
        i64 unit, id;
        bool tree;
        struct str name, label, token;
};

static int add_apply(struct tx *tx, void *arg)
{
        struct user_call *u = arg;
        int r = identity_create(tx, &u->account, &u->id);

        if (r == 0 && u->role != ROLE_CITIZEN)
                r = identity_grant(tx, u->id, u->role, u->unit, u->tree, tx->now, I64_NULL, 0);
        return r;
}

static int user_add(struct app *a, struct control_call *c)
{
        struct str role = option(c, "role"), unit = option(c, "unit"),
                   display = option(c, "display");
        struct str password = option(c, "password");
        struct user_call u = { .role = ROLE_CITIZEN };
        const struct unit *at;
        int id = role_by_word(role.ptr, role.len), r;

        if (!operand(c, 2).ptr || !display.ptr || id < 0) {
                control_error(
                        c, STR("motcua: user add NAME --display NAME --role ROLE [--unit CODE]\n"));
                return EXIT_USAGE;
        }
        u.role = (enum role)id;
        at = org_unit_by_code(
                org_get(c->arena), unit.ptr ? unit : setting_str(SETTING_PROVINCE_CODE));
        if (!at)
                return failed(c, "there is no such unit", ERR_NOT_FOUND);
        u.unit = at->id;
        u.tree = option(c, "tree").ptr;
        if (!password.ptr)
                password = random_code(c->arena, 12);
        u.account = (struct new_account){ .name = operand(c, 2),
                .display = display,
                .kind = id == ROLE_CITIZEN ? STR("citizen") : STR("staff"),
                .title = option(c, "title"),
                .identity = option(c, "identity"),
                .birth_day = I64_NULL,
                .must_change = true };
        r = identity_hash_password(c->arena, password, &u.account.password);
        if (r == 0)
                r = store_write(a->store, c->arena, add_apply, &u);
        if (r < 0)
                return failed(
                        c, r == ERR_EXISTS ? "the name is taken" : "cannot add the account", r);
        control_printf(c, "%.*s\t%.*s\n", STRF(u.account.name), STRF(password));
        return EXIT_GOOD;
}

static int token_apply(struct tx *tx, void *arg)
{
        struct user_call *u = arg;
        struct account acc;
        int r = account_by_name(tx, u->name, &acc);

        return r < 0 ? r : identity_new_token(tx, acc.id, u->label, I64_NULL, u->token);
}

static int run_user(struct app *a, struct control_call *c)
{
        struct user_call u = { .name = operand(c, 2), .label = STR("command line") };
        int r;

        if (str_is(operand(c, 1), "add"))
                return user_add(a, c);
        if (!str_is(operand(c, 1), "token") || !u.name.ptr)
                return EXIT_USAGE;
        u.token = random_token(c->arena, 32);
        r = store_write(a->store, c->arena, token_apply, &u);
        if (r < 0)
                return failed(c,
                        r == ERR_NOT_FOUND ? "there is no such account" : "cannot make a token", r);
        control_printf(c, "%.*s\n", STRF(u.token));
        return EXIT_GOOD;
}

const struct command commands[] = {
        { "init", "init --data DIR [--db URL] [--shape DAY]",
                "Makes the data folder, the database, units, calendar and procedures.", run_init },
        { "demo", "demo --data DIR [--dossiers N] [--seed S] [--db URL]",
                "Sets up the demo province of 2022 with people of every role and N dossiers.",
                run_demo },
        { "migrate", "migrate --data DIR", "Brings the schema up to this program.", run_migrate },
        { "import", "import procedures FILE --data DIR [--report OUT.json]",
                "Takes procedures in the national catalogue's shape, one JSON object a line.",
                run_import },
        { "user",
                "user add NAME --display NAME --role ROLE [--unit CODE [--tree]] | user token NAME",
                "Adds an account (prints a first password), or makes an API token (printed once).",
                run_user },
        { 0 },
};

const struct command *command_find(struct str name)
{
        for (const struct command *c = commands; c->name; c++)
                if (str_is(name, c->name))
                        return c;
        return NULL;
}
