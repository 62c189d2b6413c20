/*
 * src/base/viet_letter.h: the Vietnamese alphabet and syllable, for the viet_*.c files only.
 *
 * A letter is taken apart into its toneless small form, its tone and its case; a word is a run of
 * such letters. The order of tones is that of dictionaries.
 */
#ifndef BASE_VIET_LETTER_H
#define BASE_VIET_LETTER_H

#include "base/str.h"

enum viet_tone { TONE_NGANG, TONE_HUYEN, TONE_HOI, TONE_NGA, TONE_SAC, TONE_NANG, TONE_MAX };

struct viet_letter {
        int32_t base; /* small and toneless: a ă â b … đ … y */
        enum viet_tone tone;
        bool upper;
};

/* False when cp is no letter of the Vietnamese alphabet (or f j w z). Ð and ð count as đ. */
bool viet__letter(int32_t cp, struct viet_letter *ret_l);
int32_t viet__compose(const struct viet_letter *l);
/* Small form of any code point. */
int32_t viet__lower(int32_t cp);

/* The longest syllable is "nghiêng", its keys in Telex "nghieengs". */
#define WORD_MAX 12

struct viet_word {
        struct viet_letter letters[WORD_MAX];
        size_t n;
};

/*
 * The run of letters at the start of *s, which advances past all of it: true when it has 1 to
 * WORD_MAX letters, all Vietnamese. *ret_all is the run as it stood (empty: *s begins otherwise).
 */
bool viet__take_word(struct str *s, struct viet_word *ret_w, struct str *ret_all);
/* Takes the tone off every letter: the tone, or -1 when there are two. */
int viet__take_tone(struct viet_word *w);
/*
 * Where the tone of a toneless word stands in the spelling of 1984 (hoà, thuỷ); -1 when the word is
 * no plausible Vietnamese syllable with that tone.
 */
int viet__tone_place(const struct viet_word *w, enum viet_tone tone);

#endif
