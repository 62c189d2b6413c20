/*
 * src/core/scan.c: see scan.h. A scanner that keeps failing is left alone for a while
 * (net/breaker.h): nobody waits for it, files do.
 */
#include "core/scan.h"

#include "base/log.h"
#include "core/setting.h"
#include "net/breaker.h"
#include "net/scan.h"

static struct net_breaker breaker = NET_BREAKER;

bool scan_offered(void)
{
        return !str_empty(setting_str(SETTING_CLAMAV_ADDRESS));
}

bool scan_holds_back(void)
{
        return scan_offered() && !setting_bool(SETTING_CLAMAV_SEND_UNSCANNED);
}

void scan_forget(void)
{
        net_breaker_note(&breaker, 0, true);
}

enum scan_end scan_file(struct arena *a, int fd, int patience_ms)
{
        struct net_scan_said said = { .found = STR_NULL };
        int r, most = (int)setting_i64(SETTING_CLAMAV_TIMEOUT);

        if (!scan_offered())
                return SCAN_OFF;
        if (!net_breaker_may(&breaker, clock_now()))
                return SCAN_AWAY;
        r = net_scan(
                a, setting_str(SETTING_CLAMAV_ADDRESS), fd, (int)MIN(patience_ms, most), &said);
        net_breaker_note(&breaker, clock_now(), r == 0 || r == ERR_LIMIT);
        if (r < 0)
                log_warn("scan", "no verdict: %.*s", STRF(said.why));
        if (r == ERR_LIMIT)
                return SCAN_TOO_LARGE;
        if (r < 0)
                return SCAN_AWAY;
        if (!said.found.ptr)
                return SCAN_CLEAN;
        log_warn("scan", "found %.*s in an upload", STRF(said.found));
        return SCAN_INFECTED;
}
