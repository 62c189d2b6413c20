/*
 * src/mod/counter/register.c: form 07, sổ theo dõi hồ sơ: what a unit received in a time, as a page
 * that says how much and as a PDF to print and keep (domain.md 3.4). Made anew each time from the
 * dossiers as they are; nothing of it is stored.
 */
#include "core/paper.h"
#include "core/setting.h"
#include "mod/counter/desk.h"
#include "mod/counter/view.h"
#include "mod/counter/views.h"
#include "web/texts.h"
#include "web/web.h"

enum { DAYS_MAX = 92, ROWS_MAX = 2000 };

static const struct field fields[] = {
        { "tu", FIELD_DATE, 0, 0, T_COUNTER_REGISTER_DAYS, NULL },
        { "den", FIELD_DATE, 0, 0, T_COUNTER_REGISTER_DAYS, NULL },
        { "don-vi", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};

struct period {
        const struct unit *unit;
        i64 first, last; /* days, both in it */
};

/* This month so far, of one's own unit, unless asked otherwise. */
static int read_period(struct req *rq, struct period *ret_p)
{
        const struct org *o = org_get(rq->arena);
        struct str code = input_str(rq->in, "don-vi");
        struct period p = { .first = input_i64(rq->in, "tu"), .last = input_i64(rq->in, "den") };
        struct civil c;

        time_civil(rq->now, &c);
        if (p.first == I64_NULL)
                p.first = day_make(c.year, c.month, 1);
        if (p.last == I64_NULL)
                p.last = MIN(day_of(rq->now), p.first + DAYS_MAX - 1);
        p.unit = str_empty(code) ? org_unit(o, counter__unit(rq)) : org_unit_by_code(o, code);
        if (!p.unit || !who_may(rq->who, PERM_DOSSIER_READ, p.unit->id))
                return ERR_NOT_FOUND;
        if (p.last < p.first || p.last - p.first >= DAYS_MAX)
                return req_fail(rq, ERR_INVALID, T_COUNTER_REGISTER_DAYS);
        *ret_p = p;
        return 0;
}

static struct str period_words(struct req *rq, const struct period *p)
{
        return s_COUNTER_REGISTER_PERIOD(
                rq->arena, rq->lang, day_vi(rq->arena, p->first), day_vi(rq->arena, p->last));
}

static int register_show(struct req *rq)
{
        struct register_view v = { .rq = rq };
        struct register_count count;
        struct field_view *f = NEW_ARRAY(rq->arena, struct field_view, 3);
        struct period p;
        int r = read_period(rq, &p);

        if (r == 0)
                r = dossier_register_count(
                        rq->tx, p.unit->id, day_start(p.first), day_start(p.last + 1), &count);
        if (r < 0)
                return r;
        f[0] = (struct field_view){ .name = "tu",
                .label = s_COUNTER_REGISTER_FROM(rq->arena, rq->lang),
                .value = day_vi(rq->arena, p.first) };
        f[1] = (struct field_view){ .name = "den",
                .label = s_COUNTER_REGISTER_TO(rq->arena, rq->lang),
                .value = day_vi(rq->arena, p.last) };
        f[2] = (struct field_view){ .name = "don-vi",
                .label = s_COUNTER_REGISTER_UNIT(rq->arena, rq->lang),
                .value = p.unit->code };
        v.filters = f;
        v.n_filters = 3;
        v.action = rq->lang == LANG_EN ? "/en/viec/so-theo-doi" : "/viec/so-theo-doi";
        v.unit_name = unit_full_name(rq->arena, p.unit);
        v.period = period_words(rq, &p);
        v.n = count.n;
        v.file = str_fmt(rq->arena, "/viec/so-theo-doi/tep?tu=%.*s&den=%.*s&don-vi=%.*s",
                STRF(day_iso(rq->arena, p.first)), STRF(day_iso(rq->arena, p.last)),
                STRF(words_query(rq->arena, p.unit->code)));
        view_book_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* The columns of form 07. */
static void put_row(struct arena *a, const struct org *o, const struct register_row *d, size_t at,
        struct str *cells)
{
        const struct unit *u = org_unit(o, d->unit_id);
        struct str phone = d->applicant_phone.ptr ? d->applicant_phone : STR("");
        struct str address = d->applicant_address.ptr ? d->applicant_address : STR("");
        const struct str row[] = {
                str_fmt(a, "%zu", at),
                d->code,
                d->name,
                STR("1"),
                d->applicant_name,
                str_fmt(a, "%.*s%s%.*s", STRF(address), address.len && phone.len ? "; " : "",
                        STRF(phone)),
                u ? u->name : STR(""),
                time_vi(a, d->accepted_at),
                d->due_at == I64_NULL ? STR("") : time_vi(a, d->due_at),
                d->returned_at == I64_NULL ? STR("") : time_vi(a, d->returned_at),
                text_plain(a, LANG_VI, view_state_text((int)d->state), STR_NULL),
        };

        memcpy(cells, row, sizeof row);
}

static int make_register(struct req *rq, const struct period *p,
        const struct register_row_rows *rows, struct str *ret_pdf)
{
        static const int weights[] = { 2, 8, 9, 2, 6, 8, 7, 5, 5, 5, 5 };
        const struct str heads[] = { STR("STT"), STR("Mã hồ sơ"), STR("Tên thủ tục hành chính"),
                STR("Số bộ"), STR("Tên cá nhân, tổ chức"), STR("Địa chỉ, số điện thoại"),
                STR("Cơ quan chủ trì giải quyết"), STR("Nhận hồ sơ"), STR("Hẹn trả kết quả"),
                STR("Trả kết quả"), STR("Ghi chú") };
        const size_t n = ARRAY_LEN(heads);
        const struct org *o = org_get(rq->arena);
        struct str province = setting_str(SETTING_PROVINCE_NAME);
        const struct paper_head head = { .agency_above = unit_full_name(rq->arena, p->unit),
                .agency = STR("Bộ phận tiếp nhận và trả kết quả"),
                .place_date = str_fmt(rq->arena, "%.*s, %.*s", STRF(province),
                        STRF(words_day(rq->arena, LANG_VI, day_of(rq->now)))) };
        struct paper *paper = paper_new(rq->arena, PAPER_A4_WIDE, &head);
        struct str *cells = NEW_ARRAY(rq->arena, struct str, rows->n * n + 1);

        paper_title(paper, STR("SỔ THEO DÕI HỒ SƠ"), period_words(rq, p));
        for (size_t i = 0; i < rows->n; i++)
                put_row(rq->arena, o, &rows->rows[i], i + 1, &cells[i * n]);
        paper_table(paper, heads, weights, n, cells, rows->n);
        paper_sign(paper, STR("NGƯỜI LẬP SỔ"), rq->who->name, STR("NGƯỜI PHỤ TRÁCH"),
                STR("(chưa ký số)"), STR(""));
        return paper_finish(paper, STR("Sổ theo dõi hồ sơ"), ret_pdf);
}

static int register_file(struct req *rq)
{
        struct register_row_rows rows;
        struct period p;
        struct str pdf;
        int r = read_period(rq, &p);

        if (r == 0)
                r = dossier_register(rq->tx, p.unit->id, day_start(p.first), day_start(p.last + 1),
                        ROWS_MAX + 1, &rows);
        if (r < 0)
                return r;
        if (rows.n > ROWS_MAX)
                return req_fail(rq, ERR_INVALID, T_COUNTER_REGISTER_MANY);
        for (size_t i = 0; i < rows.n; i++)
                req_note_person(rq, rows.rows[i].person_id == I64_NULL ? 0 : rows.rows[i].person_id,
                        rows.rows[i].id, "name,address,phone", "dossier.register");
        if (!rows.n)
                req_note_person(rq, 0, 0, "name,address,phone", "dossier.register");
        r = make_register(rq, &p, &rows, &pdf);
        return r < 0 ? r
                     : reply_bytes(rq, 200, "application/pdf", pdf,
                               str_fmt(rq->arena, "so-theo-doi-%.*s-%.*s.pdf", STRF(p.unit->code),
                                       STRF(day_iso(rq->arena, p.first))));
}

const struct route counter_register_routes[] = {
        { GET, "/viec/so-theo-doi", PERM_DOSSIER_READ, ROUTE_NOINDEX, READ(fields, register_show),
                .doc = "The register of dossiers (form 07): which unit, from when to when" },
        { GET, "/viec/so-theo-doi/tep", PERM_DOSSIER_READ,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(fields, register_file),
                .doc = "The register of dossiers as a PDF" },
        { 0 },
};
