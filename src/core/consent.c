/*
 * src/core/consent.c: see consent.h.
 */
#include "core/consent.h"

#include "base/id.h"
#include "core/queries.h"

const struct consent_row consent_purposes[CONSENT_MAX] = {
#define X(name, word, usual, doc) [CONSENT_##name] = { word, doc, usual },
        CONSENTS(X)
#undef X
};

int consent_of(struct tx *tx, i64 account, enum consent_purpose purpose, struct consent *ret_c)
{
        const struct consent_row *p = &consent_purposes[purpose];
        struct consent_last last;
        int r = consent_newest(tx, account, str_of(p->word), &last);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        *ret_c = r == 0 ? (struct consent){ last.given, last.at }
                        : (struct consent){ p->usual, I64_NULL };
        return 0;
}

int consent_put(
        struct tx *tx, i64 account, enum consent_purpose purpose, bool given, struct str peer)
{
        return consent_insert(tx, &(struct consent_insert_args){ .id = id_new(),
                                          .account = account,
                                          .purpose = str_of(consent_purposes[purpose].word),
                                          .given = given,
                                          .at = tx->now,
                                          .peer = peer });
}
