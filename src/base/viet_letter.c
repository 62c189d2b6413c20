/*
 * src/base/viet_letter.c: tables of letters and of syllables. The rhymes are those of the school
 * grammars, with the few of loan words that have long been at home (oong, uyp).
 */
#include "base/viet_letter.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"

/* Letters with a mark outside the block below: small, capital, toneless, tone. */
static const struct {
        uint16_t lower, upper, base;
        u8 tone;
} latin[] = {
        { 0xe0, 0xc0, 'a', TONE_HUYEN }, { 0xe1, 0xc1, 'a', TONE_SAC },
        { 0xe2, 0xc2, 0xe2, TONE_NGANG }, { 0xe3, 0xc3, 'a', TONE_NGA },
        { 0xe8, 0xc8, 'e', TONE_HUYEN }, { 0xe9, 0xc9, 'e', TONE_SAC },
        { 0xea, 0xca, 0xea, TONE_NGANG }, { 0xec, 0xcc, 'i', TONE_HUYEN },
        { 0xed, 0xcd, 'i', TONE_SAC }, { 0xf2, 0xd2, 'o', TONE_HUYEN },
        { 0xf3, 0xd3, 'o', TONE_SAC }, { 0xf4, 0xd4, 0xf4, TONE_NGANG },
        { 0xf5, 0xd5, 'o', TONE_NGA }, { 0xf9, 0xd9, 'u', TONE_HUYEN },
        { 0xfa, 0xda, 'u', TONE_SAC }, { 0xfd, 0xdd, 'y', TONE_SAC },
        { 0x103, 0x102, 0x103, TONE_NGANG }, { 0x111, 0x110, 0x111, TONE_NGANG },
        { 0x129, 0x128, 'i', TONE_NGA }, { 0x169, 0x168, 'u', TONE_NGA },
        { 0x1a1, 0x1a0, 0x1a1, TONE_NGANG }, { 0x1b0, 0x1af, 0x1b0, TONE_NGANG },
        { 0xf0, 0xd0, 0x111, TONE_NGANG }, /* eth: what old fonts left for đ; never composed */
};

/* U+1EA0 … U+1EF9: capital and small side by side, in this order. */
#define BLOCK_FIRST 0x1ea0
#define BLOCK_LAST  0x1ef9
static const struct {
        uint16_t base;
        u8 tone;
} block[] = {
        { 'a', TONE_NANG },
        { 'a', TONE_HOI },
        { 0xe2, TONE_SAC },
        { 0xe2, TONE_HUYEN },
        { 0xe2, TONE_HOI },
        { 0xe2, TONE_NGA },
        { 0xe2, TONE_NANG },
        { 0x103, TONE_SAC },
        { 0x103, TONE_HUYEN },
        { 0x103, TONE_HOI },
        { 0x103, TONE_NGA },
        { 0x103, TONE_NANG },
        { 'e', TONE_NANG },
        { 'e', TONE_HOI },
        { 'e', TONE_NGA },
        { 0xea, TONE_SAC },
        { 0xea, TONE_HUYEN },
        { 0xea, TONE_HOI },
        { 0xea, TONE_NGA },
        { 0xea, TONE_NANG },
        { 'i', TONE_HOI },
        { 'i', TONE_NANG },
        { 'o', TONE_NANG },
        { 'o', TONE_HOI },
        { 0xf4, TONE_SAC },
        { 0xf4, TONE_HUYEN },
        { 0xf4, TONE_HOI },
        { 0xf4, TONE_NGA },
        { 0xf4, TONE_NANG },
        { 0x1a1, TONE_SAC },
        { 0x1a1, TONE_HUYEN },
        { 0x1a1, TONE_HOI },
        { 0x1a1, TONE_NGA },
        { 0x1a1, TONE_NANG },
        { 'u', TONE_NANG },
        { 'u', TONE_HOI },
        { 0x1b0, TONE_SAC },
        { 0x1b0, TONE_HUYEN },
        { 0x1b0, TONE_HOI },
        { 0x1b0, TONE_NGA },
        { 0x1b0, TONE_NANG },
        { 'y', TONE_HUYEN },
        { 'y', TONE_NANG },
        { 'y', TONE_HOI },
        { 'y', TONE_NGA },
};

bool viet__letter(int32_t cp, struct viet_letter *ret_l)
{
        int32_t small = cp | 0x20;

        if (cp < 0x80) {
                if (small < 'a' || small > 'z')
                        return false;
                *ret_l = (struct viet_letter){ small, TONE_NGANG, small != cp };
                return true;
        }
        if (cp >= BLOCK_FIRST && cp <= BLOCK_LAST) {
                int at = (cp - BLOCK_FIRST) / 2;

                *ret_l = (struct viet_letter){ block[at].base, block[at].tone, cp % 2 == 0 };
                return true;
        }
        for (size_t i = 0; i < ARRAY_LEN(latin); i++) {
                if (cp != latin[i].lower && cp != latin[i].upper)
                        continue;
                *ret_l = (struct viet_letter){ latin[i].base, latin[i].tone, cp == latin[i].upper };
                return true;
        }
        return false;
}

int32_t viet__compose(const struct viet_letter *l)
{
        if (l->base < 0x80 && l->tone == TONE_NGANG)
                return l->upper ? l->base - 0x20 : l->base;
        for (size_t i = 0; i < ARRAY_LEN(latin); i++)
                if (latin[i].base == l->base && latin[i].tone == l->tone)
                        return l->upper ? latin[i].upper : latin[i].lower;
        for (int i = 0; i < (int)ARRAY_LEN(block); i++)
                if (block[i].base == l->base && block[i].tone == l->tone)
                        return BLOCK_FIRST + 2 * i + !l->upper;
        return l->base; /* a consonant has no tone */
}

int32_t viet__lower(int32_t cp)
{
        struct viet_letter l;

        if (!viet__letter(cp, &l))
                return utf8proc_tolower(cp);
        l.upper = false;
        return viet__compose(&l);
}

/* Letters and the marks on them, of any script: one word for the eye. */
static bool is_wordly(int32_t cp)
{
        struct viet_letter l;
        utf8proc_category_t c;

        if (viet__letter(cp, &l))
                return true;
        if (cp < 0x80)
                return false;
        c = utf8proc_category(cp);
        return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_ME;
}

bool viet__take_word(struct str *s, struct viet_word *ret_w, struct str *ret_all)
{
        const char *from = s->ptr;
        bool viet = true;

        ret_w->n = 0;
        while (s->len) {
                struct str ahead = *s;
                int32_t cp = utf8_next(&ahead);

                if (!is_wordly(cp))
                        break;
                if (ret_w->n == WORD_MAX || !viet__letter(cp, &ret_w->letters[ret_w->n]))
                        viet = false;
                else
                        ret_w->n++;
                *s = ahead;
        }
        *ret_all = str_n(from, (size_t)(s->ptr - from));
        return viet && ret_w->n > 0;
}

int viet__take_tone(struct viet_word *w)
{
        int tone = TONE_NGANG;

        for (size_t i = 0; i < w->n; i++) {
                if (w->letters[i].tone == TONE_NGANG)
                        continue;
                if (tone != TONE_NGANG)
                        return -1;
                tone = w->letters[i].tone;
                w->letters[i].tone = TONE_NGANG;
        }
        return tone;
}

/* Longest first; "gi" and "qu" hold a vowel letter that takes no tone. */
static const char *const onsets[] = { "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th",
        "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "" };

static const char rhymes[] =
        " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây"
        " e ec em en eng eo ep et ê êch êm ên ênh êp êt êu"
        " i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu"
        " o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen"
        " oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt"
        " u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uơ up ut uy uya uych uyn uynh uyp"
        " uyt uyu uyên uyêt uôc uôi uôm uôn uông uôt"
        " ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ";
/* Only after "qu": their u is in the onset. */
static const char qu_rhymes[] = " ych yn ynh yp yt ";

static bool listed(const char *list, struct str rhyme)
{
        size_t n = rhyme.len;

        if (!n)
                return false;
        for (const char *p = strstr(list, rhyme.ptr); p; p = strstr(p + 1, rhyme.ptr))
                if (p[-1] == ' ' && p[n] == ' ')
                        return true;
        return false;
}

/* k, gh, ngh stand before e ê i y; c, g, ng before the others (but "gì"). */
static bool spelling_fits(struct str onset, struct str rhyme)
{
        bool front = strchr("eiy", rhyme.ptr[0]) || str_starts(rhyme, STR("ê"));

        if (str_is(onset, "k") || str_is(onset, "gh") || str_is(onset, "ngh"))
                return front;
        if (str_is(onset, "c") || str_is(onset, "ng"))
                return !front;
        if (str_is(onset, "g"))
                return !front || rhyme.ptr[0] == 'i';
        return true;
}

/* Syllables that end in c ch p t are spoken with sắc or nặng only. */
static bool tone_fits(struct str rhyme, enum viet_tone tone)
{
        bool stop = str_ends(rhyme, STR("c")) || str_ends(rhyme, STR("ch")) ||
                    str_ends(rhyme, STR("p")) || str_ends(rhyme, STR("t"));

        return !stop || tone == TONE_SAC || tone == TONE_NANG;
}

static bool is_vowel(int32_t base)
{
        return base >= 0x80 ? base != 0x111 : strchr("aeiouy", base) != NULL;
}

/* Place within the letters [from, n) of a rhyme. */
static int place_in_rhyme(const struct viet_word *w, size_t from)
{
        size_t vowels = 0;
        int marked = -1, first = (int)from;
        int32_t x, y;

        for (; from + vowels < w->n && is_vowel(w->letters[from + vowels].base); vowels++)
                if (w->letters[from + vowels].base >= 0x80)
                        marked = (int)(from + vowels);
        if (marked >= 0)
                return marked; /* of ươ the second */
        if (vowels == 1)
                return first;
        if (vowels == 3 || from + vowels < w->n)
                return first + 1;
        x = w->letters[from].base;
        y = w->letters[from + 1].base;
        if ((x == 'o' && (y == 'a' || y == 'e')) || (x == 'u' && y == 'y'))
                return first + 1;
        return first;
}

int viet__tone_place(const struct viet_word *w, enum viet_tone tone)
{
        char bytes[WORD_MAX * 2 + 1];
        size_t len = 0;

        for (size_t i = 0; i < w->n; i++)
                len += (size_t)utf8proc_encode_char(w->letters[i].base, (u8 *)bytes + len);
        bytes[len] = 0;
        for (size_t i = 0; i < ARRAY_LEN(onsets); i++) {
                struct str onset = str_of(onsets[i]), rhyme;

                if (!str_starts(str_n(bytes, len), onset))
                        continue;
                rhyme = str_n(bytes + onset.len, len - onset.len);
                if (!listed(rhymes, rhyme) && !(str_is(onset, "qu") && listed(qu_rhymes, rhyme)))
                        continue;
                if (spelling_fits(onset, rhyme) && tone_fits(rhyme, tone))
                        return place_in_rhyme(w, utf8_count(onset));
        }
        return -1;
}
