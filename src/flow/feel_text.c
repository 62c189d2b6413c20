/*
 * src/flow/feel_text.c: values as text: the canonical literal that machines read back, and what
 * string() gives to people (DMN 1.5, 10.3.4.1).
 */
#include "flow/feel_time.h"
#include "flow/feel_value.h"
#include "flow/feel_lex.h"

static void put_quoted(struct buf *b, struct str s)
{
        buf_byte(b, '"');
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.ptr[i];

                if (c == '"' || c == '\\')
                        buf_fmt(b, "\\%c", c);
                else if (c == '\n')
                        buf_addc(b, "\\n");
                else if (c == '\r')
                        buf_addc(b, "\\r");
                else if (c == '\t')
                        buf_addc(b, "\\t");
                else if (c < 0x20 || c == 0x7f)
                        buf_fmt(b, "\\u%04x", c);
                else
                        buf_byte(b, (char)c);
        }
        buf_byte(b, '"');
}

static void put_temporal(struct buf *b, const struct feel_value *v)
{
        if (v->kind == FEEL_DAYS)
                feel__put_days(b, v->nanos);
        else if (v->kind == FEEL_MONTHS)
                feel__put_months(b, v->months);
        else
                feel__put_when(b, v->kind, &v->when);
}

static bool put_literal(struct buf *b, const struct feel_value *v, int depth);

static bool put_members(struct buf *b, const struct feel_value *v, int depth)
{
        bool list = v->kind == FEEL_LIST, fine = true;

        if (depth >= FEEL_NESTED_MAX || (!list && v->n > FEEL_KEYS_MAX))
                b->over = true;

        buf_byte(b, list ? '[' : '{');
        for (size_t i = 0; i < v->n && !b->over; i++) {
                if (i)
                        buf_addc(b, ", ");
                if (!list) {
                        if (feel__plain_name(v->entries[i].key))
                                buf_add(b, v->entries[i].key);
                        else
                                put_quoted(b, v->entries[i].key);
                        buf_addc(b, ": ");
                }
                fine = put_literal(b, list ? v->items[i] : v->entries[i].value, depth + 1) && fine;
        }
        buf_byte(b, list ? ']' : '}');
        return fine;
}

static bool put_literal(struct buf *b, const struct feel_value *v, int depth)
{
        static const char *const wrap[FEEL_KIND_MAX] = { [FEEL_DATE] = "date",
                [FEEL_TIME] = "time",
                [FEEL_DATE_TIME] = "date and time",
                [FEEL_DAYS] = "duration",
                [FEEL_MONTHS] = "duration" };

        switch (v->kind) {
        case FEEL_NULL:
                buf_addc(b, "null");
                return true;
        case FEEL_BOOLEAN:
                buf_addc(b, v->truth ? "true" : "false");
                return true;
        case FEEL_NUMBER:
                dec_put(b, v->number);
                return true;
        case FEEL_STRING:
                put_quoted(b, v->string);
                return true;
        case FEEL_LIST:
        case FEEL_CONTEXT:
                return put_members(b, v, depth);
        case FEEL_RANGE:
        case FEEL_FUNCTION:
                buf_addc(b, "null");
                return false;
        default:
                buf_fmt(b, "%s(\"", wrap[v->kind]);
                put_temporal(b, v);
                buf_addc(b, "\")");
                return true;
        }
}

bool feel_put_literal(struct buf *b, const struct feel_value *v)
{
        size_t from = b->len;
        bool fine = put_literal(b, v, 0);

        if (b->len - from > FEEL_TEXT_MAX)
                b->over = true;
        return fine;
}

static void put_range(struct buf *b, const struct feel_range *r)
{
        if (r->lo_free || r->hi_free || r->point || r->except) {
                const char *op = r->except    ? "!="
                                 : r->point   ? "="
                                 : r->lo_free ? (r->hi_in ? "<=" : "<")
                                              : (r->lo_in ? ">=" : ">");

                buf_fmt(b, "(%s", op);
                feel__put_text(b, r->lo_free ? r->hi : r->lo, true);
                buf_byte(b, ')');
                return;
        }
        buf_byte(b, r->lo_in ? '[' : '(');
        feel__put_text(b, r->lo, true);
        buf_addc(b, "..");
        feel__put_text(b, r->hi, true);
        buf_byte(b, r->hi_in ? ']' : ')');
}

/* `inside` a list or context strings stand in quotes. */
void feel__put_text(struct buf *b, const struct feel_value *v, bool inside)
{
        switch (v->kind) {
        case FEEL_STRING:
                if (inside)
                        put_quoted(b, v->string);
                else
                        buf_add(b, v->string);
                return;
        case FEEL_LIST:
        case FEEL_CONTEXT:
                buf_byte(b, v->kind == FEEL_LIST ? '[' : '{');
                for (size_t i = 0; i < v->n && !b->over; i++) {
                        if (i)
                                buf_addc(b, ", ");
                        if (v->kind == FEEL_CONTEXT) {
                                if (feel__plain_name(v->entries[i].key))
                                        buf_add(b, v->entries[i].key);
                                else
                                        put_quoted(b, v->entries[i].key);
                                buf_addc(b, ": ");
                        }
                        feel__put_text(
                                b, v->kind == FEEL_LIST ? v->items[i] : v->entries[i].value, true);
                }
                buf_byte(b, v->kind == FEEL_LIST ? ']' : '}');
                return;
        case FEEL_RANGE:
                put_range(b, v->range);
                return;
        case FEEL_FUNCTION:
                buf_addc(b, "function");
                return;
        case FEEL_NULL:
        case FEEL_BOOLEAN:
        case FEEL_NUMBER:
                feel_put_literal(b, v);
                return;
        default:
                put_temporal(b, v);
        }
}

struct str feel_text(struct arena *a, const struct feel_value *v)
{
        struct buf b;

        buf_init(&b, a, 16 << 20);
        feel__put_text(&b, v, false);
        return buf_str(&b);
}
