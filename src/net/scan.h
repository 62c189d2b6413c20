/*
 * src/net/scan.h: asking a virus scanner about a file: the command INSTREAM of clamd (ClamAV, man
 * 8 clamd). The bytes go over the socket, so that the scanner may stand on another machine and sees
 * no folder of ours. It decides nothing about the file.
 *
 *      struct net_scan_said said;
 *      r = net_scan(a, STR("unix:///run/clamav/clamd.ctl"), fd, 10000, &said);
 *      if (r == 0 && said.found.ptr)
 *              … said.found names what is in it …
 */
#ifndef NET_SCAN_H
#define NET_SCAN_H

#include "base/str.h"

struct net_scan_said {
        struct str found; /* name of the virus; STR_NULL: none was found */
        struct str why;   /* of ERR_IO: one line in English */
};

/* "tcp://host:3310" (a host in brackets when it has colons) or "unix:///path". */
bool net_scan_address(struct str address);
/*
 * The file behind fd from its first byte on; fd's position stays. ERR_IO: no answer, or none that
 * can be understood, in patience_ms; ERR_LIMIT: larger than the scanner takes; ERR_INVALID: not an
 * address. said->why is set on every failure.
 */
int net_scan(struct arena *a, struct str address, int fd, int patience_ms,
        struct net_scan_said *ret_said);

#endif
