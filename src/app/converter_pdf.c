/*
 * src/app/converter_pdf.c: the structure of a PDF as far as it tells the number of pages,
 * encryption and scripts: cross-reference tables and streams, trailers, object streams, catalog,
 * root of the page tree (ISO 32000-1, 7.5 and 7.7). Contents, fonts and images are never touched.
 * When the cross-reference is broken, as in many honest files, the objects are found by looking
 * through the whole file, as readers do.
 */
#include "app/converter_pdf.h"

#include <zlib.h>

#include "app/converter_inspect.h"

#define VALUES       300000             /* of one file, and again of each object looked into */
#define SECTIONS     1024               /* updates of one file */
#define RUNS         65536              /* pieces of cross-reference */
#define OBJECTS      500000             /* found by looking through */
#define UNPACKED     ((size_t)16 << 20) /* of one stream */
#define UNPACKED_ALL ((size_t)32 << 20)
#define MOST_PAGES   10000000

/* Consecutive entries of a cross-reference table (20 bytes each) or stream (three fields). */
struct run {
        i64 first, count;
        struct str bytes;
        i64 widths[3]; /* of a stream; a table has widths[0] == -1 */
        struct run *next;
};

/* An object found by looking through the file. */
struct found {
        i64 number, at, container; /* container 0: at is a place in the file, else an index in it */
};

struct pdf {
        struct str file;
        struct arena *kept;  /* for the whole reading */
        struct arena *arena; /* where values go now */
        i64 budget;
        size_t unpacked;
        struct run *runs, **last_run;
        int n_runs;
        struct found *found;
        size_t n_found, cap_found;
        struct pdf_value root;    /* of the newest trailer; a reference, or PDF_NULL */
        struct pdf_value catalog; /* likewise: the last one seen when looking through */
        bool encrypted;
        struct pdf_newest newest; /* trailer.ptr NULL: not read yet */
};

static struct pdf_lexer lexer(struct pdf *p, struct str s, i64 at)
{
        return (struct pdf_lexer){ s, (size_t)MIN(at, (i64)s.len), p->arena, &p->budget };
}

/* Undo the PNG predictors in place (ISO 32000-1, 7.4.4.4); rows lead with their kind. */
static struct str unpredict(char *data, size_t n, size_t columns)
{
        size_t rows = n / (columns + 1), out = 0;
        u8 *d = (u8 *)data;

        for (size_t r = 0; r < rows; r++) {
                u8 kind = d[r * (columns + 1)];
                u8 *row = d + r * (columns + 1) + 1, *to = d + out;
                const u8 *up = r ? to - columns : NULL;

                if (kind != 0 && kind != 2 && kind != 1)
                        return STR_NULL;
                for (size_t i = 0; i < columns; i++) {
                        u8 before = kind == 2 ? (up ? up[i] : 0) : kind == 1 && i ? to[i - 1] : 0;

                        to[i] = (u8)(row[i] + before);
                }
                out += columns;
        }
        return str_n(data, out);
}

static struct str inflate_bounded(struct pdf *p, struct str in)
{
        z_stream z = { .next_in = (u8 *)in.ptr, .avail_in = (u32)MIN(in.len, UINT32_MAX) };
        struct buf out;
        char chunk[8192];
        int r = Z_OK;

        buf_init(&out, p->arena, MIN(UNPACKED, UNPACKED_ALL - p->unpacked));
        if (inflateInit(&z) != Z_OK)
                return STR_NULL;
        while (r == Z_OK && !out.over) {
                z.next_out = (u8 *)chunk;
                z.avail_out = sizeof chunk;
                r = inflate(&z, Z_NO_FLUSH);
                if (r == Z_OK || r == Z_STREAM_END)
                        buf_add(&out, str_n(chunk, sizeof chunk - z.avail_out));
        }
        inflateEnd(&z);
        p->unpacked += out.len;
        return r == Z_STREAM_END && !out.over ? buf_str(&out) : STR_NULL;
}

/* The one filter of a stream: STR_NULL when there is none or more than one. */
static const struct pdf_value *only(const struct pdf_value *v)
{
        if (v && v->kind == PDF_LIST)
                return v->first && !v->first->next ? v->first : NULL;
        return v;
}

/*
 * The content of a stream whose dictionary ends at l. Flate finds its own end; what is not packed
 * goes to "endstream". STR_NULL: another filter, or broken.
 */
static struct str stream_content(struct pdf *p, struct pdf_lexer *l, const struct pdf_value *dict)
{
        const struct pdf_value *filter = pdf_get(dict, "Filter");
        const struct pdf_value *parms = only(pdf_get(dict, "DecodeParms"));
        i64 predictor = pdf_int(pdf_get(parms, "Predictor"), 1);
        i64 columns = pdf_int(pdf_get(parms, "Columns"), 1);
        struct str raw, out;
        ptrdiff_t end;

        if (!str_is(pdf_word(l), "stream"))
                return STR_NULL;
        if (str_starts(str_sub(l->s, l->at, 2), STR("\r\n")))
                l->at += 2;
        else
                l->at += 1;
        raw = str_sub(l->s, l->at, l->s.len);
        if (!filter) {
                end = str_find(raw, STR("endstream"));
                return end < 0 ? STR_NULL : str_sub(raw, 0, (size_t)end);
        }
        if (!pdf_is_name(only(filter), "FlateDecode"))
                return STR_NULL;
        out = inflate_bounded(p, raw);
        if (!out.ptr || predictor == 1)
                return out;
        if (predictor < 10 || columns < 1 || columns > 4096)
                return STR_NULL;
        return unpredict((char *)out.ptr, out.len, (size_t)columns);
}

/* "12 0 obj" stands at l. */
static bool object_head(struct pdf_lexer *l, i64 *ret_number, i64 *ret_generation)
{
        return str_to_i64(pdf_word(l), ret_number) == 0 &&
               str_to_i64(pdf_word(l), ret_generation) == 0 && str_is(pdf_word(l), "obj");
}

static bool add_run(struct pdf *p, i64 first, i64 count, struct str bytes, const i64 widths[3])
{
        struct run *r;

        if (p->n_runs++ >= RUNS)
                return false;
        r = NEW(p->arena, struct run);
        r->first = first;
        r->count = count;
        r->bytes = bytes;
        memcpy(r->widths, widths, sizeof r->widths);
        *p->last_run = r;
        p->last_run = &r->next;
        return true;
}

/* Subsections of a table: "0 12" and twelve entries of twenty bytes. Ends before "trailer". */
static bool read_table(struct pdf *p, struct pdf_lexer *l)
{
        static const i64 table[3] = { -1 };

        for (;;) {
                struct pdf_lexer before;
                i64 first, count;

                before = *l;
                if (str_is(pdf_word(l), "trailer"))
                        return true;
                *l = before;
                if (str_to_i64(pdf_word(l), &first) < 0 || str_to_i64(pdf_word(l), &count) < 0 ||
                        first < 0 || count < 0)
                        return false;
                pdf_word(l); /* skips the white space before the first entry … */
                while (l->at > 0 && l->s.ptr[l->at - 1] >= '0' && l->s.ptr[l->at - 1] <= '9')
                        l->at--; /* … and comes back to its first digit */
                if (count == 0)
                        continue;
                if ((u64)count > (l->s.len - l->at) / 20 + 1 ||
                        !add_run(p, first, count, str_sub(l->s, l->at, (size_t)count * 20), table))
                        return false;
                l->at = MIN(l->at + (size_t)count * 20, l->s.len);
        }
}

static bool read_stream_runs(struct pdf *p, const struct pdf_value *dict, struct str bytes)
{
        const struct pdf_value *w = pdf_get(dict, "W"), *index = pdf_get(dict, "Index");
        const struct pdf_value *pair = index ? index->first : NULL;
        i64 widths[3], size = 0;

        w = w ? w->first : NULL;
        for (int i = 0; i < 3; i++) {
                widths[i] = pdf_int(w, -1);
                if (widths[i] < 0 || widths[i] > 8)
                        return false;
                size += widths[i];
                w = w->next;
        }
        if (size == 0)
                return false;
        if (!index)
                return add_run(p, 0, pdf_int(pdf_get(dict, "Size"), 0), bytes, widths);
        while (pair && pair->next) {
                i64 count = pdf_int(pair->next, 0), fits = (i64)bytes.len / size;

                if (!add_run(p, pdf_int(pair, 0), count, bytes, widths))
                        return false;
                bytes = str_sub(bytes, (size_t)(MIN(count, fits) * size), bytes.len);
                pair = pair->next->next;
        }
        return true;
}

static void read_trailer(struct pdf *p, const struct pdf_value *dict)
{
        const struct pdf_value *encrypt = pdf_get(dict, "Encrypt");
        const struct pdf_value *root = pdf_get(dict, "Root");

        if (p->root.kind == PDF_NULL && root && root->kind == PDF_REF)
                p->root = (struct pdf_value){ .kind = PDF_REF, .num = root->num };
        if (encrypt && encrypt->kind != PDF_NULL)
                p->encrypted = true;
}

static void note_newest(struct pdf *p, i64 at, bool stream, struct str trailer)
{
        if (!p->newest.trailer.ptr)
                p->newest = (struct pdf_newest){ at, stream, trailer };
}

/* One section of cross-reference. The dictionary that ends it says where the one before stands. */
static const struct pdf_value *read_section(struct pdf *p, i64 at)
{
        struct pdf_lexer l = lexer(p, p->file, at), again = l;
        const struct pdf_value *dict;
        struct str bytes;
        i64 number, generation;
        size_t from;
        bool stream;

        stream = !str_is(pdf_word(&l), "xref");
        if (!stream) {
                if (!read_table(p, &l))
                        return NULL;
                from = l.at;
                dict = pdf_read(&l);
                note_newest(p, at, stream, str_sub(l.s, from, l.at - from));
        } else {
                l = again;
                if (!object_head(&l, &number, &generation))
                        return NULL;
                from = l.at;
                dict = pdf_read(&l);
                note_newest(p, at, stream, str_sub(l.s, from, l.at - from));
                if (!pdf_is_name(pdf_get(dict, "Type"), "XRef"))
                        return NULL;
                bytes = stream_content(p, &l, dict);
                if (!bytes.ptr || !read_stream_runs(p, dict, bytes))
                        return NULL;
        }
        if (!dict || dict->kind != PDF_DICT)
                return NULL;
        read_trailer(p, dict);
        return dict;
}

static bool read_sections(struct pdf *p)
{
        struct str tail = str_sub(p->file, p->file.len > 2048 ? p->file.len - 2048 : 0, 2048);
        ptrdiff_t found = -1, next;
        struct pdf_lexer l;
        i64 at;

        while ((next = str_find(str_sub(tail, (size_t)(found + 1), tail.len), STR("startxref"))) >=
                0)
                found += 1 + next;
        if (found < 0)
                return false;
        l = lexer(p, tail, found + 9);
        if (str_to_i64(pdf_word(&l), &at) < 0)
                return false;
        for (int i = 0; i < SECTIONS && at >= 0; i++) {
                const struct pdf_value *dict = read_section(p, at);
                i64 hybrid = pdf_int(pdf_get(dict, "XRefStm"), -1);

                if (!dict || (hybrid >= 0 && !read_section(p, hybrid)))
                        return false;
                at = pdf_int(pdf_get(dict, "Prev"), -1);
        }
        return true;
}

static i64 field(struct str bytes, i64 at, i64 width, i64 otherwise)
{
        u64 n = 0;

        for (i64 i = 0; i < width; i++)
                n = n << 8 | (u8)bytes.ptr[at + i];
        return width ? (i64)(n & INT64_MAX) : otherwise;
}

/* Where an object stands: kind 1 at a place in the file, 2 at an index in a container. */
static bool entry_of(const struct run *r, i64 number, struct found *ret_f)
{
        i64 size = r->widths[0] < 0 ? 20 : r->widths[0] + r->widths[1] + r->widths[2];
        i64 at = (number - r->first) * size, kind, place;

        if (at + size > (i64)r->bytes.len && !(r->widths[0] < 0 && at + 18 <= (i64)r->bytes.len))
                return false;
        if (r->widths[0] < 0) {
                if (r->bytes.ptr[at + 17] != 'n' ||
                        str_to_i64(str_sub(r->bytes, (size_t)at, 10), &place) < 0)
                        return false;
                *ret_f = (struct found){ number, place, 0 };
                return true;
        }
        kind = field(r->bytes, at, r->widths[0], 1);
        place = field(r->bytes, at + r->widths[0], r->widths[1], 0);
        if (kind == 1)
                *ret_f = (struct found){ number, place, 0 };
        else
                *ret_f = (struct found){ number,
                        field(r->bytes, at + r->widths[0] + r->widths[1], r->widths[2], 0), place };
        return kind == 1 || kind == 2;
}

static bool locate(struct pdf *p, i64 number, struct found *ret_f)
{
        for (size_t i = p->n_found; i-- > 0;)
                if (p->found[i].number == number) {
                        *ret_f = p->found[i];
                        return true;
                }
        for (const struct run *r = p->runs; r; r = r->next)
                if (number >= r->first && number - r->first < r->count)
                        return entry_of(r, number, ret_f);
        return false;
}

/* The n-th object of an object stream (ISO 32000-1, 7.5.7), which stands in the file itself. */
static bool in_container(struct pdf *p, i64 container, i64 number, struct pdf_lexer *ret_l)
{
        struct found where;
        struct pdf_lexer l;
        const struct pdf_value *dict;
        struct str content;
        i64 n, first, found, offset;

        if (!locate(p, container, &where) || where.container != 0)
                return false;
        l = lexer(p, p->file, where.at);
        if (!object_head(&l, &found, &offset) || found != container)
                return false;
        dict = pdf_read(&l);
        n = pdf_int(pdf_get(dict, "N"), 0);
        first = pdf_int(pdf_get(dict, "First"), 0);
        content = pdf_is_name(pdf_get(dict, "Type"), "ObjStm") ? stream_content(p, &l, dict)
                                                               : STR_NULL;
        if (!content.ptr)
                return false;
        l = lexer(p, content, 0);
        for (i64 i = 0; i < n; i++) {
                if (str_to_i64(pdf_word(&l), &found) < 0 || str_to_i64(pdf_word(&l), &offset) < 0)
                        return false;
                if (found != number)
                        continue;
                if (first > (i64)content.len || offset < 0 || offset > (i64)content.len - first)
                        return false;
                *ret_l = lexer(p, content, first + offset);
                return true;
        }
        return false;
}

bool pdf_object(struct pdf *p, i64 number, struct pdf_lexer *ret_l, i64 *ret_generation)
{
        struct found where;
        i64 found;

        *ret_generation = 0;
        if (!locate(p, number, &where))
                return false;
        if (where.container != 0)
                return in_container(p, where.container, where.number, ret_l);
        *ret_l = lexer(p, p->file, where.at);
        return object_head(ret_l, &found, ret_generation) && found == where.number;
}

const struct pdf_value *pdf_resolve(struct pdf *p, const struct pdf_value *v)
{
        for (int hops = 0; v && v->kind == PDF_REF; hops++) {
                struct pdf_lexer l;
                i64 generation;

                if (hops >= 8 || !pdf_object(p, v->num, &l, &generation))
                        return NULL;
                v = pdf_read(&l);
        }
        return v;
}

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* The place where "12 0 obj", whose "obj" stands at `at`, begins; -1 when it is another word. */
static ptrdiff_t head_before(struct str file, ptrdiff_t at)
{
        ptrdiff_t i = at - 1;

        for (int part = 0; part < 2; part++) {
                ptrdiff_t spaces = i;

                while (i >= 0 && (file.ptr[i] == ' ' || file.ptr[i] == '\n' || file.ptr[i] == '\r'))
                        i--;
                if (i == spaces || i < 0 || !is_digit(file.ptr[i]))
                        return -1;
                while (i >= 0 && is_digit(file.ptr[i]))
                        i--;
        }
        return i + 1;
}

static bool add_found(struct pdf *p, struct found f)
{
        if (p->n_found >= OBJECTS)
                return false;
        if (p->n_found == p->cap_found) {
                struct found *more;

                p->cap_found = MAX(256, p->cap_found * 2);
                more = arena_raw(p->kept, p->cap_found * sizeof *more);
                if (p->n_found)
                        memcpy(more, p->found, p->n_found * sizeof *more);
                p->found = more;
        }
        p->found[p->n_found++] = f;
        return true;
}

/* Names the objects inside a container, and takes note of a catalog or a trailer's dictionary. */
static bool look_inside(struct pdf *p, i64 number, ptrdiff_t at)
{
        struct pdf_lexer l = lexer(p, p->file, at), inside;
        const struct pdf_value *dict, *type;
        struct str content;
        i64 n, inner, offset;

        pdf_word(&l); /* "obj" */
        dict = pdf_read(&l);
        type = pdf_get(dict, "Type");
        if (pdf_is_name(type, "XRef"))
                read_trailer(p, dict);
        if (pdf_is_name(type, "Catalog"))
                p->catalog = (struct pdf_value){ .kind = PDF_REF, .num = number };
        if (!pdf_is_name(type, "ObjStm"))
                return true;
        content = stream_content(p, &l, dict);
        n = pdf_int(pdf_get(dict, "N"), 0);
        inside = lexer(p, content, 0);
        for (i64 i = 0; i < n && content.ptr; i++) {
                if (str_to_i64(pdf_word(&inside), &inner) < 0 ||
                        str_to_i64(pdf_word(&inside), &offset) < 0)
                        break;
                if (!add_found(p, (struct found){ inner, i, number }))
                        return false;
        }
        return true;
}

/* The same in memory of its own: nothing of an object that is only looked into needs to be kept. */
static bool look_into(struct pdf *p, struct arena *scratch, i64 number, ptrdiff_t at)
{
        i64 budget = p->budget;
        size_t unpacked = p->unpacked;
        bool ok;

        p->arena = scratch;
        p->budget = VALUES;
        p->unpacked = 0;
        ok = look_inside(p, number, at);
        p->arena = p->kept;
        p->budget = budget;
        p->unpacked = unpacked;
        arena_clear(scratch);
        return ok;
}

/* The newest trailer stands last in the file. */
static void find_trailers(struct pdf *p)
{
        ptrdiff_t at = 0, next;

        while ((next = str_find(str_sub(p->file, (size_t)at, p->file.len), STR("trailer"))) >= 0) {
                struct pdf_lexer l = lexer(p, p->file, at + next + 7);
                const struct pdf_value *dict = pdf_read(&l);

                if (pdf_get(dict, "Root"))
                        p->root.kind = PDF_NULL;
                read_trailer(p, dict);
                at += next + 7;
        }
}

/* Every "12 0 obj" of the file. */
static bool find_objects(struct pdf *p, struct arena *scratch)
{
        ptrdiff_t at = 0, next, head;

        while ((next = str_find(str_sub(p->file, (size_t)at, p->file.len), STR("obj"))) >= 0) {
                struct pdf_lexer l;
                i64 number, generation;

                at += next;
                head = head_before(p->file, at);
                l = lexer(p, p->file, MAX(head, 0));
                if (head >= 0 && object_head(&l, &number, &generation) &&
                        (!add_found(p, (struct found){ number, head, 0 }) ||
                                !look_into(p, scratch, number, at)))
                        return false;
                at += 3;
        }
        return true;
}

static bool look_through(struct pdf *p)
{
        struct arena *scratch = arena_new((size_t)24 << 20);
        bool ok;

        p->runs = NULL;
        p->root.kind = PDF_NULL;
        ok = find_objects(p, scratch);
        arena_free(scratch);
        if (!ok)
                return false;
        find_trailers(p);
        if (p->root.kind == PDF_NULL)
                p->root = p->catalog;
        return true;
}

static bool runs_something(struct pdf *p, const struct pdf_value *action)
{
        const struct pdf_value *a = pdf_resolve(p, action);
        const struct pdf_value *kind = a && a->kind == PDF_DICT ? pdf_get(a, "S") : NULL;

        return pdf_is_name(kind, "JavaScript") || pdf_is_name(kind, "Launch");
}

static bool read_facts(struct pdf *p, struct file_facts *facts)
{
        const struct pdf_value *catalog = pdf_resolve(p, &p->root);
        const struct pdf_value *pages = pdf_resolve(p, pdf_get(catalog, "Pages"));
        const struct pdf_value *names = pdf_resolve(p, pdf_get(catalog, "Names"));
        i64 count = pdf_int(pdf_resolve(p, pdf_get(pages, "Count")), -1);

        if (count < 0 || count > MOST_PAGES)
                return false;
        facts->pages = count;
        facts->active = runs_something(p, pdf_get(catalog, "OpenAction")) ||
                        pdf_get(catalog, "AA") || pdf_get(names, "JavaScript");
        return true;
}

int converter_inspect_pdf(struct arena *a, struct str file, struct file_facts *facts)
{
        struct pdf p = { .file = file, .kept = a, .arena = a, .budget = VALUES };
        bool ok;

        p.last_run = &p.runs;
        facts->kind = FILE_PDF;
        ok = read_sections(&p) && read_facts(&p, facts);
        if (!ok && p.budget > 0)
                ok = look_through(&p) && read_facts(&p, facts);
        facts->encrypted = p.encrypted;
        if (p.budget <= 0)
                return ERR_LIMIT;
        /* Encryption hides streams, and with them perhaps the page tree. */
        return ok || p.encrypted ? 0 : ERR_INVALID;
}

int pdf_open(struct arena *a, struct str file, struct pdf **ret_p)
{
        struct pdf *p = NEW(a, struct pdf);

        *p = (struct pdf){ .file = file, .kept = a, .arena = a, .budget = VALUES };
        p->last_run = &p->runs;
        if (!read_sections(p) || p->root.kind == PDF_NULL)
                return p->budget > 0 ? ERR_INVALID : ERR_LIMIT;
        if (p->encrypted)
                return ERR_DENIED;
        *ret_p = p;
        return 0;
}

struct pdf_newest pdf_newest(const struct pdf *p)
{
        return p->newest;
}

bool pdf_spent(const struct pdf *p)
{
        return p->budget <= 0;
}
