/*
 * src/mod/dossier/test/test_answers.c: the forms in the program are sound and ask what every
 * dossier needs; answers keep the form that they were given to; answers of before forms were data
 * are still understood; and they are found again by what they mean. On both databases.
 */
#include "base/clock.h"
#include "base/embedded.h"
#include "mod/dossier/answers.h"
#include "mod/dossier/kept.h"
#include "mod/dossier/test/fixture.h"
#include "test/test.h"

TEST(the_forms_in_the_program_have_no_problems_and_ask_what_a_dossier_needs)
{
        static const char *const needed[] = { "applicant.name", "applicant.identity",
                "applicant.birth_date", "applicant.phone", "applicant.email", "applicant.address",
                "dossier.place", "dossier.note" };
        size_t forms = 0;

        for (const struct embedded *e = data_files; e->name; e++) {
                AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
                struct form *form;
                struct str text;

                if (!str_starts(str_of(e->name), STR("data/forms/")))
                        continue;
                REQUIRE(embedded_read(a, e->name, &text) == 0);
                EXPECT_INT(form_load(a, text, &form), 0);
                for (const struct form_problem *p = form_problems(form); p; p = p->next) {
                        printf("    %s: %.*s: %.*s\n", e->name, STRF(p->component), STRF(p->text));
                        EXPECT(false);
                }
                for (size_t i = 0; i < ARRAY_LEN(needed); i++)
                        if (!form_by_meaning(form, needed[i])) {
                                printf("    %s does not ask %s\n", e->name, needed[i]);
                                EXPECT(false);
                        }
                for (const struct form_field *g = form_root(form)->first; g; g = g->next)
                        EXPECT(g->type == FORM_GROUP && g->address.ptr && g->label[FORM_EN]);
                EXPECT(str_is(form_root(form)->first->address, "nguoi-nop"));
                forms++;
        }
        EXPECT(forms >= 7);
}

/* Work inside one snapshot, after the forms were installed. */
static void with_forms(int (*look)(struct tx *tx, void *arg))
{
        TESTDB_EACH(kind)
        {
                struct small s;

                REQUIRE(small_open(&s, kind));
                EXPECT_INT(form_store_install(s.t.store), 0);
                EXPECT_INT(form_store_install(s.t.store), 0);
                EXPECT_INT(small_write(&s, look, NULL), 0);
                small_close(&s);
        }
}

static int look_at_versions(struct tx *tx, void *arg)
{
        struct stored_form birth, other, again;

        EXPECT_INT(form_store_of(tx, STR("1.001193"), &birth), 0);
        EXPECT_STR(birth.code, "khai-sinh");
        EXPECT_INT(birth.version, 1);
        EXPECT_INT(form_store_of(tx, STR("1.900001"), &other), 0);
        EXPECT_STR(other.code, FORM_USUAL);
        EXPECT_INT(form_store_get(tx, STR("khai-sinh"), 1, &again), 0);
        EXPECT(again.form == birth.form);
        EXPECT_INT(form_store_get(tx, STR("khai-sinh"), 2, &again), ERR_NOT_FOUND);
        return 0;
}

TEST(a_form_is_installed_once_and_procedures_have_their_own_or_the_usual_one)
{
        with_forms(look_at_versions);
}

static const struct procedure_version procedure = { .code = { "1.900001", 8 },
        .usual = { "Thử", 4 },
        .level = { "province", 8 },
        .level_2025 = { "province", 8 },
        .unit_code = { "H56.1", 5 },
        .unit_code_2025 = { "H56.1", 5 } };

static int look_at_old(struct tx *tx, void *arg)
{
        struct answers v;
        struct form_fill fill;
        struct new_dossier n = { .birth_day = I64_NULL };
        const struct person nobody = { .birth_day = I64_NULL, .phone = { "0900000000", 10 } };

        int r = answers_read(tx,
                STR("{\"applicant.name\":\"Lan\",\"applicant.identity\":\"038094000217\","
                    "\"applicant.birth_day\":8836,\"note\":\"Gấp\"}"),
                procedure.code, &v);

        if (r == 0)
                r = answers_fill(tx->arena, org_get(tx->arena), &procedure, &v, tx->now, &fill);
        if (r < 0)
                return r;
        answers_applicant(&fill, &nobody, &n);
        EXPECT_STR(n.name, "Lan");
        EXPECT_STR(n.identity, "038094000217");
        EXPECT_INT(n.birth_day, 8836);
        EXPECT_STR(n.phone, "0900000000");
        EXPECT_STR(answers_meaning(&fill, "dossier.note"), "Gấp");
        EXPECT(answers_meaning(&fill, "dossier.place").ptr == NULL);
        return 0;
}

TEST(answers_of_before_forms_are_read_by_their_meaning)
{
        with_forms(look_at_old);
}

static int look_at_kept(struct tx *tx, void *arg)
{
        const struct person p = { .name = { "Lan", 3 }, .birth_day = 8836 };
        struct answers v, again;
        struct form_fill fill;
        struct str json;

        int r = answers_begin(tx, STR("1.000894"), &v);

        if (r < 0)
                return r;
        answers_offer_person(tx->arena, &v, &p);
        json = answers_json(tx->arena, &v);
        r = answers_read(tx, json, STR("1.900001"), &again);
        if (r == 0)
                r = answers_fill(tx->arena, org_get(tx->arena), &procedure, &again, tx->now, &fill);
        if (r < 0)
                return r;
        EXPECT_STR(
                again.stored.code, "ket-hon"); /* the form it was given to, not the procedure's */
        EXPECT_INT(answers_meaning_day(&fill, "applicant.birth_date"), 8836);
        EXPECT(form_check_answers(&fill) > 0);
        EXPECT(str_find(answers_clean_json(tx->arena, &again, &fill), STR("1994-03-12")) > 0);
        EXPECT_INT(answers_read(tx, STR("{"), STR("1.900001"), &again), ERR_CORRUPT);
        return 0;
}

TEST(answers_keep_the_form_that_they_were_given_to)
{
        with_forms(look_at_kept);
}

TEST(papers_of_one_kind_are_known_whatever_is_written_around_their_name)
{
        struct arena *a = arena_new(1 << 16);

        EXPECT(kept_same_kind(a, STR("Giấy chứng sinh"), STR("Bản sao giấy chứng sinh (nếu có);")));
        EXPECT(kept_same_kind(a, STR("Sổ hộ khẩu."), STR("sổ hộ khẩu")));
        EXPECT(!kept_same_kind(a, STR("Giấy chứng sinh"), STR("Giấy chứng tử")));
        EXPECT(!kept_same_kind(a, STR("(nếu có)"), STR("(1)")));
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv,
                RUN(the_forms_in_the_program_have_no_problems_and_ask_what_a_dossier_needs),
                RUN(a_form_is_installed_once_and_procedures_have_their_own_or_the_usual_one),
                RUN(answers_of_before_forms_are_read_by_their_meaning),
                RUN(answers_keep_the_form_that_they_were_given_to),
                RUN(papers_of_one_kind_are_known_whatever_is_written_around_their_name));
}
