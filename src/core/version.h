/*
 * src/core/version.h: documents under control: models and procedures have versions that one person
 * writes and another approves and publishes. What their modules have in common: who does what, the
 * rows of their state tables, the sealed record. Rows of versions and events are the modules' own.
 */
#ifndef CORE_VERSION_H
#define CORE_VERSION_H

#include "core/module.h"
#include "core/who.h"

struct version_act {
        const struct who *who;
        struct str action, note; /* note: the reason, or what was changed */
        struct str peer;
        i64 revision;   /* as the asker saw it; I64_NULL: as it is now */
        i64 valid_from; /* civil day, of "publish"; else I64_NULL */
};

/* What the row asks for beside the state. ERR_INVALID: no reason, or no day from today on. */
int version_ready(const struct version_act *act, const struct move *move, i64 today);
/* kind: "design" or "procedure"; the object of the record is of kind "design_version" then. */
int version_audit(struct tx *tx, const struct version_act *act, const char *kind, i64 version,
        struct str code, i64 number);

#endif
