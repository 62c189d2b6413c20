/*
 * src/app/demo.h: the dossiers of the demo province, made by the rules that real ones obey.
 */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "store/store.h"

/*
 * Makes n dossiers. Some are `citizen`'s own (an account); `officers` are the accounts of the
 * province's counter, specialist and leader, who work on all of them. The newest ten thousand are
 * of the last month and stand at any step; all before them were closed within the last five years.
 * The same seed makes the same dossiers. As apply, or ERR_… of the store.
 */
int demo_dossiers(struct store *s, i64 citizen, const i64 officers[3], i64 n, i64 seed);

#endif
