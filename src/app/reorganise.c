/*
 * src/app/reorganise.c: `motcua reorganise PLAN --dry-run|--apply`. What it does is the module's
 * (mod/admin/reorganise.h).
 */
#include "app/command.h"
#include "base/file.h"
#include "core/org.h"
#include "core/setting.h"
#include "mod/admin/admin.h"

static void tell(void *arg, struct str line)
{
        control_print(arg, line);
}

static int read_plan(struct control_call *c, struct reorganise_plan *ret_plan)
{
        struct str path = operand(c, 1), at = option(c, "at"), text, why = STR("");
        i64 day = I64_NULL;
        int r;

        if (at.ptr && day_parse_iso(at, &day) < 0)
                return ERR_INVALID;
        r = file_read(c->arena, client_path(c, path), 16 << 20, &text);
        if (r == 0)
                r = reorganise_read(c->arena, org_get(c->arena), text, day, ret_plan, &why);
        if (r < 0)
                control_error(c, str_fmt(c->arena, "motcua: %.*s: %s %.*s\n", STRF(path),
                                         err_name(r), STRF(why)));
        return r;
}

int command_reorganise(struct app *a, struct control_call *c)
{
        bool dry = option(c, "dry-run").ptr, apply = option(c, "apply").ptr;
        struct reorganise_plan plan;
        int r;

        if (!operand(c, 1).ptr || operand(c, 2).ptr || dry == apply)
                return EXIT_USAGE;
        if (read_plan(c, &plan) < 0)
                return EXIT_BAD;
        r = dry ? reorganise_preview(a->store, &plan, tell, c)
                : reorganise_apply(a->store, &plan, tell, c);
        if (r == ERR_STATE)
                control_error(c, STR("motcua: the day of the plan has not come\n"));
        if (r < 0)
                return command_failed(c, "the plan was not carried out to its end", r);
        if (dry) {
                control_print(c, STR("Nothing was changed.\n"));
                return EXIT_GOOD;
        }
        r = setting_load(a->store);
        if (r == 0)
                r = org_load(a->store);
        control_print(c, STR("Done. Applied again, the plan changes nothing.\n"));
        return r < 0 ? command_failed(c, "the units cannot be read again", r) : EXIT_GOOD;
}
