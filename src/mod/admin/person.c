/*
 * src/mod/admin/person.c: one officer: the account's life (lock, unlock, new password, leaving at a
 * date), name, posts with dates. Rights are in right.c; they are shown here too.
 *
 * Every form carries the person's version: of two administrators the second is told, and finds what
 * they typed below the new state.
 */
#include "base/id.h"
#include "base/random.h"
#include "base/viet.h"
#include "core/identity.h"
#include "core/queries.h"
#include "mod/admin/internal.h"
#include "mod/admin/person.h"
#include "web/texts.h"
#include "web/web.h"

enum { PASSWORD_LETTERS = 12 };

static const struct field show_fields[] = {
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

/* "/quan-tri/tai-khoan/dongve.motcua" and what follows. */
static struct str address(struct req *rq, const struct staff_row *s, const char *rest)
{
        return str_fmt(rq->arena, "/quan-tri/tai-khoan/%.*s%s",
                STRF(words_query(rq->arena, s->login)), rest);
}

struct admin_form *person_form(struct req *rq, const struct staff_row *s, const char *rest,
        struct field_view *fields, size_t n)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);

        f->action = address(rq, s, rest);
        f->fields = fields;
        f->n_fields = n;
        f->hidden[0] = (struct hidden_view){ "version",
                str_fmt(rq->arena, "%lld", (long long)s->version) };
        return f;
}

void person_button(struct req *rq, const struct staff_row *s, struct admin_cell *c,
        const char *rest, const char *name, i64 id)
{
        c->post = address(rq, s, rest);
        c->hidden[0] = (struct hidden_view){ "version",
                str_fmt(rq->arena, "%lld", (long long)s->version) };
        c->hidden[1] = (struct hidden_view){ name, str_fmt(rq->arena, "%lld", (long long)id) };
}

static struct str state_words(struct req *rq, const struct staff_row *s)
{
        if (!str_is(s->state, "active"))
                return s_ADMIN_STATE_LOCKED(rq->arena, rq->lang);
        if (s->locked_until != I64_NULL && s->locked_until > rq->now)
                return s_ADMIN_STATE_TRIES(
                        rq->arena, rq->lang, words_time(rq->arena, rq->lang, s->locked_until));
        return s->must_change ? s_ADMIN_STATE_NEW(rq->arena, rq->lang)
                              : s_ADMIN_STATE_ACTIVE(rq->arena, rq->lang);
}

static void put_facts(struct req *rq, struct admin_page *p, const struct staff_row *s)
{
        struct pair_view *x = NEW_ARRAY(rq->arena, struct pair_view, 5);
        struct admin_section *part = admin_section(p);
        size_t n = 0;

        x[n++] = (struct pair_view){ .name = s_ADMIN_COL_LOGIN(rq->arena, rq->lang),
                .value = s->login };
        x[n++] =
                (struct pair_view){ .name = s_ADMIN_TITLE(rq->arena, rq->lang), .value = s->title };
        x[n++] = (struct pair_view){ .name = s_ADMIN_STATE(rq->arena, rq->lang),
                .value = state_words(rq, s) };
        if (s->leaves_at != I64_NULL)
                x[n++] = (struct pair_view){ .name = s_ADMIN_LEAVES(rq->arena, rq->lang),
                        .value = day_vi(rq->arena, day_of(s->leaves_at - 1)) };
        part->pairs = x;
        part->n_pairs = n;
}

static void put_name(struct req *rq, struct admin_page *p, const struct staff_row *s)
{
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 2);
        struct admin_section *part = admin_section(p);
        struct admin_form *f = person_form(rq, s, "/ten", x, 2);

        x[0] = (struct field_view){
                .name = "name", .label = s_ADMIN_FULL_NAME(rq->arena, rq->lang), .value = s->display
        };
        x[1] = (struct field_view){ .name = "title",
                .label = s_ADMIN_TITLE(rq->arena, rq->lang),
                .hint = s_ADMIN_TITLE_SHOWN(rq->arena, rq->lang),
                .value = s->title };
        f->title = s_ADMIN_CHANGE_NAME(rq->arena, rq->lang);
        f->button = s_ADMIN_SAVE(rq->arena, rq->lang);
        part->form = f;
        part->folded = true;
}

static int put_posts(struct req *rq, struct admin_page *p, const struct staff_row *s)
{
        static const int heads[] = { T_ADMIN_TITLE, T_ADMIN_UNIT, T_ADMIN_COL_TIME, 0 };
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 4);
        struct admin_section *part = admin_section(p);
        struct admin_form *f = person_form(rq, s, "/chuc-vu", x, 4);
        struct post_row_rows rows;
        struct admin_table *t;
        int r = posts_of(rq->tx, s->id, &rows);

        if (r < 0)
                return r;
        t = admin_table(rq, heads, ARRAY_LEN(heads), rows.n);
        for (size_t i = 0; i < rows.n; i++) {
                const struct post_row *row = &rows.rows[i];
                struct admin_cell *c = admin_row(t);

                c[0].text = row->title;
                c[1].text = admin_unit_words(rq, row->unit_id, false);
                c[2].text = admin_days(rq, row->valid_from, row->valid_to);
                if (row->valid_to != I64_NULL && row->valid_to <= day_of(rq->now))
                        continue;
                c[3].text = s_ADMIN_END(rq->arena, rq->lang);
                c[3].about = row->title;
                person_button(rq, s, &c[3], "/chuc-vu/thoi", "post", row->id);
        }
        part->title = t->label = s_ADMIN_POSTS(rq->arena, rq->lang);
        t->empty_title = s_ADMIN_POSTS_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_POSTS_EMPTY_LEAD(rq->arena, rq->lang);
        x[0] = (struct field_view){ .name = "post_title",
                .label = s_ADMIN_TITLE(rq->arena, rq->lang) };
        x[1] = (struct field_view){ .name = "post_unit",
                .label = s_ADMIN_UNIT(rq->arena, rq->lang),
                .hint = s_ADMIN_UNIT_HINT(rq->arena, rq->lang) };
        x[2] = (struct field_view){ .name = "post_from",
                .control = CONTROL_DATE,
                .label = s_ADMIN_FROM_DAY(rq->arena, rq->lang),
                .hint = s_ADMIN_FROM_HINT(rq->arena, rq->lang),
                .optional = true };
        x[3] = (struct field_view){ .name = "post_to",
                .control = CONTROL_DATE,
                .label = s_ADMIN_TO_DAY(rq->arena, rq->lang),
                .hint = s_ADMIN_TO_HINT(rq->arena, rq->lang),
                .optional = true };
        f->title = s_ADMIN_POST_ADD(rq->arena, rq->lang);
        f->button = s_ADMIN_POST_ADD(rq->arena, rq->lang);
        part->table = t;
        part->form = f;
        part->folded = true;
        return 0;
}

/* What may be done with the account as a whole: each a form of its own that opens from its name. */
static void put_life(struct req *rq, struct admin_page *p, const struct staff_row *s)
{
        struct field_view *day = NEW(rq->arena, struct field_view);
        struct admin_section *part = admin_section(p);
        bool active = str_is(s->state, "active");
        struct admin_form *f = person_form(rq, s, active ? "/khoa" : "/mo-khoa", NULL, 0);

        f->title = active ? s_ADMIN_LOCK(rq->arena, rq->lang) : s_ADMIN_UNLOCK(rq->arena, rq->lang);
        f->lead = active ? s_ADMIN_LOCK_LEAD(rq->arena, rq->lang)
                         : s_ADMIN_UNLOCK_LEAD(rq->arena, rq->lang);
        f->button = f->title;
        f->danger = active;
        part->title = s_ADMIN_LIFE(rq->arena, rq->lang);
        part->form = f;
        part->folded = true;

        part = admin_section(p);
        f = person_form(rq, s, "/mat-khau", NULL, 0);
        f->title = f->button = s_ADMIN_NEW_PASSWORD(rq->arena, rq->lang);
        f->lead = s_ADMIN_NEW_PASSWORD_LEAD(rq->arena, rq->lang);
        part->form = f;
        part->folded = true;

        part = admin_section(p);
        f = person_form(rq, s, "/nghi-viec", day, 1);
        *day = (struct field_view){ .name = "last_day",
                .control = CONTROL_DATE,
                .label = s_ADMIN_LAST_DAY(rq->arena, rq->lang),
                .hint = s_ADMIN_LAST_DAY_HINT(rq->arena, rq->lang),
                .optional = true };
        if (s->leaves_at != I64_NULL) {
                struct civil c;

                day_civil(day_of(s->leaves_at - 1), &c);
                day->day = str_fmt(rq->arena, "%d", c.day);
                day->month = str_fmt(rq->arena, "%d", c.month);
                day->year = str_fmt(rq->arena, "%d", c.year);
        }
        f->title = f->button = s_ADMIN_LEAVE(rq->arena, rq->lang);
        f->danger = true;
        part->form = f;
        part->folded = true;
}

int person_show(struct req *rq)
{
        struct staff_row s;
        struct admin_page *p;
        int r = admin_staff(rq->tx, rq->who, path_str(rq->in, "account"), &s);

        if (r < 0)
                return r;
        p = admin_page(rq, s.display);
        p->back = STR("/quan-tri/tai-khoan");
        p->back_text = s_ADMIN_PEOPLE(rq->arena, rq->lang);
        p->done = admin_done(rq);
        put_facts(rq, p, &s);
        put_name(rq, p, &s);
        r = put_posts(rq, p, &s);
        if (r == 0)
                r = person_put_rights(rq, p, &s);
        if (r < 0)
                return r;
        person_put_absence(rq, p, &s);
        put_life(rq, p, &s);
        req_note_person(rq, s.person_id, 0, "name,rights", "admin.account");
        return admin_reply(rq, p);
}

int person_begin(struct tx *tx, const struct input *in, struct staff_row *ret_s)
{
        struct staff_row s;
        int r = admin_staff(tx, in->who, path_str(in, "account"), &s);

        if (r == 0)
                r = admin_touch(tx, in, &s);
        if (r == 0)
                *ret_s = s;
        return r;
}

int person_changed(struct tx *tx, const struct input *in, const struct staff_row *s, int r,
        const char *action, struct str facts, struct outcome *out)
{
        if (r == 0)
                r = admin_audit(tx, in, action, "account", s->id, facts);
        out->code = path_str(in, "account");
        return r;
}

/* Nobody locks their own account, or leaves by their own hand. */
static int begin_other(struct tx *tx, const struct input *in, struct staff_row *ret_s)
{
        struct staff_row s;
        int r = person_begin(tx, in, &s);

        if (r == 0 && s.id == in->who->account)
                r = input_fail((struct input *)in, NULL, T_ADMIN_NOT_YOURSELF, STR_NULL);
        if (r == 0)
                *ret_s = s;
        return r;
}

int person_done(struct req *rq, struct str login, const char *word)
{
        return reply_see_other(rq, str_fmt(rq->arena, "/quan-tri/tai-khoan/%.*s?bao=%s",
                                           STRF(words_query(rq->arena, login)), word)
                                           .ptr);
}

/* ---- name and shown title ---- */

static const struct field name_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "name", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 100, T_ADMIN_NAME_NEEDED, NULL },
        { "title", FIELD_TEXT, FIELD_REQUIRED, 100, T_ADMIN_TITLE_NEEDED, NULL },
        { 0 },
};

static int name_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str name = input_str(in, "name"), title = input_str(in, "title");
        struct staff_row s = { 0 };
        int r = person_begin(tx, in, &s);

        if (r == 0)
                r = staff_rename(tx, s.person_id, name, viet_sort_key(tx->arena, name), NULL);
        if (r == 0)
                r = staff_set_title(tx, s.id, title, NULL);
        return person_changed(tx, in, &s, r, "account.change",
                admin_facts(tx->arena, "name", name, "was_name", s.display, "title", title,
                        "was_title", s.title, NULL),
                out);
}

static int saved(struct req *rq, const struct outcome *out)
{
        return person_done(rq, out->code, "luu");
}

/* ---- lock, unlock ---- */

static const struct field version_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int set_state(struct tx *tx, const struct input *in, bool lock, struct outcome *out)
{
        struct staff_row s;
        int r = lock ? begin_other(tx, in, &s) : person_begin(tx, in, &s);

        if (r == 0)
                r = account_set_state(tx, s.id, lock ? STR("locked") : STR("active"), NULL);
        if (r == 0)
                r = lock ? sessions_end_of(tx, s.id, 0, tx->now, NULL)
                         : account_good(tx, s.id, NULL);
        return person_changed(
                tx, in, &s, r, lock ? "account.lock" : "account.unlock", STR_NULL, out);
}

static int lock_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        return set_state(tx, in, true, out);
}

static int unlock_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        return set_state(tx, in, false, out);
}

static int locked(struct req *rq, const struct outcome *out)
{
        return person_done(rq, out->code, "khoa");
}

static int unlocked(struct req *rq, const struct outcome *out)
{
        return person_done(rq, out->code, "mo");
}

/* ---- a new first password ---- */

struct new_password {
        struct str plain, encoded;
};

static int password_prepare(struct req *rq, struct input *in)
{
        struct new_password *w = NEW(rq->arena, struct new_password);

        w->plain = random_code(rq->arena, PASSWORD_LETTERS);
        in->prepared = w;
        return identity_hash_password(rq->arena, w->plain, &w->encoded);
}

static int password_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct new_password *w = in->prepared;
        struct staff_row s;
        int r = person_begin(tx, in, &s);

        /* Else one could sign in as the second person who has to confirm. */
        if (r == 0)
                r = right_refuse_powerful(tx, in, s.id, T_ADMIN_PASSWORD_POWERFUL);
        if (r == 0)
                r = account_set_password(tx, s.id, w->encoded, true, NULL);
        if (r == 0)
                r = sessions_end_of(tx, s.id, 0, tx->now, NULL);
        return person_changed(tx, in, &s, r, "account.password", STR_NULL, out);
}

static int password_answer(struct req *rq, const struct outcome *out)
{
        const struct new_password *w = rq->in->prepared;

        return w ? admin_show_password(rq, out->code, w->plain) : saved(rq, out);
}

/* ---- leaving at a date ---- */

static const struct field leave_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "last_day", FIELD_DATE, 0, 0, 0, NULL },
        { 0 },
};

/* Up to the end of the last day; without one the officer stays after all. */
static int leave_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        i64 day = input_i64(in, "last_day");
        i64 at = day == I64_NULL ? I64_NULL : day_start(day + 1);
        struct staff_row s;
        int r = begin_other(tx, in, &s);

        if (r == 0)
                r = staff_leave(tx, s.id, at, NULL);
        return person_changed(tx, in, &s, r, "account.leave",
                admin_facts(tx->arena, "last_day",
                        day == I64_NULL ? STR_NULL : day_iso(tx->arena, day), NULL),
                out);
}

static int left(struct req *rq, const struct outcome *out)
{
        return person_done(rq, out->code, "nghi");
}

/* ---- posts ---- */

static const struct field post_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "post_title", FIELD_TEXT, FIELD_REQUIRED, 100, T_ADMIN_TITLE_NEEDED, NULL },
        { "post_unit", FIELD_TEXT, FIELD_REQUIRED, 200, T_ADMIN_UNIT_NEEDED, NULL },
        { "post_from", FIELD_DATE, 0, 0, 0, NULL },
        { "post_to", FIELD_DATE, 0, 0, 0, NULL },
        { 0 },
};

static int post_prepare(struct req *rq, struct input *in)
{
        i64 from = input_i64(in, "post_from"), to = input_i64(in, "post_to");

        if (to != I64_NULL && to < (from == I64_NULL ? day_of(rq->now) : from))
                return input_fail(in, "post_to", T_ADMIN_DAY_ORDER, STR_NULL);
        in->prepared = (void *)admin_unit(rq, in, "post_unit");
        return in->prepared ? 0 : ERR_INVALID;
}

static int post_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct unit *u = in->prepared;
        i64 from = input_i64(in, "post_from"), to = input_i64(in, "post_to");
        struct staff_row s;
        int r = person_begin(tx, in, &s);

        if (r == 0)
                r = post_insert(tx, &(struct post_insert_args){ .id = id_new(),
                                            .account_id = s.id,
                                            .unit_id = u->id,
                                            .title = input_str(in, "post_title"),
                                            .valid_from = from == I64_NULL ? day_of(tx->now) : from,
                                            .valid_to = to == I64_NULL ? I64_NULL : to + 1,
                                            .set_by = in->who->account });
        return person_changed(tx, in, &s, r, "post.add",
                admin_facts(tx->arena, "title", input_str(in, "post_title"), "unit", u->code, NULL),
                out);
}

static const struct field post_end_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "post", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int post_end_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct staff_row s;
        i64 changes = 0;
        int r = person_begin(tx, in, &s);

        if (r == 0)
                r = post_end(tx, input_i64(in, "post"), s.id, day_of(tx->now), &changes);
        if (r == 0 && changes == 0)
                r = ERR_NOT_FOUND;
        return person_changed(tx, in, &s, r, "post.end", STR_NULL, out);
}

static int ended(struct req *rq, const struct outcome *out)
{
        return person_done(rq, out->code, "thoi");
}

#define PERSON "/quan-tri/tai-khoan/:account"

const struct route admin_person_routes[] = {
        { GET, "/quan-tri/tai-khoan/:account", PERM_UNIT_EDIT, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(show_fields, person_show), .doc = "An officer: account, posts, rights" },
        { POST, PERSON "/ten", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(name_fields, NULL, name_apply, saved, person_show),
                .doc = "Change an officer's name and shown title" },
        { POST, PERSON "/khoa", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(version_fields, NULL, lock_apply, locked, person_show),
                .doc = "Lock an account and end its sessions" },
        { POST, PERSON "/mo-khoa", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(version_fields, NULL, unlock_apply, unlocked, person_show),
                .doc = "Unlock an account" },
        { POST, PERSON "/mat-khau", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(version_fields, password_prepare, password_apply, password_answer,
                        person_show),
                .doc = "Give a new first password, shown once" },
        { POST, PERSON "/nghi-viec", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(leave_fields, NULL, leave_apply, left, person_show),
                .doc = "An officer leaves at the end of a day" },
        { POST, PERSON "/chuc-vu", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(post_fields, post_prepare, post_apply, saved, person_show),
                .doc = "Give a post with dates" },
        { POST, PERSON "/chuc-vu/thoi", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(post_end_fields, NULL, post_end_apply, ended, person_show),
                .doc = "End a post today" },
        { 0 },
};
