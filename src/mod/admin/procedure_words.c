/*
 * src/mod/admin/procedure_words.c: see procedure.h. Every field of a version in words, in one
 * order; comparing two versions is comparing these words, so that what is shown is what differs.
 */
#include "mod/admin/procedure.h"
#include "mod/dossier/dossier.h"
#include "web/texts.h"

struct named {
        const char *word;
        enum text text;
};

static struct str find(
        struct arena *a, enum lang lang, const struct named *list, size_t n, struct str word)
{
        for (size_t i = 0; i < n; i++)
                if (str_is(word, list[i].word))
                        return text_plain(a, lang, (int)list[i].text, STR_NULL);
        return word;
}

struct str procedure_level(struct arena *a, enum lang lang, struct str level)
{
        static const struct named levels[] = { { "province", T_PROC_PROVINCE },
                { "district", T_PROC_DISTRICT }, { "commune", T_PROC_COMMUNE } };

        return find(a, lang, levels, ARRAY_LEN(levels), level);
}

struct str procedure_online(struct arena *a, enum lang lang, struct str online)
{
        static const struct named kinds[] = { { "full", T_PROC_ONLINE_FULL },
                { "partial", T_PROC_ONLINE_PARTIAL }, { "none", T_PROC_ONLINE_NONE } };

        return find(a, lang, kinds, ARRAY_LEN(kinds), online);
}

struct admin_cell procedure_tag(
        struct req *rq, struct str state, i64 valid_from, i64 valid_to, i64 day)
{
        static const struct {
                enum text words;
                enum tone tone;
                enum icon icon;
        } tags[PROCEDURE_STATE_MAX] = {
                [PROCEDURE_DRAFT] = { T_PROC_DRAFT, TONE_GREY, ICON_KY },
                [PROCEDURE_SUBMITTED] = { T_PROC_SUBMITTED, TONE_BLUE, ICON_XEM },
                [PROCEDURE_APPROVED] = { T_PROC_APPROVED, TONE_ACT, ICON_DAU },
                [PROCEDURE_PUBLISHED] = { T_PROC_IN_FORCE, TONE_GREEN, ICON_XONG },
                [PROCEDURE_WITHDRAWN] = { T_PROC_WITHDRAWN, TONE_GREY, ICON_XOA },
                [PROCEDURE_DROPPED] = { T_PROC_DROPPED, TONE_GREY, ICON_XOA },
        };
        enum procedure_state s = catalogue_state_of(state);
        struct admin_cell c = { .tag = true,
                .tone = tags[s].tone,
                .icon = tags[s].icon,
                .text = text_plain(rq->arena, rq->lang, (int)tags[s].words, STR_NULL) };

        if (s == PROCEDURE_PUBLISHED && valid_from > day) {
                c.tone = TONE_AMBER;
                c.icon = ICON_LICH;
                c.text = s_PROC_TO_COME(rq->arena, rq->lang);
        } else if (s == PROCEDURE_PUBLISHED && valid_to != I64_NULL && valid_to <= day) {
                c.tone = TONE_GREY;
                c.icon = ICON_LICHSU;
                c.text = s_PROC_ENDED(rq->arena, rq->lang);
        }
        return c;
}

/* The importer's words (mod/catalogue/import_line.c) are for files and logs. */
static const struct named doubts[] = {
        { "agency: missing", T_PROC_DOUBT_AGENCY },
        { "channels: none given", T_PROC_DOUBT_CHANNELS },
        { "fee: odd amount in the source", T_PROC_DOUBT_FEE },
        { "fee: set by the provincial council, not known", T_PROC_DOUBT_FEE_COUNCIL },
        { "field: missing", T_PROC_DOUBT_FIELD },
        { "level: missing, taken as province", T_PROC_DOUBT_LEVEL_NONE },
        { "level: several are named, the lowest is taken", T_PROC_DOUBT_LEVEL_SEVERAL },
        { "limit: differs between channels, the first is taken", T_PROC_DOUBT_LIMIT_DIFFERS },
        { "limit: flagged by the source's editor", T_PROC_DOUBT_LIMIT_FLAGGED },
        { "limit: in months, taken as 30 days each", T_PROC_DOUBT_LIMIT_MONTHS },
        { "limit: longer than a year, check the source", T_PROC_DOUBT_LIMIT_LONG },
        { "limit: missing", T_PROC_DOUBT_LIMIT_NONE },
        { "limit: the note says 'in the day', check whether it is", T_PROC_DOUBT_LIMIT_DAY },
        { "limit: unit missing, taken as working days", T_PROC_DOUBT_LIMIT_UNIT },
        { "papers: none given", T_PROC_DOUBT_PAPERS },
        { "text: was not in NFC, normalised", T_PROC_DOUBT_NFC },
        { "unit: no department is named, goes to the province's office", T_PROC_DOUBT_UNIT },
        { "versions: dates of one are not readable, left out", T_PROC_DOUBT_VERSIONS },
        { "code is not of the form 1.000894", T_PROC_CODE_BAD },
        { "name is missing", T_PROC_NAME_NEEDED },
};

struct str procedure_reasons(struct arena *a, enum lang lang, struct str reasons)
{
        struct str line;
        struct buf b;

        buf_init(&b, a, 64 << 10);
        while (!str_empty(reasons) && str_cut(&reasons, '\n', &line))
                buf_fmt(&b, "%s%.*s", b.len ? "; " : "",
                        STRF(find(a, lang, doubts, ARRAY_LEN(doubts), line)));
        return buf_str(&b);
}

/* ---- Fields ---------------------------------------------------------------------------------- */

static struct str audience_words(struct arena *a, enum lang lang, struct str list)
{
        static const struct named kinds[] = { { "citizen", T_PROC_CITIZEN },
                { "enterprise", T_PROC_ENTERPRISE }, { "organisation", T_PROC_ORGANISATION },
                { "agency", T_PROC_AGENCY_STAFF } };
        struct str word;
        struct buf b;

        buf_init(&b, a, 1000);
        while (!str_empty(list) && str_cut(&list, ',', &word))
                buf_fmt(&b, "%s%.*s", b.len ? ", " : "",
                        STRF(find(a, lang, kinds, ARRAY_LEN(kinds), word)));
        return buf_str(&b);
}

static struct str unit_words(struct arena *a, struct str code)
{
        const struct unit *u = str_empty(code) ? NULL : org_unit_by_code(org_get(a), code);

        return u ? str_fmt(a, "%.*s (%.*s)", STRF(u->name), STRF(u->code)) : code;
}

static struct str limit_words(struct arena *a, enum lang lang, const struct draft_procedure *d)
{
        return words_limit(a, lang, d->v.limit_hundredths, d->v.limit_unit, false);
}

static struct str cutoff_words(struct arena *a, enum lang lang, i64 minute)
{
        if (minute == I64_NULL)
                return STR("");
        return s_PROC_CUTOFF_WORDS(a, lang,
                minute % 60 ? str_fmt(a, "%lld:%02lld", (long long)(minute / 60),
                                      (long long)(minute % 60))
                            : str_fmt(a, "%lld", (long long)(minute / 60)));
}

static struct str paper_lines(struct arena *a, enum lang lang, const struct draft_procedure *d)
{
        struct buf b;

        buf_init(&b, a, 1 << 18);
        for (size_t i = 0; i < d->n_papers; i++) {
                const struct procedure_paper_insert_args *p = &d->papers[i];

                buf_fmt(&b, "%s%.*s (%.*s)", i ? "\n" : "", STRF(p->name),
                        STRF(s_PROC_COPIES(a, lang, p->originals, p->copies)));
                if (!str_empty(p->case_text))
                        buf_fmt(&b, ", %.*s", STRF(s_PROC_IN_CASE(a, lang, p->case_text)));
                if (!str_empty(p->form))
                        buf_fmt(&b, ", %.*s", STRF(s_PROC_BY_FORM(a, lang, p->form)));
        }
        return buf_str(&b);
}

static struct str fee_lines(struct arena *a, enum lang lang, const struct draft_procedure *d)
{
        struct buf b;

        buf_init(&b, a, 1 << 16);
        for (size_t i = 0; i < d->n_fees; i++) {
                const struct procedure_fee_insert_args *f = &d->fees[i];

                buf_fmt(&b, "%s%.*s", i ? "\n" : "",
                        STRF(str_is(f->kind, "fee") ? s_PROC_FEE(a, lang)
                                                    : s_PROC_CHARGE(a, lang)));
                if (!str_empty(f->name))
                        buf_fmt(&b, " %.*s", STRF(f->name));
                buf_fmt(&b, ": %.*s",
                        STRF(f->amount == I64_NULL ? s_PROC_AMOUNT_UNKNOWN(a, lang)
                                                   : words_money(a, lang, f->amount)));
                if (!str_empty(f->note))
                        buf_fmt(&b, " (%.*s)", STRF(f->note));
        }
        return buf_str(&b);
}

static struct str text_or(struct str s)
{
        return s.ptr ? s : STR("");
}

void procedure_facts(struct arena *a, enum lang lang, const struct draft_procedure *d,
        struct procedure_fact ret_facts[PROCEDURE_FACTS])
{
        const struct procedure_version_insert_args *v = &d->v;
        const struct {
                enum text name;
                struct str value;
        } facts[] = { { T_PROC_NAME, v->name }, { T_PROC_USUAL, v->usual },
                { T_PROC_NAME_EN, v->name_en }, { T_PROC_SYNONYMS, v->synonyms },
                { T_PROC_FIELD, v->field }, { T_PROC_EVENT, v->event },
                { T_PROC_LEVEL, procedure_level(a, lang, v->level) },
                { T_PROC_LEVEL_2025, procedure_level(a, lang, v->level_2025) },
                { T_PROC_AGENCY, v->agency }, { T_PROC_UNIT, unit_words(a, v->unit_code) },
                { T_PROC_UNIT_2025, unit_words(a, v->unit_code_2025) },
                { T_PROC_AUDIENCE, audience_words(a, lang, v->audience) },
                { T_PROC_ONLINE, procedure_online(a, lang, v->online) },
                { T_PROC_LIMIT, limit_words(a, lang, d) }, { T_PROC_LIMIT_NOTE, v->limit_note },
                { T_PROC_CUTOFF, cutoff_words(a, lang, v->cutoff_minute) },
                { T_PROC_PAPERS, paper_lines(a, lang, d) }, { T_PROC_FEES, fee_lines(a, lang, d) },
                { T_PROC_RESULTS, str_join(a, d->results, d->n_results, STR("\n")) },
                { T_PROC_LEGAL, v->legal_basis }, { T_PROC_PROCESS, v->process },
                { T_PROC_FORM, v->form }, { T_PROC_SOURCE, v->source } };

        _Static_assert(ARRAY_LEN(facts) == PROCEDURE_FACTS, "one row a field");
        for (size_t i = 0; i < PROCEDURE_FACTS; i++)
                ret_facts[i] =
                        (struct procedure_fact){ text_plain(a, lang, (int)facts[i].name, STR_NULL),
                                text_or(facts[i].value) };
}

/* ---- Two versions ---------------------------------------------------------------------------- */

struct comparison {
        struct procedure_difference *list;
        size_t n;
};

static bool has_line(struct str lines, struct str line)
{
        struct str x;

        while (!str_empty(lines) && str_cut(&lines, '\n', &x))
                if (str_eq(x, line))
                        return true;
        return false;
}

/* Lines of `lines` that `other` lacks. */
static void put_lines(
        struct comparison *c, struct str name, struct str lines, struct str other, bool added)
{
        struct str line;

        while (!str_empty(lines) && str_cut(&lines, '\n', &line))
                if (!str_empty(line) && !has_line(other, line))
                        c->list[c->n++] = (struct procedure_difference){ name,
                                added ? STR("") : line, added ? line : STR("") };
}

static size_t count_lines(struct str s)
{
        size_t n = 1;

        for (size_t i = 0; i < s.len; i++)
                n += s.ptr[i] == '\n';
        return n;
}

size_t procedure_differences(struct arena *a, enum lang lang, const struct draft_procedure *old,
        const struct draft_procedure *new, const struct procedure_difference **ret_list)
{
        struct procedure_fact was[PROCEDURE_FACTS], is[PROCEDURE_FACTS];
        struct comparison c = { 0 };
        size_t max = 0;

        procedure_facts(a, lang, old, was);
        procedure_facts(a, lang, new, is);
        for (size_t i = 0; i < PROCEDURE_FACTS; i++)
                max += count_lines(was[i].value) + count_lines(is[i].value);
        c.list = NEW_ARRAY(a, struct procedure_difference, max + 1);
        for (size_t i = 0; i < PROCEDURE_FACTS; i++) {
                size_t lines = count_lines(was[i].value) * count_lines(is[i].value);

                if (str_eq(was[i].value, is[i].value))
                        continue;
                if (lines == 1) {
                        c.list[c.n++] = (struct procedure_difference){ is[i].name, was[i].value,
                                is[i].value };
                        continue;
                }
                put_lines(&c, is[i].name, was[i].value, is[i].value, false);
                put_lines(&c, is[i].name, is[i].value, was[i].value, true);
        }
        *ret_list = c.list;
        return c.n;
}

struct str procedure_changes(struct arena *a, enum lang lang, const struct draft_procedure *old,
        const struct draft_procedure *new)
{
        const struct procedure_difference *list;
        size_t n = procedure_differences(a, lang, old, new, &list);
        struct buf b;

        buf_init(&b, a, 1 << 20);
        for (size_t i = 0; i < n; i++) {
                const struct procedure_difference *x = &list[i];

                buf_fmt(&b, "%s%.*s: ", i ? "; " : "", STRF(x->name));
                if (str_empty(x->old))
                        buf_add(&b, s_PROC_ADDED(a, lang, x->new));
                else if (str_empty(x->new))
                        buf_add(&b, s_PROC_REMOVED(a, lang, x->old));
                else
                        buf_fmt(&b, "%.*s → %.*s", STRF(x->old), STRF(x->new));
        }
        return buf_str(&b);
}
