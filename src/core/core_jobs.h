/*
 * src/core/core_jobs.h: what core does from time to time: old idempotency keys, abandoned files.
 */
#ifndef CORE_CORE_JOBS_H
#define CORE_CORE_JOBS_H

#include "job/job.h"

extern const struct job_kind core_jobs[];

#endif
