/*
 * src/app/import_people.c: see import_people.h. Lines are read and judged outside of any write; a
 * batch of good ones is one short write, so that a server beside it goes on answering.
 */
#include "app/import_people.h"

#include "app/import_lines.h"
#include "audit/audit.h"
#include "base/id.h"
#include "base/typed.h"
#include "base/viet.h"
#include "core/queries.h"

#define BATCH        200
#define NAME_LONGEST 100
#define TEXT_LONGEST 300

struct row {
        i64 line;
        struct person_insert_args p;
};

struct batch {
        struct arena *arena; /* of the rows */
        struct row rows[BATCH];
        size_t n;
        bool dry;
        struct people_report *report;
        struct people_report before; /* apply may run again */
        size_t json_len;
};

static int refuse(struct people_report *rep, i64 line, const char *field, const char *reason)
{
        rep->refused++;
        import_tell(rep->json, line, field, reason);
        return ERR_INVALID;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static bool read_sex(struct arena *a, const struct import_lines *src, struct str *ret_sex)
{
        struct str s = viet_fold(a, str_trim(import_cell(src, a, "sex")));

        *ret_sex = str_is(s, "nam") || str_is(s, "male")    ? STR("male")
                   : str_is(s, "nu") || str_is(s, "female") ? STR("female")
                                                            : STR_NULL;
        return str_empty(s) || ret_sex->ptr;
}

/* The name of the first field that is wrong, or NULL. */
static const char *read_person(
        struct arena *a, const struct import_lines *src, i64 now, struct person_insert_args *p)
{
        struct str s;

        *p = (struct person_insert_args){ .created_at = now };
        if (!import_text(src, a, "name", NAME_LONGEST, &p->name) || !p->name.ptr)
                return "name";
        if (typed_identity(a, import_cell(src, a, "identity"), &p->identity) < 0)
                return "identity";
        if (!import_day(src, a, "birth_day", &p->birth_day) ||
                (p->birth_day != I64_NULL && p->birth_day > day_of(now)))
                return "birth_day";
        if (!read_sex(a, src, &p->sex))
                return "sex";
        s = str_trim(import_cell(src, a, "phone"));
        p->phone = STR_NULL;
        if (!str_empty(s) && typed_phone(a, s, &p->phone) < 0)
                return "phone";
        s = str_trim(import_cell(src, a, "email"));
        p->email = STR_NULL;
        if (!str_empty(s) && typed_email(a, s, &p->email) < 0)
                return "email";
        if (!import_text(src, a, "address", TEXT_LONGEST, &p->address))
                return "address";
        if (!import_text(src, a, "commune_code", 40, &p->commune_code))
                return "commune_code";
        p->sort_key = viet_sort_key(a, p->name);
        return NULL;
}

/* ---- A batch --------------------------------------------------------------------------------- */

/* What the line says otherwise than is known; what it leaves out differs in nothing. */
static const char *differs(const struct person_insert_args *p, const struct person *known)
{
        const struct {
                const char *name;
                struct str is, was;
        } texts[] = { { "name", p->name, known->name }, { "sex", p->sex, known->sex },
                { "phone", p->phone, known->phone }, { "email", p->email, known->email },
                { "address", p->address, known->address },
                { "commune_code", p->commune_code, known->commune_code } };

        if (p->birth_day != I64_NULL && p->birth_day != known->birth_day)
                return "birth_day";
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                if (texts[i].is.ptr && !str_eq(texts[i].is, texts[i].was))
                        return texts[i].name;
        return NULL;
}

static int put_row(struct tx *tx, struct batch *b, const struct row *row)
{
        struct person_insert_args p = row->p;
        struct person known;
        const char *field;
        int r = person_by_identity(tx, p.identity, &known);

        if (r == 0) {
                field = differs(&p, &known);
                b->report->kept += field != NULL;
                b->report->same += field == NULL;
                if (field)
                        import_tell(b->report->json, row->line, field,
                                "differs from what is known of this person, which is kept");
                return 0;
        }
        if (r != ERR_NOT_FOUND)
                return r;
        b->report->added++;
        p.id = id_new();
        return b->dry ? 0 : person_insert(tx, &p);
}

static int put_batch(struct tx *tx, void *arg)
{
        struct batch *b = arg;
        i64 added;
        int r = 0;

        *b->report = b->before;
        if (b->report->json)
                b->report->json->len = b->json_len;
        for (size_t i = 0; i < b->n && r == 0; i++)
                r = put_row(tx, b, &b->rows[i]);
        added = b->report->added - b->before.added;
        if (r < 0 || b->dry || !added)
                return r;
        return audit_add(tx,
                &(struct audit_entry){ .actor = I64_NULL,
                        .action = "people.import",
                        .object_kind = "people",
                        .object = b->rows[0].line,
                        .payload = str_fmt(tx->arena, "{\"number\":%lld}", (long long)added) },
                NULL);
}

static int flush_batch(struct store *s, struct batch *b)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct tx *tx;
        int r;

        if (!b->n)
                return 0;
        b->before = *b->report;
        b->json_len = b->report->json ? b->report->json->len : 0;
        if (!b->dry) {
                r = store_write(s, a, put_batch, b);
        } else {
                r = store_read_begin(s, a, &tx);
                if (r == 0) {
                        r = put_batch(tx, b);
                        store_read_end(tx);
                }
        }
        b->n = 0;
        arena_free(b->arena);
        b->arena = arena_new(16 << 20);
        return r;
}

static int take_line(struct store *s, struct import_lines *src, struct batch *b)
{
        struct row *row = &b->rows[b->n];
        const char *why = "", *field;
        int r = import_next(src, b->arena, &why);

        if (r == 0 || (r < 0 && r != ERR_INVALID))
                return r;
        b->report->read++;
        if (r < 0) {
                refuse(b->report, src->line, "", why);
                return 1;
        }
        row->line = src->line;
        field = read_person(b->arena, src, clock_now(), &row->p);
        if (field) {
                refuse(b->report, src->line, field, "missing or not valid");
                return 1;
        }
        if (++b->n < BATCH)
                return 1;
        r = flush_batch(s, b);
        return r < 0 ? r : 1;
}

int people_import(struct store *s, struct str text, bool dry, struct people_report *ret_report)
{
        AUTO(arena_freep) struct arena *a = arena_new((size_t)1 << 30);
        struct batch b = { .dry = dry, .report = ret_report };
        struct import_lines src;
        int r = import_open(&src, a, text);

        if (r < 0)
                return r;
        b.arena = arena_new(16 << 20);
        do
                r = take_line(s, &src, &b);
        while (r > 0);
        if (r == 0)
                r = flush_batch(s, &b);
        arena_free(b.arena);
        return r;
}
