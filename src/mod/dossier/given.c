/*
 * src/mod/dossier/given.c: the files that somebody gives with a form: sent with it, or piece by
 * piece before it (resumed.c), named by their codes; photos among them become one PDF when asked.
 * What is done with them is their page's.
 */
#include "base/random.h"
#include "core/photos.h"
#include "core/queries.h"
#include "mod/dossier/draft.h"
#include "mod/dossier/pages.h"
#include "web/texts.h"

#define AT_ONCE   PHOTOS_MOST
#define TOGETHER  50
#define MAX_BYTES ((i64)20 << 20) /* of a PDF that was made here */
#define CHECK_MS  1000

size_t dossier_files_sent(const struct input *in)
{
        return input_count(in, "files") + input_count(in, "photo") + input_count(in, "uploaded");
}

static int add(struct req *rq, struct input *in, struct given_files *g, const char *field)
{
        for (size_t i = 0; i < input_count(in, field); i++) {
                const struct upload *u = input_file(in, field, i);
                int why = draft_upload_fault(u);

                if (why)
                        return input_fail(in, "files", why, u->name);
                g->list[g->n++] = (struct given_file){ .upload = u,
                        .name = u->name,
                        .type = u->type,
                        .hash = u->hash,
                        .code = random_code(rq->arena, 16) };
        }
        return 0;
}

/* Quarter turns that the person gave a photo: "CODE:QUARTERS" among "turned". */
static int turns_of(const struct input *in, struct str code)
{
        for (size_t i = 0; i < input_count(in, "turned"); i++) {
                struct str turns = input_item(in, "turned", i), of;
                i64 n;

                str_cut(&turns, ':', &of);
                if (str_eq(of, code) && str_to_i64(turns, &n) == 0 && n >= 0 && n < 4)
                        return (int)n;
        }
        return 0;
}

/* One that came before: the sender's own, part of nothing yet, and fit to be a paper. */
static int add_uploaded(struct req *rq, struct input *in, struct given_files *g, struct str code)
{
        struct file f;
        int why, r = files_loose(rq->tx, rq->who->account, code, &f);

        if (r == ERR_NOT_FOUND)
                return input_fail(in, "files", T_DOSSIER_FILE_UNKNOWN, code);
        if (r < 0)
                return r;
        why = draft_upload_fault(&(struct upload){ .type = f.type, .size = f.size });
        if (f.check_state == UPLOAD_REFUSED)
                why = files_reason_text(f.check_reason);
        if (why)
                return input_fail(in, "files", why, f.name);
        for (size_t i = 0; i < g->n; i++)
                if (g->list[i].file == f.id)
                        return 0; /* named twice */
        g->list[g->n++] = (struct given_file){ .file = f.id,
                .name = f.name,
                .type = f.type,
                .hash = (const u8 *)f.hash.ptr,
                .turns = turns_of(in, f.code),
                .code = f.code };
        return 0;
}

/* ---- photos that become one PDF ---- */

/* "giay.jpg" becomes "giay.pdf". */
static struct str pdf_name(struct arena *a, struct str name)
{
        ptrdiff_t dot = str_rfind_char(name, '.');

        return str_cat(a, dot > 0 ? str_sub(name, 0, (size_t)dot) : name, STR(".pdf"));
}

static int photo_trouble(struct input *in, int r, struct str name)
{
        if (r == ERR_INVALID)
                return input_fail(in, "files", T_DOSSIER_PHOTO_BAD, name);
        return r == ERR_BUSY ? input_fail(in, "files", T_DOSSIER_PHOTO_LATER, STR_NULL) : r;
}

/* The PDF stands where the first photo stood; the others leave the list. */
static void replace(struct given_files *g, const size_t *at, size_t n, const struct given_file *pdf,
        struct arena *a)
{
        size_t kept = 0, next = 0;

        g->spent = NEW_ARRAY(a, i64, n);
        for (size_t i = 0; i < g->n; i++) {
                if (next == n || i != at[next]) {
                        g->list[kept++] = g->list[i];
                        continue;
                }
                if (g->list[i].file)
                        g->spent[g->n_spent++] = g->list[i].file;
                if (next++ == 0)
                        g->list[kept++] = *pdf;
        }
        g->n = kept;
}

int dossier_files_join(struct req *rq, struct input *in, struct given_files *g)
{
        struct upload *pdf = NEW(rq->arena, struct upload);
        size_t at[AT_ONCE], n = 0, bad = 0;
        struct photo photos[AT_ONCE];
        struct str first;
        int r, text;

        for (size_t i = 0; i < g->n; i++)
                if (photos_is_photo(g->list[i].type)) {
                        photos[n] = (struct photo){ g->list[i].hash, g->list[i].turns };
                        at[n++] = i;
                }
        if (!n)
                return 0;
        first = g->list[at[0]].name;
        req_leave_snapshot(rq);
        r = photos_join(photos, n, pdf_name(rq->arena, first), pdf, &bad);
        text = r == 0 ? files_inspect(rq->arena, pdf, CHECK_MS) : 0;
        if (req_take_snapshot(rq) < 0)
                return ERR_BUSY;
        if (r < 0)
                return photo_trouble(in, r, g->list[at[bad]].name);
        if (!text && pdf->size > MAX_BYTES)
                text = T_DOSSIER_FILE_BAD;
        if (text)
                return input_fail(in, "files", text, pdf->name);
        replace(g, at, n,
                &(struct given_file){
                        .upload = pdf, .name = pdf->name, .code = random_code(rq->arena, 16) },
                rq->arena);
        return 0;
}

int dossier_files_take(struct req *rq, struct input *in, size_t had, struct given_files *ret_g)
{
        struct given_files g = { .n = 0 };
        size_t n = dossier_files_sent(in);
        int r;

        if (n > AT_ONCE || had + n > TOGETHER)
                return input_fail(in, "files", T_DOSSIER_FILE_MANY, STR_NULL);
        g.list = NEW_ARRAY(rq->arena, struct given_file, n + 1);
        r = add(rq, in, &g, "files");
        if (r == 0)
                r = add(rq, in, &g, "photo");
        for (size_t i = 0; i < input_count(in, "uploaded") && r == 0; i++)
                r = add_uploaded(rq, in, &g, input_item(in, "uploaded", i));
        if (r == 0 && input_bool(in, "join"))
                r = dossier_files_join(rq, in, &g);
        if (r == 0)
                *ret_g = g;
        return r;
}

int dossier_files_end_spent(struct tx *tx, const struct given_files *g)
{
        int r = 0;

        for (size_t i = 0; i < g->n_spent && r == 0; i++)
                r = file_remove_loose(tx, g->spent[i], tx->now, NULL);
        return r;
}

int dossier_file_give(struct tx *tx, const struct given_file *g, i64 account,
        struct str object_kind, i64 object, i64 *ret_file)
{
        if (g->upload)
                return files_add(tx, g->upload, g->code, account, object_kind, object, ret_file);
        *ret_file = g->file;
        return files_take(tx, g->file, object_kind, object);
}
