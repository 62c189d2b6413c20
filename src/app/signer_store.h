/*
 * src/app/signer_store.h: what the signer keeps, in two files that are opened before its wall goes
 * up and only ever grow: keys.log (keys and their wrong PINs; the newest record of a person holds)
 * and list.log (what was signed; wall/signer_list.h). Every append is synced before it counts. A
 * tail torn by a crash was never answered for and is cut off at the next start.
 */
#ifndef APP_SIGNER_STORE_H
#define APP_SIGNER_STORE_H

#include "wall/signer_client.h"
#include "wall/signer_list.h"

struct signer_person {
        i64 person;
        i64 at; /* offset of the key's text in keys.log; 0: withdrawn */
        u32 len;
        u32 tries; /* wrong PINs in a row */
};

struct signer_store {
        int keys, list;
        i64 keys_size, list_size;
        struct signer_person *people; /* sorted by person */
        size_t n_people, cap_people;
        struct sign_key *service;
        struct str service_spki, certificate; /* of the service key, DER */
        u8 service_id[HASH_SIZE];
        struct arena *arena; /* of the whole life */
        struct str log;      /* the newest log name, which alone may be signed */
        struct str *old_logs;
        size_t n_old_logs;
        i64 seq;
        u8 chain[HASH_SIZE];
        i64 head_size; /* of the last head signed for `log`, -1 when none */
        u8 head_root[HASH_SIZE];
        bool broken; /* an append failed half-way and could not be undone */
};

/* dir: the data folder. Makes files and service key when missing. ERR_CORRUPT, ERR_IO, ERR_FULL. */
int signer_store_open(struct signer_store *s, const char *dir);
void signer_store_close(struct signer_store *s);

struct signer_person *signer_store_person(struct signer_store *s, i64 person); /* or NULL */
/* The encrypted key as PEM. ERR_NOT_FOUND when withdrawn. */
int signer_store_pem(struct signer_store *s, struct arena *a, const struct signer_person *p,
        struct str *ret_pem);
int signer_store_put_key(struct signer_store *s, struct arena *a, i64 person, struct str pem);
int signer_store_put_tries(struct signer_store *s, struct arena *a, i64 person, u32 tries);
int signer_store_drop(struct signer_store *s, struct arena *a, i64 person);
/* A log name not seen before becomes the newest; ERR_STATE for one that was already left. */
int signer_store_log(struct signer_store *s, struct arena *a, struct str log);

/* n entries (kind, key, digest, detail are the caller's) in one write and one sync. */
int signer_store_list(
        struct signer_store *s, struct arena *a, struct signer_entry *entries, size_t n);

#endif
