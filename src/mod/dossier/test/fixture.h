/*
 * src/mod/dossier/test/fixture.h: a province of three units, a person of every role at two of them,
 * one procedure and a citizen who applies: what tests of a dossier's life start from. Moments are
 * the test's own (small_now moves by hand), so that nothing depends on when it runs.
 */
#ifndef MOD_DOSSIER_TEST_FIXTURE_H
#define MOD_DOSSIER_TEST_FIXTURE_H

#include "mod/dossier/dossier.h"
#include "store/content.h"
#include "store/test/testdb.h"

/* FAR_…: the same role at a unit that has nothing to do with the dossier. */
enum role_of {
        CITIZEN,
        NEIGHBOUR,
        COUNTER,
        SPECIALIST,
        LEADER,
        FAR_COUNTER,
        FAR_SPECIALIST,
        FAR_LEADER,
        AUDITOR,
        ADMIN,
        PERSON_MAX
};

struct small {
        struct testdb t;
        struct content *content;
        i64 now; /* of the next write */
        i64 root, near, far;
        struct who who[PERSON_MAX];
        struct procedure_full procedure;
        i64 codes; /* given out so far */
};

/* Wednesday, 1 June 2022, 09:00 in Vietnam, all units valid. false: it could not be made. */
bool small_open(struct small *s, enum db_kind kind);
void small_close(struct small *s);
/* One write at s->now, on an arena of its own. */
int small_write(struct small *s, int (*apply)(struct tx *tx, void *arg), void *arg);
/* A dossier of the citizen, submitted now; 0 when it fails. */
i64 small_submit(struct small *s);
int small_dossier(struct small *s, i64 id, struct dossier *ret_d); /* texts live on t.arena */
/* The day to which an extension of small_move puts off the result: a Friday. */
#define SMALL_DUE_DAY day_make(2022, 7, 29)
/* One move by that person, at version `version` (I64_NULL: whatever it is). */
struct small_act {
        enum role_of by;
        const char *action, *note;
        const char *defect; /* NULL: none is named */
        i64 version;
};
int small_move(struct small *s, i64 id, const struct small_act *act);
/* Everything that is stored about the dossier, as text: equal texts, nothing changed. */
struct str small_snapshot(struct small *s, i64 id, struct arena *a);

#endif
