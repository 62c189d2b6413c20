/*
 * src/wall/signer_client.h: asking the signer process. Private keys are there and nowhere else.
 *
 * The service key (one a data folder) signs only structures that the signer builds itself from the
 * fields below: tree heads (a text of its own first line) and receipts (a JWS of its own type), so
 * that neither can pass for the other or for a document. A person's key opens with that person's
 * PIN only; wrong PINs are counted there, and after SIGNER_TRIES in a row the key is locked until
 * it is withdrawn and a new one made. Everything signed is first written to the signer's own list,
 * synced.
 *
 * All calls: ERR_BUSY when the signer is away (try again), ERR_FULL or ERR_IO when its list cannot
 * be written: then nothing was signed.
 */
#ifndef WALL_SIGNER_CLIENT_H
#define WALL_SIGNER_CLIENT_H

#include "crypto/sign.h"

enum signer_op {
        SIGNER_ABOUT = 1,
        SIGNER_HEAD,
        SIGNER_RECEIPT,
        SIGNER_PERSON_NEW,
        SIGNER_PERSON_SIGN,
        SIGNER_PERSON_PIN,
        SIGNER_PERSON_DROP
};

#define SIGNER_TRIES   5
#define SIGNER_PIN_MIN 6
#define SIGNER_PIN_MAX 64
#define SIGNER_DIGESTS 64
#define SIGNER_TEXT    400 /* bytes of each text field; control characters are ERR_INVALID */

struct signer_about {
        struct str spki;  /* the service key */
        i64 signed_count; /* entries of its list */
        u32 wall;         /* see app/sandbox.h */
};
int signer_about(int socket, struct arena *a, struct signer_about *ret_about);

struct signer_head {
        struct str log; /* which tree: the installation's name */
        i64 size;
        u8 root[HASH_SIZE];
        i64 at;
};
/* What is signed, as text: for the signer to build and for everybody to check. */
struct str signer_head_text(struct arena *a, const struct signer_head *h);
/* ERR_STATE: smaller than the last head signed for this log, or another root for the same size. */
int signer_head(int socket, struct arena *a, const struct signer_head *h, struct str *ret_der);

/* That something was handed in: a dossier's code, when, under which version, which files. */
struct signer_file {
        u8 hash[HASH_SIZE]; /* SHA-256 */
        i64 size;
};
struct signer_receipt {
        struct str code, unit; /* of the dossier, of who received it */
        struct str procedure;  /* national code */
        i64 version;           /* of the procedure */
        i64 received_at;
        u8 answers[HASH_SIZE]; /* SHA-256 of the answers as they are kept */
        size_t n;              /* files, at most SIGNER_DIGESTS */
        const struct signer_file *files;
};
#define SIGNER_RECEIPT_TYPE "motcua-receipt+jws"
/* What is signed: a JSON object, times as RFC 3339, hashes in hex. */
struct str signer_receipt_json(struct arena *a, const struct signer_receipt *rc);
/* A JWS (crypto/jws.h) with the certificate of the service key. */
int signer_receipt(
        int socket, struct arena *a, const struct signer_receipt *rc, struct str *ret_jws);

/* Makes the person's key. ERR_EXISTS when there is one, ERR_INVALID for a PIN of a wrong length. */
int signer_person_new(
        int socket, struct arena *a, i64 person, struct str pin, struct str *ret_spki);

struct signer_request {
        i64 person;
        struct str pin;
        struct str purpose;   /* "approve H56.31-221122-0007" */
        struct str authority; /* "TM. ỦY BAN NHÂN DÂN" */
        size_t n;             /* digests, 1..SIGNER_DIGESTS */
        const u8 (*digests)[HASH_SIZE];
};
/*
 * ret_ders: n signatures in order. ERR_NOT_FOUND no key, ERR_DENIED wrong PIN, ERR_RATE locked.
 */
int signer_person_sign(
        int socket, struct arena *a, const struct signer_request *rq, struct str *ret_ders);
/* Errors as signer_person_sign. */
int signer_person_pin(int socket, struct arena *a, i64 person, struct str old, struct str fresh);
/* The key is gone for good; the caller has its certificate revoked. ERR_NOT_FOUND. */
int signer_person_drop(int socket, struct arena *a, i64 person, struct str reason);

#endif
