/*
 * src/mod/counter/cash_paper.c: see cash_paper.h. Papers are Vietnamese, whatever the page was.
 */
#include "mod/counter/cash_paper.h"

#include "base/viet.h"
#include "core/paper.h"
#include "core/setting.h"
#include "mod/counter/cash.h"

struct str cash_words(struct arena *a, i64 dong)
{
        return str_fmt(a, "%.*s đ", STRF(viet_number(a, dong)));
}

static struct paper *begin(
        struct req *rq, enum paper_size size, i64 unit, i64 at, struct str number)
{
        const struct unit *u = org_unit(org_get(rq->arena), unit);
        struct str province = setting_str(SETTING_PROVINCE_NAME);
        const struct paper_head head = { .agency_above = u ? unit_full_name(rq->arena, u) : STR(""),
                .agency = STR("Bộ phận tiếp nhận và trả kết quả"),
                .number = str_fmt(rq->arena, "Số: %.*s", STRF(number)),
                .place_date = str_fmt(rq->arena, "%.*s, %.*s", STRF(province),
                        STRF(words_day(rq->arena, LANG_VI, day_of(at)))) };

        return paper_new(rq->arena, size, &head);
}

static struct str kind_vi(struct str kind)
{
        if (str_is(kind, "transfer"))
                return STR("Chuyển khoản");
        return str_is(kind, "exempt") ? STR("Miễn thu") : STR("Tiền mặt");
}

int cash_paper_receipt(
        struct req *rq, const struct cash_receipt *c, struct str cashier, struct str *ret_pdf)
{
        struct arena *a = rq->arena;
        struct str number = counter__number_words(a, c->number, c->year);
        struct paper *p = begin(rq, PAPER_A5, c->unit_id, c->issued_at, number);
        bool exempt = str_is(c->kind, "exempt");

        if (c->cancelled_at != I64_NULL)
                paper_mark(p, STR("ĐÃ HUỶ"));
        paper_title(p, exempt ? STR("PHIẾU MIỄN THU PHÍ, LỆ PHÍ") : STR("BIÊN LAI THU PHÍ, LỆ PHÍ"),
                STR(""));
        paper_line(p, STR("Người nộp"), c->payer);
        paper_line(p, STR("Nội dung"), c->subject);
        paper_line(p, STR("Hình thức"), kind_vi(c->kind));
        paper_line(p, STR("Số tiền"), cash_words(a, c->amount));
        if (!exempt)
                paper_line(p, STR("Bằng chữ"),
                        str_fmt(a, "%.*s đồng", STRF(viet_number_words(a, c->amount))));
        if (!str_empty(c->reason))
                paper_line(p, exempt ? STR("Lý do miễn") : STR("Nội dung chuyển khoản"), c->reason);
        if (c->cancelled_at != I64_NULL)
                paper_line(p, STR("Lý do huỷ"), c->cancel_reason);
        paper_line(p, STR("Thời gian"), words_time(a, LANG_VI, c->issued_at));
        paper_sign(p, STR("NGƯỜI NỘP TIỀN"), c->payer, STR("NGƯỜI THU TIỀN"), STR("(chưa ký số)"),
                cashier);
        return paper_finish(p, STR("Biên lai thu phí, lệ phí"), ret_pdf);
}

int cash_paper_closing(struct req *rq, const struct cash_closing *c,
        const struct cash_receipt_rows *rows, struct str cashier, struct str *ret_pdf)
{
        static const int weights[] = { 5, 5, 8, 10, 5, 5, 6 };
        const struct str heads[] = { STR("Số biên lai"), STR("Giờ"), STR("Người nộp"),
                STR("Nội dung"), STR("Hình thức"), STR("Số tiền"), STR("Ghi chú") };
        const size_t n = ARRAY_LEN(heads);
        struct arena *a = rq->arena;
        struct str number = counter__number_words(a, c->number, c->year);
        struct paper *p = begin(rq, PAPER_A4, c->unit_id, c->closed_at, number);
        struct str *cells = NEW_ARRAY(a, struct str, rows->n * n + 1);

        paper_title(p, STR("BẢNG KẾT QUỸ TRONG NGÀY"), cashier);
        for (size_t i = 0; i < rows->n; i++) {
                const struct cash_receipt *r = &rows->rows[i];
                bool gone = r->cancelled_at != I64_NULL;
                const struct str row[] = { counter__number_words(a, r->number, r->year),
                        words_short(a, r->issued_at), r->payer, r->subject, kind_vi(r->kind),
                        gone ? STR("0 đ") : cash_words(a, r->amount),
                        gone ? str_cat(a, STR("Đã huỷ: "), r->cancel_reason) : r->reason };

                memcpy(&cells[i * n], row, sizeof row);
        }
        paper_table(p, heads, weights, n, cells, rows->n);
        paper_line(p, STR("Số biên lai"),
                str_fmt(a, "%lld, trong đó %lld đã huỷ", (long long)c->receipts,
                        (long long)c->cancelled));
        paper_line(p, STR("Chuyển khoản"), cash_words(a, c->transfer));
        paper_line(p, STR("Tiền mặt theo biên lai"), cash_words(a, c->cash));
        paper_line(p, STR("Tiền mặt đếm được"), cash_words(a, c->counted));
        paper_line(p, STR("Chênh lệch"), cash_words(a, c->counted - c->cash));
        if (!str_empty(c->note))
                paper_line(p, STR("Giải thích"), c->note);
        paper_sign(p, STR("PHỤ TRÁCH BỘ PHẬN"), STR(""), STR("NGƯỜI THU TIỀN"), STR("(chưa ký số)"),
                cashier);
        return paper_finish(p, STR("Bảng kết quỹ"), ret_pdf);
}
