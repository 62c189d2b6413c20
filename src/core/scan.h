/*
 * src/core/scan.h: files are looked through for viruses when an administrator named a scanner
 * (settings clamav.*; docs/operations.md). Without one nothing here happens. It waits for the other
 * side, so it is called from jobs and from prepare without a snapshot.
 */
#ifndef CORE_SCAN_H
#define CORE_SCAN_H

#include "base/str.h"

enum scan_end {
        SCAN_OFF,       /* there is no scanner */
        SCAN_CLEAN,     /* it found nothing */
        SCAN_INFECTED,  /* it did */
        SCAN_TOO_LARGE, /* it does not take files of this size */
        SCAN_AWAY,      /* it is not there, or did not answer in time */
};

bool scan_offered(void);
/* A file that nobody looked through yet may not be handed in (clamav.send_unscanned is off). */
bool scan_holds_back(void);
enum scan_end scan_file(struct arena *a, int fd, int patience_ms);
/* So that a test need not wait for a scanner that it drove away. */
void scan_forget(void);

#endif
