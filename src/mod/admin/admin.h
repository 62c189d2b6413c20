/*
 * src/mod/admin/admin.h: what the IT staff and machines ask of an installation: units over the API,
 * whether it is healthy, its figures for monitoring, the API's own description.
 */
#ifndef MOD_ADMIN_ADMIN_H
#define MOD_ADMIN_ADMIN_H

#include "core/module.h"
#include "mod/admin/reorganise.h"

extern const struct module admin_module;
/* app fills these: figures of parts that a module cannot see. */
struct admin_probes {
        void (*metrics)(struct buf *out);                          /* Prometheus text */
        int (*ready)(struct tx *tx);                               /* 0 when everything is up */
        struct str (*openapi)(struct arena *a);                    /* JSON */
        int (*procedures)(struct arena *a, struct str *ret_lines); /* as `export` writes them */
};
void admin_set_probes(const struct admin_probes *p);

#endif
