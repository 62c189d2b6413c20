/*
 * src/mod/admin/health.c: GET /quan-tri: how the installation is, in plain words: what is good,
 * what somebody should look at, what is wrong and what to do about it. `motcua check` asks more,
 * from the command line; metrics are for machines.
 */
#include <sys/statvfs.h>

#include "audit/queries.h"
#include "base/file.h"
#include "base/json.h"
#include "core/queries.h"
#include "core/setting.h"
#include "job/queries.h"
#include "mod/admin/internal.h"
#include "mod/catalogue/catalogue.h"
#include "mod/notice/notice.h"
#include "web/texts.h"
#include "web/web.h"

enum {
        NAMES = 5,
        ADMINS_LEAST = 2,
        ADMINS_MOST = 5,
        EVERYWHERE_MOST = 10,
        FAILURES_LOOK = 50,
        FAILURES_WRONG = 500
};

#define BACKUP_AGE   (26 * HOUR_MS)
#define HEAD_AGE     HOUR_MS
#define PASSWORD_AGE (14 * DAY_MS)
#define GB           ((i64)1 << 30)

enum verdict { GOOD, LOOK, WRONG };

static void put(struct req *rq, struct admin_table *t, enum text name, enum verdict v,
        struct str words, struct str advice)
{
        static const struct {
                enum tone tone;
                enum icon icon;
                enum text text;
        } verdicts[] = { { TONE_GREEN, ICON_XONG, T_ADMIN_GOOD },
                { TONE_AMBER, ICON_XEM, T_ADMIN_LOOK }, { TONE_RED, ICON_CANHBAO, T_ADMIN_WRONG } };
        struct admin_cell *c = admin_row(t);

        c[0].text = text_plain(rq->arena, rq->lang, name, STR_NULL);
        c[1] = (struct admin_cell){ .tag = true,
                .tone = verdicts[v].tone,
                .icon = verdicts[v].icon,
                .text = text_plain(rq->arena, rq->lang, verdicts[v].text, STR_NULL) };
        c[2].text = words;
        c[2].more = v == GOOD ? STR_NULL : advice;
}

/* The last line of backups.log in the data folder: its moment. */
static bool last_backup(struct req *rq, i64 *ret_at)
{
        struct str path = str_fmt(rq->arena, "%s/backups.log", store_dir(rq->store));
        struct str text, at;

        if (file_read(rq->arena, path.ptr, 1 << 20, &text) < 0)
                return false;
        text = str_trim(text);
        text = str_sub(text, (size_t)(str_rfind_char(text, '\n') + 1), text.len);
        return str_cut(&text, '\t', &at) && time_parse_iso(at, ret_at) == 0;
}

static void check_backup(struct req *rq, struct admin_table *t)
{
        enum verdict bad = setting_bool(SETTING_DEMO) ? LOOK : WRONG;
        i64 at;

        if (!last_backup(rq, &at))
                put(rq, t, T_ADMIN_H_BACKUP, bad, s_ADMIN_H_BACKUP_NONE(rq->arena, rq->lang),
                        s_ADMIN_H_BACKUP_DO(rq->arena, rq->lang));
        else
                put(rq, t, T_ADMIN_H_BACKUP, rq->now - at > BACKUP_AGE ? bad : GOOD,
                        s_ADMIN_H_BACKUP_LAST(
                                rq->arena, rq->lang, words_time(rq->arena, rq->lang, at)),
                        s_ADMIN_H_BACKUP_DO(rq->arena, rq->lang));
}

static int check_audit(struct req *rq, struct admin_table *t)
{
        struct audit_head_row head = { 0 };
        struct audit_count waiting;
        int r = audit_pending_count(rq->tx, &waiting);
        bool behind;

        if (r == 0)
                r = audit_head_last(rq->tx, &head);
        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        behind = r == ERR_NOT_FOUND || (waiting.n > 0 && rq->now - head.at > HEAD_AGE);
        put(rq, t, T_ADMIN_H_AUDIT, behind ? LOOK : GOOD,
                r == ERR_NOT_FOUND ? s_ADMIN_H_AUDIT_NONE(rq->arena, rq->lang)
                                   : s_ADMIN_H_AUDIT_HEAD(rq->arena, rq->lang, head.size,
                                             words_time(rq->arena, rq->lang, head.at), waiting.n),
                s_ADMIN_H_AUDIT_DO(rq->arena, rq->lang));
        return 0;
}

static void check_disk(struct req *rq, struct admin_table *t)
{
        struct statvfs fs;
        i64 left = 0;

        if (statvfs(store_dir(rq->store), &fs) == 0)
                left = (i64)fs.f_bavail * (i64)fs.f_frsize;
        put(rq, t, T_ADMIN_H_DISK,
                left < GB        ? WRONG
                : left < 10 * GB ? LOOK
                                 : GOOD,
                s_ADMIN_H_DISK_LEFT(rq->arena, rq->lang, words_size(rq->arena, rq->lang, left)),
                s_ADMIN_H_DISK_DO(rq->arena, rq->lang));
}

static int check_jobs(struct req *rq, struct admin_table *t)
{
        struct job_count n;
        int r = job_counts(rq->tx, rq->now - 5 * MINUTE_MS, &n);

        if (r < 0)
                return r;
        put(rq, t, T_ADMIN_H_JOBS,
                n.gave_up   ? WRONG
                : n.overdue ? LOOK
                            : GOOD,
                s_ADMIN_H_JOBS_STATE(rq->arena, rq->lang, n.waiting, n.overdue, n.gave_up),
                s_ADMIN_H_JOBS_DO(rq->arena, rq->lang));
        return 0;
}

/* Somebody was not told. */
static int check_deliveries(struct req *rq, struct admin_table *t)
{
        struct delivery_total dead, waiting;
        int r = deliveries_in(rq->tx, DELIVERY_DEAD, &dead);

        if (r == 0)
                r = deliveries_in(rq->tx, DELIVERY_WAITS, &waiting);
        if (r < 0)
                return r;
        put(rq, t, T_ADMIN_H_DEAD, dead.n ? LOOK : GOOD,
                s_ADMIN_H_DEAD_STATE(rq->arena, rq->lang, waiting.n, dead.n),
                s_ADMIN_H_DEAD_DO(rq->arena, rq->lang));
        return 0;
}

static int check_failures(struct req *rq, struct admin_table *t)
{
        struct failures_total signin, lookup;
        int r = failures_since(rq->tx, STR("login"), rq->now - DAY_MS, &signin);

        if (r == 0)
                r = failures_since(rq->tx, STR("lookup"), rq->now - DAY_MS, &lookup);
        if (r < 0)
                return r;
        put(rq, t, T_ADMIN_H_FAILURES,
                signin.n + lookup.n >= FAILURES_WRONG  ? WRONG
                : signin.n + lookup.n >= FAILURES_LOOK ? LOOK
                                                       : GOOD,
                s_ADMIN_H_FAILURES_STATE(rq->arena, rq->lang, signin.n, lookup.n),
                s_ADMIN_H_FAILURES_DO(rq->arena, rq->lang));
        return 0;
}

static struct str names(struct req *rq, const struct holder_row_rows *rows)
{
        struct buf b;

        buf_init(&b, rq->arena, 4000);
        for (size_t i = 0; i < rows->n && i < NAMES; i++)
                buf_fmt(&b, "%s%.*s (%.*s)", i ? ", " : "", STRF(rows->rows[i].display),
                        STRF(rows->rows[i].login));
        if (rows->n > NAMES)
                buf_addc(&b, ", …");
        return buf_str(&b);
}

/* Too few administrators cannot keep the two-person rule; too many are rights too wide. */
static int check_admins(struct req *rq, struct admin_table *t)
{
        struct holder_row_rows rows;
        int r = role_holders_all(
                rq->tx, str_of(roles[ROLE_ADMIN].word), rq->now, ADMINS_MOST + 1, &rows);

        if (r < 0)
                return r;
        put(rq, t, T_ADMIN_H_ADMINS,
                rows.n < ADMINS_LEAST  ? WRONG
                : rows.n > ADMINS_MOST ? LOOK
                                       : GOOD,
                names(rq, &rows),
                rows.n < ADMINS_LEAST ? s_ADMIN_H_ADMINS_FEW(rq->arena, rq->lang)
                                      : s_ADMIN_H_ADMINS_MANY(rq->arena, rq->lang));
        return 0;
}

static int check_left_behind(struct req *rq, struct admin_table *t)
{
        struct holder_row_rows rows;
        int r = grants_left_behind(rq->tx, rq->now, NAMES + 1, &rows);

        if (r < 0)
                return r;
        put(rq, t, T_ADMIN_H_RIGHTS, rows.n ? LOOK : GOOD,
                rows.n ? names(rq, &rows) : s_ADMIN_H_RIGHTS_GOOD(rq->arena, rq->lang),
                s_ADMIN_H_RIGHTS_DO(rq->arena, rq->lang));
        return 0;
}

/* Rights too wide: who may work on every dossier of the province. */
static int check_everywhere(struct req *rq, struct admin_table *t)
{
        const struct unit *root = org_root(org_get(rq->arena));
        struct holder_row_rows rows = { 0 };
        int r = root ? role_holders_tree(rq->tx, root->id, rq->now, EVERYWHERE_MOST + 1, &rows) : 0;

        if (r < 0)
                return r;
        put(rq, t, T_ADMIN_H_EVERYWHERE, rows.n > EVERYWHERE_MOST ? LOOK : GOOD,
                rows.n ? names(rq, &rows) : s_ADMIN_H_EVERYWHERE_NONE(rq->arena, rq->lang),
                s_ADMIN_H_EVERYWHERE_DO(rq->arena, rq->lang));
        return 0;
}

/* What is in force and doubtful, and what waits for a second person. */
static int check_catalogue(struct req *rq, struct admin_table *t)
{
        i64 day = org_day(org_get(rq->arena)), doubtful = 0, waiting = 0;
        struct procedure_all_line_rows rows;
        int r = procedure_lines(rq->tx, day, &rows);

        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n; i++) {
                const struct procedure_all_line *x = &rows.rows[i];

                doubtful += str_is(x->state, "published") && x->valid_from <= day &&
                            (x->valid_to == I64_NULL || x->valid_to > day) && !str_empty(x->review);
                waiting += str_is(x->open_state, "submitted") || str_is(x->open_state, "approved");
        }
        put(rq, t, T_PROC_LIST, doubtful || waiting ? LOOK : GOOD,
                s_ADMIN_H_CATALOGUE_STATE(rq->arena, rq->lang, doubtful, waiting),
                s_ADMIN_H_CATALOGUE_DO(rq->arena, rq->lang));
        return 0;
}

static int check_passwords(struct req *rq, struct admin_table *t)
{
        struct holder_row_rows rows;
        int r = passwords_unchanged(rq->tx, rq->now - PASSWORD_AGE, NAMES + 1, &rows);

        if (r < 0)
                return r;
        put(rq, t, T_ADMIN_H_PASSWORDS, rows.n ? LOOK : GOOD,
                rows.n ? names(rq, &rows) : s_ADMIN_H_PASSWORDS_GOOD(rq->arena, rq->lang),
                s_ADMIN_H_PASSWORDS_DO(rq->arena, rq->lang));
        return 0;
}

static int check_second(struct req *rq, struct admin_table *t)
{
        bool on = setting_bool(SETTING_SECOND_REQUIRED);
        struct str words[ROLE_MAX];
        struct holder_row_rows rows;
        size_t n = 0;
        int r;

        for (int i = 0; i < ROLE_MAX; i++)
                if (role_is_powerful((enum role)i))
                        words[n++] = str_of(roles[i].word);
        r = without_second(rq->tx, words, n, rq->now, NAMES + 1, &rows);
        if (r < 0)
                return r;
        put(rq, t, T_ADMIN_H_SECOND, rows.n || !on ? LOOK : GOOD,
                rows.n ? names(rq, &rows) : s_ADMIN_H_SECOND_GOOD(rq->arena, rq->lang),
                on ? s_ADMIN_H_SECOND_DO(rq->arena, rq->lang)
                   : s_ADMIN_H_SECOND_OFF(rq->arena, rq->lang));
        return 0;
}

/* A row a check, the more outward ones first. */
static int run_checks(struct req *rq, struct admin_table **ret_t)
{
        static int (*const checks[])(struct req *, struct admin_table *) = { check_audit,
                check_jobs, check_deliveries, check_failures, check_admins, check_everywhere,
                check_left_behind, check_passwords, check_second, check_catalogue };
        static const int heads[] = { T_ADMIN_H_PART, T_ADMIN_STATE, T_ADMIN_H_FOUND };
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), 2 + ARRAY_LEN(checks));
        int r = 0;

        check_backup(rq, t);
        check_disk(rq, t);
        for (size_t i = 0; i < ARRAY_LEN(checks) && r == 0; i++)
                r = checks[i](rq, t);
        req_note_person(rq, 0, 0, "name", "admin.list");
        *ret_t = t;
        return r;
}

static int show(struct req *rq)
{
        struct admin_page *p = admin_page(rq, s_ADMIN_HEALTH(rq->arena, rq->lang));
        struct admin_table *t;
        int r = run_checks(rq, &t);

        if (r < 0)
                return r;
        p->lead = s_ADMIN_HEALTH_LEAD(rq->arena, rq->lang);
        t->label = p->title;
        admin_section(p)->table = t;
        return admin_reply(rq, p);
}

static int api_show(struct req *rq)
{
        struct admin_table *t;
        struct json_writer w;
        struct buf b;
        int r = run_checks(rq, &t);

        if (r < 0)
                return r;
        buf_init(&b, rq->arena, 1 << 16);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_open(&w, "items", '[');
        for (size_t i = 0; i < t->n_rows; i++) {
                const struct admin_cell *c = &t->cells[i * t->n_heads];

                json_open(&w, NULL, '{');
                json_put_str(&w, "part", c[0].text);
                json_put_str(&w, "state",
                        c[1].tone == TONE_GREEN   ? STR("good")
                        : c[1].tone == TONE_AMBER ? STR("look")
                                                  : STR("wrong"));
                json_put_str(&w, "found", c[2].text);
                json_put_str(&w, "advice", c[2].more);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        json_put_null(&w, "next");
        json_close(&w, '}');
        return reply_json(rq, 200, buf_str(&b));
}

const struct route admin_health_routes[] = {
        { GET, "/quan-tri", PERM_AUDIT_READ, ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW,
                READ(NULL, show), .doc = "How the installation is" },
        { GET, "/api/v1/health", PERM_AUDIT_READ, ROUTE_API | ROUTE_READS_PERSON | ROUTE_SLOW,
                READ(NULL, api_show), .doc = "How the installation is, in parts" },
        { 0 },
};
