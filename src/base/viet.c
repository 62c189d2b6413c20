/*
 * src/base/viet.c: folding, comparing and sorting Vietnamese text, letter by letter from the tables
 * of viet_letter.c; letters of other alphabets go the general way of Unicode.
 */
#include "base/viet.h"

#include <utf8proc.h>

#include "base/utf8.h"
#include "base/viet_letter.h"

/* What folding has written, and whether a space is owed before the next letter. */
struct folding {
        struct buf out;
        bool gap;
};

static void fold_put(struct folding *f, int32_t cp)
{
        if (f->gap && f->out.len)
                buf_byte(&f->out, ' ');
        f->gap = false;
        utf8_put(&f->out, cp);
}

/* A code point outside the Vietnamese alphabet: decomposed, marks off, letters and digits kept. */
static void fold_other(struct folding *f, int32_t cp)
{
        utf8proc_int32_t parts[32];
        utf8proc_ssize_t n;
        int bound = 0;

        n = utf8proc_decompose_char(cp, parts, ARRAY_LEN(parts),
                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK,
                &bound);
        for (utf8proc_ssize_t i = 0; i < n && i < (utf8proc_ssize_t)ARRAY_LEN(parts); i++) {
                utf8proc_category_t c = utf8proc_category(parts[i]);
                struct viet_letter l;

                if (viet__letter(parts[i], &l))
                        fold_put(f, l.base == 0x111 ? 'd' : l.base);
                else if ((c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
                         (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO))
                        fold_put(f, parts[i]);
                else if (c < UTF8PROC_CATEGORY_MN || c > UTF8PROC_CATEGORY_ME)
                        f->gap = true;
        }
}

/* ă â -> a, ê -> e, ô ơ -> o, ư -> u, đ -> d */
static int32_t bare(int32_t base)
{
        switch (base) {
        case 0x103:
        case 0xe2:
                return 'a';
        case 0xea:
                return 'e';
        case 0xf4:
        case 0x1a1:
                return 'o';
        case 0x1b0:
                return 'u';
        case 0x111:
                return 'd';
        default:
                return base;
        }
}

static bool is_digit(int c)
{
        return c >= '0' && c <= '9';
}

/* A dot stays between two digits: "1.000894". */
static bool dot_in_code(const struct folding *f, struct str rest)
{
        return !f->gap && f->out.len && is_digit(f->out.ptr[f->out.len - 1]) && rest.len &&
               is_digit(rest.ptr[0]);
}

struct str viet_fold(struct arena *a, struct str s)
{
        struct folding f = { .gap = false };
        struct viet_letter l;

        buf_init(&f.out, a, SIZE_MAX / 4);
        while (s.len) {
                int32_t cp = utf8_next(&s);

                if (viet__letter(cp, &l))
                        fold_put(&f, bare(l.base));
                else if (is_digit(cp) || (cp == '.' && dot_in_code(&f, s)))
                        fold_put(&f, cp);
                else if (cp < 0x80)
                        f.gap = true;
                else
                        fold_other(&f, cp);
        }
        return buf_str(&f.out);
}

static void ascii_put(struct buf *b, int32_t cp)
{
        utf8proc_int32_t parts[32];
        utf8proc_ssize_t n;
        int bound = 0;

        if (cp == 0x2013 || cp == 0x2014) { /* dashes */
                buf_byte(b, '-');
                return;
        }
        n = utf8proc_decompose_char(cp, parts, ARRAY_LEN(parts),
                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK, &bound);
        for (utf8proc_ssize_t i = 0; i < n && i < (utf8proc_ssize_t)ARRAY_LEN(parts); i++)
                buf_byte(b, parts[i] < 0x80 ? (char)parts[i] : '?');
}

struct str viet_ascii(struct arena *a, struct str s)
{
        struct viet_letter l;
        struct buf b;

        buf_init(&b, a, SIZE_MAX / 4);
        while (s.len) {
                int32_t cp = utf8_next(&s);

                if (cp < 0x80)
                        buf_byte(&b, (char)cp);
                else if (viet__letter(cp, &l))
                        buf_byte(&b, (char)(bare(l.base) - (l.upper ? 'a' - 'A' : 0)));
                else
                        ascii_put(&b, cp);
        }
        return buf_str(&b);
}

/* The text with each word's tone mark in its one place (see viet__tone_place). */
static struct str tones_placed(struct arena *a, struct str s)
{
        struct viet_word w, toneless;
        struct str all;
        struct buf b;

        buf_init(&b, a, SIZE_MAX / 4);
        while (s.len) {
                int tone, place;

                if (!viet__take_word(&s, &w, &all)) {
                        if (!all.len)
                                utf8_put(&b, utf8_next(&s));
                        buf_add(&b, all);
                        continue;
                }
                toneless = w;
                tone = viet__take_tone(&toneless);
                place = tone > 0 ? viet__tone_place(&toneless, (enum viet_tone)tone) : -1;
                if (place >= 0) {
                        w = toneless;
                        w.letters[place].tone = (enum viet_tone)tone;
                }
                for (size_t i = 0; i < w.n; i++)
                        utf8_put(&b, viet__compose(&w.letters[i]));
        }
        return buf_str(&b);
}

struct str viet_norm(struct arena *a, struct str s)
{
        struct str small;
        struct buf b;

        buf_init(&b, a, SIZE_MAX / 4);
        while (s.len)
                utf8_put(&b, viet__lower(utf8_next(&s)));
        small = buf_str(&b);
        /* small letters of other alphabets may compose where the capital did not: İ becomes i */
        (void)utf8_nfc(a, small, &small);
        return tones_placed(a, small);
}

bool viet_has_marks(struct str s)
{
        struct viet_letter l;

        while (s.len)
                if (viet__letter(utf8_next(&s), &l) && (l.tone != TONE_NGANG || l.base >= 0x80))
                        return true;
        return false;
}

/*
 * Sort keys are text of three levels, 0x01 between them: letters, tones, cases. In each a mark of
 * the lowest weight at the end is left out, which changes no order because equal letters come
 * first.
 */
#define LEVEL_END  1
#define WEIGHT_LOW 2

struct sorting {
        struct buf letters, tones, cases;
        bool gap;
};

/* 'A', 'B' … in the order of the alphabet. */
static char letter_weight(int32_t base)
{
        static const struct str order = STR("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz");
        struct str s = order;

        for (char at = 'A'; s.len; at++)
                if (utf8_next(&s) == base)
                        return at;
        return 'A';
}

static void put_weights(struct sorting *k, struct str letter, int tone, bool upper)
{
        if (k->gap && k->letters.len)
                buf_byte(&k->letters, ' ');
        k->gap = false;
        buf_add(&k->letters, letter);
        buf_byte(&k->tones, (char)(WEIGHT_LOW + tone));
        buf_byte(&k->cases, (char)(WEIGHT_LOW + upper));
}

/*
 * A letter of another alphabet: beside its base letter when that is ours, else after z by number.
 */
static void sort_other(struct sorting *k, int32_t cp)
{
        utf8proc_int32_t parts[32];
        utf8proc_category_t c = utf8proc_category(cp);
        struct viet_letter l;
        u8 bytes[4];
        int bound = 0;

        if (c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME)
                return;
        if (c == UTF8PROC_CATEGORY_CN || c > UTF8PROC_CATEGORY_NO) {
                k->gap = true;
                return;
        }
        if (utf8proc_decompose_char(cp, parts, ARRAY_LEN(parts),
                    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &bound) > 0 &&
                viet__letter(parts[0], &l)) {
                char weight = letter_weight(l.base);

                put_weights(k, str_n(&weight, 1), TONE_MAX, l.upper);
                return;
        }
        cp = utf8proc_tolower(cp);
        put_weights(k, str_n((char *)bytes, (size_t)utf8proc_encode_char(cp, bytes)), 0, false);
}

static void put_level(struct buf *out, struct buf *level)
{
        while (level->len && level->ptr[level->len - 1] == WEIGHT_LOW)
                level->len--;
        buf_byte(out, LEVEL_END);
        buf_add(out, str_n(level->ptr, level->len));
}

struct str viet_sort_key(struct arena *a, struct str s)
{
        struct sorting k = { .gap = false };
        struct viet_letter l;

        buf_init(&k.letters, a, SIZE_MAX / 4);
        buf_init(&k.tones, a, SIZE_MAX / 4);
        buf_init(&k.cases, a, SIZE_MAX / 4);
        s = tones_placed(a, s);
        while (s.len) {
                int32_t cp = utf8_next(&s);
                char weight = (char)cp;

                if (viet__letter(cp, &l)) {
                        weight = letter_weight(l.base);
                        put_weights(&k, str_n(&weight, 1), (int)l.tone, l.upper);
                } else if (is_digit(cp)) {
                        put_weights(&k, str_n(&weight, 1), 0, false);
                } else if (cp < 0x80) {
                        k.gap = true;
                } else {
                        sort_other(&k, cp);
                }
        }
        put_level(&k.letters, &k.tones);
        put_level(&k.letters, &k.cases);
        return buf_str(&k.letters);
}
