/*
 * src/app/app.h: one opened installation: store, contents, settings, units; and what commands
 * share.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "app/control.h"
#include "store/content.h"
#include "store/store.h"

#define MOTCUA_VERSION "0.1.0"

/* What every command may be told. */
struct app_options {
        const char *dir;
        const char *url; /* --db, or DIR/db.url, or NULL: SQLite */
        const char *listen;
        bool sandbox_off;
};

struct app {
        struct app_options options;
        struct store *store;
        struct content *content;
};

/*
 * Opens folder and database, loads settings and units. `old`: although schema steps are missing.
 * Says on standard error what is wrong. The caller holds the folder's lock.
 */
int app_open(struct app *a, const struct app_options *options, bool old);
void app_close(struct app *a);
/* DIR/db.url, written by init --db, so that later commands need not repeat it. */
int app_read_url(struct arena *arena, const char *dir, const char **ret_url);

/*
 * Commands that work on an open installation: run by the command line itself, or by a server on the
 * command line's behalf (control.h). Output goes to the call.
 */
enum command_flag {
        COMMAND_MAKES = 1, /* makes its data folder; the schema may be missing */
        COMMAND_OLD = 2,   /* opens a database of an older program */
        COMMAND_ALONE = 4, /* opens nothing and never goes to a server: app has options only */
};

struct command {
        const char *name;
        unsigned flags;
        const char *usage, *doc;
        int (*run)(struct app *a, struct control_call *c); /* exit code; 64: usage is printed */
};
extern const struct command commands[]; /* ends with name NULL */
const struct command *command_find(struct str name);
/* Refuses options that the usage line does not name; exit code. */
int command_run(const struct command *cmd, struct app *a, struct control_call *c);
/* Name and value of the n-th option, from 0. */
bool option_at(const struct control_call *c, int n, struct str *ret_name, struct str *ret_value);
/*
 * Value of "--name VALUE" or "--name=VALUE" among the arguments, or STR_NULL; a flag's value is "".
 */
struct str option(const struct control_call *c, const char *name);
/* The n-th argument that is no option (0 is the command's name), or STR_NULL. */
struct str operand(const struct control_call *c, int n);
/* A file named from the client's folder. */
const char *client_path(struct control_call *c, struct str name);

/* serve.c: the server's process under the supervisor; returns its exit code. */
int app_serve(const struct app_options *options);
/* demo.c: example people, accounts and dossiers. */
int demo_fill(struct app *a, struct control_call *c, i64 dossiers, i64 seed);
/* init.c: units, calendar, procedures from the data inside the program. */
int init_fill(struct app *a, struct control_call *c, struct str shape_day);
/* export.c: procedures in force, one a line, as `motcua export procedures`. */
int export_procedure_lines(struct app *a, struct arena *arena, struct str *ret_lines);
/* reference.c: the manual's reference pages, as Markdown files in a folder. */
int reference_write(struct arena *a, const char *dir);
/* openapi.c: the API described, from the tables. */
struct str openapi_json(struct arena *a);

#endif
