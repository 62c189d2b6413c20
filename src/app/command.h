/*
 * src/app/command.h: what the files of the commands share; nobody else includes it.
 *
 * A command's options are those that its usage line names (and --data, --db, --help): one text says
 * what may be typed, and what is typed otherwise ends with that text and EXIT_USAGE.
 */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H

#include "app/app.h"

enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 64 };

/* "motcua: what: error" for the person; EXIT_BAD. */
int command_failed(struct control_call *c, const char *what, int r);
/* A number among the options; ERR_INVALID when it is none. */
int command_number(const struct control_call *c, const char *name, i64 otherwise, i64 *ret_number);
/* What this program's schema steps are, as one hash in hex. */
struct str command_schema(struct arena *a);

int command_user(struct app *a, struct control_call *c);
int command_verify(struct app *a, struct control_call *c);
int command_check(struct app *a, struct control_call *c);
int command_export(struct app *a, struct control_call *c);
int command_backup(struct app *a, struct control_call *c);
int command_reorganise(struct app *a, struct control_call *c);
int command_indicators(struct app *a, struct control_call *c);
int command_process(struct app *a, struct control_call *c);
int command_flow(struct app *a, struct control_call *c);
int command_receipt(struct app *a, struct control_call *c);
int command_restore(struct app *a, struct control_call *c);

#endif
