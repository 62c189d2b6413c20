/*
 * src/mod/population/population.h: asking the national population database (service "037",
 * domain.md 8.3) about somebody, so that nobody types what the state knows. Here are the packet as
 * it is published, the patience with the other side, and the log of who was asked about and why.
 * What comes back is handed to whoever asked and kept nowhere.
 *
 * Invariants: only a person whose identity was shown (identity_assured) is asked about for
 * themselves; a look-up is in the log, committed, before the other side is asked; each names the
 * procedure and who wanted it.
 */
#ifndef MOD_POPULATION_POPULATION_H
#define MOD_POPULATION_POPULATION_H

#include "core/module.h"
#include "mod/population/queries.h"

struct population_ask {
        i64 account, person;       /* who asks; about whom, I64_NULL: not known here */
        struct str identity, name; /* all three must fit, or nothing is told */
        i64 birth_day;
        struct str procedure; /* code of the procedure that it is for */
        const char *why;      /* "apply": the person's own application */
        struct str login;     /* of who asks */
        struct str peer;
};

/* What an application form may use of the answer; STR_NULL, I64_NULL: not said. */
struct population_said {
        struct str identity, name, sex, address, commune_code, ethnic, nationality;
        i64 birth_day;
};

/* How it ended, as the log has it. X(NAME, "word") */
#define POPULATION_ENDS(X)                                                                         \
        X(ASKED, "asked")                                                                          \
        X(GIVEN, "given")                                                                          \
        X(NONE, "none")                                                                            \
        X(AWAY, "away")
enum population_end {
#define X(name, word) POPULATION_##name,
        POPULATION_ENDS(X)
#undef X
                POPULATION_END_MAX
};
extern const char *const population_ends[POPULATION_END_MAX];

/* Is there somebody to ask? */
bool population_offered(void);
/*
 * For prepare: waits for the other side, with no snapshot held; a few seconds at most. GIVEN fills
 * *ret_said; NONE: nobody fits; AWAY: they did not answer, or not sensibly. ERR_…: our own store.
 */
int population_look_up(struct req *rq, const struct population_ask *ask,
        enum population_end *ret_end, struct population_said *ret_said);

extern const struct module population_module;

#endif
