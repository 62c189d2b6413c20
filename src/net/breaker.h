/*
 * src/net/breaker.h: leaving somebody alone who does not answer: after a few failures in a row
 * nobody is asked for a while, then one trial decides. So a service that is down costs those who
 * wait for it nothing, and is not run over when it comes back. In memory, of one process; any
 * thread. Time is the caller's.
 *
 *      static struct net_breaker b = NET_BREAKER;
 *      if (!net_breaker_may(&b, now))
 *              return ERR_BUSY;
 *      r = net_http(a, &rq, &ans);
 *      net_breaker_note(&b, now, r == 0);
 */
#ifndef NET_BREAKER_H
#define NET_BREAKER_H

#include <pthread.h>

#include "base/clock.h"

#define NET_BREAKER_FAILURES 5
#define NET_BREAKER_REST_MS  (30 * SECOND_MS)

struct net_breaker {
        pthread_mutex_t lock;
        int failures; /* in a row */
        i64 until;    /* nobody is asked before; a trial under way moves it on */
};
#define NET_BREAKER                                                                                \
        {                                                                                          \
                .lock = PTHREAD_MUTEX_INITIALIZER                                                  \
        }

/* May they be asked now? Whoever is told so says afterwards what came of it. */
bool net_breaker_may(struct net_breaker *b, i64 now);
void net_breaker_note(struct net_breaker *b, i64 now, bool good);

#endif
