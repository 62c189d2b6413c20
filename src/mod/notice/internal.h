/*
 * src/mod/notice/internal.h: what the files of this folder share.
 */
#ifndef MOD_NOTICE_INTERNAL_H
#define MOD_NOTICE_INTERNAL_H

#include "mod/notice/notice.h"
#include "web/html.h"

/* A message on its way out of the portal. */
struct notice_message {
        i64 delivery;
        struct str address;
        struct str title, lead; /* in the receiver's language */
        struct str code;        /* of the dossier; empty: about none */
        struct str usual;       /* the procedure's usual name, for mail only */
        struct str link;        /* empty when the installation has no public address */
        enum lang lang;
        i64 at;
};

/*
 * A way out. send: 0 when the other side took it, ERR_DENIED when it never will, all else: try
 * again; *ret_answer is set always. Never called in a transaction.
 */
struct notice_channel {
        const char *name;
        int text; /* T_… its name */
        bool (*ready)(void);
        struct str (*address)(const struct notice_contact *c);
        int (*send)(struct arena *a, const struct notice_message *m, struct str *ret_answer);
};
extern const struct notice_channel notice_channels[]; /* ends with name NULL */
const struct notice_channel *notice__channel(struct str name);

/* Does the account want this topic by this way? choices: of the account. */
bool notice__wants(const struct notice_choice_row_rows *choices, enum notice_topic topic,
        const struct notice_channel *c);
const char *notice__topic_word(enum notice_topic topic);

extern const struct route notice_routes[], notice_confirm_routes[];
extern const struct job_kind notice_jobs[];
extern const struct subscription notice_subscriptions[];

/* In which language the account wants to be told; I64_NULL: Vietnamese. */
enum lang notice__lang(struct tx *tx, i64 account);

#define NOTICE_CODE_JOB "notice.code"
int notice__code_send(struct job_run *run);   /* the code of the row that is its object */
int notice__codes_purge(struct job_run *run); /* those that are long over */

/* The whole of a short message: at most 160 letters without marks, the link last and whole. */
struct str notice__sms(struct arena *a, const struct notice_message *m);

#endif
