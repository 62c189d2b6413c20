/*
 * src/mod/notice/notice.h: telling people. A notice is a row of the one who is told, written in the
 * transaction of what happened; from there it leaves by the ways that they chose (mail, SMS, chat),
 * each a delivery with a job of its own that is tried again with growing pauses until the other
 * side has taken it, said that it never will, or was silent too often (a dead letter).
 *
 * Invariants: what happened and its notice are committed together; a delivery is sent at most once
 * as the receiver sees it (each carries its id); what leaves the portal names the dossier's code,
 * mail the procedure too, and never whose it is or what it contains.
 */
#ifndef MOD_NOTICE_NOTICE_H
#define MOD_NOTICE_NOTICE_H

#include "core/module.h"
#include "mod/notice/queries.h"

/* What notices are about, as people choose. X(NAME, "word", mail by nature, sms by nature) */
#define NOTICE_TOPICS(X)                                                                           \
        X(NEEDED, "needed", true, true)                                                            \
        X(RESULT, "result", true, true)                                                            \
        X(DECISION, "decision", true, true)                                                        \
        X(PROGRESS, "progress", true, false)                                                       \
        X(SAFETY, "safety", true, true)
enum notice_topic {
#define X(name, word, mail, sms) NOTICE_##name,
        NOTICE_TOPICS(X)
#undef X
                NOTICE_TOPIC_MAX
};

struct notice_kind {
        const char *kind; /* NULL ends the table */
        enum notice_topic topic;
        int title, lead; /* T_…; {detail} of the lead is the due moment in words */
        const char *at;  /* the page that it leads to; NULL: that of the dossier */
};
extern const struct notice_kind notice_kinds[];
/* NULL when there is none. */
const struct notice_kind *notice_kind_by(struct str kind);

/* In the transaction of what happened. kind: of notice_kinds (CHECK). */
struct notice_new {
        const char *kind;
        i64 account; /* I64_NULL: nobody has an account; then dossier tells whom */
        i64 dossier; /* I64_NULL: not about one */
        struct str dossier_code;
        i64 due_at; /* I64_NULL */
        /* Addresses of before: those that differ from the present ones are told too. NULL: none. */
        const struct notice_contact *before;
};
int notice_tell(struct tx *tx, const struct notice_new *n);

enum delivery_state { DELIVERY_WAITS = 1, DELIVERY_SENT, DELIVERY_DEAD, DELIVERY_NO_ADDRESS };
/* T_… of a channel's name: "mail", "sms", "chat". */
int notice_channel_text(struct str channel);
/* A dead letter is sent once more. ERR_NOT_FOUND: it is not one. */
int notice_again(struct tx *tx, i64 delivery);

extern const struct module notice_module;

#endif
