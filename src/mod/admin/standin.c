/*
 * src/mod/admin/standin.c: who acts for whom: a role handed on for a time, an absence with somebody
 * who stands in. An officer makes their own (/uy-quyen), an administrator sees and ends all
 * (/quan-tri/uy-quyen). What they give is decided at use (core/identity), so work moves at once.
 */
#include "base/id.h"
#include "audit/audit.h"
#include "mod/admin/person.h"
#include "core/queries.h"
#include "web/texts.h"
#include "web/web.h"

#define OWN "/uy-quyen"
#define ALL "/quan-tri/uy-quyen"

static const struct field show_fields[] = {
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { "sau", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static struct str id_text(struct req *rq, i64 id)
{
        return str_fmt(rq->arena, "%lld", (long long)id);
}

/* ---- tables ---- */

static int put_delegations(struct req *rq, struct admin_page *p, const char *post, i64 of)
{
        static const int heads[] = { T_ADMIN_COL_FROM, T_ADMIN_COL_TO, T_ADMIN_ROLE,
                T_ADMIN_COL_TIME, T_ADMIN_REASON, 0 };
        struct admin_section *part = admin_section(p);
        struct delegation_line_rows rows;
        struct admin_table *t;
        i64 after = rq->verb == GET ? input_i64(rq->in, "sau") : I64_NULL;
        int r = delegation_page(
                rq->tx, of, rq->now, after == I64_NULL ? 0 : after, ADMIN_PAGE + 1, &rows);

        if (r < 0)
                return r;
        t = admin_table(rq, heads, ARRAY_LEN(heads), ADMIN_PAGE);
        for (size_t i = 0; i < rows.n && i < ADMIN_PAGE; i++) {
                const struct delegation_line *d = &rows.rows[i];
                struct admin_cell *c = admin_row(t);

                c[0] = (struct admin_cell){ .text = d->from_name, .more = d->from_login };
                c[1] = (struct admin_cell){ .text = d->to_name, .more = d->to_login };
                c[2].text = words_role(rq->arena, rq->lang, d->role);
                c[2].more = admin_unit_words(rq, d->unit_id, d->tree);
                c[3].text = admin_from_to(rq, d->valid_from, d->valid_to);
                c[4].text = d->reason;
                c[5] = (struct admin_cell){ .text = s_ADMIN_END(rq->arena, rq->lang),
                        .about = d->to_name,
                        .post = str_fmt(rq->arena, "%s/thoi", post),
                        .hidden = { { "delegation", id_text(rq, d->id) } } };
        }
        if (rows.n > ADMIN_PAGE)
                p->next = str_fmt(
                        rq->arena, "%s?sau=%lld", post, (long long)rows.rows[ADMIN_PAGE - 1].id);
        t->label = part->title = s_ADMIN_DELEGATIONS(rq->arena, rq->lang);
        t->empty_title = s_ADMIN_DELEGATIONS_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_DELEGATIONS_EMPTY_LEAD(rq->arena, rq->lang);
        part->table = t;
        return 0;
}

static int put_absences(struct req *rq, struct admin_page *p, const char *post, i64 of)
{
        static const int heads[] = { T_ADMIN_COL_AWAY, T_ADMIN_COL_SUBSTITUTE, T_ADMIN_COL_TIME,
                T_ADMIN_REASON, 0 };
        struct admin_section *part = admin_section(p);
        struct absence_line_rows rows;
        struct admin_table *t;
        int r = absence_page(rq->tx, of, rq->now, 0, ADMIN_PAGE, &rows);

        if (r < 0)
                return r;
        t = admin_table(rq, heads, ARRAY_LEN(heads), rows.n);
        for (size_t i = 0; i < rows.n; i++) {
                const struct absence_line *b = &rows.rows[i];
                struct admin_cell *c = admin_row(t);

                c[0] = (struct admin_cell){ .text = b->name, .more = b->login };
                c[1] = (struct admin_cell){ .text = b->substitute.ptr
                                                            ? b->substitute
                                                            : s_ADMIN_NOBODY(rq->arena, rq->lang),
                        .more = b->substitute_login };
                c[2].text = admin_from_to(rq, b->valid_from, b->valid_to);
                c[3].text = b->reason;
                c[4] = (struct admin_cell){ .text = s_ADMIN_END(rq->arena, rq->lang),
                        .about = b->name,
                        .post = str_fmt(rq->arena, "%s/ve", post),
                        .hidden = { { "absence", id_text(rq, b->id) } } };
        }
        t->label = part->title = s_ADMIN_ABSENCES(rq->arena, rq->lang);
        t->empty_title = s_ADMIN_ABSENCES_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_ABSENCES_EMPTY_LEAD(rq->arena, rq->lang);
        part->table = t;
        return 0;
}

/* ---- one's own: forms ---- */

/* One's own grants that may be handed on, as options "role:unit:tree". */
static const struct option_view *own_grants(struct req *rq, size_t *ret_n)
{
        const struct who *w = rq->who;
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, w->n_grants + 1);

        *ret_n = 0;
        for (size_t i = 0; i < w->n_grants; i++) {
                const struct grant *g = &w->grants[i];
                struct str role = str_of(roles[g->role].word);

                if (g->on_behalf_of || role_is_powerful(g->role))
                        continue;
                list[(*ret_n)++] =
                        (struct option_view){ .value = str_fmt(rq->arena, "%.*s:%lld:%d",
                                                      STRF(role), (long long)g->unit, g->tree),
                                .text = words_role(rq->arena, rq->lang, role),
                                .hint = admin_unit_words(rq, g->unit, g->tree) };
        }
        return list;
}

static void put_days(struct req *rq, struct field_view *x, const char *from, const char *to)
{
        x[0] = (struct field_view){ .name = from,
                .control = CONTROL_DATE,
                .label = s_ADMIN_FROM_DAY(rq->arena, rq->lang),
                .hint = s_ADMIN_FROM_HINT(rq->arena, rq->lang),
                .optional = true };
        x[1] = (struct field_view){
                .name = to, .control = CONTROL_DATE, .label = s_ADMIN_TO_DAY(rq->arena, rq->lang)
        };
}

static void put_delegation_form(struct req *rq, struct admin_section *part)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 5);
        size_t n;
        const struct option_view *grants = own_grants(rq, &n);

        if (n == 0) {
                part->lead = s_ADMIN_NOTHING_TO_HAND_ON(rq->arena, rq->lang);
                return;
        }
        x[0] = (struct field_view){ .name = "grant",
                .control = CONTROL_RADIO,
                .label = s_ADMIN_ROLE(rq->arena, rq->lang),
                .options = grants,
                .n_options = n };
        x[1] = (struct field_view){ .name = "colleague",
                .label = s_ADMIN_COL_TO(rq->arena, rq->lang),
                .hint = s_ADMIN_COLLEAGUE_HINT(rq->arena, rq->lang) };
        put_days(rq, &x[2], "from", "to");
        x[4] = (struct field_view){ .name = "reason",
                .label = s_ADMIN_REASON(rq->arena, rq->lang) };
        *f = (struct admin_form){ .action = STR(OWN),
                .title = s_ADMIN_DELEGATE(rq->arena, rq->lang),
                .lead = s_ADMIN_DELEGATE_LEAD(rq->arena, rq->lang),
                .button = s_ADMIN_DELEGATE(rq->arena, rq->lang),
                .fields = x,
                .n_fields = 5 };
        part->form = f;
        part->folded = true;
}

static struct field_view *absence_fields(struct req *rq)
{
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 4);

        x[0] = (struct field_view){ .name = "substitute",
                .label = s_ADMIN_COL_SUBSTITUTE(rq->arena, rq->lang),
                .hint = s_ADMIN_COLLEAGUE_HINT(rq->arena, rq->lang),
                .optional = true };
        put_days(rq, &x[1], "away_from", "away_to");
        x[3] = (struct field_view){ .name = "away_reason",
                .label = s_ADMIN_REASON(rq->arena, rq->lang) };
        return x;
}

static void put_absence_form(struct req *rq, struct admin_section *part)
{
        struct admin_form *f = NEW(rq->arena, struct admin_form);

        *f = (struct admin_form){ .action = STR(OWN "/vang"),
                .title = s_ADMIN_GO_AWAY(rq->arena, rq->lang),
                .lead = s_ADMIN_GO_AWAY_LEAD(rq->arena, rq->lang),
                .button = s_ADMIN_GO_AWAY(rq->arena, rq->lang),
                .fields = absence_fields(rq),
                .n_fields = 4 };
        part->form = f;
        part->folded = true;
}

/* For an officer who cannot say it themselves: ill, at home. */
void person_put_absence(struct req *rq, struct admin_page *p, const struct staff_row *s)
{
        struct admin_section *part = admin_section(p);
        struct admin_form *f = person_form(rq, s, "/vang", absence_fields(rq), 4);

        f->title = f->button = s_ADMIN_AWAY_FOR(rq->arena, rq->lang);
        f->lead = s_ADMIN_GO_AWAY_LEAD(rq->arena, rq->lang);
        part->form = f;
        part->folded = true;
}

static int own_show(struct req *rq)
{
        struct admin_page *p = admin_page(rq, s_ADMIN_MY_STANDINS(rq->arena, rq->lang));
        i64 me = rq->who->account;
        int r;

        p->lead = s_ADMIN_MY_STANDINS_LEAD(rq->arena, rq->lang);
        p->done = admin_done(rq);
        r = put_delegations(rq, p, OWN, me);
        if (r == 0) {
                put_delegation_form(rq, (struct admin_section *)&p->sections[0]);
                r = put_absences(rq, p, OWN, me);
        }
        if (r < 0)
                return r;
        put_absence_form(rq, (struct admin_section *)&p->sections[1]);
        req_note_person(rq, 0, 0, "name", "admin.list");
        return admin_reply(rq, p);
}

static int all_show(struct req *rq)
{
        struct admin_page *p = admin_page(rq, s_ADMIN_STANDINS(rq->arena, rq->lang));
        int r = put_absences(rq, p, ALL, I64_NULL);

        if (r == 0)
                r = put_delegations(rq, p, ALL, I64_NULL);
        if (r < 0)
                return r;
        p->lead = s_ADMIN_STANDINS_LEAD(rq->arena, rq->lang);
        p->done = admin_done(rq);
        req_note_person(rq, 0, 0, "name", "admin.list");
        return admin_reply(rq, p);
}

/* ---- handing on ---- */

static const struct field delegate_fields[] = {
        { "grant", FIELD_KEY, FIELD_REQUIRED, 60, T_ADMIN_ROLE_NEEDED, NULL },
        { "colleague", FIELD_TEXT, FIELD_REQUIRED, 100, T_ADMIN_COLLEAGUE_NEEDED, NULL },
        { "from", FIELD_DATE, 0, 0, 0, NULL },
        { "to", FIELD_DATE, FIELD_REQUIRED, 0, T_ADMIN_TO_NEEDED, NULL },
        { "reason", FIELD_TEXT, FIELD_REQUIRED, 300, T_ADMIN_REASON_NEEDED, NULL },
        { 0 },
};

struct standin {
        struct staff_row colleague;
        struct grant grant;
        i64 from, to;
};

/* Which of one's own grants was meant; checked again at every use. */
static bool find_grant(struct req *rq, struct str typed, struct grant *ret_g)
{
        for (size_t i = 0; i < rq->who->n_grants; i++) {
                const struct grant *g = &rq->who->grants[i];
                struct str as = str_fmt(
                        rq->arena, "%s:%lld:%d", roles[g->role].word, (long long)g->unit, g->tree);

                if (g->on_behalf_of || role_is_powerful(g->role) || !str_eq(as, typed))
                        continue;
                *ret_g = *g;
                return true;
        }
        return false;
}

static int read_colleague(struct req *rq, struct input *in, const char *field, struct standin *s)
{
        int r = 0;

        if (!str_empty(input_str(in, field)))
                r = admin_colleague(rq, in, field, &s->colleague);
        if (r == 0 && s->colleague.id == rq->who->account)
                r = input_fail(in, field, T_ADMIN_NOT_TO_YOURSELF, STR_NULL);
        in->prepared = s;
        return r;
}

static int delegate_prepare(struct req *rq, struct input *in)
{
        struct standin *s = NEW(rq->arena, struct standin);
        int r;

        if (!find_grant(rq, input_str(in, "grant"), &s->grant))
                return input_fail(in, "grant", T_ADMIN_ROLE_NEEDED, STR_NULL);
        r = admin_period(in, rq->now, "from", "to", &s->from, &s->to);
        return r < 0 ? r : read_colleague(rq, in, "colleague", s);
}

static int delegate_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct standin *s = in->prepared;
        struct str role = str_of(roles[s->grant.role].word);
        i64 id = id_new();
        int r = delegation_insert(tx, &(struct delegation_insert_args){ .id = id,
                                              .from_account = in->who->account,
                                              .to_account = s->colleague.id,
                                              .role = role,
                                              .unit_id = s->grant.unit,
                                              .tree = s->grant.tree,
                                              .valid_from = s->from,
                                              .valid_to = s->to,
                                              .reason = input_str(in, "reason") });

        (void)out;
        return r < 0 ? r
                     : admin_audit(tx, in, "delegation.add", "delegation", id,
                               admin_facts(tx->arena, "to", s->colleague.login, "role", role,
                                       "until", time_iso(tx->arena, s->to), NULL));
}

static const struct field away_fields[] = {
        { "substitute", FIELD_TEXT, 0, 100, 0, NULL },
        { "away_from", FIELD_DATE, 0, 0, 0, NULL },
        { "away_to", FIELD_DATE, FIELD_REQUIRED, 0, T_ADMIN_TO_NEEDED, NULL },
        { "away_reason", FIELD_TEXT, FIELD_REQUIRED, 300, T_ADMIN_REASON_NEEDED, NULL },
        { 0 },
};

static int away_prepare(struct req *rq, struct input *in)
{
        struct standin *s = NEW(rq->arena, struct standin);
        int r = admin_period(in, rq->now, "away_from", "away_to", &s->from, &s->to);

        return r < 0 ? r : read_colleague(rq, in, "substitute", s);
}

static int put_absence(struct tx *tx, const struct input *in, i64 account)
{
        const struct standin *s = in->prepared;
        i64 id = id_new();
        int r = absence_insert(
                tx, &(struct absence_insert_args){ .id = id,
                            .account_id = account,
                            .substitute_id = s->colleague.id ? s->colleague.id : I64_NULL,
                            .valid_from = s->from,
                            .valid_to = s->to,
                            .reason = input_str(in, "away_reason") });

        return r < 0 ? r
                     : admin_audit(tx, in, "absence.add", "account", account,
                               admin_facts(tx->arena, "substitute", s->colleague.login, "until",
                                       time_iso(tx->arena, s->to), NULL));
}

static int away_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return put_absence(tx, in, in->who->account);
}

/* ---- an administrator says that somebody is away ---- */

static const struct field away_for_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "substitute", FIELD_TEXT, FIELD_REQUIRED, 100, T_ADMIN_COLLEAGUE_NEEDED, NULL },
        { "away_from", FIELD_DATE, 0, 0, 0, NULL },
        { "away_to", FIELD_DATE, FIELD_REQUIRED, 0, T_ADMIN_TO_NEEDED, NULL },
        { "away_reason", FIELD_TEXT, FIELD_REQUIRED, 300, T_ADMIN_REASON_NEEDED, NULL },
        { 0 },
};

static int away_for_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct standin *a = in->prepared;
        struct staff_row s;
        int r = person_begin(tx, in, &s);

        if (r == 0 && a->colleague.id == s.id)
                r = input_fail((struct input *)in, "substitute", T_ADMIN_PERSON_NONE, STR_NULL);
        if (r == 0)
                r = right_refuse_powerful(tx, in, s.id, T_ADMIN_AWAY_POWERFUL);
        if (r == 0)
                r = put_absence(tx, in, s.id);
        out->code = path_str(in, "account");
        return r;
}

static int away_for_answer(struct req *rq, const struct outcome *out)
{
        return person_done(rq, out->code, "luu");
}

/* ---- ending: one's own, or an administrator's for others ---- */

static const struct field end_fields[] = {
        { "delegation", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static const struct field back_fields[] = {
        { "absence", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int end_delegation(struct tx *tx, const struct input *in, bool own)
{
        struct delegation_full d;
        i64 changes = 0;
        int r = delegation_by_id(tx, input_i64(in, "delegation"), &d);

        if (r == 0 && (own ? d.from_account != in->who->account
                           : !who_may(in->who, PERM_UNIT_EDIT, d.unit_id)))
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = delegation_revoke(tx, d.id, tx->now, &changes);
        if (r < 0 || changes == 0)
                return r; /* ended already: so it is */
        return admin_audit(tx, in, "delegation.end", "delegation", d.id, STR_NULL);
}

static int end_absence(struct tx *tx, const struct input *in, bool own)
{
        struct absence_full b;
        i64 changes = 0;
        int r = absence_by_id(tx, input_i64(in, "absence"), &b);

        if (r == 0 && (own ? b.account_id != in->who->account : !admin_covers_all(in->who)))
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = absence_end(tx, b.id, tx->now, &changes);
        if (r < 0 || changes == 0)
                return r;
        return admin_audit(tx, in, "absence.end", "absence", b.id, STR_NULL);
}

static int end_own_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return end_delegation(tx, in, true);
}

static int end_any_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return end_delegation(tx, in, false);
}

static int back_own_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return end_absence(tx, in, true);
}

static int back_any_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return end_absence(tx, in, false);
}

static int own_saved(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, OWN "?bao=luu");
}

static int own_ended(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, OWN "?bao=thoi");
}

static int all_ended(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, ALL "?bao=thoi");
}

const struct route admin_standin_routes[] = {
        { GET, "/uy-quyen", PERM_HAND_ON, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(show_fields, own_show), .doc = "One's delegations and absences" },
        { POST, "/uy-quyen", PERM_HAND_ON, ROUTE_READS_PERSON,
                WRITE(delegate_fields, delegate_prepare, delegate_apply, own_saved, own_show),
                .doc = "Hand a role on for a time" },
        { POST, "/uy-quyen/vang", PERM_HAND_ON, ROUTE_READS_PERSON,
                WRITE(away_fields, away_prepare, away_apply, own_saved, own_show),
                .doc = "Be away, with or without somebody who stands in" },
        { POST, "/uy-quyen/thoi", PERM_HAND_ON, ROUTE_READS_PERSON,
                WRITE(end_fields, NULL, end_own_apply, own_ended, own_show),
                .doc = "End one's delegation" },
        { POST, "/uy-quyen/ve", PERM_HAND_ON, ROUTE_READS_PERSON,
                WRITE(back_fields, NULL, back_own_apply, own_ended, own_show), .doc = "Be back" },
        { POST, "/quan-tri/tai-khoan/:account/vang", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(away_for_fields, away_prepare, away_for_apply, away_for_answer, person_show),
                .doc = "Say that an officer is away, and who stands in" },
        { GET, "/quan-tri/uy-quyen", PERM_UNIT_EDIT, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(show_fields, all_show), .doc = "All delegations and absences" },
        { POST, "/quan-tri/uy-quyen/thoi", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(end_fields, NULL, end_any_apply, all_ended, all_show),
                .doc = "End somebody's delegation" },
        { POST, "/quan-tri/uy-quyen/ve", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(back_fields, NULL, back_any_apply, all_ended, all_show),
                .doc = "End somebody's absence" },
        { 0 },
};
