/*
 * src/mod/design/migrate.h: instances that run by another version of a process are taken over to
 * this one; private to mod/design. First dry: what would go over, what would change for it, what
 * is in the way; then for good, by a job in batches that survives a kill. See flow_migrate().
 */
#ifndef MOD_DESIGN_MIGRATE_H
#define MOD_DESIGN_MIGRATE_H

#include "mod/design/design.h"

/* The models of the engine that belong to the process of a published version. */
struct design_deployed {
        struct flow_model_head_rows models; /* all versions in the engine, newest first */
        const struct flow_model_head *own;  /* this version's; NULL: it never came into force */
};
/* ERR_NOT_FOUND: no process, or never published. */
int design__deployed(struct tx *tx, const struct design_version *v, struct design_deployed *ret_d);

/*
 * Begins a migration from that model of the engine; `dry` only looks. For good: only after a dry
 * one of the same pair has ended with something that fits, and by a person who wrote none of the
 * version. ERR_STATE: that is not so, the version is not in force, or one is under way. ERR_DENIED.
 */
int design__migrate(struct tx *tx, const struct design_model *m, const struct design_version *v,
        const struct version_act *act, i64 from_model, bool dry);

/* What was found, for each element and reason. */
struct design_finding {
        struct str node, why; /* English, as the engine says it */
        i64 n;                /* instances */
        bool bad;             /* they stay */
};
size_t design__findings(struct arena *a, struct str notes, const struct design_finding **ret_list);

/* The newest of a dry run of this pair that has ended; NULL none. Rows newest first. */
const struct design_migration *design__looked(
        const struct design_migration_rows *rows, i64 from_model, i64 to_model);

#define DESIGN_MIGRATE "design.migrate"
int design__migrate_run(struct job_run *run);

#endif
