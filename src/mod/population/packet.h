/*
 * src/mod/population/packet.h: private to the module: the packet of service "037" as XML, out and
 * in. Knows neither network nor store.
 */
#ifndef MOD_POPULATION_PACKET_H
#define MOD_POPULATION_PACKET_H

#include "mod/population/population.h"

#define PACKET_MAX ((size_t)64 << 10)

struct packet_head {
        struct str number;  /* MaYeuCau: of this request, of ours */
        struct str unit;    /* MaDonVi */
        struct str account; /* TaiKhoan, given by the service */
};
/* SOAP 1.1, operation TraCuuThongTinCongDan. */
struct str packet_write(
        struct arena *a, const struct packet_head *head, const struct population_ask *ask);
/*
 * ERR_NOT_FOUND: it names nobody; ERR_DENIED: a fault; ERR_INVALID, ERR_LIMIT: not such an answer.
 * Texts are NFC on the arena.
 */
int packet_read(struct arena *a, struct str xml, struct population_said *ret_said);
/* "Authorization: Basic …" (domain.md 8.3): the secret stands in it as a hash with the moment. */
struct str packet_authorization(
        struct arena *a, struct str url, struct str user, struct str secret, i64 now);

#endif
