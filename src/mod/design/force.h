/*
 * src/mod/design/force.h: versions that come into force; private to mod/design. See force.c.
 */
#ifndef MOD_DESIGN_FORCE_H
#define MOD_DESIGN_FORCE_H

#include "flow/dmn.h"
#include "mod/design/design.h"

#define DESIGN_SPACE "namespace" /* what a decision model offers to those that import it */

/*
 * The names under which others find what a model holds: its process, its decisions. ERR_INVALID:
 * the engine would refuse it.
 */
int design__offers(struct arena *a, enum design_kind kind, struct str content,
        const struct str **ret_names, size_t *ret_n);
/*
 * In the write that publishes: what others will find from that day on. ERR_EXISTS: another model
 * holds something of that name.
 */
int design__enforce(
        struct tx *tx, const struct design_model *m, const struct design_version *v, i64 from);
extern const struct job_kind design_jobs[];

/* imports.c: the namespace of a decision model; STR_NULL: it cannot be read. */
struct str design__space(struct arena *a, struct str content);
/* The model first, then all that it imports; without tx the model alone. For dmn_load(). */
int design__with_imports(struct arena *a, struct tx *tx, struct str content, i64 day,
        const struct dmn_source **ret_sources, size_t *ret_n);

#endif
