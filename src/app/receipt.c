/*
 * src/app/receipt.c: `motcua receipt verify FILE`: what a signed receipt proves, without a server,
 * a data folder or the network. A certificate in a receipt vouches for nobody: whose key it is
 * says the certificate that the province publishes (--certificate), or another receipt.
 */
#include "app/command.h"
#include "base/file.h"
#include "base/json.h"
#include "crypto/jws.h"
#include "wall/signer_client.h"

#define RECEIPT_MAX ((size_t)1 << 20)
#define PAPER_MAX   ((size_t)256 << 20)

/* The key to trust: of a certificate (DER), or of a receipt that is known to be good. */
static int trusted_key(struct control_call *c, struct str name, struct str *ret_spki)
{
        struct str text;
        struct jws known;
        int r = file_read(c->arena, client_path(c, name), RECEIPT_MAX, &text);

        if (r < 0)
                return r;
        if (jws_certificate_key(c->arena, text, ret_spki) == 0)
                return 0;
        r = jws_verify(c->arena, text, SIGNER_RECEIPT_TYPE, &known);
        if (r == 0)
                *ret_spki = known.spki;
        return r;
}

static void print_receipt(struct control_call *c, const struct jws *j, const struct json *p)
{
        u8 id[HASH_SIZE];
        i64 n = 0;

        sign_key_id(j->spki, id);
        control_printf(c, "key       %.*s\n", STRF(str_hex(c->arena, id, HASH_SIZE)));
        control_printf(c, "code      %.*s\n", STRF(json_str(json_get(p, "code"))));
        control_printf(c, "unit      %.*s\n", STRF(json_str(json_get(p, "unit"))));
        control_printf(c, "procedure %.*s version %lld\n", STRF(json_str(json_get(p, "procedure"))),
                (long long)json_i64(json_get(p, "version"), 0));
        control_printf(c, "received  %.*s\n", STRF(json_str(json_get(p, "received"))));
        JSON_EACH(f, json_get(p, "files"))
        control_printf(c, "file %-4lld %.*s %lld bytes\n", (long long)++n,
                STRF(json_str(json_get(f, "sha256"))), (long long)json_i64(json_get(f, "size"), 0));
}

/* Is this file one of those that were handed in? */
static bool names_file(struct control_call *c, const struct json *p, struct str name)
{
        AUTO(arena_freep) struct arena *a = arena_new(PAPER_MAX + 4096);
        struct str bytes, hex;
        u8 digest[HASH_SIZE];
        int r = file_read(a, client_path(c, name), PAPER_MAX, &bytes);

        if (r < 0) {
                command_failed(c, str_c(c->arena, name), r);
                return false;
        }
        hash_str(bytes, digest);
        hex = str_hex(a, digest, HASH_SIZE);
        JSON_EACH(f, json_get(p, "files"))
        if (str_eq(json_str(json_get(f, "sha256")), hex)) {
                control_printf(c, "%.*s: was handed in\n", STRF(name));
                return true;
        }
        control_printf(c, "%.*s: is not among the files\n", STRF(name));
        return false;
}

static int verify(struct control_call *c)
{
        struct str name = operand(c, 2), with = option(c, "certificate"), text, key, paper;
        const struct json *p;
        struct jws j;
        bool good = true;
        int r;

        if (!name.ptr)
                return EXIT_USAGE;
        r = file_read(c->arena, client_path(c, name), RECEIPT_MAX, &text);
        if (r < 0)
                return command_failed(c, "cannot read the receipt", r);
        r = jws_verify(c->arena, text, SIGNER_RECEIPT_TYPE, &j);
        if (r == 0)
                r = json_parse(c->arena, j.payload, &p, NULL);
        if (r < 0) {
                control_error(c, r == ERR_DENIED ? STR("motcua: the signature does not fit\n")
                                                 : STR("motcua: this is no receipt\n"));
                return EXIT_BAD;
        }
        print_receipt(c, &j, p);
        if (with.ptr) {
                r = trusted_key(c, with, &key);
                if (r < 0)
                        return command_failed(c, "cannot read the certificate", r);
                good = str_eq(key, j.spki);
                control_print(
                        c, good ? STR("signed by the key of that certificate\n")
                                : STR("signed by ANOTHER key than that of the certificate\n"));
        }
        for (int i = 3; (paper = operand(c, i)).ptr; i++)
                good = names_file(c, p, paper) && good;
        control_print(c, good ? STR("good\n") : STR("NOT good\n"));
        return good ? EXIT_GOOD : EXIT_BAD;
}

int command_receipt(struct app *app, struct control_call *c)
{
        (void)app;
        return str_is(operand(c, 1), "verify") ? verify(c) : EXIT_USAGE;
}
