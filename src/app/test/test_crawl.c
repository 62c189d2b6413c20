/*
 * src/app/test/test_crawl.c: what search engines are told: nothing of our address while nobody has
 * said it (site.url), then every public page with its whole address, and what it is about.
 */
#include "app/test/site.h"
#include "core/generation.h"
#include "core/setting.h"
#include "test/test.h"

static struct site s;

static int put_address(struct tx *tx, void *arg)
{
        (void)arg;
        return setting_put_value(tx, SETTING_SITE_URL, STR("https://dichvucong.example"), 0);
}

TEST(public_pages_are_listed_once_the_address_is_known)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                nobody = site_visitor(&s, NULL);
                a = site_get(&nobody, "/robots.txt");
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "User-agent: *\n") && !answer_has(&a, "Sitemap"));
                EXPECT_INT(site_get(&nobody, "/sitemap.txt").status, 404);
                a = site_get(&nobody, "/thu-tuc/1.000894");
                EXPECT(!answer_has(&a, "rel=\"alternate\""));

                REQUIRE(store_write(s.app.store, s.arena, put_address, NULL) == 0);
                generation_value(s.app.store, "settings");
                a = site_get(&nobody, "/robots.txt");
                EXPECT(answer_has(&a, "Sitemap: https://dichvucong.example/sitemap.txt\n"));
                a = site_get(&nobody, "/sitemap.txt");
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "https://dichvucong.example/\n"));
                EXPECT(answer_has(&a, "https://dichvucong.example/su-kien/co-con-nho\n"));
                EXPECT(answer_has(&a, "https://dichvucong.example/thu-tuc/1.000894\n"
                                      "https://dichvucong.example/en/thu-tuc/1.000894\n"));
                site_end(&s);
        }
}

TEST(what_is_of_a_person_is_not_to_be_found)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody, lan;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                REQUIRE(store_write(s.app.store, s.arena, put_address, NULL) == 0);
                generation_value(s.app.store, "settings");
                nobody = site_visitor(&s, NULL);
                lan = site_visitor(&s, "038094000217");
                a = site_get(&nobody, "/en/thu-tuc/1.000894?x=1");
                EXPECT(answer_has(&a, "<meta name=\"description\""));
                EXPECT(answer_has(&a, "hreflang=\"vi\" "
                                      "href=\"https://dichvucong.example/thu-tuc/1.000894"));
                EXPECT(answer_has(&a, "hreflang=\"en\" "
                                      "href=\"https://dichvucong.example/en/thu-tuc/1.000894"));
                a = site_get(&nobody, "/tim?q=ket+hon");
                EXPECT(answer_has(&a, "<meta name=\"description\""));
                EXPECT(str_empty(answer_header(&a, "X-Robots-Tag")));
                a = site_get(&lan, "/ho-so");
                EXPECT(answer_has(&a, "content=\"noindex\""));
                EXPECT(!answer_has(&a, "<meta name=\"description\""));
                EXPECT(!answer_has(&a, "dichvucong.example"));
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(public_pages_are_listed_once_the_address_is_known),
                RUN(what_is_of_a_person_is_not_to_be_found));
}
