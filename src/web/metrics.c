/*
 * src/web/metrics.c: see metrics.h; the text is Prometheus' exposition format 0.0.4.
 */
#include "web/metrics.h"

static const i64 bounds_us[METRIC_BUCKETS] = { 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000,
        100000, 500000, 2000000 };
static const char *const bound_names[METRIC_BUCKETS] = { "0.0001", "0.00025", "0.0005", "0.001",
        "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.5", "2" };
static const char *const reason_names[REASON_MAX] = { "csrf", "key", "fields", "denied", "login",
        "rate", "too_large", "malformed", "queue_full", "person_data" };

static void add(_Atomic u64 *counter, u64 n)
{
        atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static u64 get(const _Atomic u64 *counter)
{
        return atomic_load_explicit((_Atomic u64 *)(uintptr_t)counter, memory_order_relaxed);
}

void metrics_init(struct metrics *m, struct arena *a, int n_routes)
{
        *m = (struct metrics){ .n_routes = n_routes };
        m->routes = arena_array(a, (size_t)n_routes + 1, sizeof *m->routes);
}

void metrics_request(struct metrics *m, int index, int status, i64 us)
{
        int b = 0;

        add(&m->routes[index < 0 ? m->n_routes : index][status / 100 % 6], 1);
        while (b < METRIC_BUCKETS && us > bounds_us[b])
                b++;
        add(&m->buckets[b], 1);
        add(&m->total_us, (u64)us);
}

void metrics_refused(struct metrics *m, enum metric_reason reason)
{
        add(&m->reasons[reason], 1);
}

static void put_routes(const struct metrics *m, const struct router *r, struct buf *out)
{
        buf_addc(out, "# TYPE motcua_http_requests_total counter\n");
        for (int i = 0; i <= m->n_routes; i++) {
                const struct route *route = i < m->n_routes ? r->entries[i].route : NULL;

                for (int class = 1; class < 6; class ++) {
                        u64 n = get(&m->routes[i][class]);

                        if (n)
                                buf_fmt(out,
                                        "motcua_http_requests_total{verb=\"%s\",route=\"%s\","
                                        "class=\"%dxx\"} %llu\n",
                                        route ? verb_names[route->verb] : "",
                                        route ? route->path : "", class, (unsigned long long)n);
                }
        }
}

void metrics_text(const struct metrics *m, const struct router *r, struct buf *out)
{
        u64 sum = 0;

        put_routes(m, r, out);
        buf_addc(out, "# TYPE motcua_http_seconds histogram\n");
        for (int b = 0; b <= METRIC_BUCKETS; b++) {
                sum += get(&m->buckets[b]);
                buf_fmt(out, "motcua_http_seconds_bucket{le=\"%s\"} %llu\n",
                        b < METRIC_BUCKETS ? bound_names[b] : "+Inf", (unsigned long long)sum);
        }
        buf_fmt(out, "motcua_http_seconds_sum %.6f\nmotcua_http_seconds_count %llu\n",
                (double)get(&m->total_us) / 1e6, (unsigned long long)sum);
        buf_addc(out, "# TYPE motcua_http_refused_total counter\n");
        for (int i = 0; i < REASON_MAX; i++)
                buf_fmt(out, "motcua_http_refused_total{reason=\"%s\"} %llu\n", reason_names[i],
                        (unsigned long long)get(&m->reasons[i]));
        buf_fmt(out,
                "# TYPE motcua_page_cache_total counter\n"
                "motcua_page_cache_total{result=\"hit\"} %llu\n"
                "motcua_page_cache_total{result=\"miss\"} %llu\n"
                "# TYPE motcua_idempotent_replays_total counter\n"
                "motcua_idempotent_replays_total %llu\n",
                (unsigned long long)get(&m->cache_hits), (unsigned long long)get(&m->cache_misses),
                (unsigned long long)get(&m->replays));
}
