/*
 * src/core/fuzz/fuzz_id_card.c: whatever a scanner types, it is a card whose parts lie in what
 * was typed, or a reason why it is none.
 */
#include "base/fuzz/fuzz.h"
#include "core/id_card.h"

static bool within(struct str part, struct str whole)
{
        return part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        struct str typed = str_n((const char *)data, size);
        struct id_card card;
        int why = 0, r = id_card_read(typed, &card, &why);

        CHECK(r == 0 || (r == ERR_INVALID && why));
        if (r < 0)
                return 0;
        CHECK(id_card_looks(typed) && card.number.len == 12);
        CHECK(within(card.number, typed) && within(card.name, typed) && card.name.len);
        CHECK(within(card.address, typed) && card.birth_day <= card.issued_day);
        return 0;
}
