/*
 * src/mod/mydata/collect.c: everything that is held about a person as one JSON text, in words that
 * name what each part is. Hashes of passwords, secrets and what belongs to others are not part of
 * it.
 */
#include "base/json.h"
#include "core/consent.h"
#include "mod/mydata/internal.h"

#define JSON_MAX ((size_t)16 << 20)
#define LIST_MAX 5000
#define BATCH    100

static void put_moment(struct json_writer *w, const char *key, struct arena *a, i64 t)
{
        json_put_str(w, key, t == I64_NULL ? STR_NULL : time_iso(a, t));
}

static int put_account(struct tx *tx, struct json_writer *w, i64 account, i64 *ret_person)
{
        struct held_account h;
        int r = held_account(tx, account, &h);

        if (r < 0)
                return r;
        json_open(w, "account", '{');
        json_put_str(w, "login", h.name);
        put_moment(w, "since", tx->arena, h.created_at);
        json_put_str(w, "name", h.display);
        json_put_str(w, "identity", h.identity);
        json_put_str(w, "birth_date",
                h.birth_day == I64_NULL ? STR_NULL : day_iso(tx->arena, h.birth_day));
        json_put_str(w, "sex", h.sex);
        json_put_str(w, "phone", h.phone);
        json_put_str(w, "email", h.email);
        json_put_str(w, "address", h.address);
        json_close(w, '}');
        *ret_person = h.person_id;
        return 0;
}

static int put_dossiers(struct tx *tx, struct json_writer *w, i64 account)
{
        struct held_dossier_rows rows = { .n = BATCH };
        i64 after = 0;
        int r = 0;

        json_open(w, "dossiers", '[');
        while (r == 0 && rows.n == BATCH) {
                r = held_dossiers(tx, account, after, BATCH, &rows);
                for (size_t i = 0; r == 0 && i < rows.n; i++) {
                        const struct held_dossier *d = &rows.rows[i];

                        json_open(w, NULL, '{');
                        json_put_str(w, "code", d->code);
                        json_put_str(w, "procedure", d->usual);
                        json_put_i64(w, "state", d->state);
                        json_put_str(w, "name", d->applicant_name);
                        json_put_str(w, "identity", d->applicant_identity);
                        json_put_str(w, "phone", d->applicant_phone);
                        json_put_str(w, "email", d->applicant_email);
                        json_put_str(w, "address", d->applicant_address);
                        put_moment(w, "submitted", tx->arena, d->submitted_at);
                        put_moment(w, "accepted", tx->arena, d->accepted_at);
                        put_moment(w, "finished", tx->arena, d->finished_at);
                        json_put_raw(w, "answers", d->answers);
                        json_close(w, '}');
                        after = d->id;
                }
        }
        json_close(w, ']');
        return r;
}

static int put_drafts(struct tx *tx, struct json_writer *w, i64 account)
{
        struct draft_open_rows rows;
        int r = drafts_open(tx, account, &rows);

        json_open(w, "drafts", '[');
        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                json_open(w, NULL, '{');
                json_put_str(w, "code", rows.rows[i].code);
                json_put_str(w, "procedure", rows.rows[i].usual);
                put_moment(w, "saved", tx->arena, rows.rows[i].updated_at);
                put_moment(w, "erased_after", tx->arena, rows.rows[i].expires_at);
                json_put_raw(w, "answers", rows.rows[i].answers);
                json_close(w, '}');
        }
        json_close(w, ']');
        return r;
}

static int put_looked(struct tx *tx, struct json_writer *w, i64 person)
{
        struct held_read_rows reads;
        struct held_lookup_rows lookups;
        int r = held_reads(tx, person, LIST_MAX, &reads);

        if (r == 0)
                r = held_lookups(tx, person, LIST_MAX, &lookups);
        if (r < 0)
                return r;
        json_open(w, "who_looked", '[');
        for (size_t i = 0; i < reads.n; i++) {
                json_open(w, NULL, '{');
                put_moment(w, "at", tx->arena, reads.rows[i].at);
                json_put_str(w, "who", reads.rows[i].who);
                json_put_str(w, "title", reads.rows[i].title);
                json_put_str(w, "fields", reads.rows[i].fields);
                json_put_str(w, "why", reads.rows[i].why);
                json_close(w, '}');
        }
        json_close(w, ']');
        json_open(w, "population_lookups", '[');
        for (size_t i = 0; i < lookups.n; i++) {
                json_open(w, NULL, '{');
                put_moment(w, "at", tx->arena, lookups.rows[i].at);
                json_put_str(w, "procedure", lookups.rows[i].procedure_code);
                json_put_str(w, "outcome", lookups.rows[i].outcome);
                json_close(w, '}');
        }
        json_close(w, ']');
        return 0;
}

static int put_use(struct tx *tx, struct json_writer *w, i64 account)
{
        struct held_session_rows sessions;
        struct held_notice_rows notices;
        int r = held_sessions(tx, account, LIST_MAX, &sessions);

        if (r == 0)
                r = held_notices(tx, account, LIST_MAX, &notices);
        if (r < 0)
                return r;
        json_open(w, "sessions", '[');
        for (size_t i = 0; i < sessions.n; i++) {
                json_open(w, NULL, '{');
                put_moment(w, "since", tx->arena, sessions.rows[i].created_at);
                put_moment(w, "seen", tx->arena, sessions.rows[i].seen_at);
                json_put_str(w, "address", sessions.rows[i].peer);
                json_put_str(w, "browser", sessions.rows[i].agent);
                json_close(w, '}');
        }
        json_close(w, ']');
        json_open(w, "notices", '[');
        for (size_t i = 0; i < notices.n; i++) {
                json_open(w, NULL, '{');
                put_moment(w, "at", tx->arena, notices.rows[i].at);
                json_put_str(w, "kind", notices.rows[i].kind);
                json_put_str(w, "dossier", notices.rows[i].dossier_code);
                put_moment(w, "read", tx->arena, notices.rows[i].read_at);
                json_close(w, '}');
        }
        json_close(w, ']');
        return 0;
}

static int put_say(struct tx *tx, struct json_writer *w, i64 account)
{
        struct correction_row_rows wishes;
        struct consent c;
        int r = corrections_of(tx, account, LIST_MAX, &wishes);

        json_open(w, "purposes", '[');
        for (int i = 0; r == 0 && i < CONSENT_MAX; i++) {
                r = consent_of(tx, account, (enum consent_purpose)i, &c);
                json_open(w, NULL, '{');
                json_put_str(w, "purpose", str_of(consent_purposes[i].word));
                json_put_bool(w, "given", c.given);
                put_moment(w, "decided", tx->arena, c.at);
                json_close(w, '}');
        }
        json_close(w, ']');
        json_open(w, "corrections", '[');
        for (size_t i = 0; r == 0 && i < wishes.n; i++) {
                json_open(w, NULL, '{');
                put_moment(w, "asked", tx->arena, wishes.rows[i].asked_at);
                json_put_str(w, "field", wishes.rows[i].field);
                json_put_str(w, "wanted", wishes.rows[i].wanted);
                json_put_str(w, "why", wishes.rows[i].why);
                put_moment(w, "decided", tx->arena, wishes.rows[i].decided_at);
                json_put_str(w, "answer", wishes.rows[i].answer);
                json_close(w, '}');
        }
        json_close(w, ']');
        return r;
}

int mydata__collect(struct tx *tx, i64 account, struct str *ret_json)
{
        struct json_writer w;
        struct buf b;
        i64 person;
        int r;

        buf_init(&b, tx->arena, JSON_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        put_moment(&w, "made", tx->arena, clock_now());
        r = put_account(tx, &w, account, &person);
        if (r == 0)
                r = put_say(tx, &w, account);
        if (r == 0)
                r = put_dossiers(tx, &w, account);
        if (r == 0)
                r = put_drafts(tx, &w, account);
        if (r == 0)
                r = put_looked(tx, &w, person);
        if (r == 0)
                r = put_use(tx, &w, account);
        if (r < 0)
                return r;
        json_close(&w, '}');
        *ret_json = buf_str(&b);
        return b.over ? ERR_LIMIT : 0;
}
