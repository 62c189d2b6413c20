/*
 * The state table of a dossier says what the law says (domain.md 3.2): these moves, no others, and
 * nothing that cannot be reached.
 */
#include "mod/dossier/dossier.h"
#include "test/test.h"

enum when { NEVER_ACCEPTED = 1, ACCEPTED_ONCE = 2 };

struct expected {
        int from, to;
        unsigned when;
};

static const struct expected lawful[] = {
        { 1, 2, NEVER_ACCEPTED },
        { 1, 3, NEVER_ACCEPTED },
        { 1, 5, NEVER_ACCEPTED },
        { 1, 7, NEVER_ACCEPTED },
        { 2, 4, ACCEPTED_ONCE },
        { 2, 5, ACCEPTED_ONCE },
        { 2, 7, ACCEPTED_ONCE },
        { 2, 8, ACCEPTED_ONCE },
        { 2, 9, ACCEPTED_ONCE },
        { 4, 5, ACCEPTED_ONCE },
        { 4, 6, ACCEPTED_ONCE },
        { 4, 7, ACCEPTED_ONCE },
        { 4, 8, ACCEPTED_ONCE },
        { 4, 9, ACCEPTED_ONCE },
        { 5, 1, NEVER_ACCEPTED },
        { 5, 3, NEVER_ACCEPTED },
        { 5, 2, ACCEPTED_ONCE },
        { 5, 4, ACCEPTED_ONCE },
        { 5, 7, ACCEPTED_ONCE },
        { 5, 8, ACCEPTED_ONCE },
        { 6, 4, ACCEPTED_ONCE },
        { 6, 7, ACCEPTED_ONCE },
        { 6, 8, ACCEPTED_ONCE },
        { 8, 4, ACCEPTED_ONCE },
        { 9, 4, ACCEPTED_ONCE },
        { 9, 10, ACCEPTED_ONCE },
};

static bool is_lawful(int from, int to, bool accepted)
{
        for (size_t i = 0; i < ARRAY_LEN(lawful); i++)
                if (lawful[i].from == from && lawful[i].to == to)
                        return lawful[i].when & (accepted ? ACCEPTED_ONCE : NEVER_ACCEPTED);
        return false;
}

/* Some action of the table leads from one state to the other. */
static bool leads(int from, int to, bool accepted)
{
        for (const struct move *m = dossier_moves; m->action; m++)
                for (int back = 1; back < DOSSIER_STATE_MAX; back++) {
                        struct dossier d = { .state = from,
                                .resumes_to = back,
                                .accepted_at = accepted ? 1 : I64_NULL };
                        const struct move *found = dossier_move_find(&d, str_of(m->action));

                        if (found && found->to == to)
                                return true;
                }
        return false;
}

TEST(a_dossier_moves_as_the_law_says_and_no_other_way)
{
        for (int from = 1; from < DOSSIER_STATE_MAX; from++)
                for (int to = 1; to < DOSSIER_STATE_MAX; to++)
                        for (int accepted = 0; accepted < 2; accepted++) {
                                /* Whoever is in these states was accepted, or never was. */
                                if ((from == DOSSIER_NEW && accepted) ||
                                        (from != DOSSIER_NEW && from != DOSSIER_SUPPLEMENT &&
                                                !accepted))
                                        continue;
                                if (from == to &&
                                        (from == DOSSIER_ACCEPTED || from == DOSSIER_PROCESSING))
                                        continue; /* to the leader and back; a later due moment */
                                if (leads(from, to, accepted) == is_lawful(from, to, accepted))
                                        continue;
                                printf("    %d -> %d, accepted %d\n", from, to, accepted);
                                EXPECT(!"the table and the law differ");
                        }
}

TEST(every_state_is_reached_from_submission)
{
        bool reached[DOSSIER_STATE_MAX] = { [DOSSIER_NEW] = true };

        for (int round = 0; round < DOSSIER_STATE_MAX; round++)
                for (const struct move *m = dossier_moves; m->action; m++)
                        reached[m->to] |= reached[m->from];
        for (int s = 1; s < DOSSIER_STATE_MAX; s++)
                EXPECT(reached[s]);
}

TEST(final_states_offer_nothing)
{
        static const int final[] = { DOSSIER_REFUSED, DOSSIER_WITHDRAWN, DOSSIER_RETURNED };

        for (const struct move *m = dossier_moves; m->action; m++)
                for (size_t i = 0; i < ARRAY_LEN(final); i++)
                        EXPECT(m->from != final[i]);
}

TEST(a_supplement_leads_back_to_where_it_was_asked)
{
        struct dossier d = { .state = DOSSIER_SUPPLEMENT, .step = STR("wait"), .accepted_at = 1 };

        d.resumes_to = DOSSIER_ACCEPTED;
        EXPECT_INT(dossier_move_find(&d, STR("resubmit"))->to, DOSSIER_ACCEPTED);
        d.resumes_to = DOSSIER_PROCESSING;
        EXPECT_INT(dossier_move_find(&d, STR("resubmit"))->to, DOSSIER_PROCESSING);
        d.resumes_to = DOSSIER_NEW;
        d.accepted_at = I64_NULL;
        EXPECT_INT(dossier_move_find(&d, STR("resubmit"))->to, DOSSIER_NEW);
}

TEST(every_pause_and_every_no_needs_a_reason)
{
        for (const struct move *m = dossier_moves; m->action; m++) {
                bool by_officer = !(m->flags & MOVE_BY_APPLICANT);

                if (by_officer && (m->to == DOSSIER_REFUSED || m->to == DOSSIER_STOPPED ||
                                          m->to == DOSSIER_PAYMENT))
                        EXPECT(m->flags & MOVE_NOTE);
                if (m->to == DOSSIER_SUPPLEMENT)
                        EXPECT(m->flags & MOVE_DEFECTS);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_dossier_moves_as_the_law_says_and_no_other_way),
                RUN(every_state_is_reached_from_submission), RUN(final_states_offer_nothing),
                RUN(a_supplement_leads_back_to_where_it_was_asked),
                RUN(every_pause_and_every_no_needs_a_reason));
}
