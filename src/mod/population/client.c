/*
 * src/mod/population/client.c: asking: the log first, then the other side with a little patience,
 * then how it ended. A read may be repeated, so a lost answer is asked for once more; a service
 * that keeps failing is left alone for a while (net/breaker.h).
 */
#include <stdatomic.h>

#include "base/id.h"
#include "base/log.h"
#include "base/random.h"
#include "base/viet.h"
#include "core/setting.h"
#include "mod/population/packet.h"
#include "net/breaker.h"
#include "net/net.h"
#include "web/web.h"

#define TRIES       2
#define WAITING_MAX 2 /* a slow service may not hold every worker of the server */

const char *const population_ends[POPULATION_END_MAX] = {
#define X(name, word) [POPULATION_##name] = word,
        POPULATION_ENDS(X)
#undef X
};

static struct net_breaker breaker = NET_BREAKER;
static atomic_int waiting; /* requests that wait for the other side now */

bool population_offered(void)
{
        return !str_empty(setting_str(SETTING_POPULATION_URL));
}

struct logged {
        const struct population_ask *ask;
        struct str code;
        i64 id;
        enum population_end end;
};

static int log_begin(struct tx *tx, void *arg)
{
        const struct logged *l = arg;

        return population_lookup_insert(
                tx, &(struct population_lookup_insert_args){ .id = l->id,
                            .code = l->code,
                            .at = tx->now,
                            .account = l->ask->account,
                            .person = l->ask->person,
                            .identity = l->ask->identity,
                            .procedure_code = l->ask->procedure,
                            .why = str_of(l->ask->why),
                            .outcome = str_of(population_ends[POPULATION_ASKED]),
                            .peer = l->ask->peer });
}

static int log_end(struct tx *tx, void *arg)
{
        const struct logged *l = arg;

        return population_lookup_end(tx, l->id, str_of(population_ends[l->end]), tx->now, NULL);
}

static int post(struct arena *a, struct str packet, i64 now, struct str *ret_xml)
{
        struct str url = setting_str(SETTING_POPULATION_URL);
        const struct str headers[] = {
                packet_authorization(a, url, setting_str(SETTING_POPULATION_USER),
                        setting_secret(a, SETTING_POPULATION_SECRET), now),
                str_fmt(a, "Timestamp: %lld", (long long)now),
                str_cat(a, STR("X-Road-Client: "), setting_str(SETTING_POPULATION_CLIENT)),
                str_cat(a, STR("ApiKey: "), setting_secret(a, SETTING_POPULATION_KEY)),
                STR("SOAPAction: \"\""),
        };
        const struct net_request rq = { .url = url,
                .type = "text/xml; charset=utf-8",
                .body = packet,
                .headers = headers,
                .n_headers = ARRAY_LEN(headers),
                .ca_file = setting_str(SETTING_NET_CA_FILE),
                .timeout_ms = (int)setting_i64(SETTING_POPULATION_TIMEOUT),
                .max = PACKET_MAX };
        struct net_answer ans = { 0 };
        int r = net_http(a, &rq, &ans);

        if (r < 0)
                return r;
        if (ans.status != 200) /* SOAP 1.1: a fault comes with 500 */
                return ans.status >= 500 ? ERR_IO : ERR_DENIED;
        *ret_xml = ans.body;
        return 0;
}

/* Only the record that was asked for, and only when name and day of birth fit. */
static bool fits(struct arena *a, const struct population_ask *ask, const struct population_said *s)
{
        return str_eq(s->identity, ask->identity) && s->birth_day == ask->birth_day &&
               str_eq(viet_fold(a, s->name), viet_fold(a, ask->name));
}

static enum population_end ask_them(struct arena *a, const struct population_ask *ask,
        struct str code, i64 now, struct population_said *ret_said)
{
        const struct packet_head head = { .number = code,
                .unit = setting_str(SETTING_POPULATION_UNIT),
                .account = setting_str(SETTING_POPULATION_ACCOUNT) };
        struct str packet = packet_write(a, &head, ask), xml;
        struct population_said said;
        int r = ERR_BUSY;

        for (int i = 0; i < TRIES && (i == 0 || r == ERR_IO); i++) {
                if (!net_breaker_may(&breaker, now))
                        return POPULATION_AWAY;
                r = post(a, packet, now, &xml);
                if (r == 0)
                        r = packet_read(a, xml, &said);
                net_breaker_note(&breaker, now, r == 0 || r == ERR_NOT_FOUND);
        }
        if (r == 0 && fits(a, ask, &said)) {
                *ret_said = said;
                return POPULATION_GIVEN;
        }
        if (r < 0 && r != ERR_NOT_FOUND)
                log_warn("population", "look-up %.*s: %s", STRF(code), err_name(r));
        return r == 0 || r == ERR_NOT_FOUND ? POPULATION_NONE : POPULATION_AWAY;
}

int population_look_up(struct req *rq, const struct population_ask *ask,
        enum population_end *ret_end, struct population_said *ret_said)
{
        struct logged l = { .ask = ask, .id = id_new() };
        int r;

        l.code = str_fmt(rq->arena, "%.*s-%.*s-%.*s", STRF(setting_str(SETTING_PROVINCE_CODE)),
                STRF(str_replace(
                        rq->arena, day_iso(rq->arena, day_of(rq->now)), STR("-"), STR(""))),
                STRF(random_code(rq->arena, 8)));
        req_leave_snapshot(rq);
        r = store_write(rq->store, rq->arena, log_begin, &l);
        if (r == 0) {
                l.end = POPULATION_AWAY;
                if (atomic_fetch_add(&waiting, 1) < WAITING_MAX)
                        l.end = ask_them(rq->arena, ask, l.code, rq->now, ret_said);
                atomic_fetch_sub(&waiting, 1);
                r = store_write(rq->store, rq->arena, log_end, &l);
        }
        if (req_take_snapshot(rq) < 0)
                return ERR_BUSY;
        if (r == 0)
                *ret_end = l.end;
        return r;
}
