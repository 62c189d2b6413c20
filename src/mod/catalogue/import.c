/*
 * src/mod/catalogue/import.c: procedures from data: the project's own lines (data/procedures.jsonl)
 * and the national catalogue's shape (one JSON object a line: code, name, channels, documents,
 * results). Nothing is guessed silently and nothing dropped: what looks wrong comes in with a
 * reason in `review`, what cannot come in is named in the report with its line.
 */
#include "mod/catalogue/catalogue.h"

#include "base/id.h"
#include "base/json.h"
#include "base/utf8.h"
#include "base/viet.h"
#include "core/generation.h"
#include "core/setting.h"
#include "crypto/hash.h"
#include "store/search.h"

/* A limit beyond this is a slip of the source ("1100" from "03"), not a law. */
#define LONGEST_LIMIT_DAYS 365

/* What one line says, before it becomes rows. */
struct draft_procedure {
        struct procedure_version_insert_args v;
        const struct json *papers, *fees, *results, *versions;
        struct str code;
        struct buf review;
        bool national; /* field names of the national shape */
        /*
         * An override of its time (data/procedures.jsonl, "versions"): its one fee, in words too.
         */
        bool override;
        i64 fee;
        struct str fee_text;
};

static void flag(struct draft_procedure *d, const char *reason)
{
        if (d->review.len)
                buf_byte(&d->review, '\n');
        buf_addc(&d->review, reason);
}

static struct str text_of(struct arena *a, const struct json *j, const char *key)
{
        struct str s = json_str(json_get(j, key)), clean;

        if (!s.ptr || utf8_clean(a, s, false, &clean) < 0)
                return STR("");
        return clean;
}

static struct str lines_of(struct arena *a, const struct json *list, char sep)
{
        struct buf b;

        buf_init(&b, a, 8000);
        JSON_EACH(x, list)
        {
                if (!str_empty(json_str(x))) {
                        if (b.len)
                                buf_byte(&b, sep);
                        buf_add(&b, json_str(x));
                }
        }
        return buf_str(&b);
}

static bool code_valid(struct str code)
{
        if (code.len != 8 || code.ptr[1] != '.')
                return false;
        for (size_t i = 0; i < 8; i++)
                if (i != 1 && (code.ptr[i] < '0' || code.ptr[i] > '9'))
                        return false;
        return true;
}

/* "value" and "unit" of a limit; unit words of both shapes. */
static void set_limit(struct draft_procedure *d, double value, struct str unit)
{
        d->v.limit_unit = LIMIT_WORKING_DAY;
        d->v.limit_hundredths = I64_NULL;
        if (str_is(unit, "hour") || str_is(unit, "Giờ") || str_is(unit, "giờ")) {
                d->v.limit_unit = LIMIT_HOUR;
        } else if (str_is(unit, "day") || str_is(unit, "Ngày") || str_is(unit, "ngày")) {
                d->v.limit_unit = LIMIT_DAY;
        } else if (str_is(unit, "Tháng") || str_is(unit, "tháng")) {
                d->v.limit_unit = LIMIT_DAY;
                value *= 30;
                flag(d, "limit: in months, taken as 30 days each");
        } else if (!str_is(unit, "working_day") && !str_is(unit, "Ngày làm việc") &&
                   !str_is(unit, "ngày làm việc")) {
                flag(d, "limit: unit missing, taken as working days");
        }
        if (!(value > 0)) {
                flag(d, "limit: missing");
                return;
        }
        if (value > LONGEST_LIMIT_DAYS)
                flag(d, "limit: longer than a year, check the source");
        d->v.limit_hundredths = (i64)(MIN(value, 100000) * 100 + 0.5);
}

static struct str audience_word(struct str s)
{
        if (str_find(s, STR("oanh nghiệp")) >= 0 || str_find(s, STR("ợp tác xã")) >= 0)
                return STR("enterprise");
        if (str_find(s, STR("ông dân")) >= 0 || str_find(s, STR("gười")) >= 0)
                return STR("citizen");
        if (str_find(s, STR("án bộ")) >= 0 || str_find(s, STR("ơ quan")) >= 0)
                return STR("agency");
        return STR("organisation");
}

static struct str audience_of(struct arena *a, const struct json *list, bool national)
{
        struct buf b;

        buf_init(&b, a, 200);
        JSON_EACH(x, list)
        {
                struct str w = national ? audience_word(json_str(x)) : json_str(x);

                if (str_find(str_n(b.ptr, b.len), w) >= 0)
                        continue;
                if (b.len)
                        buf_byte(&b, ',');
                buf_add(&b, w);
        }
        return b.len ? buf_str(&b) : STR("citizen");
}

static void read_own(struct draft_procedure *d, struct arena *a, const struct json *j)
{
        const struct json *limit = json_get(j, "limit"), *value = json_get(limit, "value");

        d->v.usual = text_of(a, j, "usual");
        d->v.synonyms = lines_of(a, json_get(j, "synonyms"), '\n');
        d->v.event = text_of(a, j, "event");
        d->v.level = text_of(a, j, "level");
        d->v.level_2025 = text_of(a, j, "level_2025");
        d->v.unit_code = text_of(a, j, "unit");
        d->v.unit_code_2025 = text_of(a, j, "unit_2025");
        d->v.online = text_of(a, j, "online");
        d->v.limit_note = text_of(a, limit, "note");
        set_limit(d, value ? value->real : 0, json_str(json_get(limit, "unit")));
        if (json_bool(json_get(limit, "flagged"), false))
                flag(d, "limit: flagged by the source's editor");
        d->versions = json_get(j, "versions");
        d->papers = json_get(j, "papers");
        d->fees = json_get(j, "fees");
        JSON_EACH(f, d->fees)
        if (json_bool(json_get(f, "flagged"), false))
                flag(d, "fee: odd amount in the source");
}

/* The hour of "sau 15 giờ" in a note, or -1. */
static i64 hour_named(struct str note)
{
        i64 at = str_find(note, STR("sau ")), hour = 0;
        size_t i = (size_t)at + 4, digits = i;

        if (at < 0)
                return -1;
        while (i < note.len && note.ptr[i] >= '0' && note.ptr[i] <= '9' && i < digits + 2)
                hour = hour * 10 + (note.ptr[i++] - '0');
        return i > digits && hour < 24 && str_starts(str_sub(note, i, note.len), STR(" giờ")) ? hour
                                                                                              : -1;
}

static bool says_in_the_day(struct arena *a, struct str note)
{
        return str_find(viet_fold(a, note), STR("trong ngay")) >= 0;
}

/* The nearest level that is named: people go there. Several are for a person to look at. */
static struct str level_of(struct draft_procedure *d, const struct json *levels)
{
        bool commune = false, district = false, province = false;

        JSON_EACH(x, levels)
        {
                commune |= str_is(json_str(x), "xa");
                district |= str_is(json_str(x), "huyen");
                province |= str_is(json_str(x), "tinh");
        }
        if (commune + district + province > 1)
                flag(d, "level: several are named, the lowest is taken");
        if (commune + district + province == 0)
                flag(d, "level: missing, taken as province");
        return commune ? STR("commune") : district ? STR("district") : STR("province");
}

/* The channel whose limit counts: the first that has one. The others must say the same. */
static const struct json *channel_of(struct draft_procedure *d, const struct json *channels)
{
        const struct json *best = NULL;
        bool differ = false;

        JSON_EACH(c, channels)
        {
                if (str_is(json_str(json_get(c, "channel")), "Trực tuyến"))
                        d->v.online = STR("partial");
                if (!json_get(c, "n") || !(json_get(c, "n")->real > 0))
                        continue;
                if (best && (json_get(c, "n")->real != json_get(best, "n")->real ||
                                    !str_eq(json_str(json_get(c, "unit")),
                                            json_str(json_get(best, "unit")))))
                        differ = true;
                best = best ? best : c;
        }
        if (differ)
                flag(d, "limit: differs between channels, the first is taken");
        return best ? best : json_first(channels);
}

static void flag_fees(struct draft_procedure *d)
{
        bool odd = false;

        JSON_EACH(f, d->fees)
        {
                i64 amount = json_i64(json_get(f, "amount_vnd"), I64_NULL);

                odd |= json_get(f, "suspect") ||
                       (amount != I64_NULL && amount > 0 && amount < 1000);
                odd |= amount != I64_NULL && amount < 0;
        }
        if (odd)
                flag(d, "fee: odd amount in the source");
}

static void read_national(struct draft_procedure *d, struct arena *a, const struct json *j)
{
        const struct json *channels = json_get(j, "channels"), *best;

        d->national = true;
        d->v.usual = d->v.name;
        d->v.synonyms = STR("");
        d->v.event = STR("");
        d->v.level = level_of(d, json_get(j, "levels"));
        d->v.level_2025 = str_is(d->v.level, "commune") ? STR("commune") : STR("province");
        d->v.unit_code = STR_NULL;
        d->v.online = STR("none");
        best = channel_of(d, channels);
        if (!best)
                flag(d, "channels: none given");
        d->v.limit_note = text_of(a, best, "note");
        set_limit(d, json_get(best, "n") ? json_get(best, "n")->real : 0,
                json_str(json_get(best, "unit")));
        if (hour_named(d->v.limit_note) < 0 && says_in_the_day(a, d->v.limit_note))
                flag(d, "limit: the note says 'in the day', check whether it is");
        d->papers = json_get(j, "documents");
        d->fees = json_get(best, "fees");
        flag_fees(d);
        if (!json_first(d->papers))
                flag(d, "papers: none given");
}

static int read_line(
        struct draft_procedure *d, struct arena *a, const struct json *j, const char **ret_why)
{
        buf_init(&d->review, a, 4000);
        d->code = text_of(a, j, "code");
        d->v.name = text_of(a, j, "name");
        d->v.field = text_of(a, j, "field");
        d->v.agency = text_of(a, j, "agency");
        d->v.source = text_of(a, j, json_get(j, "source") ? "source" : "source_url");
        d->v.legal_basis = lines_of(a, json_get(j, "legal_basis"), '\n');
        d->results = json_get(j, "results");
        if (!code_valid(d->code)) {
                *ret_why = "code is not of the form 1.000894";
                return ERR_INVALID;
        }
        if (str_empty(d->v.name)) {
                *ret_why = "name is missing";
                return ERR_INVALID;
        }
        if (json_get(j, "usual"))
                read_own(d, a, j);
        else
                read_national(d, a, j);
        d->v.audience = audience_of(a, json_get(j, "audience"), d->national);
        if (str_empty(d->v.field))
                flag(d, "field: missing");
        if (str_empty(d->v.agency))
                flag(d, "agency: missing");
        return 0;
}

static int put_papers(struct tx *tx, const struct draft_procedure *d)
{
        i64 ordinal = 0;
        int r = 0;

        JSON_EACH(p, d->papers)
        {
                struct str name = text_of(tx->arena, p, "name");

                if (str_empty(name))
                        continue;
                r = procedure_paper_insert(tx,
                        &(struct procedure_paper_insert_args){ .id = id_new(),
                                .version_id = d->v.id,
                                .ordinal = ++ordinal,
                                .name = name,
                                .case_text = text_of(tx->arena, p, d->national ? "group" : "case"),
                                .originals = json_i64(
                                        json_get(p, d->national ? "original" : "originals"), 0),
                                .copies = json_i64(json_get(p, d->national ? "copy" : "copies"), 0),
                                .form = text_of(tx->arena, p, "form") });
                if (r < 0)
                        break;
        }
        return r;
}

static int put_fees_and_results(struct tx *tx, const struct draft_procedure *d)
{
        i64 ordinal = 0;
        int r = 0;

        if (d->override)
                r = procedure_fee_insert(tx, &(struct procedure_fee_insert_args){ .id = id_new(),
                                                     .version_id = d->v.id,
                                                     .ordinal = ++ordinal,
                                                     .kind = STR("charge"),
                                                     .name = d->fee_text,
                                                     .amount = d->fee,
                                                     .unit = STR("đồng"),
                                                     .note = STR("") });
        if (r < 0)
                return r;
        JSON_EACH(f, d->override ? NULL : d->fees)
        {
                r = procedure_fee_insert(tx,
                        &(struct procedure_fee_insert_args){ .id = id_new(),
                                .version_id = d->v.id,
                                .ordinal = ++ordinal,
                                .kind = json_get(f, "kind") ? text_of(tx->arena, f, "kind")
                                                            : STR("fee"),
                                .name = text_of(tx->arena, f, d->national ? "text" : "name"),
                                .amount =
                                        json_i64(json_get(f, d->national ? "amount_vnd" : "amount"),
                                                I64_NULL),
                                .unit = text_of(tx->arena, f, "unit"),
                                .note = text_of(tx->arena, f, "note") });
                if (r < 0)
                        return r;
        }
        ordinal = 0;
        JSON_EACH(x, d->results)
        {
                struct str name =
                        x->kind == JSON_TEXT ? json_str(x) : text_of(tx->arena, x, "name");

                if (str_empty(name))
                        continue;
                r = procedure_result_insert(tx, id_new(), d->v.id, ++ordinal, name);
                if (r < 0)
                        return r;
        }
        return r;
}

static int index_procedure(struct tx *tx, const struct draft_procedure *d)
{
        struct str body = str_fmt(tx->arena, "%.*s\n%.*s\n%.*s\n%.*s", STRF(d->v.name),
                STRF(d->v.synonyms), STRF(d->v.field), STRF(d->v.event));

        return search_put(tx,
                &(struct search_doc){ .kind = STR("procedure"),
                        .object = d->v.procedure_id,
                        .title = str_fmt(tx->arena, "%.*s %.*s", STRF(d->v.usual), STRF(d->code)),
                        .body = body,
                        .weight = str_empty(d->v.event) ? 100 : 500 });
}

/*
 * The limit "in the day" of the law: what comes after an hour counts as of the next working day.
 * The note names the hour; where our own data say "in the day" only, it is that of forwarding
 * (NĐ 61/2018 điều 18), a setting. The national catalogue's notes are flagged instead.
 */
static void set_cutoff(struct arena *a, struct draft_procedure *d)
{
        i64 hour = hour_named(d->v.limit_note);

        d->v.cutoff_minute = I64_NULL;
        if (d->v.limit_hundredths == I64_NULL)
                return;
        if (hour < 0 && !d->national && d->v.limit_unit == LIMIT_WORKING_DAY &&
                d->v.limit_hundredths <= 100 && says_in_the_day(a, d->v.limit_note))
                hour = setting_i64(SETTING_DOSSIER_SAME_DAY_HOUR);
        if (hour >= 0)
                d->v.cutoff_minute = hour * 60;
}

/* One version with its lists, from a day on until another (I64_NULL: open). */
static int put_version(struct tx *tx, struct draft_procedure *d, i64 from, i64 to)
{
        struct version_number number;
        int r = procedure_version_number(tx, d->v.procedure_id, &number);

        if (r < 0)
                return r;
        set_cutoff(tx->arena, d);
        d->v.id = id_new();
        d->v.number = number.n + 1;
        d->v.state = STR("published");
        d->v.valid_from = from;
        d->v.valid_to = to;
        d->v.review = buf_str(&d->review);
        d->v.created_at = tx->now;
        r = procedure_version_insert(tx, &d->v);
        if (r == 0)
                r = put_papers(tx, d);
        return r < 0 ? r : put_fees_and_results(tx, d);
}

/* Limit and fee as they were for a time; all else is as in the line. */
static int put_override(
        struct tx *tx, const struct draft_procedure *base, const struct json *o, i64 from, i64 to)
{
        const struct json *limit = json_get(o, "limit"), *value = json_get(limit, "value");
        struct draft_procedure d = *base;

        buf_init(&d.review, tx->arena, 4000);
        d.override = true;
        d.fee = json_i64(json_get(o, "fee"), I64_NULL);
        d.fee_text = text_of(tx->arena, o, "fee_text");
        d.v.limit_note = text_of(tx->arena, limit, "note");
        d.v.legal_basis = text_of(tx->arena, o, "legal_basis");
        set_limit(&d, value ? value->real : 0, json_str(json_get(limit, "unit")));
        if (json_bool(json_get(limit, "flagged"), false))
                flag(&d, "limit: flagged by the source's editor");
        if (d.fee == I64_NULL)
                flag(&d, "fee: set by the provincial council, not known");
        return put_version(tx, &d, from, to);
}

/*
 * The versions of a line from a day on: overrides of a time first, then what holds after the last.
 */
static int put_versions(struct tx *tx, struct draft_procedure *d, i64 valid_from)
{
        i64 base = valid_from, from, to;
        int r = 0;

        JSON_EACH(o, d->versions)
        {
                if (day_parse_iso(json_str(json_get(o, "valid_from")), &from) < 0 ||
                        day_parse_iso(json_str(json_get(o, "valid_to")), &to) < 0 || to <= from) {
                        flag(d, "versions: dates of one are not readable, left out");
                        continue;
                }
                if (to <= valid_from)
                        continue;
                r = put_override(tx, d, o, MAX(from, valid_from), to);
                if (r < 0)
                        return r;
                base = MAX(base, to);
        }
        return put_version(tx, d, base, I64_NULL);
}

static void hash_field(struct hash *h, struct str s)
{
        u64 n = s.len;

        hash_add(h, &n, sizeof n);
        hash_add(h, s.ptr ? s.ptr : "", s.len);
}

static void hash_tree(struct arena *a, struct hash *h, const struct json *j)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 4 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '[');
        if (j)
                json_put_tree(&w, NULL, j);
        json_close(&w, ']');
        hash_field(h, buf_str(&b));
}

/* Of everything that becomes rows: equal hashes are the same law, however the line is written. */
static struct str content_hash(struct arena *a, struct draft_procedure *d)
{
        const struct procedure_version_insert_args *v = &d->v;
        const struct str texts[] = { v->name, v->usual, v->synonyms, v->field, v->event, v->level,
                v->level_2025, v->agency, v->unit_code, v->unit_code_2025, v->audience, v->online,
                v->limit_note, v->legal_basis, v->source, buf_str(&d->review) };
        const i64 numbers[] = { v->limit_hundredths, v->limit_unit };
        u8 bytes[HASH_SIZE];
        struct hash h;

        hash_begin(&h);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                hash_field(&h, texts[i]);
        hash_add(&h, numbers, sizeof numbers);
        hash_tree(a, &h, d->papers);
        hash_tree(a, &h, d->fees);
        hash_tree(a, &h, d->results);
        hash_tree(a, &h, d->versions);
        hash_end(&h, bytes);
        return str_hex(a, bytes, sizeof bytes);
}

/*
 * The national catalogue does not know what people call it, who was in charge in 2022, nor where.
 */
static void keep_own_words(struct draft_procedure *d, const struct procedure_latest *p)
{
        d->v.usual = p->usual;
        d->v.synonyms = p->synonyms;
        d->v.event = p->event;
        d->v.level = p->level;
        d->v.level_2025 = p->level_2025;
        d->v.unit_code = p->unit_code;
        d->v.unit_code_2025 = p->unit_code_2025;
}

enum put_result { PUT_ADDED, PUT_CHANGED, PUT_SAME };

static int put_procedure(
        struct tx *tx, struct draft_procedure *d, i64 valid_from, enum put_result *ret_result)
{
        struct procedure_latest latest;
        struct procedure p;
        int r = procedure_by_code(tx, d->code, &p);
        bool known = r == 0;

        if (r == ERR_NOT_FOUND) {
                p = (struct procedure){ .id = id_new(), .code = d->code };
                r = procedure_insert(tx, p.id, d->code, tx->now);
        }
        if (r < 0)
                return r;
        r = known ? procedure_version_latest(tx, p.id, &latest) : ERR_NOT_FOUND;
        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        if (r == 0 && d->national)
                keep_own_words(d, &latest);
        if (str_empty(d->v.unit_code)) {
                d->v.unit_code = STR_NULL;
                if (str_is(d->v.level, "province"))
                        flag(d, "unit: no department is named, goes to the province's office");
        }
        d->v.unit_code_2025 = str_empty(d->v.unit_code_2025) ? STR_NULL : d->v.unit_code_2025;
        d->v.procedure_id = p.id;
        d->v.content_hash = content_hash(tx->arena, d);
        *ret_result = known ? PUT_CHANGED : PUT_ADDED;
        if (r == 0 && str_eq(latest.content_hash, d->v.content_hash)) {
                *ret_result = PUT_SAME;
                return 0;
        }
        r = procedure_version_close(tx, p.id, valid_from, NULL);
        if (r == 0)
                r = procedure_version_withdraw(tx, p.id, valid_from, NULL);
        if (r == 0)
                r = put_versions(tx, d, valid_from);
        return r < 0 ? r : index_procedure(tx, d);
}

static void report_item(struct import_report *rep, i64 line, struct str code, const char *result,
        struct str reasons)
{
        struct json_writer w;

        if (!rep->json)
                return;
        if (rep->json->len)
                buf_addc(rep->json, ",\n");
        json_begin(&w, rep->json);
        json_open(&w, NULL, '{');
        json_put_i64(&w, "line", line);
        json_put_str(&w, "code", code);
        json_put_str(&w, "result", str_of(result));
        json_put_str(&w, "reasons", reasons);
        json_close(&w, '}');
}

int catalogue_put(
        struct tx *tx, const struct json *j, i64 valid_from, i64 by, struct import_report *rep)
{
        static const char *const words[] = { "added", "changed", "same" };
        struct draft_procedure d = { .v = { .created_by = by } };
        enum put_result result = PUT_ADDED;
        const char *why = "";
        int r;

        rep->read++;
        r = read_line(&d, tx->arena, j, &why);
        if (r < 0) {
                rep->refused++;
                report_item(rep, rep->line, d.code, "refused", str_of(why));
                return 0;
        }
        if (rep->not_nfc)
                flag(&d, "text: was not in NFC, normalised");
        r = put_procedure(tx, &d, valid_from, &result);
        if (r < 0)
                return r;
        rep->added += result == PUT_ADDED;
        rep->changed += result == PUT_CHANGED;
        rep->same += result == PUT_SAME;
        rep->flagged += d.review.len > 0;
        report_item(rep, rep->line, d.code, words[result], buf_str(&d.review));
        return 0;
}

/* A batch of lines in one write: small enough that other writers hardly wait. */
#define BATCH 20

struct batch {
        struct str lines[BATCH];
        i64 numbers[BATCH]; /* of the lines in the file, from 1 */
        size_t n;
        i64 day;
        struct import_report *report;
        struct import_report before; /* apply may run again */
        size_t json_len;
};

static int apply_batch(struct tx *tx, void *arg)
{
        struct batch *b = arg;
        int r = 0;

        *b->report = b->before;
        if (b->report->json)
                b->report->json->len = b->json_len;
        for (size_t i = 0; i < b->n && r == 0; i++) {
                const struct json *j;
                struct str where;

                b->report->line = b->numbers[i];
                b->report->not_nfc = !utf8_is_nfc(b->lines[i]);
                if (json_parse(tx->arena, b->lines[i], &j, &where) < 0) {
                        b->report->read++;
                        b->report->refused++;
                        report_item(b->report, b->report->line, STR(""), "refused", where);
                        continue;
                }
                r = catalogue_put(tx, j, b->day, 0, b->report);
        }
        return r < 0 ? r : generation_move(tx, "catalogue");
}

static int flush_batch(struct store *s, struct batch *b)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        int r;

        if (!b->n)
                return 0;
        b->before = *b->report;
        b->json_len = b->report->json ? b->report->json->len : 0;
        r = store_write(s, a, apply_batch, b);
        b->n = 0;
        return r;
}

int catalogue_import(struct store *s, struct str text, i64 at_day, struct import_report *ret_report)
{
        struct batch b = { .day = at_day, .report = ret_report };
        struct str rest = text, line;
        i64 number = 0;
        int r = 0;

        while (r == 0 && str_cut(&rest, '\n', &line)) {
                number++;
                if (str_empty(str_trim(line)))
                        continue;
                b.numbers[b.n] = number;
                b.lines[b.n++] = line;
                if (b.n == BATCH)
                        r = flush_batch(s, &b);
        }
        return r < 0 ? r : flush_batch(s, &b);
}
