/*
 * src/core/files.h: rows over contents: who brought a file, what it belongs to. Permission is asked
 * of the object it belongs to; a hash opens nothing.
 */
#ifndef CORE_FILES_H
#define CORE_FILES_H

#include "core/who.h"
#include "job/job.h"
#include "store/content.h"

struct file; /* core/queries.h */

/*
 * Uploads are looked through by a virus scanner (scan.h), if there is one, and looked into by the
 * converter, behind its wall: at once while the person waits (files_inspect, for web_config), and
 * when that takes too long or one of them is away by the job core.inspect_file, which files_add
 * leaves for a file that waits. The row keeps enum upload_check; until it is taken only who brought
 * it may read it, a refused one is shown to nobody else, and an infected one to nobody at all.
 */
/* The socket of the converter; -1: uploads wait. */
void files_set_converter(int socket);
/* 0, or the T_ text of what is wrong with the file; sets u->check and u->pages. */
int files_inspect(struct arena *a, struct upload *u, int patience_ms);
/* A photo of the content store drawn anew; errors of converter_draw (wall/converter_client.h). */
struct file_picture;
int files_draw(struct arena *a, const u8 *hash, int patience_ms, struct file_picture *ret_picture);
/* A page of a PDF of the content store as a picture; see core/preview.h, which keeps them. */
struct file_page;
int files_page(struct arena *a, const u8 *hash, i64 page, i64 longest, int patience_ms,
        struct file_page *ret_page);
/* What turns pages of an open PDF, to be appended to it; see core/turn.h. */
int files_turn(
        struct arena *a, int fd, int patience_ms, i64 page, i64 quarters, struct str *ret_update);
/* A file in this state keeps what it belongs to from being sent. */
bool files_hold_back(i64 check);
/* The T_ text of a stored reason, 0 for none. */
int files_reason_text(struct str reason);
/* "made", "waiting", "taken", "refused": enum upload_check, or its column, as the API says it. */
struct str files_check_word(i64 check);
extern const struct job_kind files_jobs[];

/* New row for an upload that is in the content store already. The code is for addresses. */
int files_add(struct tx *tx, const struct upload *u, struct str code, i64 account,
        struct str object_kind, i64 object, i64 *ret_id);
/*
 * One's own file that belongs to nothing yet, by its code, to be made part of something; whether
 * the check refused it is the caller's to see. ERR_NOT_FOUND.
 */
int files_loose(struct tx *tx, i64 account, struct str code, struct file *ret_f);
/* Makes it so. ERR_STALE: it became part of something else meanwhile. */
int files_take(struct tx *tx, i64 id, struct str object_kind, i64 object);
/* 404 for one that was removed. Answers the file with its own name. */
int files_reply(struct req *rq, struct str code, bool inline_);
/* For start: where contents live. */
void files_set_content(struct content *c);
struct content *files_content(void);

#endif
