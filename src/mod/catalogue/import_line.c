/*
 * src/mod/catalogue/import_line.c: one line of an import, read: the project's own shape, which
 * `export` writes too, and the national catalogue's. Knows no database. See import_line.h.
 */
#include "mod/catalogue/import_line.h"

#include "base/utf8.h"
#include "base/viet.h"
#include "core/setting.h"
#include "crypto/hash.h"

/* A limit beyond this is a slip of the source ("1100" from "03"), not a law. */
#define LONGEST_LIMIT_DAYS 365

void import_flag(struct draft_procedure *d, const char *reason)
{
        if (str_find(buf_str(&d->review), str_of(reason)) >= 0)
                return;
        if (d->review.len)
                buf_byte(&d->review, '\n');
        buf_addc(&d->review, reason);
}

/* One line in NFC; what is no text is empty. */
static struct str clean(struct arena *a, struct str s)
{
        struct str line;

        return s.ptr && utf8_clean(a, s, false, &line) == 0 ? line : STR("");
}

static struct str text_of(struct arena *a, const struct json *j, const char *key)
{
        return clean(a, json_str(json_get(j, key)));
}

static struct str lines_of(struct arena *a, const struct json *list, char sep)
{
        struct buf b;

        buf_init(&b, a, 8000);
        JSON_EACH(x, list)
        {
                struct str line = clean(a, json_str(x));

                if (str_empty(line))
                        continue;
                if (b.len)
                        buf_byte(&b, sep);
                buf_add(&b, line);
        }
        return buf_str(&b);
}

bool catalogue_code_valid(struct str code)
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
                import_flag(d, "limit: in months, taken as 30 days each");
        } else if (!str_is(unit, "working_day") && !str_is(unit, "Ngày làm việc") &&
                   !str_is(unit, "ngày làm việc")) {
                import_flag(d, "limit: unit missing, taken as working days");
        }
        if (!(value > 0)) {
                import_flag(d, "limit: missing");
                return;
        }
        if (value > LONGEST_LIMIT_DAYS)
                import_flag(d, "limit: longer than a year, check the source");
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

static size_t count_of(const struct json *list)
{
        return list ? list->count : 0;
}

static void read_papers(struct draft_procedure *d, struct arena *a, const struct json *list)
{
        const char *originals = d->national ? "original" : "originals";
        const char *copies = d->national ? "copy" : "copies";

        d->papers = NEW_ARRAY(a, struct procedure_paper_insert_args, count_of(list) + 1);
        d->n_papers = 0;
        JSON_EACH(p, list)
        {
                struct str name = text_of(a, p, "name");

                if (str_empty(name))
                        continue;
                d->papers[d->n_papers++] = (struct procedure_paper_insert_args){ .name = name,
                        .case_text = text_of(a, p, d->national ? "group" : "case"),
                        .originals = json_i64(json_get(p, originals), 0),
                        .copies = json_i64(json_get(p, copies), 0),
                        .form = text_of(a, p, "form") };
        }
}

static void read_fees(struct draft_procedure *d, struct arena *a, const struct json *list)
{
        d->fees = NEW_ARRAY(a, struct procedure_fee_insert_args, count_of(list) + 1);
        d->n_fees = 0;
        JSON_EACH(f, list)
        {
                const struct json *amount = json_get(f, d->national ? "amount_vnd" : "amount");

                d->fees[d->n_fees++] = (struct procedure_fee_insert_args){
                        .kind = json_get(f, "kind") ? text_of(a, f, "kind") : STR("fee"),
                        .name = text_of(a, f, d->national ? "text" : "name"),
                        .amount = json_i64(amount, I64_NULL),
                        .unit = text_of(a, f, "unit"),
                        .note = text_of(a, f, "note")
                };
        }
}

static void read_results(struct draft_procedure *d, struct arena *a, const struct json *list)
{
        d->results = NEW_ARRAY(a, struct str, count_of(list) + 1);
        d->n_results = 0;
        JSON_EACH(x, list)
        {
                struct str name =
                        x->kind == JSON_TEXT ? clean(a, json_str(x)) : text_of(a, x, "name");

                if (!str_empty(name))
                        d->results[d->n_results++] = name;
        }
}

static void read_own(struct draft_procedure *d, struct arena *a, const struct json *j)
{
        const struct json *limit = json_get(j, "limit"), *value = json_get(limit, "value");

        struct str review = json_str(json_get(j, "review")), reason;

        while (!str_empty(review) && str_cut(&review, '\n', &reason))
                import_flag(d, str_c(a, reason));
        d->v.usual = text_of(a, j, "usual");
        d->v.synonyms = lines_of(a, json_get(j, "synonyms"), '\n');
        d->v.event = text_of(a, j, "event");
        d->v.level = text_of(a, j, "level");
        d->v.level_2025 = text_of(a, j, "level_2025");
        d->v.unit_code = text_of(a, j, "unit");
        d->v.unit_code_2025 = text_of(a, j, "unit_2025");
        d->v.online = text_of(a, j, "online");
        d->v.process = text_of(a, j, "process");
        d->v.form = text_of(a, j, "form");
        d->v.limit_note = text_of(a, limit, "note");
        set_limit(d, value ? value->real : 0, json_str(json_get(limit, "unit")));
        if (json_bool(json_get(limit, "flagged"), false))
                import_flag(d, "limit: flagged by the source's editor");
        d->cutoff_given = json_get(limit, "cutoff_minute") != NULL;
        d->v.cutoff_minute = json_i64(json_get(limit, "cutoff_minute"), I64_NULL);
        read_papers(d, a, json_get(j, "papers"));
        read_fees(d, a, json_get(j, "fees"));
        JSON_EACH(f, json_get(j, "fees"))
        if (json_bool(json_get(f, "flagged"), false))
                import_flag(d, "fee: odd amount in the source");
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
                import_flag(d, "level: several are named, the lowest is taken");
        if (commune + district + province == 0)
                import_flag(d, "level: missing, taken as province");
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
                import_flag(d, "limit: differs between channels, the first is taken");
        return best ? best : json_first(channels);
}

static void flag_fees(struct draft_procedure *d, const struct json *fees)
{
        bool odd = false;

        JSON_EACH(f, fees)
        {
                i64 amount = json_i64(json_get(f, "amount_vnd"), I64_NULL);

                odd |= json_get(f, "suspect") ||
                       (amount != I64_NULL && amount > 0 && amount < 1000);
                odd |= amount != I64_NULL && amount < 0;
        }
        if (odd)
                import_flag(d, "fee: odd amount in the source");
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
                import_flag(d, "channels: none given");
        d->v.limit_note = text_of(a, best, "note");
        set_limit(d, json_get(best, "n") ? json_get(best, "n")->real : 0,
                json_str(json_get(best, "unit")));
        if (hour_named(d->v.limit_note) < 0 && says_in_the_day(a, d->v.limit_note))
                import_flag(d, "limit: the note says 'in the day', check whether it is");
        read_papers(d, a, json_get(j, "documents"));
        read_fees(d, a, json_get(best, "fees"));
        flag_fees(d, json_get(best, "fees"));
        if (!d->n_papers)
                import_flag(d, "papers: none given");
}

int import_read_line(
        struct arena *a, const struct json *j, struct draft_procedure *d, const char **ret_why)
{
        *d = (struct draft_procedure){ .v = { .state = STR("published"), .revision = I64_NULL } };
        buf_init(&d->review, a, 16000);
        d->code = text_of(a, j, "code");
        d->v.name = text_of(a, j, "name");
        d->v.field = text_of(a, j, "field");
        d->v.agency = text_of(a, j, "agency");
        d->v.source = text_of(a, j, json_get(j, "source") ? "source" : "source_url");
        d->v.legal_basis = lines_of(a, json_get(j, "legal_basis"), '\n');
        read_results(d, a, json_get(j, "results"));
        if (!catalogue_code_valid(d->code)) {
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
                import_flag(d, "field: missing");
        if (str_empty(d->v.agency))
                import_flag(d, "agency: missing");
        return 0;
}

/* Limit and fee as they were for a time; all else is as in the line. */
static void read_override(struct draft_procedure *d, struct arena *a, const struct json *o)
{
        const struct json *limit = json_get(o, "limit"), *value = json_get(limit, "value");
        i64 amount = json_i64(json_get(o, "fee"), I64_NULL);

        buf_init(&d->review, a, 16000);
        d->v.limit_note = text_of(a, limit, "note");
        d->v.legal_basis = text_of(a, o, "legal_basis");
        d->cutoff_given = false;
        set_limit(d, value ? value->real : 0, json_str(json_get(limit, "unit")));
        if (json_bool(json_get(limit, "flagged"), false))
                import_flag(d, "limit: flagged by the source's editor");
        d->fees = NEW(a, struct procedure_fee_insert_args);
        d->fees[0] = (struct procedure_fee_insert_args){ .kind = STR("charge"),
                .name = text_of(a, o, "fee_text"),
                .amount = amount,
                .unit = STR("đồng"),
                .note = STR("") };
        d->n_fees = 1;
        if (amount == I64_NULL)
                import_flag(d, "fee: set by the provincial council, not known");
}

static i64 day_of_text(const struct json *j, const char *key)
{
        i64 day;

        return day_parse_iso(json_str(json_get(j, key)), &day) == 0 ? day : I64_NULL;
}

/* An entry of "versions": whole, as `export` writes it, or what differed from the line. */
static int read_version(struct draft_procedure *d, struct arena *a, const struct json *o)
{
        const char *why;

        if (json_get(o, "name"))
                return import_read_line(a, o, d, &why);
        read_override(d, a, o);
        return 0;
}

int import_plan(struct arena *a, const struct json *j, struct draft_procedure *base, i64 day,
        struct draft_procedure **ret_list, size_t *ret_n)
{
        const struct json *versions = json_get(j, "versions");
        struct draft_procedure *list = NEW_ARRAY(a, struct draft_procedure, count_of(versions) + 1);
        i64 from = day, given = day_of_text(j, "valid_from");
        size_t n = 0;
        int r = 0;

        JSON_EACH(o, versions)
        {
                i64 begin = day_of_text(o, "valid_from"), end = day_of_text(o, "valid_to");

                if (begin == I64_NULL || end == I64_NULL || end <= begin) {
                        import_flag(base, "versions: dates of one are not readable, left out");
                        continue;
                }
                if (end <= day)
                        continue;
                list[n] = *base;
                r = read_version(&list[n], a, o);
                if (r < 0)
                        return r;
                list[n].v.valid_from = MAX(begin, day);
                list[n++].v.valid_to = end;
                from = MAX(from, end);
        }
        list[n] = *base;
        list[n].v.valid_from = given == I64_NULL ? from : MAX(from, given);
        list[n++].v.valid_to = day_of_text(j, "valid_to");
        *ret_list = list;
        *ret_n = n;
        return 0;
}

/*
 * The limit "in the day" of the law: what comes after an hour counts as of the next working day.
 * The note names the hour; where our own data say "in the day" only, it is that of forwarding
 * (NĐ 61/2018 điều 18), a setting. The national catalogue's notes are flagged instead.
 */
void import_set_cutoff(struct arena *a, struct draft_procedure *d)
{
        i64 hour = hour_named(d->v.limit_note);

        if (d->cutoff_given)
                return;
        d->v.cutoff_minute = I64_NULL;
        if (d->v.limit_hundredths == I64_NULL)
                return;
        if (hour < 0 && !d->national && d->v.limit_unit == LIMIT_WORKING_DAY &&
                d->v.limit_hundredths <= 100 && says_in_the_day(a, d->v.limit_note))
                hour = setting_i64(SETTING_DOSSIER_SAME_DAY_HOUR);
        if (hour >= 0)
                d->v.cutoff_minute = hour * 60;
}

static void hash_field(struct hash *h, struct str s)
{
        u64 n = s.len;

        hash_add(h, &n, sizeof n);
        hash_add(h, s.ptr ? s.ptr : "", s.len);
}

static void hash_numbers(struct hash *h, i64 x, i64 y, i64 z)
{
        const i64 numbers[] = { x, y, z };

        hash_add(h, numbers, sizeof numbers);
}

struct str import_content_hash(struct arena *a, const struct draft_procedure *d)
{
        const struct procedure_version_insert_args *v = &d->v;
        const struct str texts[] = { v->name, v->usual, v->synonyms, v->field, v->event, v->level,
                v->level_2025, v->agency, v->unit_code, v->unit_code_2025, v->audience, v->online,
                v->limit_note, v->legal_basis, v->source };
        u8 bytes[HASH_SIZE];
        struct hash h;

        hash_begin(&h);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                hash_field(&h, texts[i]);
        hash_numbers(&h, v->limit_hundredths, v->limit_unit, v->cutoff_minute);
        hash_numbers(&h, (i64)d->n_papers, (i64)d->n_fees, (i64)d->n_results);
        for (size_t i = 0; i < d->n_papers; i++) {
                hash_field(&h, d->papers[i].name);
                hash_field(&h, d->papers[i].case_text);
                hash_field(&h, d->papers[i].form);
                hash_numbers(&h, d->papers[i].originals, d->papers[i].copies, 0);
        }
        for (size_t i = 0; i < d->n_fees; i++) {
                hash_field(&h, d->fees[i].kind);
                hash_field(&h, d->fees[i].name);
                hash_field(&h, d->fees[i].unit);
                hash_field(&h, d->fees[i].note);
                hash_numbers(&h, d->fees[i].amount, 0, 0);
        }
        for (size_t i = 0; i < d->n_results; i++)
                hash_field(&h, d->results[i]);
        /* Only where they are named, so that hashes of before stay what they were. */
        if (!str_empty(v->process) || !str_empty(v->form)) {
                hash_field(&h, v->process);
                hash_field(&h, v->form);
        }
        hash_end(&h, bytes);
        return str_hex(a, bytes, sizeof bytes);
}
