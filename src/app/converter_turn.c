/*
 * src/app/converter_turn.c: see converter_turn.h. The pages are found by walking down the tree of
 * pages (ISO 32000-1, 7.7.3); each that turns is written again as it stood, with another /Rotate,
 * and a section of cross-reference of the same sort as the file's newest leads there.
 */
#include "app/converter_turn.h"

#include "app/converter_pdf.h"

#define DEEPEST    32
#define MOST_PAGES 20000
#define ROOM       4096 /* of what ends the update, beside a line for each page */

/* A page that was written again. */
struct place {
        i64 number, generation, at;
};

struct turning {
        struct pdf *pdf;
        struct arena *arena;
        i64 base; /* where the update will stand */
        i64 page, quarters;
        i64 seen; /* pages so far */
        struct place *places;
        size_t n;
        struct buf *out;
};

static i64 angle_of(struct turning *t, const struct pdf_value *page, i64 inherited)
{
        const struct pdf_value *v = pdf_resolve(t->pdf, pdf_get(page, "Rotate"));

        return v && v->kind == PDF_INT ? v->num % 360 : inherited;
}

static bool was_written(const struct turning *t, i64 number)
{
        for (size_t i = 0; i < t->n; i++)
                if (t->places[i].number == number)
                        return true;
        return false;
}

/* l: before the page's dictionary. */
static int write_page(struct turning *t, i64 number, i64 generation, struct pdf_lexer l, i64 angle)
{
        struct str key, written;

        if (was_written(t, number))
                return 0;
        if (t->n == MOST_PAGES)
                return ERR_LIMIT;
        t->places[t->n++] = (struct place){ number, generation, t->base + (i64)t->out->len };
        buf_fmt(t->out, "%lld %lld obj\n<<", (long long)number, (long long)generation);
        if (!pdf_enter(&l))
                return ERR_INVALID;
        while (pdf_member(&l, &key, &written))
                if (!str_is(key, "Rotate"))
                        buf_add(t->out, written);
        if (!pdf_leave(&l))
                return ERR_INVALID;
        angle = (angle + t->quarters * 90 + 720) % 360;
        buf_fmt(t->out, "/Rotate %lld>>\nendobj\n", (long long)angle);
        return t->out->over ? ERR_LIMIT : 0;
}

static int walk(struct turning *t, const struct pdf_value *ref, i64 inherited, int depth)
{
        const struct pdf_value *node, *kids;
        struct pdf_lexer l, again;
        i64 generation;
        int r = 0;

        if (!ref || ref->kind != PDF_REF || depth == DEEPEST ||
                !pdf_object(t->pdf, ref->num, &l, &generation))
                return ERR_INVALID;
        again = l;
        node = pdf_read(&l);
        if (!node || node->kind != PDF_DICT)
                return ERR_INVALID;
        inherited = angle_of(t, node, inherited);
        kids = pdf_resolve(t->pdf, pdf_get(node, "Kids"));
        if (!kids) {
                t->seen++;
                return t->page && t->seen != t->page
                               ? 0
                               : write_page(t, ref->num, generation, again, inherited);
        }
        if (kids->kind != PDF_LIST)
                return ERR_INVALID;
        for (const struct pdf_value *k = kids->first; k && r == 0; k = k->next)
                if (!t->page || t->seen < t->page)
                        r = walk(t, k, inherited, depth + 1);
        return r;
}

/* What of a trailer goes on into the next one. */
static struct str kept_of(struct turning *t, struct pdf_lexer l)
{
        struct str key, written;
        struct buf b;

        buf_init(&b, t->arena, ROOM);
        if (pdf_enter(&l))
                while (pdf_member(&l, &key, &written))
                        if (str_is(key, "Root") || str_is(key, "Info") || str_is(key, "ID"))
                                buf_add(&b, written);
        return b.over ? STR_NULL : buf_str(&b);
}

static void put_table(struct turning *t, struct str kept, i64 size)
{
        i64 start = t->base + (i64)t->out->len;

        buf_addc(t->out, "xref\n");
        for (size_t i = 0; i < t->n; i++)
                buf_fmt(t->out, "%lld 1\n%010lld %05lld n \n", (long long)t->places[i].number,
                        (long long)t->places[i].at, (long long)t->places[i].generation);
        buf_fmt(t->out, "trailer\n<</Size %lld/Prev %lld", (long long)size,
                (long long)pdf_newest(t->pdf).at);
        buf_add(t->out, kept);
        buf_fmt(t->out, ">>\nstartxref\n%lld\n%%%%EOF\n", (long long)start);
}

static void put_number(struct buf *b, i64 n, int bytes)
{
        while (bytes-- > 0)
                buf_byte(b, (char)(u8)(n >> 8 * bytes));
}

/* An object itself, with the number after the last. */
static void put_stream(struct turning *t, struct str kept, i64 size)
{
        i64 start = t->base + (i64)t->out->len;

        buf_fmt(t->out, "%lld 0 obj\n<</Type/XRef/W[1 4 2]/Index[", (long long)size);
        for (size_t i = 0; i < t->n; i++)
                buf_fmt(t->out, "%lld 1 ", (long long)t->places[i].number);
        buf_fmt(t->out, "%lld 1]/Size %lld/Length %zu/Prev %lld", (long long)size,
                (long long)size + 1, (t->n + 1) * 7, (long long)pdf_newest(t->pdf).at);
        buf_add(t->out, kept);
        buf_addc(t->out, ">>\nstream\n");
        for (size_t i = 0; i < t->n; i++) {
                put_number(t->out, 1, 1);
                put_number(t->out, t->places[i].at, 4);
                put_number(t->out, t->places[i].generation, 2);
        }
        put_number(t->out, 1, 1);
        put_number(t->out, start, 4);
        put_number(t->out, 0, 2);
        buf_fmt(t->out, "\nendstream\nendobj\nstartxref\n%lld\n%%%%EOF\n", (long long)start);
}

/* The numbers that are taken end before this one. */
static i64 size_of(const struct turning *t, const struct pdf_value *trailer)
{
        i64 size = pdf_int(pdf_get(trailer, "Size"), 0);

        for (size_t i = 0; i < t->n; i++)
                size = MAX(size, t->places[i].number + 1);
        return size;
}

static int put_end(struct turning *t, struct pdf_lexer l)
{
        struct str kept = kept_of(t, l);
        i64 size = size_of(t, pdf_read(&l));

        if (!kept.ptr)
                return ERR_INVALID;
        if (pdf_newest(t->pdf).stream)
                put_stream(t, kept, size);
        else
                put_table(t, kept, size);
        return t->out->over ? ERR_LIMIT : 0;
}

/* Whoever signed it signed these bytes and no others: an update would make readers doubt it. */
static bool is_signed(struct turning *t, const struct pdf_value *catalog)
{
        const struct pdf_value *form = pdf_resolve(t->pdf, pdf_get(catalog, "AcroForm"));

        return form && form->kind == PDF_DICT && (pdf_int(pdf_get(form, "SigFlags"), 0) & 1);
}

int converter_turn_pages(
        struct arena *a, struct str file, i64 page, i64 quarters, struct buf *ret_update)
{
        struct turning t = { .arena = a,
                .base = (i64)file.len,
                .page = page,
                .quarters = quarters,
                .out = ret_update };
        i64 budget = 100000;
        struct pdf_lexer trailer;
        const struct pdf_value *catalog;
        int r;

        if (page < 0 || quarters < 1 || quarters > 3)
                return ERR_INVALID;
        r = pdf_open(a, file, &t.pdf);
        if (r < 0)
                return r;
        trailer = (struct pdf_lexer){ pdf_newest(t.pdf).trailer, 0, a, &budget };
        catalog = pdf_read(&trailer);
        catalog = pdf_resolve(t.pdf, pdf_get(catalog, "Root"));
        if (is_signed(&t, catalog))
                return ERR_DENIED;
        t.places = arena_raw(a, MOST_PAGES * sizeof *t.places);
        buf_byte(t.out, '\n');
        r = walk(&t, pdf_get(catalog, "Pages"), 0, 0);
        if (r < 0)
                return pdf_spent(t.pdf) ? ERR_LIMIT : r;
        if (!t.n)
                return ERR_NOT_FOUND;
        trailer.at = 0;
        return put_end(&t, trailer);
}
