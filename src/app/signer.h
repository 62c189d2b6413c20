/*
 * src/app/signer.h: the process that holds private keys; wall/signer_client.h says what it does for
 * whom. It opens its two files, goes behind its wall, and then only answers its socket.
 */
#ifndef APP_SIGNER_H
#define APP_SIGNER_H

#include <stdbool.h>

/* Runs until the other end of the socket is gone. Returns an exit code (see supervisor.h). */
int signer_main(const char *dir, int socket, bool sandbox_off);

#endif
