/*
 * src/app/open.c: opening an installation: store, contents, settings, units, tables of the modules.
 */
#include <stdio.h>
#include <unistd.h>

#include "app/app.h"
#include "app/modules.h"
#include "audit/audit.h"
#include "base/file.h"
#include "core/files.h"
#include "core/generation.h"
#include "core/node.h"
#include "core/org.h"
#include "core/setting.h"

int app_read_url(struct arena *arena, const char *dir, const char **ret_url)
{
        struct str url;
        int r = file_read(arena, str_fmt(arena, "%s/db.url", dir).ptr, 4000, &url);

        if (r == ERR_NOT_FOUND) {
                *ret_url = NULL;
                return 0;
        }
        if (r == 0)
                *ret_url = str_c(arena, str_trim(url));
        return r;
}

static int say(const char *what, int r)
{
        fprintf(stderr, "motcua: %s: %s\n", what, err_name(r));
        return r;
}

static const struct store_hooks hooks = {
        .before_commit = audit_before_commit,
        .committed = modules_committed,
};

int app_open(struct app *a, const struct app_options *options, bool old)
{
        const struct store_config config = {
                .dir = options->dir, .url = options->url, .allow_old = old, .snapshot_ms = MINUTE_MS
        };
        int r;

        *a = (struct app){ .options = *options };
        r = content_open(options->dir, &a->content);
        if (r < 0)
                return say("cannot open the folder of files", r);
        r = store_open(&config, &a->store);
        if (r == ERR_STATE)
                fprintf(stderr,
                        "motcua: the database is of another version; run `motcua migrate`\n");
        if (r < 0) {
                content_close(a->content);
                return say("cannot open the database", r);
        }
        files_set_content(a->content);
        modules_set_tables();
        store_set_hooks(a->store, &hooks);
        if (old)
                return 0;
        r = setting_load(a->store);
        if (r == 0)
                r = org_load(a->store);
        if (r == 0)
                r = node_lease(a->store);
        if (r < 0) {
                app_close(a);
                return say("cannot read settings and units", r);
        }
        return 0;
}

void app_close(struct app *a)
{
        store_close(a->store);
        content_close(a->content);
        a->store = NULL;
        a->content = NULL;
}
