/*
 * src/mod/dossier/supplement.c: a request for papers is answered point by point: each has its words
 * and files, saved by itself, so that nothing typed is lost; they are sent together when every
 * point has an answer. And once it is over, how it went. No SQL, no HTML.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "core/files.h"
#include "core/queries.h"
#include "mod/dossier/pages.h"
#include "web/texts.h"

static const struct field point_fields[] = {
        { "answer", FIELD_LINES, FIELD_PERSONAL, 2000, 0, NULL },
        DOSSIER_FILES(T_DOSSIER_FILE_BAD),
        { 0 },
};

static const struct field rating_fields[] = {
        { "stars", FIELD_CHOICE, FIELD_REQUIRED, 0, T_DOSSIER_STARS_NEEDED, "1|2|3|4|5" },
        { "words", FIELD_LINES, FIELD_PERSONAL, 1000, 0, NULL },
        { 0 },
};

static const struct dossier_paper_row *papers_of(
        struct arena *a, const struct dossier_view *v, i64 defect, size_t *ret_n)
{
        struct dossier_paper_row *list = NEW_ARRAY(a, struct dossier_paper_row, v->n_papers + 1);

        for (size_t i = 0; i < v->n_papers; i++)
                if (v->papers[i].defect_id == defect)
                        list[(*ret_n)++] = v->papers[i];
        return list;
}

int supplement_fill(struct req *rq, const struct dossier *d, struct dossier_view *v)
{
        struct defect_row_rows rows;
        struct defect_view *list;
        int r = defects_of(rq->tx, d->id, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct defect_view, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                const struct defect_row *row = &rows.rows[i];
                struct defect_view *x = &list[i];

                *x = (struct defect_view){ .id = row->id,
                        .ordinal = row->ordinal,
                        .text = row->text,
                        .answer = row->answer,
                        .open = row->answered_at == I64_NULL };
                x->papers = papers_of(rq->arena, v, row->id, &x->n_papers);
                x->answered = !str_empty(x->answer) || x->n_papers;
                v->n_open += x->open;
        }
        v->defects = list;
        v->n_defects = rows.n;
        return 0;
}

const struct input *dossier_point_input(const struct dossier_view *v, const struct defect_view *d)
{
        const struct input *in = v->rq->verb == GET ? NULL : v->rq->in;
        i64 n;

        if (!in || in->route->fields != point_fields)
                return NULL;
        return str_to_i64(path_str(in, "point"), &n) == 0 && n == d->ordinal ? in : NULL;
}

struct str dossier_point_error(struct html *h, const struct input *in)
{
        return in->errors ? text_plain(h->arena, h->lang, in->errors->text, in->errors->detail)
                          : STR_NULL;
}

const struct input *dossier_rating_input(const struct dossier_view *v)
{
        const struct input *in = v->rq->verb == GET ? NULL : v->rq->in;

        return in && in->route->fields == rating_fields ? in : NULL;
}

/* ---- one point: POST /ho-so/:code/diem/:point ---- */

struct point {
        struct dossier d;
        struct dossier_view v; /* what was asked, and all papers */
        const struct defect_view *defect;
        struct given_files given;
};

/* One's own dossier that waits for its applicant, with what it waits for. */
static int waiting_for_me(struct req *rq, struct input *in, struct point *p)
{
        struct dossier_paper_row_rows papers;
        int r = dossier_get(rq->tx, rq->who, path_str(in, "code"), &p->d);

        if (r < 0)
                return r;
        if (!dossier_is_theirs(rq->who, &p->d))
                return ERR_NOT_FOUND;
        dossier_reads_own(rq, &p->d);
        if (p->d.state != DOSSIER_SUPPLEMENT)
                return ERR_STATE;
        r = dossier_papers(rq->tx, p->d.id, &papers);
        if (r < 0)
                return r;
        p->v.papers = papers.rows;
        p->v.n_papers = papers.n;
        return supplement_fill(rq, &p->d, &p->v);
}

static int find_point(struct req *rq, struct input *in, struct point *p)
{
        i64 n;
        int r = waiting_for_me(rq, in, p);

        if (r < 0)
                return r;
        for (size_t i = 0; i < p->v.n_defects; i++)
                if (p->v.defects[i].open && str_to_i64(path_str(in, "point"), &n) == 0 &&
                        p->v.defects[i].ordinal == n)
                        p->defect = &p->v.defects[i];
        return p->defect ? 0 : ERR_NOT_FOUND;
}

static int point_prepare(struct req *rq, struct input *in)
{
        struct point *p = NEW(rq->arena, struct point);
        int r = find_point(rq, in, p);

        if (r < 0)
                return r;
        in->prepared = p;
        if (!dossier_files_sent(in) && str_empty(str_trim(input_str(in, "answer"))) &&
                !p->defect->n_papers)
                return input_fail(in, "answer", T_DOSSIER_ANSWER_NEEDED, STR_NULL);
        return dossier_files_take(rq, in, p->v.n_papers, &p->given);
}

static int point_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct point *p = in->prepared;
        i64 changed = 0, file;
        int r = dossier_visible(tx, in->who, &p->d);

        if (r == 0)
                r = defect_answer_put(tx, p->defect->id, input_str(in, "answer"), &changed);

        if (r == 0 && !changed)
                r = ERR_STATE; /* sent meanwhile */
        for (size_t i = 0; i < p->given.n && r == 0; i++) {
                const struct given_file *g = &p->given.list[i];

                r = dossier_file_give(tx, g, in->who->account, STR("dossier"), p->d.id, &file);
                if (r == 0)
                        r = defect_paper_insert(
                                tx, id_new(), p->d.id, p->defect->id, g->name, file);
        }
        if (r == 0)
                r = dossier_files_end_spent(tx, &p->given);
        out->code = path_str(in, "code");
        return r;
}

static int point_answer(struct req *rq, const struct outcome *out)
{
        return reply_go(rq, str_fmt(rq->arena, "/ho-so/%.*s#diem-%.*s", STRF(out->code),
                                    STRF(path_str(rq->in, "point"))));
}

static const struct field drop_fields[] = {
        { "row", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int drop_prepare(struct req *rq, struct input *in)
{
        struct point *p = NEW(rq->arena, struct point);

        in->prepared = p;
        return find_point(rq, in, p);
}

static int drop_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct point *p = in->prepared;
        i64 row = input_i64(in, "row"), changed = 0;
        int r = dossier_visible(tx, in->who, &p->d);

        if (r == 0)
                r = defect_paper_delete(tx, row, p->d.id, &changed);

        for (size_t i = 0; i < p->defect->n_papers && r == 0 && changed; i++)
                if (p->defect->papers[i].id == row)
                        r = file_remove(tx, p->defect->papers[i].file_id, tx->now, NULL);
        out->code = path_str(in, "code");
        return r;
}

/* ---- all of them: POST /ho-so/:code/bo-sung ---- */

static const struct field resubmit_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "note", FIELD_LINES, FIELD_PERSONAL, 2000, 0, NULL },
        { 0 },
};

/* A file of an open point that was refused, or that nothing can be sent with before it was seen. */
static int check_held_back(struct req *rq, struct input *in, const struct point *p)
{
        for (size_t i = 0; i < p->v.n_defects; i++) {
                const struct defect_view *d = &p->v.defects[i];

                for (size_t k = 0; d->open && k < d->n_papers; k++) {
                        const struct dossier_paper_row *x = &d->papers[k];

                        if (files_hold_back(x->check_state))
                                return input_fail(in, NULL,
                                        x->check_state == UPLOAD_REFUSED ? T_DOSSIER_POINT_REFUSED
                                                                         : T_DOSSIER_POINT_WAITS,
                                        str_fmt(rq->arena, "%lld", (long long)d->ordinal));
                }
        }
        return 0;
}

static int resubmit_prepare(struct req *rq, struct input *in)
{
        struct point p = { .defect = NULL };
        i64 missing = 0;
        int r = waiting_for_me(rq, in, &p);

        if (r < 0)
                return r;
        r = check_held_back(rq, in, &p);
        if (r < 0)
                return r;
        for (size_t i = 0; i < p.v.n_defects; i++)
                missing += p.v.defects[i].open && !p.v.defects[i].answered;
        if (missing)
                return input_fail(in, NULL, T_DOSSIER_POINTS_MISSING,
                        str_fmt(rq->arena, "%lld", (long long)missing));
        return 0;
}

static int resubmit_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str note = input_str(in, "note");
        struct dossier d;
        int r = pages_own_move(tx, in, "resubmit", note.ptr ? note : STR(""), &d);

        if (r == 0)
                r = event_publish(tx, DOSSIER_PAPERS_CHANGED, d.id, STR("{}"), NULL);
        out->code = path_str(in, "code");
        return r;
}

/* ---- how it went: POST /ho-so/:code/danh-gia ---- */

static bool is_over(const struct dossier *d)
{
        return d->state == DOSSIER_FINISHED || d->state == DOSSIER_RETURNED ||
               d->state == DOSSIER_REFUSED;
}

int rating_fill(struct req *rq, const struct dossier *d, struct dossier_view *v)
{
        struct rating_row row;
        int r = is_over(d) ? rating_of(rq->tx, d->id, &row) : ERR_NOT_FOUND;

        if (r == 0) {
                v->stars = row.stars;
                v->rating_words = row.words;
        }
        v->can_rate = r == ERR_NOT_FOUND && is_over(d) && d->account_id == rq->who->account;
        return r == ERR_NOT_FOUND ? 0 : r;
}

static int rate_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str words = input_str(in, "words");
        struct rating_row row;
        struct dossier d;
        i64 stars = 0;
        int r = dossier_by_code(tx, path_str(in, "code"), &d);

        if (r < 0)
                return r;
        if (d.account_id != in->who->account)
                return ERR_NOT_FOUND;
        out->code = d.code;
        if (!is_over(&d))
                return ERR_STATE;
        r = rating_of(tx, d.id, &row);
        if (r != ERR_NOT_FOUND)
                return r < 0 ? r : ERR_STATE; /* once */
        str_to_i64(input_str(in, "stars"), &stars);
        r = rating_insert(tx, d.id, stars, words.ptr ? words : STR(""), d.unit_id, tx->now);
        return r < 0 ? r : event_publish(tx, DOSSIER_NOTED, d.id, STR("{}"), NULL);
}

const struct route supplement_routes[] = {
        { POST, "/ho-so/:code/diem/:point", PERM_FILL,
                ROUTE_UPLOAD | ROUTE_SCRIPT | ROUTE_READS_PERSON,
                WRITE(point_fields, point_prepare, point_apply, point_answer, pages_dossier_show),
                .doc = "Answer one point of a request for papers" },
        { POST, "/ho-so/:code/diem/:point/bo", PERM_FILL, ROUTE_SCRIPT | ROUTE_READS_PERSON,
                WRITE(drop_fields, drop_prepare, drop_apply, point_answer, pages_dossier_show),
                .doc = "Take a file of an answer away" },
        { POST, "/ho-so/:code/bo-sung", PERM_FILL, ROUTE_SCRIPT | ROUTE_READS_PERSON,
                WRITE(resubmit_fields, resubmit_prepare, resubmit_apply, pages_own_answer,
                        pages_dossier_show),
                .doc = "Send the answers to a request for papers" },
        { POST, "/ho-so/:code/danh-gia", PERM_FILL, ROUTE_SCRIPT | ROUTE_READS_PERSON,
                WRITE(rating_fields, NULL, rate_apply, pages_own_answer, pages_dossier_show),
                .doc = "Say once how it went" },
        { 0 },
};
