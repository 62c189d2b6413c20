/*
 * src/app/demo.c: the demo province: a person of every role, officers at some units, and dossiers
 * that went through the same rules as real ones, at moments of the last weeks. The same seed makes
 * the same.
 */
#include "app/app.h"
#include "base/csv.h"
#include "base/embedded.h"
#include "base/file.h"
#include "core/identity.h"
#include "core/org.h"
#include "core/setting.h"
#include "mod/catalogue/catalogue.h"
#include "mod/dossier/dossier.h"

#define PASSWORD  "motcua-demo"
#define NAMES_MAX 600

/* Pseudo-random numbers that depend on the seed only. */
struct dice {
        u64 state;
};

static u64 roll(struct dice *d, u64 n)
{
        d->state ^= d->state << 13;
        d->state ^= d->state >> 7;
        d->state ^= d->state << 17;
        return d->state % n;
}

static const struct {
        const char *name, *display, *title, *unit; /* unit by short name or "" the province */
        enum role role;
        bool tree;
} staff[] = {
        { "motcua", "Lê Thị Hoa", "Cán bộ một cửa", "", ROLE_COUNTER, true },
        { "chuyenvien", "Nguyễn Văn Bình", "Chuyên viên", "", ROLE_SPECIALIST, true },
        { "lanhdao", "Trịnh Quốc Tuấn", "Phó Chủ tịch", "", ROLE_LEADER, true },
        { "quantri", "Mai Đức Long", "Quản trị hệ thống", "", ROLE_ADMIN, true },
        { "thanhtra", "Lê Minh Châu", "Thanh tra viên", "", ROLE_AUDITOR, true },
        { "dongve.motcua", "Hoàng Thị Lan", "Công chức một cửa", "Phường Đông Vệ", ROLE_COUNTER,
                false },
        { "dongve.tuphap", "Đỗ Văn Nam", "Công chức tư pháp - hộ tịch", "Phường Đông Vệ",
                ROLE_SPECIALIST, false },
        { "dongve.chutich", "Lê Văn Thắng", "Chủ tịch UBND phường", "Phường Đông Vệ", ROLE_LEADER,
                false },
};

struct demo {
        struct arena *arena;
        struct dice dice;
        struct str hash; /* of PASSWORD, one for all: this is a demo */
        i64 accounts[ARRAY_LEN(staff)];
        i64 citizen;
        struct who citizen_who, officers[3]; /* counter, specialist, leader of the province */
        struct procedure_full *procedures;
        size_t n_procedures;
        const struct unit **communes;
        size_t n_communes;
        struct str surnames[64], middles[128], givens[256];
        size_t n_surnames, n_middles, n_givens;
};

static const struct unit *unit_named(const struct org *o, const char *name)
{
        const struct unit *const *all;
        size_t n = org_all(o, &all);

        for (size_t i = 0; i < n; i++)
                if (str_is(all[i]->short_name, name) && unit_is_valid(all[i], org_day(o)))
                        return all[i];
        return org_root(o);
}

static int accounts_apply(struct tx *tx, void *arg)
{
        const struct org *o = org_get(tx->arena);
        struct demo *d = arg;
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(staff) && r == 0; i++) {
                const struct new_account n = { .name = str_of(staff[i].name),
                        .display = str_of(staff[i].display),
                        .title = str_of(staff[i].title),
                        .kind = STR("staff"),
                        .birth_day = I64_NULL,
                        .password = d->hash };

                r = identity_create(tx, &n, &d->accounts[i]);
                if (r == 0)
                        r = identity_grant(tx, d->accounts[i], staff[i].role,
                                unit_named(o, staff[i].unit)->id, staff[i].tree,
                                tx->now - 365 * DAY_MS, I64_NULL, 0);
        }
        if (r == 0)
                r = identity_create(tx,
                        &(struct new_account){ .name = STR("038094000217"),
                                .display = STR("Lê Văn Hùng"),
                                .kind = STR("citizen"),
                                .identity = STR("038094000217"),
                                .birth_day = day_make(1994, 3, 12),
                                .phone = STR("0912345678"),
                                .address = STR("12 Lê Lai, phường Đông Vệ"),
                                .password = d->hash },
                        &d->citizen);
        return r < 0 ? r : setting_put_value(tx, SETTING_DEMO, STR("1"), 0);
}

static int read_names(struct demo *d, const char *file, struct str *list, size_t max, size_t *ret_n)
{
        struct str text;
        struct csv c;
        int r = embedded_read(d->arena, file, &text);

        if (r == 0)
                r = csv_open(&c, d->arena, text);
        while (r == 0 && *ret_n < max && (r = csv_next(&c)) == 1) {
                list[(*ret_n)++] = str_dup(d->arena, c.cells[0]);
                r = 0;
        }
        return r < 0 ? r : 0;
}

static struct str make_name(struct demo *d)
{
        const struct str parts[] = { d->surnames[roll(&d->dice, d->n_surnames)],
                d->middles[roll(&d->dice, d->n_middles)], d->givens[roll(&d->dice, d->n_givens)] };

        return str_join(d->arena, parts, ARRAY_LEN(parts), STR(" "));
}

static int load_stock(struct app *a, struct demo *d)
{
        const struct org *o = org_get(d->arena);
        struct procedure_brief_rows rows;
        const struct unit *const *all;
        size_t n = org_all(o, &all);
        struct tx *tx;
        int r = store_read_begin(a->store, d->arena, &tx);

        if (r < 0)
                return r;
        d->communes = NEW_ARRAY(d->arena, const struct unit *, n + 1);
        for (size_t i = 0; i < n; i++)
                if (str_is(all[i]->kind, "commune") && unit_is_valid(all[i], org_day(o)))
                        d->communes[d->n_communes++] = all[i];
        r = procedure_list(tx,
                &(struct procedure_list_args){ .day = org_day(o),
                        .event = STR_NULL,
                        .field = STR_NULL,
                        .level = STR_NULL,
                        .level_2025 = STR_NULL,
                        .after_usual = STR_NULL,
                        .after_id = I64_NULL,
                        .limit = 300 },
                &rows);
        d->procedures = NEW_ARRAY(d->arena, struct procedure_full, rows.n + 1);
        for (size_t i = 0; i < rows.n && r == 0; i++)
                r = catalogue_get_version(tx, rows.rows[i].id, &d->procedures[d->n_procedures++]);
        if (r == 0)
                r = identity_who_of(tx, d->citizen, &d->citizen_who);
        for (size_t i = 0; i < 3 && r == 0; i++)
                r = identity_who_of(tx, d->accounts[i], &d->officers[i]);
        store_read_end(tx);
        return r;
}

/*
 * One dossier's life: submission some weeks ago, then moves at working moments until today. Most of
 * the limit passes between "start" and "propose": a share of it, more than all of it when late.
 */
struct step_of_life {
        const char *action, *note;
        const char *defect;
        int officer;
        int hours; /* working hours before it, at most; 0: the share of the limit */
};

static const struct step_of_life whole_life[] = {
        { "accept", "", NULL, 0, 7 },
        { "start", "", NULL, 1, 4 },
        { "propose", "Hồ sơ đủ điều kiện, đề nghị lãnh đạo duyệt.", NULL, 1, 0 },
        { "approve", "", NULL, 2, 3 },
        { "hand_over", "", NULL, 0, 30 },
        { 0 },
};
static const struct step_of_life life_that_waits[] = {
        { "supplement", "", "Bản chụp giấy tờ tuỳ thân bị mờ, không đọc được số.", 0, 7 },
        { 0 },
};
static const struct step_of_life life_refused[] = {
        { "refuse", "Không thuộc thẩm quyền giải quyết của đơn vị.", NULL, 0, 7 },
        { 0 },
};

struct life {
        struct demo *demo;
        struct new_dossier n;
        i64 id, start;
        const struct step_of_life *steps;
        i64 share;                         /* of the limit, in hundredths, that the work takes */
        i64 pauses[ARRAY_LEN(whole_life)]; /* working hours before each move */
};

static int live_apply(struct tx *tx, void *arg)
{
        const struct org *o = org_get(tx->arena);
        struct life *l = arg;
        struct dossier d;
        i64 at = l->start, end = clock_now();
        int r;

        tx->now = at;
        r = dossier_submit(tx, &l->n, &l->id);
        if (r == 0)
                r = dossier_by_id(tx, l->id, &d);
        for (int i = 0; r == 0 && l->steps[i].action; i++) {
                const struct step_of_life *s = &l->steps[i];
                const struct workcal *calendar = org_calendar(o, l->n.unit, day_of(at));
                struct str defect = str_of(s->defect ? s->defect : "");
                const struct dossier_act act = { .who = &l->demo->officers[s->officer],
                        .action = str_of(s->action),
                        .version = I64_NULL,
                        .note = str_of(s->note),
                        .defects = &defect,
                        .n_defects = s->defect != NULL };
                i64 pause = l->pauses[i] * HOUR_MS;

                if (!s->hours && d.due_at != I64_NULL)
                        pause = workcal_elapsed(calendar, at, d.due_at) / 100 * l->share;
                at = workcal_add(calendar, at, pause);
                if (at >= end)
                        break;
                tx->now = at;
                r = dossier_move(tx, &d, &act, &d);
        }
        return r;
}

static int make_dossier(struct app *a, struct demo *d, const struct org *o)
{
        AUTO(arena_freep) struct arena *arena = arena_new(8 << 20);
        struct life l = { .demo = d };
        const struct procedure_full *p = &d->procedures[roll(&d->dice, d->n_procedures)];
        const struct unit *place = d->communes[roll(&d->dice, d->n_communes)], *unit;
        i64 ago = (i64)roll(&d->dice, 30 * 24) + 1;
        u64 luck = roll(&d->dice, 100);
        int r = catalogue_unit(o, &p->v, place, &unit);

        if (r < 0)
                return r;
        l.start = workcal_next_open(
                org_calendar(o, unit, day_of(clock_now())), clock_now() - ago * HOUR_MS);
        l.steps = luck < 2 ? life_refused : luck < 7 ? life_that_waits : whole_life;
        l.share = luck < 94 ? 25 + (i64)roll(&d->dice, 55) : 110 + (i64)roll(&d->dice, 60);
        for (int i = 0; l.steps[i].action; i++)
                l.pauses[i] =
                        1 + (i64)roll(&d->dice, l.steps[i].hours ? (u64)l.steps[i].hours : 24);
        l.n = (struct new_dossier){ .procedure = p,
                .unit = unit,
                .received = unit,
                .channel = roll(&d->dice, 100) < 62 ? 2 : 1,
                .kind = STR("citizen"),
                .name = make_name(d),
                .identity =
                        str_fmt(arena, "038%03llu%06llu", (unsigned long long)roll(&d->dice, 200),
                                (unsigned long long)roll(&d->dice, 1000000)),
                .phone = str_fmt(arena, "09%08llu", (unsigned long long)roll(&d->dice, 100000000)),
                .address = unit_place_name(arena, place),
                .subject = p->v.usual,
                .answers = STR("{}"),
                .birth_day = day_make(1950 + (int)roll(&d->dice, 55), 1 + (int)roll(&d->dice, 12),
                        1 + (int)roll(&d->dice, 28)),
                .check_due_at = dossier_check_due(o, unit, l.start) };
        if (roll(&d->dice, 25) == 0)
                l.n.applicant = &d->citizen_who;
        r = dossier_take_code(a->store, unit, l.start, arena, &l.n.code);
        return r < 0 ? r : store_write(a->store, arena, live_apply, &l);
}

static int tell_accounts(struct app *a, struct control_call *c)
{
        struct buf b;

        buf_init(&b, c->arena, 10000);
        buf_addc(&b, "Demo accounts, password of all: " PASSWORD "\n");
        buf_addc(&b, "  038094000217    citizen      Lê Văn Hùng\n");
        for (size_t i = 0; i < ARRAY_LEN(staff); i++)
                buf_fmt(&b, "  %-15s %-12s %s, %s%s%s\n", staff[i].name, roles[staff[i].role].word,
                        staff[i].display, staff[i].title, staff[i].unit[0] ? ", " : " (toàn tỉnh)",
                        staff[i].unit);
        control_print(c, buf_str(&b));
        return file_write_durable(
                str_fmt(c->arena, "%s/demo-accounts.txt", a->options.dir).ptr, buf_str(&b), 0600);
}

int demo_fill(struct app *a, struct control_call *c, i64 dossiers, i64 seed)
{
        AUTO(arena_freep) struct arena *arena = arena_new(256 << 20);
        struct demo d = { .arena = arena,
                .dice = { (u64)seed * 2654435761u + 88172645463325252ULL } };
        const struct org *o = org_get(arena);
        int r = identity_hash_password(arena, STR(PASSWORD), &d.hash);

        if (r == 0)
                r = store_write(a->store, arena, accounts_apply, &d);
        if (r == 0)
                r = read_names(&d, "data/names/surnames.csv", d.surnames, ARRAY_LEN(d.surnames),
                        &d.n_surnames);
        if (r == 0)
                r = read_names(
                        &d, "data/names/middle.csv", d.middles, ARRAY_LEN(d.middles), &d.n_middles);
        if (r == 0)
                r = read_names(&d, "data/names/given_female.csv", d.givens, ARRAY_LEN(d.givens),
                        &d.n_givens);
        if (r == 0)
                r = load_stock(a, &d);
        for (i64 i = 0; i < dossiers && r == 0; i++)
                r = make_dossier(a, &d, o);
        if (r < 0)
                return r;
        control_printf(c, "%lld dossiers\n", (long long)dossiers);
        return tell_accounts(a, c);
}
