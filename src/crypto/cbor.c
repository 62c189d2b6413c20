/*
 * src/crypto/cbor.c: see cbor.h.
 */
#include "crypto/cbor.h"

/* The number in a head: in its shortest form, at most 63 bits. */
static int read_number(struct str *left, u8 info, i64 *ret_n)
{
        static const u64 least[] = { 24, 1 << 8, 1 << 16, (u64)1 << 32 };
        size_t n = info < 24 ? 0 : (size_t)1 << (info - 24);
        u64 value = 0;

        if (info > 27 || left->len < n)
                return ERR_INVALID;
        for (size_t i = 0; i < n; i++)
                value = value << 8 | (u8)left->ptr[i];
        *left = str_sub(*left, n, left->len);
        if (info < 24)
                value = info;
        else if (value < least[info - 24] || value > INT64_MAX)
                return ERR_INVALID;
        *ret_n = (i64)value;
        return 0;
}

static int read_bytes(struct str *left, i64 n, struct str *ret_bytes)
{
        if ((u64)n > left->len)
                return ERR_INVALID;
        *ret_bytes = str_sub(*left, 0, (size_t)n);
        *left = str_sub(*left, (size_t)n, left->len);
        return 0;
}

int cbor_next(struct str *left, struct cbor_item *ret_item)
{
        struct cbor_item it = { 0 };
        u8 major, info;
        int r;

        if (str_empty(*left))
                return ERR_INVALID;
        major = (u8)left->ptr[0] >> 5;
        info = (u8)left->ptr[0] & 31;
        *left = str_sub(*left, 1, left->len);
        if (major == 7 && (info < 20 || info > 22)) /* false, true, null */
                return ERR_INVALID;
        r = read_number(left, info, &it.num);
        if (r < 0)
                return r;
        switch (major) {
        case 0:
                it.kind = CBOR_INT;
                break;
        case 1:
                it.kind = CBOR_INT;
                it.num = -1 - it.num;
                break;
        case 2:
        case 3:
                it.kind = major == 2 ? CBOR_BYTES : CBOR_TEXT;
                r = read_bytes(left, it.num, &it.bytes);
                break;
        case 4:
                it.kind = CBOR_LIST;
                break;
        case 5:
                it.kind = CBOR_MAP;
                break;
        case 7:
                it.kind = CBOR_SIMPLE;
                break;
        default:
                r = ERR_INVALID; /* a tag */
        }
        if (r == 0)
                *ret_item = it;
        return r;
}

static int skip(struct str *left, int depth)
{
        struct cbor_item it;
        int r = cbor_next(left, &it);
        i64 n;

        if (r < 0 || (it.kind != CBOR_LIST && it.kind != CBOR_MAP))
                return r;
        n = it.num;
        if (depth == 0 || (u64)n > left->len)
                return ERR_INVALID;
        n *= it.kind == CBOR_MAP ? 2 : 1;
        for (i64 i = 0; i < n && r == 0; i++)
                r = skip(left, depth - 1);
        return r;
}

int cbor_skip(struct str *left)
{
        return skip(left, CBOR_DEPTH);
}
