/*
 * src/app/test/test_appointment.c: a time at a counter is booked within its opening hours and never
 * by more people than there are places; it is moved, cancelled, called off and reminded of, and
 * belongs to whose dossier it is.
 */
#include <pthread.h>

#include "app/test/site.h"
#include "core/identity.h"
#include "core/org.h"
#include "job/job.h"
#include "test/test.h"

#define CITIZEN "038094000217"
#define BOOK    "/dat-lich"

static struct site s;
static const char *code; /* of the citizen's dossier, which the province's counter took in */

static const char *newest(void)
{
        return site_cell(&s, "select code from appointment order by id desc limit 1");
}

static const char *version(void)
{
        return str_fmt(s.arena, "version=%lld",
                (long long)testdb_i64(
                        &s.db, "select version from appointment order by id desc limit 1"))
                .ptr;
}

static void run_jobs(void)
{
        i64 n;

        CHECK(job_run_due(s.app.store, s.arena, &n) == 0);
}

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        testdb_run(&s.db,
                "update dossier set received_unit_id = (select id from unit where code = 'H56'), "
                "account_id = (select id from account where name = '" CITIZEN
                "'), person_id = (select person_id from account where name = '" CITIZEN
                "') where id = (select min(id) from dossier)");
        code = site_cell(&s, "select code from dossier order by id limit 1");
        return true;
}

/* The moment of 2022-07-DAY at HOUR:MINUTE. */
static i64 at(int day, int hour, int minute)
{
        return time_make(day_make(2022, 7, day), hour, minute, 0);
}

static const char *ms(i64 t)
{
        return str_fmt(s.arena, "%lld", (long long)t).ptr;
}

static struct answer book(const struct visitor *v, i64 t)
{
        return site_post(v, BOOK, str_fmt(s.arena, "ho_so=%s&luc=%s", code, ms(t)).ptr);
}

static struct answer book_about(const struct visitor *v, i64 t)
{
        return site_post(v, BOOK,
                str_fmt(s.arena, "thu_tuc=%s&luc=%s",
                        site_cell(&s, "select p.code from procedure p join procedure_version v on "
                                      "v.procedure_id = p.id where v.level = 'province' and "
                                      "v.state = 'published' order by p.code limit 1"),
                        ms(t))
                        .ptr);
}

static struct answer act(const struct visitor *v, const char *path, const char *more)
{
        return site_post(v, str_fmt(s.arena, path, newest()).ptr,
                str_fmt(s.arena, "%s%s", version(), more).ptr);
}

TEST(a_time_is_booked_moved_and_cancelled_by_whose_dossier_it_is)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, other;
                struct answer a;

                REQUIRE(begin(kind));
                lan = site_visitor(&s, CITIZEN);
                other = site_visitor(&s, "chuyenvien");
                a = site_get(&lan, site_fmt(&s, "/ho-so/%s", code));
                EXPECT(answer_has(&a, site_fmt(&s, "/dat-lich?ho_so=%s", code)));
                a = site_get(&lan, site_fmt(&s, BOOK "?ho_so=%s", code));
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "2022-07-20") && answer_has(&a, "2022-07-21"));
                EXPECT(!answer_has(&a, "2022-07-23") && !answer_has(&a, "2022-07-24"));
                EXPECT(answer_has(&a, ms(at(20, 10, 0))));   /* an hour from now */
                EXPECT(!answer_has(&a, ms(at(20, 9, 30))));  /* too soon */
                EXPECT(!answer_has(&a, ms(at(20, 11, 30)))); /* noon */
                a = book(&lan, at(20, 11, 15));
                EXPECT_INT(a.status, 422); /* no time of the counter */
                a = book(&lan, at(23, 8, 0));
                EXPECT_INT(a.status, 422); /* Saturday */
                a = book(&lan, at(21, 8, 0));
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "appointment where state = 1"), 1);
                EXPECT_INT(site_count(&s, "notice where kind = 'appointment.booked'"), 1);
                EXPECT_INT(site_count(&s, "audit_event where action = 'appointment.book'"), 1);
                a = book(&lan, at(21, 9, 0));
                EXPECT_INT(a.status, 422); /* one is waiting about this dossier */
                a = site_get(&lan, site_fmt(&s, BOOK "?ho_so=%s", code));
                EXPECT_INT(a.status, 303);

                a = site_get(&lan, "/lich-hen");
                EXPECT(answer_has(&a, newest()) && answer_has(&a, "8 giờ, thứ năm 21/07/2022"));
                a = site_get(&lan, site_fmt(&s, "/lich-hen/%s", newest()));
                EXPECT(answer_has(&a, "8 giờ, thứ năm 21/07/2022"));
                a = site_get(&lan, site_fmt(&s, "/lich-hen/%s/phieu", newest()));
                EXPECT(a.status == 200 && str_starts(a.body, STR("%PDF")));
                a = site_get(&other, site_fmt(&s, "/lich-hen/%s", newest()));
                EXPECT(a.status == 403 || a.status == 404);
                a = act(&lan, "/lich-hen/%s/doi", site_fmt(&s, "&luc=%s", ms(at(22, 14, 0))));
                EXPECT_INT(a.status, 303);
                EXPECT_INT(testdb_i64(&s.db, "select starts_at from appointment"), at(22, 14, 0));
                a = site_post(&lan, site_fmt(&s, "/lich-hen/%s/huy", newest()), "version=1");
                EXPECT_INT(a.status, 409); /* from a page of before */
                a = act(&lan, "/lich-hen/%s/huy", "");
                EXPECT_INT(a.status, 303);
                a = act(&lan, "/lich-hen/%s/huy", "");
                EXPECT_INT(a.status, 409);
                EXPECT_INT(site_count(&s, "appointment where state = 4"), 1);
                a = book(&lan, at(21, 8, 0));
                EXPECT_INT(a.status, 303); /* another may be booked now */
                site_end(&s);
        }
}

/* Somebody with a browser of their own: answers have their own room. */
struct rival {
        struct site site;
        struct visitor v;
        const char *form, *key;
        struct answer a;
};

static void *rival_run(void *arg)
{
        struct rival *r = arg;

        r->a = site_post_key(&r->v, BOOK, r->form, r->key);
        return NULL;
}

TEST(of_two_who_take_the_last_place_one_gets_it_and_the_other_is_told_the_next)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, head;
                struct rival rivals[2];
                pthread_t threads[2];
                struct answer a;
                int lost;

                REQUIRE(begin(kind));
                testdb_run(&s.db,
                        "update dossier set (state, received_unit_id, account_id) = (select "
                        "2, received_unit_id, account_id from dossier order by id limit 1)");
                lan = site_visitor(&s, CITIZEN);
                head = site_visitor(&s, "lanhdao");
                a = site_post(&head, "/lich-quay/gio", "don_vi=H56&tu=20/07/2022&phut=30&cho=1");
                REQUIRE(a.status == 303);
                for (int i = 0; i < 2; i++) {
                        struct rival *r = &rivals[i];

                        *r = (struct rival){
                                .site = s, .v = lan, .key = i ? "rival-b" : "rival-a"
                        };
                        r->form = str_fmt(s.arena, "ho_so=%s&luc=%s",
                                site_cell(&s, i ? "select code from dossier order by id desc"
                                                : "select code from dossier order by id"),
                                ms(at(21, 8, 0)))
                                          .ptr;
                        r->site.arena = arena_new(16 << 20);
                        r->v.site = &r->site;
                        REQUIRE(pthread_create(&threads[i], NULL, rival_run, r) == 0);
                }
                for (int i = 0; i < 2; i++)
                        pthread_join(threads[i], NULL);
                EXPECT_INT(site_count(&s, "appointment where state = 1"), 1);
                lost = rivals[0].a.status == 303;
                EXPECT_INT(rivals[!lost].a.status, 303);
                EXPECT_INT(rivals[lost].a.status, 422);
                EXPECT(answer_has(&rivals[lost].a, "8 giờ 30, thứ năm 21/07/2022"));
                EXPECT(answer_has(&rivals[lost].a, "9 giờ, thứ năm 21/07/2022"));
                for (int i = 0; i < 2; i++)
                        arena_free(rivals[i].site.arena);
                site_end(&s);
        }
}

TEST(the_calendar_counts_and_old_bookings_take_places_of_new_plans)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, head;
                struct answer a;

                REQUIRE(begin(kind));
                lan = site_visitor(&s, CITIZEN);
                head = site_visitor(&s, "lanhdao");
                testdb_run(&s.db,
                        str_fmt(s.arena,
                                "insert into calendar_day (day, kind, name) values "
                                "(%lld, 2, 'nghi'), (%lld, 4, 'lam bu')",
                                (long long)day_make(2022, 7, 21), (long long)day_make(2022, 7, 23))
                                .ptr);
                REQUIRE(org_load(s.app.store) == 0);
                a = site_get(&lan, site_fmt(&s, BOOK "?ho_so=%s", code));
                EXPECT(!answer_has(&a, "2022-07-21") && answer_has(&a, "2022-07-23"));
                a = book(&lan, at(21, 8, 0));
                EXPECT_INT(a.status, 422);
                a = book(&lan, at(23, 8, 0));
                EXPECT_INT(a.status, 303);
                /* From the 22nd on the counter takes one at a time, for an hour each. */
                a = site_post(&head, "/lich-quay/gio", "don_vi=H56&tu=22/07/2022&phut=60&cho=1");
                EXPECT_INT(a.status, 303);
                a = book_about(&lan, at(23, 7, 0));
                EXPECT_INT(a.status, 303);
                a = book_about(&lan, at(23, 8, 0));
                EXPECT_INT(a.status, 422); /* the half hour of before lies in it */
                site_end(&s);
        }
}

TEST(the_counter_marks_who_came_and_the_head_plans_it)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, counter, head, ward;
                struct answer a;

                REQUIRE(begin(kind));
                lan = site_visitor(&s, CITIZEN);
                counter = site_visitor(&s, "motcua");
                head = site_visitor(&s, "lanhdao");
                ward = site_visitor(&s, "dongve.motcua");
                a = book(&lan, at(21, 8, 0));
                REQUIRE(a.status == 303);
                a = site_get(&ward, "/lich-quay?ngay=21/07/2022&don_vi=H56");
                EXPECT(a.status == 200 && !answer_has(&a, newest()));
                a = site_get(&counter, "/lich-quay?ngay=21/07/2022");
                EXPECT(a.status == 200 && answer_has(&a, newest()) && answer_has(&a, code));
                EXPECT(site_count(&s,
                        "access_record where why = 'appointment.day' and dossier_id is not null"));
                a = act(&counter, "/lich-quay/%s/den", "");
                EXPECT_INT(a.status, 409); /* it is not that day yet */
                a = act(&ward, "/lich-quay/%s/huy", "&ly_do=Ban");
                EXPECT_INT(a.status, 404);
                a = act(&lan, "/lich-quay/%s/den", "");
                EXPECT_INT(a.status, 403);
                clock_set(at(21, 8, 10), false);
                counter = site_visitor(&s, "motcua");
                a = act(&counter, "/lich-quay/%s/vang", "");
                EXPECT_INT(a.status, 303);
                a = act(&counter, "/lich-quay/%s/den", ""); /* came late */
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "appointment where state = 2"), 1);
                EXPECT_INT(site_count(&s, "audit_event where action = 'appointment.came'"), 1);

                lan = site_visitor(&s, CITIZEN);
                a = book(&lan, at(22, 8, 0));
                REQUIRE(a.status == 303);
                a = act(&counter, "/lich-quay/%s/huy", "&ly_do=+");
                EXPECT_INT(a.status, 422);
                a = site_post(&counter, "/lich-quay/gio", "don_vi=H56&tu=22/07/2022&phut=30&cho=0");
                EXPECT_INT(a.status, 403);
                head = site_visitor(&s, "lanhdao");
                a = site_post(&head, "/lich-quay/gio", "don_vi=H56&tu=22/07/2022&phut=30&cho=0");
                EXPECT_INT(a.status, 422); /* until when, and why? */
                a = site_post(&head, "/lich-quay/gio",
                        "don_vi=H56&tu=22/07/2022&den=25/07/2022&phut=30&cho=0&ly_do=Sua+quay");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(
                        site_count(&s, "appointment where state = 5 and reason = 'Sua quay'"), 1);
                EXPECT_INT(site_count(&s, "notice where kind = 'appointment.called_off'"), 1);
                a = site_get(&lan, site_fmt(&s, "/lich-hen/%s", newest()));
                EXPECT(answer_has(&a, "Sua quay"));
                a = book(&lan, at(25, 8, 0));
                EXPECT_INT(a.status, 422);
                a = book(&lan, at(26, 8, 0)); /* the plan of before counts again */
                EXPECT_INT(a.status, 303);
                site_end(&s);
        }
}

TEST(who_booked_is_reminded_once_and_not_of_what_was_moved_or_cancelled)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan;
                struct answer a;

                REQUIRE(begin(kind));
                lan = site_visitor(&s, CITIZEN);
                a = book(&lan, at(25, 8, 0));
                REQUIRE(a.status == 303);
                a = act(&lan, "/lich-hen/%s/doi", site_fmt(&s, "&luc=%s", ms(at(27, 8, 0))));
                REQUIRE(a.status == 303);
                clock_set(at(24, 8, 1), false);
                run_jobs();
                EXPECT_INT(site_count(&s, "notice where kind = 'appointment.soon'"), 0);
                clock_set(at(26, 8, 1), false);
                run_jobs();
                run_jobs();
                EXPECT_INT(site_count(&s, "notice where kind = 'appointment.soon'"), 1);
                EXPECT_INT(testdb_i64(&s.db,
                                   "select due_at from notice where kind = 'appointment.soon'"),
                        at(27, 8, 0));
                lan = site_visitor(&s, CITIZEN);
                a = act(&lan, "/lich-hen/%s/huy", "");
                REQUIRE(a.status == 303);
                a = book(&lan, at(28, 8, 0));
                REQUIRE(a.status == 303);
                a = act(&lan, "/lich-hen/%s/huy", "");
                REQUIRE(a.status == 303);
                clock_set(at(27, 8, 1), false);
                run_jobs();
                EXPECT_INT(site_count(&s, "notice where kind = 'appointment.soon'"), 1);
                site_end(&s);
        }
}

static int new_guest(struct tx *tx, void *arg)
{
        return identity_new_guest(tx, arg);
}

TEST(a_guest_books_for_the_dossier_and_what_is_booked_goes_over_with_it)
{
        TESTDB_EACH(kind)
        {
                struct visitor guest, lan;
                struct answer a;
                i64 account;

                REQUIRE(begin(kind));
                REQUIRE(store_write(s.app.store, s.arena, new_guest, &account) == 0);
                testdb_run(&s.db, str_fmt(s.arena,
                                          "update dossier set account_id = %lld, person_id = null "
                                          "where id = (select min(id) from dossier)",
                                          (long long)account)
                                          .ptr);
                guest = site_visitor(
                        &s, site_cell(&s, "select name from account where kind = 'guest'"));
                lan = site_visitor(&s, CITIZEN);
                a = book_about(&guest, at(21, 8, 0));
                EXPECT_INT(a.status, 403);
                a = book(&lan, at(21, 8, 0));
                EXPECT_INT(a.status, 404);
                a = book(&guest, at(21, 8, 0));
                EXPECT_INT(a.status, 303);
                EXPECT_INT(
                        site_count(&s,
                                "notice where kind = 'appointment.booked' and account_id is null"),
                        1);
                a = site_get(&guest, site_fmt(&s, "/lich-hen/%s", newest()));
                EXPECT_INT(a.status, 200);
                testdb_run(&s.db, "update dossier set account_id = (select id from account where "
                                  "name = '" CITIZEN "') where id = (select min(id) from dossier)");
                a = site_get(&guest, site_fmt(&s, "/lich-hen/%s", newest()));
                EXPECT_INT(a.status, 404);
                a = site_get(&lan, "/lich-hen");
                EXPECT(answer_has(&a, newest()));
                site_end(&s);
        }
}

TEST(one_person_holds_so_many_times_about_procedures_and_no_more)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan;
                struct answer a;

                REQUIRE(begin(kind));
                lan = site_visitor(&s, CITIZEN);
                for (int i = 0; i < 3; i++) {
                        a = book_about(&lan, at(21, 8 + i, 0));
                        EXPECT_INT(a.status, 303);
                }
                a = book_about(&lan, at(21, 14, 0));
                EXPECT_INT(a.status, 422);
                EXPECT_INT(site_count(&s, "appointment"), 3);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_time_is_booked_moved_and_cancelled_by_whose_dossier_it_is),
                RUN(of_two_who_take_the_last_place_one_gets_it_and_the_other_is_told_the_next),
                RUN(the_calendar_counts_and_old_bookings_take_places_of_new_plans),
                RUN(the_counter_marks_who_came_and_the_head_plans_it),
                RUN(who_booked_is_reminded_once_and_not_of_what_was_moved_or_cancelled),
                RUN(a_guest_books_for_the_dossier_and_what_is_booked_goes_over_with_it),
                RUN(one_person_holds_so_many_times_about_procedures_and_no_more));
}
