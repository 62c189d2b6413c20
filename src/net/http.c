/*
 * src/net/http.c: see net.h.
 */
#include <pthread.h>

#include "net/internal.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
        CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

CURL *net__open(struct arena *a, struct str url, const char *protocols, struct str ca_file,
        int timeout_ms, char error[CURL_ERROR_SIZE])
{
        CURL *c;

        pthread_once(&once, start);
        c = curl_easy_init();
        CHECK(c != NULL);
        error[0] = 0;
        curl_easy_setopt(c, CURLOPT_URL, str_c(a, url));
        curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, protocols);
        curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(c, CURLOPT_PROXY, ""); /* no address comes from the environment */
        curl_easy_setopt(c, CURLOPT_ERRORBUFFER, error);
        curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(timeout_ms ? timeout_ms : NET_TIMEOUT_MS));
        curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
        if (!str_empty(ca_file))
                curl_easy_setopt(c, CURLOPT_CAINFO, str_c(a, ca_file));
        return c;
}

struct str net__why(struct arena *a, const char *error, CURLcode code)
{
        return str_dup(a, str_of(error[0] ? error : curl_easy_strerror(code)));
}

struct sink {
        struct buf body;
};

static size_t take(char *ptr, size_t size, size_t n, void *arg)
{
        struct sink *s = arg;

        buf_add(&s->body, str_n(ptr, size * n));
        return s->body.over ? 0 : size * n; /* 0 ends the conversation */
}

static bool one_line(struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                if ((u8)s.ptr[i] < ' ')
                        return false;
        return true;
}

static int add_header(struct arena *a, struct curl_slist **list, struct str header)
{
        struct curl_slist *more;

        if (!one_line(header))
                return ERR_INVALID;
        more = curl_slist_append(*list, str_c(a, header));
        CHECK(more != NULL);
        *list = more;
        return 0;
}

static int put_headers(struct arena *a, const struct net_request *rq, struct curl_slist **list)
{
        int r = 0;

        if (rq->type)
                r = add_header(a, list, str_fmt(a, "Content-Type: %s", rq->type));
        for (size_t i = 0; i < rq->n_headers && r == 0; i++)
                r = add_header(a, list, rq->headers[i]);
        return r;
}

int net_http(struct arena *a, const struct net_request *rq, struct net_answer *ret_answer)
{
        AUTO(net__list_freep) struct curl_slist *headers = NULL;
        AUTO(net__closep) CURL *c = NULL;
        char error[CURL_ERROR_SIZE];
        struct net_answer ans = { 0 };
        struct sink s;
        const char *type;
        CURLcode code;
        long status;
        int r = one_line(rq->url) ? put_headers(a, rq, &headers) : ERR_INVALID;

        if (r < 0)
                return r;
        c = net__open(a, rq->url, "http,https", rq->ca_file, rq->timeout_ms, error);
        buf_init(&s.body, a, rq->max ? rq->max : NET_BODY_MAX);
        curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
        curl_easy_setopt(c, CURLOPT_WRITEDATA, &s);
        if (rq->type) {
                curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->body.len);
                curl_easy_setopt(c, CURLOPT_POSTFIELDS, rq->body.len ? rq->body.ptr : "");
        }
        code = curl_easy_perform(c);
        if (s.body.over)
                return ERR_LIMIT;
        if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
                return ERR_INVALID;
        if (code != CURLE_OK) {
                ret_answer->why = net__why(a, error, code);
                return ERR_IO;
        }
        curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
        ans.status = (int)status;
        if (curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type)
                ans.type = str_dup(a, str_of(type));
        ans.body = buf_str(&s.body);
        *ret_answer = ans;
        return 0;
}
