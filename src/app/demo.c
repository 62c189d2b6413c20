/*
 * src/app/demo.c: the demo province: a person of every role, officers at some units; their dossiers
 * are demo_dossiers.c's.
 */
#include "app/app.h"
#include "app/demo.h"
#include "app/modules.h"
#include "base/file.h"
#include "core/identity.h"
#include "core/org.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/appointment/appointment.h"

#define PASSWORD "motcua-demo"

static const struct {
        const char *name, *display, *title, *unit; /* unit by short name or "" the province */
        enum role role;
        bool tree;
} staff[] = {
        { "motcua", "Lê Thị Hoa", "Cán bộ một cửa", "", ROLE_COUNTER, true },
        { "chuyenvien", "Nguyễn Văn Bình", "Chuyên viên", "", ROLE_SPECIALIST, true },
        { "lanhdao", "Trịnh Quốc Tuấn", "Phó Chủ tịch", "", ROLE_LEADER, true },
        { "quantri", "Mai Đức Long", "Quản trị hệ thống", "", ROLE_ADMIN, true },
        { "quantri.hai", "Phạm Thị Nga", "Quản trị hệ thống", "", ROLE_ADMIN, true },
        { "thanhtra", "Lê Minh Châu", "Thanh tra viên", "", ROLE_AUDITOR, true },
        { "dongve.motcua", "Hoàng Thị Lan", "Công chức một cửa", "Phường Đông Vệ", ROLE_COUNTER,
                false },
        { "dongve.tuphap", "Đỗ Văn Nam", "Công chức tư pháp - hộ tịch", "Phường Đông Vệ",
                ROLE_SPECIALIST, false },
        { "dongve.chutich", "Lê Văn Thắng", "Chủ tịch UBND phường", "Phường Đông Vệ", ROLE_LEADER,
                false },
        { "thietke", "Phạm Thu Hà", "Chuyên viên kiểm soát thủ tục", "", ROLE_DESIGNER, true },
        { "thietke.duyet", "Vũ Đình Khoa", "Trưởng phòng kiểm soát thủ tục", "",
                ROLE_DESIGN_APPROVER, true },
        { "chatluong", "Hà Thị Minh Châu", "Thư ký ban ISO", "", ROLE_QUALITY, true },
        { "chatluong.hai", "Cao Văn Sơn", "Đánh giá viên nội bộ", "", ROLE_QUALITY, true },
};

struct demo {
        struct str hash; /* of PASSWORD, one for all: this is a demo */
        i64 accounts[ARRAY_LEN(staff)];
        i64 citizen;
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

/* Counters that can be booked: the province's and one ward's. */
static int plan_counters(struct tx *tx, const struct org *o, i64 by)
{
        const struct unit *const units[] = { org_root(o), unit_named(o, "Phường Đông Vệ") };
        const struct who leader = { .account = by };
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(units) && r == 0; i++) {
                i64 called_off;

                r = appointment_plan(tx,
                        &(struct booking_new){ .unit = units[i],
                                .from_day = day_of(tx->now),
                                .to_day = I64_NULL,
                                .minutes = 30,
                                .places = 2,
                                .reason = STR(""),
                                .who = &leader },
                        &called_off);
        }
        return r;
}

static int accounts_apply(struct tx *tx, void *arg)
{
        const struct org *o = org_get(tx->arena);
        struct demo *d = arg;
        struct account acc;
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
        if (r == 0)
                r = account_by_id(tx, d->citizen, &acc);
        if (r == 0)
                r = identity_assure(tx, acc.person_id, "counter", d->accounts[0]);
        if (r == 0)
                r = plan_counters(tx, o, d->accounts[2]);
        if (r == 0) /* everybody may try every account, by a password that the manual says */
                r = setting_put_value(tx, SETTING_SECOND_REQUIRED, STR("0"), 0);
        return r < 0 ? r : setting_put_value(tx, SETTING_DEMO, STR("1"), 0);
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
        AUTO(arena_freep) struct arena *arena = arena_new(1 << 20);
        struct demo d = { 0 };
        int r = identity_hash_password(arena, STR(PASSWORD), &d.hash);

        if (r == 0)
                r = store_write(a->store, arena, accounts_apply, &d);
        if (r == 0)
                r = modules_start(a->store);
        if (r == 0)
                r = demo_dossiers(a->store, d.citizen, d.accounts, dossiers, seed);
        if (r < 0)
                return r;
        control_printf(c, "%lld dossiers\n", (long long)dossiers);
        return tell_accounts(a, c);
}
