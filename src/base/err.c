/*
 * src/base/err.c: names and HTTP statuses of results, one row a code; the death of CHECK.
 */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
        const char *name;
        int status;
} errs[] = {
        [0] = { "ok", 200 },
        [-ERR_NOT_FOUND] = { "not_found", 404 },
        [-ERR_EXISTS] = { "exists", 409 },
        [-ERR_INVALID] = { "invalid", 422 },
        [-ERR_DENIED] = { "denied", 403 },
        [-ERR_LOGIN] = { "login", 401 },
        [-ERR_STATE] = { "state", 409 },
        [-ERR_STALE] = { "stale", 409 },
        [-ERR_LIMIT] = { "limit", 413 },
        [-ERR_BUSY] = { "busy", 503 },
        [-ERR_IO] = { "io", 503 },
        [-ERR_CORRUPT] = { "corrupt", 500 },
        [-ERR_UNSUPPORTED] = { "unsupported", 415 },
        [-ERR_CONSTRAINT] = { "constraint", 409 },
        [-ERR_UNKNOWN] = { "unknown", 503 },
        [-ERR_FULL] = { "full", 503 },
        [-ERR_RATE] = { "rate", 429 },
        [-ERR_INTERNAL] = { "internal", 500 },
        [-ERR_GONE] = { "gone", 410 },
        [-ERR_PRECONDITION] = { "precondition", 412 },
};

const char *err_name(int err)
{
        if (err > 0 || err <= ERR_MAX)
                return "?";
        return errs[-err].name;
}

int err_http_status(int err)
{
        if (err > 0 || err <= ERR_MAX)
                return 500;
        return errs[-err].status;
}

_Noreturn void check_failed(const char *text, const char *file, int line)
{
        fprintf(stderr, "CHECK failed: %s at %s:%d\n", text, file, line);
        fflush(stderr);
        abort();
}
