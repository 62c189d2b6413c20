/*
 * src/app/process.c: `motcua process use|show|check`: which process the dossiers of a procedure go
 * through, and whether dossiers and processes say the same.
 */
#include "app/command.h"
#include "mod/dossier/dossier.h"

struct use {
        struct str procedure, process, parameters;
};

static int apply_use(struct tx *tx, void *arg)
{
        const struct use *u = arg;

        return dossier_process_use(tx, u->procedure, u->process, u->parameters);
}

static int use(struct app *a, struct control_call *c)
{
        struct use u = { operand(c, 2), operand(c, 3), option(c, "with") };
        int r;

        if (!u.process.ptr || operand(c, 4).ptr)
                return EXIT_USAGE;
        r = store_write(a->store, c->arena, apply_use, &u);
        if (r == ERR_NOT_FOUND)
                return command_failed(c, "no such procedure, or no such process", r);
        if (r == ERR_INVALID)
                return command_failed(c, "--with takes a FEEL context, {name: value}", r);
        if (r < 0)
                return command_failed(c, "it cannot be set", r);
        control_printf(
                c, "New dossiers of %.*s go through %.*s.\n", STRF(u.procedure), STRF(u.process));
        return EXIT_GOOD;
}

static int show(struct app *a, struct control_call *c)
{
        struct str procedure = operand(c, 2);
        struct process_use_row row;
        struct procedure_full p;
        struct flow_model_head model = { 0 };
        struct tx *tx;
        int r;

        if (!procedure.ptr || operand(c, 3).ptr)
                return EXIT_USAGE;
        r = store_read_begin(a->store, c->arena, &tx);
        if (r < 0)
                return command_failed(c, "it cannot be read", r);
        r = catalogue_get(tx, procedure, org_day(org_get(c->arena)), &p);
        if (r == 0)
                r = dossier_process_of(tx, &p.v, &row);
        if (r == 0)
                r = flow_model_latest(tx, row.process, &model);
        store_read_end(tx);
        if (r == ERR_NOT_FOUND)
                return command_failed(c, "no such procedure", r);
        if (r < 0)
                return command_failed(c, "it cannot be read", r);
        control_printf(c, "%.*s, version %lld", STRF(row.process), (long long)model.version);
        if (row.parameters.ptr)
                control_printf(c, ", with %.*s", STRF(row.parameters));
        control_print(c, STR("\n"));
        return EXIT_GOOD;
}

static int check(struct app *a, struct control_call *c)
{
        struct process_report p;
        struct buf say;
        int r;

        if (operand(c, 2).ptr)
                return EXIT_USAGE;
        buf_init(&say, c->arena, 1 << 20);
        r = dossier_process_check(a->store, &say, &p);
        if (r < 0)
                return command_failed(c, "they cannot be compared", r);
        control_print(c, buf_str(&say));
        control_printf(c, "dossiers: %lld looked at, %lld wrong; %lld wait for a repair\n",
                (long long)p.dossiers, (long long)p.wrong, (long long)p.stuck);
        return p.wrong ? EXIT_BAD : EXIT_GOOD;
}

int command_process(struct app *a, struct control_call *c)
{
        struct str what = operand(c, 1);

        if (str_is(what, "use"))
                return use(a, c);
        if (str_is(what, "show"))
                return show(a, c);
        return str_is(what, "check") ? check(a, c) : EXIT_USAGE;
}
