/*
 * src/net/internal.h: what http.c and mail.c share.
 */
#ifndef NET_INTERNAL_H
#define NET_INTERNAL_H

#include <curl/curl.h>

#include "net/net.h"

/* A handle with what is the same for every conversation. */
CURL *net__open(struct arena *a, struct str url, const char *protocols, struct str ca_file,
        int timeout_ms, char error[CURL_ERROR_SIZE]);
/* The library's words, or its name for the code when it has none. */
struct str net__why(struct arena *a, const char *error, CURLcode code);
static inline void net__closep(CURL **c)
{
        curl_easy_cleanup(*c);
}
static inline void net__list_freep(struct curl_slist **l)
{
        curl_slist_free_all(*l);
}

#endif
