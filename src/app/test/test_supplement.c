/*
 * src/app/test/test_supplement.c: a request for papers answered point by point, the officer's view
 * of it, and the rating when all is over.
 */
#include "app/test/site.h"
#include "test/test.h"

#define CITIZEN "038094000217"

static struct site s;
static const char *code; /* of the citizen's dossier */

static const char *path(const char *fmt)
{
        return str_fmt(s.arena, fmt, code).ptr;
}

static i64 version(void)
{
        return testdb_i64(
                &s.db, str_fmt(s.arena, "select version from dossier where code = '%s'", code).ptr);
}

static struct answer move(const struct visitor *v, const char *action, const char *more)
{
        return site_post(v, str_fmt(s.arena, "/viec/%s/%s", code, action).ptr,
                str_fmt(s.arena, "version=%lld%s", (long long)version(), more).ptr);
}

/* One that waits at the counter is made the citizen's. */
static bool hand_in(const struct visitor *lan, const struct visitor *officer)
{
        struct answer a;

        testdb_run(&s.db,
                "update dossier set account_id = (select id from account where name = '" CITIZEN
                "') where id = (select min(id) from dossier where state = 1)");
        code = site_cell(&s, "select code from dossier where state = 1 order by id limit 1");
        a = site_get(lan, path("/ho-so/%s"));
        EXPECT_INT(a.status, 200);
        a = site_get(officer, path("/viec/%s"));
        return a.status == 200;
}

TEST(every_point_of_a_request_is_answered_by_itself_and_nothing_typed_is_lost)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, officer, other;
                struct answer a;
                const char *send;

                REQUIRE(site_begin(&s, kind));
                lan = site_visitor(&s, CITIZEN);
                officer = site_visitor(&s, "motcua");
                other = site_visitor(&s, "chuyenvien");
                REQUIRE(hand_in(&lan, &officer));
                a = move(&officer, "supplement", "&defects=Thieu+giay+A%0AThieu+giay+B");
                REQUIRE(a.status == 303);

                a = site_get(&lan, path("/ho-so/%s"));
                EXPECT(answer_has(&a, "Thieu giay A") && answer_has(&a, "id=\"diem-2\""));
                a = site_post(&lan, path("/ho-so/%s/diem/1"), "answer=");
                EXPECT_INT(a.status, 422);
                a = site_post(&lan, path("/ho-so/%s/diem/3"), "answer=x");
                EXPECT_INT(a.status, 404);
                a = site_post(&other, path("/ho-so/%s/diem/1"), "answer=x");
                EXPECT(a.status == 403 || a.status == 404);
                a = site_post(&lan, path("/ho-so/%s/diem/1"), "answer=Giay+A+gui+roi");
                EXPECT(site_leads_to(&a, path("/ho-so/%s#diem-1")));
                a = site_get(&lan, path("/ho-so/%s"));
                EXPECT(answer_has(&a, "Giay A gui roi"));

                send = str_fmt(s.arena, "version=%lld", (long long)version()).ptr;
                a = site_post(&lan, path("/ho-so/%s/bo-sung"), send);
                EXPECT_INT(a.status, 422); /* point 2 has no answer */
                EXPECT(answer_has(&a, "Còn 1 điểm chưa trả lời"));
                EXPECT(answer_has(&a, "Giay A gui roi"));
                a = site_post(&lan, path("/ho-so/%s/diem/2"), "answer=Giay+B+day");
                EXPECT_INT(a.status, 303);
                a = site_post(&lan, path("/ho-so/%s/bo-sung"), send);
                EXPECT(site_leads_to(&a, path("/ho-so/%s")));
                a = site_post(&lan, path("/ho-so/%s/diem/2"), "answer=Khac");
                EXPECT_INT(a.status, 409); /* sent: what the officer sees stays */

                a = site_get(&officer, path("/viec/%s"));
                EXPECT(answer_has(&a, "Thieu giay B") && answer_has(&a, "Giay B day"));
                a = site_get(&lan, path("/ho-so/%s"));
                EXPECT(answer_has(&a, "Giay B day") && !answer_has(&a, "id=\"diem-2\""));
                site_end(&s);
        }
}

TEST(a_dossier_is_rated_once_and_only_when_it_is_over)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, officer;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                lan = site_visitor(&s, CITIZEN);
                officer = site_visitor(&s, "motcua");
                REQUIRE(hand_in(&lan, &officer));
                a = site_post(&lan, path("/ho-so/%s/danh-gia"), "stars=5");
                EXPECT_INT(a.status, 409);
                a = move(&officer, "refuse", "&note=Khong+thuoc+tham+quyen");
                REQUIRE(a.status == 303);
                a = site_get(&lan, path("/ho-so/%s"));
                EXPECT(answer_has(&a, "id=\"danh-gia\""));
                a = site_post(&lan, path("/ho-so/%s/danh-gia"), "words=Cham");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, ">Cham</textarea>"));
                a = site_post(&lan, path("/ho-so/%s/danh-gia"), "stars=6");
                EXPECT_INT(a.status, 422);
                a = site_post(&lan, path("/ho-so/%s/danh-gia"), "stars=2&words=Cham");
                EXPECT_INT(a.status, 303);
                a = site_post(&lan, path("/ho-so/%s/danh-gia"), "stars=5");
                EXPECT_INT(a.status, 409);
                EXPECT_INT(testdb_i64(&s.db, "select stars from dossier_rating"), 2);
                a = site_get(&officer, path("/viec/%s"));
                EXPECT(answer_has(&a, "Đã đánh giá 2 trên 5"));
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv,
                RUN(every_point_of_a_request_is_answered_by_itself_and_nothing_typed_is_lost),
                RUN(a_dossier_is_rated_once_and_only_when_it_is_over));
}
