/*
 * src/mod/counter/certified.c: copies certified from originals (NĐ 23/2015 điều 20; the fee by TT
 * 226/2016): one line a request in the book of the unit's year, its fee with a receipt of the till,
 * and the book to print. No SQL, no HTML.
 */
#include "base/id.h"
#include "base/random.h"
#include "core/id_card.h"
#include "core/paper.h"
#include "core/setting.h"
#include "mod/counter/cash.h"
#include "mod/counter/cash_paper.h"
#include "mod/counter/views.h"
#include "web/texts.h"

enum { PAGE_ROWS = 40, BOOK_ROWS = 2000, CHEAPER_FROM = 3 };

/* The first two pages of a copy, the further ones, and the most that a copy costs. */
static i64 fee_of(i64 pages, i64 copies)
{
        i64 dear = MIN(pages, CHEAPER_FROM - 1), cheap = pages - dear;
        i64 one = dear * setting_i64(SETTING_CERTIFIED_FEE_PAGE) +
                  cheap * setting_i64(SETTING_CERTIFIED_FEE_NEXT);
        i64 most = setting_i64(SETTING_CERTIFIED_FEE_MOST);

        return MIN(one, most) * copies;
}

static const struct field book_fields[] = {
        { "nam", FIELD_I64, 0, 9999, 0, NULL },
        { "truoc", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static i64 year_asked(struct req *rq)
{
        i64 year = rq->verb == GET ? input_i64(rq->in, "nam") : I64_NULL;

        return year == I64_NULL ? counter__year(rq->now) : year;
}

static int book_show(struct req *rq)
{
        const struct unit *unit = counter__desk(rq);
        struct copies_view v = {
                .rq = rq, .in = rq->verb == GET ? NULL : rq->in, .year = year_asked(rq)
        };
        i64 before = rq->verb == GET ? input_i64(rq->in, "truoc") : I64_NULL;
        struct certified_copy_rows rows;
        struct copy_row *list;
        int r;

        if (!unit)
                return ERR_DENIED;
        r = certified_copies(rq->tx, unit->id, v.year, before == I64_NULL ? INT64_MAX : before,
                PAGE_ROWS + 1, &rows);
        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name,identity", "certified.book");
        list = NEW_ARRAY(rq->arena, struct copy_row, rows.n + 1);
        for (size_t i = 0; i < rows.n && i < PAGE_ROWS; i++) {
                const struct certified_copy *c = &rows.rows[i];

                list[v.n_rows++] = (struct copy_row){ .number = counter__number_words(
                                                              rq->arena, c->number, v.year),
                        .day = day_vi(rq->arena, c->day),
                        .requester = c->requester,
                        .identity = c->identity,
                        .paper = c->paper,
                        .signer = c->signer,
                        .fee = cash_words(rq->arena, c->fee),
                        .pages = c->pages,
                        .copies = c->copies };
        }
        v.rows = list;
        v.unit_name = counter__desk_name(rq);
        v.file = str_fmt(rq->arena, "/chung-thuc/so?nam=%lld", (long long)v.year);
        v.rule = s_COPY_RULE(rq->arena, rq->lang,
                cash_words(rq->arena, setting_i64(SETTING_CERTIFIED_FEE_PAGE)),
                cash_words(rq->arena, setting_i64(SETTING_CERTIFIED_FEE_NEXT)),
                cash_words(rq->arena, setting_i64(SETTING_CERTIFIED_FEE_MOST)));
        if (rows.n > PAGE_ROWS)
                v.next = str_fmt(rq->arena, "/chung-thuc?nam=%lld&truoc=%lld", (long long)v.year,
                        (long long)rows.rows[PAGE_ROWS - 1].number);
        view_copies_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static const struct field line_fields[] = {
        { "nguoi", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 400, T_COPY_REQUESTER_NEEDED,
                NULL },
        { "so", FIELD_IDENTITY, FIELD_PERSONAL, 0, T_COPY_IDENTITY_BAD, NULL },
        { "giay", FIELD_TEXT, FIELD_REQUIRED, 200, T_COPY_PAPER_NEEDED, NULL },
        { "trang", FIELD_I64, FIELD_REQUIRED, 1000, T_COPY_PAGES_NEEDED, NULL },
        { "ban", FIELD_I64, FIELD_REQUIRED, 1000, T_COPY_COPIES_NEEDED, NULL },
        { "ky", FIELD_TEXT, FIELD_REQUIRED, 120, T_COPY_SIGNER_NEEDED, NULL },
        { "hinh_thuc", FIELD_CHOICE, FIELD_REQUIRED, 0, T_CASH_KIND_NEEDED,
                "cash|transfer|exempt" },
        { "ly_do", FIELD_TEXT, 0, 200, 0, NULL },
        { 0 },
};

struct line {
        struct cash_take cash;
        struct str code, requester, identity;
        i64 fee;
};

/* A card scanned into the field of the name gives both. */
static int read_requester(struct input *in, struct line *l)
{
        struct id_card card;
        int why = 0;

        l->requester = str_trim(input_str(in, "nguoi"));
        l->identity = input_str(in, "so");
        if (id_card_looks(l->requester)) {
                if (id_card_read(l->requester, &card, &why) < 0)
                        return input_fail(in, "nguoi", why, STR_NULL);
                l->requester = card.name;
                l->identity = card.number;
        }
        return str_empty(l->identity) ? input_fail(in, "so", T_COPY_IDENTITY_BAD, STR_NULL) : 0;
}

static int line_prepare(struct req *rq, struct input *in)
{
        struct line *l = NEW(rq->arena, struct line);
        i64 pages = input_i64(in, "trang"), copies = input_i64(in, "ban");
        bool exempt = str_is(input_str(in, "hinh_thuc"), "exempt");
        struct str reason = str_trim(input_str(in, "ly_do"));
        int r = 0;

        if (pages < 1)
                r = input_fail(in, "trang", T_COPY_PAGES_NEEDED, STR_NULL);
        if (copies < 1)
                r = input_fail(in, "ban", T_COPY_COPIES_NEEDED, STR_NULL);
        if (exempt && str_empty(reason))
                r = input_fail(in, "ly_do", T_CASH_REASON_NEEDED, STR_NULL);
        if (read_requester(in, l) < 0 || r < 0)
                return ERR_INVALID;
        l->fee = exempt ? 0 : fee_of(pages, copies);
        l->code = str_cat(rq->arena, STR("CT-"), random_code(rq->arena, 10));
        l->cash = (struct cash_take){ .unit = counter__desk(rq),
                .code = str_cat(rq->arena, STR("BL-"), random_code(rq->arena, 10)),
                .kind = input_str(in, "hinh_thuc"),
                .dossier = I64_NULL,
                .subject = str_cat(rq->arena, STR("Chứng thực bản sao: "), input_str(in, "giay")),
                .payer = l->requester,
                .reason = reason.ptr ? reason : STR(""),
                .amount = l->fee };
        in->prepared = l;
        return l->cash.unit ? 0 : ERR_DENIED;
}

/* The receipt's record in the audit tree names the money; the line bears the receipt. */
static int line_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct line *l = in->prepared;
        i64 year, number, receipt;
        int r = cash_take(tx, in, &l->cash, &receipt);

        if (r == 0)
                r = counter__number(tx, l->cash.unit->id, "copy", &year, &number);
        out->code = l->code;
        return r < 0 ? r
                     : certified_copy_insert(
                               tx, &(struct certified_copy_insert_args){ .id = id_new(),
                                           .code = l->code,
                                           .unit_id = l->cash.unit->id,
                                           .year = year,
                                           .number = number,
                                           .day = day_of(tx->now),
                                           .requester = l->requester,
                                           .identity = l->identity,
                                           .paper = input_str(in, "giay"),
                                           .pages = input_i64(in, "trang"),
                                           .copies = input_i64(in, "ban"),
                                           .fee = l->fee,
                                           .signer = input_str(in, "ky"),
                                           .receipt_id = receipt,
                                           .at = tx->now,
                                           .by = in->who->account });
}

static int line_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/chung-thuc");
}

/* ---- the book to print ---- */

static int make_book(struct req *rq, const struct unit *unit, i64 year,
        const struct certified_copy_rows *rows, struct str *ret_pdf)
{
        static const int weights[] = { 4, 5, 11, 9, 6, 3, 3, 5 };
        const struct str heads[] = { STR("Số chứng thực"), STR("Ngày, tháng, năm"),
                STR("Họ tên, giấy tờ tuỳ thân của người yêu cầu"), STR("Tên của bản chính giấy tờ"),
                STR("Họ tên, chức danh người ký"), STR("Số trang"), STR("Số bản sao"),
                STR("Lệ phí") };
        const size_t n = ARRAY_LEN(heads);
        struct arena *a = rq->arena;
        struct str province = setting_str(SETTING_PROVINCE_NAME);
        const struct paper_head head = { .agency_above = unit_full_name(a, unit),
                .agency = STR("Bộ phận tiếp nhận và trả kết quả"),
                .place_date = str_fmt(a, "%.*s, %.*s", STRF(province),
                        STRF(words_day(a, LANG_VI, day_of(rq->now)))) };
        struct paper *p = paper_new(a, PAPER_A4_WIDE, &head);
        struct str *cells = NEW_ARRAY(a, struct str, rows->n * n + 1);

        paper_title(p, STR("SỔ CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH"),
                str_fmt(a, "Năm %lld", (long long)year));
        for (size_t i = 0; i < rows->n; i++) {
                const struct certified_copy *c = &rows->rows[i];
                const struct str row[] = { counter__number_words(a, c->number, year),
                        day_vi(a, c->day),
                        str_fmt(a, "%.*s, số %.*s", STRF(c->requester), STRF(c->identity)),
                        c->paper, c->signer, str_fmt(a, "%lld", (long long)c->pages),
                        str_fmt(a, "%lld", (long long)c->copies), cash_words(a, c->fee) };

                memcpy(&cells[i * n], row, sizeof row);
        }
        paper_table(p, heads, weights, n, cells, rows->n);
        paper_sign(p, STR("NGƯỜI LẬP SỔ"), rq->who->name, STR("NGƯỜI PHỤ TRÁCH"),
                STR("(chưa ký số)"), STR(""));
        return paper_finish(p, STR("Sổ chứng thực bản sao từ bản chính"), ret_pdf);
}

static const struct field file_fields[] = {
        { "nam", FIELD_I64, 0, 9999, 0, NULL },
        { "tu", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static int book_file(struct req *rq)
{
        const struct unit *unit = counter__desk(rq);
        struct certified_copy_rows rows;
        i64 year = year_asked(rq), from = input_i64(rq->in, "tu");
        struct str pdf;
        int r;

        if (!unit)
                return ERR_DENIED;
        r = certified_book(rq->tx, unit->id, year, from == I64_NULL ? 1 : from, BOOK_ROWS, &rows);
        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name,identity", "certified.book");
        r = make_book(rq, unit, year, &rows, &pdf);
        return r < 0 ? r
                     : reply_bytes(rq, 200, "application/pdf", pdf,
                               str_fmt(rq->arena, "so-chung-thuc-%lld.pdf", (long long)year));
}

const struct route certified_routes[] = {
        { GET, "/chung-thuc", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(book_fields, book_show), .doc = "The book of certified copies" },
        { POST, "/chung-thuc", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(line_fields, line_prepare, line_apply, line_answer, book_show),
                .doc = "A line of the book of certified copies, with its receipt" },
        { GET, "/chung-thuc/so", PERM_DOSSIER_INTAKE,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(file_fields, book_file),
                .doc = "The book of certified copies as a PDF, from a number on" },
        { 0 },
};
