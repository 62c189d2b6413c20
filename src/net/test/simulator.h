/*
 * src/net/test/simulator.h: a program of test/simulators that stands for somebody outside: started
 * in a folder of its own, spoken to over a port, asked afterwards what it was sent.
 */
#ifndef NET_TEST_SIMULATOR_H
#define NET_TEST_SIMULATOR_H

#include "base/str.h"

struct simulator {
        int pid, port;
        char dir[64];
};

/* name: "mail.py". false: it did not start. */
bool simulator_start(struct simulator *s, const char *name);
void simulator_stop(struct simulator *s); /* and removes its folder */
/* Everything in the file of that name, empty when there is none. */
struct str simulator_file(const struct simulator *s, struct arena *a, const char *name);

#endif
