/*
 * src/core/test/test_question.c: a form as a page: controls have names, labels and what was typed;
 * faults stand beside them and on top, with links; rows come with their buttons; nothing that an
 * author or an applicant wrote becomes markup. Schemas stand with ' for ", to be read.
 */
#include "core/question.h"
#include "core/views.h"
#include "test/test.h"

#define GROUP(id, components)                                                                      \
        "{'type':'group','id':'" id "','label':'Nhóm " id "','components':[" components "]}"
#define FORM(components) "{'type':'default','id':'f','components':[" components "]}"

struct
try {
        struct arena *arena;
        struct form *form;
        struct form_fill fill;
        struct question_room room;
        const struct question_page *pages;
        size_t n_pages;
};

static const struct json *parse(struct arena *a, const char *s)
{
        const struct json *j;

        CHECK(json_parse(a, str_replace(a, str_of(s), STR("'"), STR("\"")), &j, NULL) == 0);
        return j;
}

static struct try try_form(struct arena *a, enum lang lang, const char *schema, const char *data)
{
        struct try t = { .arena = a };
        struct form_setup setup = { .arena = a };

        CHECK(form_load(a, str_replace(a, str_of(schema), STR("'"), STR("\"")), &t.form) == 0);
        setup.form = t.form;
        CHECK(form_fill(&setup, form_data_new(a, parse(a, data)), &t.fill) == 0);
        form_check_answers(&t.fill);
        t.room = (struct question_room){ .arena = a, .lang = lang, .path = STR("/p") };
        return t;
}

/* The page as HTML. */
static struct str page(struct try *t, size_t i, bool judged)
{
        struct questions_view v;
        struct html h;

        t->room.fill = &t->fill;
        t->n_pages = question_pages(&t->room, &t->pages);
        CHECK(i < t->n_pages);
        question_page_view(&t->room, &t->pages[i], judged, &v);
        html_init(&h, t->arena, t->room.lang, 0, NULL);
        view_error_box(&h, v.errors, v.n_errors);
        view_questions(&h, &v);
        return html_text(&h);
}

#define HAS(html, words)                                                                           \
        do {                                                                                       \
                if (str_find(html, str_of(words)) < 0) {                                           \
                        test_bad = 1;                                                              \
                        printf("    %d: no %s in\n%.*s\n", __LINE__, words, STRF(html));           \
                }                                                                                  \
        } while (0)
#define LACKS(html, words) EXPECT(str_find(html, str_of(words)) < 0)
#define ARENA(a)           AUTO(arena_freep) struct arena *a = arena_new(64 << 20)

TEST(groups_are_pages_and_hidden_ones_are_none)
{
        ARENA(a);
        struct try t = try_form(a, LANG_VI,
                "{'type':'default','id':'f','components':["
                "{'type':'textfield','key':'a','id':'a','label':'A'},"
                "{'type':'group','id':'g1','label':'Nhóm g1','components':["
                "{'type':'checkbox','key':'b','id':'b','label':'B'}]},"
                "{'type':'group','id':'g2','label':'G','conditional':{'hide':'=b = false'},"
                "'components':[{'type':'textfield','key':'c','id':'c','label':'C'}]},"
                "{'type':'group','id':'g3','label':'H','components':["
                "{'type':'expression','key':'e','id':'e','expression':'=1'}]}]}",
                "{}");

        page(&t, 0, false);
        REQUIRE(t.n_pages == 2);
        EXPECT_STR(t.pages[0].address, "phan-1");
        EXPECT_STR(t.pages[1].address, "g1");
        EXPECT_STR(t.pages[1].title, "Nhóm g1");
}

TEST(what_was_typed_stands_in_its_control_and_faults_beside_it)
{
        ARENA(a);
        struct try t = try_form(a, LANG_VI,
                FORM(GROUP("g",
                        "{'type':'textfield','key':'x.ten','id':'t','label':'Họ tên',"
                        "'description':'Như <b>thẻ</b>','validate':{'maxLength':3}},"
                        "{'type':'datetime','key':'d','id':'d','dateLabel':'Ngày'},"
                        "{'type':'radio','key':'r','id':'r','label':'Giới tính',"
                        "'validate':{'required':true},'values':[{'label':'Nam','value':'n'}]}")),
                "{'x':{'ten':'<i>abcd'},'d':'30/2/1996'}");
        struct str html = page(&t, 0, true);

        HAS(html, "name=\"f-x-ten\"");
        HAS(html, "value=\"&lt;i&gt;abcd\"");
        HAS(html, "Như &lt;b&gt;thẻ&lt;/b&gt;");
        HAS(html, "<a href=\"#f-x-ten\">Dài nhất là 3 ký tự</a>");
        HAS(html, "id=\"f-x-ten-e\"");
        HAS(html, "aria-describedby=\"f-x-ten-h f-x-ten-e\"");
        HAS(html, "name=\"f-d-day\" type=\"text\" inputmode=\"numeric\" value=\"30\"");
        HAS(html, "name=\"f-d-year\" type=\"text\" inputmode=\"numeric\" value=\"1996\"");
        HAS(html, "Hãy chọn giới tính");
        HAS(html, "<input type=\"hidden\" name=\"f-r-shown\" value=\"1\">");
        html = page(&t, 0, false);
        LACKS(html, "class=\"errors\"");
        LACKS(html, "is-wrong");
}

TEST(rows_have_buttons_and_enter_presses_none_of_them)
{
        ARENA(a);
        struct try t = try_form(a, LANG_EN,
                FORM(GROUP("g", "{'type':'dynamiclist','path':'con','id':'l','label':'Con',"
                                "'properties':{'label.en':'Child'},'components':["
                                "{'type':'textfield','key':'ten','id':'t','label':'Tên'}]}")),
                "{'con':[{'ten':'An'},{'ten':'Bé'}]}");
        struct str html = page(&t, 0, false);

        EXPECT(str_find(html, STR("<button class=\"sr\"")) < str_find(html, STR("bo:con:0")));
        HAS(html, "name=\"f-con-rows\" value=\"2\"");
        HAS(html, "name=\"f-con-1-ten\"");
        HAS(html, "value=\"bo:con:1\"");
        HAS(html, "value=\"them:con\"");
        HAS(html, "Child 2");
}

TEST(texts_and_html_are_reduced_and_escaped)
{
        ARENA(a);
        struct try t = try_form(a, LANG_VI,
                FORM(GROUP("g",
                        "{'type':'textfield','key':'x','id':'x','label':'X'},"
                        "{'type':'text','id':'t','text':'**{{x}}** [đi](/thu-tuc) "
                        "[xấu](javascript:1)'},"
                        "{'type':'html','id':'h','content':'<p>{{x}} <strong>y</strong></p>'}")),
                "{'x':'<script>'}");
        struct str html = page(&t, 0, false);

        HAS(html, "<strong>&lt;script&gt;</strong>");
        HAS(html, "<a href=\"/thu-tuc\">đi</a>");
        HAS(html, "<p>&lt;script&gt; <strong>y</strong></p>");
        LACKS(html, "javascript:");
        LACKS(html, "<script");
}

TEST(tables_go_by_links)
{
        ARENA(a);
        struct try t = try_form(a, LANG_VI,
                FORM(GROUP("g", "{'type':'table','id':'tb','label':'Bảng','rowCount':2,"
                                "'dataSource':'=for i in 1..5 return {a: i}',"
                                "'columns':[{'key':'a','label':'Số'}]}")),
                "{}");
        struct str html = page(&t, 0, false);

        HAS(html, "<td>2</td>");
        LACKS(html, "<td>3</td>");
        HAS(html, "href=\"/p?bang=tb:2\"");
        t.room.table = STR("tb:3");
        html = page(&t, 0, false);
        HAS(html, "<td>5</td>");
        LACKS(html, "bang=");
        HAS(html, "href=\"/p\"");
}

TEST(answers_are_read_in_words)
{
        ARENA(a);
        struct try t = try_form(a, LANG_VI,
                FORM(GROUP("g", "{'type':'select','key':'s','id':'s','label':'S','values':["
                                "{'label':'Một','value':1}]},"
                                "{'type':'checkbox','key':'c','id':'c','label':'C'},"
                                "{'type':'number','key':'m','id':'m','label':'M','properties':{"
                                "'kind':'money'}},"
                                "{'type':'datetime','key':'d','id':'d','dateLabel':'D'},"
                                "{'type':'textfield','key':'e','id':'e','label':'E'}")),
                "{'s':1,'c':true,'m':75000,'d':'1996-09-27'}");
        const struct answers_view *pages;

        t.room.fill = &t.fill;
        REQUIRE(question_answers(&t.room, STR("/x/"), &pages) == 1);
        REQUIRE(pages[0].n == 5);
        EXPECT_STR(pages[0].rows[0].value, "Một");
        EXPECT_STR(pages[0].rows[1].value, "Có");
        EXPECT_STR(pages[0].rows[2].value, "75.000 đ");
        EXPECT_STR(pages[0].rows[3].value, "27/09/1996");
        EXPECT_STR(pages[0].rows[4].href, "/x/g");
        question_answers(&t.room, STR_NULL, &pages);
        EXPECT_INT(pages[0].n, 4);
}

TEST(a_question_that_was_not_sent_is_found)
{
        ARENA(a);
        struct try t = try_form(a, LANG_VI,
                FORM(GROUP("g", "{'type':'checkbox','key':'c','id':'c','label':'C'},"
                                "{'type':'datetime','key':'d','id':'d','dateLabel':'D'}")),
                "{}");

        page(&t, 0, false);
        EXPECT_STR(question_unasked(&t.room, t.pages, parse(a, "{'c-shown':'1'}")), "d");
        EXPECT(question_unasked(&t.room, t.pages, parse(a, "{'c-shown':'1','d-day':''}")).ptr ==
                NULL);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(groups_are_pages_and_hidden_ones_are_none),
                RUN(what_was_typed_stands_in_its_control_and_faults_beside_it),
                RUN(rows_have_buttons_and_enter_presses_none_of_them),
                RUN(texts_and_html_are_reduced_and_escaped), RUN(tables_go_by_links),
                RUN(answers_are_read_in_words), RUN(a_question_that_was_not_sent_is_found));
}
