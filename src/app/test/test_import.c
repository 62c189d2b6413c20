/*
 * src/app/test/test_import.c: persons from another system: what comes in, what is refused and why,
 * and that the same file again changes nothing.
 */
#include "app/import_people.h"

#include "core/queries.h"
#include "store/test/testdb.h"
#include "test/test.h"

#define HEAD "name,identity,birth_day,sex,phone,email,address,commune_code\n"
#define GOOD                                                                                       \
        "Nguyễn Văn An,038094000111,31/01/1994,Nam,0912 345 678,an@example.vn,Số 1,14764\n"   \
        "Lê Thị Bình,038194000112,1994-02-01,nữ,,,,\n"

static struct people_report run(struct testdb *t, const char *text, bool dry, struct buf *json)
{
        struct people_report rep = { .json = json };

        buf_init(json, t->arena, 1 << 20);
        EXPECT_INT(people_import(t->store, str_of(text), dry, &rep), 0);
        return rep;
}

TEST(people_come_in_once_and_a_dry_run_writes_nothing)
{
        TESTDB_EACH(kind)
        {
                struct people_report rep;
                struct testdb t;
                struct buf json;

                REQUIRE(testdb_open(&t, kind) == 0);
                rep = run(&t, HEAD GOOD, true, &json);
                EXPECT_INT(rep.added, 2);
                EXPECT_INT(testdb_i64(&t, "select count(*) from person"), 0);
                rep = run(&t, HEAD GOOD, false, &json);
                EXPECT_INT(rep.added, 2);
                EXPECT_INT(json.len, 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from person where phone = '0912345678' "
                                          "and sex = 'male' and birth_day = 8796"),
                        1);
                EXPECT_INT(testdb_i64(&t, "select count(*) from audit_event where "
                                          "action = 'people.import'"),
                        1);
                rep = run(&t, HEAD GOOD, false, &json);
                EXPECT_INT(rep.same, 2);
                EXPECT_INT(testdb_i64(&t, "select count(*) from person"), 2);
                testdb_close(&t);
        }
}

TEST(each_bad_line_is_named_with_its_field_and_what_is_known_is_kept)
{
        TESTDB_EACH(kind)
        {
                struct people_report rep;
                struct testdb t;
                struct buf json;

                REQUIRE(testdb_open(&t, kind) == 0);
                rep = run(&t,
                        HEAD GOOD ",038094000113,,,,,,\n"
                                  "Không Số,12,,,,,,\n"
                                  "Ngày Sai,038094000114,31/02/1994,,,,,\n"
                                  "Chưa Sinh,038094000115,01/01/2999,,,,,\n"
                                  "Thừa,Ô\n"
                                  "Nguyễn Văn Bách,038094000111,,,,,,\n",
                        false, &json);
                EXPECT_INT(rep.read, 8);
                EXPECT_INT(rep.added, 2);
                EXPECT_INT(rep.refused, 5);
                EXPECT_INT(rep.kept, 1);
                EXPECT(str_find(buf_str(&json), STR("\"line\":4,\"field\":\"name\"")) >= 0);
                EXPECT(str_find(buf_str(&json), STR("\"line\":5,\"field\":\"identity\"")) >= 0);
                EXPECT(str_find(buf_str(&json), STR("\"line\":6,\"field\":\"birth_day\"")) >= 0);
                EXPECT(str_find(buf_str(&json), STR("\"line\":7,\"field\":\"birth_day\"")) >= 0);
                EXPECT(str_find(buf_str(&json), STR("\"line\":9,\"field\":\"name\"")) >= 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from person where name = "
                                          "'Nguyễn Văn An'"),
                        1);
                rep = run(&t,
                        "{\"name\":\"Trần Cao\",\"identity\":\"038094000116\"}\n\nkhông phải\n[1]\n",
                        false, &json);
                EXPECT_INT(rep.added, 1);
                EXPECT_INT(rep.refused, 2);
                EXPECT(str_find(buf_str(&json), STR("\"line\":3")) >= 0);
                testdb_close(&t);
        }
}

TEST(a_run_that_was_broken_off_is_run_again_and_ends_as_if_it_had_not_been)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct buf text, json;
                struct people_report rep;
                size_t half = 0;

                REQUIRE(testdb_open(&t, kind) == 0);
                buf_init(&text, t.arena, 1 << 20);
                buf_addc(&text, HEAD);
                for (int i = 0; i < 1000; i++) {
                        if (i == 530)
                                half = text.len;
                        buf_fmt(&text, "Người Thứ %d,0380940%05d,,,,,,\n", i, i);
                }
                run(&t, str_c(t.arena, str_sub(buf_str(&text), 0, half)), false, &json);
                rep = run(&t, str_c(t.arena, buf_str(&text)), false, &json);
                EXPECT_INT(rep.same, 530);
                EXPECT_INT(rep.added, 470);
                EXPECT_INT(testdb_i64(&t, "select count(*) from person"), 1000);
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(people_come_in_once_and_a_dry_run_writes_nothing),
                RUN(each_bad_line_is_named_with_its_field_and_what_is_known_is_kept),
                RUN(a_run_that_was_broken_off_is_run_again_and_ends_as_if_it_had_not_been));
}
