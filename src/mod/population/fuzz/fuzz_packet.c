/*
 * src/mod/population/fuzz/fuzz_packet.c: any bytes as an answer of the population database; what is
 * taken from one is text in NFC.
 */
#include "base/fuzz/fuzz.h"
#include "base/utf8.h"
#include "mod/population/packet.h"

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
        struct arena *a = arena_new(4 << 20);
        struct population_said s;

        if (packet_read(a, str_n((const char *)bytes, size), &s) == 0)
                CHECK(s.name.ptr && utf8_valid(s.name) && utf8_is_nfc(s.name) &&
                        (!s.address.ptr || utf8_is_nfc(s.address)));
        arena_free(a);
        return 0;
}
