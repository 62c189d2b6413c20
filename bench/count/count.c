/*
 * bench/count/count.c ACCOUNT PATH N: the whole program in one process under callgrind, counted only
 * while it answers PATH N times, for the account or (-) for nobody. Other work on the machine cannot
 * change the count, so it tells what a change of the program was worth when times tell nothing.
 */
#include <stdio.h>
#include <valgrind/callgrind.h>

#include "app/test/site.h"

enum { WARM = 20 }; /* statements prepared, pages of the database and code in memory */

static bool ask(const struct visitor *v, const char *path, i64 n)
{
        for (i64 i = 0; i < n; i++) {
                struct answer a = site_get(v, path);

                if (a.status != 200) {
                        fprintf(stderr, "count: %s: answer %d\n", path, a.status);
                        return false;
                }
        }
        return true;
}

int main(int argc, char **argv)
{
        struct site s;
        struct visitor v;
        i64 n;
        bool good;

        if (argc != 4 || str_to_i64(str_of(argv[3]), &n) < 0 || !site_begin(&s, DB_SQLITE))
                return 2;
        v = site_visitor(&s, strcmp(argv[1], "-") == 0 ? NULL : argv[1]);
        good = ask(&v, argv[2], WARM);
        CALLGRIND_START_INSTRUMENTATION;
        CALLGRIND_ZERO_STATS;
        good = good && ask(&v, argv[2], n);
        CALLGRIND_STOP_INSTRUMENTATION;
        CALLGRIND_DUMP_STATS_AT("asked");
        site_end(&s);
        return good ? 0 : 1;
}
