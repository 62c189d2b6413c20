/*
 * src/app/test/test_procedures.c: procedures written on administrators' pages: two persons, a day
 * from which on, and files of the national catalogue that are looked at before they come in.
 */
#include "app/test/site.h"
#include "job/job.h"
#include "test/test.h"

static struct site s;

#define ONE "/quan-tri/thu-tuc/1.000894"

static bool leads_to(const struct answer *a, const char *address)
{
        return a->status == 303 && str_is(answer_header(a, "Location"), address);
}

/* The number of the newest version of the procedure, and its revision. */
static const char *newest(const char *column)
{
        return site_cell(
                &s, str_fmt(s.arena,
                            "select cast(v.%s as text) from procedure_version v join procedure p "
                            "on p.id = v.procedure_id where p.code = '1.000894' "
                            "order by v.number desc limit 1",
                            column)
                            .ptr);
}

static const char *address(const char *rest)
{
        return str_fmt(s.arena, ONE "/%s%s", newest("number"), rest).ptr;
}

/* Posts to the newest version with the revision that it has, or another. */
static struct answer act(
        const struct visitor *v, const char *rest, const char *revision, const char *form)
{
        return site_post(v, address(rest),
                str_fmt(s.arena, "revision=%s&%s", revision ? revision : newest("revision"), form)
                        .ptr);
}

/* What the form sends; limit is what the tests change. */
#define CONTENT                                                                                    \
        "name=Th%E1%BB%A7+t%E1%BB%A5c&usual=K%E1%BA%BFt+h%C3%B4n&field=H%E1%BB%99+t%E1%BB%8Bch"    \
        "&level=commune&level_2025=commune&agency=UBND&audience=citizen&online=full"               \
        "&limit_unit=working_day&legal_basis=Lu%E1%BA%ADt&results=Gi%E1%BA%A5y"                    \
        "&reason=quyet+dinh+15&process=single_unit&o.p0-name=T%E1%BB%9D+khai&o.p0-originals=1"     \
        "&o.p0-copies=0&o.p1-name=&o.p1-originals=7&o.f0-kind=charge&o.f0-name=X"                  \
        "&o.f0-amount=75.000"

static void begin_draft(const struct visitor *v)
{
        struct answer a = site_post(v, ONE, "from=1&reason=quyet+dinh+15");

        REQUIRE(a.status == 303);
        EXPECT(leads_to(&a, address("/sua")));
}

TEST(what_one_person_writes_another_approves_and_it_is_in_force_from_its_day)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor one = site_visitor(&s, "quantri"),
                               two = site_visitor(&s, "quantri.hai"),
                               officer = site_visitor(&s, "dongve.motcua");
                struct answer a;

                EXPECT_INT(site_get(&officer, "/quan-tri/thu-tuc").status, 403);
                begin_draft(&one);
                EXPECT_INT(site_post(&one, ONE, "from=1&reason=x").status, 409); /* one at a time */
                a = act(&one, "/sua", NULL, CONTENT "&limit=2,5");
                EXPECT(leads_to(&a, address("?bao=luu")));
                EXPECT_STR(str_of(newest("limit_hundredths")), "250");
                EXPECT_STR(str_of(newest("process")), "single_unit");
                EXPECT_INT(
                        site_count(&s, "procedure_paper where name = 'Tờ khai' and originals = 1"),
                        1);
                EXPECT_INT(
                        site_count(&s,
                                "procedure_fee f join procedure_version v on v.id = f.version_id "
                                "where v.state = 'draft' and f.amount = 75000"),
                        1);
                EXPECT_INT(site_count(&s, "audit_event where action = 'procedure.save'"), 1);
                EXPECT_INT(
                        site_count(&s, "audit_payload where body like '%2,5 ngày làm việc%'"), 1);
                a = site_get(&one, "/api/v1/procedures/1.000894");
                EXPECT(!answer_has(&a, "2.5")); /* a draft touches nobody */
                a = act(&one, "/viec/submit", NULL, "");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(act(&one, "/viec/approve", NULL, "").status, 403);
                EXPECT_INT(act(&one, "/sua", NULL, CONTENT "&limit=9").status, 409);
                EXPECT_INT(act(&two, "/viec/approve", NULL, "").status, 303);
                EXPECT_INT(act(&one, "/viec/publish", NULL, "valid_from=2022-09-01").status, 403);
                EXPECT_INT(act(&two, "/viec/publish", NULL, "valid_from=2022-01-01").status, 422);
                EXPECT_INT(act(&two, "/viec/publish", NULL, "valid_from=2022-06-01").status, 303);
                a = site_get(&one, "/api/v1/procedures/1.000894");
                EXPECT(answer_has(&a, "\"value\":2.5"));
                a = site_get(&one, address(""));
                EXPECT(answer_has(&a, "Đang áp dụng"));
                EXPECT(answer_has(&a, "Lệ phí X: 75.000"));
                a = site_get(
                        &one, str_fmt(s.arena, ONE "/so-sanh?cu=1&moi=%s", newest("number")).ptr);
                EXPECT(answer_has(&a, "2,5 ngày làm việc"));
                a = site_get(&one, "/quan-tri/nhat-ky");
                EXPECT(answer_has(&a, "Thủ tục: cho áp dụng"));
                site_end(&s);
        }
}

TEST(what_is_typed_wrong_is_said_and_kept_and_the_second_of_two_is_told)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor one = site_visitor(&s, "quantri"),
                               two = site_visitor(&s, "quantri.hai");
                struct answer a;
                const char *seen;

                begin_draft(&one);
                seen = newest("revision");
                a = act(&one, "/sua", NULL, CONTENT "&limit=ba");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "value=\"ba\""));
                EXPECT(answer_has(&a, "value=\"75.000\""));
                a = act(&one, "/sua", NULL, CONTENT "&limit=3&o.f1-amount=nhieu");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "dòng 2"));
                EXPECT_INT(
                        act(&one, "/sua", NULL, CONTENT "&limit=3&process=khong-co").status, 422);
                EXPECT_INT(act(&two, "/sua", seen, CONTENT "&limit=3").status, 303);
                a = act(&one, "/sua", seen, CONTENT "&limit=4");
                EXPECT_INT(a.status, 409);
                EXPECT(answer_has(&a, "value=\"4\""));
                EXPECT_STR(str_of(newest("limit_hundredths")), "300");
                /* Both have written now: neither is the second person. */
                EXPECT_INT(act(&one, "/viec/submit", NULL, "").status, 303);
                EXPECT_INT(act(&one, "/viec/approve", NULL, "").status, 403);
                EXPECT_INT(act(&two, "/viec/approve", NULL, "").status, 403);
                EXPECT_INT(act(&two, "/viec/return", NULL, "").status, 422);
                EXPECT_INT(act(&two, "/viec/return", NULL, "note=chua+du").status, 303);
                EXPECT_INT(act(&one, "/viec/drop", NULL, "note=thoi").status, 303);
                EXPECT_STR(str_of(newest("state")), "dropped");
                EXPECT_INT(site_get(&one, ONE "/99").status, 404);
                EXPECT_INT(site_get(&one, "/quan-tri/thu-tuc/9.999999").status, 404);
                site_end(&s);
        }
}

TEST(a_new_procedure_is_nowhere_until_it_is_published_and_lacks_are_named)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor one = site_visitor(&s, "quantri");
                struct answer a = site_post(&one, "/quan-tri/thu-tuc-moi",
                        "national_code=1.999123&name=Vi%E1%BB%87c+m%E1%BB%9Bi&reason=x");

                EXPECT(leads_to(&a, "/quan-tri/thu-tuc/1.999123/1/sua"));
                EXPECT_INT(site_get(&one, "/thu-tuc/1.999123").status, 404);
                a = site_get(&one, "/quan-tri/thu-tuc?q=viec+moi&tinh-trang=cho");
                EXPECT(answer_has(&a, "1.999123"));
                a = site_post(&one, "/quan-tri/thu-tuc/1.999123/1/viec/submit", "revision=1");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "Cơ quan thực hiện"));
                EXPECT_INT(site_post(&one, "/quan-tri/thu-tuc-moi",
                                   "national_code=1.999123&name=x&reason=x")
                                   .status,
                        422);
                EXPECT_INT(site_post(&one, "/quan-tri/thu-tuc-moi",
                                   "national_code=abc&name=x&reason=x")
                                   .status,
                        422);
                site_end(&s);
        }
}

#define LINES                                                                                      \
        "{\"code\":\"1.999201\",\"name\":\"Một việc\",\"levels\":[\"xa\"]}\n"                  \
        "{\"code\":\"sai\",\"name\":\"Sai mã\"}\n"                                                \
        "{\"code\":\"1.999202\",\"name\":\"Việc hai\",\"levels\":[\"tinh\"]}\n"

TEST(a_file_is_looked_at_and_comes_in_when_another_person_confirms)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor one = site_visitor(&s, "quantri"),
                               two = site_visitor(&s, "quantri.hai");
                struct answer a = site_upload(
                        &one, "/quan-tri/thu-tuc-nhap", "file", "danh-muc.jsonl", LINES);
                const char *page;
                i64 n;

                EXPECT_INT(a.status, 303);
                page = str_c(s.arena, str_dup(s.arena, answer_header(&a, "Location")));
                EXPECT_INT(site_count(&s, "procedure where code = '1.999201'"), 0);
                a = site_get(&one, page);
                EXPECT(answer_has(&a, "Nhập mã có dạng"));
                EXPECT(answer_has(&a, "thiếu thời hạn"));
                EXPECT_INT(site_post(&one, page, "decision=confirm").status, 403);
                EXPECT_INT(site_post(&two, page, "decision=confirm").status, 303);
                EXPECT_INT(site_post(&two, page, "decision=confirm").status, 409);
                EXPECT_INT(job_run_due(s.app.store, s.arena, &n), 0);
                EXPECT_STR(str_of(site_cell(&s, "select state from procedure_import")), "done");
                EXPECT_INT(site_count(&s, "procedure where code in ('1.999201', '1.999202')"), 2);
                EXPECT_INT(site_count(&s,
                                   "procedure_version where review <> '' and name = 'Một việc'"),
                        1);
                a = site_upload(&one, "/quan-tri/thu-tuc-nhap", "file", "x.jsonl", "khong phai\n");
                EXPECT_INT(a.status, 422);
                site_end(&s);
        }
}

/* Which procedures the public search names for these words; the first page of answers. */
static bool finds(const struct visitor *v, const char *words, const char *code)
{
        struct answer a = site_get(v, str_fmt(s.arena, "/tim?q=%s", words).ptr);

        EXPECT_INT(a.status, 200);
        return answer_has(&a, str_fmt(s.arena, "/thu-tuc/%s", code).ptr);
}

#define PHRASES "/quan-tri/tu-tim"
#define EDIT    PHRASES "/sua"

TEST(words_that_people_use_are_found_by_as_soon_as_they_are_written)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri"),
                               officer = site_visitor(&s, "dongve.motcua"),
                               citizen = site_visitor(&s, NULL);
                struct answer a;

                EXPECT_INT(site_get(&officer, PHRASES).status, 403);
                EXPECT(!finds(&citizen, "bắt+cá+hai+tay", "1.000894"));
                a = site_post(&admin, EDIT,
                        "cum=B%E1%BA%AFt+c%C3%A1+hai+tay!&loai=name&nghia=1.000894%0D%0A&was=0");
                EXPECT(leads_to(&a,
                        "/quan-tri/tu-tim/sua?cum=B%E1%BA%AFt%20c%C3%A1%20hai%20tay%21&bao=luu"));
                EXPECT(finds(&citizen, "bắt+cá+hai+tay", "1.000894"));
                EXPECT(finds(&citizen, "bat+ca+hai+tay", "1.000894"));
                a = site_get(&admin, PHRASES "?q=bat+ca&thu=bat+ca+hai+tay");
                EXPECT(answer_has(&a, "Bắt cá hai tay!"));
                EXPECT(answer_has(&a, "/thu-tuc/1.000894"));
                a = site_post(&admin, EDIT, /* made from what another has changed since */
                        "cum=b%E1%BA%AFt+c%C3%A1+hai+tay&loai=silent&was=0");
                EXPECT_INT(a.status, 409);
                a = site_post(&admin, EDIT,
                        "cum=b%E1%BA%AFt+c%C3%A1+hai+tay&loai=words&nghia=h%E1%BB%99+chi%E1%BA%BFu&was=1");
                EXPECT_INT(a.status, 303);
                EXPECT(!finds(&citizen, "bắt+cá+hai+tay", "1.000894"));
                EXPECT_INT(site_post(&admin, PHRASES "/mac-dinh",
                                   "cum=b%E1%BA%AFt+c%C3%A1+hai+tay&was=1")
                                   .status,
                        409);
                EXPECT_INT(site_post(&admin, PHRASES "/mac-dinh",
                                   "cum=b%E1%BA%AFt+c%C3%A1+hai+tay&was=2")
                                   .status,
                        303);
                EXPECT_INT(site_post(&admin, EDIT, /* made from what was taken back since */
                                   "cum=b%E1%BA%AFt+c%C3%A1+hai+tay&loai=silent&was=2")
                                   .status,
                        409);
                EXPECT_INT(site_post(&admin, PHRASES "/mac-dinh", /* once more: it is gone */
                                   "cum=b%E1%BA%AFt+c%C3%A1+hai+tay&was=2")
                                   .status,
                        303);
                EXPECT_INT(site_count(&s, "search_phrase"), 0);
                EXPECT_INT(site_count(&s, "audit_event where action = 'phrase.change'"), 2);
                EXPECT_INT(site_count(&s, "audit_event where action = 'phrase.reset'"), 1);
                site_end(&s);
        }
}

TEST(a_built_in_meaning_can_be_put_out_of_use_and_taken_back)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri"),
                               citizen = site_visitor(&s, NULL);

                EXPECT(finds(&citizen, "đkkh", "1.000894"));
                EXPECT_INT(site_post(&admin, EDIT, "cum=%C4%91kkh&loai=off&was=0").status, 303);
                EXPECT(!finds(&citizen, "đkkh", "1.000894"));
                EXPECT_INT(
                        site_post(&admin, PHRASES "/mac-dinh", "cum=%C4%91kkh&was=1").status, 303);
                EXPECT(finds(&citizen, "đkkh", "1.000894"));
                site_end(&s);
        }
}

TEST(words_that_cannot_be_are_refused_beside_their_field_and_kept)
{
        static const struct {
                const char *form, *says;
        } wrong[] = {
                { "cum=%21%3F&loai=words&nghia=x&was=0", "Hãy ghi những từ mà người dân gõ" },
                { "cum=a+b+c+d+e+f+g+h+i+k+l+m+n+o+p+q+r&loai=silent&was=0", "Dài quá 16 từ" },
                { "cum=x+y&loai=name&nghia=+%0A&was=0", "Hãy ghi mã thủ tục" },
                { "cum=x+y&loai=name&nghia=1.000894%0A9.999999&was=0",
                        "Không có thủ tục nào đang hiệu lực mang mã “9.999999”" },
                { "cum=x+y&loai=words&nghia=a%0Ab%0Ac%0Ad%0Ae&was=0", "hoặc 4 cách nói" },
                { "cum=x+y&loai=words&nghia=%3F%3F&was=0", "Hãy ghi mã thủ tục" },
                { "cum=x+y&loai=words&nghia=a+b+c+d+e+f+g+h+i+k+l+m+n+o+p+q+r&was=0",
                        "dài quá 16 từ" },
        };

        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri");

                for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                        struct answer a = site_post(&admin, EDIT, wrong[i].form);

                        EXPECT_INT(a.status, 422);
                        EXPECT(answer_has(&a, wrong[i].says));
                }
                EXPECT_INT(site_count(&s, "search_phrase"), 0);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(words_that_people_use_are_found_by_as_soon_as_they_are_written),
                RUN(a_built_in_meaning_can_be_put_out_of_use_and_taken_back),
                RUN(words_that_cannot_be_are_refused_beside_their_field_and_kept),
                RUN(what_one_person_writes_another_approves_and_it_is_in_force_from_its_day),
                RUN(what_is_typed_wrong_is_said_and_kept_and_the_second_of_two_is_told),
                RUN(a_new_procedure_is_nowhere_until_it_is_published_and_lacks_are_named),
                RUN(a_file_is_looked_at_and_comes_in_when_another_person_confirms));
}
