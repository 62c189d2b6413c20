/*
 * src/app/verify.c: `motcua verify`: is what stands here what was put here? The audit tree with its
 * heads (audit/audit.h), and the content of every file in use. It changes nothing and may run
 * beside the server; what is written meanwhile is looked at the next time.
 */
#include <unistd.h>

#include "app/command.h"
#include "app/queries.h"
#include "audit/audit.h"
#include "base/file.h"
#include "wall/signer_list.h"

#define PAGE 200

struct verify {
        struct app *app;
        struct control_call *call;
        i64 findings, files, bytes;
        bool only_published; /* the second look, with heads from elsewhere */
};

static void report(void *arg, const struct audit_finding *f)
{
        struct verify *v = arg;
        bool published = f->fault >= AUDIT_PUBLISHED_WRONG && f->fault <= AUDIT_PUBLISHED_STRANGE;
        bool line = published || f->fault >= AUDIT_SIGNED_WRONG;

        if (v->only_published && !published)
                return;
        v->findings++;
        control_printf(v->call, "audit: %s (%s %lld", audit_fault_words(f->fault),
                line ? "line" : "position", (long long)f->at);
        if (f->event != I64_NULL)
                control_printf(v->call, ", event %lld", (long long)f->event);
        control_print(v->call, STR(")\n"));
}

static const char *in_folder(struct verify *v, const char *name)
{
        const char *path = str_fmt(v->call->arena, "%s/%s", v->app->options.dir, name).ptr;

        return file_exists(path) ? path : NULL;
}

/*
 * Heads that were stored were published and listed as well; a file that is gone hides what it said.
 * On PostgreSQL another server may have published them, in its own folder.
 */
static void missing_files(
        struct verify *v, const struct audit_check *check, const struct audit_result *found)
{
        if (found->heads == 0 || store_kind(v->app->store) != DB_SQLITE)
                return;
        if (!check->heads) {
                v->findings++;
                control_printf(v->call, "audit: %s is gone\n", AUDIT_HEADS_FILE);
        }
        if (!check->signer_list) {
                v->findings++;
                control_printf(v->call, "audit: the signer's list is gone\n");
        }
}

static int verify_audit(struct verify *v)
{
        struct audit_check check = { .store = v->app->store,
                .heads = in_folder(v, AUDIT_HEADS_FILE),
                .signer_list = in_folder(v, SIGNER_LIST_FILE),
                .report = report,
                .arg = v };
        struct str heads = option(v->call, "heads");
        struct audit_result found, old = { 0 };
        int r = audit_verify(&check, &found);

        if (r == 0)
                missing_files(v, &check, &found);
        if (r == 0 && heads.ptr) {
                check.heads = client_path(v->call, heads);
                check.signer_list = NULL;
                v->only_published = true;
                r = audit_verify(&check, &old);
        }
        if (r < 0)
                return r;
        control_printf(v->call,
                "audit: %lld events in the tree, %lld heads stored, %lld published, %lld signed; "
                "%lld payloads erased on record\n",
                (long long)found.leaves, (long long)found.heads, (long long)found.published,
                (long long)found.signed_heads, (long long)found.erased);
        if (heads.ptr)
                control_printf(v->call, "audit: %lld heads from %.*s compared\n",
                        (long long)old.published, STRF(heads));
        if (found.branches)
                control_printf(v->call,
                        "audit: an older copy was brought back, on record %lld times; %lld events "
                        "that had been signed are not here (audit.branch)\n",
                        (long long)found.branches, (long long)found.lost);
        control_printf(v->call, "audit: %lld events wait for their place in the tree%s\n",
                (long long)found.unsealed, found.unsealed ? ": nothing protects them yet" : "");
        return 0;
}

/* What is wrong with one content, or NULL. */
static const char *content_fault(struct verify *v, const struct file_check *f, int *ret_err)
{
        u8 found[HASH_SIZE];
        struct hash h;
        char part[65536];
        i64 size, left;
        int fd, r = f->hash.len == HASH_SIZE
                            ? content_fd(v->app->content, (const u8 *)f->hash.ptr, &fd, &size)
                            : ERR_CORRUPT;

        if (r == ERR_NOT_FOUND)
                return "its content is gone";
        if (r == ERR_CORRUPT)
                return "its hash is none";
        if (r < 0) {
                *ret_err = r;
                return NULL;
        }
        hash_begin(&h);
        for (left = size; left > 0;) {
                ssize_t n = read(fd, part, sizeof part);

                if (n <= 0)
                        break;
                hash_add(&h, part, (size_t)n);
                left -= n;
        }
        close(fd);
        hash_end(&h, found);
        v->bytes += size;
        if (left > 0)
                return "its content cannot be read";
        if (size != f->size)
                return "its content has another size";
        return memcmp(found, f->hash.ptr, HASH_SIZE) != 0 ? "its content was changed" : NULL;
}

/* It may have been removed since the page was read; then its content may be gone, too. */
static int still_used(struct verify *v, i64 id, bool *ret_used)
{
        AUTO(arena_freep) struct arena *arena = arena_new(1 << 20);
        struct file_check f;
        struct tx *tx;
        int r = store_read_begin(v->app->store, arena, &tx);

        if (r < 0)
                return r;
        r = file_check_one(tx, id, &f);
        store_read_end(tx);
        *ret_used = r == 0 && f.removed_at == I64_NULL;
        return r == ERR_NOT_FOUND ? 0 : r;
}

static int verify_file(struct verify *v, const struct file_check *f)
{
        const char *fault;
        bool used = true;
        int r = 0;

        if (f->removed_at != I64_NULL)
                return 0;
        v->files++;
        fault = content_fault(v, f, &r);
        if (r == 0 && fault)
                r = still_used(v, f->id, &used);
        if (r < 0 || !fault || !used)
                return r;
        v->findings++;
        control_printf(v->call, "files: file %lld: %s\n", (long long)f->id, fault);
        return 0;
}

static int verify_files(struct verify *v)
{
        struct file_check_rows page;
        i64 after = INT64_MIN + 1;
        int r;

        do {
                AUTO(arena_freep) struct arena *arena = arena_new(4 << 20);
                struct tx *tx;

                r = store_read_begin(v->app->store, arena, &tx);
                if (r < 0)
                        return r;
                r = file_check_page(tx, after, PAGE, &page);
                store_read_end(tx);
                for (size_t i = 0; r == 0 && i < page.n; i++) {
                        r = verify_file(v, &page.rows[i]);
                        after = page.rows[i].id;
                }
        } while (r == 0 && page.n == PAGE);
        if (r == 0)
                control_printf(v->call, "files: %lld in use, %lld bytes read\n",
                        (long long)v->files, (long long)v->bytes);
        return r;
}

int command_verify(struct app *a, struct control_call *c)
{
        struct verify v = { .app = a, .call = c };
        int r;

        if (operand(c, 1).ptr)
                return EXIT_USAGE;
        r = verify_audit(&v);
        if (r < 0)
                return command_failed(c,
                        r == ERR_NOT_FOUND ? "there is no such file of heads"
                                           : "cannot verify the audit",
                        r);
        r = verify_files(&v);
        if (r < 0)
                return command_failed(c, "cannot verify the files", r);
        if (v.findings == 0) {
                control_print(c, STR("verified: nothing was found\n"));
                return EXIT_GOOD;
        }
        control_printf(c, "NOT verified: %lld findings\n", (long long)v.findings);
        return EXIT_BAD;
}
