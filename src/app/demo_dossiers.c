/*
 * src/app/demo_dossiers.c: dossiers that lived by the rules of real ones, at moments of the past.
 *
 * The idea: each is one write, made ready here and handed in without waiting for it, so that the
 * store gathers them into groups as it does for people who come at once. What was closed long ago
 * is history: its papers were handed out by whoever kept the files then, and are not made again.
 */
#include "app/demo.h"

#include <pthread.h>

#include "app/demo_papers.h"
#include "base/csv.h"
#include "base/embedded.h"
#include "core/identity.h"
#include "core/org.h"
#include "core/queries.h"
#include "job/job.h"
#include "mod/catalogue/catalogue.h"
#include "mod/dossier/dossier.h"
#include "mod/indicator/indicator.h"

#define RECENT         10000 /* so many are of the last RECENT_DAYS, the others before them */
#define RECENT_DAYS    30
#define HISTORY_DAYS   (5 * 365)
#define AT_ONCE        1024 /* writes handed in and not answered yet */
#define FOLD_EVERY     20000
#define ONLINE_PERCENT 62
#define NAMES_MAX      512

/* Pseudo-random numbers that depend on the seed only. */
struct dice {
        u64 state;
};

static u64 roll(struct dice *d, u64 n)
{
        d->state ^= d->state << 13;
        d->state ^= d->state >> 7;
        d->state ^= d->state << 17;
        return d->state % n;
}

/* Names and how often they are met: `until` is the sum of all weights up to each. */
struct names {
        struct str list[NAMES_MAX];
        u64 until[NAMES_MAX];
        size_t n;
};

struct life;

/* What all are made from, and what is under way. */
struct demo {
        struct store *store;
        struct arena *arena;
        struct dice dice;
        const struct org *org;
        i64 now;
        struct who citizen, officers[3]; /* counter, specialist, leader of the province */
        struct procedure_full *procedures;
        size_t n_procedures;
        struct demo_samples *samples;
        const struct unit **communes;
        size_t n_communes;
        struct person person;                      /* the citizen's */
        struct names surnames, middles, givens[2]; /* of men, of women */

        pthread_mutex_t lock;
        pthread_cond_t answered;
        int under_way, failed;
        struct life *again; /* met others' writes too often and must be handed in once more */
};

static int read_names(struct demo *d, const char *file, struct names *names)
{
        struct str text;
        struct csv c;
        int r = embedded_read(d->arena, file, &text);

        if (r == 0)
                r = csv_open(&c, d->arena, text);
        while (r == 0 && names->n < NAMES_MAX && (r = csv_next(&c)) == 1) {
                i64 weight;

                r = str_to_i64(c.cells[1], &weight);
                if (r < 0)
                        break;
                names->list[names->n] = str_dup(d->arena, c.cells[0]);
                names->until[names->n] = (names->n ? names->until[names->n - 1] : 0) + (u64)weight;
                names->n++;
        }
        return r < 0 ? r : 0;
}

static struct str pick(struct demo *d, const struct names *names)
{
        u64 at = roll(&d->dice, names->until[names->n - 1]);
        size_t i = 0;

        while (names->until[i] <= at)
                i++;
        return names->list[i];
}

static struct str make_name(struct demo *d, struct arena *a)
{
        bool woman = roll(&d->dice, 2);
        struct str parts[3];

        parts[0] = pick(d, &d->surnames);
        do
                parts[1] = pick(d, &d->middles);
        while (str_is(parts[1], woman ? "Văn" : "Thị"));
        parts[2] = pick(d, &d->givens[woman]);
        return str_join(a, parts, ARRAY_LEN(parts), STR(" "));
}

static int load_procedures(struct demo *d, struct tx *tx)
{
        struct procedure_brief_rows rows;
        int r = procedure_list(tx,
                &(struct procedure_list_args){ .day = org_day(d->org),
                        .event = STR_NULL,
                        .field = STR_NULL,
                        .level = STR_NULL,
                        .level_2025 = STR_NULL,
                        .after_usual = STR_NULL,
                        .after_id = I64_NULL,
                        .limit = 300 },
                &rows);

        if (r < 0)
                return r;
        d->procedures = NEW_ARRAY(d->arena, struct procedure_full, rows.n + 1);
        for (size_t i = 0; i < rows.n && r == 0; i++)
                r = catalogue_get_version(tx, rows.rows[i].id, &d->procedures[d->n_procedures++]);
        return r;
}

static int load(struct demo *d, i64 citizen, const i64 officers[3])
{
        const struct unit *const *all;
        size_t n = org_all(d->org, &all);
        struct tx *tx;
        int r = store_read_begin(d->store, d->arena, &tx);

        if (r < 0)
                return r;
        d->communes = NEW_ARRAY(d->arena, const struct unit *, n + 1);
        for (size_t i = 0; i < n; i++)
                if (str_is(all[i]->kind, "commune") && unit_is_valid(all[i], org_day(d->org)))
                        d->communes[d->n_communes++] = all[i];
        r = load_procedures(d, tx);
        if (r == 0)
                r = identity_who_of(tx, citizen, &d->citizen);
        if (r == 0)
                r = person_by_id(tx, d->citizen.person, &d->person);
        for (size_t i = 0; i < ARRAY_LEN(d->officers) && r == 0; i++)
                r = identity_who_of(tx, officers[i], &d->officers[i]);
        store_read_end(tx);
        if (r == 0)
                r = read_names(d, "data/names/surnames.csv", &d->surnames);
        if (r == 0)
                r = read_names(d, "data/names/middle.csv", &d->middles);
        if (r == 0)
                r = read_names(d, "data/names/given_male.csv", &d->givens[0]);
        if (r == 0)
                r = read_names(d, "data/names/given_female.csv", &d->givens[1]);
        return r;
}

/*
 * One dossier's life: submission, then moves at working moments until today. Most of the limit
 * passes between "start" and "propose": a share of it, more than all of it when late.
 */
struct step_of_life {
        const char *action, *note;
        const char *defect;
        int officer;
        int hours; /* working hours before it, at most; 0: the share of the limit */
};

static const struct step_of_life whole_life[] = {
        { "accept", "", NULL, 0, 7 },
        { "start", "", NULL, 1, 4 },
        { "propose", "Hồ sơ đủ điều kiện, đề nghị lãnh đạo duyệt.", NULL, 1, 0 },
        { "approve", "", NULL, 2, 3 },
        { "hand_over", "", NULL, 0, 30 },
        { 0 },
};
static const struct step_of_life life_that_waits[] = {
        { "supplement", "", "Bản chụp giấy tờ tuỳ thân bị mờ, không đọc được số.", 0, 7 },
        { 0 },
};
static const struct step_of_life life_refused[] = {
        { "refuse", "Không thuộc thẩm quyền giải quyết của đơn vị.", NULL, 0, 7 },
        { 0 },
};

struct life {
        struct write write;
        struct demo *demo;
        struct life *next; /* of demo->again */
        struct new_dossier n;
        const struct demo_paper *papers;
        size_t n_papers;
        i64 start;
        bool history;
        const struct step_of_life *steps;
        i64 share;                         /* of the limit, in hundredths, that the work takes */
        i64 pauses[ARRAY_LEN(whole_life)]; /* working hours before each move */
};

static int live(struct tx *tx, const struct life *l, struct dossier *d)
{
        i64 at = l->start;
        int r = 0;

        for (int i = 0; r == 0 && l->steps[i].action; i++) {
                const struct step_of_life *s = &l->steps[i];
                const struct workcal *calendar = org_calendar(l->demo->org, l->n.unit, day_of(at));
                struct str defect = str_of(s->defect ? s->defect : "");
                const struct dossier_act act = { .who = &l->demo->officers[s->officer],
                        .action = str_of(s->action),
                        .version = I64_NULL,
                        .note = str_of(s->note),
                        .defects = &defect,
                        .n_defects = s->defect != NULL };
                i64 pause = l->pauses[i] * HOUR_MS;

                if (!s->hours && d->due_at != I64_NULL)
                        pause = workcal_elapsed(calendar, at, d->due_at) / 100 * l->share;
                at = workcal_add(calendar, at, pause);
                if (at >= l->demo->now)
                        break;
                tx->now = at;
                r = dossier_move(tx, d, &act, d);
        }
        return r;
}

static int life_apply(struct tx *tx, void *arg)
{
        struct life *l = arg;
        struct new_dossier n = l->n;
        struct dossier d;
        i64 id;
        int r;

        tx->now = l->start;
        r = dossier_take_code_in(tx, n.unit, l->start, &n.code);
        if (r == 0)
                r = demo_papers_add(tx, l->papers, l->n_papers,
                        (n.applicant ? n.applicant : &l->demo->officers[0])->account, &n.papers);
        n.n_papers = l->n_papers;
        if (r == 0)
                r = dossier_submit(tx, &n, &id);
        if (r == 0)
                r = dossier_by_id(tx, id, &d);
        if (r == 0)
                r = live(tx, l, &d);
        return r == 0 && l->history ? job_forget(tx, DOSSIER_PAPERS, id) : r;
}

/* On the writer's thread. */
static void life_done(struct write *w)
{
        struct life *l = w->arg;
        struct demo *d = l->demo;
        bool busy = w->result == ERR_BUSY;

        pthread_mutex_lock(&d->lock);
        d->under_way--;
        if (busy) {
                l->next = d->again;
                d->again = l;
        } else if (w->result < 0 && !d->failed) {
                d->failed = w->result;
        }
        pthread_cond_signal(&d->answered);
        pthread_mutex_unlock(&d->lock);
        if (!busy)
                arena_free(w->arena);
}

/* Waits until at most so many are under way; hands in again what was turned back. */
static int wait_for(struct demo *d, int most)
{
        struct life *again;
        int failed;

        pthread_mutex_lock(&d->lock);
        while (d->under_way > most || d->again) {
                again = d->again;
                if (!again) {
                        pthread_cond_wait(&d->answered, &d->lock);
                        continue;
                }
                d->again = again->next;
                d->under_way++;
                pthread_mutex_unlock(&d->lock);
                store_submit(d->store, &again->write);
                pthread_mutex_lock(&d->lock);
        }
        failed = d->failed;
        pthread_mutex_unlock(&d->lock);
        return failed;
}

/* A moment of office hours that is past. */
static i64 past_moment(struct demo *d, const struct unit *u, bool history)
{
        i64 hours = history ? (i64)(RECENT_DAYS * 2 + roll(&d->dice, HISTORY_DAYS)) * 24
                            : (i64)roll(&d->dice, RECENT_DAYS * 24) + 1;
        i64 at;

        do {
                at = d->now - hours * HOUR_MS;
                at = workcal_next_open(org_calendar(d->org, u, day_of(at)), at);
                hours += 24;
        } while (at >= d->now);
        return at;
}

static void fill_person(struct demo *d, struct arena *a, struct new_dossier *n)
{
        n->kind = STR("citizen");
        if (roll(&d->dice, 25) == 0) {
                n->applicant = &d->citizen;
                n->name = d->person.name;
                n->identity = d->person.identity;
                n->phone = d->person.phone;
                n->birth_day = d->person.birth_day;
                return;
        }
        n->name = make_name(d, a);
        n->identity = str_fmt(a, "038%03llu%06llu", (unsigned long long)roll(&d->dice, 200),
                (unsigned long long)roll(&d->dice, 1000000));
        n->phone = str_fmt(a, "09%08llu", (unsigned long long)roll(&d->dice, 100000000));
        n->birth_day = day_make(1950 + (int)roll(&d->dice, 55), 1 + (int)roll(&d->dice, 12),
                1 + (int)roll(&d->dice, 28));
}

/* What was long ago waits for nobody any more. */
static void choose_life(struct demo *d, struct life *l)
{
        u64 luck = roll(&d->dice, 100);

        l->steps = luck < 2 ? life_refused : luck < 7 && !l->history ? life_that_waits : whole_life;
        l->share = luck < 94 ? 25 + (i64)roll(&d->dice, 55) : 110 + (i64)roll(&d->dice, 60);
        for (int i = 0; l->steps[i].action; i++)
                l->pauses[i] =
                        1 + (i64)roll(&d->dice, l->steps[i].hours ? (u64)l->steps[i].hours : 24);
}

static int make_life(struct demo *d, bool history)
{
        struct arena *a = arena_new(8 << 20);
        struct life *l = NEW(a, struct life);
        const struct procedure_full *p = &d->procedures[roll(&d->dice, d->n_procedures)];
        const struct unit *place = d->communes[roll(&d->dice, d->n_communes)], *unit;
        int r = catalogue_unit(d->org, &p->v, place, &unit);

        if (r == 0)
                r = demo_papers_of(d->samples, a, p, &l->papers, &l->n_papers);
        if (r < 0) {
                arena_free(a);
                return r;
        }
        l->demo = d;
        l->history = history;
        l->start = past_moment(d, unit, history);
        choose_life(d, l);
        l->n = (struct new_dossier){ .procedure = p,
                .unit = unit,
                .received = unit,
                .channel = roll(&d->dice, 100) < ONLINE_PERCENT ? 2 : 1,
                .address = unit_place_name(a, place),
                .subject = p->v.usual,
                .answers = STR("{}"),
                .check_due_at = dossier_check_due(d->org, unit, l->start) };
        fill_person(d, a, &l->n);
        l->write = (struct write){ .apply = life_apply,
                .done = life_done,
                .arg = l,
                .arena = a,
                .now = l->start,
                .patient = true };
        pthread_mutex_lock(&d->lock);
        d->under_way++;
        pthread_mutex_unlock(&d->lock);
        store_submit(d->store, &l->write);
        return 0;
}

int demo_dossiers(struct store *s, i64 citizen, const i64 officers[3], i64 n, i64 seed)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct demo d = { .store = s,
                .arena = a,
                .dice = { (u64)seed * 2654435761u + 88172645463325252ULL },
                .org = org_get(a),
                .samples = demo_samples_new(a),
                .now = clock_now(),
                .lock = PTHREAD_MUTEX_INITIALIZER,
                .answered = PTHREAD_COND_INITIALIZER };
        int r = load(&d, citizen, officers), last;

        for (i64 i = 0; i < n && r == 0; i++) {
                r = make_life(&d, i < n - RECENT);
                if (r == 0)
                        r = wait_for(&d, (i + 1) % FOLD_EVERY ? AT_ONCE : 0);
                /* So that the table of what is not folded yet stays small and near. */
                if (r == 0 && (i + 1) % FOLD_EVERY == 0)
                        r = indicator_fold(s);
                if (r == 0 && (i + 1) % FOLD_EVERY == 0)
                        r = dossier_index(s, DOSSIER_INDEX_MANY);
        }
        last = wait_for(&d, 0);
        r = r < 0 ? r : last;
        pthread_cond_destroy(&d.answered);
        pthread_mutex_destroy(&d.lock);
        if (r == 0)
                r = dossier_index(s, DOSSIER_INDEX_MANY);
        return r < 0 ? r : indicator_fold(s);
}
