/*
 * src/audit/test/fixture.h: a database with the audit wired as the program wires it, and something
 * that signs heads as the signer process does, in a thread.
 */
#ifndef AUDIT_TEST_FIXTURE_H
#define AUDIT_TEST_FIXTURE_H

#include <pthread.h>

#include "audit/audit.h"
#include "crypto/sign.h"
#include "store/test/testdb.h"

struct fixture {
        struct testdb db;
        struct audit *audit;
        struct sign_key *key;
        int pair[2];
        pthread_t thread;
        struct str spki;
        char heads[100]; /* the file of published heads */
};

void fixture_open(struct fixture *f, enum db_kind kind);
void fixture_close(struct fixture *f);
/* n events, in one write each; the object counts from 1. */
void fixture_add(struct fixture *f, int n);
void fixture_round(struct fixture *f);

/* What audit_verify finds. */
struct seen {
        int count[AUDIT_FAULT_MAX];
        struct audit_finding last;
        struct audit_result result;
};
struct seen fixture_verify(struct fixture *f, const char *heads);
/* Only findings of this kind, and at least one. */
bool only(const struct seen *s, enum audit_fault fault);

#endif
