/*
 * src/flow/test/test_form.c: what an applicant's form promises: what is hidden is not asked, sent
 * or kept; what is computed is computed here; what is wrong is said once, at its place; and what
 * authors are told. Schemas stand with ' for ", to be read.
 */
#include "base/clock.h"
#include "flow/form.h"
#include "flow/form_rich.h"
#include "test/test.h"

#define FORM(components) "{'type':'default','id':'f','components':[" components "]}"
#define TEXT(key)        "{'type':'textfield','key':'" key "','label':'L','id':'" key "'}"

struct
try {
        struct arena *arena;
        struct form *form;
        struct form_fill fill;
        struct json *data;
        size_t wrong;
};

static struct str quoted(struct arena *a, const char *s)
{
        return str_replace(a, str_of(s), STR("'"), STR("\""));
}

static struct form *load(struct arena *a, const char *schema)
{
        struct form *form;

        if (form_load(a, quoted(a, schema), &form) < 0)
                for (const struct form_problem *p = form_problems(form); p; p = p->next)
                        printf("    %.*s: %.*s\n", STRF(p->component), STRF(p->text));
        return form;
}

static bool only_communes(const void *arg, const struct form_field *f, struct str value)
{
        return f->kind == FORM_KIND_UNIT && str_is(value, "H56.41.01");
}

static void fill(struct try *t)
{
        struct form_setup setup = { .form = t->form,
                .arena = t->arena,
                .now = time_make(day_make(2026, 11, 22), 9, 0, 0),
                .host = { only_communes, NULL } };

        CHECK(form_fill(&setup, t->data, &t->fill) == 0);
        t->wrong = form_check_answers(&t->fill);
}

/* A form with stored data, filled and judged. */
static struct try try_form(struct arena *a, const char *schema, const char *data)
{
        struct try t = { .arena = a, .form = load(a, schema) };
        const struct json *j;

        CHECK(json_parse(a, quoted(a, data), &j, NULL) == 0);
        t.data = form_data_new(a, j);
        fill(&t);
        return t;
}

static struct form_item *item(struct try *t, const char *path)
{
        for (struct form_item *i = t->fill.root; i; i = form_next(t->fill.root, i))
                if (!i->is_row && form_is_input(i->field) && str_is(i->path, path))
                        return i;
        check_failed("an item of this path", path, __LINE__);
}

static struct str answers(struct try *t)
{
        return str_replace(t->arena, form_answers(t->arena, &t->fill), STR("\""), STR("'"));
}

#define ARENA(a) AUTO(arena_freep) struct arena *a = arena_new(64 << 20)

TEST(hidden_answers_are_neither_asked_nor_kept)
{
        ARENA(a);
        static const char schema[] =
                FORM("{'type':'checkbox','key':'married','label':'M','id':'m'},"
                     "{'type':'textfield','key':'spouse','label':'S','id':'s',"
                     "'conditional':{'hide':'=married = false'},'validate':{'required':true}}");
        struct try t = try_form(a, schema, "{'spouse':'Lan'}");

        EXPECT(item(&t, "spouse")->hidden);
        EXPECT_INT(t.wrong, 0);
        EXPECT_STR(answers(&t), "{'married':false}");
        t = try_form(a, schema, "{'married':true}");
        EXPECT(!item(&t, "spouse")->hidden);
        EXPECT_INT(item(&t, "spouse")->fault, FORM_REQUIRED);
}

TEST(what_cannot_be_told_yet_hides_as_in_form_js)
{
        ARENA(a);
        static const struct {
                const char *hide;
                bool hidden_null, hidden_false;
        } cases[] = {
                { "=k > 2", true, true },
                { "=not(k)", false, true },
                { "=k", true, false },
                { "=k = null", true, false },
                { "=k != 1", true, true },
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                const char *schema = str_fmt(a,
                        FORM("{'type':'expression','key':'k','id':'k','expression':'=v'},"
                             "{'type':'checkbox','key':'b','label':'B','id':'b'},"
                             "{'type':'expression','key':'v','id':'v','expression':"
                             "'=if b then false else null'},"
                             "{'type':'textfield','key':'t','label':'T','id':'t',"
                             "'conditional':{'hide':'%s'}}"),
                        cases[i].hide)
                                             .ptr;
                struct try t = try_form(a, schema, "{}");

                EXPECT_INT(item(&t, "t")->hidden, cases[i].hidden_null);
                t = try_form(a, schema, "{'b':true}");
                EXPECT_INT(item(&t, "t")->hidden, cases[i].hidden_false);
        }
}

TEST(what_is_hidden_hides_what_depends_on_it)
{
        ARENA(a);
        struct try t = try_form(a,
                FORM("{'type':'textfield','key':'x','label':'X','id':'x'},"
                     "{'type':'textfield','key':'y','label':'Y','id':'y','conditional':{"
                     "'hide':'=x != \\'1\\''}},"
                     "{'type':'textfield','key':'z','label':'Z','id':'z','conditional':{"
                     "'hide':'=y != \\'1\\''}}"),
                "{'x':'2','y':'1','z':'kept?'}");

        EXPECT(item(&t, "y")->hidden && item(&t, "z")->hidden);
        EXPECT_STR(answers(&t), "{'x':'2'}");
}

TEST(computed_answers_are_never_taken_from_outside)
{
        ARENA(a);
        struct try t = try_form(a,
                FORM("{'type':'number','key':'n','label':'N','id':'n'},"
                     "{'type':'expression','key':'fee','id':'e','expression':'=n * 8000'},"
                     "{'type':'expression','key':'twice','id':'e2','expression':'=fee * 2'}"),
                "{'n':'3','fee':1,'twice':1}");
        const struct json *sent;

        EXPECT_STR(answers(&t), "{'n':3,'fee':24000,'twice':48000}");
        REQUIRE(json_parse(a, STR("{\"n\":\"4\",\"fee\":\"5\"}"), &sent, NULL) == 0);
        form_data_take(a, t.data, form_root(t.form), sent);
        fill(&t);
        EXPECT_STR(answers(&t), "{'n':4,'fee':32000,'twice':64000}");
}

TEST(rules_of_texts)
{
        ARENA(a);
        static const char schema[] = FORM(
                "{'type':'textfield','key':'a','label':'A','id':'a','validate':{'minLength':3,"
                "'maxLength':'=max'}},"
                "{'type':'number','key':'max','label':'M','id':'m'},"
                "{'type':'textfield','key':'p','label':'P','id':'p',"
                "'validate':{'pattern':'^[A-Z]{2}\\\\d+$','patternErrorMessage':'Hai chữ rồi số'}},"
                "{'type':'textfield','key':'e','label':'E','id':'e','validate':{"
                "'validationType':'email'}},"
                "{'type':'textfield','key':'t','label':'T','id':'t','validate':{"
                "'validationType':'phone'}}");
        struct try t = try_form(a, schema, "{'a':'ườ','max':5,'p':'A1','e':'x@y','t':'12'}");

        EXPECT_INT(item(&t, "a")->fault, FORM_MIN_LENGTH);
        EXPECT_STR(item(&t, "a")->limit, "3");
        EXPECT_INT(item(&t, "p")->fault, FORM_PATTERN);
        EXPECT_STR(item(&t, "p")->words[FORM_VI], "Hai chữ rồi số");
        EXPECT_INT(item(&t, "e")->fault, FORM_WRONG_KIND);
        EXPECT_INT(item(&t, "t")->fault, FORM_WRONG_KIND);
        t = try_form(a, schema,
                "{'a':'đườngg','max':5,'p':'AB12','e':'an@example.vn','t':'+4930664040900'}");
        EXPECT_INT(item(&t, "a")->fault, FORM_MAX_LENGTH);
        EXPECT_INT(t.wrong, 1);
}

TEST(rules_of_numbers)
{
        ARENA(a);
        static const char schema[] =
                FORM("{'type':'number','key':'n','label':'N','id':'n','decimalDigits':1,"
                     "'increment':'0.5',"
                     "'validate':{'min':1,'max':10}}");
        static const struct {
                const char *data;
                enum form_fault fault;
                const char *limit;
        } cases[] = {
                { "{'n':'2,5'}", FORM_RIGHT, "" },
                { "{'n':10}", FORM_RIGHT, "" },
                { "{'n':''}", FORM_RIGHT, "" },
                { "{'n':'abc'}", FORM_NOT_NUMBER, "" },
                { "{'n':'1e3'}", FORM_NOT_NUMBER, "" },
                { "{'n':'99999999999999999999'}", FORM_NOT_NUMBER, "" },
                { "{'n':2.25}", FORM_DECIMALS, "1" },
                { "{'n':'2.4'}", FORM_STEP, "0.5" },
                { "{'n':'0'}", FORM_MIN, "1" },
                { "{'n':'10,5'}", FORM_MAX, "10" },
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                struct try t = try_form(a, schema, cases[i].data);

                EXPECT_INT(item(&t, "n")->fault, cases[i].fault);
                EXPECT_STR(item(&t, "n")->limit, cases[i].limit);
        }
}

TEST(vietnamese_kinds)
{
        ARENA(a);
#define KIND(type, kind)                                                                           \
        "{'type':'" type "','key':'" kind "','label':'L','id':'" kind                              \
        "','properties':{'kind':'" kind "'}}"
        static const char schema[] = FORM(KIND("textfield", "identity") "," KIND(
                "textfield", "tax_code") "," KIND("textfield", "insurance") "," KIND("textfield",
                "land_plot") "," KIND("number", "money") "," KIND("textfield",
                "date") "," KIND("select", "unit") "," KIND("textfield", "phone"));
        struct try t = try_form(a, schema,
                "{'identity':'038 094 000217','tax_code':'0100109106','insurance':'3820123456',"
                "'land_plot':'12 / 3','money':'1.250.000 đ','date':'27/9/1996','unit':'H56.41.01',"
                "'phone':'+84912345678'}");

        EXPECT_INT(t.wrong, 0);
        EXPECT_STR(answers(&t), "{'identity':'038094000217','tax_code':'0100109106',"
                                "'insurance':'3820123456','land_plot':'12/3','money':1250000,"
                                "'date':'1996-09-27','unit':'H56.41.01','phone':'0912345678'}");
        t = try_form(a, schema,
                "{'identity':'1','tax_code':'1','insurance':'1','land_plot':'1','money':'1.5',"
                "'date':'30/2/1996','unit':'H56.99','phone':'1'}");
        EXPECT_INT(t.wrong, 8);
        EXPECT_INT(item(&t, "date")->fault, FORM_NOT_DATE);
        EXPECT_INT(item(&t, "unit")->fault, FORM_NOT_OPTION);
        EXPECT_INT(item(&t, "identity")->fault, FORM_WRONG_KIND);
}

TEST(choices_are_of_the_options)
{
        ARENA(a);
        static const char schema[] = FORM(
                "{'type':'radio','key':'r','label':'R','id':'r','values':[{'label':'Một',"
                "'value':1},'hai']},"
                "{'type':'checklist','key':'c','label':'C','id':'c','validate':{'required':true},"
                "'values':[{'label':'A','value':'a'},{'label':'B','value':'b'}]},"
                "{'type':'select','key':'s','label':'S','id':'s','valuesExpression':'=c'}");
        struct try t = try_form(a, schema, "{'r':'1','c':['a','b','a'],'s':'b'}");

        EXPECT_INT(t.wrong, 0);
        EXPECT_STR(answers(&t), "{'r':1,'c':['a','b'],'s':'b'}");
        t = try_form(a, schema, "{'r':'3','c':[],'s':'b'}");
        EXPECT_INT(item(&t, "r")->fault, FORM_NOT_OPTION);
        EXPECT_INT(item(&t, "c")->fault, FORM_REQUIRED);
        EXPECT_INT(item(&t, "s")->fault, FORM_NOT_OPTION);
        EXPECT_STR(answers(&t), "{'r':null,'c':[],'s':null}");
}

TEST(a_required_box_must_be_ticked_and_a_moment_may_not_be_past)
{
        ARENA(a);
        static const char schema[] = FORM(
                "{'type':'checkbox','key':'ok','label':'O','id':'o','validate':{'required':true}},"
                "{'type':'datetime','key':'d','dateLabel':'D','id':'d','subtype':'datetime',"
                "'disallowPassedDates':true},"
                "{'type':'datetime','key':'t','timeLabel':'T','id':'t','subtype':'time'}");
        struct try t = try_form(a, schema, "{'ok':false,'d':'21/11/2026 8:00','t':'25:00'}");

        EXPECT_INT(item(&t, "ok")->fault, FORM_REQUIRED);
        EXPECT_INT(item(&t, "d")->fault, FORM_PAST);
        EXPECT_INT(item(&t, "t")->fault, FORM_NOT_TIME);
        t = try_form(a, schema, "{'ok':true,'d':'23/11/2026','t':''}");
        EXPECT_INT(item(&t, "d")->fault, FORM_NOT_TIME);
        t = try_form(a, schema, "{'ok':'1','d':'22/11/2026 8:05','t':'7:30'}");
        EXPECT_INT(t.wrong, 0);
        EXPECT_STR(answers(&t), "{'ok':true,'d':'2026-11-22T08:05','t':'07:30'}");
}

#define CHILDREN                                                                                   \
        FORM("{'type':'dynamiclist','path':'con','label':'Con','id':'l','defaultRepetitions':1,"   \
             "'components':[{'type':'textfield','key':'ten','label':'Tên','id':'ten',"            \
             "'validate':{'required':true}},"                                                      \
             "{'type':'number','key':'tuoi','label':'Tuổi','id':'tuoi'},"                        \
             "{'type':'textfield','key':'truong','label':'Trường','id':'truong',"               \
             "'conditional':{'hide':'=this.tuoi < 6'}}]},"                                         \
             "{'type':'expression','key':'so','id':'so','expression':'=count(con)'}")

TEST(each_row_of_a_list_has_its_own_conditions)
{
        ARENA(a);
        struct try t = try_form(a, CHILDREN,
                "{'con':[{'ten':'An','tuoi':3,'truong':'x'},{'ten':'','tuoi':'8',"
                "'truong':'THCS'}]}");

        EXPECT(item(&t, "con.0.truong")->hidden);
        EXPECT(!item(&t, "con.1.truong")->hidden);
        EXPECT_INT(item(&t, "con.1.ten")->fault, FORM_REQUIRED);
        EXPECT_STR(answers(&t), "{'con':[{'ten':'An','tuoi':3},"
                                "{'ten':'','tuoi':8,'truong':'THCS'}],'so':2}");
}

TEST(rows_are_added_and_removed_and_nothing_typed_is_lost)
{
        ARENA(a);
        struct try t = try_form(a, CHILDREN, "{}");
        const struct json *sent;

        REQUIRE(json_parse(a,
                        STR("{\"con-rows\":\"1\",\"con-0-ten\":\"An\",\"con-0-tuoi\":\"ba\","
                            "\"con-7-ten\":\"nobody\",\"other\":\"x\"}"),
                        &sent, NULL) == 0);
        form_data_take(a, t.data, form_root(t.form), sent);
        EXPECT_INT(form_data_add_row(a, t.data, t.form, STR("con")), 0);
        EXPECT_INT(form_data_add_row(a, t.data, t.form, STR("so")), ERR_NOT_FOUND);
        EXPECT_INT(form_data_add_row(a, t.data, t.form, STR("con.0")), ERR_NOT_FOUND);
        fill(&t);
        EXPECT_STR(json_str(item(&t, "con.0.tuoi")->typed), "ba");
        EXPECT_INT(item(&t, "con.0.tuoi")->fault, FORM_NOT_NUMBER);
        EXPECT_INT(item(&t, "con.1.ten")->fault, FORM_REQUIRED);
        EXPECT_INT(form_data_remove_row(a, t.data, t.form, STR("con"), 2), ERR_NOT_FOUND);
        EXPECT_INT(form_data_remove_row(a, t.data, t.form, STR("con"), 0), 0);
        fill(&t);
        EXPECT_INT(t.wrong, 1);
        EXPECT_STR(answers(&t), "{'con':[{'ten':'','tuoi':null}],'so':1}");
}

TEST(a_list_has_at_most_a_hundred_rows)
{
        ARENA(a);
        struct try t = try_form(a, CHILDREN, "{}");
        const struct json *sent;

        REQUIRE(json_parse(a, STR("{\"con-rows\":\"100000\"}"), &sent, NULL) == 0);
        form_data_take(a, t.data, form_root(t.form), sent);
        fill(&t);
        EXPECT_INT(t.wrong, 100);
        EXPECT_INT(form_data_add_row(a, t.data, t.form, STR("con")), ERR_LIMIT);
}

TEST(a_page_takes_only_its_own_answers)
{
        ARENA(a);
        struct try t = try_form(a,
                FORM("{'type':'group','label':'G','id':'g','path':'me','components':[" TEXT(
                        "a") ",{'type':'textfield','key':'b','label':'B','id':'b',"
                             "'disabled':true}]},"
                             "{'type':'group','label':'H','id':'h','components':[" TEXT("c") "]}"),
                "{'c':'old','me':{'b':'B'}}");
        const struct json *sent;

        REQUIRE(json_parse(a, STR("{\"me-a\":\"new\",\"me-b\":\"no\",\"c\":\"no\"}"), &sent,
                        NULL) == 0);
        form_data_take(a, t.data, form_root(t.form)->first, sent);
        fill(&t);
        EXPECT_STR(answers(&t), "{'me':{'a':'new'},'c':'old'}");
}

TEST(a_date_in_boxes_is_kept_as_typed)
{
        ARENA(a);
        struct try t = try_form(a,
                FORM("{'type':'datetime','key':'d','dateLabel':'D','id':'d','validate':{"
                     "'required':true}}"),
                "{}");
        const struct json *sent;

        EXPECT_INT(item(&t, "d")->fault, FORM_REQUIRED);
        REQUIRE(json_parse(a, STR("{\"d-day\":\"30\",\"d-month\":\"2\",\"d-year\":\"\"}"), &sent,
                        NULL) == 0);
        form_data_take(a, t.data, form_root(t.form), sent);
        fill(&t);
        EXPECT_INT(item(&t, "d")->fault, FORM_NOT_DATE);
        EXPECT_STR(json_str(item(&t, "d")->typed), "30/2/");
}

TEST(an_own_rule_speaks_the_authors_words)
{
        ARENA(a);
        struct try t = try_form(a,
                FORM("{'type':'datetime','key':'d','dateLabel':'D','id':'d','properties':{"
                     "'rule':'=date(d) <= today()','rule.message':'Ngày sinh chưa tới',"
                     "'rule.message.en':'In the future'}}"),
                "{'d':'23/11/2026'}");

        EXPECT_INT(item(&t, "d")->fault, FORM_OWN_RULE);
        EXPECT_STR(item(&t, "d")->words[FORM_EN], "In the future");
}

TEST(texts_are_filled_by_feel)
{
        ARENA(a);
        struct try t = try_form(a,
                FORM("{'type':'text','id':'t','text':'Chào {{ten}}!{{#if tuoi >= 18}} Đủ tuổi.{{"
                     "/if}}"
                     "{{#loop con}} {{ten}}({{parent.ten}}){{/loop}}'},"
                     "{'type':'html','id':'h','content':'<p>{{ten}}</p>'}," TEXT(
                             "ten") ","
                                    "{'type':'number','key':'tuoi','label':'=\\'Tuổi của \\' + "
                                    "ten','id':'n'},"
                                    "{'type':'dynamiclist','path':'con','id':'c',"
                                    "'components':[" TEXT("ten2") "]}"),
                "{'ten':'<b>Lan','tuoi':20}");
        struct form_item *first = t.fill.root->first;

        EXPECT_STR(form_text(&t.fill, first, first->field->text, FORM_VI),
                "Chào <b>Lan! Đủ tuổi. (<b>Lan)");
        EXPECT_STR(form_text(&t.fill, first->next, first->next->field->text, FORM_EN),
                "<p>&lt;b&gt;Lan</p>");
        EXPECT_STR(form_text(&t.fill, item(&t, "tuoi"), item(&t, "tuoi")->field->label, FORM_VI),
                "Tuổi của <b>Lan");
}

TEST(tables_show_rows_of_an_expression)
{
        ARENA(a);
        struct try t = try_form(a,
                FORM("{'type':'table','id':'t','rowCount':2,'dataSource':'=for x in 1..5 return {"
                     "a: x}',"
                     "'columns':[{'key':'a','label':'Số'}]}"),
                "{}");
        struct form_item *table = t.fill.root->first;
        const struct form_column *columns;

        EXPECT_INT(feel_count(form_rows(&t.fill, table)), 5);
        EXPECT_INT(form_columns(&t.fill, table, &columns), 1);
        EXPECT_STR(columns[0].label, "Số");
}

TEST(data_of_the_same_meaning_are_offered)
{
        ARENA(a);
        struct try t = try_form(a,
                FORM("{'type':'group','path':'g','label':'G','id':'g','components':["
                     "{'type':'textfield','key':'ten','label':'T','id':'t','properties':{"
                     "'meaning':'applicant.name'}}]}"),
                "{}");

        form_data_offer(a, t.data, t.form, "applicant.name", STR("Lan"));
        form_data_offer(a, t.data, t.form, "applicant.name", STR("Hoa"));
        form_data_offer(a, t.data, t.form, "applicant.phone", STR("09"));
        fill(&t);
        EXPECT_STR(answers(&t), "{'g':{'ten':'Lan'}}");
}

TEST(authors_are_told_what_is_wrong_and_where)
{
        static const struct {
                const char *schema, *component, *words;
        } cases[] = {
                { FORM("{'type':'iframe','id':'x','url':'https://a.vn'}"), "x", "refused" },
                { FORM("{'type':'carousel','id':'x'}"), "x", "unknown type" },
                { FORM(TEXT("a") "," TEXT("a")), "a", "that of" },
                { FORM(TEXT("a") ",{'type':'textfield','key':'a.b','label':'L','id':'x'}"), "x",
                        "that of" },
                { FORM("{'type':'textfield','key':'a','id':'x'}"), "x", "no label" },
                { FORM("{'type':'textfield','key':'a-b','label':'L','id':'x'}"), "x", "key" },
                { FORM("{'type':'textfield','key':'a','label':'L','id':'x','conditional':{"
                       "'hide':'=1 +'}}"),
                        "x", "not FEEL" },
                { FORM("{'type':'textfield','key':'a','label':'{{b','id':'x'}"), "x",
                        "{{ without }}" },
                { FORM("{'type':'text','text':'{{#if a}}','id':'x'}"), "x", "missing" },
                { FORM("{'type':'html','content':'<p onclick=\\'x\\'>a</p>','id':'x'}"), "x",
                        "onclick" },
                { FORM("{'type':'html','content':'<script>1</script>','id':'x'}"), "x", "script" },
                { FORM("{'type':'html','content':'<a href=\\'javascript:1\\'>a</a>','id':'x'}"),
                        "x", "href" },
                { FORM("{'type':'radio','key':'a','label':'L','id':'x'}"), "x", "values" },
                { FORM("{'type':'textfield','key':'a','label':'L','id':'x','validate':{"
                       "'pattern':'['}}"),
                        "x", "pattern" },
                { FORM("{'type':'number','key':'a','label':'L','id':'x','properties':{"
                       "'kind':'identity'}}"),
                        "x", "kind" },
                { FORM("{'type':'textfield','key':'a','label':'L','id':'x','properties':{"
                       "'rule':'=true'}}"),
                        "x", "rule.message" },
                { FORM("{'type':'image','id':'x','source':'/a.png'}"), "x", "alt" },
                { "{'type':'x'}", "form", "default" },
                { "[1]", "form", "not a form" },
                { "{", "form", "not a form" },
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                ARENA(a);
                struct form *form;
                bool found = false;

                EXPECT_INT(form_load(a, quoted(a, cases[i].schema), &form), ERR_INVALID);
                for (const struct form_problem *p = form_problems(form); p; p = p->next)
                        found |= !p->warning && str_is(p->component, cases[i].component) &&
                                 str_find(p->text, str_of(cases[i].words)) >= 0;
                if (!found)
                        printf("    case %zu: %s\n", i, cases[i].words);
                EXPECT(found);
        }
}

TEST(a_name_that_nothing_explains_is_a_warning)
{
        ARENA(a);
        struct form *form =
                load(a, FORM("{'type':'textfield','key':'a','label':'L','id':'x','conditional':{"
                             "'hide':'=nobody > 1'}}"));

        REQUIRE(form_problems(form) != NULL);
        EXPECT(form_problems(form)->warning);
        EXPECT(str_find(form_problems(form)->text, STR("nobody")) >= 0);
}

/* The tree as marked text, for comparing. */
static void put_rich(struct buf *b, const struct form_rich *r)
{
        static const char *const names[RICH_KIND_MAX] = { "", "p", "h", "ul", "ol", "li", "a", "b",
                "i", "code", "br", "hr", "q", "table", "tr", "th", "td" };

        for (; r; r = r->next) {
                buf_add(b, r->text);
                if (r->kind == RICH_WORDS)
                        continue;
                buf_fmt(b, "[%s%s%.*s ", names[r->kind], r->href.len ? " " : "", STRF(r->href));
                put_rich(b, r->first);
                buf_byte(b, ']');
        }
}

static struct str rich(struct arena *a, const struct form_rich *r)
{
        struct buf b;

        buf_init(&b, a, 1 << 16);
        put_rich(&b, r);
        return buf_str(&b);
}

TEST(markdown_becomes_a_tree)
{
        ARENA(a);

        EXPECT_STR(rich(a, form_rich_markdown(a,
                                   STR("# Đầu\nmột **hai** *ba*\nbốn\n\n- x\n- [y](/z)\n\n1. q"))),
                "[h Đầu][p một [b hai] [i ba] bốn][ul [li x][li [a /z y]]][ol [li q]]");
        EXPECT_STR(rich(a, form_rich_markdown(a, STR("2 * 3 * 4 <b>a</b> \\*z\\*"))),
                "[p 2 * 3 * 4 <b>a</b> *z*]");
        EXPECT(form_rich_markdown(a, STR("")) == NULL);
}

TEST(html_is_reduced_to_the_list)
{
        ARENA(a);

        EXPECT_STR(
                rich(a, form_rich_html(a,
                                STR("<p>a <b>b</b><script>evil()</script><a "
                                    "href='javascript:x'>c</a>"
                                    "<a href='/d' onclick='x'>d</a></p><iframe src=x>e</iframe>"))),
                "[p a [b b][a c][a /d d]]");
        EXPECT_STR(rich(a, form_rich_html(a, STR("<div><table><tr><th>A<td>&lt;</table></div>"))),
                "[table [tr [th A][td <]]]");
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(hidden_answers_are_neither_asked_nor_kept),
                RUN(what_cannot_be_told_yet_hides_as_in_form_js),
                RUN(what_is_hidden_hides_what_depends_on_it),
                RUN(computed_answers_are_never_taken_from_outside), RUN(rules_of_texts),
                RUN(rules_of_numbers), RUN(vietnamese_kinds), RUN(choices_are_of_the_options),
                RUN(a_required_box_must_be_ticked_and_a_moment_may_not_be_past),
                RUN(each_row_of_a_list_has_its_own_conditions),
                RUN(rows_are_added_and_removed_and_nothing_typed_is_lost),
                RUN(a_list_has_at_most_a_hundred_rows), RUN(a_page_takes_only_its_own_answers),
                RUN(a_date_in_boxes_is_kept_as_typed), RUN(an_own_rule_speaks_the_authors_words),
                RUN(texts_are_filled_by_feel), RUN(tables_show_rows_of_an_expression),
                RUN(data_of_the_same_meaning_are_offered),
                RUN(authors_are_told_what_is_wrong_and_where),
                RUN(a_name_that_nothing_explains_is_a_warning), RUN(markdown_becomes_a_tree),
                RUN(html_is_reduced_to_the_list));
}
