/*
 * src/mod/admin/reorganise.c: carrying out a plan of succession. See reorganise.h.
 *
 * The idea: nothing is remembered outside the database. Each step takes a few things that still
 * belong to a unit that has ended, moves them and writes a line for each; it is done when it finds
 * none. So it can be stopped anywhere, and begun again anywhere.
 */
#include "mod/admin/reorganise.h"

#include "audit/audit.h"
#include "base/id.h"
#include "base/json.h"
#include "base/viet.h"
#include "core/generation.h"
#include "core/identity.h"
#include "core/queries.h"
#include "core/setting.h"
#include "job/job.h"
#include "mod/admin/queries.h"
#include "mod/dossier/dossier.h"

enum { BATCH = 50 };

struct work {
        struct store *store;
        const struct reorganise_plan *plan;
        i64 id;
        /* One predecessor and its successors. */
        const struct reorganise_link *links;
        size_t n_links;
        i64 after, next; /* dossiers: where it is; next I64_NULL: the end */
};

static size_t same_from(const struct reorganise_plan *p, size_t at)
{
        size_t n = 1;

        while (at + n < p->n && p->links[at + n].from == p->links[at].from)
                n++;
        return n;
}

static int once(struct work *w, int (*fn)(struct tx *tx, void *arg))
{
        AUTO(arena_freep) struct arena *a = arena_new(32 << 20);

        return store_write(w->store, a, fn, w);
}

/* ret_new, or NULL: 0 when the line was there, from a run that was interrupted. */
static int put_line(struct tx *tx, const struct work *w, const char *kind, i64 object,
        const struct unit *to, bool chosen, i64 *ret_new)
{
        return reorganisation_line_put(tx,
                &(struct reorganisation_line_put_args){ .reorganisation_id = w->id,
                        .kind = str_of(kind),
                        .object_id = object,
                        .from_unit = w->links[0].from->id,
                        .to_unit = to->id,
                        .chosen = chosen,
                        .at = tx->now },
                ret_new);
}

/* "Phường Hàm Rồng" -> "ham rong": what an address would say. */
static struct str place_word(struct arena *a, const struct unit *u)
{
        struct str name = viet_fold(a, u->short_name), head;
        static const char *const kinds[] = { "phuong ", "xa ", "thi tran ", "huyen ", "thi xa ",
                "thanh pho " };

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
                head = str_of(kinds[i]);
                if (str_starts(name, head))
                        return str_sub(name, head.len, name.len);
        }
        return name;
}

/* Which of several: the only one whose place the address names. */
static const struct unit *route(
        struct tx *tx, const struct work *w, struct str address, bool *ret_chosen)
{
        struct str folded = address.ptr ? viet_fold(tx->arena, address) : STR("");
        const struct unit *found = NULL;

        *ret_chosen = w->n_links == 1;
        for (size_t i = 0; w->n_links > 1 && i < w->n_links; i++) {
                if (str_find(folded, place_word(tx->arena, w->links[i].to)) < 0)
                        continue;
                if (found)
                        return w->links[0].to;
                found = w->links[i].to;
        }
        if (!found)
                return w->links[0].to;
        *ret_chosen = true;
        return found;
}

static int move_dossiers(struct tx *tx, void *arg)
{
        struct work *w = arg;
        const struct unit *from = w->links[0].from;
        struct dossier_at_rows rows, received;
        bool chosen;
        int r = dossiers_open_at(tx, from->id, 0, BATCH, &rows);

        if (r == 0)
                r = dossiers_received_at(tx, from->id, 0, BATCH, &received);
        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                const struct unit *to = route(tx, w, rows.rows[i].address, &chosen);

                r = dossier_succeed(tx, rows.rows[i].id, from, to);
                if (r == 0)
                        r = put_line(tx, w, "dossier", rows.rows[i].id, to, chosen, NULL);
        }
        for (size_t i = 0; r == 0 && i < received.n; i++) {
                const struct unit *to = w->links[0].to;

                r = dossier_succeed(tx, received.rows[i].id, from, to);
                if (r == 0)
                        r = put_line(tx, w, "received", received.rows[i].id, to, true, NULL);
        }
        w->next = rows.n || received.n ? 1 : I64_NULL;
        return r;
}

/* Roles and posts end with the unit and begin at its (first) successor with the same rights. */
static int move_grants(struct tx *tx, const struct work *w)
{
        const struct unit *from = w->links[0].from, *to = w->links[0].to;
        i64 at = day_start(w->plan->day);
        struct grant_at_rows rows;
        int r = grants_at(tx, from->id, MAX(at, tx->now - 1), &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                const struct grant_at *g = &rows.rows[i];
                int role = role_by_word(g->role.ptr, g->role.len);

                if (role < 0)
                        continue;
                r = grant_end(tx, g->id, tx->now, NULL);
                if (r == 0)
                        r = identity_grant(tx, g->account_id, (enum role)role, to->id, g->tree,
                                MAX(g->valid_from, tx->now), g->valid_to, g->granted_by);
                if (r == 0)
                        r = put_line(tx, w, "grant", g->id, to, w->n_links == 1, NULL);
        }
        return r;
}

static int move_posts(struct tx *tx, const struct work *w)
{
        const struct unit *from = w->links[0].from, *to = w->links[0].to;
        struct post_at_rows rows;
        int r = posts_at(tx, from->id, w->plan->day, &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                const struct post_at *p = &rows.rows[i];

                r = post_end(tx, p->id, p->account_id, w->plan->day, NULL);
                if (r == 0)
                        r = post_insert(tx, &(struct post_insert_args){ .id = id_new(),
                                                    .account_id = p->account_id,
                                                    .unit_id = to->id,
                                                    .title = p->title,
                                                    .valid_from = w->plan->day,
                                                    .valid_to = p->valid_to,
                                                    .set_by = 0 });
                if (r == 0)
                        r = put_line(tx, w, "post", p->id, to, w->n_links == 1, NULL);
        }
        return r;
}

static int move_delegations(struct tx *tx, const struct work *w)
{
        struct delegation_at_rows rows;
        int r = delegations_at(tx, w->links[0].from->id, tx->now, &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                r = delegation_unit(tx, rows.rows[i].id, w->links[0].to->id, NULL);
                if (r == 0)
                        r = put_line(tx, w, "delegation", rows.rows[i].id, w->links[0].to,
                                w->n_links == 1, NULL);
        }
        return r;
}

static struct str unit_payload(struct arena *a, const struct work *w)
{
        struct json_writer j;
        struct buf b;

        buf_init(&b, a, 8 << 10);
        json_begin(&j, &b);
        json_open(&j, NULL, '{');
        json_put_str(&j, "from", w->links[0].from->code);
        json_put_str(&j, "at", day_iso(a, w->plan->day));
        json_open(&j, "to", '[');
        for (size_t i = 0; i < w->n_links; i++)
                json_put_str(&j, NULL, w->links[i].to->code);
        json_close(&j, ']');
        json_close(&j, '}');
        return buf_str(&b);
}

/* The unit ends, its people go on elsewhere; once, with one audit event. */
static int end_unit(struct tx *tx, void *arg)
{
        struct work *w = arg;
        const struct unit *from = w->links[0].from;
        i64 ended_now;
        int r = unit_end(tx, from->id, w->plan->day, NULL);

        for (size_t i = 0; r == 0 && i < w->n_links; i++)
                r = unit_succession_insert(
                        tx, from->id, w->links[i].to->id, w->plan->day, w->links[i].part, NULL);
        if (r == 0)
                r = move_grants(tx, w);
        if (r == 0)
                r = move_posts(tx, w);
        if (r == 0)
                r = move_delegations(tx, w);
        if (r == 0)
                r = put_line(tx, w, "unit", from->id, w->links[0].to, w->n_links == 1, &ended_now);
        if (r < 0 || !ended_now)
                return r;
        r = audit_add(tx,
                &(struct audit_entry){ .actor = I64_NULL,
                        .action = "unit.succeed",
                        .object_kind = "unit",
                        .object = from->id,
                        .payload = unit_payload(tx->arena, w) },
                NULL);
        return r < 0 ? r : event_publish(tx, UNIT_SUCCEEDED, from->id, STR("{}"), w->links[0].to);
}

static int start_apply(struct tx *tx, void *arg)
{
        struct work *w = arg;
        struct reorganisation_row row;
        int r = reorganisation_start(tx, id_new(), w->plan->hash, w->plan->day, tx->now, NULL);

        if (r == 0)
                r = reorganisation_by_hash(tx, w->plan->hash, &row);
        if (r == 0)
                w->id = row.id;
        return r;
}

/* A province that is shown as of a day of the past is shown as of this day from now on. */
static int finish_apply(struct tx *tx, void *arg)
{
        struct work *w = arg;
        struct str shape = setting_str(SETTING_PROVINCE_SHAPE_DAY);
        i64 day;
        int r = reorganisation_finish(tx, w->id, tx->now, NULL);

        if (r == 0 && day_parse_iso(shape, &day) == 0 && day < w->plan->day)
                r = setting_put_value(
                        tx, SETTING_PROVINCE_SHAPE_DAY, day_iso(tx->arena, w->plan->day), 0);
        return r < 0 ? r : generation_move(tx, "units");
}

static int tell_report(struct work *w, const struct org *o, reorganise_tell *tell, void *arg)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct reorganisation_dossier_rows unsure;
        struct reorganisation_sum_rows sums;
        struct tx *tx;
        i64 after = 0;
        int r = store_read_begin(w->store, a, &tx);

        if (r < 0)
                return r;
        r = reorganisation_sums(tx, w->id, &sums);
        for (size_t i = 0; r == 0 && i < sums.n; i++) {
                const struct reorganisation_sum *s = &sums.rows[i];

                tell(arg, str_fmt(a, "%.*s -> %.*s: %lld %.*s%s\n",
                                  STRF(org_unit(o, s->from_unit)->code),
                                  STRF(org_unit(o, s->to_unit)->code), (long long)s->n,
                                  STRF(s->kind), s->chosen ? "" : " (one of several successors)"));
        }
        do {
                if (r == 0)
                        r = reorganisation_unsure(tx, w->id, after, 1000, &unsure);
                for (size_t i = 0; r == 0 && i < unsure.n; i++) {
                        after = unsure.rows[i].object_id;
                        tell(arg, str_fmt(a, "look at %.*s: no successor is named by its address\n",
                                          STRF(unsure.rows[i].code)));
                }
        } while (r == 0 && unsure.n == 1000);
        store_read_end(tx);
        return r;
}

int reorganise_apply(
        struct store *s, const struct reorganise_plan *p, reorganise_tell *tell, void *arg)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct org *o = org_get(a);
        struct work w = { .store = s, .plan = p };
        int r = p->day > day_of(clock_now()) ? ERR_STATE : once(&w, start_apply);

        for (size_t i = 0; r == 0 && i < p->n; i += w.n_links) {
                w.links = &p->links[i];
                w.n_links = same_from(p, i);
                r = once(&w, end_unit);
                w.next = 1;
                while (r == 0 && w.next != I64_NULL)
                        r = once(&w, move_dossiers);
        }
        if (r == 0)
                r = once(&w, finish_apply);
        return r < 0 ? r : tell_report(&w, o, tell, arg);
}

int reorganise_preview(
        struct store *s, const struct reorganise_plan *p, reorganise_tell *tell, void *arg)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct tx *tx;
        int r = store_read_begin(s, a, &tx);

        if (r < 0)
                return r;
        for (size_t i = 0, n; r == 0 && i < p->n; i += n) {
                const struct unit *from = p->links[i].from;
                struct grant_at_rows grants;
                struct open_at open;

                n = same_from(p, i);
                r = count_open_at(tx, from->id, &open);
                if (r == 0)
                        r = grants_at(tx, from->id, day_start(p->day), &grants);
                if (r == 0)
                        tell(arg, str_fmt(a, "%.*s -> %.*s%s: %lld open dossiers, %lld roles\n",
                                          STRF(from->code), STRF(p->links[i].to->code),
                                          n > 1 ? " and others" : "", (long long)open.n,
                                          (long long)grants.n));
        }
        store_read_end(tx);
        return r;
}
