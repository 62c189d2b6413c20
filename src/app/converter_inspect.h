/*
 * src/app/converter_inspect.h: what a file is and how much of it there is, from its bytes, in
 * bounded memory. Runs in a converter's worker only: it expects every file to be an attack.
 */
#ifndef APP_CONVERTER_INSPECT_H
#define APP_CONVERTER_INSPECT_H

#include "wall/converter_client.h"

/* ERR_INVALID: begins like a known kind and is broken. ERR_LIMIT: too deep, too many, too large. */
int converter_inspect_file(struct arena *a, struct str file, struct file_facts *ret_facts);

/* One kind each; the caller has seen the kind's first bytes. */
int converter_inspect_pdf(struct arena *a, struct str file, struct file_facts *facts);
int converter_inspect_png(struct str file, struct file_facts *facts);
int converter_inspect_jpeg(struct str file, struct file_facts *facts);
int converter_inspect_zip(struct str file, struct file_facts *facts);

#endif
