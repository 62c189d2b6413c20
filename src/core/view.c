/*
 * src/core/view.c: the small decisions of the components: which icon, which words, which class. No
 * markup.
 */
#include "core/view.h"

#include "base/utf8.h"
#include "core/question_view.h"
#include "web/texts.h"

/*
 * The ten states of a dossier, by their official numbers (NĐ 61/2018/NĐ-CP and QĐ 31/2021/QĐ-TTg).
 */
static const struct {
        enum icon icon;
        int text;
} states[] = {
        [1] = { ICON_MOI, T_STATE_NEW },
        [2] = { ICON_CUA, T_STATE_ACCEPTED },
        [3] = { ICON_KHONG, T_STATE_REFUSED },
        [4] = { ICON_DANGXULY, T_STATE_IN_WORK },
        [5] = { ICON_THEM, T_STATE_SUPPLEMENT },
        [6] = { ICON_TIEN, T_STATE_PAYMENT },
        [7] = { ICON_RUT, T_STATE_WITHDRAW },
        [8] = { ICON_DUNG, T_STATE_STOPPED },
        [9] = { ICON_XONG, T_STATE_DONE },
        [10] = { ICON_HAIDAU, T_STATE_RETURNED },
};

enum icon view_state_icon(int state)
{
        return state >= 1 && state < (int)ARRAY_LEN(states) ? states[state].icon : ICON_NONE;
}

int view_state_text(int state)
{
        return state >= 1 && state < (int)ARRAY_LEN(states) ? states[state].text : T_NONE;
}

const char *view_tone_class(enum tone tone)
{
        static const char *const classes[TONE_MAX] = { "is-grey", "is-blue", "is-act", "is-red",
                "is-amber", "is-green" };

        CHECK(tone < TONE_MAX);
        return classes[tone];
}

const char *due_row_class(enum due_kind kind)
{
        static const char *const classes[DUE_KIND_MAX] = { "is-ok", "is-late", "is-today",
                "is-soon", "is-ok", "is-pause" };

        CHECK(kind < DUE_KIND_MAX);
        return classes[kind];
}

size_t view_count_errors(const struct field_error *first)
{
        size_t n = 0;

        for (; first; first = first->next)
                n++;
        return n;
}

const struct error_row *view_error_rows(struct html *h, const struct field_error *first)
{
        struct error_row *rows =
                NEW_ARRAY(h->arena, struct error_row, view_count_errors(first) + 1);
        size_t n = 0;

        for (; first; first = first->next)
                rows[n++] = (struct error_row){ first->name,
                        text_plain(h->arena, h->lang, first->text, first->detail) };
        return rows;
}

const char *const *view_step_classes(struct html *h, i64 now, size_t n)
{
        const char **classes = NEW_ARRAY(h->arena, const char *, n + 1);

        for (size_t i = 0; i < n; i++)
                classes[i] = (i64)i + 1 < now    ? "is-done"
                             : (i64)i + 1 == now ? "is-now"
                                                 : "is-next";
        return classes;
}

struct str view_described(struct html *h, const struct field_view *f)
{
        if (!f->hint.len && !f->error.len)
                return STR_NULL;
        return str_fmt(h->arena, "%s%s%s%s%s", f->hint.len ? f->name : "", f->hint.len ? "-h" : "",
                f->hint.len && f->error.len ? " " : "", f->error.len ? f->name : "",
                f->error.len ? "-e" : "");
}

#define TITLE_LETTERS 44

struct str view_title(struct html *h, struct str title)
{
        struct str head = utf8_head(title, TITLE_LETTERS - 1);
        ptrdiff_t space = str_rfind_char(head, ' ');

        if (utf8_count(title) <= TITLE_LETTERS)
                return title;
        if (space > 0)
                head = str_sub(head, 0, (size_t)space);
        return str_fmt(h->arena, "%.*s…", STRF(head));
}

struct str view_id(struct html *h, const char *name, size_t i)
{
        return i == 0 ? str_of(name) : str_fmt(h->arena, "%s-%zu", name, i + 1);
}

const char *view_input_type(enum control_kind control)
{
        static const char *const types[CONTROL_MAX] = { [CONTROL_TEXT] = "text",
                [CONTROL_DIGITS] = "text",
                [CONTROL_TEL] = "tel",
                [CONTROL_EMAIL] = "email",
                [CONTROL_SECRET] = "password" };

        CHECK(control < CONTROL_MAX && types[control]);
        return types[control];
}

size_t question_rich_count(const struct form_rich *first)
{
        size_t n = 0;

        for (; first; first = first->next)
                n++;
        return n;
}

const struct form_rich *const *question_rich(struct html *h, const struct form_rich *first)
{
        const struct form_rich **list =
                NEW_ARRAY(h->arena, const struct form_rich *, question_rich_count(first) + 1);
        size_t n = 0;

        for (; first; first = first->next)
                list[n++] = first;
        return list;
}
