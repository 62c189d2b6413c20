/*
 * src/web/fuzz/fuzz_multipart.c: the bytes are the body of a multipart form, sent to a running toy
 * server: through the socket, the library's form reader, the upload and the field checks. Whatever
 * they are, there is one answer of the right kind, and the server takes the next request.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/fuzz/fuzz.h"
#include "web/test/toy.h"

/* One connection for many inputs: it also shows that no body is taken for the next request. */
static int connection = -1;

static void stop(void)
{
        close(connection);
        toy_stop();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct answer r;

        if (connection < 0) {
                toy_start(NULL);
                atexit(stop);
                connection = client_open(toy.port);
        }
        client_send(connection,
                str_fmt(a,
                        "POST /api/v1/files HTTP/1.1\r\nHost: toy\r\nContent-Length: %zu\r\n"
                        "Content-Type: multipart/form-data; boundary=frontier\r\n\r\n",
                        size));
        client_send(connection, str_n((const char *)data, size));
        r = client_read(a, connection, false);
        CHECK(r.status == 200 || r.status == 400 || r.status == 413 || r.status == 422);
        client_send(connection, STR("GET /things/next HTTP/1.1\r\nHost: toy\r\n\r\n"));
        r = client_read(a, connection, false);
        CHECK(r.status == 200 && str_is(r.body, "next"));
        return 0;
}
