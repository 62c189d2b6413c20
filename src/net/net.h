/*
 * src/net/net.h: what the program asks of others over the network: an HTTP request, a mail. It is
 * not the server (src/web) and keeps nothing. By libcurl: certificates and names are checked,
 * redirects are not followed, no other protocol than the one meant is spoken, and an answer that is
 * too large or too slow is a failure. It waits for the other side, so it is called from jobs and
 * from `prepare` without a snapshot, never in a transaction.
 *
 *      struct net_answer ans;
 *      r = net_http(a, &(struct net_request){ .url = url, .type = "application/json",
 *                             .body = json }, &ans);
 */
#ifndef NET_NET_H
#define NET_NET_H

#include "base/str.h"

#define NET_TIMEOUT_MS 15000
#define NET_BODY_MAX   ((size_t)1 << 20)

struct net_request {
        struct str url;            /* http or https */
        const char *type;          /* of the body; NULL: a GET without one */
        struct str body;           /* sent with POST */
        const struct str *headers; /* "Name: value", without line ends */
        size_t n_headers;
        struct str ca_file; /* PEM of authorities to trust besides the system's; empty: none */
        int timeout_ms;     /* 0: NET_TIMEOUT_MS */
        size_t max;         /* bytes of the answer; 0: NET_BODY_MAX */
};
struct net_answer {
        int status;
        struct str type; /* Content-Type, STR_NULL when absent */
        struct str body;
        struct str why; /* of ERR_IO: one line in English */
};
/*
 * 0 when an answer came, whatever its status. ERR_IO (ret_answer->why says what), ERR_LIMIT (too
 * large), ERR_INVALID (the address or a header is not one).
 */
int net_http(struct arena *a, const struct net_request *rq, struct net_answer *ret_answer);

struct net_mail {
        struct str url;            /* smtp://host:587, smtps://host:465 */
        struct str user, password; /* AUTH; empty: none */
        bool plain;                /* smtp:// without STARTTLS is allowed: a relay of one's own */
        struct str ca_file;
        struct str from, to; /* addresses */
        struct str from_name, subject, text;
        struct str id; /* of the Message-ID: the same mail sent twice is known by it */
        i64 at;
};
/*
 * 0: the server took it. ERR_INVALID: an address that no header can hold; ERR_DENIED: the server
 * will never take it (5xx); ERR_IO: try again. *ret_answer, always set: the server's last words, or
 * what went wrong.
 */
int net_mail(struct arena *a, const struct net_mail *m, struct str *ret_answer);
/* The message as it is sent (RFC 5322, 2045, 2047), lines end in CRLF. ERR_INVALID as above. */
int net_mail_text(struct arena *a, const struct net_mail *m, struct str *ret_text);

#endif
