/*
 * src/mod/appointment/view.h: what the pages of appointments show.
 */
#ifndef MOD_APPOINTMENT_VIEW_H
#define MOD_APPOINTMENT_VIEW_H

#include "core/view.h"
#include "mod/appointment/appointment.h"

/* Choosing where, the day, the time; of a new one, or of one that moves. */
struct booking_view {
        struct req *rq;
        const struct input *in; /* of a form that came back; else NULL */
        struct str dossier, procedure, procedure_code;
        struct str unit, unit_code, address, phone;
        const struct option_view *units, *days, *times;
        size_t n_units, n_days, n_times;
        struct str day, day_iso;
        struct str moves, moves_from; /* code of one that moves, and its time; else empty */
        i64 version;
};

struct appointment_item {
        struct str code, time, unit, procedure, dossier, state;
        enum tone tone;
};
struct appointment_list_view {
        struct req *rq;
        const struct appointment_item *next, *past;
        size_t n_next, n_past;
};

struct appointment_view {
        struct req *rq;
        struct str code, time, until, state, reason;
        struct str unit, address, phone, procedure, procedure_code, dossier;
        enum tone tone;
        i64 version;
        bool can_change, called_off;
};

struct appointment_desk_row {
        struct str code, time, name, procedure, dossier, state, reason;
        enum tone tone;
        i64 version;
        bool can_come, can_miss, can_call_off;
};
struct appointment_desk_view {
        struct req *rq;
        const struct input *in;
        struct str unit, unit_code, day, day_vi;
        const struct option_view *units;
        size_t n_units;
        const struct appointment_desk_row *rows;
        size_t n;
        i64 booked, came, missed; /* how many */
        bool can_plan;
};

struct booking_plan_item {
        struct str days, minutes, places, reason;
};
struct booking_plan_view {
        struct req *rq;
        const struct input *in;
        struct str unit, unit_code;
        const struct option_view *units;
        size_t n_units;
        const struct booking_plan_item *plans;
        size_t n;
        struct option_view minutes[BOOKING_MINUTES_N];
};

#endif
