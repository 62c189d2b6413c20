/*
 * src/app/test/test_precheck.c: "am I eligible, which papers?": every decision in the program asks
 * what its table knows, names papers and answers that exist, and leads a person on into the
 * application with what was answered.
 */
#include "app/test/site.h"
#include "base/embedded.h"
#include "core/org.h"
#include "flow/dmn.h"
#include "flow/form.h"
#include "mod/catalogue/catalogue.h"
#include "mod/design/design.h"
#include "test/test.h"

#define CITIZEN "038094000217"
#define FOLDER  "data/decisions/"
#define MARRY                                                                                      \
        "/thu-tuc/1.000894/dieu-kien?f-tinh_trang=%C4%90%C3%A3+ly+h%C3%B4n"                        \
        "&f-tinh_trang_kia=Ch%C6%B0a+k%E1%BA%BFt+h%C3%B4n+l%E1%BA%A7n+n%C3%A0o&f-ho_hang=khong"    \
        "&f-ly_hon_nuoc_ngoai=khong"

static struct site s;

/* Every text cell of a table that says which papers a case needs. */
static void look_at_papers(struct str text, const struct procedure_full *p)
{
        ptrdiff_t at;

        while ((at = str_find(text, STR("_ra_paper\">"))) >= 0) {
                struct str name, rest;
                bool known = false;

                text = str_sub(text, (size_t)at + 1, text.len);
                rest = str_sub(text, (size_t)str_find(text, STR("&quot;")) + 6, text.len);
                name = str_sub(rest, 0, (size_t)str_find(rest, STR("&quot;")));
                for (size_t i = 0; i < p->papers.n; i++)
                        known = known || str_eq(name, p->papers.rows[i].name) ||
                                str_eq(name, p->papers.rows[i].case_text);
                if (!known)
                        printf("no such paper: %.*s\n", STRF(name));
                EXPECT(known);
        }
}

/* The field of the procedure's form at "a.b", or NULL. */
static const struct form_field *field_at(const struct form_field *parent, struct str path)
{
        for (const struct form_field *f = parent->first; f; f = f->next) {
                const struct form_field *found = f->type == FORM_GROUP ? field_at(f, path) : NULL;

                if (str_eq(f->key, path))
                        return f;
                if (found)
                        return found;
        }
        return NULL;
}

static bool takes(const struct form_field *f, struct str values)
{
        struct str one;

        while (str_cut(&values, '|', &one)) {
                bool found = str_empty(one);

                for (size_t i = 0; i < f->n_options; i++)
                        found = found || str_eq(f->options[i].wire, one);
                if (!found)
                        return false;
        }
        return true;
}

static struct form *form_of(struct str procedure)
{
        for (const struct embedded *e = data_files; e->name; e++) {
                struct str text, code;
                struct form *form;

                if (!str_starts(str_of(e->name), STR("data/forms/")) ||
                        embedded_read(s.arena, e->name, &text) < 0 ||
                        form_load(s.arena, text, &form) < 0)
                        continue;
                for (size_t i = 0; (code = form_procedure(form, i)).ptr; i++)
                        if (str_eq(code, procedure))
                                return form;
        }
        return NULL;
}

static void look_at_inputs(const struct dmn_model *m, struct str procedure)
{
        struct form *form = form_of(procedure);
        struct dmn_input in;

        REQUIRE(form != NULL);
        for (size_t i = 0; dmn_input(feel_run_new(s.arena, NULL), m, i, &in); i++) {
                struct str path = dmn_own(m, DMN_INPUT, i, "answer");
                const struct form_field *f = path.ptr ? field_at(form_root(form), path) : NULL;

                EXPECT(dmn_own(m, DMN_INPUT, i, "en").len > 0);
                if (!path.ptr)
                        continue;
                if (!f)
                        printf("no such field: %.*s\n", STRF(path));
                REQUIRE(f != NULL);
                EXPECT(takes(f, dmn_own(m, DMN_INPUT, i, "answers")) || f->type == FORM_NUMBER);
        }
}

TEST(decisions_in_the_program_are_sound_and_name_what_exists)
{
        int n = 0;

        REQUIRE(site_begin(&s, DB_SQLITE));
        for (const struct embedded *e = data_files; e->name; e++) {
                struct str code = str_of(e->name), text;
                struct procedure_full p;
                struct design_check check;
                struct dmn_model *m;
                struct tx *tx;

                if (!str_starts(code, STR(FOLDER)))
                        continue;
                n++;
                code = str_sub(code, strlen(FOLDER), code.len - strlen(FOLDER ".dmn"));
                REQUIRE(embedded_read(s.arena, e->name, &text) == 0);
                design_check(s.arena, NULL, 0, DESIGN_DECISION, text, &check);
                EXPECT_INT(check.errors, 0);
                REQUIRE(dmn_load(s.arena, &(struct dmn_source){ STR("x"), text }, 1, &m) == 0);
                REQUIRE(store_read_begin(s.db.store, s.arena, &tx) == 0);
                EXPECT_INT(catalogue_get(tx, code, day_of(SITE_NOW), &p), 0);
                look_at_papers(text, &p);
                store_read_end(tx);
                look_at_inputs(m, code);
        }
        EXPECT(n >= 8);
        site_end(&s);
}

TEST(what_was_answered_before_applying_is_in_the_application)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody, lan;
                struct answer a;
                const char *draft;

                REQUIRE(site_begin(&s, kind));
                nobody = site_visitor(&s, NULL);
                lan = site_visitor(&s, CITIZEN);
                a = site_get(&nobody, "/thu-tuc/1.000894");
                EXPECT(answer_has(&a, "href=\"/thu-tuc/1.000894/dieu-kien\""));
                a = site_get(&nobody, "/thu-tuc/1.000894/dieu-kien");
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "Nam từ đủ 20 tuổi"));
                a = site_get(&nobody, "/en/thu-tuc/1.000894/dieu-kien");
                EXPECT(answer_has(&a, "A man must be 20") && answer_has(&a, "Widowed"));
                a = site_get(&nobody, MARRY "&f-noi_khac=co"); /* one is missing */
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "href=\"#f-du_tuoi\""));
                a = site_get(&nobody, MARRY "&f-du_tuoi=khong&f-noi_khac=co");
                EXPECT(answer_has(&a, "Bạn chưa đủ điều kiện"));
                EXPECT(answer_has(&a, "điều 8"));
                a = site_get(&nobody, MARRY "&f-du_tuoi=co&f-noi_khac=co");
                EXPECT(answer_has(&a, "Bạn đủ điều kiện"));
                EXPECT(answer_has(&a, "Giấy xác nhận tình trạng hôn nhân"));
                EXPECT(!answer_has(&a, "Trích lục ghi chú ly hôn"));
                EXPECT(!answer_has(&a, "<strong>Tờ khai")); /* the form asks it */
                EXPECT(answer_has(&a, "href=\"/thu-tuc/1.000894/nop?f-nguoi_nop-tinh_trang=ly_hon"
                                      "&amp;f-ben_kia-tinh_trang=chua\""));
                a = site_get(&lan, "/thu-tuc/1.000894/nop?f-nguoi_nop-tinh_trang=ly_hon");
                EXPECT(answer_has(&a, "name=\"f-nguoi_nop-tinh_trang\" value=\"ly_hon\""));
                a = site_post(&lan, "/thu-tuc/1.000894/nop",
                        "f-nguoi_nop-tinh_trang=ly_hon&f-nguoi_nop-khong_co=x");
                REQUIRE(site_leads_to(&a, "/nop/N-"));
                draft = str_c(s.arena, answer_header(&a, "Location"));
                a = site_get(&lan, draft);
                EXPECT(answer_has(&a, "value=\"ly_hon\"\n checked") ||
                        answer_has(&a, "value=\"ly_hon\" checked"));
                a = site_get(&nobody, "/thu-tuc/1.004222/dieu-kien"); /* has no decision */
                EXPECT_INT(a.status, 404);
                a = site_get(&nobody, "/thu-tuc/1.004222");
                EXPECT(!answer_has(&a, "dieu-kien"));
                site_end(&s);
        }
}

/* The fee and the time of a case come from the decision. */
TEST(fee_and_time_are_those_of_the_case)
{
        struct visitor nobody;
        struct answer a;

        REQUIRE(site_begin(&s, DB_SQLITE));
        nobody = site_visitor(&s, NULL);
        a = site_get(&nobody, "/thu-tuc/2.000488/dieu-kien?f-so=Phi%E1%BA%BFu+s%E1%BB%91+1"
                              "&f-cho_ai=Cho+m%C3%ACnh&f-nhieu_noi=co"
                              "&f-mien=Sinh+vi%C3%AAn+ho%E1%BA%B7c+ng%C6%B0%E1%BB%9Di+c%C3%B3+c"
                              "%C3%B4ng");
        EXPECT(answer_has(&a, "100.000 đ"));
        EXPECT(answer_has(&a, "Không quá 15 ngày"));
        site_end(&s);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(decisions_in_the_program_are_sound_and_name_what_exists),
                RUN(what_was_answered_before_applying_is_in_the_application),
                RUN(fee_and_time_are_those_of_the_case));
}
