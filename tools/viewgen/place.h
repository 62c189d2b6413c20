/*
 * tools/viewgen/place.h: where in HTML the generator stands. It is fed the literal characters of a
 * view one by one, keeps the open elements and the state inside a tag, and decides about white
 * space. It knows nothing of directives but that some output may come between two characters.
 */
#ifndef TOOLS_VIEWGEN_PLACE_H
#define TOOLS_VIEWGEN_PLACE_H

#include "common/gen.h"

enum place_state {
        IN_TEXT,     /* between tags; also inside title and textarea */
        IN_TAG_NAME, /* after "<", "</" */
        IN_TAG,      /* between attributes */
        IN_ATTR_NAME,
        IN_ATTR_EQUALS, /* after name= */
        IN_VALUE,       /* quoted */
        IN_COMMENT,     /* <!-- -->, dropped */
        IN_DOCTYPE,
};

/* What the last thing written was, for white space. */
enum place_last { LAST_OPEN, LAST_CLOSE, LAST_BLOCK, LAST_WORDS };

enum { NAME_MAX_ = 40, DEPTH_MAX = 64 };

/*
 * In the literal markup: an address of a page starts here, "/en" goes before it on English pages.
 */
#define PLACE_PAGE '\001'

struct element {
        char name[NAME_MAX_];
        int line;
};

struct place {
        struct gen *g;
        const char *file;
        int line;
        struct buf *out; /* literal markup goes here */
        bool posts;      /* the view writes req_csrf: it may hold <form method="post"> */

        enum place_state state;
        enum place_last last;
        bool space, newline; /* white space not yet written */
        char tag[NAME_MAX_], attr[NAME_MAX_];
        bool closing, slash; /* "</x", "<x … /" */
        bool has_src, is_post;
        char quote;
        bool url;      /* the value is an address */
        bool started;  /* something of the value was written */
        char head[16]; /* first literal bytes of the value, lower case */
        struct element open[DEPTH_MAX];
        int depth;
};

/*
 * How an expression stands here: what the generator writes for it. Stops when it may not stand
 * here.
 */
enum place_how { HOW_TEXT, HOW_VALUE, HOW_URL, HOW_URL_PART };
enum place_how place_expression(struct place *p, const char *what);

/* One literal character; `next` is the one after it (0 at a directive or the end). */
void place_feed(struct place *p, char c, char next);
/* Before output that is words (expression, text), or a block (if, for, call, …). */
void place_words(struct place *p);
void place_block(struct place *p);
/* Stops unless between tags and not inside script, title or textarea. */
void place_need_markup(struct place *p, const char *what);
/* A bare attribute is about to be written: stops unless inside a tag. */
void place_need_tag(struct place *p, const char *what);
void place_check_attr_name(struct place *p, const char *name);
/* Two branches must end alike. Stops, saying which differs. */
void place_same(struct place *p, const struct place *other, const char *what);
/* The view is over. */
void place_end(struct place *p);

#endif
