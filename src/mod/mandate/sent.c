/*
 * src/mod/mandate/sent.c: what pages send about a mandate, whoever's they are: its scope, its
 * papers, what becomes of it.
 */
#include "base/id.h"
#include "base/random.h"
#include "core/files.h"
#include "mod/mandate/internal.h"
#include "web/texts.h"
#include "web/web.h"

#define PROCEDURES_MAX 50

int mandate__usual(struct req *rq, struct mandate_form_view *v)
{
        bool some = !str_empty(v->procedures);
        struct civil c;
        i64 days;
        int r = mandate_usual_days(rq->tx, rq->now, &days);

        if (r < 0)
                return r;
        day_civil(day_of(rq->now) + days, &c);
        v->until_day = str_fmt(rq->arena, "%d", c.day);
        v->until_month = str_fmt(rq->arena, "%d", c.month);
        v->until_year = str_fmt(rq->arena, "%d", c.year);
        v->scopes[0] = (struct option_view){ .value = STR("tat-ca"),
                .text = s_MANDATE_SCOPE_ALL(rq->arena, rq->lang),
                .chosen = !some };
        v->scopes[1] = (struct option_view){ .value = STR("chon"),
                .text = s_MANDATE_SCOPE_SOME(rq->arena, rq->lang),
                .chosen = some };
        return 0;
}

/* One code a line, or between commas. */
int mandate__take_procedures(struct req *rq, struct input *in, struct mandate_new *n)
{
        i64 *list = NEW_ARRAY(rq->arena, i64, PROCEDURES_MAX);
        struct str rest = input_str(in, "thu_tuc"), line, code;

        if (!str_is(input_str(in, "pham_vi"), "chon"))
                return 0;
        while (str_cut(&rest, '\n', &line))
                while (str_cut(&line, ',', &code)) {
                        struct procedure_full p;
                        int r;

                        if (str_empty(str_trim(code)))
                                continue;
                        if (n->n_procedures == PROCEDURES_MAX)
                                return input_fail(in, "thu_tuc", T_MANDATE_MANY, STR_NULL);
                        r = catalogue_get(rq->tx, str_trim(code), org_day(org_get(rq->arena)), &p);
                        if (r == ERR_NOT_FOUND)
                                return input_fail(
                                        in, "thu_tuc", T_MANDATE_NO_PROCEDURE, str_trim(code));
                        if (r < 0)
                                return r;
                        list[n->n_procedures++] = p.v.procedure_id;
                }
        n->procedures = list;
        return n->n_procedures ? 0 : input_fail(in, "thu_tuc", T_MANDATE_WHICH, STR_NULL);
}

int mandate__check_files(struct input *in)
{
        return input_count(in, "ban_chup") > MANDATE_FILES
                       ? input_fail(in, "ban_chup", T_MANDATE_FILES_MANY, STR_NULL)
                       : 0;
}

void mandate__new_codes(struct arena *a, struct mandate_sent *s)
{
        s->n.code = str_cat(a, STR("UQ-"), random_code(a, 8));
        for (size_t i = 0; i < MANDATE_FILES; i++)
                s->file_codes[i] = random_code(a, 16);
}

int mandate__put(struct tx *tx, const struct input *in, const struct mandate_sent *s,
        const struct mandate_new *n)
{
        i64 id, file;
        int r = mandate_make(tx, n, &id);

        if (r == ERR_LIMIT)
                return input_fail((struct input *)in, NULL, T_MANDATE_LIMIT, STR_NULL);
        for (size_t i = 0; i < input_count(in, "ban_chup") && r == 0; i++) {
                r = files_add(tx, input_file(in, "ban_chup", i), s->file_codes[i], in->who->account,
                        STR("mandate"), id, &file);
                if (r == 0)
                        r = mandate_file_put(tx, id_new(), id, file);
        }
        return r;
}

const struct field mandate__act_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "vi_sao", FIELD_LINES, FIELD_PERSONAL, 500, 0, NULL },
        { 0 },
};

static struct str action_of(const struct input *in)
{
        static const struct {
                const char *address, *action;
        } words[] = { { "dong-y", "approve" }, { "tu-choi", "refuse" }, { "thu-hoi", "revoke" },
                { "thoi", "renounce" } };

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (str_is(path_str(in, "action"), words[i].address))
                        return str_of(words[i].action);
        return STR_NULL;
}

int mandate__act(struct tx *tx, const struct input *in, const struct mandate *m)
{
        struct input *say = (struct input *)in;
        struct str action = action_of(in);
        int r = ERR_NOT_FOUND;

        if (action.ptr)
                r = mandate_move(tx, m,
                        &(struct mandate_act){ .who = in->who,
                                .action = action,
                                .version = input_i64(in, "version"),
                                .words = input_str(in, "vi_sao"),
                                .peer = in->peer });
        if (r == ERR_INVALID)
                return input_fail(say, "vi_sao", T_MANDATE_REASON_NEEDED, STR_NULL);
        if (r == ERR_EXISTS)
                return input_fail(say, NULL, T_MANDATE_OTHER_NAME, STR_NULL);
        return r;
}
