/*
 * src/mod/dossier/resumed.c: files that arrive piece by piece: the protocol tus 1.0
 * (https://tus.io/protocols/resumable-upload) with creation, expiration, checksum and termination,
 * for programs with a token and for the script upload.js with the session of its page. What comes
 * of it is a file like one of POST /api/v1/files, named by its code where files are asked for.
 * Keeping the pieces is core/partial.h's; here is only how they are asked for and told of.
 */
#include "base/base64.h"
#include "base/json.h"
#include "base/random.h"
#include "base/utf8.h"
#include "core/partial.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/dossier/pages.h"
#include "web/texts.h"

#define METADATA_MAX  4096 /* bytes, as sent */
#define PATIENCE_MS   1000 /* of the check while somebody waits; after it a job does the same */
#define WRONG_CONTENT 460  /* of tus: the bytes are not those that were meant */

static int check_version(struct req *rq)
{
        if (str_is(req_header(rq, TUS_HEADER), TUS_VERSION))
                return 0;
        reply_header(rq, "Tus-Version", STR(TUS_VERSION));
        return req_fail(rq, ERR_PRECONDITION, T_DOSSIER_TUS_VERSION);
}

/* A header that is a number from 0 on. */
static int header_number(struct req *rq, const char *name, i64 *ret_n)
{
        struct str s = req_header(rq, name);
        i64 n;

        if (!s.ptr || str_to_i64(s, &n) < 0 || n < 0)
                return req_fail_as(rq, 400, ERR_INVALID, T_DOSSIER_TUS_HEADER);
        *ret_n = n;
        return 0;
}

/* IMF-fixdate (RFC 9110, 5.6.7). */
static struct str http_date(struct arena *a, i64 t)
{
        static const char days[] = "MonTueWedThuFriSatSun";
        static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
        struct civil c;

        time_civil(t - ZONE_MS, &c);
        return str_fmt(a, "%.3s, %02d %.3s %d %02d:%02d:%02d GMT", days + 3 * (c.weekday - 1),
                c.day, months + 3 * (c.month - 1), c.year, c.hour, c.minute, c.second);
}

static void put_number(struct req *rq, const char *name, i64 n)
{
        reply_header(rq, name, str_fmt(rq->arena, "%lld", (long long)n));
}

/* "filename d29ybGQ=,sha256 …": the value of one key, STR_NULL when absent. ERR_INVALID. */
static int metadata_value(struct arena *a, struct str all, const char *name, struct str *ret_value)
{
        struct str item, key, value, found = STR_NULL;

        while (str_cut(&all, ',', &item)) {
                item = str_trim(item);
                if (!str_cut(&item, ' ', &key) || !key.len)
                        return ERR_INVALID;
                value = STR("");
                if (item.ptr && base64_read(a, str_trim(item), &value) < 0)
                        return ERR_INVALID;
                if (str_is(key, name))
                        found = value;
        }
        *ret_value = found;
        return 0;
}

/* ---- POST /api/v1/uploads ---- */

static int take_metadata(struct req *rq, struct partial_new *n)
{
        struct str name = STR_NULL;

        n->metadata = STR("");
        if (req_header(rq, "Upload-Metadata").len)
                n->metadata = str_dup(rq->arena, req_header(rq, "Upload-Metadata"));
        if (n->metadata.len > METADATA_MAX || !utf8_valid(n->metadata) ||
                (n->metadata.len && metadata_value(rq->arena, n->metadata, "filename", &name) < 0))
                return req_fail_as(rq, 400, ERR_INVALID, T_DOSSIER_TUS_HEADER);
        n->name = upload_clean_name(rq->arena, name);
        return 0;
}

static int create_prepare(struct req *rq, struct input *in)
{
        struct partial_new *n = NEW(rq->arena, struct partial_new);
        int r = check_version(rq);

        if (r == 0)
                r = header_number(rq, "Upload-Length", &n->length);
        if (r == 0)
                r = take_metadata(rq, n);
        if (r < 0)
                return r;
        if (n->length == 0)
                return input_fail(in, NULL, T_WEB_FILE_EMPTY, n->name);
        put_number(rq, "Tus-Max-Size", setting_i64(SETTING_UPLOAD_MB) << 20);
        n->account = rq->who->account;
        n->code = random_code(rq->arena, 16);
        in->prepared = n;
        r = partial_may(rq->tx, n->account, n->length);
        if (r == ERR_LIMIT)
                return req_fail(rq, r, T_DOSSIER_TUS_LARGE);
        return r == ERR_RATE ? req_fail(rq, r, T_DOSSIER_TUS_MANY) : r;
}

static int create_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct partial_new *n = in->prepared;

        out->code = n->code;
        return partial_begin(tx, n);
}

static int create_answer(struct req *rq, const struct outcome *out)
{
        reply_header(rq, "Location", str_fmt(rq->arena, "/api/v1/uploads/%.*s", STRF(out->code)));
        reply_header(rq, "Upload-Expires", http_date(rq->arena, partial_expiry(rq->now)));
        return reply_bytes(rq, 201, NULL, STR(""), STR_NULL);
}

/* ---- HEAD and GET /api/v1/uploads/:id ---- */

static int put_file(struct req *rq, struct json_writer *w, i64 id)
{
        struct file f;
        int r = file_by_id(rq->tx, id, &f);

        if (r < 0)
                return r;
        json_open(w, "file", '{');
        json_put_str(w, "id", f.code);
        json_put_str(w, "type", f.type);
        json_put_i64(w, "size", f.size);
        json_put_str(w, "check", files_check_word(f.check_state));
        if (f.check_reason.ptr)
                json_put_str(w, "reason", f.check_reason);
        json_put_i64(w, "pages", f.pages);
        json_put_bool(w, "scanned", f.scanned_at != I64_NULL);
        json_put_str(w, "sha256", str_hex(rq->arena, f.hash.ptr, f.hash.len));
        json_close(w, '}');
        return 0;
}

static int upload_show(struct req *rq)
{
        struct partial_file p;
        struct json_writer w;
        struct buf b;
        int r = check_version(rq);

        if (r == 0)
                r = partial_of(rq->tx, rq->who->account, path_str(rq->in, "id"), &p);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, 16384);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "id", p.code);
        json_put_str(&w, "name", p.name);
        json_put_i64(&w, "length", p.length);
        json_put_i64(&w, "offset", p.received);
        json_put_str(&w, "expires_at", time_iso(rq->arena, p.expires_at));
        if (p.file_id != I64_NULL)
                r = put_file(rq, &w, p.file_id);
        if (r < 0)
                return r;
        who_reads_own(rq, p.account_id);
        json_close(&w, '}');
        put_number(rq, "Upload-Offset", p.received);
        put_number(rq, "Upload-Length", p.length);
        if (p.metadata.len)
                reply_header(rq, "Upload-Metadata", p.metadata);
        reply_header(rq, "Upload-Expires", http_date(rq->arena, p.expires_at));
        reply_header(rq, "Cache-Control", STR("no-store"));
        return reply_json(rq, 200, buf_str(&b));
}

/* ---- PATCH /api/v1/uploads/:id ---- */

static const struct field piece_fields[] = {
        { "piece", FIELD_FILE, FIELD_REQUIRED, 0, 0, "*" },
        { 0 },
};

struct piece {
        struct partial_file p;
        struct upload whole;
        bool last;
};

/* "sha256 <base64>" of this piece, when its sender said so. */
static int check_sum(struct req *rq, const struct upload *u)
{
        struct str said = req_header(rq, "Upload-Checksum"), algorithm, sum;

        if (!said.ptr)
                return 0;
        if (!str_cut(&said, ' ', &algorithm) || !str_is(algorithm, "sha256") || !said.ptr ||
                base64_read(rq->arena, str_trim(said), &sum) < 0 || sum.len != sizeof u->hash)
                return req_fail_as(rq, 400, ERR_INVALID, T_DOSSIER_TUS_HEADER);
        if (memcmp(sum.ptr, u->hash, sizeof u->hash) != 0)
                return req_fail_as(rq, WRONG_CONTENT, ERR_INVALID, T_DOSSIER_TUS_SUM);
        return 0;
}

/*
 * The file that was meant, if its sender said so in the metadata: somebody who goes on with another
 * file of the same name and length would otherwise hand in a mixture.
 */
static int check_whole_sum(struct req *rq, const struct piece *x)
{
        struct str said = STR_NULL;
        u8 meant[32];

        if (x->p.metadata.len && metadata_value(rq->arena, x->p.metadata, "sha256", &said) < 0)
                return ERR_CORRUPT; /* it could be read when it came */
        if (!said.ptr)
                return 0;
        if (said.len == 64 && str_unhex(said, meant, sizeof meant) == 0 &&
                memcmp(meant, x->whole.hash, sizeof meant) == 0)
                return 0;
        return req_fail_as(rq, WRONG_CONTENT, ERR_INVALID, T_DOSSIER_TUS_SUM);
}

/* All are there: one file, looked into as any other. */
static int make_whole(struct req *rq, struct input *in, struct piece *x)
{
        int text, r = partial_join(rq, &x->p, input_file(in, "piece", 0), &x->whole);

        if (r == 0)
                r = check_whole_sum(rq, x);
        if (r < 0)
                return r;
        text = upload_fault(&x->whole);
        if (!text) {
                req_leave_snapshot(rq);
                text = files_inspect(rq->arena, &x->whole, PATIENCE_MS);
                if (req_take_snapshot(rq) < 0)
                        return ERR_BUSY;
        }
        return text ? input_fail(in, "file", text, x->whole.name) : 0;
}

static int piece_prepare(struct req *rq, struct input *in)
{
        struct piece *x = NEW(rq->arena, struct piece);
        const struct upload *u = input_file(in, "piece", 0);
        i64 at;
        int r = check_version(rq);

        if (r == 0)
                r = header_number(rq, "Upload-Offset", &at);
        if (r == 0)
                r = partial_of(rq->tx, rq->who->account, path_str(in, "id"), &x->p);
        if (r < 0)
                return r;
        if (x->p.file_id != I64_NULL || at != x->p.received) {
                put_number(rq, "Upload-Offset", x->p.received);
                return req_fail(rq, ERR_STALE, T_DOSSIER_TUS_OFFSET);
        }
        if (u->size > x->p.length - at)
                return req_fail(rq, ERR_LIMIT, T_DOSSIER_TUS_LONG);
        r = check_sum(rq, u);
        if (r < 0)
                return r;
        in->prepared = x;
        x->last = at + u->size == x->p.length;
        return x->last ? make_whole(rq, in, x) : 0;
}

static int piece_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct piece *x = in->prepared;
        const struct upload *u = input_file(in, "piece", 0);

        out->code = x->p.code;
        out->json = str_fmt(tx->arena, "{\"offset\":%lld,\"expires\":%lld}",
                (long long)(x->p.received + u->size), (long long)partial_expiry(tx->now));
        return partial_add(tx, &x->p, u, x->last ? &x->whole : NULL);
}

static int piece_answer(struct req *rq, const struct outcome *out)
{
        const struct json *j;

        if (json_parse(rq->arena, out->json, &j, NULL) < 0)
                return ERR_CORRUPT;
        put_number(rq, "Upload-Offset", json_i64(json_get(j, "offset"), 0));
        reply_header(
                rq, "Upload-Expires", http_date(rq->arena, json_i64(json_get(j, "expires"), 0)));
        return reply_bytes(rq, 204, NULL, STR(""), STR_NULL);
}

/* ---- DELETE /api/v1/uploads/:id ---- */

static int stop_prepare(struct req *rq, struct input *in)
{
        struct partial_file *p = NEW(rq->arena, struct partial_file);
        int r = check_version(rq);

        in->prepared = p;
        return r < 0 ? r : partial_of(rq->tx, rq->who->account, path_str(in, "id"), p);
}

static int stop_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct partial_file *p = in->prepared;
        struct partial_file now;
        int r = partial_of(tx, in->who->account, p->code, &now);

        out->code = p->code;
        return r < 0 ? r : partial_drop(tx, now.id, now.file_id);
}

static int stop_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_bytes(rq, 204, NULL, STR(""), STR_NULL);
}

const struct route resumed_routes[] = {
        { POST, "/api/v1/uploads", PERM_FOLLOW, ROUTE_API | ROUTE_RESUME,
                WRITE(NULL, create_prepare, create_apply, create_answer, NULL),
                .doc = "Announce a file that comes piece by piece (tus 1.0): Upload-Length, "
                       "Upload-Metadata" },
        { GET, "/api/v1/uploads/:id", PERM_FOLLOW, ROUTE_API | ROUTE_RESUME,
                READ(NULL, upload_show), .doc = "How much of it is there; HEAD: Upload-Offset" },
        { PATCH, "/api/v1/uploads/:id", PERM_FOLLOW, ROUTE_API | ROUTE_RESUME | ROUTE_UPLOAD,
                WRITE(piece_fields, piece_prepare, piece_apply, piece_answer, NULL),
                .doc = "The piece at Upload-Offset; with the last one the file is checked" },
        { DELETE, "/api/v1/uploads/:id", PERM_FOLLOW, ROUTE_API | ROUTE_RESUME,
                WRITE(NULL, stop_prepare, stop_apply, stop_answer, NULL),
                .doc = "Give up a file that is coming" },
        { 0 },
};
