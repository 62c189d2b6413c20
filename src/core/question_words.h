/*
 * src/core/question_words.h: private to the files core/question*.c: labels and words of single
 * questions.
 */
#ifndef CORE_QUESTION_WORDS_H
#define CORE_QUESTION_WORDS_H

#include "core/question.h"

struct str question__label(struct question_room *room, const struct form_item *item);
struct str question__option(const struct question_room *room, const struct form_option *o);

#endif
