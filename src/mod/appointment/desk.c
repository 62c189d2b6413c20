/*
 * src/mod/appointment/desk.c: who comes to a counter on a day, and how it can be booked, over HTTP.
 * No SQL, no HTML.
 */
#include "core/frame.h"
#include "core/words.h"
#include "mod/appointment/internal.h"
#include "mod/appointment/views.h"
#include "web/texts.h"
#include "web/web.h"

/* The unit that was named, if w holds the permission there, else w's own. NULL: none. */
static const struct unit *unit_of(struct req *rq, enum perm perm, struct str code)
{
        const struct org *o = org_get(rq->arena);
        const struct unit *u = str_empty(code) ? NULL : org_unit_by_code(o, code);

        if (u && who_may(rq->who, perm, u->id))
                return u;
        return org_unit(o, who_unit(rq->who, perm));
}

/* Counters of theirs that can be booked, and the one that is shown. */
static int fill_units(struct req *rq, enum perm perm, const struct unit *shown,
        const struct option_view **ret_list, size_t *ret_n)
{
        const struct unit *const *units;
        struct option_view *list;
        size_t n, k = 0;
        bool there = false;
        int r = appointment_counters(rq->tx, rq->now, &units, &n);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct option_view, n + 2);
        for (size_t i = 0; i < n; i++) {
                if (!who_may(rq->who, perm, units[i]->id))
                        continue;
                there |= units[i] == shown;
                list[k++] = (struct option_view){ .value = units[i]->code,
                        .text = unit_place_name(rq->arena, units[i]),
                        .chosen = units[i] == shown };
        }
        if (!there)
                list[k++] = (struct option_view){ .value = shown->code,
                        .text = unit_place_name(rq->arena, shown),
                        .chosen = true };
        *ret_list = list;
        *ret_n = k;
        return 0;
}

/* ---- GET /lich-quay ---- */

static const struct field day_fields[] = {
        { "ngay", FIELD_DATE, 0, 0, 0, NULL },
        { "don_vi", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};

static struct appointment_desk_row row_of(
        struct req *rq, const struct appointment_row *a, struct appointment_desk_view *v)
{
        bool today = day_of(a->starts_at) == day_of(rq->now);
        bool booked = a->state == APPOINTMENT_BOOKED;
        struct appointment_desk_row row = { .code = a->code,
                .time = words_clock(rq->arena, rq->lang, a->starts_at),
                .name = a->dossier_id == I64_NULL ? a->name : a->applicant,
                .procedure = a->usual,
                .dossier = a->dossier_code,
                .reason = a->reason,
                .version = a->version,
                .can_come = (booked || a->state == APPOINTMENT_MISSED) && today,
                .can_miss = (booked || a->state == APPOINTMENT_CAME) && rq->now >= a->starts_at,
                .can_call_off = booked && rq->now < a->starts_at };

        row.state = appointment__state_words(rq->arena, rq->lang, a->state, &row.tone);
        v->booked += booked;
        v->came += a->state == APPOINTMENT_CAME;
        v->missed += a->state == APPOINTMENT_MISSED;
        req_note_person(rq,
                a->dossier_id == I64_NULL         ? a->person_id
                : a->applicant_person == I64_NULL ? 0
                                                  : a->applicant_person,
                a->dossier_id == I64_NULL ? 0 : a->dossier_id, "name", "appointment.day");
        return row;
}

static int day_page(struct req *rq, const struct unit *u, i64 day)
{
        struct appointment_desk_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct appointment_desk_row *list;
        struct appointment_row_rows rows;
        int r;

        if (!u)
                return ERR_NOT_FOUND;
        r = appointments_day(rq->tx, u->id, day_start(day), day_start(day + 1), &rows);
        if (r == 0)
                r = fill_units(rq, PERM_DOSSIER_INTAKE, u, &v.units, &v.n_units);
        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name", "appointment.day");
        list = NEW_ARRAY(rq->arena, struct appointment_desk_row, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                list[v.n++] = row_of(rq, &rows.rows[i], &v);
        v.rows = list;
        v.unit = unit_full_name(rq->arena, u);
        v.unit_code = u->code;
        v.day = words_day(rq->arena, rq->lang, day);
        v.day_vi = day_vi(rq->arena, day);
        v.can_plan = who_may(rq->who, PERM_APPOINTMENT_PLAN, u->id);
        view_appointment_desk(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int day_show(struct req *rq)
{
        i64 day = input_i64(rq->in, "ngay");

        return day_page(rq, unit_of(rq, PERM_DOSSIER_INTAKE, input_str(rq->in, "don_vi")),
                day == I64_NULL ? day_of(rq->now) : day);
}

/* ---- POST /lich-quay/:appointment/:action ---- */

static const struct field act_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "ly_do", FIELD_TEXT, 0, 300, 0, NULL },
        { 0 },
};

static struct str action_of(const struct input *in)
{
        static const struct {
                const char *address, *action;
        } words[] = { { "den", "came" }, { "vang", "missed" }, { "huy", "call_off" } };

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (str_is(path_str(in, "action"), words[i].address))
                        return str_of(words[i].action);
        return STR_NULL;
}

static int of_desk(struct tx *tx, const struct input *in, struct appointment *ret_a)
{
        int r = appointment_by_code(tx, path_str(in, "appointment"), ret_a);

        return r == 0 && !who_may(in->who, PERM_DOSSIER_INTAKE, ret_a->unit_id) ? ERR_NOT_FOUND : r;
}

static int act_again(struct req *rq)
{
        struct appointment a;
        int r = of_desk(rq->tx, rq->in, &a);

        return r < 0 ? r
                     : day_page(rq, org_unit(org_get(rq->arena), a.unit_id), day_of(a.starts_at));
}

static int act_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str action = action_of(in);
        struct appointment a;
        const struct unit *u;
        int r = of_desk(tx, in, &a);

        if (r == 0 && !action.ptr)
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = appointment_move(tx, &a,
                        &(struct appointment_act){ .who = in->who,
                                .action = action,
                                .version = input_i64(in, "version"),
                                .reason = input_str(in, "ly_do"),
                                .peer = in->peer });
        if (r == ERR_INVALID)
                return input_fail((struct input *)in, "ly_do", T_APPOINTMENT_WHY_NEEDED, STR_NULL);
        if (r < 0)
                return r;
        u = org_unit(org_get(tx->arena), a.unit_id);
        out->code = str_fmt(in->arena, "ngay=%.*s&don_vi=%.*s",
                STRF(day_iso(tx->arena, day_of(a.starts_at))), STRF(u ? u->code : STR("")));
        return 0;
}

static int act_answer(struct req *rq, const struct outcome *out)
{
        return reply_go(rq, str_cat(rq->arena, STR("/lich-quay?"), out->code));
}

/* ---- GET and POST /lich-quay/gio ---- */

static const struct field plan_query[] = {
        { "don_vi", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};
static const struct field plan_fields[] = {
        { "don_vi", FIELD_KEY, FIELD_REQUIRED, 40, 0, NULL },
        { "tu", FIELD_DATE, FIELD_REQUIRED, 0, T_APPOINTMENT_FROM_NEEDED, NULL },
        { "den", FIELD_DATE, 0, 0, 0, NULL },
        { "phut", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, BOOKING_MINUTES },
        { "cho", FIELD_I64, FIELD_REQUIRED, BOOKING_PLACES_MAX, T_APPOINTMENT_PLACES_NEEDED, NULL },
        { "ly_do", FIELD_TEXT, 0, 300, 0, NULL },
        { 0 },
};

static struct booking_plan_item plan_item(struct req *rq, const struct booking_plan *p)
{
        struct str from = words_day(rq->arena, rq->lang, p->from_day);

        return (struct booking_plan_item){
                .days = p->to_day == I64_NULL ? s_APPOINTMENT_PLAN_SINCE(rq->arena, rq->lang, from)
                                              : s_APPOINTMENT_PLAN_DAYS(rq->arena, rq->lang, from,
                                                        words_day(rq->arena, rq->lang, p->to_day)),
                .minutes = str_fmt(rq->arena, "%lld", (long long)p->minutes),
                .places = str_fmt(rq->arena, "%lld", (long long)p->places),
                .reason = p->reason
        };
}

static int plan_page(struct req *rq, struct booking_plan_view *v)
{
        const struct unit *u = unit_of(rq, PERM_APPOINTMENT_PLAN, input_str(rq->in, "don_vi"));
        struct str rest = STR(BOOKING_MINUTES), word;
        struct booking_plan_rows plans;
        struct booking_plan_item *list;
        int r;

        if (!u)
                return ERR_NOT_FOUND;
        r = booking_plans(rq->tx, u->id, day_of(rq->now), &plans);
        if (r == 0)
                r = fill_units(rq, PERM_APPOINTMENT_PLAN, u, &v->units, &v->n_units);
        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct booking_plan_item, plans.n + 1);
        for (size_t i = plans.n; i-- > 0;) /* the newest first: it counts */
                list[v->n++] = plan_item(rq, &plans.rows[i]);
        for (size_t i = 0; str_cut(&rest, '|', &word); i++)
                v->minutes[i] = (struct option_view){ .value = word,
                        .text = s_APPOINTMENT_MINUTES(rq->arena, rq->lang, word),
                        .chosen = str_is(word, "30") };
        v->plans = list;
        v->unit = unit_full_name(rq->arena, u);
        v->unit_code = u->code;
        return 0;
}

static int plan_show(struct req *rq)
{
        struct booking_plan_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        int r = plan_page(rq, &v);

        if (r < 0)
                return r;
        view_booking_plan_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int plan_prepare(struct req *rq, struct input *in)
{
        const struct unit *u = org_unit_by_code(org_get(rq->arena), input_str(in, "don_vi"));
        i64 from = input_i64(in, "tu"), to = input_i64(in, "den"), places = input_i64(in, "cho");
        bool closed = places == 0;

        if (!u || !who_may(rq->who, PERM_APPOINTMENT_PLAN, u->id))
                return ERR_NOT_FOUND;
        if (from < day_of(rq->now))
                return input_fail(in, "tu", T_APPOINTMENT_FROM_PAST, STR_NULL);
        if (places < 0)
                return input_fail(in, "cho", T_APPOINTMENT_PLACES_NEEDED, STR_NULL);
        if (to != I64_NULL && to < from)
                return input_fail(in, "den", T_APPOINTMENT_TO_BEFORE, STR_NULL);
        if (closed && (to == I64_NULL || to - from >= BOOKING_CLOSED_MAX))
                return input_fail(in, "den", T_APPOINTMENT_TO_NEEDED, STR_NULL);
        if (closed && str_empty(input_str(in, "ly_do")))
                return input_fail(in, "ly_do", T_APPOINTMENT_WHY_NEEDED, STR_NULL);
        in->prepared = (void *)u;
        return 0;
}

static int plan_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str reason = input_str(in, "ly_do");
        i64 minutes = 0, called_off;
        int r = str_to_i64(input_str(in, "phut"), &minutes);

        out->code = input_str(in, "don_vi");
        return r < 0 ? r
                     : appointment_plan(tx,
                               &(struct booking_new){ .unit = in->prepared,
                                       .from_day = input_i64(in, "tu"),
                                       .to_day = input_i64(in, "den"),
                                       .minutes = minutes,
                                       .places = input_i64(in, "cho"),
                                       .reason = reason.ptr ? reason : STR(""),
                                       .who = in->who,
                                       .peer = in->peer },
                               &called_off);
}

static int plan_answer(struct req *rq, const struct outcome *out)
{
        return reply_go(rq, str_cat(rq->arena, STR("/lich-quay/gio?don_vi="), out->code));
}

const struct route appointment_desk_routes[] = {
        { GET, "/lich-quay", PERM_DOSSIER_INTAKE, ROUTE_NOINDEX | ROUTE_READS_PERSON,
                READ(day_fields, day_show), .doc = "Who comes to the counter on a day" },
        { POST, "/lich-quay/:appointment/:action", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(act_fields, NULL, act_apply, act_answer, act_again),
                .doc = "Say who came and who did not, or call an appointment off" },
        { GET, "/lich-quay/gio", PERM_APPOINTMENT_PLAN, ROUTE_NOINDEX, READ(plan_query, plan_show),
                .doc = "How the counter can be booked" },
        { POST, "/lich-quay/gio", PERM_APPOINTMENT_PLAN, 0,
                WRITE(plan_fields, plan_prepare, plan_apply, plan_answer, plan_show),
                .doc = "Say how the counter can be booked, or that it takes nobody on some days" },
        { 0 },
};
