/*
 * src/mod/mandate/shown.c: a mandate as pages show it, to either side.
 */
#include "core/queries.h"
#include "core/words.h"
#include "mod/mandate/internal.h"
#include "web/texts.h"

struct str mandate_state_words(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone)
{
        static const struct {
                int text;
                enum tone tone;
        } words[MANDATE_STATE_MAX] = {
                [MANDATE_ASKED] = { T_MANDATE_STATE_ASKED, TONE_AMBER },
                [MANDATE_ACTIVE] = { T_MANDATE_STATE_ACTIVE, TONE_GREEN },
                [MANDATE_REVOKED] = { T_MANDATE_STATE_REVOKED, TONE_RED },
                [MANDATE_ENDED] = { T_MANDATE_STATE_ENDED, TONE_GREY },
                [MANDATE_REFUSED] = { T_MANDATE_STATE_REFUSED, TONE_RED },
        };

        CHECK(state > 0 && state < MANDATE_STATE_MAX);
        *ret_tone = words[state].tone;
        return text_plain(a, lang, words[state].text, STR_NULL);
}

struct str mandate_kind_words(struct arena *a, enum lang lang, struct str kind)
{
        return str_is(kind, "child")          ? s_MANDATE_KIND_CHILD(a, lang)
               : str_is(kind, "organisation") ? s_MANDATE_KIND_ORGANISATION(a, lang)
                                              : s_MANDATE_KIND_POWER(a, lang);
}

/* Codes of the procedures that it is for, in one line. */
static int fill_scope(struct req *rq, const struct mandate *m, struct mandate_shown *s)
{
        struct mandate_in_scope_code_rows rows = { 0 };
        struct str *codes;
        int r = m->whole ? 0 : mandate_scope_of(rq->tx, m->id, &rows);

        if (r < 0)
                return r;
        codes = NEW_ARRAY(rq->arena, struct str, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                codes[i] = rows.rows[i].code;
        s->scope = m->whole ? s_MANDATE_SCOPE_ALL(rq->arena, rq->lang)
                            : str_join(rq->arena, codes, rows.n, STR(", "));
        return 0;
}

static void fill_buttons(struct req *rq, const struct mandate *m, struct mandate_shown *s)
{
        for (const struct move *x = mandate_moves; x->action; x++) {
                if (x->from != m->state || !mandate_may(rq->arena, rq->who, m, x))
                        continue;
                s->can_approve |= strcmp(x->action, "approve") == 0;
                s->can_refuse |= strcmp(x->action, "refuse") == 0;
                s->can_revoke |= strcmp(x->action, "revoke") == 0;
                s->can_renounce |= strcmp(x->action, "renounce") == 0;
        }
}

/* In force, not yet, or no more, although nobody has said so. */
static i64 state_now(const struct mandate *m, i64 now)
{
        bool over = m->state == MANDATE_ACTIVE && m->until_day < day_of(now);

        return over ? MANDATE_ENDED : m->state;
}

static int name_of(struct req *rq, i64 account, struct str *ret_name)
{
        struct account_brief brief;
        int r = account == I64_NULL ? ERR_NOT_FOUND : account_brief_by_id(rq->tx, account, &brief);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        *ret_name = r == 0 ? brief.display : STR("");
        return 0;
}

int mandate__fill(struct req *rq, const struct mandate *m, struct mandate_shown *ret_s)
{
        struct mandate_shown s = { .code = m->code,
                .kind = mandate_kind_words(rq->arena, rq->lang, m->kind),
                .from = words_day(rq->arena, rq->lang, m->from_day),
                .until = words_day(rq->arena, rq->lang, m->until_day),
                .paper = m->paper,
                .decided = m->decided_at == I64_NULL
                                   ? STR_NULL
                                   : words_time(rq->arena, rq->lang, m->decided_at),
                .version = m->version };
        const struct unit *u = mandate_counter(rq->arena, m);
        struct mandate_file_row_rows files;
        struct mandate_principal p;
        int r = mandate_principal_of(rq->tx, m->id, &p);

        if (r == 0)
                r = name_of(rq, m->account_id, &s.representative);
        if (r == 0)
                r = name_of(rq, m->decided_by, &s.decided_by);
        if (r == 0)
                r = mandate_files(rq->tx, m->id, &files);
        if (r == 0)
                r = fill_scope(rq, m, &s);
        if (r < 0)
                return r;
        s.principal = p.principal_name;
        s.identity = p.principal_identity;
        s.born = p.principal_birth_day == I64_NULL ? STR_NULL
                                                   : day_vi(rq->arena, p.principal_birth_day);
        s.unit = u ? unit_full_name(rq->arena, u) : STR_NULL;
        s.words = p.words;
        s.reason = p.reason;
        s.files = files.rows;
        s.n_files = files.n;
        s.asked = m->state == MANDATE_ASKED;
        s.organisation = str_is(m->kind, "organisation");
        s.state = mandate_state_words(rq->arena, rq->lang, state_now(m, rq->now), &s.tone);
        fill_buttons(rq, m, &s);
        *ret_s = s;
        return 0;
}
