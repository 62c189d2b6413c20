/*
 * src/net/breaker.c: see breaker.h.
 */
#include "net/breaker.h"

bool net_breaker_may(struct net_breaker *b, i64 now)
{
        bool may;

        pthread_mutex_lock(&b->lock);
        may = b->failures < NET_BREAKER_FAILURES || now >= b->until;
        if (may && b->failures >= NET_BREAKER_FAILURES)
                b->until = now + NET_BREAKER_REST_MS; /* one trial, not everybody at once */
        pthread_mutex_unlock(&b->lock);
        return may;
}

void net_breaker_note(struct net_breaker *b, i64 now, bool good)
{
        pthread_mutex_lock(&b->lock);
        if (good) {
                b->failures = 0;
        } else {
                if (b->failures < NET_BREAKER_FAILURES)
                        b->failures++;
                b->until = now + NET_BREAKER_REST_MS;
        }
        pthread_mutex_unlock(&b->lock);
}
