/*
 * src/web/test/test_asset.c: the embedded files as a browser meets them.
 */
#include <zlib.h>

#include "test/test.h"
#include "web/web.h"

static const struct asset *at(const char *path)
{
        for (const struct asset *a = assets; a->path; a++)
                if (!strcmp(a->path, path))
                        return a;
        return NULL;
}

TEST(a_name_leads_to_its_hashed_address)
{
        const char *css = asset_path("motcua.css"), *mark = asset_path("mark.svg");

        EXPECT(!strncmp(css, "/assets/motcua.", 15) &&
                strlen(css) == strlen("/assets/motcua.12345678.css"));
        EXPECT(strcmp(mark, asset_path("gate.svg")) != 0);
        REQUIRE(at(css) && at(mark));
        EXPECT(!strcmp(at(css)->type, "text/css; charset=utf-8"));
        EXPECT(at(css)->etag[0] == '"');
}

TEST(addresses_in_the_style_sheet_exist)
{
        const struct asset *css = at(asset_path("motcua.css"));
        struct arena *a = arena_new(1 << 20);
        struct str rest;
        int n = 0;

        REQUIRE(css);
        rest = str_n((const char *)css->bytes, css->n);
        for (ptrdiff_t p; (p = str_find(rest, STR("url("))) >= 0; n++) {
                struct str url;

                rest = str_sub(rest, (size_t)p + 4, rest.len);
                str_cut(&rest, ')', &url);
                EXPECT(at(str_fmt(a, "/assets/%.*s", STRF(url)).ptr) != NULL);
        }
        EXPECT(n >= 5);
        arena_free(a);
}

TEST(gzip_copies_hold_the_same_bytes)
{
        int packed = 0;

        for (const struct asset *f = assets; f->path; f++) {
                struct arena *a = arena_new(8 << 20);
                z_stream z = { 0 };
                char *out = arena_alloc(a, f->n + 1);

                EXPECT(!f[1].path || strcmp(f->path, f[1].path) < 0);
                if (f->gzip) {
                        packed++;
                        EXPECT(f->n_gzip < f->n);
                        z.next_in = (Bytef *)f->gzip;
                        z.avail_in = (uInt)f->n_gzip;
                        z.next_out = (Bytef *)out;
                        z.avail_out = (uInt)f->n + 1;
                        REQUIRE(inflateInit2(&z, 31) == Z_OK);
                        EXPECT(inflate(&z, Z_FINISH) == Z_STREAM_END);
                        EXPECT(z.total_out == f->n && !memcmp(out, f->bytes, f->n));
                        inflateEnd(&z);
                }
                arena_free(a);
        }
        EXPECT(packed >= 3);
}

/* What a first visit loads must stay small on a cheap phone (the look's budget, in bytes). */
TEST(style_sheet_and_fonts_keep_their_budget)
{
        size_t fonts = 0;

        for (const struct asset *f = assets; f->path; f++)
                if (!strcmp(f->type, "font/woff2"))
                        fonts += f->n;
        EXPECT(at(asset_path("motcua.css"))->n_gzip < 14 * 1024);
        EXPECT(fonts < 68 * 1024);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_name_leads_to_its_hashed_address),
                RUN(addresses_in_the_style_sheet_exist), RUN(gzip_copies_hold_the_same_bytes),
                RUN(style_sheet_and_fonts_keep_their_budget));
}
