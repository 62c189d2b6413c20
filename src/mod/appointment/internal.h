/*
 * src/mod/appointment/internal.h: what the files of this folder share.
 */
#ifndef MOD_APPOINTMENT_INTERNAL_H
#define MOD_APPOINTMENT_INTERNAL_H

#include "job/job.h"
#include "mod/appointment/appointment.h"
#include "mod/appointment/view.h"
#include "mod/dossier/dossier.h"

extern const struct route appointment_own_routes[], appointment_desk_routes[];
extern const struct job_kind appointment_jobs[];

/*
 * In a write: the free time that begins then. except: an appointment that takes no place.
 * ERR_EXISTS: it is full, or there is none.
 */
int appointment__slot(
        struct tx *tx, const struct unit *u, i64 starts_at, i64 except, struct slot *ret_slot);

struct str appointment__state_words(
        struct arena *a, enum lang lang, i64 state, enum tone *ret_tone);
struct option_view *appointment__day_options(
        struct req *rq, const struct slot_day *days, size_t n, i64 chosen);
/* The next free times in words: "8 giờ, thứ hai 25/07/2022; …"; empty: there are none. */
int appointment__free_words(
        struct tx *tx, enum lang lang, const struct unit *u, i64 from, struct str *ret_words);
/* The slip as a PDF, in Vietnamese. */
int appointment__slip(struct req *rq, const struct appointment *a, struct str *ret_pdf);

#endif
