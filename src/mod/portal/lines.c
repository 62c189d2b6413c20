/*
 * src/mod/portal/lines.c: see lines.h.
 */
#include "mod/portal/lines.h"

#include "base/viet.h"
#include "web/texts.h"

/* A life event's address: its name folded, spaces to hyphens. */
struct str portal__slug(struct arena *a, struct str name)
{
        return str_replace(a, viet_fold(a, name), STR(" "), STR("-"));
}

struct str portal__online(struct req *rq, struct str online)
{
        if (str_is(online, "full"))
                return s_PORTAL_ONLINE_FULL(rq->arena, rq->lang);
        if (str_is(online, "partial"))
                return s_PORTAL_ONLINE_PARTIAL(rq->arena, rq->lang);
        return s_PORTAL_ONLINE_NONE(rq->arena, rq->lang);
}

static struct procedure_line line_of(struct req *rq, const struct procedure_brief *b)
{
        return (struct procedure_line){ .code = b->code,
                .usual = b->usual,
                .name = b->name,
                .field = b->field,
                .agency = b->agency,
                .online_words = portal__online(rq, b->online),
                .limit = words_limit(rq->arena, rq->lang, b->limit_hundredths, b->limit_unit,
                        b->cutoff_minute != I64_NULL) };
}

const struct procedure_line *portal__lines(
        struct req *rq, const struct procedure_brief_rows *rows, size_t max, size_t *ret_n)
{
        struct procedure_line *list =
                NEW_ARRAY(rq->arena, struct procedure_line, MIN(rows->n, max) + 1);

        for (*ret_n = 0; *ret_n < rows->n && *ret_n < max; ++*ret_n)
                list[*ret_n] = line_of(rq, &rows->rows[*ret_n]);
        return list;
}

/* The life events in the order of a person's life, with their icons; others follow by name. */
static const struct {
        const char *name;
        enum icon icon;
} event_order[] = {
        { "Có con nhỏ", ICON_BE },
        { "Học tập", ICON_HOC },
        { "Giấy tờ cá nhân", ICON_CCCD },
        { "Cư trú", ICON_NHA },
        { "Hôn nhân và gia đình", ICON_NGUOITA },
        { "Việc làm, lao động", ICON_VIECLAM },
        { "Nhà đất", ICON_NOI },
        { "Sức khoẻ và y tế", ICON_SUCKHOE },
        { "Phương tiện, giao thông", ICON_XE },
        { "Khởi sự kinh doanh", ICON_CUAHANG },
        { "Nhà ở và xây dựng", ICON_COQUAN },
        { "Người thân qua đời", ICON_NGUOIMAT },
};

static size_t event_rank(struct str name)
{
        for (size_t i = 0; i < ARRAY_LEN(event_order); i++)
                if (str_is(name, event_order[i].name))
                        return i;
        return ARRAY_LEN(event_order);
}

const struct event_tile *portal__tiles(
        struct req *rq, const struct procedure_group_rows *rows, bool events, size_t *ret_n)
{
        struct event_tile *list = NEW_ARRAY(rq->arena, struct event_tile, rows->n + 1);
        size_t n = 0;

        for (size_t rank = 0; rank <= ARRAY_LEN(event_order); rank++) {
                for (size_t i = 0; i < rows->n; i++) {
                        size_t at =
                                events ? event_rank(rows->rows[i].name) : ARRAY_LEN(event_order);

                        if (at != rank || str_empty(rows->rows[i].name))
                                continue;
                        list[n++] = (struct event_tile){ .name = rows->rows[i].name,
                                .slug = portal__slug(rq->arena, rows->rows[i].name),
                                .n = rows->rows[i].n,
                                .icon = at < ARRAY_LEN(event_order) ? event_order[at].icon
                                                                    : ICON_NONE };
                }
        }
        *ret_n = n;
        return list;
}
