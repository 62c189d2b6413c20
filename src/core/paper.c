/*
 * src/core/paper.c: see paper.h. One Pango layout a block, drawn at a falling y; the motto and the
 * order of heads follow domain.md 3.4.
 */
#include "core/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#define MM   2.834645669 /* points */
#define FONT "Liberation Serif"

struct paper {
        struct arena *arena;
        cairo_surface_t *surface;
        cairo_t *cr;
        struct buf out;
        double width, height, margin, y, size;
        struct str mark;
};

static cairo_status_t on_bytes(void *closure, const unsigned char *data, unsigned int n)
{
        struct paper *p = closure;

        buf_add(&p->out, str_n((const char *)data, n));
        return p->out.over ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void paper_free(void *arg)
{
        struct paper *p = arg;

        if (p->cr)
                cairo_destroy(p->cr);
        if (p->surface)
                cairo_surface_destroy(p->surface);
}

struct style {
        double size;
        bool bold, italic;
        PangoAlignment align;
        bool capitals;
};

static PangoLayout *layout_of(
        struct paper *p, struct str text, double width, const struct style *st)
{
        PangoLayout *l = pango_cairo_create_layout(p->cr);
        PangoFontDescription *f = pango_font_description_new();

        pango_font_description_set_family_static(f, FONT);
        pango_font_description_set_absolute_size(f, st->size * PANGO_SCALE);
        pango_font_description_set_weight(f, st->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_style(f, st->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
        pango_layout_set_font_description(l, f);
        pango_font_description_free(f);
        pango_layout_set_width(l, (int)(width * PANGO_SCALE));
        pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(l, st->align);
        pango_layout_set_line_spacing(l, 1.15f);
        pango_layout_set_text(l, text.ptr ? text.ptr : "", (int)text.len);
        if (st->capitals) {
                PangoAttrList *list = pango_attr_list_new();

                pango_attr_list_insert(
                        list, pango_attr_text_transform_new(PANGO_TEXT_TRANSFORM_UPPERCASE));
                pango_layout_set_attributes(l, list);
                pango_attr_list_unref(list);
        }
        return l;
}

static double layout_height(PangoLayout *l)
{
        int h;

        pango_layout_get_size(l, NULL, &h);
        return (double)h / PANGO_SCALE;
}

static void new_page(struct paper *p)
{
        cairo_show_page(p->cr);
        p->y = p->margin;
}

/* Room for a block of height h, else a new page (a block taller than a page starts on its own). */
static void need(struct paper *p, double h)
{
        if (p->y + h > p->height - p->margin && p->y > p->margin)
                new_page(p);
}

/* Draws at (x, p->y) line by line, breaking pages between lines; returns the height used. */
static void draw_flow(
        struct paper *p, double x, struct str text, double width, const struct style *st)
{
        PangoLayout *l = layout_of(p, text, width, st);
        PangoLayoutIter *it = pango_layout_get_iter(l);
        double top = 0;

        need(p, MIN(layout_height(l), 4 * st->size));
        do {
                PangoRectangle r;
                double y, h;

                pango_layout_iter_get_line_extents(it, NULL, &r);
                y = (double)r.y / PANGO_SCALE;
                h = (double)r.height / PANGO_SCALE;
                if (p->y + (y - top) + h > p->height - p->margin) {
                        new_page(p);
                        top = y;
                }
                cairo_move_to(p->cr, x + (double)r.x / PANGO_SCALE,
                        p->y + (double)pango_layout_iter_get_baseline(it) / PANGO_SCALE - top);
                pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(it));
        } while (pango_layout_iter_next_line(it));
        p->y += layout_height(l) - top;
        pango_layout_iter_free(it);
        g_object_unref(l);
}

/* One fixed block at a place, without page breaks; returns its height. */
static double draw_at(
        struct paper *p, double x, double y, struct str text, double width, const struct style *st)
{
        PangoLayout *l = layout_of(p, text, width, st);
        double h = layout_height(l);

        cairo_move_to(p->cr, x, y);
        pango_cairo_show_layout(p->cr, l);
        g_object_unref(l);
        return h;
}

static void rule(struct paper *p, double x, double y, double w)
{
        cairo_set_line_width(p->cr, 0.6);
        cairo_move_to(p->cr, x, y);
        cairo_line_to(p->cr, x + w, y);
        cairo_stroke(p->cr);
}

static void draw_qr(struct paper *p, struct str text, double x, double y, double side)
{
        QRcode *q = QRcode_encodeString(str_c(p->arena, text), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
        double m;

        if (!q)
                return;
        m = side / q->width;
        for (int r = 0; r < q->width; r++)
                for (int c = 0; c < q->width; c++)
                        if (q->data[r * q->width + c] & 1)
                                cairo_rectangle(p->cr, x + c * m, y + r * m, m, m);
        cairo_fill(p->cr);
        QRcode_free(q);
}

static void draw_head(struct paper *p, const struct paper_head *h)
{
        double w = p->width - 2 * p->margin, left = w * 0.42, right = w * 0.57,
               x = p->margin + w - right;
        /* The motto must stand on one line on A5, too. */
        double size = p->width < 150 * MM ? p->size * 0.88 : p->size * 0.92;
        struct style plain = { size, false, false, PANGO_ALIGN_CENTER, false };
        struct style above = { size, false, false, PANGO_ALIGN_CENTER, true };
        struct style bold = { size, true, false, PANGO_ALIGN_CENTER, true };
        struct style motto = { size, true, false, PANGO_ALIGN_CENTER, false };
        struct style small = { size, false, true, PANGO_ALIGN_CENTER, false };
        double yl = p->y, yr = p->y;

        yl += draw_at(p, p->margin, yl, h->agency_above, left, &above);
        yl += draw_at(p, p->margin, yl, h->agency, left, &bold);
        rule(p, p->margin + left * 0.35, yl + 2, left * 0.3);
        yl += 7;
        yl += draw_at(p, p->margin, yl, h->number, left, &plain);
        yr += draw_at(p, x, yr, STR("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"), right, &motto);
        yr += draw_at(p, x, yr, STR("Độc lập - Tự do - Hạnh phúc"), right, &motto);
        rule(p, x + right * 0.22, yr + 2, right * 0.56);
        yr += 7;
        yr += draw_at(p, x, yr, h->place_date, right, &small);
        if (!str_empty(h->qr)) {
                double side = 18 * MM;

                draw_qr(p, h->qr, p->margin + (left - side) / 2, yl + 4, side);
                yl += side + 8;
        }
        p->y = MAX(yl, yr) + p->size;
}

/* In mm; letters in points. The wide one is for registers. */
static const struct {
        double width, height, margin, letters;
} sheets[PAPER_SIZE_MAX] = {
        [PAPER_A5] = { 148, 210, 11, 9.5 },
        [PAPER_A4] = { 210, 297, 20, 13 },
        [PAPER_A4_WIDE] = { 297, 210, 15, 10 },
};

struct paper *paper_new(struct arena *a, enum paper_size size, const struct paper_head *head)
{
        struct paper *p = NEW(a, struct paper);

        p->arena = a;
        p->width = sheets[size].width * MM;
        p->height = sheets[size].height * MM;
        p->margin = sheets[size].margin * MM;
        p->size = sheets[size].letters;
        p->y = p->margin;
        buf_init(&p->out, a, 8 << 20);
        p->surface = cairo_pdf_surface_create_for_stream(on_bytes, p, p->width, p->height);
        p->cr = cairo_create(p->surface);
        arena_defer(a, paper_free, p);
        draw_head(p, head);
        return p;
}

static double inner(const struct paper *p)
{
        return p->width - 2 * p->margin;
}

void paper_title(struct paper *p, struct str title, struct str under)
{
        struct style big = { p->size * 1.2, true, false, PANGO_ALIGN_CENTER };
        struct style small = { p->size, false, true, PANGO_ALIGN_CENTER };

        draw_flow(p, p->margin, title, inner(p), &big);
        if (!str_empty(under))
                draw_flow(p, p->margin, under, inner(p), &small);
        p->y += p->size * 0.7;
}

void paper_text(struct paper *p, struct str text)
{
        struct style st = { p->size, false, false, PANGO_ALIGN_LEFT };

        draw_flow(p, p->margin, text, inner(p), &st);
        p->y += p->size * 0.35;
}

void paper_line(struct paper *p, struct str label, struct str value)
{
        paper_text(p, str_empty(label) ? value
                                       : str_fmt(p->arena, "%.*s: %.*s", STRF(label), STRF(value)));
}

void paper_item(struct paper *p, int number, struct str text)
{
        struct style st = { p->size, false, false, PANGO_ALIGN_LEFT };

        draw_flow(p, p->margin + p->size, str_fmt(p->arena, "%d. %.*s", number, STRF(text)),
                inner(p) - p->size, &st);
        p->y += p->size * 0.25;
}

static double row_height(
        struct paper *p, const struct str *cells, const double *w, size_t n, bool bold)
{
        struct style st = { p->size * 0.95, bold, false, PANGO_ALIGN_LEFT };
        double h = 0;

        for (size_t i = 0; i < n; i++) {
                PangoLayout *l = layout_of(p, cells[i], w[i] - 6, &st);

                h = MAX(h, layout_height(l));
                g_object_unref(l);
        }
        return h + 5;
}

static void draw_row(struct paper *p, const struct str *cells, const double *w, size_t n, bool bold)
{
        struct style st = { p->size * 0.95, bold, false, PANGO_ALIGN_LEFT };
        double h = row_height(p, cells, w, n, bold), x = p->margin;

        need(p, h);
        cairo_set_line_width(p->cr, 0.5);
        for (size_t i = 0; i < n; i++) {
                draw_at(p, x + 3, p->y + 2, cells[i], w[i] - 6, &st);
                cairo_rectangle(p->cr, x, p->y, w[i], h);
                cairo_stroke(p->cr);
                x += w[i];
        }
        p->y += h;
}

void paper_table(struct paper *p, const struct str *heads, const int *weights, size_t n_columns,
        const struct str *cells, size_t n_rows)
{
        double *w = NEW_ARRAY(p->arena, double, n_columns);
        int sum = 0;

        for (size_t i = 0; i < n_columns; i++)
                sum += weights[i];
        for (size_t i = 0; i < n_columns; i++)
                w[i] = inner(p) * weights[i] / sum;
        draw_row(p, heads, w, n_columns, true);
        for (size_t r = 0; r < n_rows; r++)
                draw_row(p, cells + r * n_columns, w, n_columns, false);
        p->y += p->size * 0.5;
}

void paper_sign(struct paper *p, struct str left_role, struct str left_name, struct str right_role,
        struct str right_note, struct str right_name)
{
        struct style bold = { p->size, true, false, PANGO_ALIGN_CENTER };
        struct style small = { p->size * 0.9, false, true, PANGO_ALIGN_CENTER };
        double half = inner(p) / 2, y;

        need(p, p->size * 8);
        p->y += p->size * 0.5;
        y = p->y;
        draw_at(p, p->margin, y, left_role, half, &bold);
        y += draw_at(p, p->margin + half, y, right_role, half, &bold);
        draw_at(p, p->margin + half, y, right_note, half, &small);
        y = p->y + p->size * 6;
        draw_at(p, p->margin, y, left_name, half, &bold);
        y += draw_at(p, p->margin + half, y, right_name, half, &bold);
        p->y = y;
}

void paper_mark(struct paper *p, struct str text)
{
        struct style st = { p->size * 0.95, true, false, PANGO_ALIGN_CENTER };
        double w = p->size * 11, x = p->width - p->margin - w, y = p->margin * 0.35;
        double h = draw_at(p, x, y, text, w, &st);

        cairo_set_line_width(p->cr, 0.8);
        cairo_rectangle(p->cr, x, y - 1, w, h + 2);
        cairo_stroke(p->cr);
}

int paper_finish(struct paper *p, struct str title, struct str *ret_pdf)
{
        cairo_status_t status;

        cairo_pdf_surface_set_metadata(
                p->surface, CAIRO_PDF_METADATA_TITLE, str_c(p->arena, title));
        cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Motcua");
        cairo_show_page(p->cr);
        cairo_surface_finish(p->surface);
        status = cairo_surface_status(p->surface);
        if (status != CAIRO_STATUS_SUCCESS || p->out.over)
                return ERR_IO;
        *ret_pdf = buf_str(&p->out);
        return 0;
}
