/*
 * src/mod/admin/person.h: one officer's page, shared by the files that bring its parts.
 */
#ifndef MOD_ADMIN_PERSON_H
#define MOD_ADMIN_PERSON_H

#include "mod/admin/internal.h"

/* The whole page; the `again` of every form on it. */
int person_show(struct req *rq);
/* In apply: the officer of ":account", whom the asker administers; moves the version on. */
int person_begin(struct tx *tx, const struct input *in, struct staff_row *ret_s);
/* The end of apply: when the change went well (r is 0) its audit event, and where to go. */
int person_changed(struct tx *tx, const struct input *in, const struct staff_row *s, int r,
        const char *action, struct str facts, struct outcome *out);
/* After the change: the page, with what was done in words (admin_done). */
int person_done(struct req *rq, struct str login, const char *word);
/* A form, and a button in a table, that post to the officer's address followed by `rest`. */
struct admin_form *person_form(struct req *rq, const struct staff_row *s, const char *rest,
        struct field_view *fields, size_t n);
void person_button(struct req *rq, const struct staff_row *s, struct admin_cell *c,
        const char *rest, const char *name, i64 id);
/* Two administrators give it together (right.c). */
bool right_needs_two(enum role role, i64 unit, bool tree);
/*
 * What one administrator alone must not lend out: refuses with this text when the account holds, or
 * will hold, a right that two give. In apply.
 */
int right_refuse_powerful(struct tx *tx, const struct input *in, i64 account, int text);
/* standin.c: the form that says the officer is away. */
void person_put_absence(struct req *rq, struct admin_page *p, const struct staff_row *s);
/* right.c: the section of rights. */
int person_put_rights(struct req *rq, struct admin_page *p, const struct staff_row *s);
/* people.c: the page that shows a password once. */
int admin_show_password(struct req *rq, struct str login, struct str password);

#endif
