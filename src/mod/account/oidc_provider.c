/*
 * src/mod/account/oidc_provider.c: see oidc_provider.h. What the provider publishes is kept for an
 * hour; a token signed with a key that is not among those kept has them fetched anew, at most every
 * two seconds, so that keys may be changed at any time.
 */
#include "mod/account/oidc_provider.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/clock.h"
#include "core/setting.h"
#include "core/words.h"
#include "crypto/jwt.h"
#include "net/net.h"

#define KEEP_MS   HOUR_MS
#define AGAIN_MS  (2 * SECOND_MS)
#define LATE_MS   MINUTE_MS /* clocks differ */
#define TOKEN_AGE (10 * MINUTE_MS)

/* A published document, kept between requests. */
struct kept {
        char *url, *text;
        i64 at;
};
static struct kept kept_metadata, kept_keys;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool look_up(
        struct kept *k, struct arena *a, struct str url, i64 after, struct str *ret_text)
{
        bool found;

        pthread_mutex_lock(&lock);
        found = k->text && str_is(url, k->url) && k->at >= after;
        if (found)
                *ret_text = str_dup(a, str_of(k->text));
        pthread_mutex_unlock(&lock);
        return found;
}

static void keep(struct kept *k, struct arena *a, struct str url, struct str text, i64 now)
{
        pthread_mutex_lock(&lock);
        free(k->url);
        free(k->text);
        k->url = strdup(str_c(a, url));
        k->text = strdup(str_c(a, text));
        CHECK(k->url && k->text);
        k->at = now;
        pthread_mutex_unlock(&lock);
}

/* JSON over HTTP; ERR_DENIED: 4xx. */
static int ask(struct arena *a, const struct net_request *rq, struct str *ret_text,
        const struct json **ret_json)
{
        struct net_answer ans = { 0 };
        int r = net_http(a, rq, &ans);

        if (r < 0)
                return r;
        if (ans.status != 200)
                return ans.status >= 400 && ans.status < 500 ? ERR_DENIED : ERR_IO;
        *ret_text = ans.body;
        return json_parse(a, ans.body, ret_json, NULL);
}

/* A document not older than `after`, from memory or anew. */
static int published(struct arena *a, struct kept *k, struct str url, i64 after, i64 now,
        const struct json **ret_json)
{
        struct str text;
        int r;

        if (look_up(k, a, url, after, &text))
                return json_parse(a, text, ret_json, NULL);
        r = ask(a, &(struct net_request){ .url = url, .ca_file = setting_str(SETTING_NET_CA_FILE) },
                &text, ret_json);
        if (r == 0)
                keep(k, a, url, text, now);
        return r == ERR_DENIED ? ERR_IO : r;
}

static int metadata(struct arena *a, i64 now, const struct json **ret_json)
{
        struct str issuer = setting_str(SETTING_OIDC_ISSUER);
        int r = published(a, &kept_metadata,
                str_cat(a, issuer, STR("/.well-known/openid-configuration")), now - KEEP_MS, now,
                ret_json);

        /* Discovery 4.3: it says of itself what it was asked for. */
        if (r == 0 && !str_eq(json_str(json_get(*ret_json, "issuer")), issuer))
                r = ERR_INVALID;
        return r;
}

int oidc_authorization(struct arena *a, i64 now, struct str *ret_url)
{
        const struct json *m;
        int r = metadata(a, now, &m);
        struct str url;

        if (r < 0)
                return r;
        url = json_str(json_get(m, "authorization_endpoint"));
        if (!str_starts(url, STR("https://")) && !str_starts(url, STR("http://")))
                return ERR_INVALID;
        *ret_url = url;
        return 0;
}

static int claims_of(struct arena *a, const struct json *m, struct str token, i64 now,
        const struct json **ret_claims)
{
        struct str url = json_str(json_get(m, "jwks_uri"));
        const struct json *keys;
        int r = published(a, &kept_keys, url, now - KEEP_MS, now, &keys);

        if (r == 0)
                r = jwt_read(a, token, keys, ret_claims);
        if (r != ERR_NOT_FOUND)
                return r;
        r = published(a, &kept_keys, url, now - AGAIN_MS, now, &keys);
        return r < 0 ? r : jwt_read(a, token, keys, ret_claims);
}

/* aud is a text or a list of texts; of several, azp says which is meant. */
static bool is_for_us(const struct json *claims)
{
        const struct json *aud = json_get(claims, "aud"), *azp = json_get(claims, "azp");
        struct str us = setting_str(SETTING_OIDC_CLIENT);
        bool named = str_eq(json_str(aud), us);

        JSON_EACH(x, aud && aud->kind == JSON_LIST ? aud : NULL)
        if (str_eq(json_str(x), us))
                named = true;
        return named && (azp ? str_eq(json_str(azp), us)
                             : !aud || aud->kind != JSON_LIST || aud->count == 1);
}

/* NumericDate as a moment; 0, which is over, for what is none. */
static i64 moment(const struct json *j)
{
        i64 seconds = json_i64(j, 0);

        return seconds > 0 && seconds < INT64_MAX / SECOND_MS ? seconds * SECOND_MS : 0;
}

/* Core 3.1.3.7. */
static bool token_good(const struct json *claims, const struct oidc_ask *ask_)
{
        i64 ends = moment(json_get(claims, "exp")), made = moment(json_get(claims, "iat"));

        return str_eq(json_str(json_get(claims, "iss")), setting_str(SETTING_OIDC_ISSUER)) &&
               is_for_us(claims) && ends > ask_->now - LATE_MS && made <= ask_->now + LATE_MS &&
               made > ask_->now - TOKEN_AGE &&
               str_eq(json_str(json_get(claims, "nonce")), ask_->nonce) &&
               !str_empty(json_str(json_get(claims, "sub")));
}

static i64 birth_of(struct str s)
{
        i64 day;

        if (s.len == 8 && str_find_char(s, '/') < 0 && str_to_i64(s, &day) == 0) {
                int y = (int)(day / 10000), m = (int)(day / 100 % 100), d = (int)(day % 100);

                return day_valid(y, m, d) ? day_make(y, m, d) : I64_NULL;
        }
        if (day_parse_iso(s, &day) == 0 || day_parse_vi(s, &day) == 0)
                return day;
        return I64_NULL;
}

static struct str claim(
        struct arena *a, const struct json *one, const struct json *two, enum setting_id name)
{
        const char *key = str_c(a, setting_str(name));
        struct str s = json_str(json_get(one, key));

        return str_empty(s) ? json_str(json_get(two, key)) : s;
}

/* Claims of the token, and what it lacks from the user-info endpoint, about the same subject. */
static int read_person(struct arena *a, const struct json *m, const struct json *claims,
        struct str access, struct oidc_said *said)
{
        struct str header = str_cat(a, STR("Authorization: Bearer "), access), text;
        struct str url = json_str(json_get(m, "userinfo_endpoint"));
        const struct json *more = NULL;
        int r;

        if (str_empty(claim(a, claims, NULL, SETTING_OIDC_IDENTITY)) && !str_empty(url) &&
                !str_empty(access)) {
                r = ask(a,
                        &(struct net_request){ .url = url,
                                .headers = &header,
                                .n_headers = 1,
                                .ca_file = setting_str(SETTING_NET_CA_FILE) },
                        &text, &more);
                if (r < 0)
                        return r;
                if (!str_eq(json_str(json_get(more, "sub")), said->subject))
                        return ERR_DENIED;
        }
        said->identity = claim(a, claims, more, SETTING_OIDC_IDENTITY);
        said->name = claim(a, claims, more, SETTING_OIDC_FULL_NAME);
        said->phone = claim(a, claims, more, SETTING_OIDC_PHONE);
        said->email = claim(a, claims, more, SETTING_OIDC_EMAIL);
        said->birth_day = birth_of(claim(a, claims, more, SETTING_OIDC_BIRTH));
        return 0;
}

/* RFC 6749, 2.3.1: name and secret are encoded for a form before they become Basic. */
static struct str basic(struct arena *a)
{
        struct str pair =
                str_fmt(a, "%.*s:%.*s", STRF(words_query(a, setting_str(SETTING_OIDC_CLIENT))),
                        STRF(words_query(a, setting_secret(a, SETTING_OIDC_SECRET))));

        return str_cat(a, STR("Authorization: Basic "), base64(a, pair));
}

int oidc_exchange(struct arena *a, const struct oidc_ask *ask_, struct oidc_said *ret_said)
{
        struct oidc_said said = { .birth_day = I64_NULL };
        const struct json *m, *tokens, *claims;
        struct str header = basic(a), text;
        struct str form = str_fmt(a,
                "grant_type=authorization_code&code=%.*s&redirect_uri=%.*s&code_verifier=%.*s",
                STRF(words_query(a, ask_->code)), STRF(words_query(a, ask_->redirect)),
                STRF(ask_->verifier));
        int r = metadata(a, ask_->now, &m);

        if (r == 0)
                r = ask(a,
                        &(struct net_request){ .url = json_str(json_get(m, "token_endpoint")),
                                .type = "application/x-www-form-urlencoded",
                                .body = form,
                                .headers = &header,
                                .n_headers = 1,
                                .ca_file = setting_str(SETTING_NET_CA_FILE) },
                        &text, &tokens);
        if (r == 0)
                r = claims_of(a, m, json_str(json_get(tokens, "id_token")), ask_->now, &claims);
        if (r == ERR_NOT_FOUND || r == ERR_UNSUPPORTED || (r == 0 && !token_good(claims, ask_)))
                r = ERR_DENIED;
        if (r < 0)
                return r;
        said.issuer = json_str(json_get(claims, "iss"));
        said.subject = json_str(json_get(claims, "sub"));
        said.signed_in_at = moment(json_get(claims, "auth_time"));
        r = read_person(a, m, claims, json_str(json_get(tokens, "access_token")), &said);
        if (r == 0)
                *ret_said = said;
        return r;
}
