/*
 * src/mod/dossier/camera.h: private to the module: a telephone as the camera of a draft.
 *
 * Who fills in a draft at a desk (an officer at a counter, an applicant at home) opens a link for
 * one of its papers and shows it as a QR code. Whoever has the link sends photos to that paper, for
 * some minutes, and can do nothing else with it: they see the paper's name, never a person's. The
 * link ends when either side says so, when another one is opened for the draft, or when the draft
 * is sent. Its token is a MAC of the row's number under the installation's key: it can be shown
 * again and stands in no database, which has its hash alone.
 */
#ifndef MOD_DOSSIER_CAMERA_H
#define MOD_DOSSIER_CAMERA_H

#include "web/route.h"

struct camera; /* queries.h */
struct camera_photo;
struct given_files; /* dossier.h */

#define CAMERA_FAILURE "camera" /* kind of the wrong guesses (core/tries.h) */

/* Of the row with this number: 22 letters of base64url. */
struct str camera_token(struct arena *a, i64 id);
/* What guesses at a token are counted under. */
struct str camera_tried(struct arena *a, struct str token);
/* Not once the draft was sent, nor when who opened it may not act for the applicant any more. */
bool camera_is_open(const struct camera *c, i64 now);

struct camera_new {
        i64 draft, paper, account;
        struct str peer;
};
/* In a write; those that were open for the draft end. ERR_RATE: too many from this account. */
int camera_begin(struct tx *tx, const struct camera_new *n);
/* ERR_NOT_FOUND; whether it is open still is the caller's to see. */
int camera_by_token(struct tx *tx, struct str token, struct camera *ret_c);
/*
 * In a write: what came through the link, as files of its paper. ERR_GONE: it has ended meanwhile;
 * ERR_LIMIT: more than PHOTOS_MOST together.
 */
int camera_take(struct tx *tx, struct str token, const struct given_files *g, struct str peer);
/*
 * In a write: the link ends. pdf: what became of `photos`, which go; NULL: they stay. by: account,
 * or I64_NULL for the telephone. One that has ended meanwhile, or whose draft was sent, stays as it
 * is, with all files.
 */
int camera_close(struct tx *tx, const struct camera *c, const struct given_files *pdf,
        const struct camera_photo *photos, size_t n, i64 by, struct str peer);

extern const struct route camera_routes[];

#endif
