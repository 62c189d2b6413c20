/*
 * src/mod/dossier/behalf.c: see behalf.h.
 */
#include "mod/dossier/behalf.h"

#include "web/texts.h"
#include "web/web.h"

/* An organisation's papers are signed by a person: who acts for it. */
static int find_person(struct req *rq, struct behalf *b)
{
        struct mandate_principal p;
        int r = mandate_principal_of(rq->tx, b->m.id, &p);

        if (r < 0)
                return r;
        b->name = p.principal_name;
        b->identity = p.principal_identity;
        if (str_is(b->m.kind, "organisation"))
                return person_by_id(rq->tx, rq->who->person, &b->person);
        if (b->m.person_id != I64_NULL) {
                r = person_by_id(rq->tx, b->m.person_id, &b->person);
                b->name = b->person.name; /* not as who asked for it has written it */
                return r;
        }
        b->person = (struct person){ .name = p.principal_name,
                .identity = p.principal_identity,
                .birth_day = p.principal_birth_day };
        return 0;
}

int behalf_load(struct req *rq, i64 mandate, i64 procedure, struct behalf *ret_b)
{
        struct behalf b = { .on = mandate != I64_NULL, .procedure = procedure };
        int r = b.on ? mandate_check(rq->tx, mandate, rq->who->account, procedure, &b.m) : 0;

        if (r == ERR_STATE || r == ERR_DENIED)
                return req_fail(rq, ERR_DENIED, mandate_fault(r));
        if (r == 0 && b.on) {
                b.who = (struct who){ .person = b.m.person_id };
                r = mandate_principal_account(rq->tx, &b.m, &b.who.account);
        }
        if (r == 0 && b.on)
                r = find_person(rq, &b);
        if (r == 0)
                *ret_b = b;
        return r;
}

int behalf_of(struct req *rq, struct str code, i64 procedure, struct behalf *ret_b)
{
        struct mandate m = { .id = I64_NULL };
        int r = str_empty(code) || str_is(code, "toi") ? 0 : mandate_by_code(rq->tx, code, &m);

        return r < 0 ? r : behalf_load(rq, m.id, procedure, ret_b);
}

int behalf_again(struct tx *tx, const struct input *in, const struct behalf *b)
{
        struct mandate m;
        int r = b->on ? mandate_check(tx, b->m.id, in->who->account, b->procedure, &m) : 0;

        if (r == ERR_STATE || r == ERR_DENIED || r == ERR_NOT_FOUND)
                return input_fail((struct input *)in, NULL, mandate_fault(r), STR_NULL);
        return r;
}

int behalf_applicant(struct req *rq, const struct behalf *b, struct person *ret_p)
{
        if (!b->on)
                return person_by_id(rq->tx, rq->who->person, ret_p);
        *ret_p = b->person;
        return 0;
}

void behalf_put(const struct behalf *b, struct new_dossier *n)
{
        if (!b->on)
                return;
        n->mandate = b->m.id;
        n->representative = b->m.account_id;
        n->applicant = &b->who;
        n->name = b->name;
        n->identity = b->identity;
        if (!str_is(b->m.kind, "organisation"))
                return;
        n->kind = STR("enterprise");
        n->birth_day = I64_NULL;
}
