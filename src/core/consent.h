/*
 * src/core/consent.h: what a person lets the portal do with their data beyond what the law says it
 * must. Each decision is a row that stays (law 91/2025: recorded, and taken back as easily as it
 * was given); the newest counts, without one the table says.
 */
#ifndef CORE_CONSENT_H
#define CORE_CONSENT_H

#include "store/store.h"

/* X(NAME, "word", without a decision, docstring) */
#define CONSENTS(X)                                                                                \
        X(PREFILL, "prefill", true, "fill forms in from the national population database")         \
        X(REUSE, "reuse", true, "offer papers again that were given or issued before")
enum consent_purpose {
#define X(name, word, usual, doc) CONSENT_##name,
        CONSENTS(X)
#undef X
                CONSENT_MAX
};
struct consent_row {
        const char *word, *doc;
        bool usual;
};
extern const struct consent_row consent_purposes[CONSENT_MAX];

struct consent {
        bool given;
        i64 at; /* of the decision; I64_NULL: none was made */
};
int consent_of(struct tx *tx, i64 account, enum consent_purpose purpose, struct consent *ret_c);
int consent_put(
        struct tx *tx, i64 account, enum consent_purpose purpose, bool given, struct str peer);

#endif
