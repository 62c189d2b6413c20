/*
 * src/mod/counter/counter.h: officers at work: queue and desk. All that is decided is decided by
 * mod/dossier; this module only shows and asks.
 */
#ifndef MOD_COUNTER_COUNTER_H
#define MOD_COUNTER_COUNTER_H

#include "core/module.h"

extern const struct module counter_module;

#endif
