/*
 * src/app/indicators.c: `motcua indicators check|recompute`: are the live figures what the dossiers
 * say? The counting is the module's (mod/indicator/recompute.c).
 */
#include "app/command.h"
#include "mod/indicator/indicator.h"

int command_indicators(struct app *a, struct control_call *c)
{
        struct str what = operand(c, 1);
        struct recompute_report report;
        bool repair = what.ptr && str_is(what, "recompute");
        int r;

        if (!what.ptr || operand(c, 2).ptr || (!repair && !str_is(what, "check")))
                return EXIT_USAGE;
        r = indicator_recompute(a->store, repair, &report);
        if (r < 0)
                return command_failed(c, "the figures cannot be counted", r);
        control_printf(c, "dossiers: %lld looked at, %lld counted otherwise than they stand\n",
                (long long)report.dossiers, (long long)report.wrong_dossiers);
        control_printf(c, "figures: %lld of unit and procedure, %lld numbers were wrong\n",
                (long long)report.pairs, (long long)report.wrong_counts);
        if (!report.wrong_dossiers && !report.wrong_counts) {
                control_print(c, STR("The live figures are exactly what the dossiers say.\n"));
                return EXIT_GOOD;
        }
        control_print(c, repair ? STR("They are put right.\n")
                                : STR("motcua indicators recompute puts them right.\n"));
        return repair ? EXIT_GOOD : EXIT_BAD;
}
