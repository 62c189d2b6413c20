/*
 * src/app/test/test_complaint.c: a complaint about a dossier reaches the head of the unit and
 * nobody else, is answered within the law's limit, and both sides are told; also for who has no
 * account.
 */
#include "app/test/site.h"
#include "test/test.h"

#define CITIZEN "038094000217"

static struct site s;
static const char *code; /* of the citizen's dossier */

static const char *sent(void)
{
        return site_cell(&s, "select code from complaint order by id desc limit 1");
}

static const char *version(void)
{
        return str_fmt(s.arena, "version=%lld",
                (long long)testdb_i64(
                        &s.db, "select version from complaint order by id desc limit 1"))
                .ptr;
}

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        testdb_run(&s.db,
                "update dossier set account_id = (select id from account where name = '" CITIZEN
                "'), person_id = (select person_id from account where name = '" CITIZEN
                "') where id = (select min(id) from dossier)");
        code = site_cell(&s, "select code from dossier order by id limit 1");
        return true;
}

static struct answer complain(const struct visitor *v, const char *words)
{
        return site_post(v, site_fmt(&s, "/ho-so/%s/kien-nghi", code),
                site_fmt(&s, "viec=late&loi=%s", words));
}

static struct answer act(const struct visitor *v, const char *action, const char *more)
{
        return site_post(v, str_fmt(s.arena, "/kien-nghi/%s/%s", sent(), action).ptr,
                str_fmt(s.arena, "%s%s", version(), more).ptr);
}

TEST(a_complaint_is_answered_by_the_head_and_read_by_who_sent_it)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, head, specialist, other;
                struct answer a;

                REQUIRE(begin(kind));
                lan = site_visitor(&s, CITIZEN);
                head = site_visitor(&s, "lanhdao");
                specialist = site_visitor(&s, "chuyenvien");
                a = site_get(&lan, site_fmt(&s, "/ho-so/%s", code));
                EXPECT(answer_has(&a, site_fmt(&s, "/ho-so/%s/kien-nghi", code)));
                a = site_get(&lan, site_fmt(&s, "/ho-so/%s/kien-nghi", code));
                EXPECT(answer_has(&a, "15 ngày làm việc"));
                a = complain(&lan, "");
                EXPECT_INT(a.status, 422);
                a = complain(&lan, "Hen+ba+lan+roi");
                EXPECT_INT(a.status, 303);
                a = complain(&lan, "Lan+nua");
                EXPECT_INT(a.status, 422); /* one is open */
                EXPECT_INT(site_count(&s, "complaint"), 1);

                a = site_get(&specialist, "/kien-nghi");
                EXPECT_INT(a.status, 403);
                a = site_get(&specialist, site_fmt(&s, "/kien-nghi/%s", sent()));
                EXPECT_INT(a.status, 403);
                a = site_get(&head, "/kien-nghi");
                EXPECT(answer_has(&a, code));
                a = site_get(&head, site_fmt(&s, "/kien-nghi/%s", sent()));
                EXPECT(answer_has(&a, "Hen ba lan roi"));
                EXPECT_INT(site_count(&s, "access_record where why = 'complaint.read'"), 1);
                a = act(&lan, "nhan", "");
                EXPECT_INT(a.status, 403);
                a = act(&head, "nhan", "");
                EXPECT_INT(a.status, 303);
                a = act(&head, "nhan", "");
                EXPECT_INT(a.status, 409);
                a = act(&head, "tra-loi", "&loi=+");
                EXPECT_INT(a.status, 422);
                a = site_post(&head, site_fmt(&s, "/kien-nghi/%s/tra-loi", sent()),
                        "version=1&loi=Xin+loi");
                EXPECT_INT(a.status, 409); /* made from a page of before */
                a = act(&head, "tra-loi", "&loi=Xin+loi+ong+ba");
                EXPECT_INT(a.status, 303);
                a = act(&head, "tu-choi", "&loi=Thoi");
                EXPECT_INT(a.status, 409);
                a = site_get(&lan, site_fmt(&s, "/ho-so/%s/kien-nghi", code));
                EXPECT(answer_has(&a, "Xin loi ong ba"));
                EXPECT_INT(site_count(&s, "notice where kind = 'complaint.sent'"), 1);
                EXPECT_INT(site_count(&s, "notice where kind = 'complaint.taken'"), 1);
                EXPECT_INT(site_count(&s, "notice where kind = 'complaint.answered'"), 1);
                EXPECT_INT(site_count(&s, "audit_event where action = 'complaint.answer'"), 1);
                a = complain(&lan, "Van+cham");
                EXPECT_INT(a.status, 303); /* the one of before is over */

                other = site_visitor(&s, NULL);
                a = site_get(&other, site_fmt(&s, "/ho-so/%s/kien-nghi", code));
                EXPECT_INT(a.status, 303);
                site_end(&s);
        }
}

TEST(who_sent_it_may_take_it_back_and_nobody_else)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, head;
                const char *form;
                struct answer a;

                REQUIRE(begin(kind));
                lan = site_visitor(&s, CITIZEN);
                head = site_visitor(&s, "lanhdao");
                a = complain(&lan, "Cham+qua");
                REQUIRE(a.status == 303);
                form = str_fmt(s.arena, "kien_nghi=%s&%s", sent(), version()).ptr;
                a = site_post(&head, site_fmt(&s, "/ho-so/%s/kien-nghi/rut", code), form);
                EXPECT(a.status == 403 || a.status == 404);
                a = site_post(&lan, site_fmt(&s, "/ho-so/%s/kien-nghi/rut", code), form);
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "complaint where state = 5"), 1);
                a = act(&head, "tra-loi", "&loi=Muon+roi");
                EXPECT_INT(a.status, 409);
                site_end(&s);
        }
}

TEST(files_of_a_complaint_are_for_both_sides_only)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, head, specialist;
                const char *path;
                struct answer a;

                REQUIRE(begin(kind));
                lan = site_visitor(&s, CITIZEN);
                head = site_visitor(&s, "lanhdao");
                specialist = site_visitor(&s, "chuyenvien");
                a = complain(&lan, "Co+anh+kem");
                REQUIRE(a.status == 303);
                a = site_upload(&head, site_fmt(&s, "/kien-nghi/%s/tra-loi", sent()), "files",
                        "a.pdf", "%PDF-1.4\n%%EOF\n");
                EXPECT_INT(a.status, 422); /* an answer has words */
                testdb_run(&s.db,
                        "insert into file (id, code, hash, content_name, name, type, size, "
                        "account_id, object_kind, object_id, created_at, check_state) select 77, "
                        "'TEPKIENNGHI', hash, content_name, 'a.pdf', 'application/pdf', size, "
                        "0, 'complaint', (select min(id) from complaint), 0, 2 from file limit 1");
                path = str_fmt(s.arena, "/kien-nghi/%s/tep/TEPKIENNGHI", sent()).ptr;
                a = site_get(&specialist, path);
                EXPECT_INT(a.status, 404);
                if (site_count(&s, "file where code = 'TEPKIENNGHI'")) {
                        a = site_get(&lan, path);
                        EXPECT_INT(a.status, 200);
                        a = site_get(&head, path);
                        EXPECT_INT(a.status, 200);
                }
                site_end(&s);
        }
}

TEST(who_has_no_account_complains_by_code_and_digits_and_guessing_is_counted)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody, head, lan;
                const char *digits, *good;
                struct answer a;

                REQUIRE(begin(kind));
                nobody = site_visitor(&s, NULL);
                head = site_visitor(&s, "lanhdao");
                lan = site_visitor(&s, CITIZEN);
                digits = site_cell(&s, "select substr(applicant_identity, 9, 4) from dossier order "
                                       "by id limit 1");
                good = str_fmt(s.arena, "ma=%s&so=%s", code, digits).ptr;
                a = site_post(&nobody, "/tra-cuu/kien-nghi",
                        str_fmt(s.arena, "ma=%s&so=%s&viec=money&loi=Thu+sai", code,
                                strcmp(digits, "1234") == 0 ? "4321" : "1234")
                                .ptr);
                EXPECT_INT(a.status, 422);
                EXPECT_INT(site_count(&s, "failure where kind = 'lookup'"), 1);
                EXPECT_INT(site_count(&s, "complaint"), 0);
                a = site_post(&nobody, "/tra-cuu", good);
                EXPECT(a.status == 200 && answer_has(&a, "/tra-cuu/kien-nghi"));
                a = site_post(&nobody, "/tra-cuu/kien-nghi",
                        site_fmt(&s, "%s&viec=money&loi=Thu+sai", good));
                EXPECT_INT(a.status, 200);
                EXPECT_INT(site_count(&s, "complaint where account_id is null"), 1);
                EXPECT_INT(site_count(&s,
                                   "notice where kind = 'complaint.sent' and account_id is null"),
                        1);
                a = site_get(&lan, site_fmt(&s, "/ho-so/%s/kien-nghi", code));
                EXPECT(!answer_has(&a, "Thu sai")); /* by whom, nobody knows */
                a = act(&head, "tra-loi", "&loi=Da+hoan+tien");
                EXPECT_INT(a.status, 303);
                a = site_post(&nobody, "/tra-cuu", good);
                EXPECT(answer_has(&a, "Da hoan tien"));
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_complaint_is_answered_by_the_head_and_read_by_who_sent_it),
                RUN(who_sent_it_may_take_it_back_and_nobody_else),
                RUN(files_of_a_complaint_are_for_both_sides_only),
                RUN(who_has_no_account_complains_by_code_and_digits_and_guessing_is_counted));
}
