/*
 * src/mod/quality/pages.c: what the pages of this folder share.
 */
#include "core/words.h"
#include "mod/quality/internal.h"
#include "web/texts.h"

const struct link_view *quality__tabs(struct req *rq, enum quality_tab now)
{
        static const struct {
                int text;
                const char *href;
        } tabs[QUALITY_TABS] = {
                [QUALITY_TAB_NONCONFORMITIES] = { T_QUALITY_TITLE, "/chat-luong" },
                [QUALITY_TAB_AUDITS] = { T_QUALITY_AUDITS, "/danh-gia-noi-bo" },
                [QUALITY_TAB_DOCUMENTS] = { T_QUALITY_DOCUMENTS, "/quy-trinh-kiem-soat" },
                [QUALITY_TAB_REPORT] = { T_QUALITY_REPORT_TITLE, "/bao-cao-chat-luong" },
        };
        struct link_view *list = NEW_ARRAY(rq->arena, struct link_view, QUALITY_TABS);

        for (int i = 0; i < QUALITY_TABS; i++)
                list[i] = (struct link_view){ .text = text_plain(
                                                      rq->arena, rq->lang, tabs[i].text, STR_NULL),
                        .href = str_of(tabs[i].href),
                        .current = i == (int)now };
        return list;
}

i64 quality__chosen(const struct input *in, const char *name)
{
        i64 n;

        return input_str(in, name).ptr && str_to_i64(input_str(in, name), &n) == 0 ? n : 0;
}

struct str quality__typed(const struct input *in, const char *name)
{
        struct str s = str_trim(input_str(in, name));

        return s.ptr ? s : STR("");
}

#define ROW_CHARS 120

struct str quality__beginning(struct arena *a, struct str words)
{
        struct str s = words;
        size_t end;

        if (s.len <= ROW_CHARS)
                return s;
        for (end = ROW_CHARS; end > ROW_CHARS / 2 && s.ptr[end] != ' ' && s.ptr[end] != '\n';)
                end--;
        while (end && (s.ptr[end] & 0xc0) == 0x80)
                end--;
        return str_cat(a, str_trim(str_sub(s, 0, end)), STR("…"));
}

void quality__read_key(struct str key, i64 *ret_day, i64 *ret_id)
{
        struct str id = key, day;

        *ret_day = *ret_id = 0;
        if (!str_cut(&id, '.', &day) || str_to_i64(day, ret_day) < 0 || str_to_i64(id, ret_id) < 0)
                *ret_day = *ret_id = 0;
}

void quality__unit_options(
        struct req *rq, enum perm perm, const struct option_view **ret_list, size_t *ret_n)
{
        const struct org *org = org_get(rq->arena);
        i64 own = who_unit(rq->who, perm);
        struct option_view *list;
        const i64 *units;
        size_t n = who_units(rq->who, perm, rq->arena, &units), made = 0;

        list = NEW_ARRAY(rq->arena, struct option_view, n + 1);
        for (size_t i = 0; i < n; i++) {
                const struct unit *u = org_unit(org, units[i]);

                if (u && unit_is_valid(u, org_day(org)))
                        list[made++] = (struct option_view){
                                .value = u->code, .text = u->name, .chosen = u->id == own
                        };
        }
        *ret_list = list;
        *ret_n = made;
}

/* "Phó Chủ tịch (lanhdao)". */
struct str quality__officer(struct arena *a, struct str title, struct str login)
{
        return title.len ? str_fmt(a, "%.*s (%.*s)", STRF(title), STRF(login)) : login;
}

const struct event_view *quality__events(
        struct req *rq, const struct quality_said *said, size_t n, const struct quality_word *words)
{
        struct event_view *list = NEW_ARRAY(rq->arena, struct event_view, n + 1);

        for (size_t i = 0; i < n; i++) {
                const struct quality_word *w = words;

                while (w->action && !str_is(said[i].action, w->action))
                        w++;
                list[i] = (struct event_view){ .kind = EVENT_DONE,
                        .title = w->action ? text_plain(rq->arena, rq->lang, w->text, said[i].note)
                                           : said[i].action,
                        .time = words_time(rq->arena, rq->lang, said[i].at),
                        .who = said[i].who.len ? said[i].who
                                               : text_plain(rq->arena, rq->lang, T_QUALITY_PLATFORM,
                                                         STR_NULL),
                        .note = w->action && w->in_title ? STR_NULL : said[i].note };
        }
        return list;
}

const struct quality_act_word *quality__act_word(
        const struct quality_act_word *words, const struct input *in)
{
        for (; words->address; words++)
                if (str_is(path_str(in, "action"), words->address))
                        return words;
        return NULL;
}
