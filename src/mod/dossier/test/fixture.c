/*
 * src/mod/dossier/test/fixture.c: see fixture.h.
 */
#include <stdio.h>

#include "mod/dossier/test/fixture.h"

#include "base/id.h"
#include "base/viet.h"
#include "core/files.h"
#include "core/identity.h"
#include "core/org.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/dossier/process.h"

static const char procedure[] =
        "{\"code\":\"1.900001\",\"name\":\"Cấp giấy phép thử\",\"usual\":\"Giấy phép thử\","
        "\"field\":\"Thử\",\"agency\":\"Sở Thử\",\"event\":\"\",\"level\":\"province\","
        "\"level_2025\":\"province\",\"unit\":\"H56.1\",\"unit_2025\":\"H56.1\","
        "\"online\":\"full\",\"limit\":{\"value\":5,\"unit\":\"working_day\",\"note\":\"\"},"
        "\"papers\":[{\"name\":\"Đơn đề nghị\"}],\"fees\":[],\"results\":[\"Giấy phép\"]}";

static const struct {
        const char *name;
        enum role role;
        bool far;
} staff[PERSON_MAX] = {
        [CITIZEN] = { "001094000001", ROLE_CITIZEN, false },
        [NEIGHBOUR] = { "001094000002", ROLE_CITIZEN, false },
        [COUNTER] = { "motcua", ROLE_COUNTER, false },
        [SPECIALIST] = { "chuyenvien", ROLE_SPECIALIST, false },
        [LEADER] = { "lanhdao", ROLE_LEADER, false },
        [FAR_COUNTER] = { "xa.motcua", ROLE_COUNTER, true },
        [FAR_SPECIALIST] = { "xa.chuyenvien", ROLE_SPECIALIST, true },
        [FAR_LEADER] = { "xa.lanhdao", ROLE_LEADER, true },
        [AUDITOR] = { "thanhtra", ROLE_AUDITOR, false },
        [ADMIN] = { "quantri", ROLE_ADMIN, false },
};

static int put_unit(struct tx *tx, i64 id, i64 parent, const char *code, const char *name)
{
        return unit_insert(
                tx, &(struct unit_insert_args){ .id = id,
                            .code = str_of(code),
                            .legacy_code = STR_NULL,
                            .parent_id = parent,
                            .level = parent == I64_NULL ? 1 : 2,
                            .kind = parent == I64_NULL ? STR("province") : STR("department"),
                            .name = str_of(name),
                            .short_name = str_of(name),
                            .gso_code = STR_NULL,
                            .sort_key = viet_sort_key(tx->arena, str_of(name)),
                            .valid_from = day_make(2020, 1, 1),
                            .valid_to = I64_NULL });
}

static int put_people(struct tx *tx, struct small *s)
{
        int r = 0;

        for (int i = 0; i < PERSON_MAX && r == 0; i++) {
                bool citizen = staff[i].role == ROLE_CITIZEN;
                const struct new_account n = { .name = str_of(staff[i].name),
                        .display = str_of(staff[i].name),
                        .kind = citizen ? STR("citizen") : STR("staff"),
                        .identity = citizen ? str_of(staff[i].name) : STR_NULL,
                        .birth_day = I64_NULL,
                        .password = STR("none") };
                i64 account;

                r = identity_create(tx, &n, &account);
                if (r == 0 && !citizen)
                        r = identity_grant(tx, account, staff[i].role,
                                staff[i].far ? s->far : s->near, false, 0, I64_NULL, 0);
                s->who[i].account = account;
        }
        return r;
}

static int fill(struct tx *tx, void *arg)
{
        struct small *s = arg;
        int r = put_unit(tx, s->root, I64_NULL, "H56", "Tỉnh Thử");

        if (r == 0)
                r = put_unit(tx, s->near, s->root, "H56.1", "Sở Thử");
        if (r == 0)
                r = put_unit(tx, s->far, s->root, "H56.2", "Sở Khác");
        return r < 0 ? r : put_people(tx, s);
}

static int read_back(struct small *s)
{
        struct tx *tx;
        int r = store_read_begin(s->t.store, s->t.arena, &tx);

        if (r < 0)
                return r;
        for (int i = 0; i < PERSON_MAX && r == 0; i++) {
                i64 account = s->who[i].account;

                r = identity_who_of(tx, account, &s->who[i]);
        }
        if (r == 0)
                r = catalogue_get(tx, STR("1.900001"), day_make(2022, 6, 1), &s->procedure);
        store_read_end(tx);
        return r;
}

/* Of processes there is this module alone; timers count the clock's time. */
static const struct flow_handler *const handlers[] = { dossier_handlers, NULL };
static const struct flow_hooks hooks = { .settled = dossier__settled };

bool small_open(struct small *s, enum db_kind kind)
{
        struct import_report rep = { 0 };
        int r;

        *s = (struct small){ .now = time_make(day_make(2022, 6, 1), 9, 0, 0) };
        s->root = id_new();
        s->near = id_new();
        s->far = id_new();
        r = testdb_open(&s->t, kind);
        if (r == 0)
                r = content_open(store_dir(s->t.store), &s->content);
        if (r == 0)
                r = small_write(s, fill, s);
        if (r == 0)
                r = setting_load(s->t.store);
        if (r == 0)
                r = org_load(s->t.store);
        if (r == 0)
                r = catalogue_import(s->t.store, str_of(procedure), day_make(2022, 1, 1), 0, &rep);
        flow_set_handlers(handlers, &hooks);
        if (r == 0)
                r = dossier_module.start(s->t.store);
        if (r == 0)
                r = read_back(s);
        if (r < 0)
                printf("    no province: %s\n", err_name(r));
        files_set_content(s->content);
        return r == 0;
}

void small_close(struct small *s)
{
        files_set_content(NULL);
        content_close(s->content);
        testdb_close(&s->t);
}

int small_write(struct small *s, int (*apply)(struct tx *tx, void *arg), void *arg)
{
        AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
        struct write w = { .apply = apply, .arg = arg, .arena = a, .now = s->now };

        return store_write_wait(s->t.store, &w);
}

struct submission {
        struct small *s;
        struct new_dossier n;
        i64 id;
};

static int apply_submit(struct tx *tx, void *arg)
{
        struct submission *b = arg;

        return dossier_submit(tx, &b->n, &b->id);
}

i64 small_submit(struct small *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct org *o = org_get(a);
        const struct unit *unit = org_unit(o, s->near);
        struct submission b = { .s = s,
                .n = { .code = str_fmt(a, "H56.1-220601-%04lld", (long long)++s->codes),
                        .procedure = &s->procedure,
                        .unit = unit,
                        .received = unit,
                        .channel = 2,
                        .applicant = &s->who[CITIZEN],
                        .actor = &s->who[CITIZEN],
                        .kind = STR("citizen"),
                        .name = STR("Lê Văn Hùng"),
                        .identity = STR("001094000001"),
                        .address = STR("12 Lê Lai"),
                        .subject = STR("Giấy phép thử"),
                        .answers = STR("{}"),
                        .birth_day = I64_NULL,
                        .check_due_at = dossier_check_due(o, unit, s->now) } };

        return small_write(s, apply_submit, &b) == 0 ? b.id : 0;
}

int small_dossier(struct small *s, i64 id, struct dossier *ret_d)
{
        struct tx *tx;
        int r = store_read_begin(s->t.store, s->t.arena, &tx);

        if (r == 0) {
                r = dossier_by_id(tx, id, ret_d);
                store_read_end(tx);
        }
        return r;
}

struct move_write {
        struct small *s;
        const struct small_act *act;
        i64 id;
};

static int apply_move(struct tx *tx, void *arg)
{
        const struct move_write *m = arg;
        const struct small_act *act = m->act;
        const struct str defect = str_of(act->defect ? act->defect : "");
        const struct dossier_act how = { .who = &m->s->who[act->by],
                .action = str_of(act->action),
                .version = act->version,
                .note = str_of(act->note ? act->note : ""),
                .defects = &defect,
                .n_defects = act->defect != NULL,
                .due_day = SMALL_DUE_DAY };
        struct dossier d;
        int r = dossier_by_id(tx, m->id, &d);

        return r < 0 ? r : dossier_move(tx, &d, &how, &d);
}

int small_move(struct small *s, i64 id, const struct small_act *act)
{
        struct move_write m = { s, act, id };

        return small_write(s, apply_move, &m);
}

static const struct {
        const char *sql, *columns;
} kept[] = {
        { "select state, step, unit_id, holder_id, check_due_at, accepted_at, due_at, stopped_at, "
          "finished_at, returned_at, supplements, resumes_to, version from dossier where id = ?1",
                "itiiiiiiiiiii" },
        { "select seq, at, action, from_state, to_state, actor_id, note, due_at from dossier_step "
          "where dossier_id = ?1 order by seq",
                "iitiiiti" },
        { "select seq, running, reason, from_at, to_at from dossier_interval where dossier_id = ?1 "
          "order by seq",
                "iitii" },
        { "select request_seq, ordinal, text, answered_at from dossier_defect where dossier_id = "
          "?1 order by id",
                "iiti" },
        { "select form, number, file_id from issued_paper where dossier_id = ?1 order by id",
                "tti" },
        { "select id from audit_event where object = ?1 order by id", "i" },
        { "select id, seq from event where object = ?1 order by seq", "ii" },
        { "select kind, seq, due_at from job where object = ?1 order by id", "tii" },
};

struct str small_snapshot(struct small *s, i64 id, struct arena *a)
{
        struct str parts[ARRAY_LEN(kept)];
        struct tx *tx;

        CHECK(store_read_begin(s->t.store, a, &tx) == 0);
        for (size_t i = 0; i < ARRAY_LEN(kept); i++)
                CHECK(testdb_rows(tx, kept[i].sql, kept[i].columns, VALS(NUM(id)), &parts[i]) == 0);
        store_read_end(tx);
        return str_join(a, parts, ARRAY_LEN(kept), STR("--\n"));
}
