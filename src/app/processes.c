/*
 * src/app/processes.c: see processes.h.
 */
#include "app/processes.h"

#include "app/converter.h"
#include "app/signer.h"
#include "app/supervisor.h"

static int run_signer(const int *sockets, void *arg)
{
        const struct processes *p = arg;

        return signer_main(p->dir, sockets[0], p->sandbox_off);
}

static int run_converter(const int *sockets, void *arg)
{
        const struct processes *p = arg;

        return converter_main(sockets[0], p->sandbox_off, &converter_work);
}

static int run_server(const int *sockets, void *arg)
{
        const struct processes *p = arg;

        return p->server(sockets[0], sockets[1], p->arg);
}

int processes_run(const struct processes *p)
{
        void *arg = (void *)p; /* only read */
        const struct supervisor_part parts[] = { { "signer", run_signer, arg },
                { "converter", run_converter, arg }, { "server", run_server, arg } };
        const struct supervisor_config config = { .parts = parts, .n = ARRAY_LEN(parts) };

        return supervisor_run(&config);
}
