/*
 * src/mod/population/module.c: what the population module is: one constant. It has no pages: who
 * asks shows what came of it, and the person finds every look-up under "who looked at my data".
 */
#include "mod/population/population.h"

static const char *const needs[] = { NULL };

const struct module population_module = {
        .name = "population",
        .doc = "Look-ups at the national population database",
        .requires = needs,
};
