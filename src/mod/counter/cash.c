/*
 * src/mod/counter/cash.c: money at a counter: cash and transfers against a numbered receipt,
 * exemptions with their reason, and the sheet with which a cashier closes the day. No SQL, no HTML.
 *
 * The idea: a receipt is never changed. What was wrong is cancelled with words and stays in the
 * book; after the closing it stays as it is.
 */
#include "mod/counter/cash.h"

#include "audit/audit.h"
#include "base/id.h"
#include "base/json.h"
#include "base/random.h"
#include "base/viet.h"
#include "core/queries.h"
#include "mod/counter/cash_paper.h"
#include "mod/counter/views.h"
#include "web/texts.h"

enum { RECEIPTS_MAX = 2000, CLOSINGS_SHOWN = 20 };
#define MONEY_MAX 10000000000

i64 counter__year(i64 now)
{
        struct civil c;

        time_civil(now, &c);
        return c.year;
}

int counter__number(struct tx *tx, i64 unit, const char *book, i64 *ret_year, i64 *ret_number)
{
        struct counter_number_row row;
        i64 year = counter__year(tx->now);
        int r = counter_number_take(tx, unit, year, str_of(book), &row);

        if (r < 0)
                return r;
        *ret_year = year;
        *ret_number = row.next - 1;
        return 0;
}

struct str counter__number_words(struct arena *a, i64 number, i64 year)
{
        return str_fmt(a, "%07lld/%lld", (long long)number, (long long)year);
}

/* ---- the book ---- */

static int note(struct tx *tx, const struct input *in, const char *action, i64 object,
        struct str number, i64 amount, struct str words)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, tx->arena, 4000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "number", number);
        json_put_i64(&w, "amount", amount);
        json_put_str(&w, "words", words);
        json_close(&w, '}');
        return audit_add(tx,
                &(struct audit_entry){ .actor = in->who->account,
                        .action = action,
                        .object_kind = "cash",
                        .object = object,
                        .payload = buf_str(&b),
                        .peer = in->peer },
                NULL);
}

int cash_take(struct tx *tx, const struct input *in, const struct cash_take *t, i64 *ret_id)
{
        i64 id = id_new(), year, number;
        int r = counter__number(tx, t->unit->id, "receipt", &year, &number);

        if (r == 0)
                r = cash_receipt_insert(tx, &(struct cash_receipt_insert_args){ .id = id,
                                                    .code = t->code,
                                                    .unit_id = t->unit->id,
                                                    .year = year,
                                                    .number = number,
                                                    .kind = t->kind,
                                                    .dossier_id = t->dossier,
                                                    .subject = t->subject,
                                                    .payer = t->payer,
                                                    .amount = t->amount,
                                                    .reason = t->reason,
                                                    .at = tx->now,
                                                    .by = in->who->account });
        if (r == 0)
                r = note(tx, in, "cash.receipt", id, counter__number_words(tx->arena, number, year),
                        t->amount, t->kind);
        if (r == 0 && t->dossier != I64_NULL)
                r = event_publish(tx, DOSSIER_NOTED, t->dossier, STR("{}"), NULL);
        if (r == 0 && ret_id)
                *ret_id = id;
        return r;
}

/* ---- GET and POST /viec/:code/thu-tien ---- */

static const struct field take_fields[] = {
        { "hinh_thuc", FIELD_CHOICE, FIELD_REQUIRED, 0, T_CASH_KIND_NEEDED,
                "cash|transfer|exempt" },
        { "so_tien", FIELD_MONEY, 0, MONEY_MAX, T_CASH_AMOUNT_NEEDED, NULL },
        { "ly_do", FIELD_TEXT, 0, 200, 0, NULL },
        { "nguoi_nop", FIELD_TEXT, FIELD_PERSONAL, 100, 0, NULL },
        { 0 },
};

/* ERR_NOT_FOUND; ERR_DENIED: it is no business of this counter. */
static int dossier_at_desk(struct req *rq, struct dossier *ret_d)
{
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), ret_d);

        if (r < 0)
                return r;
        return counter__may_hand(rq->who, ret_d) ? 0 : ERR_DENIED;
}

static struct str kind_words(struct arena *a, enum lang lang, struct str kind)
{
        if (str_is(kind, "transfer"))
                return s_CASH_TRANSFER(a, lang);
        return str_is(kind, "exempt") ? s_CASH_EXEMPT(a, lang) : s_CASH_CASH(a, lang);
}

static struct cash_row *fill_rows(struct req *rq, const struct cash_receipt_rows *rows)
{
        struct cash_row *list = NEW_ARRAY(rq->arena, struct cash_row, rows->n + 1);

        for (size_t i = 0; i < rows->n; i++) {
                const struct cash_receipt *c = &rows->rows[i];

                list[i] = (struct cash_row){ .code = c->code,
                        .number = counter__number_words(rq->arena, c->number, c->year),
                        .at = words_short(rq->arena, c->issued_at),
                        .subject = c->subject,
                        .payer = c->payer,
                        .kind = kind_words(rq->arena, rq->lang, c->kind),
                        .amount = words_money(rq->arena, rq->lang, c->amount),
                        .reason = c->cancelled_at == I64_NULL ? c->reason : c->cancel_reason,
                        .cancelled = c->cancelled_at != I64_NULL,
                        .open = c->cancelled_at == I64_NULL && c->closing_id == I64_NULL &&
                                c->issued_by == rq->who->account };
                if (str_is(c->kind, "exempt"))
                        list[i].amount = STR("0 đ");
        }
        return list;
}

/* What the catalogue asks, and of how much of it the sum is known. */
static void fill_fees(struct req *rq, const struct procedure_full *p, struct cash_view *v)
{
        struct pair_view *list = NEW_ARRAY(rq->arena, struct pair_view, p->fees.n + 1);

        for (size_t i = 0; i < p->fees.n; i++) {
                const struct procedure_fee *f = &p->fees.rows[i];

                list[i] = (struct pair_view){ .name = f->name,
                        .value = f->amount == I64_NULL
                                         ? s_DOSSIER_FEE_UNKNOWN(rq->arena, rq->lang)
                                         : words_money(rq->arena, rq->lang, f->amount) };
                if (f->amount != I64_NULL)
                        v->sum += f->amount;
        }
        v->fees = list;
        v->n_fees = p->fees.n;
}

static int take_show(struct req *rq)
{
        struct cash_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct dossier_applicant who;
        struct cash_receipt_rows rows;
        struct procedure_full p;
        struct dossier d;
        int r = dossier_at_desk(rq, &d);

        if (r == 0)
                r = dossier_applicant_of(rq->tx, d.id, &who);
        if (r == 0)
                r = catalogue_get_version(rq->tx, d.version_id, &p);
        if (r == 0)
                r = cash_receipts_of_dossier(rq->tx, d.id, &rows);
        if (r < 0)
                return r;
        req_note_person(rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id, "name", "cash.take");
        v.unit_name = counter__desk_name(rq);
        v.dossier = d.code;
        v.procedure_name = p.v.usual;
        v.payer = who.applicant_name;
        fill_fees(rq, &p, &v);
        v.rows = fill_rows(rq, &rows);
        v.n_rows = rows.n;
        view_cash_take_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int take_prepare(struct req *rq, struct input *in)
{
        struct cash_take *t = NEW(rq->arena, struct cash_take);
        struct str kind = input_str(in, "hinh_thuc"), reason = str_trim(input_str(in, "ly_do"));
        i64 amount = input_i64(in, "so_tien");
        struct dossier_applicant who;
        struct procedure_full p;
        struct dossier d;
        int r = dossier_at_desk(rq, &d);

        if (r == 0)
                r = dossier_applicant_of(rq->tx, d.id, &who);
        if (r == 0)
                r = catalogue_get_version(rq->tx, d.version_id, &p);
        if (r < 0)
                return r;
        req_note_person(rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id, "name", "cash.take");
        if (str_is(kind, "exempt")) {
                if (str_empty(reason))
                        return input_fail(in, "ly_do", T_CASH_REASON_NEEDED, STR_NULL);
                amount = 0;
        } else if (amount == I64_NULL || amount <= 0) {
                return input_fail(in, "so_tien", T_CASH_AMOUNT_NEEDED, STR_NULL);
        }
        *t = (struct cash_take){ .unit = counter__desk(rq),
                .code = str_cat(rq->arena, STR("BL-"), random_code(rq->arena, 10)),
                .kind = kind,
                .dossier = d.id,
                .subject = p.v.usual,
                .payer = str_empty(str_trim(input_str(in, "nguoi_nop")))
                                 ? who.applicant_name
                                 : str_trim(input_str(in, "nguoi_nop")),
                .reason = reason.ptr ? reason : STR(""),
                .amount = amount };
        in->prepared = t;
        return t->unit ? 0 : ERR_DENIED;
}

/* Waiting for this very payment? Then its clock runs on. */
static int tell_paid(struct tx *tx, const struct input *in, struct dossier *d)
{
        const struct dossier_act act = { .who = in->who,
                .action = STR("paid"),
                .version = I64_NULL,
                .note = STR(""),
                .due_day = I64_NULL,
                .peer = in->peer };

        return d->state == DOSSIER_PAYMENT ? dossier_move(tx, d, &act, d) : 0;
}

static int take_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct dossier d;
        int r = dossier_by_code(tx, path_str(in, "code"), &d);

        if (r == 0)
                r = cash_take(tx, in, in->prepared, NULL);
        if (r == 0)
                r = tell_paid(tx, in, &d);
        out->code = path_str(in, "code");
        return r;
}

static int take_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/viec/:code/thu-tien", out->code);
}

/* ---- one receipt ---- */

/* Of the officer's own counters. */
static int receipt_get(struct req *rq, struct cash_receipt *ret_c)
{
        struct cash_receipt c;
        int r = cash_receipt_by_code(rq->tx, path_str(rq->in, "receipt"), &c);

        if (r < 0)
                return r;
        if (!who_may(rq->who, PERM_DOSSIER_INTAKE, c.unit_id))
                return ERR_NOT_FOUND;
        *ret_c = c;
        return 0;
}

static int receipt_file(struct req *rq)
{
        struct account_brief by;
        struct cash_receipt c;
        struct str pdf;
        int r = receipt_get(rq, &c);

        if (r == 0)
                r = account_brief_by_id(rq->tx, c.issued_by, &by);
        if (r < 0)
                return r;
        req_note_person(rq, 0, c.dossier_id == I64_NULL ? 0 : c.dossier_id, "name", "cash.print");
        r = cash_paper_receipt(rq, &c, by.display, &pdf);
        return r < 0 ? r
                     : reply_bytes(rq, 200, "application/pdf", pdf,
                               str_fmt(rq->arena, "bien-lai-%lld-%lld.pdf", (long long)c.number,
                                       (long long)c.year));
}

static const struct field cancel_fields[] = {
        { "ly_do", FIELD_TEXT, FIELD_REQUIRED, 200, T_CASH_REASON_NEEDED, NULL },
        { 0 },
};

static int cancel_prepare(struct req *rq, struct input *in)
{
        struct cash_receipt *c = NEW(rq->arena, struct cash_receipt);
        int r = receipt_get(rq, c);

        if (r < 0)
                return r;
        req_note_person(
                rq, 0, c->dossier_id == I64_NULL ? 0 : c->dossier_id, "name", "cash.cancel");
        in->prepared = c;
        return c->issued_by == rq->who->account ? 0 : ERR_DENIED;
}

static int cancel_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct cash_receipt *c = in->prepared;
        struct str why = input_str(in, "ly_do");
        i64 changed = 0;
        int r = cash_receipt_cancel(tx, c->id, in->who->account, why, tx->now, &changed);

        if (r == 0 && !changed)
                r = ERR_STATE;
        if (r == 0)
                r = note(tx, in, "cash.cancel", c->id,
                        counter__number_words(tx->arena, c->number, c->year), c->amount, why);
        if (r == 0 && c->dossier_id != I64_NULL)
                r = event_publish(tx, DOSSIER_NOTED, c->dossier_id, STR("{}"), NULL);
        out->code = c->code;
        return r;
}

static int to_till(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/thu-tien");
}

/* ---- the till and its closing ---- */

struct till {
        const struct unit *unit;
        struct cash_receipt_rows rows;
        struct cash_closing sum; /* receipts, cancelled, cash, transfer */
};

static int read_till(struct tx *tx, i64 account, const struct unit *unit, struct till *ret_t)
{
        struct till t = { .unit = unit };
        int r = cash_receipts_open(tx, account, unit->id, RECEIPTS_MAX, &t.rows);

        if (r < 0)
                return r;
        for (size_t i = 0; i < t.rows.n; i++) {
                const struct cash_receipt *c = &t.rows.rows[i];

                t.sum.receipts++;
                if (c->cancelled_at != I64_NULL)
                        t.sum.cancelled++;
                else if (str_is(c->kind, "cash"))
                        t.sum.cash += c->amount;
                else if (str_is(c->kind, "transfer"))
                        t.sum.transfer += c->amount;
        }
        *ret_t = t;
        return 0;
}

/* close: what was typed into the form of the closing; NULL: it was not that form. */
static int show_till(struct req *rq, const struct input *close)
{
        const struct unit *unit = counter__desk(rq);
        struct till_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in, .close = close };
        struct cash_closing_rows closings;
        struct closing_row *list;
        struct till t;
        int r = unit ? read_till(rq->tx, rq->who->account, unit, &t) : ERR_DENIED;

        if (r == 0)
                r = cash_closings_of(rq->tx, rq->who->account, CLOSINGS_SHOWN, &closings);
        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name", "cash.till");
        list = NEW_ARRAY(rq->arena, struct closing_row, closings.n + 1);
        for (size_t i = 0; i < closings.n; i++) {
                const struct cash_closing *c = &closings.rows[i];

                list[i] = (struct closing_row){ .code = c->code,
                        .number = counter__number_words(rq->arena, c->number, c->year),
                        .at = words_time(rq->arena, rq->lang, c->closed_at),
                        .cash = cash_words(rq->arena, c->cash),
                        .transfer = cash_words(rq->arena, c->transfer) };
        }
        v.unit_name = counter__desk_name(rq);
        v.rows = fill_rows(rq, &t.rows);
        v.n_rows = t.rows.n;
        v.cash = cash_words(rq->arena, t.sum.cash);
        v.transfer = cash_words(rq->arena, t.sum.transfer);
        v.cash_sum = t.sum.cash;
        v.closings = list;
        v.n_closings = closings.n;
        view_till_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int till_show(struct req *rq)
{
        return show_till(rq, rq->verb == GET ? NULL : rq->in);
}

static int cancel_again(struct req *rq)
{
        return show_till(rq, NULL);
}

static const struct field close_fields[] = {
        { "dem_duoc", FIELD_MONEY, FIELD_REQUIRED, MONEY_MAX, T_CASH_COUNTED_NEEDED, NULL },
        { "ghi_chu", FIELD_TEXT, 0, 300, 0, NULL },
        { 0 },
};

struct close {
        const struct unit *unit;
        struct str code;
};

static int close_prepare(struct req *rq, struct input *in)
{
        struct close *c = NEW(rq->arena, struct close);
        struct till t;
        int r;

        c->unit = counter__desk(rq);
        if (!c->unit)
                return ERR_DENIED;
        r = read_till(rq->tx, rq->who->account, c->unit, &t);
        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name", "cash.till");
        if (!t.rows.n)
                return input_fail(in, NULL, T_CASH_NOTHING_TO_CLOSE, STR_NULL);
        if (t.sum.cash != input_i64(in, "dem_duoc") &&
                str_empty(str_trim(input_str(in, "ghi_chu"))))
                return input_fail(in, "ghi_chu", T_CASH_DIFFERENCE, STR_NULL);
        c->code = str_cat(rq->arena, STR("KQ-"), random_code(rq->arena, 10));
        in->prepared = c;
        return 0;
}

/* What is in the till is counted again here: a receipt may have come since the page was made. */
static int close_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct close *c = in->prepared;
        struct str words = input_str(in, "ghi_chu");
        i64 id = id_new(), year, number, counted = input_i64(in, "dem_duoc");
        struct till t;
        int r = read_till(tx, in->who->account, c->unit, &t);

        if (r < 0)
                return r;
        if (!t.rows.n || (t.sum.cash != counted && str_empty(str_trim(words))))
                return ERR_STALE;
        r = counter__number(tx, c->unit->id, "closing", &year, &number);
        if (r == 0)
                r = cash_closing_insert(tx, &(struct cash_closing_insert_args){ .id = id,
                                                    .code = c->code,
                                                    .unit_id = c->unit->id,
                                                    .year = year,
                                                    .number = number,
                                                    .cashier_id = in->who->account,
                                                    .at = tx->now,
                                                    .receipts = t.sum.receipts,
                                                    .cancelled = t.sum.cancelled,
                                                    .cash = t.sum.cash,
                                                    .transfer = t.sum.transfer,
                                                    .counted = counted,
                                                    .note = words.ptr ? words : STR("") });
        if (r == 0)
                r = cash_receipts_close(tx, id, in->who->account, c->unit->id, NULL);
        if (r == 0)
                r = note(tx, in, "cash.close", id, counter__number_words(tx->arena, number, year),
                        t.sum.cash, words);
        out->code = c->code;
        return r;
}

static int closing_file(struct req *rq)
{
        struct cash_receipt_rows rows;
        struct account_brief by;
        struct cash_closing c;
        struct str pdf;
        int r = cash_closing_by_code(rq->tx, path_str(rq->in, "closing"), &c);

        if (r == 0 && !who_may(rq->who, PERM_DOSSIER_INTAKE, c.unit_id))
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = cash_receipts_closed(rq->tx, c.id, &rows);
        if (r == 0)
                r = account_brief_by_id(rq->tx, c.cashier_id, &by);
        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name", "cash.print");
        r = cash_paper_closing(rq, &c, &rows, by.display, &pdf);
        return r < 0 ? r
                     : reply_bytes(rq, 200, "application/pdf", pdf,
                               str_fmt(rq->arena, "ket-quy-%lld-%lld.pdf", (long long)c.number,
                                       (long long)c.year));
}

const struct route cash_routes[] = {
        { GET, "/viec/:code/thu-tien", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(NULL, take_show), .doc = "Fees of a dossier and what was paid" },
        { POST, "/viec/:code/thu-tien", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(take_fields, take_prepare, take_apply, take_answer, take_show),
                .doc = "Take money for a dossier, or exempt it" },
        { GET, "/thu-tien", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(NULL, till_show), .doc = "The cashier's receipts since the last closing" },
        { POST, "/thu-tien", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(close_fields, close_prepare, close_apply, to_till, till_show),
                .doc = "Close the till: what was counted, against the receipts" },
        { GET, "/thu-tien/bien-lai/:receipt", PERM_DOSSIER_INTAKE,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(NULL, receipt_file),
                .doc = "A receipt as a PDF" },
        { POST, "/thu-tien/bien-lai/:receipt/huy", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(cancel_fields, cancel_prepare, cancel_apply, to_till, cancel_again),
                .doc = "Cancel a receipt of one's own before the closing" },
        { GET, "/thu-tien/so-ket/:closing", PERM_DOSSIER_INTAKE,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(NULL, closing_file),
                .doc = "The sheet of a closing as a PDF" },
        { 0 },
};
