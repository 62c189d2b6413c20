/*
 * src/mod/dossier/given.c: the files that somebody gives with a form: sent with it, or piece by
 * piece before it (resumed.c), named by their codes. What is done with them is their page's.
 */
#include "base/random.h"
#include "core/files.h"
#include "core/queries.h"
#include "mod/dossier/draft.h"
#include "mod/dossier/pages.h"
#include "web/texts.h"

#define AT_ONCE  20
#define TOGETHER 50

size_t pages_files(const struct input *in)
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
                g->list[g->n++] = (struct given_file){
                        .upload = u, .name = u->name, .code = random_code(rq->arena, 16)
                };
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
        g->list[g->n++] = (struct given_file){ .file = f.id, .name = f.name, .code = f.code };
        return 0;
}

int pages_take_files(struct req *rq, struct input *in, size_t had, struct given_files *ret_g)
{
        struct given_files g = { .n = 0 };
        size_t n = pages_files(in);
        int r;

        if (n > AT_ONCE || had + n > TOGETHER)
                return input_fail(in, "files", T_DOSSIER_FILE_MANY, STR_NULL);
        g.list = NEW_ARRAY(rq->arena, struct given_file, n + 1);
        r = add(rq, in, &g, "files");
        if (r == 0)
                r = add(rq, in, &g, "photo");
        for (size_t i = 0; i < input_count(in, "uploaded") && r == 0; i++)
                r = add_uploaded(rq, in, &g, input_item(in, "uploaded", i));
        if (r == 0)
                *ret_g = g;
        return r;
}

int pages_give(struct tx *tx, const struct given_file *g, i64 account, struct str object_kind,
        i64 object, i64 *ret_file)
{
        if (g->upload)
                return files_add(tx, g->upload, g->code, account, object_kind, object, ret_file);
        *ret_file = g->file;
        return files_take(tx, g->file, object_kind, object);
}
