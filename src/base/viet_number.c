/*
 * src/base/viet_number.c: numbers as Vietnamese write and speak them: "nghìn" and "linh" (the
 * northern forms that forms and receipts use), mốt, tư, lăm in their places.
 */
#include "base/viet.h"

static u64 magnitude(i64 n)
{
        return n < 0 ? 0 - (u64)n : (u64)n;
}

struct str viet_number(struct arena *a, i64 n)
{
        char tmp[32];
        size_t i = sizeof tmp;
        u64 u = magnitude(n);

        for (int digits = 0; u || !digits; digits++, u /= 10) {
                if (digits && digits % 3 == 0)
                        tmp[--i] = '.';
                tmp[--i] = (char)('0' + u % 10);
        }
        if (n < 0)
                tmp[--i] = '-';
        return str_dup(a, str_n(tmp + i, sizeof tmp - i));
}

static const char *const digit_words[] = { "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy",
        "tám", "chín" };

static void put_word(struct buf *b, const char *word)
{
        if (b->len)
                buf_byte(b, ' ');
        buf_addc(b, word);
}

/* 0 … 999; `full` when something was said before it: "không trăm linh năm". */
static void put_hundreds(struct buf *b, u64 n, bool full)
{
        u64 hundreds = n / 100, tens = n / 10 % 10, ones = n % 10;

        full = full || hundreds;
        if (full) {
                put_word(b, digit_words[hundreds]);
                put_word(b, "trăm");
        }
        if (tens == 0 && ones && full)
                put_word(b, "linh");
        if (tens == 1)
                put_word(b, "mười");
        if (tens > 1) {
                put_word(b, digit_words[tens]);
                put_word(b, "mươi");
        }
        if (tens > 1 && ones == 1)
                put_word(b, "mốt");
        else if (tens > 1 && ones == 4)
                put_word(b, "tư");
        else if (tens >= 1 && ones == 5)
                put_word(b, "lăm");
        else if (ones)
                put_word(b, digit_words[ones]);
}

/* Groups of three under each tỷ; empty groups are not spoken. */
static void put_number(struct buf *b, u64 n)
{
        static const struct {
                u64 size;
                const char *name;
        } groups[] = { { 1000000, "triệu" }, { 1000, "nghìn" }, { 1, NULL } };

        if (n >= 1000000000) {
                put_number(b, n / 1000000000);
                put_word(b, "tỷ");
                n %= 1000000000;
        }
        for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
                u64 group = n / groups[i].size % 1000;

                if (!group)
                        continue;
                put_hundreds(b, group, b->len && !str_is(str_n(b->ptr, b->len), "âm"));
                if (groups[i].name)
                        put_word(b, groups[i].name);
        }
}

struct str viet_number_words(struct arena *a, i64 n)
{
        struct buf b;

        buf_init(&b, a, 1024);
        if (n == 0)
                return STR("không");
        if (n < 0)
                put_word(&b, "âm");
        put_number(&b, magnitude(n));
        return buf_str(&b);
}
