/*
 * src/base/viet_telex.c: what Telex keys typed without a keyboard driver were meant to be. Careful:
 * a word changes only when all its keys make sense and the outcome is a Vietnamese syllable.
 */
#include "base/utf8.h"
#include "base/viet.h"
#include "base/viet_letter.h"

#define A_BREVE      0x103
#define A_CIRCUMFLEX 0xe2
#define D_BAR        0x111
#define E_CIRCUMFLEX 0xea
#define O_CIRCUMFLEX 0xf4
#define O_HORN       0x1a1
#define U_HORN       0x1b0

/* A word as it is typed, key by key. */
struct typing {
        struct viet_word word; /* toneless */
        int tone;
        bool vowel, changed;
};

static int32_t *letter_at(struct typing *t, size_t i)
{
        return &t->word.letters[i].base;
}

static bool tone_key(struct typing *t, char key)
{
        static const char keys[] = "frxsj"; /* in the order of enum viet_tone after ngang */
        const char *at = strchr(keys, key);

        if (!at || !t->vowel || t->tone != TONE_NGANG)
                return false;
        t->tone = (int)(at - keys) + TONE_HUYEN;
        return true;
}

/* The last of a, o, u gets its breve or horn; uo gets two. A w without any stands for ư. */
static bool w_key(struct typing *t)
{
        size_t i = t->word.n;

        while (i && !strchr("aou", (int)MIN(*letter_at(t, i - 1), 0x7f)))
                i--;
        if (!i) {
                if (!t->word.n || t->vowel)
                        return false;
                t->word.letters[t->word.n++] = (struct viet_letter){ .base = U_HORN };
                t->vowel = true;
                return true;
        }
        i--;
        if (i >= 1 && *letter_at(t, i - 1) == 'u' && !(i >= 2 && *letter_at(t, i - 2) == 'q')) {
                if (*letter_at(t, i) == 'a') { /* mưa */
                        *letter_at(t, i - 1) = U_HORN;
                        return true;
                }
                if (*letter_at(t, i) == 'o')
                        *letter_at(t, i - 1) = U_HORN;
        }
        *letter_at(t, i) = *letter_at(t, i) == 'a'   ? A_BREVE
                           : *letter_at(t, i) == 'o' ? O_HORN
                                                     : U_HORN;
        return true;
}

/* The second of aa, ee, oo, dd. */
static bool double_key(struct typing *t, char key)
{
        int32_t *last;

        if (!t->word.n)
                return false;
        last = letter_at(t, t->word.n - 1);
        if (*last != key || (key == 'd' && t->word.n > 1))
                return false;
        switch (key) {
        case 'a':
                *last = A_CIRCUMFLEX;
                return true;
        case 'd':
                *last = D_BAR;
                return true;
        case 'e':
                *last = E_CIRCUMFLEX;
                return true;
        case 'o':
                *last = O_CIRCUMFLEX;
                return true;
        default:
                return false;
        }
}

static void type_key(struct typing *t, char key)
{
        if (tone_key(t, key) || (key == 'w' && w_key(t)) || double_key(t, key)) {
                t->changed = true;
                return;
        }
        t->word.letters[t->word.n++] = (struct viet_letter){ .base = key };
        t->vowel = t->vowel || strchr("aeiouy", key);
}

/* The word that the keys make, with the cases of the typed one; false: leave it. */
static bool untelex_word(const struct viet_word *typed, struct viet_word *ret_w)
{
        struct typing t = { .tone = TONE_NGANG };
        bool all_upper = typed->n > 1;
        int place;

        if (viet__tone_place(typed, TONE_NGANG) >= 0)
                return false; /* "xoong" is a word as it stands */
        for (size_t i = 0; i < typed->n; i++) {
                if (typed->letters[i].base >= 0x80 || typed->letters[i].tone != TONE_NGANG)
                        return false;
                all_upper = all_upper && typed->letters[i].upper;
                type_key(&t, (char)typed->letters[i].base);
        }
        place = viet__tone_place(&t.word, (enum viet_tone)t.tone);
        if (!t.changed || place < 0)
                return false;
        t.word.letters[place].tone = (enum viet_tone)t.tone;
        for (size_t i = 0; i < t.word.n; i++)
                t.word.letters[i].upper = all_upper || (i == 0 && typed->letters[0].upper);
        *ret_w = t.word;
        return true;
}

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* Words that touch a digit are codes: "as1", "2s". */
static bool in_code(struct str word, struct str whole)
{
        const char *end = word.ptr + word.len;

        return (word.ptr > whole.ptr && is_digit(word.ptr[-1])) ||
               (end < whole.ptr + whole.len && is_digit(*end));
}

struct str viet_untelex(struct arena *a, struct str s)
{
        struct viet_word typed, made;
        struct str rest = s, all;
        struct buf b;
        bool changed = false;

        buf_init(&b, a, SIZE_MAX / 4);
        while (rest.len) {
                bool viet = viet__take_word(&rest, &typed, &all);

                if (!all.len) {
                        utf8_put(&b, utf8_next(&rest));
                } else if (!viet || in_code(all, s) || !untelex_word(&typed, &made)) {
                        buf_add(&b, all);
                } else {
                        changed = true;
                        for (size_t i = 0; i < made.n; i++)
                                utf8_put(&b, viet__compose(&made.letters[i]));
                }
        }
        return changed ? buf_str(&b) : s;
}
