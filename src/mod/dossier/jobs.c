/*
 * src/mod/dossier/jobs.c: what follows a move, after its commit: the receipt (form 01) when a
 * dossier was accepted, the request for papers (02), the refusal (03), the stop notice (05), the
 * result. Each is idempotent by the event: the paper's number carries it.
 */
#include "mod/dossier/guest.h"
#include "mod/dossier/intake.h"

#include "audit/audit.h"
#include "base/id.h"
#include "base/json.h"
#include "base/random.h"
#include "core/files.h"
#include "core/paper.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "wall/signer_client.h"
#include "web/texts.h"

static int signer = -1;

void dossier_set_signer(int socket)
{
        signer = socket;
}

struct paper_job {
        struct dossier d;
        struct procedure_full p;
        struct dossier_applicant who;
        struct dossier_step_row step; /* the move that this paper tells of */
        i64 due_before;               /* as it was promised before that move */
        struct dossier_step_row_rows steps;
        struct defect_row_rows defects;
        struct account_brief actor;
        struct account_brief representative; /* display "": the applicant sent it */
        struct dossier_paper_row_rows papers;
        struct dossier_file_rows files;
        const struct unit *unit, *received;
        struct str check_at; /* where anybody can check the paper: its QR code */
        struct arena *arena;
};

static int load(struct tx *tx, i64 dossier, i64 seq, struct paper_job *j)
{
        const struct org *o = org_get(tx->arena);
        int r = dossier_by_id(tx, dossier, &j->d);

        if (r == 0)
                r = catalogue_get_version(tx, j->d.version_id, &j->p);
        if (r == 0)
                r = dossier_applicant_of(tx, dossier, &j->who);
        if (r == 0)
                r = dossier_steps(tx, dossier, &j->steps);
        if (r == 0)
                r = dossier_papers(tx, dossier, &j->papers);
        if (r == 0)
                r = dossier_files(tx, dossier, &j->files);
        if (r == 0)
                r = defects_of_request(tx, dossier, seq, &j->defects);
        if (r == 0 && j->d.representative_id != I64_NULL)
                r = account_brief_by_id(tx, j->d.representative_id, &j->representative);
        if (r < 0)
                return r;
        j->due_before = I64_NULL;
        for (size_t i = 0; i < j->steps.n; i++) {
                if (j->steps.rows[i].seq == seq)
                        j->step = j->steps.rows[i];
                else if (j->steps.rows[i].seq < seq)
                        j->due_before = j->steps.rows[i].due_at;
        }
        if (!j->step.seq)
                return ERR_NOT_FOUND;
        if (j->step.actor_id != I64_NULL) {
                r = account_brief_by_id(tx, j->step.actor_id, &j->actor);
                if (r < 0)
                        return r;
        }
        j->unit = org_unit(o, j->d.unit_id);
        j->received = org_unit(o, j->d.received_unit_id);
        j->arena = tx->arena;
        return 0;
}

static struct str unit_name(const struct unit *u)
{
        return u ? u->name : STR("");
}

static struct str place_date(struct arena *a, i64 t)
{
        struct str province = setting_str(SETTING_PROVINCE_NAME);
        struct civil c;

        time_civil(t, &c);
        return str_fmt(
                a, "%.*s, ngày %02d tháng %02d năm %d", STRF(province), c.day, c.month, c.year);
}

/* An address that anybody can open; without one (site.url) the dossier's code, to look it up. */
static struct str check_address(const struct paper_job *j, struct str file_code)
{
        struct str base = setting_str(SETTING_SITE_URL);

        return str_empty(base)
                       ? j->d.code
                       : str_fmt(j->arena, "%.*s/xac-minh/%.*s", STRF(base), STRF(file_code));
}

static struct paper *begin(const struct paper_job *j, enum paper_size size, struct str number)
{
        const struct paper_head head = { .agency_above = unit_name(j->received),
                .agency = STR("Bộ phận tiếp nhận và trả kết quả"),
                .number = number,
                .place_date = place_date(j->arena, j->step.at),
                .qr = j->check_at };

        return paper_new(j->arena, size, &head);
}

static void applicant_lines(struct paper *p, const struct paper_job *j)
{
        paper_line(p, STR("Tiếp nhận hồ sơ của"), j->who.applicant_name);
        if (!str_empty(j->representative.display))
                paper_line(p, STR("Người nộp thay"), j->representative.display);
        paper_line(p, STR("Địa chỉ"), j->who.applicant_address);
        paper_line(p, STR("Số điện thoại"), j->who.applicant_phone);
        paper_line(p, STR("Nội dung yêu cầu giải quyết"), j->p.v.name);
}

/* Form 01: giấy tiếp nhận hồ sơ và hẹn trả kết quả (domain.md 3.4). */
static int make_receipt(const struct paper_job *j, struct str number, struct str *ret_pdf)
{
        static const int weights[] = { 1, 7, 3 };
        const struct str heads[] = { STR("STT"), STR("Tên giấy tờ"), STR("Loại") };
        struct arena *a = j->arena;
        struct paper *p = begin(j, PAPER_A5, str_fmt(a, "Mã hồ sơ: %.*s", STRF(number)));
        struct str *cells = NEW_ARRAY(a, struct str, j->papers.n * 3 + 1);

        paper_title(p, STR("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"), STR(""));
        applicant_lines(p, j);
        paper_text(p, STR("1. Thành phần hồ sơ nộp gồm:"));
        for (size_t i = 0; i < j->papers.n; i++) {
                cells[i * 3] = str_fmt(a, "%zu", i + 1);
                cells[i * 3 + 1] = j->papers.rows[i].name;
                cells[i * 3 + 2] = dossier_brought_words(a, LANG_VI, j->papers.rows[i].brought);
        }
        paper_table(p, heads, weights, 3, cells, j->papers.n);
        paper_text(p, STR("2. Số lượng hồ sơ: 1 bộ"));
        paper_line(p, STR("3. Thời gian giải quyết theo quy định"),
                words_limit(a, LANG_VI, j->p.v.limit_hundredths, j->p.v.limit_unit,
                        j->p.v.cutoff_minute != I64_NULL));
        paper_line(p, STR("4. Thời gian nhận hồ sơ"), words_time(a, LANG_VI, j->d.accepted_at));
        paper_line(p, STR("5. Thời gian trả kết quả"),
                j->d.due_at == I64_NULL ? STR("sẽ được thông báo")
                                        : words_time(a, LANG_VI, j->d.due_at));
        paper_line(p, STR("6. Đăng ký nhận kết quả tại"), unit_name(j->received));
        paper_sign(p, STR("NGƯỜI NỘP HỒ SƠ"), j->who.applicant_name, STR("NGƯỜI TIẾP NHẬN HỒ SƠ"),
                STR("(chưa ký số)"), j->actor.display);
        return paper_finish(p, STR("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), ret_pdf);
}

static int make_supplement(const struct paper_job *j, struct str number, struct str *ret_pdf)
{
        struct paper *p = begin(j, PAPER_A5, str_fmt(j->arena, "Số: %.*s/HDHS", STRF(number)));

        paper_title(p, STR("PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"), STR(""));
        applicant_lines(p, j);
        paper_text(p, STR("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:"));
        for (size_t i = 0; i < j->defects.n; i++)
                paper_item(p, (int)i + 1, j->defects.rows[i].text);
        if (!str_empty(j->step.note))
                paper_line(p, STR("Lý do"), j->step.note);
        paper_text(p,
                STR("Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, ông/bà liên hệ nơi tiếp nhận "
                    "để được hướng dẫn."));
        paper_sign(
                p, STR(""), STR(""), STR("NGƯỜI HƯỚNG DẪN"), STR("(chưa ký số)"), j->actor.display);
        return paper_finish(p, STR("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"), ret_pdf);
}

/* Forms 03 and 05: a decision with its reason. */
static int make_notice(const struct paper_job *j, struct str title, struct str sentence,
        struct str number, struct str *ret_pdf)
{
        struct paper *p = begin(j, PAPER_A5, str_fmt(j->arena, "Số: %.*s", STRF(number)));

        paper_title(p, title, STR(""));
        applicant_lines(p, j);
        paper_text(p, sentence);
        paper_text(p, j->step.note);
        paper_sign(p, STR("NGƯỜI NỘP HỒ SƠ"), j->who.applicant_name, STR("NGƯỜI RA THÔNG BÁO"),
                STR("(chưa ký số)"), j->actor.display);
        return paper_finish(p, title, ret_pdf);
}

static int make_refusal(const struct paper_job *j, struct str number, struct str *ret_pdf)
{
        return make_notice(j, STR("PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"),
                STR("Qua xem xét, chúng tôi không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:"),
                number, ret_pdf);
}

static int make_stop(const struct paper_job *j, struct str number, struct str *ret_pdf)
{
        return make_notice(j, STR("THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ"),
                STR("Hồ sơ được dừng giải quyết với lý do sau:"), number, ret_pdf);
}

/* Form 04: văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết (domain.md 3.4). */
static int make_extension(const struct paper_job *j, struct str number, struct str *ret_pdf)
{
        struct arena *a = j->arena;
        struct str title = STR("VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN");
        struct paper *p = begin(j, PAPER_A5, str_fmt(a, "Số: %.*s/PXL", STRF(number)));

        paper_title(p, title, STR("thời gian giải quyết hồ sơ"));
        paper_line(p, STR("Kính gửi"), j->who.applicant_name);
        paper_line(p, STR("Địa chỉ"), j->who.applicant_address);
        paper_line(p, STR("Số điện thoại"), j->who.applicant_phone);
        paper_text(p, str_fmt(a, "%.*s đã tiếp nhận hồ sơ mã số %.*s về %.*s.",
                              STRF(unit_name(j->received)), STRF(j->d.code), STRF(j->p.v.name)));
        paper_line(p, STR("Thời gian nhận hồ sơ"), words_time(a, LANG_VI, j->d.accepted_at));
        paper_line(p, STR("Thời gian hẹn trả kết quả"), words_time(a, LANG_VI, j->due_before));
        paper_text(p, STR("Đến nay chúng tôi chưa trả được kết quả giải quyết hồ sơ theo thời "
                          "gian đã hẹn."));
        paper_line(p, STR("Lý do"), j->step.note);
        paper_text(p, STR("Sự chậm trễ này gây phiền hà, tốn kém chi phí, công sức của ông/bà. "
                          "Chúng tôi xin lỗi ông/bà."));
        paper_line(p, STR("Thời gian hẹn trả kết quả lại"), words_time(a, LANG_VI, j->step.due_at));
        paper_sign(p, STR(""), STR(""),
                str_empty(j->actor.title) ? STR("THỦ TRƯỞNG ĐƠN VỊ") : j->actor.title,
                STR("(chưa ký số)"), j->actor.display);
        return paper_finish(p, STR("Văn bản xin lỗi và đề nghị gia hạn"), ret_pdf);
}

/* Before, at or after the promise that stood when the step was made. */
static struct str in_time(const struct dossier_step_row *s)
{
        if (s->due_at == I64_NULL)
                return STR("");
        if (s->at > s->due_at)
                return STR("Quá hạn");
        return day_of(s->at) == day_of(s->due_at) ? STR("Đúng hạn") : STR("Trước hạn");
}

/* Form 06: phiếu kiểm soát quá trình giải quyết hồ sơ: every step, none rewritten. */
static int print_control(
        const struct paper_job *j, enum paper_size size, struct str number, struct str *ret_pdf)
{
        static const int weights[] = { 2, 8, 7, 7, 5, 7 };
        const struct str heads[] = { STR("STT"), STR("Tên cơ quan"), STR("Việc đã làm"),
                STR("Thời gian giao, nhận"), STR("Kết quả"), STR("Ghi chú") };
        const size_t n = ARRAY_LEN(heads);
        const struct org *o = org_get(j->arena);
        struct arena *a = j->arena;
        struct paper *p = begin(j, size, str_fmt(a, "Mã hồ sơ: %.*s", STRF(j->d.code)));
        struct str *cells = NEW_ARRAY(a, struct str, j->steps.n * n + 1);
        size_t rows = 0;

        paper_title(p, STR("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"), number);
        applicant_lines(p, j);
        paper_line(p, STR("Ngày nhận hồ sơ"), words_time(a, LANG_VI, j->d.accepted_at));
        for (size_t i = 0; i < j->steps.n && j->steps.rows[i].seq <= j->step.seq; i++) {
                const struct dossier_step_row *s = &j->steps.rows[i];
                const struct unit *u = org_unit(o, s->unit_id);
                const struct str row[] = { str_fmt(a, "%zu", ++rows), unit_name(u),
                        dossier_step_words(a, LANG_VI, s), words_time(a, LANG_VI, s->at),
                        in_time(s), s->note };

                memcpy(&cells[i * n], row, sizeof row);
        }
        paper_table(p, heads, weights, n, cells, rows);
        paper_sign(p, STR("NGƯỜI GIAO"), STR(""), STR("NGƯỜI NHẬN"), STR("(chưa ký số)"),
                j->actor.display);
        return paper_finish(p, STR("Phiếu kiểm soát quá trình giải quyết hồ sơ"), ret_pdf);
}

static int make_control(const struct paper_job *j, struct str number, struct str *ret_pdf)
{
        return print_control(j, PAPER_A4, number, ret_pdf);
}

int dossier_control_sheet(struct tx *tx, const struct dossier *d, struct str *ret_pdf)
{
        struct paper_job j = { .check_at = d->code };
        struct step_last last;
        int r = dossier_step_last(tx, d->id, &last);

        if (r == 0)
                r = load(tx, d->id, last.seq, &j);
        return r < 0 ? r : print_control(&j, PAPER_A5, STR(""), ret_pdf);
}

static int print_result(
        const struct paper_job *j, struct str mark, struct str number, struct str *ret_pdf)
{
        struct arena *a = j->arena;
        const struct paper_head head = { .agency_above = org_root(org_get(a))->short_name,
                .agency = unit_name(j->unit),
                .number = str_fmt(a, "Số: %.*s", STRF(number)),
                .place_date = place_date(a, j->step.at),
                .qr = j->check_at };
        struct paper *p = paper_new(a, PAPER_A4, &head);
        struct str name = j->p.results.n ? j->p.results.rows[0].name
                                         : STR("KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH");

        paper_mark(p, mark);
        paper_title(p, name, j->p.v.name);
        paper_line(p, STR("Cấp cho"), j->who.applicant_name);
        if (j->who.applicant_birth_day != I64_NULL)
                paper_line(p, STR("Sinh ngày"), day_vi(a, j->who.applicant_birth_day));
        paper_line(p, STR("Số định danh cá nhân"), j->who.applicant_identity);
        paper_line(p, STR("Địa chỉ"), j->who.applicant_address);
        paper_line(p, STR("Theo hồ sơ"), j->d.code);
        paper_line(p, STR("Ngày tiếp nhận"), words_time(a, LANG_VI, j->d.accepted_at));
        paper_text(p,
                STR("Căn cứ hồ sơ đã thẩm định, cơ quan giải quyết đồng ý với nội dung yêu cầu nêu trên."));
        if (!str_empty(j->step.note))
                paper_text(p, j->step.note);
        paper_sign(p, STR(""), STR(""),
                str_empty(j->actor.title) ? STR("THỦ TRƯỞNG ĐƠN VỊ") : j->actor.title,
                STR("(chưa ký số)"), j->actor.display);
        return paper_finish(p, name, ret_pdf);
}

static int make_result(const struct paper_job *j, struct str number, struct str *ret_pdf)
{
        return print_result(j, STR("CHƯA KÝ SỐ"), number, ret_pdf);
}

int dossier_draft_result(
        struct tx *tx, const struct dossier *d, const struct who *signer_to_be, struct str *ret_pdf)
{
        struct paper_job j = { .check_at = STR("") };
        struct step_last last;
        int r = dossier_step_last(tx, d->id, &last);

        if (r == 0)
                r = load(tx, d->id, last.seq, &j);
        if (r < 0)
                return r;
        j.step.at = tx->now;
        j.step.note = STR("");
        j.actor.display = signer_to_be->name;
        j.actor.title = signer_to_be->title;
        return print_result(&j, STR("DỰ THẢO"), STR("…"), ret_pdf);
}

static const struct {
        const char *action, *form, *file;
        int (*make)(const struct paper_job *j, struct str number, struct str *ret_pdf);
} papers[] = {
        { "accept", "01", "giay-tiep-nhan", make_receipt },
        { "supplement", "02", "phieu-bo-sung", make_supplement },
        { "refuse", "03", "phieu-tu-choi", make_refusal },
        { "extend", "04", "xin-loi-gia-han", make_extension },
        { "stop", "05", "thong-bao-dung", make_stop },
        { "hand_over", "06", "phieu-kiem-soat", make_control },
        { "approve", "result", "ket-qua", make_result },
};

struct str pages_paper_form(struct str action)
{
        for (size_t i = 0; i < ARRAY_LEN(papers); i++)
                if (str_is(action, papers[i].action))
                        return str_of(papers[i].form);
        return STR_NULL;
}

/* The receipt bears the dossier's own code; of the others there may be several. */
struct str pages_paper_number(struct arena *a, struct str form, struct str code, i64 seq)
{
        return str_is(form, "01") ? code : str_fmt(a, "%.*s-%lld", STRF(code), (long long)seq);
}

/* The rows of an issued paper; nothing when an earlier run of the same event made them. */
struct issue {
        const struct paper_job *job;
        const char *form;
        struct str number, code;
        struct upload file;
        i64 seq;
};

static int issue_apply(struct tx *tx, void *arg)
{
        struct issue *s = arg;
        struct issued_row_rows rows;
        i64 file;
        int r = issued_of(tx, s->job->d.id, &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++)
                if (str_is(rows.rows[i].form, s->form) && str_eq(rows.rows[i].number, s->number))
                        return 0;
        if (r == 0)
                r = files_add(tx, &s->file, s->code, 0, STR("dossier"), s->job->d.id, &file);
        if (r < 0)
                return r;
        r = issued_insert(tx, &(struct issued_insert_args){ .id = id_new(),
                                      .dossier_id = s->job->d.id,
                                      .form = str_of(s->form),
                                      .number = s->number,
                                      .payload = s->job->d.code,
                                      .file_id = file,
                                      .issued_at = tx->now,
                                      .issued_by = s->job->step.actor_id });
        if (r < 0)
                return r;
        return event_publish(tx, DOSSIER_PAPERS_CHANGED, s->job->d.id, STR("{}"), NULL);
}

/*
 * What was handed in, signed: made when a dossier is sent in and again when papers were added. The
 * sender can prove it to anybody, without us (motcua receipt verify).
 */
static int make_signed(const struct paper_job *j, struct str *ret_jws)
{
        struct signer_file *files = NEW_ARRAY(j->arena, struct signer_file, j->files.n + 1);
        struct signer_receipt rc = { .code = j->d.code,
                .unit = j->received ? j->received->code : STR(""),
                .procedure = j->p.v.code,
                .version = j->p.v.number,
                .received_at = j->step.at,
                .n = j->files.n,
                .files = files };

        for (size_t i = 0; i < j->files.n; i++) {
                CHECK(j->files.rows[i].hash.len == HASH_SIZE);
                memcpy(files[i].hash, j->files.rows[i].hash.ptr, HASH_SIZE);
                files[i].size = j->files.rows[i].size;
        }
        hash_str(j->who.answers, rc.answers);
        return signer_receipt(signer, j->arena, &rc, ret_jws);
}

static int load_job(struct job_run *run, i64 seq, struct paper_job *j)
{
        struct tx *tx;
        int r = store_read_begin(run->store, run->arena, &tx);

        if (r < 0)
                return r;
        r = load(tx, run->object, seq, j);
        store_read_end(tx);
        return r;
}

static int issue_signed(struct job_run *run, i64 seq)
{
        struct paper_job j = { 0 };
        struct issue s = { .job = &j, .form = "receipt" };
        struct str jws;
        int r = load_job(run, seq, &j);

        if (r == 0)
                r = make_signed(&j, &jws);
        if (r == 0)
                r = content_put(files_content(), jws, s.file.hash);
        if (r < 0)
                return r;
        s.number = str_fmt(run->arena, "%.*s-%lld", STRF(j.d.code), (long long)seq);
        s.code = random_code(run->arena, 16);
        s.file.name = str_fmt(run->arena, "bien-nhan-%.*s.jws.json", STRF(s.number));
        s.file.type = STR("application/jose+json");
        s.file.size = (i64)jws.len;
        return store_write(run->store, run->arena, issue_apply, &s);
}

static int issue_paper(struct job_run *run, size_t which, i64 seq)
{
        struct paper_job j = { 0 };
        struct issue s = { .job = &j, .form = papers[which].form };
        struct str pdf;
        int r = load_job(run, seq, &j);

        if (r < 0)
                return r;
        s.number = pages_paper_number(run->arena, str_of(s.form), j.d.code, j.step.seq);
        s.code = random_code(run->arena, 16);
        j.check_at = check_address(&j, s.code);
        r = papers[which].make(&j, s.number, &pdf);
        if (r == 0)
                r = content_put(files_content(), pdf, s.file.hash);
        if (r < 0)
                return r;
        s.file.name = str_fmt(run->arena, "%s-%.*s.pdf", papers[which].file, STRF(j.d.code));
        s.file.type = STR("application/pdf");
        s.file.size = (i64)pdf.len;
        return store_write(run->store, run->arena, issue_apply, &s);
}

static int after_move(struct job_run *run)
{
        const struct json *j;
        struct str action;
        int r = json_parse(run->arena, run->payload, &j, NULL);

        if (r < 0)
                return r;
        action = json_str(json_get(j, "action"));
        if (signer >= 0 && (str_is(action, "submit") || str_is(action, "resubmit")))
                return issue_signed(run, json_i64(json_get(j, "seq"), 0));
        for (size_t i = 0; i < ARRAY_LEN(papers); i++)
                if (str_is(action, papers[i].action))
                        return issue_paper(run, i, json_i64(json_get(j, "seq"), 0));
        return 0;
}

/*
 * Drafts past their time go, with their files (their bytes go with the last row that names them).
 */
#define PURGE_BATCH 50

int dossier_erase_draft(struct tx *tx, i64 draft, i64 by)
{
        struct draft_paper_row_rows files;
        int r = draft_papers(tx, draft, &files);

        for (size_t i = 0; i < files.n && r == 0; i++)
                r = file_remove(tx, files.rows[i].file_id, tx->now, NULL);
        if (r == 0)
                r = draft_papers_delete(tx, draft, NULL);
        if (r == 0)
                r = cameras_delete(tx, draft, NULL);
        if (r == 0)
                r = guest_forget_draft(tx, draft);
        if (r == 0)
                r = draft_delete(tx, draft, NULL);
        return r < 0 ? r
                     : audit_add(tx,
                               &(struct audit_entry){ .actor = by,
                                       .action = "draft.erased",
                                       .object_kind = "draft",
                                       .object = draft },
                               NULL);
}

static int purge_apply(struct tx *tx, void *arg)
{
        struct draft_expired_rows rows;
        size_t *ret_n = arg;
        int r = drafts_expired(tx, tx->now, PURGE_BATCH, &rows);

        for (size_t i = 0; i < rows.n && r == 0; i++)
                r = dossier_erase_draft(tx, rows.rows[i].id, I64_NULL);
        *ret_n = rows.n;
        return r;
}

static int purge_guests_apply(struct tx *tx, void *arg)
{
        return guest_forget_over(tx, PURGE_BATCH, arg);
}

static int purge(struct store *s, int (*apply)(struct tx *tx, void *arg))
{
        size_t n = PURGE_BATCH;
        int r = 0;

        while (r == 0 && n == PURGE_BATCH) {
                AUTO(arena_freep) struct arena *a = arena_new(4 << 20);

                r = store_write(s, a, apply, &n);
        }
        return r;
}

static int index_changed(struct job_run *run)
{
        return dossier_index(run->store, DOSSIER_INDEX_FEW);
}

static int purge_drafts(struct job_run *run)
{
        int r = purge(run->store, purge_apply);

        return r < 0 ? r : purge(run->store, purge_guests_apply);
}

const struct job_kind dossier_jobs[] = {
        { .kind = "dossier.index", .run = index_changed, .every_ms = 10 * 1000 },
        { .kind = "dossier.purge_drafts", .run = purge_drafts, .every_ms = HOUR_MS },
        { 0 },
};

const struct subscription dossier_subscriptions[] = {
        { .event = "dossier.moved",
                .mode = AFTER,
                .subscriber = DOSSIER_PAPERS,
                .after = after_move },
        { 0 },
};
