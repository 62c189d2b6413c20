/*
 * src/app/import_lines.c: see import_lines.h. Knows no table and no rule.
 */
#include "app/import_lines.h"

#include "base/clock.h"
#include "base/utf8.h"

/* Of a line or row, in bytes: a batch of them is copied several times. */
#define LONGEST ((size_t)64 << 10)

int import_open(struct import_lines *l, struct arena *a, struct str text)
{
        *l = (struct import_lines){ .rest = text };
        l->is_csv = !str_starts(str_trim(str_sub(text, 0, 200)), STR("{"));
        return l->is_csv ? csv_open(&l->csv, a, text) : 0;
}

static int too_long(const char **ret_why)
{
        *ret_why = "longer than 64 KB";
        return ERR_INVALID;
}

static int next_row(struct csv *c, const char **ret_why)
{
        size_t before = c->rest.len;
        int r = csv_next(c);

        *ret_why = c->why;
        return r == 1 && before - c->rest.len > LONGEST ? too_long(ret_why) : r;
}

int import_next(struct import_lines *l, struct arena *a, const char **ret_why)
{
        struct str line;
        int r;

        if (l->is_csv) {
                r = next_row(&l->csv, ret_why);
                l->line = l->csv.line;
                return r;
        }
        do {
                if (str_empty(l->rest) || !str_cut(&l->rest, '\n', &line))
                        return 0;
                l->line++;
        } while (str_empty(str_trim(line)));
        if (line.len > LONGEST)
                return too_long(ret_why);
        *ret_why = "no JSON object";
        return json_parse(a, line, &l->object, NULL) < 0 || l->object->kind != JSON_OBJECT
                       ? ERR_INVALID
                       : 1;
}

struct str import_cell(const struct import_lines *l, struct arena *a, const char *name)
{
        const struct json *j;
        i64 n;

        if (l->is_csv)
                return csv_cell(&l->csv, name);
        j = json_get(l->object, name);
        n = json_i64(j, I64_NULL);
        return n != I64_NULL ? str_fmt(a, "%lld", (long long)n) : json_str(j);
}

bool import_text(const struct import_lines *l, struct arena *a, const char *name, size_t most,
        struct str *ret_s)
{
        struct str s = import_cell(l, a, name), clean;

        *ret_s = STR_NULL;
        if (str_empty(s))
                return true;
        if (utf8_clean(a, s, false, &clean) < 0 || utf8_count(clean) > most)
                return false;
        clean = str_trim(clean);
        *ret_s = str_empty(clean) ? STR_NULL : clean;
        return true;
}

bool import_day(const struct import_lines *l, struct arena *a, const char *name, i64 *ret_day)
{
        struct str s = str_trim(import_cell(l, a, name));

        *ret_day = I64_NULL;
        return str_empty(s) || day_parse_iso(s, ret_day) == 0 || day_parse_vi(s, ret_day) == 0;
}

void import_tell(struct buf *report, i64 line, const char *field, const char *reason)
{
        struct json_writer w;

        if (!report)
                return;
        if (report->len)
                buf_addc(report, ",\n");
        json_begin(&w, report);
        json_open(&w, NULL, '{');
        json_put_i64(&w, "line", line);
        json_put_str(&w, "field", str_of(field));
        json_put_str(&w, "reason", str_of(reason));
        json_close(&w, '}');
}
