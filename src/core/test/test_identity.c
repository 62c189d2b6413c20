/*
 * src/core/test/test_identity.c: whose rights one has at a moment: own, handed on, stood in for.
 * What protects an office from a right that outlives its reason.
 */
#include "base/id.h"
#include "core/identity.h"
#include "core/org.h"
#include "core/queries.h"
#include "store/test/testdb.h"
#include "test/test.h"

#define NOW  time_make(day_make(2022, 7, 20), 9, 0, 0)
#define WEEK (7 * DAY_MS)

/* Units: 1 the province, 2 a district below it, 3 a commune below that, 4 another district. */
enum { PROVINCE = 1, DISTRICT, COMMUNE, ELSEWHERE };

static struct testdb t;
static i64 giver, other; /* accounts */

static int make(struct tx *tx, void *arg)
{
        static const i64 parents[] = { I64_NULL, PROVINCE, DISTRICT, PROVINCE };
        static const char *const kinds[] = { "province", "district", "commune", "district" };
        int r = 0;

        (void)arg;
        for (int i = 0; i < 4 && r == 0; i++)
                r = unit_insert(tx, &(struct unit_insert_args){ .id = i + 1,
                                            .code = str_fmt(tx->arena, "U%d", i + 1),
                                            .parent_id = parents[i],
                                            .level = i + 1,
                                            .kind = str_of(kinds[i]),
                                            .name = STR("x"),
                                            .short_name = STR("x"),
                                            .sort_key = STR("x"),
                                            .valid_from = 0,
                                            .valid_to = I64_NULL });
        for (int i = 0; i < 2 && r == 0; i++)
                r = identity_create(tx,
                        &(struct new_account){ .name = i ? STR("nhan") : STR("giao"),
                                .display = STR("Lê Thị Thử"),
                                .kind = STR("staff"),
                                .birth_day = I64_NULL,
                                .password = STR("x") },
                        i ? &other : &giver);
        return r;
}

static bool begin(enum db_kind kind)
{
        clock_set(NOW, false);
        return testdb_open(&t, kind) == 0 && store_write(t.store, t.arena, make, NULL) == 0 &&
               org_load(t.store) == 0;
}

struct hand {
        enum role role;
        i64 unit;
        bool tree;
};

static int grant(struct tx *tx, void *arg)
{
        const struct hand *h = arg;

        return identity_grant(tx, giver, h->role, h->unit, h->tree, tx->now - WEEK, I64_NULL, 0);
}

static int delegate(struct tx *tx, void *arg)
{
        const struct hand *h = arg;

        return delegation_insert(tx, &(struct delegation_insert_args){ .id = id_new(),
                                             .from_account = giver,
                                             .to_account = other,
                                             .role = str_of(roles[h->role].word),
                                             .unit_id = h->unit,
                                             .tree = h->tree,
                                             .valid_from = tx->now - WEEK,
                                             .valid_to = tx->now + WEEK,
                                             .reason = STR("đi công tác") });
}

static int go_away(struct tx *tx, void *arg)
{
        (void)arg;
        return absence_insert(tx, &(struct absence_insert_args){ .id = id_new(),
                                          .account_id = giver,
                                          .substitute_id = other,
                                          .valid_from = tx->now - WEEK,
                                          .valid_to = tx->now + WEEK,
                                          .reason = STR("nghỉ phép") });
}

static void does(int (*what)(struct tx *, void *), enum role role, i64 unit, bool tree)
{
        struct hand h = { role, unit, tree };

        EXPECT_INT(store_write(t.store, t.arena, what, &h), 0);
}

/* May the other one do this at the unit, now? */
static bool may(enum perm p, i64 unit)
{
        struct who w = { 0 };
        struct tx *tx;

        if (store_read_begin(t.store, t.arena, &tx) < 0)
                return false;
        tx->now = clock_now();
        EXPECT_INT(identity_who_of(tx, other, &w), 0);
        store_read_end(tx);
        return who_may(&w, p, unit);
}

TEST(a_giver_who_loses_the_role_takes_it_from_the_delegate_at_once)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                does(delegate, ROLE_LEADER, DISTRICT, true);
                EXPECT(!may(PERM_DOSSIER_APPROVE, DISTRICT)); /* nothing was held */
                does(grant, ROLE_LEADER, DISTRICT, true);
                EXPECT(may(PERM_DOSSIER_APPROVE, DISTRICT));
                EXPECT(may(PERM_DOSSIER_APPROVE, COMMUNE));
                testdb_run(&t, "update role_grant set valid_to = 1");
                EXPECT(!may(PERM_DOSSIER_APPROVE, DISTRICT));
                EXPECT(!may(PERM_DOSSIER_APPROVE, COMMUNE));
                testdb_close(&t);
        }
}

TEST(a_delegation_gives_no_more_than_giver_and_paper_have_in_common)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                does(grant, ROLE_LEADER, DISTRICT, true);
                does(delegate, ROLE_LEADER, PROVINCE, true); /* more than is held */
                EXPECT(may(PERM_DOSSIER_APPROVE, DISTRICT));
                EXPECT(may(PERM_DOSSIER_APPROVE, COMMUNE));
                EXPECT(!may(PERM_DOSSIER_APPROVE, PROVINCE));
                EXPECT(!may(PERM_DOSSIER_APPROVE, ELSEWHERE));
                EXPECT(!may(PERM_DOSSIER_INTAKE, DISTRICT));                   /* another role */
                testdb_run(&t, "update delegation set unit_id = 3, tree = 0"); /* less */
                EXPECT(may(PERM_DOSSIER_APPROVE, COMMUNE));
                EXPECT(!may(PERM_DOSSIER_APPROVE, DISTRICT));
                testdb_run(&t, "update delegation set unit_id = 1"); /* above, without the tree */
                EXPECT(!may(PERM_DOSSIER_APPROVE, DISTRICT));
                testdb_close(&t);
        }
}

TEST(delegations_and_absences_hold_in_their_time_only)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                does(grant, ROLE_SPECIALIST, DISTRICT, false);
                does(delegate, ROLE_SPECIALIST, DISTRICT, false);
                clock_set(NOW + WEEK - 1, false);
                EXPECT(may(PERM_DOSSIER_PROCESS, DISTRICT));
                clock_set(NOW + WEEK, false);
                EXPECT(!may(PERM_DOSSIER_PROCESS, DISTRICT));
                clock_set(NOW, false);
                testdb_run(&t, "update delegation set revoked_at = 1");
                EXPECT(!may(PERM_DOSSIER_PROCESS, DISTRICT));
                does(go_away, ROLE_SPECIALIST, DISTRICT, false);
                EXPECT(may(PERM_DOSSIER_PROCESS, DISTRICT));
                clock_set(NOW + WEEK, false);
                EXPECT(!may(PERM_DOSSIER_PROCESS, DISTRICT));
                testdb_close(&t);
        }
}

TEST(nobody_acts_for_somebody_whose_account_is_locked_or_who_left)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                does(grant, ROLE_LEADER, DISTRICT, false);
                does(delegate, ROLE_LEADER, DISTRICT, false);
                does(go_away, ROLE_LEADER, DISTRICT, false);
                EXPECT(may(PERM_DOSSIER_APPROVE, DISTRICT));
                testdb_run(&t, "update account set state = 'locked' where name = 'giao'");
                EXPECT(!may(PERM_DOSSIER_APPROVE, DISTRICT));
                testdb_run(&t, "update account set state = 'active', leaves_at = 1 "
                               "where name = 'giao'");
                EXPECT(!may(PERM_DOSSIER_APPROVE, DISTRICT));
                testdb_close(&t);
        }
}

TEST(rights_that_need_two_persons_are_handed_on_by_nobody)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                does(grant, ROLE_ADMIN, PROVINCE, true);
                does(grant, ROLE_COUNTER, COMMUNE, false);
                does(delegate, ROLE_ADMIN, PROVINCE, true);
                does(go_away, ROLE_ADMIN, PROVINCE, true);
                EXPECT(!may(PERM_UNIT_EDIT, PROVINCE));
                EXPECT(!may(PERM_SETTING_EDIT, PROVINCE));
                EXPECT(!may(PERM_AUDIT_READ, PROVINCE));
                EXPECT(may(PERM_DOSSIER_INTAKE, COMMUNE)); /* by the absence */
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_giver_who_loses_the_role_takes_it_from_the_delegate_at_once),
                RUN(a_delegation_gives_no_more_than_giver_and_paper_have_in_common),
                RUN(delegations_and_absences_hold_in_their_time_only),
                RUN(nobody_acts_for_somebody_whose_account_is_locked_or_who_left),
                RUN(rights_that_need_two_persons_are_handed_on_by_nobody));
}
