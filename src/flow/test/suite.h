/*
 * src/flow/test/suite.h: the command line of the programs that run outside suites:
 * [--failures] [--floor FILE] [FOLDER [ONLY]]. Without a folder it is the one that
 * $MOTCUA_SHARED holds.
 */
#ifndef FLOW_TEST_SUITE_H
#define FLOW_TEST_SUITE_H

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { SUITE_SKIPPED = 77 }; /* exit code: the suites are not here */

struct suite_options {
        const char *folder;
        const char *floor; /* file with what passed once */
        const char *only;  /* a part of a name */
        bool failures;     /* listed too */
};

/* `inside`: below $MOTCUA_SHARED. ERR_NOT_FOUND: no folder was named and there is none. */
static inline int suite_options(
        struct arena *a, int argc, char **argv, const char *inside, struct suite_options *ret_o)
{
        const char *shared = getenv("MOTCUA_SHARED");
        struct suite_options o = { 0 };

        for (int i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--failures") == 0)
                        o.failures = true;
                else if (strcmp(argv[i], "--floor") == 0 && i + 1 < argc)
                        o.floor = argv[++i];
                else if (!o.folder)
                        o.folder = argv[i];
                else
                        o.only = argv[i];
        }
        if (!o.folder && shared)
                o.folder = str_c(a, str_fmt(a, "%s/%s", shared, inside));
        if (!o.folder || !file_exists(o.folder))
                return ERR_NOT_FOUND;
        *ret_o = o;
        return 0;
}

#endif
