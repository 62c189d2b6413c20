/*
 * src/mod/counter/handover.c: papers from a counter to the unit that resolves: a numbered sheet for
 * each unit, printed, and acknowledged by somebody who is not the one that made it. No SQL, no
 * HTML.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "base/random.h"
#include "core/paper.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/counter/cash.h"
#include "mod/counter/views.h"
#include "web/texts.h"

enum { WAITING_MAX = 200, SHEETS_SHOWN = 20 };

static struct str unit_words(struct req *rq, i64 id)
{
        const struct unit *u = org_unit(org_get(rq->arena), id);

        return u ? unit_full_name(rq->arena, u) : STR("");
}

static const struct sheet_row *sheet_rows(
        struct req *rq, const struct handover_sheet_rows *rows, bool to_us)
{
        struct sheet_row *list = NEW_ARRAY(rq->arena, struct sheet_row, rows->n + 1);

        for (size_t i = 0; i < rows->n; i++) {
                const struct handover_sheet *h = &rows->rows[i];

                list[i] = (struct sheet_row){ .code = h->code,
                        .number = counter__number_words(rq->arena, h->number, h->year),
                        .unit_name = unit_words(rq, to_us ? h->unit_id : h->to_unit_id),
                        .at = words_time(rq->arena, rq->lang, h->made_at),
                        .taken = words_time(rq->arena, rq->lang, h->taken_at),
                        .mine = h->made_by == rq->who->account };
        }
        return list;
}

/* Waiting papers, one group for each unit that they go to. */
static void fill_waiting(
        struct req *rq, const struct handover_row_rows *rows, struct handover_view *v)
{
        struct handover_group *groups = NEW_ARRAY(rq->arena, struct handover_group, rows->n + 1);
        struct option_view *items = NEW_ARRAY(rq->arena, struct option_view, rows->n + 1);

        for (size_t i = 0; i < rows->n; i++) {
                const struct handover_row *d = &rows->rows[i];
                struct handover_group *g = v->n_groups ? &groups[v->n_groups - 1] : NULL;

                if (!g || g->unit != d->unit_id) {
                        const struct unit *u = org_unit(org_get(rq->arena), d->unit_id);

                        g = &groups[v->n_groups++];
                        *g = (struct handover_group){ .unit = d->unit_id,
                                .code = u ? u->code : STR(""),
                                .name = unit_words(rq, d->unit_id),
                                .items = &items[i] };
                }
                items[i] = (struct option_view){ .value = d->code,
                        .text = str_fmt(rq->arena, "%.*s · %.*s", STRF(d->code), STRF(d->usual)),
                        .hint = d->applicant_name,
                        .chosen = true };
                g->n_items++;
        }
        v->groups = groups;
}

static int sheets_show(struct req *rq)
{
        struct handover_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        const struct unit *desk = counter__desk(rq);
        struct handover_row_rows waiting = { 0 };
        struct handover_sheet_rows out = { 0 }, in = { 0 };
        const i64 *units;
        size_t n = who_units(rq->who, PERM_DOSSIER_READ, rq->arena, &units);
        int r = handover_sheets_to(rq->tx, units, n, SHEETS_SHOWN, &in);

        if (r == 0 && desk)
                r = handover_waiting(rq->tx, desk->id, WAITING_MAX, &waiting);
        if (r == 0 && desk)
                r = handover_sheets_from(rq->tx, desk->id, SHEETS_SHOWN, &out);
        if (r < 0)
                return r;
        for (size_t i = 0; i < waiting.n; i++)
                req_note_person(rq,
                        waiting.rows[i].person_id == I64_NULL ? 0 : waiting.rows[i].person_id,
                        waiting.rows[i].id, "name", "dossier.handover");
        if (!waiting.n)
                req_note_person(rq, 0, 0, "name", "dossier.handover");
        v.unit_name = desk ? counter__desk_name(rq) : unit_words(rq, counter__unit(rq));
        fill_waiting(rq, &waiting, &v);
        v.coming = sheet_rows(rq, &in, true);
        v.n_coming = in.n;
        v.sent = sheet_rows(rq, &out, false);
        v.n_sent = out.n;
        view_handover_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* ---- POST /ban-giao ---- */

static const struct field make_fields[] = {
        { "den", FIELD_KEY, FIELD_REQUIRED, 40, 0, NULL },
        { "ho_so", FIELD_LIST, FIELD_REQUIRED, WAITING_MAX, T_HANDOVER_PICK, NULL },
        { 0 },
};

struct make {
        const struct unit *from, *to;
        struct str code;
};

static int make_prepare(struct req *rq, struct input *in)
{
        struct make *m = NEW(rq->arena, struct make);

        m->from = counter__desk(rq);
        m->to = org_unit_by_code(org_get(rq->arena), input_str(in, "den"));
        m->code = str_cat(rq->arena, STR("BG-"), random_code(rq->arena, 10));
        in->prepared = m;
        if (!m->from)
                return ERR_DENIED;
        return m->to ? 0 : ERR_NOT_FOUND;
}

/* Only papers that lie at this counter, go to that unit and stand on no sheet yet. */
static int put_item(struct tx *tx, const struct make *m, i64 sheet, struct str code)
{
        struct handover_item other;
        struct dossier d;
        int r = dossier_by_code(tx, code, &d);

        if (r < 0)
                return r;
        if (d.received_unit_id != m->from->id)
                return ERR_NOT_FOUND;
        if (d.unit_id != m->to->id)
                return ERR_STALE;
        r = handover_item_of(tx, d.id, &other);
        if (r != ERR_NOT_FOUND)
                return r < 0 ? r : ERR_STALE;
        return handover_item_insert(tx, sheet, d.id);
}

static int record(struct tx *tx, const struct input *in, const char *action, i64 sheet)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = in->who->account,
                        .action = action,
                        .object_kind = "handover",
                        .object = sheet,
                        .payload = STR_NULL,
                        .peer = in->peer },
                NULL);
}

static int make_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct make *m = in->prepared;
        i64 id = id_new(), year, number;
        int r = counter__number(tx, m->from->id, "handover", &year, &number);

        if (r == 0)
                r = handover_sheet_insert(tx, &(struct handover_sheet_insert_args){ .id = id,
                                                      .code = m->code,
                                                      .unit_id = m->from->id,
                                                      .to_unit_id = m->to->id,
                                                      .year = year,
                                                      .number = number,
                                                      .at = tx->now,
                                                      .by = in->who->account });
        for (size_t i = 0; r == 0 && i < input_count(in, "ho_so"); i++)
                r = put_item(tx, m, id, input_item(in, "ho_so", i));
        out->code = m->code;
        return r < 0 ? r : record(tx, in, "handover.make", id);
}

static int to_sheets(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/ban-giao");
}

/* ---- one sheet ---- */

static int sheet_get(struct req *rq, struct handover_sheet *ret_h)
{
        struct handover_sheet h;
        int r = handover_sheet_by_code(rq->tx, path_str(rq->in, "sheet"), &h);

        if (r < 0)
                return r;
        if (!who_may(rq->who, PERM_DOSSIER_READ, h.unit_id) &&
                !who_may(rq->who, PERM_DOSSIER_READ, h.to_unit_id))
                return ERR_NOT_FOUND;
        *ret_h = h;
        return 0;
}

static int take_prepare(struct req *rq, struct input *in)
{
        struct handover_sheet *h = NEW(rq->arena, struct handover_sheet);
        int r = sheet_get(rq, h);

        in->prepared = h;
        if (r < 0)
                return r;
        /* Who gives does not say that it was taken. */
        if (h->made_by == rq->who->account || !who_may(rq->who, PERM_DOSSIER_READ, h->to_unit_id))
                return ERR_DENIED;
        return 0;
}

static int take_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct handover_sheet *h = in->prepared;
        i64 changed = 0;
        int r = handover_take(tx, h->id, in->who->account, tx->now, &changed);

        out->code = h->code;
        if (r == 0 && !changed)
                r = ERR_STATE;
        return r < 0 ? r : record(tx, in, "handover.take", h->id);
}

static int make_paper(struct req *rq, const struct handover_sheet *h,
        const struct handover_row_rows *rows, struct str giver, struct str *ret_pdf)
{
        static const int weights[] = { 2, 8, 12, 9, 4 };
        const struct str heads[] = { STR("STT"), STR("Mã hồ sơ"), STR("Thủ tục"), STR("Người nộp"),
                STR("Ghi chú") };
        const size_t n = ARRAY_LEN(heads);
        struct arena *a = rq->arena;
        struct str province = setting_str(SETTING_PROVINCE_NAME);
        const struct paper_head head = { .agency_above = unit_words(rq, h->unit_id),
                .agency = STR("Bộ phận tiếp nhận và trả kết quả"),
                .number =
                        str_fmt(a, "Số: %.*s", STRF(counter__number_words(a, h->number, h->year))),
                .place_date = str_fmt(a, "%.*s, %.*s", STRF(province),
                        STRF(words_day(a, LANG_VI, day_of(h->made_at)))) };
        struct paper *p = paper_new(a, PAPER_A4, &head);
        struct str *cells = NEW_ARRAY(a, struct str, rows->n * n + 1);

        paper_title(p, STR("PHIẾU BÀN GIAO HỒ SƠ"), STR(""));
        paper_line(p, STR("Bên giao"), unit_words(rq, h->unit_id));
        paper_line(p, STR("Bên nhận"), unit_words(rq, h->to_unit_id));
        for (size_t i = 0; i < rows->n; i++) {
                const struct str row[] = { str_fmt(a, "%zu", i + 1), rows->rows[i].code,
                        rows->rows[i].usual, rows->rows[i].applicant_name, STR("") };

                memcpy(&cells[i * n], row, sizeof row);
        }
        paper_table(p, heads, weights, n, cells, rows->n);
        paper_line(p, STR("Thời gian giao"), words_time(a, LANG_VI, h->made_at));
        if (h->taken_at != I64_NULL)
                paper_line(p, STR("Thời gian nhận"), words_time(a, LANG_VI, h->taken_at));
        paper_sign(p, STR("NGƯỜI GIAO"), giver, STR("NGƯỜI NHẬN"), STR("(chưa ký số)"), STR(""));
        return paper_finish(p, STR("Phiếu bàn giao hồ sơ"), ret_pdf);
}

static int sheet_file(struct req *rq)
{
        struct handover_row_rows rows;
        struct account_brief giver;
        struct handover_sheet h;
        struct str pdf;
        int r = sheet_get(rq, &h);

        if (r == 0)
                r = handover_items(rq->tx, h.id, &rows);
        if (r == 0)
                r = account_brief_by_id(rq->tx, h.made_by, &giver);
        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n; i++)
                req_note_person(rq, rows.rows[i].person_id == I64_NULL ? 0 : rows.rows[i].person_id,
                        rows.rows[i].id, "name", "dossier.handover");
        r = make_paper(rq, &h, &rows, giver.display, &pdf);
        return r < 0 ? r
                     : reply_bytes(rq, 200, "application/pdf", pdf,
                               str_fmt(rq->arena, "ban-giao-%lld-%lld.pdf", (long long)h.number,
                                       (long long)h.year));
}

const struct route handover_routes[] = {
        { GET, "/ban-giao", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(NULL, sheets_show), .doc = "Papers to hand over, sheets sent and coming" },
        { POST, "/ban-giao", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(make_fields, make_prepare, make_apply, to_sheets, sheets_show),
                .doc = "Make a sheet of papers for a unit" },
        { GET, "/ban-giao/:sheet", PERM_DOSSIER_READ,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(NULL, sheet_file),
                .doc = "A sheet of papers as a PDF" },
        { POST, "/ban-giao/:sheet/nhan", PERM_DOSSIER_READ, 0,
                WRITE(NULL, take_prepare, take_apply, to_sheets, NULL),
                .doc = "The papers of a sheet were taken, all of them" },
        { 0 },
};
