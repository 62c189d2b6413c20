/*
 * src/flow/feel_zone.c: the offset of a named zone at a local time, from the system's compiled zone
 * files (TZif, RFC 8536). It is not the C library's TZ, which is one per process. Each zone is read
 * once and kept for the life of the process; the table is guarded by a lock.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "flow/feel_time.h"

#define ZONE_FOLDER   "/usr/share/zoneinfo/"
#define ZONE_FILE_MAX (64 * 1024)
#define ZONES_MAX     1024

struct turn { /* from this UTC second on */
        i64 at;
        int offset;
};

struct rule { /* one of the two changes of a year: day m.w.d at a local second */
        int month, week, weekday;
        int second;
};

struct feel_zone {
        char name[64];
        struct turn *turns;
        size_t n;
        int first; /* offset before the first turn */
        bool has_rule, has_dst;
        int standard, dst;
        struct rule start, end;
};

static struct feel_zone *zones[ZONES_MAX];
static size_t n_zones;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static u32 be32(const u8 *p)
{
        return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

static i64 be64(const u8 *p)
{
        return (i64)((u64)be32(p) << 32 | be32(p + 4));
}

static bool name_fits(struct str s)
{
        if (s.len == 0 || s.len >= sizeof zones[0]->name || s.ptr[0] == '/')
                return false;
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            c == '/' || c == '_' || c == '-' || c == '+'))
                        return false;
        }
        return true;
}

/* "EST", "<+07>": skip the letters of a POSIX TZ name. */
static const char *skip_name(const char *p)
{
        if (*p == '<') {
                p = strchr(p, '>');
                return p ? p + 1 : NULL;
        }
        while ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'))
                p++;
        return p;
}

/* [+-]hh[:mm[:ss]] in seconds */
static const char *read_clock(const char *p, int *ret_seconds)
{
        int sign = 1, part[3] = { 0 };
        char *end;

        if (*p == '-' || *p == '+')
                sign = *p++ == '-' ? -1 : 1;
        for (int i = 0; i < 3; i++) {
                part[i] = (int)strtol(p, &end, 10);
                p = end;
                if (*p != ':')
                        break;
                p++;
        }
        *ret_seconds = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
        return p;
}

static const char *read_rule(const char *p, struct rule *r)
{
        int n = 0;

        if (sscanf(p, ",M%d.%d.%d%n", &r->month, &r->week, &r->weekday, &n) < 3 || n == 0)
                return NULL;
        p += n;
        r->second = 7200;
        return *p == '/' ? read_clock(p + 1, &r->second) : p;
}

/* The footer of the file, for times after its last turn. Julian-day rules are not in use. */
static void read_footer(struct feel_zone *z, const char *p)
{
        int seconds;

        p = skip_name(p);
        if (!p || !*p)
                return;
        p = read_clock(p, &seconds);
        z->standard = -seconds;
        z->has_rule = true;
        if (!*p || !(p = skip_name(p)))
                return;
        z->dst = z->standard + 3600;
        if (*p && *p != ',') {
                p = read_clock(p, &seconds);
                z->dst = -seconds;
        }
        p = read_rule(p, &z->start);
        z->has_dst = p && read_rule(p, &z->end);
}

/* The 64-bit block of a version 2+ file: sizes are checked before anything is read. */
static bool read_block(struct feel_zone *z, const u8 *p, const u8 *end)
{
        u32 n_utc, n_std, n_leap, n_time, n_type, n_char;
        const u8 *kinds, *types, *foot;
        char footer[128] = "";

        if (end - p < 44 || memcmp(p, "TZif", 4) != 0)
                return false;
        n_utc = be32(p + 20), n_std = be32(p + 24), n_leap = be32(p + 28);
        n_time = be32(p + 32), n_type = be32(p + 36), n_char = be32(p + 40);
        p += 44;
        if (n_time > 4000 || n_type == 0 || n_type > 256 || n_char > 4096 || n_leap > 100 ||
                end - p <
                        (ptrdiff_t)(n_time * 9 + n_type * 6 + n_char + n_leap * 12 + n_std + n_utc))
                return false;
        kinds = p + n_time * 8;
        types = kinds + n_time;
        foot = types + n_type * 6 + n_char + n_leap * 12 + n_std + n_utc;
        z->turns = calloc(n_time + 1, sizeof *z->turns);
        CHECK(z->turns != NULL);
        z->first = (int)be32(types);
        for (u32 i = 0; i < n_time; i++) {
                if (kinds[i] >= n_type)
                        return false;
                z->turns[z->n++] =
                        (struct turn){ be64(p + i * 8), (int)be32(types + kinds[i] * 6) };
        }
        if (foot < end && *foot == '\n')
                for (size_t i = 0; ++foot < end && *foot != '\n' && i < sizeof footer - 1; i++)
                        footer[i] = (char)*foot;
        read_footer(z, footer);
        return true;
}

static struct feel_zone *zone_load(struct str name)
{
        char path[128];
        u8 *bytes;
        ssize_t n;
        int fd;
        struct feel_zone *z;
        size_t skip;

        snprintf(path, sizeof path, "%s%.*s", ZONE_FOLDER, STRF(name));
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return NULL;
        bytes = malloc(ZONE_FILE_MAX);
        z = calloc(1, sizeof *z);
        CHECK(bytes != NULL && z != NULL);
        memcpy(z->name, name.ptr, name.len);
        n = read(fd, bytes, ZONE_FILE_MAX);
        close(fd);
        skip = n < 44 ? 0 : /* the 32-bit block comes first */
                       44 + be32(bytes + 32) * 5 + be32(bytes + 36) * 6 + be32(bytes + 40) +
                               be32(bytes + 28) * 8 + be32(bytes + 24) + be32(bytes + 20);
        if (n < 44 || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2' || skip > (size_t)n ||
                !read_block(z, bytes + skip, bytes + n)) {
                free(z->turns);
                free(z);
                z = NULL;
        }
        free(bytes);
        return z;
}

const struct feel_zone *feel__zone(struct str name)
{
        struct feel_zone *z = NULL;

        if (!name_fits(name))
                return NULL;
        pthread_mutex_lock(&lock);
        for (size_t i = 0; i < n_zones && !z; i++)
                if (str_is(name, zones[i]->name))
                        z = zones[i];
        if (!z && n_zones < ZONES_MAX) {
                z = zone_load(name);
                if (z)
                        zones[n_zones++] = z;
        }
        pthread_mutex_unlock(&lock);
        return z;
}

struct str feel__zone_name(const struct feel_zone *zone)
{
        return str_of(zone->name);
}

/* Local standard-or-summer second at which a rule's change falls in `year`. */
static i64 rule_second(const struct rule *r, i64 year)
{
        i64 first = feel__day_number(year, r->month, 1);
        int weekday = (int)(((first + 4) % 7 + 7) % 7); /* 0 Sunday */
        int day = 1 + (r->weekday - weekday + 7) % 7 + (r->week - 1) * 7;

        while (day > feel__month_length(year, r->month))
                day -= 7;
        return (first + day - 1) * 86400 + r->second;
}

static int offset_by_rule(const struct feel_zone *z, i64 local)
{
        i64 year, start, end;
        u8 month, day;
        bool summer;

        if (!z->has_dst)
                return z->standard;
        feel__day_split(
                local >= 0 ? local / 86400 : -((-local + 86399) / 86400), &year, &month, &day);
        start = rule_second(&z->start, year) + (z->dst - z->standard);
        end = rule_second(&z->end, year);
        summer = start < end ? local >= start && local < end : local >= start || local < end;
        return summer ? z->dst : z->standard;
}

/*
 * In a gap (clocks go forward) the offset before it, in an overlap the earlier offset: what the
 * Java engines of DMN do as well.
 */
int feel__zone_offset(const struct feel_zone *z, i64 local)
{
        size_t lo = 0, hi = z->n;
        int before = z->first;

        while (lo < hi) { /* the last turn that has passed when seen in the offset before it */
                size_t mid = (lo + hi) / 2;
                int prior = mid ? z->turns[mid - 1].offset : z->first;

                if (z->turns[mid].at + MAX(prior, z->turns[mid].offset) <= local)
                        lo = mid + 1;
                else
                        hi = mid;
        }
        if (lo == z->n && z->has_rule)
                return offset_by_rule(z, local);
        return lo ? z->turns[lo - 1].offset : before;
}
