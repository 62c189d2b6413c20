/*
 * src/crypto/password.c: see password.h. The hashing is libsodium's; ours is only the waiting room.
 */
#include "crypto/password.h"

#include <pthread.h>
#include <sodium.h>

#define COST_OPS    2
#define COST_MEMORY ((size_t)64 << 20)

static struct {
        pthread_mutex_t lock;
        pthread_cond_t freed;
        int at_once, waiting_max;
        int running, waiting;
} room = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 2, 64, 0, 0 };

static char nobody[crypto_pwhash_STRBYTES]; /* what an unknown account is checked against */
static pthread_once_t nobody_once = PTHREAD_ONCE_INIT;

void password_limits(int at_once, int waiting)
{
        CHECK(at_once > 0 && waiting >= 0);
        pthread_mutex_lock(&room.lock);
        room.at_once = at_once;
        room.waiting_max = waiting;
        pthread_mutex_unlock(&room.lock);
}

static int room_enter(void)
{
        int r = 0;

        pthread_mutex_lock(&room.lock);
        if (room.running >= room.at_once && room.waiting >= room.waiting_max) {
                r = ERR_BUSY;
        } else {
                room.waiting++;
                while (room.running >= room.at_once)
                        pthread_cond_wait(&room.freed, &room.lock);
                room.waiting--;
                room.running++;
        }
        pthread_mutex_unlock(&room.lock);
        return r;
}

static void room_leave(void)
{
        pthread_mutex_lock(&room.lock);
        room.running--;
        pthread_cond_signal(&room.freed);
        pthread_mutex_unlock(&room.lock);
}

/* Only fails when 64 MiB cannot be had: then the machine is full and the caller tries later. */
static int encode(struct str password, char ret_text[crypto_pwhash_STRBYTES])
{
        return crypto_pwhash_str_alg(ret_text, password.ptr ? password.ptr : "", password.len,
                       COST_OPS, COST_MEMORY, crypto_pwhash_ALG_ARGON2ID13) == 0
                       ? 0
                       : ERR_BUSY;
}

int password_hash(struct arena *a, struct str password, struct str *ret_encoded)
{
        char text[crypto_pwhash_STRBYTES];
        int r;

        CHECK(sodium_init() >= 0);
        if (password.len == 0 || password.len > PASSWORD_MAX)
                return ERR_INVALID;
        r = room_enter();
        if (r < 0)
                return r;
        r = encode(password, text);
        room_leave();
        if (r < 0)
                return r;
        *ret_encoded = str_dup(a, str_of(text));
        return 0;
}

static void nobody_make(void)
{
        u8 secret[16];

        randombytes_buf(secret, sizeof secret);
        if (encode(str_n((const char *)secret, sizeof secret), nobody) < 0)
                nobody[0] =
                        0; /* memory is short: the check below fails at once, as all others do */
}

int password_check(struct str password, struct str encoded)
{
        char text[crypto_pwhash_STRBYTES];
        bool known = encoded.ptr && encoded.len < sizeof text;
        int r;

        CHECK(sodium_init() >= 0);
        if (password.len > PASSWORD_MAX)
                return ERR_DENIED;
        r = room_enter();
        if (r < 0)
                return r;
        pthread_once(&nobody_once, nobody_make);
        memset(text, 0, sizeof text);
        if (known)
                memcpy(text, encoded.ptr, encoded.len);
        else
                memcpy(text, nobody, sizeof text);
        r = crypto_pwhash_str_verify(text, password.ptr ? password.ptr : "", password.len);
        room_leave();
        return known && r == 0 ? 0 : ERR_DENIED;
}

bool password_outdated(struct str encoded)
{
        char text[crypto_pwhash_STRBYTES] = { 0 };

        CHECK(sodium_init() >= 0);
        if (encoded.len >= sizeof text)
                return true;
        if (encoded.len)
                memcpy(text, encoded.ptr, encoded.len);
        return crypto_pwhash_str_needs_rehash(text, COST_OPS, COST_MEMORY) != 0;
}
