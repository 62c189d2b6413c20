/*
 * src/mod/appointment/shown.c: appointments in words, and the slip that people print.
 */
#include "core/paper.h"
#include "core/setting.h"
#include "core/words.h"
#include "mod/appointment/internal.h"
#include "web/texts.h"

#define FREE_SHOWN 3

struct str appointment__state_words(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone)
{
        static const struct {
                int text;
                enum tone tone;
        } words[APPOINTMENT_STATE_MAX] = {
                [APPOINTMENT_BOOKED] = { T_APPOINTMENT_STATE_BOOKED, TONE_BLUE },
                [APPOINTMENT_CAME] = { T_APPOINTMENT_STATE_CAME, TONE_GREEN },
                [APPOINTMENT_MISSED] = { T_APPOINTMENT_STATE_MISSED, TONE_AMBER },
                [APPOINTMENT_CANCELLED] = { T_APPOINTMENT_STATE_CANCELLED, TONE_GREY },
                [APPOINTMENT_CALLED_OFF] = { T_APPOINTMENT_STATE_CALLED_OFF, TONE_RED },
        };

        CHECK(state > 0 && state < APPOINTMENT_STATE_MAX);
        *ret_tone = words[state].tone;
        return text_plain(a, lang, words[state].text, STR_NULL);
}

struct option_view *appointment__day_options(
        struct req *rq, const struct slot_day *days, size_t n, i64 chosen)
{
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, n + 1);

        for (size_t i = 0; i < n; i++)
                list[i] = (struct option_view){ .value = day_iso(rq->arena, days[i].day),
                        .text = s_APPOINTMENT_DAY_FREE(rq->arena, rq->lang,
                                words_day(rq->arena, rq->lang, days[i].day), days[i].free),
                        .chosen = days[i].day == chosen };
        return list;
}

int appointment__free_words(
        struct tx *tx, enum lang lang, const struct unit *u, i64 from, struct str *ret_words)
{
        const struct slot *free;
        struct buf b;
        size_t n = 0;
        int r = u ? appointment_free(tx, u, from, FREE_SHOWN, &free, &n) : 0;

        if (r < 0)
                return r;
        buf_init(&b, tx->arena, 1000);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_addc(&b, "; ");
                buf_add(&b, words_time(tx->arena, lang, free[i].from));
        }
        *ret_words = buf_str(&b);
        return 0;
}

int appointment__slip(struct req *rq, const struct appointment *a, struct str *ret_pdf)
{
        const struct unit *u = org_unit(org_get(rq->arena), a->unit_id);
        const struct paper_head head = { .agency_above = u ? unit_full_name(rq->arena, u) : STR(""),
                .agency = STR("Bộ phận tiếp nhận và trả kết quả"),
                .number = str_fmt(rq->arena, "Mã hẹn: %.*s", STRF(a->code)),
                .place_date =
                        str_fmt(rq->arena, "%.*s, %.*s", STRF(setting_str(SETTING_PROVINCE_NAME)),
                                STRF(words_day(rq->arena, LANG_VI, day_of(rq->now)))),
                .qr = a->code };
        struct paper *p = paper_new(rq->arena, PAPER_A5, &head);
        struct procedure_version v;
        int r = procedure_version_by_id(rq->tx, a->version_id, &v);

        if (r < 0)
                return r;
        paper_title(p, STR("PHIẾU HẸN LÀM VIỆC TẠI QUẦY"), STR(""));
        paper_line(p, STR("Thời gian"), words_time(rq->arena, LANG_VI, a->starts_at));
        paper_line(p, STR("Nơi đến"), head.agency_above);
        if (u && !str_empty(u->address))
                paper_line(p, STR("Địa chỉ"), u->address);
        if (u && !str_empty(u->phone))
                paper_line(p, STR("Điện thoại"), u->phone);
        paper_line(p, STR("Việc"), v.usual);
        if (!str_empty(a->dossier_code))
                paper_line(p, STR("Mã hồ sơ"), a->dossier_code);
        paper_text(
                p, STR("Xin đến trước giờ hẹn 5 phút, mang theo thẻ căn cước và giấy tờ cần nộp. "
                       "Nếu không đến được, hãy đổi hoặc huỷ lịch để nhường chỗ cho người khác."));
        return paper_finish(p, STR("Phiếu hẹn làm việc tại quầy"), ret_pdf);
}
