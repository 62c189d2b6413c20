/*
 * src/core/id_card.c: see id_card.h. No database, no request.
 */
#include "core/id_card.h"

#include "web/texts.h"

enum part {
        PART_NUMBER,
        PART_OLD,
        PART_NAME,
        PART_BIRTH,
        PART_SEX,
        PART_ADDRESS,
        PART_ISSUED,
        PART_MAX
};

static bool all_digits(struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (s.ptr[i] < '0' || s.ptr[i] > '9')
                        return false;
        return true;
}

/* "01021990" */
static bool read_day(struct str s, i64 *ret_day)
{
        i64 day, month, year;

        if (s.len != 8 || !all_digits(s) || str_to_i64(str_sub(s, 0, 2), &day) < 0 ||
                str_to_i64(str_sub(s, 2, 2), &month) < 0 ||
                str_to_i64(str_sub(s, 4, 4), &year) < 0 ||
                !day_valid((int)year, (int)month, (int)day))
                return false;
        *ret_day = day_make((int)year, (int)month, (int)day);
        return true;
}

bool id_card_looks(struct str typed)
{
        return str_find_char(typed, '|') >= 0;
}

int id_card_read(struct str typed, struct id_card *ret_card, int *ret_why)
{
        struct str parts[PART_MAX], rest = str_trim(typed);
        struct id_card c;
        int n = 0;

        while (n < PART_MAX && str_cut(&rest, '|', &parts[n]))
                n++;
        for (int i = 0; i < n; i++)
                parts[i] = str_trim(parts[i]);
        if (n < PART_MAX) {
                *ret_why = T_ID_CARD_SHORT;
                return ERR_INVALID;
        }
        c = (struct id_card){ .number = parts[PART_NUMBER],
                .old = parts[PART_OLD],
                .name = parts[PART_NAME],
                .sex = parts[PART_SEX],
                .address = parts[PART_ADDRESS] };
        if (c.number.len != 12 || !all_digits(c.number) || !all_digits(c.old) ||
                (c.old.len && c.old.len != 9 && c.old.len != 12)) {
                *ret_why = T_ID_CARD_NUMBER;
                return ERR_INVALID;
        }
        if (str_empty(c.name) || !read_day(parts[PART_BIRTH], &c.birth_day) ||
                !read_day(parts[PART_ISSUED], &c.issued_day) || c.issued_day < c.birth_day) {
                *ret_why = T_ID_CARD_BROKEN;
                return ERR_INVALID;
        }
        *ret_card = c;
        return 0;
}
