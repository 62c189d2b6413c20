/*
 * src/mod/dossier/intake.c: see intake.h. What is known of who stands at the counter, how papers
 * were brought, and what is still missing. No HTML.
 */
#include "mod/dossier/intake.h"

#include "base/typed.h"
#include "base/viet.h"
#include "core/id_card.h"
#include "web/texts.h"

const char *const intake_brought[] = { "original", "copy", "shown", NULL };

struct str dossier_brought_words(struct arena *a, enum lang lang, struct str brought)
{
        static const enum text words[] = { T_DOSSIER_BROUGHT_ORIGINAL, T_DOSSIER_BROUGHT_COPY,
                T_DOSSIER_BROUGHT_SHOWN };

        for (size_t i = 0; intake_brought[i]; i++)
                if (str_is(brought, intake_brought[i]))
                        return text_plain(a, lang, (int)words[i], STR_NULL);
        return text_plain(a, lang, T_DOSSIER_BROUGHT_FILE, STR_NULL);
}

/* ---- who stands there ---- */

static void keep(struct str *known, struct str other)
{
        if (str_empty(*known))
                *known = other;
}

static bool same_name(struct arena *a, struct str x, struct str y)
{
        return str_eq(viet_fold(a, x), viet_fold(a, y));
}

/* Everybody whom the number names: first whom the platform knows, then by their last dossiers. */
static int people_of(struct tx *tx, const struct person *known, struct str number,
        struct intake_people *ret_people)
{
        struct intake_people people = { .n = 0 };
        struct applicant_known_rows rows;
        int r = applicants_of_identity(tx, number, STR("citizen"), INTAKE_PEOPLE, &rows);

        if (r < 0)
                return r;
        if (known)
                people.list[people.n++] =
                        (struct applicant_known){ known->name, known->birth_day, 0 };
        for (size_t i = 0; i < rows.n; i++) {
                size_t k = 0;

                while (k < people.n &&
                        !same_name(tx->arena, people.list[k].name, rows.rows[i].name))
                        k++;
                if (k == people.n && k < INTAKE_PEOPLE)
                        people.list[people.n++] = rows.rows[i];
                else if (k < people.n && !people.list[k].last_id)
                        people.list[k].last_id = rows.rows[i].last_id;
        }
        *ret_people = people;
        return 0;
}

/* What the newest dossier of this person says besides. */
static int recall(struct tx *tx, const struct intake_people *people, struct person *p)
{
        struct dossier_applicant was;
        size_t i = 0;
        int r;

        while (i < people->n && !same_name(tx->arena, people->list[i].name, p->name))
                i++;
        if (i == people->n || !people->list[i].last_id)
                return 0;
        r = dossier_applicant_of(tx, people->list[i].last_id, &was);
        if (r < 0)
                return r;
        keep(&p->phone, was.applicant_phone);
        keep(&p->email, was.applicant_email);
        keep(&p->address, was.applicant_address);
        if (p->birth_day == I64_NULL)
                p->birth_day = was.applicant_birth_day;
        return 0;
}

/* A number as people type it: 12 digits, or 9 of the old card, with spaces perhaps. */
static bool read_number(struct arena *a, struct str typed, struct str *ret_number)
{
        struct str digits = str_replace(a, str_trim(typed), STR(" "), STR(""));

        for (size_t i = 0; i < digits.len; i++)
                if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
                        return false;
        *ret_number = digits;
        return digits.len == 12 || digits.len == 9;
}

/* The name on the card; else that of the only one whom the number names, or who was chosen. */
static int name_of(struct arena *a, const struct intake_people *people, struct str on_card,
        struct str chosen, struct str *ret_name)
{
        if (!str_empty(on_card)) {
                *ret_name = on_card;
        } else if (people->n < 2) {
                *ret_name = people->n ? people->list[0].name : STR("");
        } else if (str_is(chosen, INTAKE_ANOTHER)) {
                *ret_name = STR("");
        } else {
                size_t i = 0;

                while (i < people->n && !same_name(a, people->list[i].name, chosen))
                        i++;
                if (i == people->n)
                        return ERR_INVALID;
                *ret_name = people->list[i].name;
        }
        return 0;
}

int intake_person(struct tx *tx, struct str typed, struct str chosen, struct person *ret_p,
        struct intake_people *ret_people, int *ret_why)
{
        struct person p = { .birth_day = I64_NULL }, known;
        struct id_card card = { .birth_day = I64_NULL };
        struct intake_people people;
        struct str name;
        bool is_known;
        int r;

        if (id_card_looks(typed)) {
                r = id_card_read(typed, &card, ret_why);
                if (r < 0)
                        return r;
        } else if (!read_number(tx->arena, typed, &card.number)) {
                *ret_why = T_DOSSIER_INTAKE_NUMBER;
                return ERR_INVALID;
        }
        r = person_by_identity(tx, card.number, &known);
        is_known = r == 0;
        if (is_known || r == ERR_NOT_FOUND)
                r = people_of(tx, is_known ? &known : NULL, card.number, &people);
        if (r < 0)
                return r;
        *ret_people = people;
        *ret_why = T_DOSSIER_INTAKE_WHO;
        if (name_of(tx->arena, &people, card.name, chosen, &name) < 0)
                return ERR_INVALID;
        if (is_known && same_name(tx->arena, known.name, name))
                p = known;
        /* The card in the hand is newer than what was written down before. */
        p.identity = card.number;
        p.name = name;
        if (!str_empty(card.name)) {
                p.birth_day = card.birth_day;
                p.address = card.address;
        }
        r = recall(tx, &people, &p);
        if (r == 0)
                *ret_p = p;
        return r;
}

int intake_enterprise(struct tx *tx, struct str code, struct str name,
        struct intake_enterprise *ret_e, int *ret_why)
{
        struct intake_enterprise e = { .name = str_trim(name) };
        struct applicant_known_rows known;
        int r;

        if (typed_tax_code(tx->arena, str_trim(code), &e.code) < 0) {
                *ret_why = T_DOSSIER_INTAKE_TAX_CODE;
                return ERR_INVALID;
        }
        if (str_empty(e.name)) {
                r = applicants_of_identity(tx, e.code, STR("enterprise"), 1, &known);
                if (r < 0)
                        return r;
                if (!known.n) {
                        *ret_why = T_DOSSIER_INTAKE_ENTERPRISE_NAME;
                        return ERR_INVALID;
                }
                e.name = known.rows[0].name;
        }
        *ret_e = e;
        return 0;
}

int intake_offer(
        struct tx *tx, const struct person *p, const struct unit *counter, struct answers *answers)
{
        const struct form *form = answers->stored.form;
        struct dossier_brief_rows last;
        struct known_answer_rows known = { 0 };
        int r = dossiers_by_identity(tx, p->identity, NULL, 0, 1, &last);

        if (r == 0 && last.n)
                r = answers_known(tx, last.rows[0].id, &known);
        if (r < 0)
                return r;
        answers_offer_person(tx->arena, answers, p);
        /* How results were received is a habit; what a dossier was about is not. */
        for (size_t i = 0; i < known.n; i++)
                if (str_starts(known.rows[i].meaning, STR("delivery.")))
                        form_data_offer(tx->arena, answers->values, form,
                                str_c(tx->arena, known.rows[i].meaning), known.rows[i].text);
        if (str_is(counter->kind, "commune"))
                form_data_offer(tx->arena, answers->values, form, "dossier.place", counter->code);
        return 0;
}

struct str intake_who_json(
        struct arena *a, const struct person *p, const struct intake_enterprise *e)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 8000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_i64(&w, "id", p->id);
        json_put_str(&w, "identity", p->identity);
        json_put_str(&w, "name", p->name);
        json_put_i64(&w, "birth_day", p->birth_day);
        json_put_str(&w, "phone", p->phone);
        json_put_str(&w, "email", p->email);
        json_put_str(&w, "address", p->address);
        if (!str_empty(e->code)) {
                json_put_str(&w, "enterprise", e->code);
                json_put_str(&w, "enterprise_name", e->name);
        }
        json_close(&w, '}');
        return b.over ? STR_NULL : buf_str(&b);
}

static int read_who(
        struct arena *a, struct str text, struct person *ret_p, struct intake_enterprise *ret_e)
{
        const struct json *j;

        if (json_parse(a, text, &j, NULL) < 0)
                return ERR_CORRUPT;
        *ret_p = (struct person){ .id = json_i64(json_get(j, "id"), 0),
                .identity = json_str(json_get(j, "identity")),
                .name = json_str(json_get(j, "name")),
                .birth_day = json_i64(json_get(j, "birth_day"), I64_NULL),
                .phone = json_str(json_get(j, "phone")),
                .email = json_str(json_get(j, "email")),
                .address = json_str(json_get(j, "address")) };
        *ret_e = (struct intake_enterprise){ json_str(json_get(j, "enterprise")),
                json_str(json_get(j, "enterprise_name")) };
        return 0;
}

/* ---- papers ---- */

const char *intake_mark_usual(const struct procedure_paper *p)
{
        return p->originals > 0 ? "original" : "copy";
}

static struct str known_mark(struct str word)
{
        for (size_t i = 0; intake_brought[i]; i++)
                if (str_is(word, intake_brought[i]))
                        return str_of(intake_brought[i]);
        return STR("");
}

static struct str key_of(struct arena *a, const struct procedure_paper *p)
{
        return str_fmt(a, "%lld", (long long)p->id);
}

void intake_take_marks(struct intake *i, const struct json *sent, bool all)
{
        const struct procedure_paper_rows *papers = &i->app.procedure.papers;
        struct arena *a = i->app.room.arena;

        for (size_t k = 0; k < papers->n; k++) {
                const struct procedure_paper *p = &papers->rows[k];
                const struct json *j = json_get(sent, key_of(a, p).ptr);

                if (j)
                        i->marks[k] = known_mark(json_str(j));
                if (all && str_empty(i->marks[k]) &&
                        draft_paper_need(p, &i->app.fill) == PAPER_NEEDED)
                        i->marks[k] = str_of(intake_mark_usual(p));
        }
}

struct str intake_marks_json(struct arena *a, const struct intake *i)
{
        const struct procedure_paper_rows *papers = &i->app.procedure.papers;
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 20000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        for (size_t k = 0; k < papers->n; k++)
                if (!str_empty(i->marks[k]))
                        json_put_str(&w, key_of(a, &papers->rows[k]).ptr, i->marks[k]);
        json_close(&w, '}');
        return b.over ? STR_NULL : buf_str(&b);
}

bool intake_papers_there(const struct intake *i, i64 files_for)
{
        const struct procedure_paper_rows *papers = &i->app.procedure.papers;

        for (size_t k = 0; k < papers->n; k++) {
                const struct procedure_paper *p = &papers->rows[k];
                bool there = !str_empty(i->marks[k]) || p->id == files_for;

                for (size_t f = 0; f < i->app.files.n && !there; f++)
                        there = i->app.files.rows[f].paper_id == p->id &&
                                i->app.files.rows[f].check_state != UPLOAD_REFUSED;
                if (!there && draft_paper_need(p, &i->app.fill) == PAPER_NEEDED)
                        return false;
        }
        return true;
}

/* ---- the draft ---- */

int intake_load(struct req *rq, struct str code, struct intake *ret_i)
{
        struct intake *i = ret_i;
        const struct json *marks;
        int r;

        *i = (struct intake){ .app = { .org = org_get(rq->arena) } };
        r = draft_by_code(rq->tx, code, &i->app.draft);
        if (r < 0)
                return r;
        if (i->app.draft.counter_unit_id == I64_NULL ||
                !who_may(rq->who, PERM_DOSSIER_INTAKE, i->app.draft.counter_unit_id))
                return ERR_NOT_FOUND;
        if (i->app.draft.expires_at <= rq->now && i->app.draft.dossier_id == I64_NULL)
                return ERR_GONE;
        r = application_open(rq, &i->app);
        if (r == 0)
                r = read_who(rq->arena, i->app.draft.applicant, &i->person, &i->enterprise);
        if (r < 0)
                return r;
        i->marks = NEW_ARRAY(rq->arena, struct str, i->app.procedure.papers.n + 1);
        if (json_parse(rq->arena, i->app.draft.marks, &marks, NULL) < 0)
                return ERR_CORRUPT;
        intake_take_marks(i, marks, false);
        return 0;
}

int intake_applicant(struct tx *tx, const struct new_dossier *n, struct who *ret_who)
{
        struct applicant_account known;
        int r = str_empty(n->identity) ? ERR_NOT_FOUND : applicant_account(tx, n->identity, &known);

        if (r < 0)
                return r == ERR_NOT_FOUND ? 0 : r;
        /* A number that was typed wrong must not lead to a stranger's account. */
        if (same_name(tx->arena, known.name, n->name))
                *ret_who = (struct who){ .account = known.id, .person = known.person_id };
        return 0;
}
