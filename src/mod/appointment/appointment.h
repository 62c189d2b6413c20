/*
 * src/mod/appointment/appointment.h: coming to a counter at a time that was agreed on. A unit says
 * how many people it takes at the same time and how long each needs (a plan, dated); its opening
 * hours and the working calendar of the province make bookable times of that. An applicant books
 * one for a dossier or for a procedure, moves it or cancels it; the counter sees who comes.
 *
 * Invariants: at no moment more people are booked than there were places when the last of them
 * booked: the places are counted in the transaction that takes one. An appointment about a dossier
 * is its applicant's, whoever that is now; one waits at a time. It keeps its time when the plan
 * changes; days without places call it off, and it is told.
 */
#ifndef MOD_APPOINTMENT_APPOINTMENT_H
#define MOD_APPOINTMENT_APPOINTMENT_H

#include "core/module.h"
#include "core/org.h"
#include "core/who.h"
#include "mod/appointment/queries.h"

struct dossier;

/* X(NAME, number) */
#define APPOINTMENT_STATES(X)                                                                      \
        X(BOOKED, 1)                                                                               \
        X(CAME, 2)                                                                                 \
        X(MISSED, 3)                                                                               \
        X(CANCELLED, 4)  /* by who booked it */                                                    \
        X(CALLED_OFF, 5) /* by the counter */
enum appointment_state {
#define X(name, n) APPOINTMENT_##name = n,
        APPOINTMENT_STATES(X)
#undef X
                APPOINTMENT_STATE_MAX
};

/* A time at a counter, and how many can still come then. */
struct slot {
        i64 from, to, free;
};
/* The times of a day that can still be booked at `now`, also those that are full. */
int appointment_slots(struct tx *tx, const struct unit *u, i64 day, i64 now,
        const struct slot **ret_slots, size_t *ret_n);
/* The days with a free place, soonest first, and how many each has. */
struct slot_day {
        i64 day, free;
};
int appointment_days(struct tx *tx, const struct unit *u, i64 now, const struct slot_day **ret_days,
        size_t *ret_n);
/* Free times from that moment on, soonest first, at most `max` of them. */
int appointment_free(struct tx *tx, const struct unit *u, i64 from, size_t max,
        const struct slot **ret_slots, size_t *ret_n);
/*
 * Where people come for what this unit resolves or received: itself, its agency, or, for what
 * belongs to no commune or district, the counter of the province. ERR_NOT_FOUND: there is none
 * that can be booked.
 */
int appointment_counter(
        struct tx *tx, const struct unit *u, i64 now, const struct unit **ret_counter);
/* All that can be booked, in Vietnamese order. */
int appointment_counters(
        struct tx *tx, i64 now, const struct unit *const **ret_units, size_t *ret_n);

struct appointment_new {
        struct str code; /* random, for addresses */
        const struct unit *unit;
        i64 starts_at;
        const struct who *who;
        const struct dossier *dossier; /* NULL: about the procedure */
        i64 version;                   /* of the procedure */
        struct str peer;
};
/*
 * In a write. ERR_EXISTS: that time is full, or no time of this counter; ERR_LIMIT: this one waits
 * for as many as one may, or has one about this dossier.
 */
int appointment_book(struct tx *tx, const struct appointment_new *n);

/* "move", "cancel", "came", "missed", "call_off": from the states in which they may be made. */
extern const struct move appointment_moves[]; /* ends with action NULL */
struct appointment_act {
        const struct who *who;
        struct str action;
        i64 version;
        i64 starts_at;     /* of "move" */
        struct str reason; /* of "call_off" */
        struct str peer;
};
/*
 * In a write. ERR_DENIED, ERR_STALE, ERR_STATE (also: its time has passed, or has not come);
 * ERR_INVALID: no reason; ERR_EXISTS: the new time is full.
 */
int appointment_move(struct tx *tx, const struct appointment *a, const struct appointment_act *act);

/* How a unit is booked from a day on, or on some days only. */
struct booking_new {
        const struct unit *unit;
        i64 from_day, to_day; /* to_day I64_NULL: from then on */
        i64 minutes, places;
        struct str reason; /* of days without places, which have a last one */
        const struct who *who;
        struct str peer;
};
/* In a write. Days without places call off what was booked. *ret_called_off: how many. */
int appointment_plan(struct tx *tx, const struct booking_new *n, i64 *ret_called_off);
#define BOOKING_MINUTES    "10|15|20|30|45|60"
#define BOOKING_MINUTES_N  6
#define BOOKING_PLACES_MAX 50
#define BOOKING_CLOSED_MAX 60 /* days without places, at once */

extern const struct module appointment_module;

#endif
