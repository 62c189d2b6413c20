/*
 * src/mod/mydata/collect.c: everything that is held about a person as one JSON text, in words that
 * name what each part is. Hashes of passwords, secrets and what belongs to others are not part of
 * it.
 */
#include "base/json.h"
#include "core/consent.h"
#include "mod/mydata/internal.h"

#define JSON_MAX ((size_t)64 << 20)
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

/*
 * Everything else, of which a thing is one line. Each list is read to its end: a copy that leaves
 * something out without a word would be no copy. A test compares the statements with the schema.
 */
static const struct section {
        const char *name;
        bool of_person; /* whose it is: a person's, else an account's */
        int (*read)(struct tx *tx, i64 owner, i64 after, i64 limit, struct held_item_rows *ret);
        const char *at, *until, *kind, *title, *words, *more; /* keys; NULL: not here */
} sections[] = {
        { "consents", false, held_consents, "at", NULL, "purpose", "given", "address", NULL },
        { "corrections", false, held_corrections, "asked", "decided", "field", "wanted", "why",
                "answer" },
        { "copies", false, held_copies, "asked", "until", NULL, "code", NULL, NULL },
        { "identity_shown", true, held_assurances, "at", NULL, "how", NULL, NULL, NULL },
        { "identity_providers", false, held_links, "since", NULL, NULL, "provider", "subject",
                NULL },
        { "passkeys", false, held_passkeys, "since", "used", NULL, "name", NULL, NULL },
        { "codes_of_telephone", false, held_codes, "since", "confirmed", NULL, NULL, NULL, NULL },
        { "recoveries", false, held_recoveries, "asked", "used", NULL, "code", NULL, NULL },
        { "sessions", false, held_sessions, "since", "seen", NULL, "address", "browser", NULL },
        { "programs", false, held_tokens, "since", "until", NULL, "name", NULL, NULL },
        { "filings", false, held_filings, "at", NULL, NULL, "code", "bundle", "dossier" },
        { "defects", false, held_defects, NULL, "answered", NULL, "dossier", "asked", "answer" },
        { "ratings", false, held_ratings, "at", NULL, "stars", "dossier", "words", NULL },
        { "complaints", false, held_complaints, "sent", "answered", "topic", "dossier", "words",
                "answer" },
        { "appointments", false, held_appointments, "at", "until", "state", "code", "procedure",
                "dossier" },
        { "acts_for", false, held_mandates, "asked", "decided", "kind", "name", "why", "paper" },
        { "is_represented_by", true, held_representatives, "asked", "decided", "kind", "name",
                "why", "paper" },
        { "receipts", false, held_receipts, "at", "cancelled", "amount", "code", "subject",
                "payer" },
        { "results_given", false, held_returns, "at", NULL, "way", "dossier", "receiver",
                "identity" },
        { "certified_copies", true, held_certified, "at", NULL, "identity", "code", "paper",
                "requester" },
        { "confirmed_addresses", false, held_addresses, "at", NULL, NULL, "address", NULL, NULL },
        { "codes_sent", false, held_contact_codes, "at", "used", "channel", "address", "answer",
                NULL },
        { "notice_choices", false, held_choices, NULL, NULL, "topic", "channel", "wanted", NULL },
        { "notice_language", false, held_languages, NULL, NULL, NULL, "language", NULL, NULL },
        { "notices", false, held_notices, "at", "read", "kind", "dossier", NULL, NULL },
        { "deliveries", false, held_deliveries, "at", "ended", "channel", "address", "answer",
                "notice" },
        { "who_looked", true, held_reads, "at", NULL, "title", "who", "fields", "why" },
        { "population_lookups", true, held_lookups, "at", NULL, "outcome", "procedure", "why",
                "identity" },
        { "deeds", false, held_deeds, "at", NULL, "action", "who", "address", NULL },
};

static void put_item(
        struct json_writer *w, struct arena *a, const struct section *s, const struct held_item *x)
{
        json_open(w, NULL, '{');
        if (s->at)
                put_moment(w, s->at, a, x->at);
        if (s->until)
                put_moment(w, s->until, a, x->until);
        if (s->kind)
                json_put_str(w, s->kind, x->kind);
        if (s->title)
                json_put_str(w, s->title, x->name);
        if (s->words)
                json_put_str(w, s->words, x->words);
        if (s->more)
                json_put_str(w, s->more, x->more);
        json_close(w, '}');
}

static int put_section(struct tx *tx, struct json_writer *w, const struct section *s, i64 owner)
{
        struct held_item_rows rows = { .n = BATCH };
        i64 after = 0;
        int r = 0;

        json_open(w, s->name, '[');
        while (r == 0 && rows.n == BATCH) {
                r = s->read(tx, owner, after, BATCH, &rows);
                for (size_t i = 0; r == 0 && i < rows.n; i++) {
                        put_item(w, tx->arena, s, &rows.rows[i]);
                        after = rows.rows[i].id;
                }
        }
        json_close(w, ']');
        return r;
}

/* What is agreed to now; "consents" is every decision. */
static int put_purposes(struct tx *tx, struct json_writer *w, i64 account)
{
        struct consent c;
        int r = 0;

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
                r = put_purposes(tx, &w, account);
        if (r == 0)
                r = put_dossiers(tx, &w, account);
        if (r == 0)
                r = put_drafts(tx, &w, account);
        for (size_t i = 0; i < ARRAY_LEN(sections) && r == 0; i++)
                r = put_section(tx, &w, &sections[i], sections[i].of_person ? person : account);
        if (r < 0)
                return r;
        json_close(&w, '}');
        *ret_json = buf_str(&b);
        return b.over ? ERR_LIMIT : 0;
}
