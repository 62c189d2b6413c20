/*
 * src/wall/signer_list.c: see signer_list.h.
 */
#include "wall/signer_list.h"

static void chain_on(u8 chain[HASH_SIZE], struct str text)
{
        struct hash h;

        hash_begin(&h);
        hash_add(&h, chain, HASH_SIZE);
        hash_add(&h, text.ptr, text.len);
        hash_end(&h, chain);
}

struct str signer_entry_line(struct arena *a, const struct signer_entry *e, u8 chain[HASH_SIZE])
{
        struct str text = str_fmt(a, "%lld\t%lld\t%.*s\t%.*s\t%.*s\t%.*s", (long long)e->seq,
                (long long)e->at, STRF(e->kind), STRF(str_hex(a, e->key, HASH_SIZE)),
                STRF(str_hex(a, e->digest, HASH_SIZE)), STRF(e->detail));

        chain_on(chain, text);
        return str_fmt(a, "%.*s\t%.*s\n", STRF(text), STRF(str_hex(a, chain, HASH_SIZE)));
}

/* The signer writes one line of text each; anything else was put there by somebody else. */
static bool plain(struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                if ((u8)s.ptr[i] < 0x20 && s.ptr[i] != '\t')
                        return false;
        return true;
}

int signer_entry_read(struct str line, u8 chain[HASH_SIZE], struct signer_entry *ret_e)
{
        struct signer_entry e;
        struct str rest = line, seq, at, key, digest, text;
        u8 follows[HASH_SIZE], stands[HASH_SIZE];

        if (!plain(line) || !str_cut(&rest, '\t', &seq) || !str_cut(&rest, '\t', &at) ||
                !str_cut(&rest, '\t', &e.kind) || !str_cut(&rest, '\t', &key) ||
                !str_cut(&rest, '\t', &digest) || !str_cut(&rest, '\t', &e.detail) || !rest.ptr)
                return ERR_INVALID;
        if (str_to_i64(seq, &e.seq) < 0 || str_to_i64(at, &e.at) < 0 ||
                str_unhex(key, e.key, HASH_SIZE) < 0 ||
                str_unhex(digest, e.digest, HASH_SIZE) < 0 ||
                str_unhex(rest, stands, HASH_SIZE) < 0)
                return ERR_INVALID;
        text = str_n(line.ptr, (size_t)(rest.ptr - line.ptr) - 1);
        memcpy(follows, chain, HASH_SIZE);
        chain_on(follows, text);
        memcpy(chain, stands, HASH_SIZE);
        *ret_e = e;
        return hash_equal(follows, stands, HASH_SIZE) ? 0 : ERR_CORRUPT;
}

int signer_entry_head(
        const struct signer_entry *e, struct str *ret_log, i64 *ret_size, u8 ret_root[HASH_SIZE])
{
        struct str rest = e->detail, log, size;
        i64 n;

        if (!str_is(e->kind, "head") || !str_cut(&rest, ' ', &log) || !str_cut(&rest, ' ', &size) ||
                str_to_i64(size, &n) < 0 || n < 0 || str_unhex(rest, ret_root, HASH_SIZE) < 0)
                return ERR_INVALID;
        *ret_log = log;
        *ret_size = n;
        return 0;
}
