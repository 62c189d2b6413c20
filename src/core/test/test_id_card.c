/*
 * src/core/test/test_id_card.c: what the codes of identity cards say, old and new ones; and
 * what an officer is told when a scan is broken.
 */
#include "test/test.h"

#include "core/id_card.h"
#include "web/texts.h"

TEST(a_card_is_read_as_it_is_printed)
{
        struct id_card c;
        int why = 0;

        EXPECT_INT(id_card_read(STR("038094000217|171234567|Lê Văn Hùng|01021994|Nam|12 Lê Lai, "
                                    "Đông Vệ|10052021\r\n"),
                           &c, &why),
                0);
        EXPECT_STR(c.number, "038094000217");
        EXPECT_STR(c.old, "171234567");
        EXPECT_STR(c.name, "Lê Văn Hùng");
        EXPECT_STR(c.sex, "Nam");
        EXPECT_STR(c.address, "12 Lê Lai, Đông Vệ");
        EXPECT_INT(c.birth_day, day_make(1994, 2, 1));
        EXPECT_INT(c.issued_day, day_make(2021, 5, 10));
        /* Since July 2024: more parts behind; who never had a card has no old number. */
        EXPECT_INT(id_card_read(STR("038094000217||Lê Thị Hoa|29022000|Nữ|Thôn 3|01072024||A|B"),
                           &c, &why),
                0);
        EXPECT_STR(c.old, "");
        EXPECT_INT(c.issued_day, day_make(2024, 7, 1));
}

TEST(a_broken_scan_says_what_to_do)
{
        static const struct {
                const char *typed;
                int why;
        } scans[] = {
                { "", T_ID_CARD_SHORT },
                { "171234567", T_ID_CARD_SHORT }, /* the bar code of the old card */
                { "038094000217|171234567|Lê Văn", T_ID_CARD_SHORT },
                { "38094000217||Lê|01021994|Nam|x|10052021", T_ID_CARD_NUMBER },
                { "03809400021x||Lê|01021994|Nam|x|10052021", T_ID_CARD_NUMBER },
                { "038094000217|17|Lê|01021994|Nam|x|10052021", T_ID_CARD_NUMBER },
                { "038094000217||Lê|31021994|Nam|x|10052021", T_ID_CARD_BROKEN },
                { "038094000217||Lê|01021994|Nam|x|", T_ID_CARD_BROKEN },
                { "038094000217||Lê|01022030|Nam|x|10052021", T_ID_CARD_BROKEN },
                { "038094000217|||01021994|Nam|x|10052021", T_ID_CARD_BROKEN },
        };

        for (size_t i = 0; i < ARRAY_LEN(scans); i++) {
                struct id_card c = { .name = STR("untouched") };
                int why = 0;

                EXPECT_INT(id_card_read(str_of(scans[i].typed), &c, &why), ERR_INVALID);
                EXPECT_INT(why, scans[i].why);
                EXPECT_STR(c.name, "untouched");
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_card_is_read_as_it_is_printed), RUN(a_broken_scan_says_what_to_do));
}
