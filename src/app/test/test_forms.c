/*
 * Every form in the program can be walked by a person to its end: each page opens, takes what it
 * asks for and leads on, until the papers; in two ways, so that both sides of most conditions are
 * seen. And no text that somebody may paste breaks a page or is lost.
 */
#include "app/test/site.h"
#include "base/embedded.h"
#include "core/org.h"
#include "flow/form.h"
#include "test/test.h"

#define PAGES_MAX 14
#define CITIZEN   "038094000217"

static struct site s;
static struct visitor lan;

struct walk {
        struct form *form;
        int way;          /* 0: the first choices, 1: the last */
        const char *text; /* for questions that take any text */
        struct str draft; /* "/nop/<code>" */
};

static bool starts_with_page(struct str address)
{
        return str_find(address, STR("/khai/")) >= 0;
}

/* A commune of the province on the day of the test. */
static struct str some_commune(void)
{
        const struct org *o = org_get(s.arena);
        const struct unit *const *all;
        size_t n = org_all(o, &all);

        for (size_t i = 0; i < n; i++)
                if (str_is(all[i]->kind, "commune") && unit_is_valid(all[i], org_day(o)))
                        return all[i]->code;
        return STR("");
}

static struct str number_for(const struct form_item *item)
{
        if (str_starts(item->field->id, STR("F_"))) {
                if (str_find(item->field->id, STR("nam")) >= 0)
                        return STR("1990");
                if (str_find(item->field->id, STR("dien_tich_chuyen")) >= 0)
                        return STR("1");
        }
        return STR("2");
}

static struct str text_for(const struct walk *w, const struct form_item *item)
{
        switch (item->field->kind) {
        case FORM_KIND_IDENTITY:
                return STR(CITIZEN);
        case FORM_KIND_PHONE:
                return STR("0912345678");
        case FORM_KIND_EMAIL:
                return STR("lan@example.com");
        case FORM_KIND_TAX_CODE:
                return STR("2800123452");
        case FORM_KIND_UNIT:
                return some_commune();
        default:
                return item->field->rules.pattern ? STR("4711") : str_of(w->text);
        }
}

static struct str encoded(struct str text)
{
        struct buf b;

        buf_init(&b, s.arena, 1 << 20);
        for (size_t i = 0; i < text.len; i++)
                buf_fmt(&b, "%%%02x", (unsigned char)text.ptr[i]);
        return buf_str(&b);
}

static void put(struct buf *b, const struct form_item *item, const char *tail, struct str value)
{
        buf_fmt(b, "f-%.*s=%.*s&", STRF(form_control(s.arena, item->path, tail)),
                STRF(encoded(value)));
}

static void put_answer(const struct walk *w, struct buf *b, const struct form_item *item)
{
        const struct form_field *f = item->field;

        if (f->type == FORM_DATETIME) {
                put(b, item, "-day", STR("2"));
                put(b, item, "-month", STR("7"));
                /* What must not lie in the future has a rule that says so. */
                put(b, item, "-year", f->not_past ? STR("2030") : STR("1990"));
                if (f->subtype != FORM_DATE)
                        put(b, item, "-time", STR("08:30"));
        } else if (form_is_choice(f) && item->n_options) {
                bool first = w->way == 0 || f->rules.own;

                put(b, item, "", item->options[first ? 0 : item->n_options - 1].wire);
        } else if (f->type == FORM_CHECKBOX) {
                put(b, item, "", STR("true"));
        } else if (f->type == FORM_NUMBER) {
                put(b, item, "", number_for(item));
        } else if (f->type != FORM_EXPRESSION) {
                put(b, item, "", text_for(w, item));
        }
}

/* What a browser would send of a page: the visible questions of the group as they then stand. */
static struct str page_body(const struct walk *w, struct json *data, struct str address)
{
        struct form_setup setup = { .form = w->form, .arena = s.arena, .now = SITE_NOW };
        struct form_fill fill;
        struct buf b;

        buf_init(&b, s.arena, 4 << 20);
        CHECK(form_fill(&setup, data, &fill) == 0);
        for (struct form_item *g = fill.root->first; g; g = g->next) {
                if (!str_eq(g->field->address, address))
                        continue;
                for (struct form_item *i = form_next(g, g); i; i = form_next(g, i)) {
                        if (i->field->type == FORM_DYNAMICLIST && !i->is_row && !i->hidden)
                                buf_fmt(&b, "f-%.*s=%zu&",
                                        STRF(form_control(s.arena, i->path, "-rows")),
                                        MAX(i->field->rows, 1));
                        if (form_is_input(i->field) && !i->is_row && !i->hidden)
                                put_answer(w, &b, i);
                }
        }
        return buf_str(&b);
}

/* The same answers into our own copy, so that conditions of later pages see them. */
static void remember(const struct walk *w, struct json *data, struct str body)
{
        struct json_writer out;
        struct str rest = body, pair;
        const struct json *sent;
        struct buf b;

        buf_init(&b, s.arena, 4 << 20);
        json_begin(&out, &b);
        json_open(&out, NULL, '{');
        while (str_cut(&rest, '&', &pair)) {
                struct str name, value = pair;
                char *text = arena_alloc(s.arena, pair.len + 1);
                size_t n = 0;

                if (str_empty(pair) || !str_cut(&value, '=', &name))
                        continue;
                for (size_t i = 0; i < value.len; i++) {
                        u8 byte;

                        if (value.ptr[i] == '%' &&
                                str_unhex(str_sub(value, i + 1, 2), &byte, 1) == 0)
                                i += 2;
                        else
                                byte = (u8)value.ptr[i];
                        text[n++] = (char)byte;
                }
                json_put_str(&out, str_c(s.arena, str_sub(name, 2, name.len)), str_n(text, n));
        }
        json_close(&out, '}');
        CHECK(json_parse(s.arena, buf_str(&b), &sent, NULL) == 0);
        form_data_take(s.arena, data, form_root(w->form), sent);
}

static struct str local(struct str address)
{
        ptrdiff_t at = str_find(address, STR("/nop/"));

        return at < 0 ? address : str_sub(address, (size_t)at, address.len);
}

/* From the first page to the papers; false with words where it stuck. */
static bool walk_pages(struct walk *w)
{
        struct json *data = form_data_new(s.arena, NULL);

        for (int page = 0; page < PAGES_MAX; page++) {
                struct answer a = site_get(
                        &lan, str_c(s.arena, str_cat(s.arena, w->draft, STR("/thong-tin"))));
                struct str to = local(answer_header(&a, "Location")), address, body;

                if (a.status != 303)
                        return false;
                if (!starts_with_page(to))
                        return str_ends(to, STR("/giay-to")) || str_ends(to, STR("/kiem-tra"));
                a = site_get(&lan, str_c(s.arena, to));
                if (a.status != 200)
                        return false;
                address = str_sub(to, (size_t)str_find(to, STR("/khai/")) + 6, to.len);
                /* Twice when an answer brings up further questions. */
                for (int turn = 0; turn < 3; turn++) {
                        body = page_body(w, data, address);
                        remember(w, data, body);
                }
                a = site_post(&lan, str_c(s.arena, to), str_c(s.arena, body));
                if (a.status != 303) {
                        printf("    %.*s: page %.*s answers %d to %.*s\n", STRF(form_id(w->form)),
                                STRF(address), a.status, STRF(body));
                        return false;
                }
        }
        return false;
}

/* A new application to the procedure; false: it cannot be applied for online here. */
static bool begin(struct walk *w, struct str code)
{
        struct answer a = site_post(
                &lan, str_c(s.arena, str_fmt(s.arena, "/thu-tuc/%.*s/nop", STRF(code))), "");
        struct str to = local(answer_header(&a, "Location"));
        ptrdiff_t end = str_find(to, STR("/khai/"));

        if (a.status != 303 || end < 0)
                return false;
        w->draft = str_sub(to, 0, (size_t)end);
        return true;
}

static size_t walk_all(int way, const char *text)
{
        size_t walked = 0;

        for (const struct embedded *e = data_files; e->name; e++) {
                struct walk w = { .way = way, .text = text };
                struct str schema, code;

                if (!str_starts(str_of(e->name), STR("data/forms/")))
                        continue;
                CHECK(embedded_read(s.arena, e->name, &schema) == 0);
                CHECK(form_load(s.arena, schema, &w.form) == 0);
                for (size_t i = 0; (code = form_procedure(w.form, i)).ptr; i++) {
                        bool arrived;

                        if (!begin(&w, code)) {
                                printf("    %s: %.*s cannot be begun\n", e->name, STRF(code));
                                EXPECT(false);
                                continue;
                        }
                        arrived = walk_pages(&w);
                        if (!arrived)
                                printf("    %s of %.*s is stuck\n", e->name, STRF(code));
                        EXPECT(arrived);
                        walked += arrived;
                }
        }
        return walked;
}

static void on_a_site(int way, const char *text)
{
        REQUIRE(site_begin(&s, DB_SQLITE));
        lan = site_visitor(&s, CITIZEN);
        EXPECT(walk_all(way, text) >= 30);
        site_end(&s);
}

TEST(every_form_can_be_walked_to_its_papers_by_the_first_choices)
{
        on_a_site(0, "Nguyễn Thị Ánh");
}

TEST(every_form_can_be_walked_to_its_papers_by_the_last_choices)
{
        on_a_site(1, "Lò Văn Ố");
}

TEST(texts_that_somebody_may_paste_break_no_page)
{
        on_a_site(0, "\">{{1+1}}<b>'--\xf0\x9f\x90\x83");
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(every_form_can_be_walked_to_its_papers_by_the_first_choices),
                RUN(every_form_can_be_walked_to_its_papers_by_the_last_choices),
                RUN(texts_that_somebody_may_paste_break_no_page));
}
