/*
 * src/base/base.h: the words every file uses: integer types, results, checks, clean-up.
 * It holds no behaviour that could need a test of its own.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t i64;
typedef uint64_t u64;
typedef uint32_t u32;
typedef uint8_t u8;

/* "No value" of an i64 column, parameter or field (SQL NULL). Text has ptr == NULL instead. */
#define I64_NULL INT64_MIN

/*
 * Results: 0 or one of these. A function's comment lists the two or three that its caller should
 * expect; all others travel up unchanged (style.md 7). err_name() and the HTTP status of each are
 * in err.c, one row a code.
 */
enum err {
        ERR_NOT_FOUND = -1,    /* absent, or not yours: both answer alike */
        ERR_EXISTS = -2,       /* a unique value is taken */
        ERR_INVALID = -3,      /* what an outsider sent is malformed; fields carry the details */
        ERR_DENIED = -4,       /* signed in, but not allowed */
        ERR_LOGIN = -5,        /* nobody is signed in and somebody must be */
        ERR_STATE = -6,        /* the object's state does not allow this action */
        ERR_STALE = -7,        /* somebody changed the object since the page was made */
        ERR_LIMIT = -8,        /* too large, too deep, too many */
        ERR_BUSY = -9,         /* try again later: 503 with Retry-After */
        ERR_IO = -10,          /* disk or network failed */
        ERR_CORRUPT = -11,     /* stored bytes are not what was stored */
        ERR_UNSUPPORTED = -12, /* a kind of input that is not handled, said politely */
        ERR_CONSTRAINT = -13,  /* a database constraint other than a taken unique value */
        ERR_UNKNOWN = -14,  /* outcome unknown (connection lost in COMMIT): 503, repeat with key */
        ERR_FULL = -15,     /* no space left on the device */
        ERR_RATE = -16,     /* too many tries: 429 */
        ERR_INTERNAL = -17, /* our own mistake, reported but survivable */
        ERR_GONE = -18,     /* was here once and has been withdrawn: 410 */
        ERR_PRECONDITION = -19, /* If-Match names another state than there is: 412 */
        ERR_MAX = -20
};

const char *err_name(int err);
int err_http_status(int err);

/*
 * CHECK(x): our own mistakes, on in production too: logs place and text, kills this process; the
 * supervisor starts it again. Never on what an outsider can send.
 */
#define CHECK(x) ((x) ? (void)0 : check_failed(#x, __FILE__, __LINE__))
_Noreturn void check_failed(const char *text, const char *file, int line);

#define ARRAY_LEN(a)      (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b)         ((a) < (b) ? (a) : (b))
#define MAX(a, b)         ((a) > (b) ? (a) : (b))
#define AUTO(fn)          __attribute__((cleanup(fn)))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define UNUSED            __attribute__((unused))

#endif
