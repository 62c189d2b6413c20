/*
 * src/core/photos.c: see photos.h. PDF 1.4 (ISO 32000-1): a JPEG is put into it as it is
 * (DCTDecode), and the page's matrix turns it. Written object by object, so that one photo is in
 * memory at a time; there are no dates and no names in it, so equal photos give equal bytes.
 */
#include "core/photos.h"

#include <unistd.h>

#include "core/queries.h"
#include "wall/converter_client.h"

#define PATIENCE_MS 20000
#define PDF_MOST    ((i64)100 << 20)
#define A4_SHORT    595 /* points */
#define A4_LONG     842
#define MARGIN      14
#define BEFORE      2 /* objects before the first page's: catalogue, pages */
#define EACH        3 /* page, what is drawn, picture */

bool photos_is_photo(struct str type)
{
        return str_is(type, "image/jpeg") || str_is(type, "image/png");
}

struct writer {
        struct content_upload *to;
        struct arena *arena;
        i64 at, places[BEFORE + EACH * PHOTOS_MOST + 1];
        int r; /* of the first failure */
};

static void put(struct writer *w, struct str bytes)
{
        if (w->r == 0)
                w->r = content_add(w->to, bytes.ptr, bytes.len);
        w->at += (i64)bytes.len;
}

static void begin_object(struct writer *w, size_t number)
{
        w->places[number] = w->at;
        put(w, str_fmt(w->arena, "%zu 0 obj\n", number));
}

static size_t page_number(size_t i)
{
        return BEFORE + 1 + EACH * i;
}

static void put_head(struct writer *w, size_t n)
{
        put(w, STR("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"));
        begin_object(w, 1);
        put(w, STR("<</Type/Catalog/Pages 2 0 R>>\nendobj\n"));
        begin_object(w, 2);
        put(w, str_fmt(w->arena, "<</Type/Pages/Count %zu/Kids[", n));
        for (size_t i = 0; i < n; i++)
                put(w, str_fmt(w->arena, "%s%zu 0 R", i ? " " : "", page_number(i)));
        put(w, STR("]>>\nendobj\n"));
}

/* Where the unit square of a picture goes: x' = a x + c y + e, y' = b x + d y + f. */
struct matrix {
        double a, b, c, d, e, f;
};

/*
 * The eight ways of EXIF (CIPA DC-008, table 6): perhaps a mirror image, then so many quarters
 * clockwise; and what the person turned.
 */
static void upright(const struct file_picture *p, int turns, bool *ret_mirror, int *ret_quarters)
{
        static const struct {
                bool mirror;
                int quarters;
        } ways[9] = { [1] = { false, 0 },
                [2] = { true, 0 },
                [3] = { false, 2 },
                [4] = { true, 2 },
                [5] = { true, 3 },
                [6] = { false, 1 },
                [7] = { true, 1 },
                [8] = { false, 3 } };

        *ret_mirror = ways[p->orientation].mirror;
        *ret_quarters = (ways[p->orientation].quarters + turns % 4 + 4) % 4;
}

static struct matrix place(double x, double y, double w, double h, bool mirror, int quarters)
{
        struct matrix m = { w, 0, 0, h, x, y };

        if (quarters == 1)
                m = (struct matrix){ 0, -h, w, 0, x, y + h };
        if (quarters == 2)
                m = (struct matrix){ -w, 0, 0, -h, x + w, y + h };
        if (quarters == 3)
                m = (struct matrix){ 0, h, -w, 0, x + w, y };
        if (mirror) {
                m.e += m.a;
                m.f += m.b;
                m.a = -m.a;
                m.b = -m.b;
        }
        return m;
}

/* Hundredths of a point, whatever the locale says of decimals. */
static struct str points(struct arena *a, double n)
{
        i64 k = (i64)(n * 100 + (n < 0 ? -0.5 : 0.5)), u = k < 0 ? -k : k;

        return str_fmt(
                a, "%s%lld.%02lld", k < 0 ? "-" : "", (long long)(u / 100), (long long)(u % 100));
}

static void put_page(struct writer *w, size_t i, const struct file_picture *p, int turns)
{
        struct arena *a = w->arena;
        bool mirror, lies;
        int quarters, page_w, page_h;
        double width, height, scale;
        struct matrix m;
        struct str drawn;

        upright(p, turns, &mirror, &quarters);
        width = (double)(quarters % 2 ? p->height : p->width);
        height = (double)(quarters % 2 ? p->width : p->height);
        lies = width > height;
        page_w = lies ? A4_LONG : A4_SHORT;
        page_h = lies ? A4_SHORT : A4_LONG;
        scale = MIN((page_w - 2 * MARGIN) / width, (page_h - 2 * MARGIN) / height);
        width *= scale;
        height *= scale;
        m = place((page_w - width) / 2, (page_h - height) / 2, width, height, mirror, quarters);
        drawn = str_fmt(a, "q %s %s %s %s %s %s cm /P Do Q", points(a, m.a).ptr, points(a, m.b).ptr,
                points(a, m.c).ptr, points(a, m.d).ptr, points(a, m.e).ptr, points(a, m.f).ptr);
        begin_object(w, page_number(i));
        put(w, str_fmt(a,
                       "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %zu 0 R"
                       "/Resources<</XObject<</P %zu 0 R>>>>>>\nendobj\n",
                       page_w, page_h, page_number(i) + 1, page_number(i) + 2));
        begin_object(w, page_number(i) + 1);
        put(w, str_fmt(a, "<</Length %zu>>\nstream\n%s\nendstream\nendobj\n", drawn.len,
                       drawn.ptr));
}

static void put_picture(struct writer *w, size_t i, const struct file_picture *p)
{
        begin_object(w, page_number(i) + 2);
        put(w, str_fmt(w->arena,
                       "<</Type/XObject/Subtype/Image/Width %lld/Height %lld/ColorSpace/%s"
                       "/BitsPerComponent 8/Filter/DCTDecode/Length %zu>>\nstream\n",
                       (long long)p->width, (long long)p->height,
                       p->grey ? "DeviceGray" : "DeviceRGB", p->jpeg.len));
        put(w, p->jpeg);
        put(w, STR("\nendstream\nendobj\n"));
}

static void put_end(struct writer *w, size_t n)
{
        size_t objects = BEFORE + EACH * n + 1;
        i64 start = w->at;

        put(w, str_fmt(w->arena, "xref\n0 %zu\n0000000000 65535 f \n", objects));
        for (size_t i = 1; i < objects; i++)
                put(w, str_fmt(w->arena, "%010lld 00000 n \n", (long long)w->places[i]));
        put(w, str_fmt(w->arena, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%lld\n%%%%EOF\n",
                       objects, (long long)start));
}

/* One photo, drawn and put; its memory ends with it. */
static int add_photo(struct writer *w, size_t i, const struct photo *photo)
{
        AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
        struct file_picture p;
        int r = files_draw(a, photo->hash, PATIENCE_MS, &p);

        if (r < 0)
                return r;
        put_page(w, i, &p, photo->turns);
        put_picture(w, i, &p);
        return w->r;
}

static int write_all(struct writer *w, const struct photo *list, size_t n, size_t *ret_bad)
{
        int r;

        put_head(w, n);
        for (size_t i = 0; i < n; i++) {
                r = add_photo(w, i, &list[i]);
                if (r == ERR_INVALID || r == ERR_LIMIT)
                        *ret_bad = i;
                if (r < 0)
                        return r == ERR_LIMIT ? ERR_INVALID : r;
        }
        put_end(w, n);
        return w->r;
}

int photos_join(const struct photo *list, size_t n, struct str name, struct upload *ret_pdf,
        size_t *ret_bad)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct upload pdf = { .name = name,
                .type = STR("application/pdf"),
                .check = UPLOAD_WAITING,
                .pages = I64_NULL };
        struct writer w = { .arena = a };
        int r;

        CHECK(n >= 1 && n <= PHOTOS_MOST);
        r = content_begin(files_content(), PDF_MOST, &w.to);
        if (r < 0)
                return r;
        r = write_all(&w, list, n, ret_bad);
        if (r < 0) {
                content_abort(w.to);
                return r;
        }
        r = content_finish(w.to, pdf.hash, &pdf.size);
        if (r == 0)
                *ret_pdf = pdf;
        return r;
}
