/*
 * src/mod/appointment/own.c: booking a time at a counter, and one's appointments, over HTTP. No
 * SQL, no HTML.
 */
#include <stdlib.h>

#include "base/random.h"
#include "core/words.h"
#include "mod/appointment/internal.h"
#include "mod/appointment/views.h"
#include "web/texts.h"
#include "web/web.h"

#define LIST_MAX  100
#define PAST_DAYS 365

#define ABOUT_FIELDS                                                                               \
        { "ho_so", FIELD_KEY, 0, 60, 0, NULL }, { "thu_tuc", FIELD_KEY, 0, 40, 0, NULL },          \
                { "don_vi", FIELD_KEY, 0, 40, 0, NULL },                                           \
        {                                                                                          \
                "ngay", FIELD_DATE, 0, 0, 0, NULL                                                  \
        }

static const struct field choose_fields[] = { ABOUT_FIELDS, { 0 } };
static const struct field book_fields[] = {
        ABOUT_FIELDS,
        { "luc", FIELD_MOMENT, FIELD_REQUIRED, 0, T_APPOINTMENT_TIME_NEEDED, NULL },
        { 0 },
};

/* What an appointment is about, and where it may be. */
struct about {
        const struct dossier *dossier; /* NULL: a procedure */
        struct procedure_version version;
        const struct unit *unit; /* NULL: to be chosen, or none can be booked */
        bool choose;
};

static int about_dossier(struct req *rq, struct str code, struct about *ret_a)
{
        const struct org *o = org_get(rq->arena);
        struct dossier *d = NEW(rq->arena, struct dossier);
        int r = dossier_get(rq->tx, rq->who, code, d);

        if (r == 0 && d->account_id != rq->who->account)
                r = ERR_NOT_FOUND;
        if (r == 0 && (d->state == DOSSIER_RETURNED || d->state == DOSSIER_WITHDRAWN))
                r = req_fail(rq, ERR_STATE, T_APPOINTMENT_OVER);
        if (r == 0)
                r = procedure_version_by_id(rq->tx, d->version_id, &ret_a->version);
        if (r < 0)
                return r;
        ret_a->dossier = d;
        r = appointment_counter(rq->tx, org_unit(o, d->received_unit_id), rq->now, &ret_a->unit);
        return r == ERR_NOT_FOUND ? 0 : r;
}

/* A commune or district that the person names; the province's counter needs no choice. */
static int about_procedure(struct req *rq, struct str code, struct about *ret_a)
{
        const struct org *o = org_get(rq->arena);
        const struct unit *named = org_unit_by_code(o, input_str(rq->in, "don_vi")), *u;
        struct procedure_full p;
        int r = catalogue_get(rq->tx, code, day_of(rq->now), &p);

        if (r < 0)
                return r;
        if (rq->who->guest)
                return req_fail(rq, ERR_DENIED, T_APPOINTMENT_GUEST);
        ret_a->version = p.v;
        if (catalogue_unit(o, &p.v, named, &u) < 0) {
                ret_a->choose = true;
                return 0;
        }
        r = appointment_counter(rq->tx, u, rq->now, &ret_a->unit);
        return r == ERR_NOT_FOUND ? 0 : r;
}

static int about_of(struct req *rq, struct about *ret_a)
{
        struct str dossier = input_str(rq->in, "ho_so"), code = input_str(rq->in, "thu_tuc");

        if (!str_empty(dossier))
                return about_dossier(rq, dossier, ret_a);
        return str_empty(code) ? ERR_NOT_FOUND : about_procedure(rq, code, ret_a);
}

/* ---- The choices of the page ---- */

/* Communes or districts whose counter can be booked for this procedure. */
static int fill_units(struct req *rq, const struct about *a, struct booking_view *v)
{
        const struct org *o = org_get(rq->arena);
        const struct unit *const *units;
        struct option_view *list;
        size_t n, k = 0;
        int r = appointment_counters(rq->tx, rq->now, &units, &n);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct option_view, n + 1);
        for (size_t i = 0; i < n; i++) {
                const struct unit *resolves;

                if (catalogue_unit(o, &a->version, units[i], &resolves) == 0 &&
                        resolves == units[i])
                        list[k++] = (struct option_view){ .value = units[i]->code,
                                .text = unit_place_name(rq->arena, units[i]) };
        }
        v->units = list;
        v->n_units = k;
        return 0;
}

static int fill_times(struct req *rq, const struct unit *u, i64 day, struct booking_view *v)
{
        const struct slot *slots;
        struct option_view *list;
        size_t n, k = 1;
        int r = appointment_slots(rq->tx, u, day, rq->now, &slots, &n);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct option_view, n + 1);
        list[0] = (struct option_view){ .value = STR(""),
                .text = s_APPOINTMENT_TIME_PICK(rq->arena, rq->lang) };
        for (size_t i = 0; i < n; i++)
                if (slots[i].free > 0)
                        list[k++] = (struct option_view){ .value = str_fmt(rq->arena, "%lld",
                                                                  (long long)slots[i].from),
                                .text = s_APPOINTMENT_TIME_FREE(rq->arena, rq->lang,
                                        words_clock(rq->arena, rq->lang, slots[i].from),
                                        slots[i].free) };
        v->times = list;
        v->n_times = k > 1 ? k : 0;
        return 0;
}

/* The day that was asked for, else the first that has a place. */
static int fill_days(struct req *rq, const struct unit *u, struct booking_view *v)
{
        const struct slot_day *days;
        i64 day = input_i64(rq->in, "ngay");
        size_t n;
        int r = appointment_days(rq->tx, u, rq->now, &days, &n);

        if (r < 0)
                return r;
        if (day == I64_NULL && n)
                day = days[0].day;
        v->unit = unit_full_name(rq->arena, u);
        v->unit_code = u->code;
        v->address = u->address;
        v->phone = u->phone;
        v->days = appointment__day_options(rq, days, n, day);
        v->n_days = n;
        if (day == I64_NULL)
                return 0;
        v->day = words_day(rq->arena, rq->lang, day);
        v->day_iso = day_iso(rq->arena, day);
        return fill_times(rq, u, day, v);
}

/* ---- GET and POST /dat-lich ---- */

static int book_show(struct req *rq)
{
        struct booking_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct about a = { 0 };
        struct appointment_next next;
        int r;

        if (str_empty(input_str(rq->in, "ho_so")) && str_empty(input_str(rq->in, "thu_tuc")))
                return reply_see_other(rq, "/lich-hen");
        r = about_of(rq, &a);
        if (r == 0 && a.dossier && rq->verb == GET) {
                r = appointment_about(rq->tx, a.dossier->id, rq->now, &next);
                if (r == 0)
                        return reply_see_other(rq, "/lich-hen/:appointment", next.code);
                r = r == ERR_NOT_FOUND ? 0 : r;
        }
        if (r == 0 && a.choose)
                r = fill_units(rq, &a, &v);
        else if (r == 0 && a.unit)
                r = fill_days(rq, a.unit, &v);
        if (r < 0)
                return r;
        if (a.dossier)
                who_reads_own(rq, a.dossier->account_id);
        v.dossier = a.dossier ? a.dossier->code : STR_NULL;
        v.procedure = a.version.usual;
        v.procedure_code = input_str(rq->in, "thu_tuc");
        view_booking(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct booking {
        struct about about;
        struct str code;
};

static int book_prepare(struct req *rq, struct input *in)
{
        struct booking *b = NEW(rq->arena, struct booking);
        int r = about_of(rq, &b->about);

        if (r == 0 && !b->about.unit)
                r = ERR_NOT_FOUND;
        b->code = str_cat(rq->arena, STR("LH-"), random_code(rq->arena, 8));
        in->prepared = b;
        return r;
}

/* Full meanwhile: the next times that are free are told. */
static int refuse(
        struct tx *tx, const struct input *const_in, const struct unit *u, i64 starts_at, int r)
{
        struct input *in = (struct input *)const_in;
        struct str words;

        if (r == ERR_LIMIT)
                return input_fail(in, NULL, T_APPOINTMENT_MANY, STR_NULL);
        if (r != ERR_EXISTS)
                return r;
        r = appointment__free_words(tx, in->lang, u, MAX(starts_at, tx->now), &words);
        if (r < 0)
                return r;
        return input_fail(in, "luc", str_empty(words) ? T_APPOINTMENT_FULL : T_APPOINTMENT_TAKEN,
                str_dup(in->arena, words));
}

static int book_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct booking *b = in->prepared;
        i64 at = input_i64(in, "luc");
        int r = appointment_book(tx, &(struct appointment_new){ .code = b->code,
                                             .unit = b->about.unit,
                                             .starts_at = at,
                                             .who = in->who,
                                             .dossier = b->about.dossier,
                                             .version = b->about.version.id,
                                             .peer = in->peer });

        out->code = b->code;
        return r < 0 ? refuse(tx, in, b->about.unit, at, r) : 0;
}

static int own_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/lich-hen/:appointment", out->code);
}

/* ---- GET /lich-hen ---- */

static int later_first(const void *a, const void *b)
{
        const struct appointment_line *x = a, *y = b;

        return x->starts_at < y->starts_at ? 1 : x->starts_at > y->starts_at ? -1 : 0;
}

static struct appointment_item item_of(struct req *rq, const struct appointment_line *a)
{
        const struct unit *u = org_unit(org_get(rq->arena), a->unit_id);
        struct appointment_item item = { .code = a->code,
                .time = words_time(rq->arena, rq->lang, a->starts_at),
                .unit = u ? unit_full_name(rq->arena, u) : STR(""),
                .procedure = a->usual,
                .dossier = a->dossier_code };

        item.state = appointment__state_words(rq->arena, rq->lang, a->state, &item.tone);
        return item;
}

static int list_show(struct req *rq)
{
        struct appointment_list_view v = { .rq = rq };
        struct appointment_line_rows own, of_dossiers;
        i64 account = rq->who->account, since = rq->now - PAST_DAYS * DAY_MS;
        struct appointment_item *next, *past;
        struct appointment_line *all;
        size_t n;
        int r = appointments_of_account(rq->tx, account, since, LIST_MAX, &own);

        if (r == 0)
                r = appointments_of_dossiers(rq->tx, account, since, LIST_MAX, &of_dossiers);
        if (r < 0)
                return r;
        n = own.n + of_dossiers.n;
        all = NEW_ARRAY(rq->arena, struct appointment_line, n + 1);
        for (size_t i = 0; i < n; i++)
                all[i] = i < own.n ? own.rows[i] : of_dossiers.rows[i - own.n];
        qsort(all, n, sizeof *all, later_first);
        next = NEW_ARRAY(rq->arena, struct appointment_item, n + 1);
        past = NEW_ARRAY(rq->arena, struct appointment_item, n + 1);
        for (size_t i = 0; i < n; i++)
                if (all[i].state != APPOINTMENT_BOOKED || all[i].starts_at <= rq->now)
                        past[v.n_past++] = item_of(rq, &all[i]);
        for (size_t i = n; i-- > 0;) /* the soonest first */
                if (all[i].state == APPOINTMENT_BOOKED && all[i].starts_at > rq->now)
                        next[v.n_next++] = item_of(rq, &all[i]);
        v.next = next;
        v.past = past;
        view_appointment_list(&rq->html, &v);
        return reply_page(rq, 200);
}

/* ---- GET /lich-hen/:appointment ---- */

/* One's own; absent and another's are alike. */
static int own_appointment(
        struct tx *tx, const struct who *w, const struct input *in, struct appointment *ret_a)
{
        struct appointment a;
        int r = appointment_by_code(tx, path_str(in, "appointment"), &a);

        if (r == 0 && a.owner != w->account)
                r = ERR_NOT_FOUND;
        if (r == 0)
                *ret_a = a;
        return r;
}

static int one_show(struct req *rq)
{
        struct appointment_view v = { .rq = rq };
        struct procedure_version p;
        struct appointment a;
        const struct unit *u;
        int r = own_appointment(rq->tx, rq->who, rq->in, &a);

        if (r == 0)
                r = procedure_version_by_id(rq->tx, a.version_id, &p);
        if (r < 0)
                return r;
        u = org_unit(org_get(rq->arena), a.unit_id);
        v.code = a.code;
        v.time = words_time(rq->arena, rq->lang, a.starts_at);
        v.until = words_clock(rq->arena, rq->lang, a.ends_at);
        v.state = appointment__state_words(rq->arena, rq->lang, a.state, &v.tone);
        v.reason = a.reason;
        v.unit = u ? unit_full_name(rq->arena, u) : STR("");
        v.address = u ? u->address : STR_NULL;
        v.phone = u ? u->phone : STR_NULL;
        v.procedure = p.usual;
        v.procedure_code = p.code;
        v.dossier = a.dossier_code;
        v.version = a.version;
        v.can_change = a.state == APPOINTMENT_BOOKED && a.starts_at > rq->now;
        v.called_off = a.state == APPOINTMENT_CALLED_OFF;
        view_appointment_page(&rq->html, &v);
        return reply_page(rq, 200);
}

static int slip_file(struct req *rq)
{
        struct appointment a;
        struct str pdf;
        int r = own_appointment(rq->tx, rq->who, rq->in, &a);

        if (r == 0 && a.state != APPOINTMENT_BOOKED)
                r = req_fail(rq, ERR_STATE, T_APPOINTMENT_ENDED);
        if (r == 0)
                r = appointment__slip(rq, &a, &pdf);
        return r < 0 ? r : reply_bytes(rq, 200, "application/pdf", pdf, STR_NULL);
}

/* ---- POST /lich-hen/:appointment/huy ---- */

static const struct field cancel_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int cancel_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct appointment a;
        int r = own_appointment(tx, in->who, in, &a);

        out->code = path_str(in, "appointment");
        return r < 0 ? r
                     : appointment_move(tx, &a,
                               &(struct appointment_act){ .who = in->who,
                                       .action = STR("cancel"),
                                       .version = input_i64(in, "version"),
                                       .peer = in->peer });
}

/* ---- GET and POST /lich-hen/:appointment/doi ---- */

static const struct field move_query[] = {
        { "ngay", FIELD_DATE, 0, 0, 0, NULL },
        { 0 },
};
static const struct field move_fields[] = {
        { "ngay", FIELD_DATE, 0, 0, 0, NULL },
        { "luc", FIELD_MOMENT, FIELD_REQUIRED, 0, T_APPOINTMENT_TIME_NEEDED, NULL },
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int move_show(struct req *rq)
{
        struct booking_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct procedure_version p;
        struct appointment a;
        const struct unit *u;
        int r = own_appointment(rq->tx, rq->who, rq->in, &a);

        if (r == 0 && (a.state != APPOINTMENT_BOOKED || a.starts_at <= rq->now))
                r = req_fail(rq, ERR_STATE, T_APPOINTMENT_ENDED);
        if (r == 0)
                r = procedure_version_by_id(rq->tx, a.version_id, &p);
        if (r < 0)
                return r;
        u = org_unit(org_get(rq->arena), a.unit_id);
        r = u ? fill_days(rq, u, &v) : ERR_NOT_FOUND;
        if (r < 0)
                return r;
        v.procedure = p.usual;
        v.dossier = a.dossier_code;
        v.moves = a.code;
        v.moves_from = words_time(rq->arena, rq->lang, a.starts_at);
        v.version = a.version;
        view_booking(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int move_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        i64 at = input_i64(in, "luc");
        struct appointment a;
        int r = own_appointment(tx, in->who, in, &a);

        if (r < 0)
                return r;
        out->code = a.code;
        r = appointment_move(tx, &a,
                &(struct appointment_act){ .who = in->who,
                        .action = STR("move"),
                        .version = input_i64(in, "version"),
                        .starts_at = at,
                        .peer = in->peer });
        return r < 0 ? refuse(tx, in, org_unit(org_get(tx->arena), a.unit_id), at, r) : 0;
}

const struct route appointment_own_routes[] = {
        { GET, "/dat-lich", PERM_FILL, ROUTE_NOINDEX, READ(choose_fields, book_show),
                .doc = "Times at a counter that can be booked, for a dossier or a procedure" },
        { POST, "/dat-lich", PERM_FILL, 0,
                WRITE(book_fields, book_prepare, book_apply, own_answer, book_show),
                .doc = "Book a time at a counter" },
        { GET, "/lich-hen", PERM_FILL, ROUTE_NOINDEX, READ(NULL, list_show),
                .doc = "One's appointments" },
        { GET, "/lich-hen/:appointment", PERM_FILL, ROUTE_NOINDEX, READ(NULL, one_show),
                .doc = "An appointment" },
        { GET, "/lich-hen/:appointment/phieu", PERM_FILL, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(NULL, slip_file), .doc = "The slip of an appointment, to print" },
        { GET, "/lich-hen/:appointment/doi", PERM_FILL, ROUTE_NOINDEX, READ(move_query, move_show),
                .doc = "Other times for an appointment" },
        { POST, "/lich-hen/:appointment/doi", PERM_FILL, 0,
                WRITE(move_fields, NULL, move_apply, own_answer, move_show),
                .doc = "Move an appointment to another time" },
        { POST, "/lich-hen/:appointment/huy", PERM_FILL, 0,
                WRITE(cancel_fields, NULL, cancel_apply, own_answer, NULL),
                .doc = "Cancel an appointment" },
        { 0 },
};
