/*
 * src/web/test/test_router.c: the tables that everything is reached through.
 */
#include "base/log.h"
#include "test/test.h"
#include "web/router.h"

static struct arena *a;

static int page(struct req *rq)
{
        return 0;
}
static int apply(struct tx *tx, const struct input *in, struct outcome *ret_out)
{
        return 0;
}
static int answer(struct req *rq, const struct outcome *out)
{
        return 0;
}

#define PAGE(path_)                                                                                \
        {                                                                                          \
                GET, path_, 1, 0, READ(NULL, page)                                                 \
        }
#define FORM(path_)                                                                                \
        {                                                                                          \
                POST, path_, 1, 0, WRITE(NULL, NULL, apply, answer, NULL)                          \
        }

static int build(const struct route *routes, struct router *ret_router)
{
        const struct route *const tables[] = { routes, NULL };

        return router_build(a, tables, ret_router);
}

static const struct route routes[] = { PAGE("/"), PAGE("/things"), FORM("/things"),
        PAGE("/things/new"), PAGE("/things/:code"), FORM("/things/:code"),
        PAGE("/things/:code/parts/:part"), PAGE("/docs/:rest*"), PAGE("/docs/index"), { 0 } };

static const char *found(const struct router *r, enum verb verb, const char *path,
        struct path_value **ret_parts, unsigned *ret_allowed)
{
        const struct route_entry *e = router_find(r, a, verb, str_of(path), ret_parts, ret_allowed);

        return e ? e->route->path : "none";
}

TEST(a_path_finds_the_most_exact_route_that_has_the_verb)
{
        struct path_value *p;
        struct router r;
        unsigned allowed;

        REQUIRE(build(routes, &r) == 0);
        EXPECT_STR(str_of(found(&r, GET, "/", &p, &allowed)), "/");
        EXPECT_STR(str_of(found(&r, GET, "/things", &p, &allowed)), "/things");
        EXPECT_STR(str_of(found(&r, GET, "/things/new", &p, &allowed)), "/things/new");
        EXPECT_STR(str_of(found(&r, POST, "/things/new", &p, &allowed)), "/things/:code");
        EXPECT_STR(p->value, "new");
        EXPECT_STR(str_of(found(&r, GET, "/things/new/parts/7", &p, &allowed)),
                "/things/:code/parts/:part");
        EXPECT_STR(p->value, "new");
        EXPECT_STR(p->next->name, "part");
        EXPECT_STR(p->next->value, "7");
        EXPECT_STR(str_of(found(&r, GET, "/docs/index", &p, &allowed)), "/docs/index");
        EXPECT_STR(str_of(found(&r, GET, "/docs/a/b/c", &p, &allowed)), "/docs/:rest*");
        EXPECT_STR(p->value, "a/b/c");
}

TEST(what_is_not_in_the_table_cannot_be_reached)
{
        static const char *const none[] = { "/thing", "/things/", "/things//parts/7", "//things",
                "/things/x/parts", "/docs", "/docs/", "/Things" };
        struct path_value *p;
        struct router r;
        unsigned allowed;

        REQUIRE(build(routes, &r) == 0);
        for (size_t i = 0; i < ARRAY_LEN(none); i++) {
                EXPECT_STR(str_of(found(&r, GET, none[i], &p, &allowed)), "none");
                EXPECT_INT(allowed, 0);
        }
        EXPECT_STR(str_of(found(&r, DELETE, "/things/new", &p, &allowed)), "none");
        EXPECT_INT(allowed, 1 << GET | 1 << POST);
}

TEST(a_table_with_a_hole_does_not_start)
{
        static const struct field twice[] = { { "a", FIELD_TEXT }, { "a", FIELD_I64 }, { 0 } };
        static const struct field hidden[] = { { "_key", FIELD_TEXT }, { 0 } };
        static const struct field choice[] = { { "a", FIELD_CHOICE }, { 0 } };
        const struct route bad[][3] = {
                { PAGE("/x/:a"), PAGE("/x/:b"), { 0 } },           /* clash */
                { { GET, "/x", 0, 0, READ(NULL, page) }, { 0 } },  /* no permission */
                { { GET, "/x", 1, 0 }, { 0 } },                    /* no phase */
                { { POST, "/x", 1, 0, READ(NULL, page) }, { 0 } }, /* wrong phase */
                { { POST, "/x", 1, 0, WRITE(NULL, NULL, apply, NULL, NULL) }, { 0 } },
                { { VERB_NONE, "/x", 1, 0, READ(NULL, page) }, { 0 } },
                { PAGE("x"), { 0 } },
                { PAGE("/en/x"), { 0 } },
                { PAGE("/:"), { 0 } },
                { { GET, "/x", 1, ROUTE_CACHED, READ(NULL, page) }, { 0 } }, /* no generations */
                { { GET, "/x", 1, ROUTE_CACHED | ROUTE_READS_PERSON, READ(NULL, page),
                          .generations = "a" },
                        { 0 } },
                { { GET, "/x", 1, 0, READ(twice, page) }, { 0 } },
                { { GET, "/x", 1, 0, READ(hidden, page) }, { 0 } },
                { { GET, "/x", 1, 0, READ(choice, page) }, { 0 } },
        };
        struct router r;

        log_set_level((enum log_level) - 1);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                if (build(bad[i], &r) != ERR_INVALID)
                        printf("    row %zu\n", i);
                EXPECT_INT(build(bad[i], &r), ERR_INVALID);
        }
        log_set_level(LOG_ERROR);
}

int main(int argc, char **argv)
{
        static const struct test tests[] = {
                RUN(a_path_finds_the_most_exact_route_that_has_the_verb),
                RUN(what_is_not_in_the_table_cannot_be_reached),
                RUN(a_table_with_a_hole_does_not_start)
        };
        int r;

        a = arena_new(1 << 24);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        arena_free(a);
        return r;
}
