/*
 * src/mod/admin/right.c: rights by unit with dates, and those that two administrators give
 * together: a role with power over rights (perm.h), or any role over the whole province. The first
 * asks, a second who is neither the first nor the one concerned confirms. Taking away needs one.
 */
#include "base/id.h"
#include "core/identity.h"
#include "core/queries.h"
#include "mod/admin/person.h"
#include "web/texts.h"
#include "web/web.h"

enum { SHOWN = 100, LOOKED_AT = 10000 };

bool right_needs_two(enum role role, i64 unit, bool tree)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);
        const struct unit *root = org_root(org_get(a));

        return role_is_powerful(role) || (tree && root && root->id == unit);
}

int right_refuse_powerful(struct tx *tx, const struct input *in, i64 account, int text)
{
        struct grant_line_rows rows;
        int r = grants_of(tx, account, LOOKED_AT, &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                const struct grant_line *g = &rows.rows[i];
                int role = role_by_word(g->role.ptr, g->role.len);
                bool over = g->valid_to != I64_NULL && g->valid_to <= tx->now;

                if (!over && role >= 0 && right_needs_two((enum role)role, g->unit_id, g->tree))
                        r = input_fail((struct input *)in, NULL, text, STR_NULL);
        }
        return r;
}

/* ---- on the officer's page ---- */

static void put_grant(struct req *rq, struct admin_table *t, const struct staff_row *s,
        const struct grant_line *g)
{
        struct admin_cell *c = admin_row(t);

        c[0].text = words_role(rq->arena, rq->lang, g->role);
        c[1].text = admin_unit_words(rq, g->unit_id, g->tree);
        c[2].text = admin_from_to(rq, g->valid_from, g->valid_to);
        if (g->valid_to != I64_NULL && g->valid_to <= rq->now)
                return;
        c[3].text = s_ADMIN_END(rq->arena, rq->lang);
        c[3].about = c[0].text;
        person_button(rq, s, &c[3], "/quyen/thoi", "grant", g->id);
}

static struct field_view *grant_form_fields(struct req *rq, size_t *ret_n)
{
        struct field_view *x = NEW_ARRAY(rq->arena, struct field_view, 6);
        size_t n_roles;
        const struct option_view *list = admin_roles(rq, true, &n_roles);

        x[0] = (struct field_view){ .name = "role",
                .control = CONTROL_RADIO,
                .label = s_ADMIN_ROLE(rq->arena, rq->lang),
                .options = list,
                .n_options = n_roles };
        x[1] = (struct field_view){ .name = "unit",
                .label = s_ADMIN_UNIT(rq->arena, rq->lang),
                .hint = s_ADMIN_UNIT_HINT(rq->arena, rq->lang) };
        x[2] = (struct field_view){
                .name = "tree", .control = CONTROL_CHECK, .label = s_ADMIN_TREE(rq->arena, rq->lang)
        };
        x[3] = (struct field_view){ .name = "from",
                .control = CONTROL_DATE,
                .label = s_ADMIN_FROM_DAY(rq->arena, rq->lang),
                .hint = s_ADMIN_FROM_HINT(rq->arena, rq->lang),
                .optional = true };
        x[4] = (struct field_view){ .name = "to",
                .control = CONTROL_DATE,
                .label = s_ADMIN_TO_DAY(rq->arena, rq->lang),
                .hint = s_ADMIN_TO_HINT(rq->arena, rq->lang),
                .optional = true };
        x[5] = (struct field_view){ .name = "reason",
                .control = CONTROL_LINES,
                .rows = 2,
                .label = s_ADMIN_REASON(rq->arena, rq->lang),
                .hint = s_ADMIN_REASON_HINT(rq->arena, rq->lang) };
        *ret_n = 6;
        return x;
}

int person_put_rights(struct req *rq, struct admin_page *p, const struct staff_row *s)
{
        static const int heads[] = { T_ADMIN_ROLE, T_ADMIN_COL_WHERE, T_ADMIN_COL_TIME, 0 };
        struct admin_section *part = admin_section(p);
        struct grant_line_rows rows;
        struct field_view *fields;
        struct admin_table *t;
        size_t n;
        int r = grants_of(rq->tx, s->id, SHOWN, &rows);

        if (r < 0)
                return r;
        t = admin_table(rq, heads, ARRAY_LEN(heads), rows.n);
        for (size_t i = 0; i < rows.n; i++)
                put_grant(rq, t, s, &rows.rows[i]);
        t->label = part->title = s_ADMIN_RIGHTS(rq->arena, rq->lang);
        t->empty_title = s_ADMIN_RIGHTS_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_RIGHTS_EMPTY_LEAD(rq->arena, rq->lang);
        part->table = t;
        fields = grant_form_fields(rq, &n);
        struct admin_form *f = person_form(rq, s, "/quyen", fields, n);
        f->title = f->button = s_ADMIN_GRANT(rq->arena, rq->lang);
        f->lead = s_ADMIN_GRANT_LEAD(rq->arena, rq->lang);
        part->form = f;
        part->folded = true;
        return 0;
}

/* ---- giving ---- */

static const struct field grant_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "role", FIELD_CHOICE, FIELD_REQUIRED, 0, T_ADMIN_ROLE_NEEDED, ADMIN_ROLE_WORDS },
        { "unit", FIELD_TEXT, FIELD_REQUIRED, 200, T_ADMIN_UNIT_NEEDED, NULL },
        { "tree", FIELD_BOOL, 0, 0, 0, NULL },
        { "from", FIELD_DATE, 0, 0, 0, NULL },
        { "to", FIELD_DATE, 0, 0, 0, NULL },
        { "reason", FIELD_LINES, FIELD_REQUIRED, 500, T_ADMIN_REASON_NEEDED, NULL },
        { 0 },
};

/* What is to be given, read in prepare. */
struct giving {
        const struct unit *unit;
        enum role role;
        i64 from, to;
        bool tree, two;
};

static int grant_prepare(struct req *rq, struct input *in)
{
        struct giving *g = NEW(rq->arena, struct giving);
        struct str role = input_str(in, "role");
        int r = admin_period(in, rq->now, "from", "to", &g->from, &g->to);

        if (r < 0)
                return r;
        g->unit = admin_unit(rq, in, "unit");
        if (!g->unit)
                return ERR_INVALID;
        g->role = (enum role)role_by_word(role.ptr, role.len);
        g->tree = input_bool(in, "tree");
        g->two = right_needs_two(g->role, g->unit->id, g->tree);
        in->prepared = g;
        return 0;
}

static struct str giving_json(struct arena *a, const struct input *in, const struct giving *g)
{
        return admin_facts(a, "role", str_of(roles[g->role].word), "unit", g->unit->code, "tree",
                g->tree ? STR("1") : STR("0"), "from", time_iso(a, g->from), "to",
                g->to == I64_NULL ? STR_NULL : time_iso(a, g->to), "reason",
                input_str(in, "reason"), NULL);
}

static int ask(struct tx *tx, const struct input *in, const struct giving *g, i64 account)
{
        return grant_request_insert(tx, &(struct grant_request_insert_args){ .id = id_new(),
                                                .account_id = account,
                                                .role = str_of(roles[g->role].word),
                                                .unit_id = g->unit->id,
                                                .tree = g->tree,
                                                .valid_from = g->from,
                                                .valid_to = g->to,
                                                .asked_by = in->who->account,
                                                .asked_at = tx->now,
                                                .reason = input_str(in, "reason") });
}

static int grant_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct giving *g = in->prepared;
        struct staff_row s;
        int r = person_begin(tx, in, &s);

        if (r == 0)
                r = g->two ? ask(tx, in, g, s.id)
                           : identity_grant(tx, s.id, g->role, g->unit->id, g->tree, g->from, g->to,
                                     in->who->account);
        if (r == 0)
                r = admin_audit(tx, in, g->two ? "grant.ask" : "account.grant", "account", s.id,
                        giving_json(tx->arena, in, g));
        out->code = path_str(in, "account");
        out->json = g->two ? STR("{\"waits\":true}") : STR("{\"waits\":false}");
        return r;
}

static int granted(struct req *rq, const struct outcome *out)
{
        return person_done(rq, out->code, str_is(out->json, "{\"waits\":true}") ? "cho" : "cap");
}

/* ---- taking away ---- */

static const struct field end_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "grant", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int end_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct staff_row s;
        struct grant_line g;
        i64 changes = 0;
        int r = person_begin(tx, in, &s), role;

        if (r == 0)
                r = grant_by_id(tx, input_i64(in, "grant"), &g);
        if (r < 0)
                return r;
        role = role_by_word(g.role.ptr, g.role.len);
        if (!who_may(in->who, PERM_UNIT_EDIT, g.unit_id))
                return input_fail((struct input *)in, NULL, T_ADMIN_UNIT_NOT_YOURS, STR_NULL);
        if (s.id == in->who->account && role >= 0 && role_is_powerful((enum role)role))
                return input_fail((struct input *)in, NULL, T_ADMIN_NOT_YOURSELF, STR_NULL);
        r = grant_close(tx, g.id, s.id, tx->now, &changes);
        if (r == 0 && changes == 0)
                r = ERR_NOT_FOUND;
        return person_changed(
                tx, in, &s, r, "account.revoke", admin_facts(tx->arena, "role", g.role, NULL), out);
}

static int ended(struct req *rq, const struct outcome *out)
{
        return person_done(rq, out->code, "thoi");
}

/* ---- GET /quan-tri/de-nghi, POST the same: what waits for the second person ---- */

static const struct field list_fields[] = {
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { "sau", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static const struct field decide_fields[] = {
        { "request", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "decision", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "grant|refuse" },
        { 0 },
};

static void put_decision(
        struct req *rq, struct admin_cell *c, i64 id, const char *decision, struct str words)
{
        c->text = words;
        c->post = STR("/quan-tri/de-nghi");
        c->hidden[0] = (struct hidden_view){ "request", str_fmt(rq->arena, "%lld", (long long)id) };
        c->hidden[1] = (struct hidden_view){ "decision", str_of(decision) };
}

static void put_request(struct req *rq, struct admin_table *t, const struct grant_request_line *q)
{
        struct admin_cell *c = admin_row(t);
        bool mine = q->asked_by == rq->who->account || q->account_id == rq->who->account;

        c[0].text = q->display;
        c[0].more = q->login;
        c[1].text = words_role(rq->arena, rq->lang, q->role);
        c[1].more = admin_unit_words(rq, q->unit_id, q->tree);
        c[2].text = admin_from_to(rq, q->valid_from, q->valid_to);
        c[3].text = q->reason;
        c[3].more = s_ADMIN_ASKED_BY(
                rq->arena, rq->lang, q->asker, words_time(rq->arena, rq->lang, q->asked_at));
        if (mine || !who_may(rq->who, PERM_UNIT_EDIT, q->unit_id)) {
                c[4].text = s_ADMIN_WAITS(rq->arena, rq->lang);
                return;
        }
        put_decision(rq, &c[4], q->id, "grant", s_ADMIN_CONFIRM(rq->arena, rq->lang));
        put_decision(rq, &c[5], q->id, "refuse", s_ADMIN_REFUSE(rq->arena, rq->lang));
        c[4].about = c[5].about = q->display;
}

static int requests_show(struct req *rq)
{
        static const int heads[] = { T_ADMIN_COL_PERSON, T_ADMIN_ROLE, T_ADMIN_COL_TIME,
                T_ADMIN_REASON, 0, 0 };
        struct admin_page *p = admin_page(rq, s_ADMIN_REQUESTS(rq->arena, rq->lang));
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), ADMIN_PAGE);
        struct grant_request_line_rows rows;
        i64 after = rq->verb == GET ? input_i64(rq->in, "sau") : I64_NULL;
        int r = grant_requests_open(rq->tx, after == I64_NULL ? 0 : after, ADMIN_PAGE + 1, &rows);

        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n && i < ADMIN_PAGE; i++)
                put_request(rq, t, &rows.rows[i]);
        if (rows.n > ADMIN_PAGE)
                p->next = str_fmt(rq->arena, "/quan-tri/de-nghi?sau=%lld",
                        (long long)rows.rows[ADMIN_PAGE - 1].id);
        p->lead = s_ADMIN_REQUESTS_LEAD(rq->arena, rq->lang);
        p->done = admin_done(rq);
        t->label = p->title;
        t->empty_title = s_ADMIN_REQUESTS_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_REQUESTS_EMPTY_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        req_note_person(rq, 0, 0, "name", "admin.list");
        return admin_reply(rq, p);
}

/* Nobody confirms what they asked for, nor what is for themselves, by whichever account. */
static int may_decide(struct tx *tx, const struct who *who, const struct grant_request_row *q)
{
        struct account asker, taker;
        int r = account_by_id(tx, q->asked_by, &asker);

        if (r == 0)
                r = account_by_id(tx, q->account_id, &taker);
        if (r < 0)
                return r;
        if (asker.person_id == who->person || taker.person_id == who->person ||
                !who_may(who, PERM_UNIT_EDIT, q->unit_id))
                return ERR_DENIED;
        return 0;
}

static int decide_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        bool grant = str_is(input_str(in, "decision"), "grant");
        struct grant_request_row q;
        i64 changes = 0;
        int r = grant_request_by_id(tx, input_i64(in, "request"), &q), role;

        if (r == 0)
                r = may_decide(tx, in->who, &q);
        if (r == 0)
                r = grant_request_decide(tx, q.id, in->who->account, tx->now, grant, &changes);
        if (r == 0 && changes == 0)
                r = admin_stale(in);
        if (r < 0)
                return r;
        role = role_by_word(q.role.ptr, q.role.len);
        if (grant && role >= 0)
                r = identity_grant(tx, q.account_id, (enum role)role, q.unit_id, q.tree,
                        MAX(q.valid_from, tx->now), q.valid_to, in->who->account);
        if (r == 0)
                r = admin_audit(tx, in, grant ? "grant.confirm" : "grant.refuse", "account",
                        q.account_id, admin_facts(tx->arena, "role", q.role, NULL));
        out->code = grant ? STR("cap") : STR("tuchoi");
        return r;
}

static int decided(struct req *rq, const struct outcome *out)
{
        return reply_see_other(
                rq, str_fmt(rq->arena, "/quan-tri/de-nghi?bao=%.*s", STRF(out->code)).ptr);
}

const struct route admin_right_routes[] = {
        { POST, "/quan-tri/tai-khoan/:account/quyen", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(grant_fields, grant_prepare, grant_apply, granted, person_show),
                .doc = "Give a right, or ask a second administrator for it" },
        { POST, "/quan-tri/tai-khoan/:account/quyen/thoi", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(end_fields, NULL, end_apply, ended, person_show),
                .doc = "Take a right away" },
        { GET, "/quan-tri/de-nghi", PERM_UNIT_EDIT, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(list_fields, requests_show),
                .doc = "Rights that wait for a second administrator" },
        { POST, "/quan-tri/de-nghi", PERM_UNIT_EDIT, ROUTE_READS_PERSON,
                WRITE(decide_fields, NULL, decide_apply, decided, requests_show),
                .doc = "Confirm or refuse a right that somebody else asked for" },
        { 0 },
};
