/*
 * src/mod/portal/portal.h: the public pages: home, search, procedures, following a dossier by code.
 */
#ifndef MOD_PORTAL_PORTAL_H
#define MOD_PORTAL_PORTAL_H

#include "core/module.h"

extern const struct module portal_module;
extern const struct route portal_lookup_routes[]; /* lookup.c */
extern const struct route portal_check_routes[];  /* check.c */
extern const struct route portal_crawl_routes[];  /* crawl.c */

#endif
