/*
 * src/app/commands.c: the table of commands, and the short ones. Longer ones have files of their
 * own.
 */
#include "app/command.h"
#include "app/import_dossiers.h"
#include "app/import_people.h"
#include "base/file.h"
#include "crypto/hash.h"
#include "core/generation.h"
#include "core/org.h"
#include "core/setting.h"
#include "mod/catalogue/catalogue.h"

int command_failed(struct control_call *c, const char *what, int r)
{
        control_error(c, str_fmt(c->arena, "motcua: %s: %s\n", what, err_name(r)));
        return EXIT_BAD;
}

int command_number(const struct control_call *c, const char *name, i64 otherwise, i64 *ret_number)
{
        struct str s = option(c, name);

        *ret_number = otherwise;
        return s.ptr ? str_to_i64(s, ret_number) : 0;
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
                return command_failed(c, "cannot set up the folder", r);
        control_print(c, STR("The province is set up. Next: motcua user add, motcua serve\n"));
        return EXIT_GOOD;
}

static int run_demo(struct app *a, struct control_call *c)
{
        i64 dossiers, seed;
        int r;

        if (command_number(c, "dossiers", 200, &dossiers) < 0 ||
                command_number(c, "seed", 1, &seed) < 0 || dossiers < 0)
                return EXIT_USAGE;
        r = prepare(a, c);
        if (r == 0 && setting_bool(SETTING_DEMO)) {
                control_error(c, STR("motcua: the folder holds the demo province already\n"));
                return EXIT_BAD;
        }
        if (r == 0)
                r = init_fill(a, c, STR("2022-06-01"));
        if (r == 0)
                r = demo_fill(a, c, dossiers, seed);
        return r < 0 ? command_failed(c, "cannot make the demo province", r) : EXIT_GOOD;
}

struct str command_schema(struct arena *a)
{
        struct hash h;
        u8 digest[HASH_SIZE];

        hash_begin(&h);
        for (const struct migration *m = migrations; m->module; m++)
                hash_add(&h, m->hash, strlen(m->hash));
        hash_end(&h, digest);
        return str_hex(a, digest, sizeof digest);
}

/*
 * A server that finds steps missing does not start, so in a server there is nothing to migrate:
 * unless the command line is another program, with other steps, which says so by --schema.
 */
static int run_migrate(struct app *a, struct control_call *c)
{
        struct str schema = option(c, "schema");
        int r;

        if (c->socket >= 0 && schema.ptr && !str_eq(schema, command_schema(c->arena))) {
                control_error(c,
                        STR("motcua: the server on this folder is another program than this one, "
                            "with another schema.\nStop it, run migrate again, then start the new "
                            "one.\n"));
                return EXIT_BAD;
        }
        r = store_migrate(a->store);
        if (r < 0)
                return command_failed(c, "cannot migrate", r);
        control_print(c, c->socket >= 0 ? STR("The schema is up to date; the server goes on.\n")
                                        : STR("The schema is up to date.\n"));
        return EXIT_GOOD;
}

/* import procedures|people|dossiers FILE [--dry-run] [--report OUT.json] */

#define IMPORT_MOST ((size_t)512 << 20)

static int import_procedures(
        struct app *a, struct control_call *c, struct str text, struct buf *json)
{
        struct import_report rep = { .json = json, .dry = option(c, "dry-run").ptr != NULL };
        int r = catalogue_import(a->store, text, org_day(org_get(c->arena)), 0, &rep);

        if (r == 0)
                control_printf(c,
                        "%lld lines: %lld added, %lld changed, %lld the same, %lld refused; "
                        "%lld to be reviewed\n",
                        (long long)rep.read, (long long)rep.added, (long long)rep.changed,
                        (long long)rep.same, (long long)rep.refused, (long long)rep.flagged);
        return r;
}

static int import_people(struct app *a, struct control_call *c, struct str text, struct buf *json)
{
        struct people_report rep = { .json = json };
        int r = people_import(a->store, text, option(c, "dry-run").ptr != NULL, &rep);

        if (r == 0)
                control_printf(c,
                        "%lld lines: %lld added, %lld the same, %lld known otherwise and kept, "
                        "%lld refused\n",
                        (long long)rep.read, (long long)rep.added, (long long)rep.same,
                        (long long)rep.kept, (long long)rep.refused);
        return r;
}

static int import_dossiers(struct app *a, struct control_call *c, struct str text, struct buf *json)
{
        struct dossiers_report rep = { .json = json };
        int r = dossiers_import(a->store, text, option(c, "dry-run").ptr != NULL, &rep);

        if (r == 0)
                control_printf(c,
                        "%lld rows: %lld added, of these %lld open; %lld the same, "
                        "%lld known otherwise and kept, %lld refused\n",
                        (long long)rep.read, (long long)rep.added, (long long)rep.open,
                        (long long)rep.same, (long long)rep.kept, (long long)rep.refused);
        return r;
}

static const struct {
        const char *what;
        int (*run)(struct app *a, struct control_call *c, struct str text, struct buf *json);
} imports[] = {
        { "procedures", import_procedures },
        { "people", import_people },
        { "dossiers", import_dossiers },
};

static int run_import(struct app *a, struct control_call *c)
{
        /* The file, unpacked, and the report: the command's own arena is for small things. */
        AUTO(arena_freep) struct arena *big = arena_new(4 * IMPORT_MOST);
        struct str what = operand(c, 1), name = operand(c, 2), out = option(c, "report"), text;
        struct buf json;
        size_t kind = 0;
        int r;

        while (kind < ARRAY_LEN(imports) && !str_is(what, imports[kind].what))
                kind++;
        if (kind == ARRAY_LEN(imports) || !name.ptr || operand(c, 3).ptr)
                return EXIT_USAGE;
        r = file_read(big, client_path(c, name), IMPORT_MOST, &text);
        if (r == 0)
                r = catalogue_unpack(big, text, IMPORT_MOST, &text);
        if (r < 0)
                return command_failed(c, "cannot read the file", r);
        buf_init(&json, big, IMPORT_MOST);
        r = imports[kind].run(a, c, text, &json);
        if (r < 0)
                return command_failed(c, "cannot import", r);
        if (out.ptr)
                r = file_write_durable(client_path(c, out),
                        str_fmt(big, "[\n%.*s\n]\n", STRF(buf_str(&json))), 0644);
        return r < 0 ? command_failed(c, "cannot write the report", r) : EXIT_GOOD;
}

const struct command commands[] = {
        { "init", COMMAND_MAKES, "init --data DIR [--db URL] [--shape DAY]",
                "Makes the data folder, the database, units, calendar and procedures. Run again it\n"
                "adds what is missing. --shape: the province as it was on that day (YYYY-MM-DD).",
                run_init },
        { "demo", COMMAND_MAKES, "demo --data DIR [--dossiers N] [--seed S] [--db URL]",
                "Sets up the demo province of 2022 with people of every role and N dossiers (200).\n"
                "The same seed makes the same dossiers.",
                run_demo },
        { "migrate", COMMAND_OLD, "migrate --data DIR [--db URL]",
                "Runs the schema steps that this program has and the database has not.",
                run_migrate },
        { "import", 0,
                "import procedures|people|dossiers FILE --data DIR [--dry-run] [--report OUT.json]",
                "procedures: in the national catalogue's shape or in that of `export`, one JSON object a\n"
                "line, in force from the province's day on (today, unless province.shape_day is set).\n"
                "people: CSV with a header or JSON lines: name, identity, birth_day, sex, phone, email,\n"
                "address, commune_code; who is known already stays as they are.\n"
                "dossiers: CSV or JSON lines of what lived in another system (docs/import.md); what is\n"
                "open goes on here, what is known by its code stays as it is. --dry-run: only looks.\n"
                "The report names each line that was refused or is to be reviewed. Broken off, run again.",
                run_import },
        { "backup", 0, "backup --to FILE.tar|DIR --data DIR",
                "Database, files, secrets and heads as they are at one moment, beside the running\n"
                "server too; `sha256sum -c SHA256SUMS` checks it anywhere. It holds the installation's\n"
                "keys: keep it locked away. PostgreSQL needs pg_dump.",
                command_backup },
        { "restore", COMMAND_ALONE,
                "restore --from FILE.tar|DIR --data NEWDIR [--db URL]\n"
                "       motcua restore --continue --data DIR [--reason TEXT]",
                "Brings a backup back into a folder that is not there or empty, compares every part\n"
                "with its hash, then verifies. --db: the empty PostgreSQL database to restore into.\n"
                "--continue: the database here was brought back from an older copy without its folder; its\n"
                "record goes on from there under a new name, and says what was lost.",
                command_restore },
        { "export", 0,
                "export procedures|units|dossiers --data DIR [--out FILE] [--format jsonl|csv]",
                "One a line; without --out to standard output. Procedures in force on the province's day\n"
                "in the shape that `import` takes, units of all times, dossiers without what they say of persons.",
                command_export },
        { "check", 0, "check --data DIR",
                "Is the installation looked after: rights of the folder, disk, schema, unsealed events,\n"
                "jobs given up, clock, age of the last backup. Exit code 1 when something is wrong.",
                command_check },
        { "indicators", 0, "indicators check|recompute --data DIR",
                "Counts all figures again from the dossiers and compares them with the live ones,\n"
                "beside the running server too. recompute: what differs is put right. check: exit\n"
                "code 1 when something differs.",
                command_indicators },
        { "reorganise", 0, "reorganise PLAN.csv --dry-run|--apply --data DIR [--at DAY]",
                "Units that are merged, split, renamed or abolished: open dossiers, roles, posts and\n"
                "delegations go on at their successors; old codes still find them. PLAN has the columns\n"
                "predecessor,successor,at,part, as data/successions.csv; --at: its lines of that day.\n"
                "Beside the running server; interrupted, it goes on when it is run again.",
                command_reorganise },
        { "verify", 0, "verify --data DIR [--heads FILE]",
                "Computes the audit tree again from the events and compares it with everything that\n"
                "speaks of it: stored and published heads (DIR/heads.log, and FILE: an old copy from\n"
                "elsewhere), the signer's list. Reads every file in use and compares its hash.\n"
                "One finding a line. Exit code 0: all is well; 1: something was found.",
                command_verify },
        { "process", 0,
                "process use PROCEDURE PROCESS [--with '{name: value}'] --data DIR\n"
                "       motcua process show PROCEDURE --data DIR\n"
                "       motcua process check --data DIR",
                "Which process the dossiers of a procedure go through. use: from now on that one, with\n"
                "these first variables; dossiers that are under way stay where they are. check: are\n"
                "dossiers and their processes in the same place; exit code 1 when one is not.",
                command_process },
        { "flow", COMMAND_ALONE,
                "flow check FILE…\n"
                "       motcua flow run MODEL.bpmn… [--process ID] [--var NAME=FEEL]… [--trace]\n"
                "       motcua flow decide --batch\n"
                "       motcua flow feel --batch",
                "Processes (BPMN 2.0), decisions (DMN 1.1 to 1.5) and forms without an installation.\n"
                "check: what is wrong with models, one finding a line; exit code 1: something is.\n"
                "run: a process on a virtual clock, user tasks done at once; every step, or with\n"
                "--trace what its scripts leave. decide, feel: JSON lines from standard input,\n"
                "{\"models\": [FILE…], \"decision\": NAME, \"service\": false, \"context\": FEEL} or\n"
                "{\"expression\": FEEL, \"context\": FEEL}; answers {\"value\": FEEL, \"error\": …}.",
                command_flow },
        { "receipt", COMMAND_ALONE, "receipt verify FILE [PAPER…] [--certificate FILE]",
                "What a signed receipt proves, offline: its signature, what was handed in and when.\n"
                "PAPER: is this file among those that were handed in? --certificate: a certificate\n"
                "(DER) or another receipt whose key must be the same. Exit code 1: something is wrong.",
                command_receipt },
        { "user", 0,
                "user add NAME --display NAME --role ROLE [--unit CODE] [--tree] [--title TEXT]\n"
                "                  [--identity NUMBER] [--password-stdin | --password TEXT]\n"
                "       motcua user token NAME [--label TEXT]\n"
                "       motcua user password NAME [--password-stdin | --password TEXT]\n"
                "       motcua user lock NAME | unlock NAME | list [--kind staff|citizen]\n"
                "       motcua user grant NAME --role ROLE [--unit CODE] [--tree]\n"
                "       motcua user revoke NAME --role ROLE [--unit CODE]",
                "Accounts of the folder --data DIR. Without a unit the province is meant; --tree: and\n"
                "all units below it. A password that is made here is printed once and must be changed\n"
                "at the first sign-in; an API token is printed once. lock and password end the\n"
                "account's sessions. list prints name, kind, state and roles, one account a line.",
                command_user },
        { 0 },
};

const struct command *command_find(struct str name)
{
        for (const struct command *c = commands; c->name; c++)
                if (str_is(name, c->name))
                        return c;
        return NULL;
}

/* Does the usage line name it: "--name" and then no more of a word? */
static bool takes(const struct command *cmd, struct str name)
{
        static const char *const all[] = { "data", "db", "help", "schema" };

        for (size_t i = 0; i < ARRAY_LEN(all); i++)
                if (str_is(name, all[i]))
                        return true;
        for (const char *p = cmd->usage; (p = strstr(p, "--")); p += 2) {
                size_t n = strcspn(p + 2, " ]|\n");

                if (n && str_eq(name, str_n(p + 2, n)))
                        return true;
        }
        return false;
}

int command_run(const struct command *cmd, struct app *a, struct control_call *c)
{
        int code = EXIT_GOOD;
        struct str name, value;

        for (int i = 0; code == EXIT_GOOD && option_at(c, i, &name, &value); i++)
                if (!takes(cmd, name)) {
                        control_error(c, str_fmt(c->arena, "motcua: %s knows no option --%.*s\n",
                                                 cmd->name, STRF(name)));
                        code = EXIT_USAGE;
                }
        if (code == EXIT_GOOD)
                code = cmd->run(a, c);
        if (code == EXIT_USAGE)
                control_error(c, str_fmt(c->arena, "usage: motcua %s\n", cmd->usage));
        return code;
}
