/*
 * src/core/question.h: a form (flow/form.h) as pages of questions for people: each group at the
 * top is a page with an address of its own; what stands between such groups is a page, too.
 * Controls are named "f-<path>", as a FIELD_FORM named "f" takes them.
 *
 *      struct question_room room = { .arena = a, .lang = lang, .org = org, .fill = &fill };
 *      n = question_pages(&room, &pages);
 *      question_page_view(&room, &pages[i], true, &view);        {{call questions(&view)}}
 *
 * Invariants: a page whose group is hidden does not exist; pages without a visible input are shown
 * when there is something to read.
 */
#ifndef CORE_QUESTION_H
#define CORE_QUESTION_H

#include "core/org.h"
#include "core/question_view.h"
#include "flow/form.h"

struct question_room {
        struct arena *arena;
        enum lang lang;
        const struct org *org;
        struct form_fill *fill;
        struct str table; /* "id:2": the second page of the table `id`; else the first */
        struct str path;  /* of the page, for links inside it */
        const struct place_group *places; /* made when first needed */
        size_t n_places;
};

struct question_page {
        struct str address, title;
        const struct form_field *part; /* what form_data_take takes: the group, or the whole form */
        struct form_item *const *items;
        size_t n;
};

/*
 * For form_setup.host, with the units as arg: communes and wards that exist on the province's day.
 */
bool question_known(const void *org, const struct form_field *field, struct str value);
/* Communes and wards that exist on the province's day, by district, in Vietnamese order. */
size_t question_places(struct arena *a, const struct org *o, const struct place_group **ret_groups);

size_t question_pages(struct question_room *room, const struct question_page **ret_pages);
/* judged: faults are shown beside the fields and on top. */
void question_page_view(struct question_room *room, const struct question_page *page, bool judged,
        struct questions_view *ret_view);
/* How many answers of the page are wrong; form_check_answers was called. */
size_t question_faults(const struct question_page *page);
/* Was the control of this item among what a page sent? */
bool question_was_sent(
        struct question_room *room, const struct form_item *item, const struct json *sent);
/*
 * The first question of the page that is visible now but was not among the names sent: an answer
 * just given brought it up. STR_NULL: none.
 */
struct str question_unasked(
        struct question_room *room, const struct question_page *page, const struct json *sent);
/*
 * Visible answers page by page. edit: address before that of a page; STR_NULL: for reading only,
 * without "Sửa" and without the questions that nobody answered.
 */
size_t question_answers(
        struct question_room *room, struct str edit, const struct answers_view **ret_pages);
/* What is wrong with an answer; STR_NULL: nothing, or it is hidden. */
struct str question_fault_words(struct question_room *room, const struct form_item *item);
/* A value as people read it: "27/09/1996", "1.250.000 đ", "Có", a place's name. */
struct str question_words(struct question_room *room, const struct form_item *item);

#endif
