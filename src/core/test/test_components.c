/*
 * src/core/test/test_components.c: the pages that people see, against golden copies that were read
 * and approved by eye. A changed golden page is looked at in a browser before it is copied: the
 * test leaves each page as MOTCUA_BUILD/golden/NAME.html, and `cp` of NAME.txt over
 * src/core/test/golden approves it.
 */
#include <sys/stat.h>

#include "core/error_page.h"
#include "core/test/gallery.h"
#include "core/test/views.h"
#include "core/views.h"
#include "test/test.h"
#include "web/texts.h"

/* Doubles of the dispatcher: a fixed token and key. */
struct str req_csrf(struct req *rq, struct str action)
{
        return str_fmt(rq->arena, "token-of-%.*s", STRF(action));
}

struct str req_new_key(struct req *rq)
{
        return STR("a-new-key");
}

#define LIST(name, field, ...)                                                                     \
        static const __typeof__(*((struct gallery *)0)->field) name[] = { __VA_ARGS__ }

LIST(states, states, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
LIST(dues, dues, { DUE_LATE, 2 }, { DUE_LATE, 0, { "11:30", 5 } }, { DUE_TODAY, 0, { "17:00", 5 } },
        { DUE_SOON, 1 }, { DUE_OK, 6 }, { DUE_PAUSE }, { DUE_PAUSE, .pause = PAUSE_PAPERS },
        { DUE_PAUSE, .pause = PAUSE_FEE });
#define S(x)                                                                                       \
        {                                                                                          \
                x, sizeof(x) - 1                                                                   \
        }
LIST(links, links, { S("Tất cả"), S("/work?tab=all"), ICON_DANHSACH, true, 47 },
        { S("Quá hạn"), S("/work?tab=late"), ICON_CANHBAO, false, 3, true },
        { S("Tách hộ, nhập hộ khẩu"), S("/thu-tuc/1.004222"), ICON_NHA });
LIST(pairs, pairs,
        { S("Mất bao lâu"), S("Trong ngày"), ICON_DONGHO, S("Nộp sau 15 giờ thì trả hôm sau") },
        { S("Bao nhiêu tiền"), S("Miễn phí"), ICON_TIEN });
LIST(events, events,
        { EVENT_DONE, ICON_NONE, S("Bạn nộp hồ sơ trực tuyến"), S("2022-07-14T20:16"),
                S("20 giờ 16, thứ năm 14/07") },
        { EVENT_STOP, ICON_NONE, S("Yêu cầu bổ sung giấy tờ"), S("2022-07-20T10:20"),
                S("10 giờ 20, thứ tư 20/07"), S("Phòng Quản lý đô thị"),
                S("Thời gian chờ không tính vào hạn."), S("Xem phiếu yêu cầu"), S("/phieu/1") },
        { EVENT_WAIT, ICON_NONE, S("Thẩm định tiếp"), S(""), S("6 ngày"),
                S("Phòng Quản lý đô thị") },
        { EVENT_WAIT, ICON_KY, S("Lãnh đạo UBND thành phố ký"), S(""), S("2 ngày") });
LIST(summary, summary, { S("Họ, chữ đệm, tên"), S("Lê Văn Hùng <b>"), S("/nop/ten") },
        { S("Lệ phí"), S("Miễn phí") });
static const struct option_view wards[] = { { S("14782"), S("Phường Đông Vệ") },
        { S("14764"), S("Phường Trường Thi"), .chosen = true } };
static const struct option_view marriage[] = { { S("1"), S("Chưa kết hôn lần nào") },
        { S("2"), S("Đã ly hôn"), S("Mang theo bản án") } };
LIST(fields, fields,
        { "ten", CONTROL_TEXT, S("Họ, chữ đệm, tên"), S("Viết như trên căn cước công dân"),
                S("Trịnh Thị \"Mai\" Hương") },
        { "ngay", CONTROL_DATE, S("Ngày sinh"), S("Ví dụ: 27 9 1996"),
                .error = S("Ngày sinh phải là ngày có thật"), .day = S("30"), .month = S("2"),
                .year = S("1996"), .wrong = DATE_WRONG_DAY | DATE_WRONG_MONTH },
        { "cccd", CONTROL_DIGITS, S("Số căn cước công dân"), S("12 chữ số ở mặt trước thẻ"),
                S("03819600054"), S("Số căn cước công dân phải có 12 chữ số, bạn mới nhập 11"),
                .width = "w10", .max = 14 },
        { "xa", CONTROL_SELECT, S("Nơi cư trú"), .options = wards, .n_options = 2 },
        { "tt", CONTROL_RADIO, S("Tình trạng hôn nhân"), .error = S("Hãy chọn tình trạng hôn nhân"),
                .options = marriage, .n_options = 2 },
        { "dt", CONTROL_TEL, S("Số điện thoại"), S("Để nhắn khi hồ sơ có thay đổi"),
                .optional = true, .width = "w10", .autocomplete = "tel" },
        { "mk", CONTROL_SECRET, S("Mật khẩu"), .value = S("never shown"),
                .autocomplete = "current-password" },
        { "yk", CONTROL_LINES, S("Ý kiến"), .value = S("Hai dòng\n</textarea>"), .rows = 3 },
        { "cd", CONTROL_CHECK, S("Tôi đã đọc và cam đoan"), .chosen = true });
static const struct upload_file there[] = { { S("Số 41/2022/UBND-XNTTHN"),
                                                    S("bản điện tử đã ký số"), S("/giay/1") },
        { S("IMG_2022.jpg"), S("2,1 MB"), .remove = S("2"), .picture = true } };
LIST(uploads, uploads,
        { "g1", S("Giấy xác nhận tình trạng hôn nhân"), S("Lấy từ Kho tài liệu điện tử của bạn."),
                PAPER_THERE, .files = there, .n_files = 2 },
        { "g3", S("Bản án ly hôn"), S("Bản đã có hiệu lực."), PAPER_MISSING,
                S("Tệp nặng 14,2 MB, chỉ được đến 10 MB"), .pick = true, .many = true,
                .store_href = S("/kho?cho=g3") });
LIST(filters, filters, { "q", CONTROL_TEXT, S("Mã, tên người nộp") },
        { "xa", CONTROL_SELECT, S("Nơi cư trú"), .options = wards, .n_options = 2 });
LIST(queue, queue,
        { S("H56.27-220705-0012"), S("/dossiers/H56.27-220705-0012"), S("Giấy chứng nhận số nhà"),
                S("Lê Thu Hà"), S("Chờ ký"), S("Bưu chính"), { DUE_LATE, 2 } },
        { S("H56.27-220707-0039"), S("/dossiers/H56.27-220707-0039"), S("Cải chính hộ tịch"),
                S("Phạm Hữu Tuấn"), S("Xác minh"), S("Trực tuyến"), { DUE_TODAY, 0, S("11:30") } },
        { S("H56.27-220711-0054"), S("/dossiers/H56.27-220711-0054"),
                S("Kết hôn với người nước ngoài"), S("Đinh Thị Bích Thuỷ"), S("Chờ ký"),
                S("Trực tiếp"), { DUE_SOON, 1 } },
        { S("H56.27-220714-0001"), S("/dossiers/H56.27-220714-0001"), S("Giấy chứng nhận số nhà"),
                S("Công ty TNHH Xây dựng Hoàng Long"), S("Thẩm định"), S("Bưu chính"),
                { DUE_OK, 4 } },
        { S("H56.27-220711-0006"), S("/dossiers/H56.27-220711-0006"), S("Giấy phép xây dựng nhà ở"),
                S("Hộ kinh doanh Bánh gai Tứ Trụ"), S("Bổ sung giấy tờ"), S("Bưu chính"),
                { DUE_PAUSE, .pause = PAUSE_PAPERS } });
static const struct action_view actions[] = { { "submit", S("Trình ký"), ICON_KY, ACTION_MAIN },
        { "supplement", S("Yêu cầu bổ sung"), ICON_THEM, ACTION_SECOND },
        { "stop", S("Dừng xử lý"), ICON_DUNG, ACTION_DANGER } };
static const struct field_error error_form = { NULL, T_PAGE_FAILED };
static const struct field_error error_day = { "ngay", T_QUEUE_DUE,
        .next = (struct field_error *)&error_form };

static const struct gallery gallery = { states, ARRAY_LEN(states), dues, ARRAY_LEN(dues),
        { S("Xem hồ sơ đã chuyển"), S("/work/sent") }, links, ARRAY_LEN(links), pairs,
        ARRAY_LEN(pairs),
        { S("Trang kết quả"), S("1 đến 40 trong 47 hồ sơ"), S("/tim?q=x"), S("/tim?q=x&after=k1") },
        events, ARRAY_LEN(events), summary, ARRAY_LEN(summary), &error_day, fields,
        ARRAY_LEN(fields), uploads, ARRAY_LEN(uploads), filters, ARRAY_LEN(filters), queue,
        ARRAY_LEN(queue),
        { S("/dossiers/H56.27-220705-0012"), "work", actions, ARRAY_LEN(actions), 7 } };

static struct str slurp(struct arena *a, const char *path)
{
        FILE *f = fopen(path, "rb");
        char *p = arena_alloc(a, 1 << 18);
        size_t n = f ? fread(p, 1, (1 << 18) - 1, f) : 0;

        if (f)
                fclose(f);
        return str_n(p, n);
}

static void spill(const char *path, struct str s)
{
        FILE *f = fopen(path, "wb");

        CHECK(f && fwrite(s.ptr, 1, s.len, f) == s.len && fclose(f) == 0);
}

/* One tag a line, and asset names without their hashes: a golden page that people can compare. */
static struct str readable(struct arena *a, struct str s)
{
        struct buf b;

        buf_init(&b, a, 1 << 20);
        for (size_t i = 0; i < s.len; i++) {
                if (s.ptr[i] == '<' && i)
                        buf_byte(&b, '\n');
                if (s.ptr[i] == '.' && i + 9 < s.len && s.ptr[i + 9] == '.' &&
                        strspn(s.ptr + i + 1, "0123456789abcdef") == 8)
                        i += 9;
                buf_byte(&b, s.ptr[i]);
        }
        buf_byte(&b, '\n');
        return buf_str(&b);
}

static void compare(struct html *h, const char *name)
{
        struct arena *a = h->arena;
        const char *dir = str_fmt(a, "%s/golden", getenv("MOTCUA_BUILD")).ptr;
        struct str got = readable(a, html_text(h)), want;

        mkdir(dir, 0755);
        spill(str_fmt(a, "%s/%s.html", dir, name).ptr, html_text(h));
        spill(str_fmt(a, "%s/%s.txt", dir, name).ptr, got);
        want = slurp(
                a, str_fmt(a, "%s/src/core/test/golden/%s.txt", getenv("MOTCUA_SOURCE"), name).ptr);
        for (int line = 1; got.ptr || want.ptr; line++) {
                struct str g = STR_NULL, w = STR_NULL;

                str_cut(&got, '\n', &g);
                str_cut(&want, '\n', &w);
                if (str_eq(g, w))
                        continue;
                test_bad = 1;
                printf("    %s.txt:%d: \"%.*s\", golden \"%.*s\"\n", name, line, STRF(g), STRF(w));
                return;
        }
}

static struct req request(struct arena *a, enum lang lang)
{
        return (struct req){ .arena = a, .lang = lang };
}

static void show_components(enum lang lang, const char *name)
{
        static const struct link_view above[] = { { S("Tra cứu hồ sơ"), S("/tra-cuu") } };
        struct page_view p = { .title = STR("Các thành phần"),
                .path = STR("/tra-cuu/mau?x=1&y=2"),
                .crumbs = above,
                .n_crumbs = 1,
                .here = STR("Các thành phần"),
                .back = STR("/tra-cuu"),
                .failed = true };
        struct arena *a = arena_new(4 << 20);
        struct req rq = request(a, lang);
        struct html h;

        html_init(&h, a, lang, 0, &rq);
        view_gallery(&h, &p, &gallery);
        compare(&h, name);
        arena_free(a);
}

TEST(every_component_is_as_drawn)
{
        show_components(LANG_VI, "components.vi");
}

TEST(components_speak_english_on_english_pages)
{
        show_components(LANG_EN, "components.en");
}

TEST(officers_pages_are_as_drawn)
{
        static const struct side_group side[] = { { S("Xử lý"), links, 2 },
                { S("Khác"), links + 2, 1 } };
        struct page_view p = { .title = STR("Hộp việc của tôi"),
                .path = STR("/work"),
                .person = STR("Lê Thị Thanh Hà"),
                .unit = STR("UBND thành phố Thanh Hoá"),
                .notices = 5,
                .side = side,
                .n_side = 2,
                .noindex = true };
        struct arena *a = arena_new(4 << 20);
        struct req rq = request(a, LANG_VI);
        struct html h;

        html_init(&h, a, LANG_VI, 0, &rq);
        view_gallery_work(&h, &p, &gallery);
        compare(&h, "officer.vi");
        arena_free(a);
}

TEST(home_asks_one_question)
{
        static const struct link_view hints[] = { { S("Khai sinh"), S("/tim?q=khai+sinh") },
                { S("Kết hôn"), S("/tim?q=ket+hon") } };
        struct hero_view hero = { STR("Bạn cần làm việc gì hôm nay?"),
                STR("Tìm bằng lời nói thường ngày, có dấu hay không dấu đều được."),
                { "/tim", STR_NULL, STR("Tìm thủ tục"), STR("Ví dụ: làm giấy khai sinh") },
                STR("Nhiều người tìm:"), hints, 2 };
        struct page_view p = { .title = STR("Dịch vụ công trực tuyến"),
                .path = STR("/"),
                .hero = &hero,
                .person = STR("Lê Văn Hùng"),
                .notices = 1 };
        struct arena *a = arena_new(4 << 20);
        struct html h;

        html_init(&h, a, LANG_VI, 0, NULL);
        view_gallery_home(&h, &p);
        compare(&h, "home.vi");
        arena_free(a);
}

TEST(an_error_page_advises_and_gives_the_reference)
{
        for (int err = -1; err > ERR_MAX; err--) {
                struct arena *a = arena_new(4 << 20);
                struct req rq = request(a, err % 2 ? LANG_VI : LANG_EN);

                rq.reference = STR("K7-3F9A");
                core_error_page(&rq, err, 0);
                EXPECT(str_find(html_text(&rq.html), STR("<h1>")) > 0);
                EXPECT(str_find(html_text(&rq.html), STR("K7-3F9A")) > 0);
                if (err == ERR_NOT_FOUND)
                        compare(&rq.html, "error-404.vi");
                if (err == ERR_UNKNOWN)
                        compare(&rq.html, "error-503.en");
                arena_free(a);
        }
}

/*
 * The pages' Content-Security-Policy forbids inline style and script; forms carry both hidden
 * fields.
 */
TEST(no_page_needs_inline_script_or_style)
{
        struct page_view p = {
                .title = STR("x"), .path = STR("/"), .script = "/assets/x.0123abcd.js"
        };
        struct arena *a = arena_new(4 << 20);
        struct req rq = request(a, LANG_VI);
        struct html h;
        struct str s;

        html_init(&h, a, LANG_VI, 0, &rq);
        view_gallery(&h, &p, &gallery);
        s = html_text(&h);
        EXPECT(str_find(s, STR("<style")) < 0);
        EXPECT(str_find(s, STR(" style=")) < 0);
        EXPECT(str_find(s, STR("<script>")) < 0);
        EXPECT(str_find(s, STR("<script src=\"/assets/x.0123abcd.js\" type=\"module\"></script>")) >
                0);
        EXPECT(str_find(s, STR("name=\"_csrf\" value=\"token-of-/gallery\"")) > 0);
        EXPECT(str_find(s, STR("name=\"_key\" value=\"a-new-key\"")) > 0);
        EXPECT(str_find(s, STR("never shown")) < 0); /* a password is not sent back */
        EXPECT(str_find(s, STR("</textarea></textarea>")) < 0);
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(every_component_is_as_drawn),
                RUN(components_speak_english_on_english_pages), RUN(officers_pages_are_as_drawn),
                RUN(home_asks_one_question), RUN(an_error_page_advises_and_gives_the_reference),
                RUN(no_page_needs_inline_script_or_style));
}
