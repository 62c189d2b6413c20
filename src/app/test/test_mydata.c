/*
 * src/app/test/test_mydata.c: people see and decide what is held about them: a copy of everything,
 * purposes that they refuse, corrections that an officer answers, drafts that go at their word.
 */
#include "app/test/site.h"
#include "job/job.h"
#include "store/stmt.h"
#include "test/test.h"

#define CITIZEN "038094000217"
#define DATA    "/du-lieu-cua-toi"

static struct site s;

static void run_jobs(void)
{
        i64 n;

        CHECK(job_run_due(s.app.store, s.arena, &n) == 0);
}

static const char *copy_address(void)
{
        return str_fmt(s.arena, DATA "/xuat/%s",
                site_cell(&s, "select code from copy_request order by id desc limit 1"))
                .ptr;
}

TEST(a_copy_of_everything_is_made_for_the_person_alone_and_goes_after_its_time)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN), officer = site_visitor(&s, "motcua");
                struct answer a = site_post(&v, DATA "/xuat", "x=1");

                EXPECT_INT(a.status, 303);
                site_post(&v, DATA "/xuat", "x=1"); /* asked already */
                EXPECT_INT(site_count(&s, "copy_request"), 1);
                a = site_get(&v, copy_address());
                EXPECT_INT(a.status, 404); /* not ready */
                run_jobs();
                a = site_get(&v, DATA);
                EXPECT(answer_has(&a, "Tải bản sao"));
                a = site_get(&v, copy_address());
                EXPECT_INT(a.status, 200);
                EXPECT(str_starts(a.body, STR("PK\3\4")));
                EXPECT(answer_has(&a, "\"identity\":\"" CITIZEN "\""));
                EXPECT(answer_has(&a, "\"who_looked\""));
                EXPECT(!answer_has(&a, "argon2"));
                EXPECT_INT(site_count(&s, "notice where kind = 'mydata.ready'"), 1);
                EXPECT_INT(site_count(&s, "audit_event where action = 'mydata.export'"), 1);
                a = site_get(&officer, copy_address());
                EXPECT_INT(a.status, 403);
                clock_set(clock_now() + 8 * DAY_MS, false);
                v = site_visitor(&s, CITIZEN);
                a = site_get(&v, copy_address());
                EXPECT_INT(a.status, 410);
                run_jobs();
                EXPECT_INT(site_count(&s, "copy_request where removed_at is null"), 0);
                EXPECT_INT(site_count(&s, "file where object_kind = 'copy' and removed_at is null"),
                        0);
                EXPECT_INT(site_count(&s, "audit_event where action = 'mydata.retention'"), 1);
                site_end(&s);
        }
}

TEST(a_purpose_is_refused_and_agreed_to_again_and_both_are_kept)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN);
                struct answer a = site_get(&v, DATA);

                EXPECT(answer_has(&a, "Đang đồng ý"));
                EXPECT(!answer_has(&a, "Đã từ chối"));
                a = site_post(&v, DATA "/dong-y", "muc_dich=prefill");
                EXPECT_INT(a.status, 303);
                a = site_get(&v, DATA);
                EXPECT(answer_has(&a, "Đã từ chối"));
                site_post(&v, DATA "/dong-y", "muc_dich=prefill&cho=1");
                EXPECT_INT(site_count(&s, "consent where purpose = 'prefill'"), 2);
                EXPECT_INT(
                        site_count(&s,
                                "audit_event where action in ('mydata.agreed', 'mydata.refused')"),
                        2);
                a = site_post(&v, DATA "/dong-y", "muc_dich=khac");
                EXPECT(a.status >= 400);
                EXPECT_INT(site_count(&s, "consent"), 2);
                site_end(&s);
        }
}

static const char *wish_code(void)
{
        return site_cell(&s, "select code from correction order by id desc limit 1");
}

static struct answer decide(const struct visitor *v, const char *how)
{
        return site_post(v, "/sua-du-lieu",
                str_fmt(s.arena, "yeu_cau=%s&quyet=%s&loi=Da+xem+can+cuoc", wish_code(), how).ptr);
}

TEST(a_correction_is_made_by_an_officer_who_takes_it_and_by_nobody_else)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN), officer = site_visitor(&s, "motcua");
                struct answer a =
                        site_post(&v, DATA "/sua", "truong=birth_day&moi=31/2/1994&ly_do=x");

                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "Viết ngày như 27/9/1996"));
                a = site_post(&v, DATA "/sua", "truong=birth_day&moi=13/3/1994&ly_do=Can+cuoc");
                EXPECT_INT(a.status, 303);
                a = decide(&v, "nhan");
                EXPECT_INT(a.status, 403);
                a = site_get(&officer, "/sua-du-lieu");
                EXPECT(answer_has(&a, "12/03/1994"));
                EXPECT(answer_has(&a, "13/3/1994"));
                EXPECT_INT(site_count(&s, "access_record where why = 'mydata.correction'"), 1);
                a = decide(&officer, "nhan");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(testdb_i64(&s.db,
                                   "select birth_day from person where identity = '" CITIZEN "'"),
                        day_make(1994, 3, 13));
                a = decide(&officer, "tu-choi"); /* answered before */
                EXPECT_INT(a.status, 409);
                site_post(&v, DATA "/sua", "truong=name&moi=L%C3%AA+V%C4%83n+B&ly_do=x");
                a = decide(&officer, "tu-choi");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "person where identity = '" CITIZEN
                                          "' and name = 'Lê Văn Hùng'"),
                        1);
                a = site_get(&v, DATA);
                EXPECT(answer_has(&a, "Da xem can cuoc"));
                EXPECT_INT(site_count(&s,
                                   "notice where kind in ('mydata.corrected', 'mydata.declined')"),
                        2);
                site_end(&s);
        }
}

TEST(drafts_go_at_their_owners_word_and_only_theirs)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN);
                struct answer a = site_post(&v, "/thu-tuc/1.004873/nop", "x=1");
                i64 others;

                EXPECT_INT(a.status, 303);
                testdb_run(&s.db,
                        "insert into draft (id, code, account_id, version_id, answers, "
                        "version, created_at, updated_at, expires_at) select 7, 'N-7', 7, "
                        "version_id, answers, 1, created_at, updated_at, expires_at from "
                        "draft limit 1");
                others = site_count(&s, "draft where account_id = 7");
                a = site_get(&v, DATA);
                EXPECT(answer_has(&a, "Xoá 1 bản nháp"));
                a = site_post(&v, DATA "/xoa-nhap", "x=1");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "draft where account_id <> 7 and dossier_id is null"), 0);
                EXPECT_INT(site_count(&s, "draft where account_id = 7"), others);
                EXPECT_INT(site_count(&s, "audit_event where action = 'draft.erased'"), 1);
                site_end(&s);
        }
}

TEST(questions_that_several_forms_ask_are_listed_with_what_to_do)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor designer = site_visitor(&s, "thietke"),
                               v = site_visitor(&s, CITIZEN);
                struct answer a = site_get(&designer, "/quan-tri/cau-hoi-lap");

                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "applicant.birth_date"));
                EXPECT(answer_has(&a, "Đã điền sẵn từ tài khoản"));
                EXPECT(answer_has(&a, "Khai một nghĩa chung"));
                a = site_get(&v, "/quan-tri/cau-hoi-lap");
                EXPECT_INT(a.status, 403);
                site_end(&s);
        }
}

/* Tables that name a person and are not in the copy, each with its reason. */
static const struct {
        const char *table, *why;
} left_out[] = {
        { "absence", "an officer's duty; officers have no copy" },
        { "camera", "a link that lasts for minutes; its photos are papers of the draft" },
        { "delegation", "an officer's duty" },
        { "design_event", "an officer's work" },
        { "design_migration", "an officer's work" },
        { "flow_journal",
                "how a process went, by its officers; what came of it is in the dossier" },
        { "grant_request", "an officer's rights" },
        { "guest", "somebody without an account; theirs is what the code opens" },
        { "internal_audit_event", "an officer's work" },
        { "nonconformity_event", "an officer's work" },
        { "partial_file", "on its way for hours, then a file or nothing" },
        { "post", "an officer's post" },
        { "procedure_event", "an officer's work" },
        { "queue_filter", "how an officer looks at the queue" },
        { "recovery_code", "hashes of secrets" },
        { "request_key", "hashes of requests, for thirty days" },
        { "role_grant", "an officer's rights" },
        { "sign_in", "the ten minutes between two steps" },
};

/* As a word of the text: "post" is not in "postgres". */
static bool names(struct str text, struct str word)
{
        for (ptrdiff_t at; (at = str_find(text, word)) >= 0;
                text = str_sub(text, (size_t)at + word.len, text.len)) {
                char before = at ? text.ptr[at - 1] : ' ';
                size_t end = (size_t)at + word.len;
                char after = end < text.len ? text.ptr[end] : ' ';

                if (before == ' ' && (after == ' ' || after == ')' || after == ','))
                        return true;
        }
        return false;
}

static bool is_in_copy(struct str table)
{
        for (const struct stmt *const *p = stmts; *p; p++)
                if ((strncmp((*p)->name, "held_", 5) == 0 ||
                            strcmp((*p)->name, "drafts_open") == 0) &&
                        names(str_of((*p)->sql[DB_SQLITE][0]), table))
                        return true;
        return false;
}

static bool is_left_out(struct str table)
{
        for (size_t i = 0; i < ARRAY_LEN(left_out); i++)
                if (str_is(table, left_out[i].table))
                        return true;
        return false;
}

TEST(every_table_that_names_a_person_is_in_the_copy_or_says_why_not)
{
        REQUIRE(site_begin(&s, DB_SQLITE));
        struct str rows, table;
        struct tx *tx;
        i64 seen = 0, reasons = 0;

        REQUIRE(store_read_begin(s.app.store, s.arena, &tx) == 0);
        REQUIRE(testdb_rows(tx,
                        "select distinct m.name from sqlite_master m join pragma_table_info(m.name) "
                        "c on 1 = 1 where m.type = 'table' and c.name in ('account_id', "
                        "'person_id', 'actor', 'from_account', 'to_account', 'identity', 'payer', "
                        "'requester', 'receiver', 'applicant_identity', 'send_to') order by m.name",
                        "t", NO_VALS, &rows) == 0);
        store_read_end(tx);
        while (rows.len && str_cut(&rows, '\n', &table)) {
                table = str_sub(table, 0, table.len - 1); /* the bar behind a cell */
                seen++;
                reasons += is_left_out(table);
                if (is_in_copy(table) == is_left_out(table))
                        printf("    %.*s: in the copy and left out, or neither\n", STRF(table));
                EXPECT(is_in_copy(table) != is_left_out(table));
        }
        EXPECT(seen > 30);
        EXPECT_INT(reasons, ARRAY_LEN(left_out)); /* none is about a table that is gone */
        site_end(&s);
}

TEST(a_copy_is_whole_however_much_there_is)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN);
                struct answer a;

                testdb_run(&s.db,
                        "insert into notice_confirmed (account_id, address, at) select id, "
                        "'xac.nhan@thanhhoa.example', 5 from account where name = '" CITIZEN "'");
                testdb_run(&s.db,
                        "insert into consent (id, account_id, purpose, given, at, peer) "
                        "with recursive k(n) as (select 1 union all select n + 1 from k where "
                        "n < 5101) select 1000 + k.n, a.id, 'prefill', 1, 5, 'lan thu ' || k.n "
                        "from account a cross join k where a.name = '" CITIZEN "'");
                site_post(&v, DATA "/xuat", "x=1");
                run_jobs();
                a = site_get(&v, copy_address());
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "xac.nhan@thanhhoa.example"));
                EXPECT(answer_has(&a, "\"lan thu 1\""));
                EXPECT(answer_has(&a, "\"lan thu 5101\""));
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv,
                RUN(a_copy_of_everything_is_made_for_the_person_alone_and_goes_after_its_time),
                RUN(a_purpose_is_refused_and_agreed_to_again_and_both_are_kept),
                RUN(a_correction_is_made_by_an_officer_who_takes_it_and_by_nobody_else),
                RUN(drafts_go_at_their_owners_word_and_only_theirs),
                RUN(questions_that_several_forms_ask_are_listed_with_what_to_do),
                RUN(every_table_that_names_a_person_is_in_the_copy_or_says_why_not),
                RUN(a_copy_is_whole_however_much_there_is));
}
