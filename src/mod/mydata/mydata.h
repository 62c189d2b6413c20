/*
 * src/mod/mydata/mydata.h: what is held about a person and their say in it: consent by purpose, a
 * copy of everything, corrections, erasure.
 */
#ifndef MOD_MYDATA_MYDATA_H
#define MOD_MYDATA_MYDATA_H

#include "core/module.h"

extern const struct module mydata_module;

#endif
