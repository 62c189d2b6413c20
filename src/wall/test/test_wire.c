/*
 * src/wall/test/test_wire.c: what is written is read back, and nothing that was cut, lengthened or
 * invented is taken for a message.
 */
#include "test/test.h"

#include "wall/converter_client.h"
#include "wall/signer_client.h"
#include "wall/wire.h"

static struct arena *arena;

static struct str sample(void)
{
        struct buf b;

        buf_init(&b, arena, 1000);
        wire_put_u8(&b, 200);
        wire_put_u32(&b, 0xfedcba98u);
        wire_put_i64(&b, INT64_MIN);
        wire_put_i64(&b, -2);
        wire_put_str(&b, STR("hồ sơ"));
        wire_put_str(&b, STR(""));
        wire_put_str(&b, STR_NULL);
        wire_put_raw(&b, "abc", 3);
        return buf_str(&b);
}

TEST(values_come_back)
{
        struct wire w = wire_of(sample());
        char raw[3];
        struct str s;

        EXPECT_INT(wire_u8(&w), 200);
        EXPECT_INT(wire_u32(&w), 0xfedcba98u);
        EXPECT(wire_i64(&w) == INT64_MIN);
        EXPECT_INT(wire_i64(&w), -2);
        EXPECT_STR(wire_str(&w, 100), "hồ sơ");
        s = wire_str(&w, 100);
        EXPECT(s.ptr && s.len == 0);
        EXPECT(wire_str(&w, 100).ptr == NULL);
        wire_raw(&w, raw, 3);
        EXPECT(memcmp(raw, "abc", 3) == 0);
        EXPECT_INT(wire_end(&w), 0);
}

static int read_sample(struct str bytes, size_t max)
{
        struct wire w = wire_of(bytes);
        char raw[3];

        wire_u8(&w);
        wire_u32(&w);
        wire_i64(&w);
        wire_i64(&w);
        wire_str(&w, max);
        wire_str(&w, max);
        wire_str(&w, max);
        wire_raw(&w, raw, 3);
        return wire_end(&w);
}

TEST(a_message_cut_or_lengthened_anywhere_is_refused)
{
        struct str s = sample();

        EXPECT_INT(read_sample(s, 8), 0);
        for (size_t n = 0; n < s.len; n++)
                EXPECT_INT(read_sample(str_sub(s, 0, n), 8), ERR_INVALID);
        EXPECT_INT(read_sample(str_cat(arena, s, STR("x")), 8), ERR_INVALID);
        EXPECT_INT(read_sample(s, 7), ERR_INVALID); /* a text longer than allowed */
}

TEST(facts_from_a_process_gone_bad_are_refused)
{
        struct file_facts f = { FILE_PDF, true, false, 12, -1, -1, -1 }, back;
        struct buf b;

        buf_init(&b, arena, 1000);
        file_facts_put(&b, &f);
        REQUIRE(file_facts_get(buf_str(&b), &back) == 0);
        EXPECT(back.kind == FILE_PDF && back.encrypted && !back.active && back.pages == 12);
        b.ptr[0] = (char)FILE_KIND_MAX;
        EXPECT_INT(file_facts_get(buf_str(&b), &back), ERR_CORRUPT);
        f.pages = -5;
        b.len = 0;
        file_facts_put(&b, &f);
        EXPECT_INT(file_facts_get(buf_str(&b), &back), ERR_CORRUPT);
}

/* A head must never read as a receipt, whatever the fields hold. */
TEST(signed_texts_begin_with_what_they_are)
{
        struct signer_head h = { STR("motcua"), 7, { 0xab }, 1668000000000 };
        struct signer_receipt rc = { .code = STR("H56.31-221122-0007"), .unit = STR("H56.31") };

        EXPECT_STR(signer_head_text(arena, &h),
                "motcua tree head v1\nmotcua\n7\n"
                "ab00000000000000000000000000000000000000000000000000000000000000\n"
                "1668000000000\n");
        EXPECT(str_starts(signer_receipt_json(arena, &rc), STR("{\"code\":")));
}

int main(int argc, char **argv)
{
        arena = arena_new(1 << 20);
        TESTS(argc, argv, RUN(values_come_back),
                RUN(a_message_cut_or_lengthened_anywhere_is_refused),
                RUN(facts_from_a_process_gone_bad_are_refused),
                RUN(signed_texts_begin_with_what_they_are));
}
