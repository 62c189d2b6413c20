/*
 * tools/common/gen.h: what the generators share: reading sources, refusing with file and line,
 * writing an output only when it changed, and the dependency file that ninja reads. A generator
 * runs once and exits; memory is one arena that nobody frees.
 */
#ifndef TOOLS_COMMON_GEN_H
#define TOOLS_COMMON_GEN_H

#include "base/str.h"

#define GEN_MEMORY ((size_t)1 << 30)

struct gen {
        struct arena *arena;
        struct buf deps; /* " path path", in depfile syntax */
        int errors;
};

void gen_init(struct gen *g);

/*
 * Say "file:line: what" on stderr and count it; the generator writes nothing when it counted any.
 */
void gen_error(struct gen *g, const char *file, int line, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The same, and stop at once. */
_Noreturn void gen_stop(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Whole file, noted as a dependency. gen_read stops when it cannot; gen_try says false. */
struct str gen_read(struct gen *g, const char *path);
bool gen_try(struct gen *g, const char *path, struct str *ret_s);
/* Note a file or folder as a dependency; for one that is not there, the nearest folder above it. */
void gen_depend(struct gen *g, const char *path);

/*
 * Names in a folder that end in `end`, sorted, the folder noted as a dependency; none when absent.
 */
size_t gen_list(struct gen *g, const char *dir, const char *end, const char *const **ret_names);
/* "base", "crypto", … "mod/dossier", … from SRC/order. */
size_t gen_folders(struct gen *g, const char *src, const char *const **ret_folders);

/* Write unless the file has this content already (an unchanged time spares the compiler). */
void gen_write(struct gen *g, const char *path, struct str content);
/* "TARGET: deps" */
void gen_write_deps(struct gen *g, const char *path, const char *target);

/* A C string literal of any bytes, cut into lines of about 90 columns that start with `indent`. */
void gen_literal(struct buf *b, struct str s, const char *indent);
/* `#line` for generated text that starts on the line after. */
void gen_line(struct buf *b, const char *file, int line);
int gen_line_of(struct str whole, const char *at); /* 1 for the first */
bool gen_is_name(struct str s);                    /* [A-Za-z_][A-Za-z0-9_]* */

/* The value after `--name`; stops when it is not there. gen_flag_or gives `other` instead. */
const char *gen_flag(int argc, char **argv, const char *name);
const char *gen_flag_or(int argc, char **argv, const char *name, const char *other);

#endif
