/*
 * src/web/route.h: the constant tables through which everything is reached. What is not in a table
 * cannot be reached; a field that a route does not declare does not reach its handler.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/str.h"
#include "store/store.h"

struct req;
struct input;
struct outcome;

enum verb { VERB_NONE, GET, POST, PUT, DELETE, PATCH, VERB_MAX };
extern const char *const verb_names[VERB_MAX]; /* "GET" */

enum field_kind {
        FIELD_TEXT,     /* one line, NFC, max = characters */
        FIELD_LINES,    /* several lines */
        FIELD_I64,      /* max = largest value, 0 none */
        FIELD_MOMENT,   /* milliseconds, of a year from 1970 to 9999 */
        FIELD_BOOL,     /* checkbox: present; JSON true/false */
        FIELD_DATE,     /* boxes name-day, name-month, name-year, or dd/mm/yyyy, or ISO */
        FIELD_MONEY,    /* đồng; dots and spaces allowed; max = largest */
        FIELD_CHOICE,   /* one of `choices` */
        FIELD_LIST,     /* repeated one-line text; max = items */
        FIELD_IDENTITY, /* 12 digits (or 9 of the old card); spaces dropped */
        FIELD_PHONE,    /* Vietnamese number, normalised to 0xxxxxxxxx */
        FIELD_EMAIL,
        FIELD_SECRET, /* password: not trimmed, never echoed or logged */
        FIELD_FILE,   /* uploads; max = bytes each; choices = types taken, NULL or "*" */
        FIELD_JSON,   /* API: any JSON value; HTML: JSON text; max = bytes */
        FIELD_KEY,    /* opaque paging or version token, [A-Za-z0-9_.:-] */
        FIELD_FORM,   /* all named "<name>.*" or "<name>-*" as a JSON object: answers of a form */
        FIELD_KIND_MAX
};
enum { FIELD_OPTIONAL = 0, FIELD_REQUIRED = 1, FIELD_PERSONAL = 2 };

struct field {
        const char *name;
        enum field_kind kind;
        unsigned rule; /* FIELD_REQUIRED | FIELD_PERSONAL */
        i64 max;
        int message;         /* text id (T_…) when missing or wrong; 0: the kind's own message */
        const char *choices; /* FIELD_CHOICE: "vi|en" */
};

enum route_flag {
        ROUTE_READS_PERSON = 1, /* an access record is durable before the body is sent */
        ROUTE_CALLBACK = 2,     /* a GET that writes (OpenID return): its own state, no CSRF */
        /*
         * The page of those without a session is kept, by generations. Who has one gets a page of
         * their own, with their name on it, which is never kept.
         */
        ROUTE_CACHED = 4,
        ROUTE_SLOW = 8,    /* run in a worker even on SQLite */
        ROUTE_REAUTH = 16, /* asks for the password again after 5 minutes (the guard) */
        ROUTE_NOINDEX = 32,
        ROUTE_API = 64,          /* JSON, bearer tokens, no CSRF, Idempotency-Key header */
        ROUTE_UPLOAD = 128,      /* body up to the upload limit */
        ROUTE_PUBLIC_FORM = 256, /* a write that an anonymous visitor with a pre-session may do */
        ROUTE_FIRST_PASSWORD = 512, /* open to who must change a password first; only these */
        /*
         * A page of the drawing editors: scripts of our own, which may ask this server, and styles
         * that they set on elements.
         */
        ROUTE_EDITOR = 1024,
        ROUTE_MATCH = 2048, /* If-Match is looked at: input_match() in apply */
        /* A page that a script of our own makes easier, and that works without it. */
        ROUTE_SCRIPT = 4096,
        /* Of a write whose object somebody else moved on: `again` shows it as it is now (409). */
        ROUTE_MOVED_ON = 8192,
        /*
         * With ROUTE_API: files that arrive piece by piece, by the protocol tus 1.0. The body of a
         * PATCH is the route's one FIELD_FILE, as it comes and without a name. Who has no token may
         * come with their session: the header Tus-Resumable, which the page of another site cannot
         * set, stands for the token of a form.
         */
        ROUTE_RESUME = 16384,
        ROUTE_SECOND = 32768, /* open to who must set up a second factor first; only these */
};

/* The three phases. All return 0 or ERR_…; req_fail/input_fail before that say the words. */
typedef int read_fn(struct req *rq);
typedef int prepare_fn(struct req *rq, struct input *in);
typedef int apply_fn(struct tx *tx, const struct input *in, struct outcome *ret_out);
typedef int answer_fn(struct req *rq, const struct outcome *out);

struct route {
        enum verb verb;
        const char *path; /* "/dossiers/:code"; ":rest*" takes all that follows */
        int permission;   /* enum perm of core */
        unsigned flags;
        const struct field *fields; /* query of a GET, body of a write; ends with name NULL */
        read_fn *read;              /* GET */
        /*
         * Of a write with ROUTE_UPLOAD, may be NULL: asked with who is asking and the address
         * alone, before a byte of the body is taken where that is possible, and in any case before
         * the fields.
         */
        read_fn *admit;
        prepare_fn *prepare; /* writes; may be NULL */
        apply_fn *apply;
        answer_fn *answer;
        read_fn *again;          /* shows the form again with errors and what was typed (422) */
        const char *doc;         /* one line for the generated reference and OpenAPI */
        const char *generations; /* ROUTE_CACHED: "catalogue,units,texts" */
};
#define READ(fields_, read_) .fields = (fields_), .read = (read_)
#define WRITE(fields_, prepare_, apply_, answer_, again_)                                          \
        .fields = (fields_), .prepare = (prepare_), .apply = (apply_), .answer = (answer_),        \
        .again = (again_)

#endif
