/*
 * tools/pogen/pogen.h: texts as pogen holds them between reading (po.c) and writing (main.c).
 */
#ifndef TOOLS_POGEN_POGEN_H
#define TOOLS_POGEN_POGEN_H

#include "common/gen.h"
#include "web/text_scan.h"

enum { VI, EN, LANGS };

/* One msgid of one file. */
struct entry {
        struct str key;
        struct str form[2];
        int forms;   /* how many msgstr stand there */
        bool plural; /* msgid_plural was there */
        const char *file;
        int line; /* of msgid */
        struct entry *next;
};

/* A text in both languages. */
struct text {
        struct str key;
        struct entry *in[LANGS];
        struct text_param params[TEXT_PARAMS_MAX];
        size_t n_params;
        bool used;
};

/* The entries of one .po file in order; errors are counted in g. */
struct entry *po_read(struct gen *g, const char *path);

#endif
