/*
 * src/flow/feel_regex.c: regular expressions as XPath 3.1 defines them (DMN 1.5, 10.3.4.3),
 * rewritten for PCRE2. The two languages differ: XPath has class subtraction, \i \c and blocks, and
 * has none of Perl's groups and anchors, which are refused here. The matcher's work is bounded, so
 * that no pattern can stall a server.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "flow/feel_builtin.h"
#include "flow/feel_eval.h"

#define MATCH_WORK  200000
#define REGEX_DEPTH 50

struct feel_regex {
        struct str pattern, flags;
        pcre2_code *code;
        pcre2_match_data *match;
        pcre2_match_context *context;
        int found; /* groups of the last match, counted with group 0 */
        unsigned groups;
};

struct rewrite {
        struct str in;
        size_t pos;
        struct buf out;
        bool spaces, literal; /* flags x and q */
        unsigned opened;
        u64 is_closed; /* groups that a back-reference may name, by number */
        int depth;
        bool bad;
};

static void free_regex(void *arg)
{
        struct feel_regex *re = arg;

        pcre2_match_data_free(re->match);
        pcre2_match_context_free(re->context);
        pcre2_code_free(re->code);
}

static int peek(struct rewrite *w)
{
        while (w->spaces && w->pos < w->in.len && strchr(" \t\n\r", w->in.ptr[w->pos]) &&
                w->in.ptr[w->pos])
                w->pos++;
        return w->pos < w->in.len ? (unsigned char)w->in.ptr[w->pos] : -1;
}

static int next(struct rewrite *w)
{
        int c = peek(w);

        if (c >= 0)
                w->pos++;
        return c;
}

static const struct {
        const char *name;
        u32 from, to;
} blocks[] = { { "BasicLatin", 0, 0x7f }, { "Latin-1Supplement", 0x80, 0xff },
        { "LatinExtended-A", 0x100, 0x17f }, { "LatinExtended-B", 0x180, 0x24f },
        { "IPAExtensions", 0x250, 0x2af }, { "SpacingModifierLetters", 0x2b0, 0x2ff },
        { "CombiningDiacriticalMarks", 0x300, 0x36f }, { "Greek", 0x370, 0x3ff },
        { "GreekandCoptic", 0x370, 0x3ff }, { "Cyrillic", 0x400, 0x4ff },
        { "Armenian", 0x530, 0x58f }, { "Hebrew", 0x590, 0x5ff }, { "Arabic", 0x600, 0x6ff },
        { "Devanagari", 0x900, 0x97f }, { "Thai", 0xe00, 0xe7f }, { "Lao", 0xe80, 0xeff },
        { "Khmer", 0x1780, 0x17ff }, { "LatinExtendedAdditional", 0x1e00, 0x1eff },
        { "GreekExtended", 0x1f00, 0x1fff }, { "GeneralPunctuation", 0x2000, 0x206f },
        { "CurrencySymbols", 0x20a0, 0x20cf }, { "LetterlikeSymbols", 0x2100, 0x214f },
        { "Arrows", 0x2190, 0x21ff }, { "MathematicalOperators", 0x2200, 0x22ff },
        { "CJKSymbolsandPunctuation", 0x3000, 0x303f }, { "Hiragana", 0x3040, 0x309f },
        { "Katakana", 0x30a0, 0x30ff }, { "CJKUnifiedIdeographs", 0x4e00, 0x9fff },
        { "HangulSyllables", 0xac00, 0xd7af } };

/* \p{L}, \p{IsThai}: `inside` a class the block's range stands bare. */
static void put_property(struct rewrite *w, bool negated, bool inside)
{
        char name[64];
        size_t n = 0;
        int c;

        if (next(w) != '{') {
                w->bad = true;
                return;
        }
        while ((c = next(w)) >= 0 && c != '}' && n < sizeof name - 1)
                name[n++] = (char)c;
        name[n] = 0;
        if (c != '}' || n == 0) {
                w->bad = true;
                return;
        }
        if (n > 2 && memcmp(name, "Is", 2) == 0) {
                for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
                        if (strcmp(blocks[i].name, name + 2) != 0)
                                continue;
                        if (inside && negated) {
                                if (blocks[i].from)
                                        buf_fmt(&w->out, "\\x{0}-\\x{%x}", blocks[i].from - 1);
                                buf_fmt(&w->out, "\\x{%x}-\\x{10ffff}", blocks[i].to + 1);
                        } else {
                                buf_fmt(&w->out, "%s\\x{%x}-\\x{%x}%s",
                                        inside    ? ""
                                        : negated ? "[^"
                                                  : "[",
                                        blocks[i].from, blocks[i].to, inside ? "" : "]");
                        }
                        return;
                }
                w->bad = true;
                return;
        }
        if (n > 2 || !strchr("LMNPZSC", name[0]) || (n == 2 && (name[1] < 'a' || name[1] > 'z')))
                w->bad = true;
        buf_fmt(&w->out, "\\%c{%s}", negated ? 'P' : 'p', name);
}

/* The sets behind \i \c \d \s \w as members of a class. */
static const char *shorthand(int c)
{
        switch (c) {
        case 's':
                return " \\t\\n\\r";
        case 'd':
                return "\\p{Nd}";
        case 'w':
                return "\\p{L}\\p{M}\\p{N}\\p{S}";
        case 'i':
                return "_:\\p{L}\\p{Nl}";
        case 'c':
                return "\\-._:\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\x{b7}";
        default:
                return NULL;
        }
}

/* After a backslash. */
static void put_escape(struct rewrite *w, bool inside)
{
        int c = next(w);
        const char *set = c >= 0 ? shorthand(c | 0x20) : NULL;

        if (c == 'p' || c == 'P') {
                put_property(w, c == 'P', inside);
        } else if (set && c >= 'a') {
                buf_fmt(&w->out, "%s%s%s", inside ? "" : "[", set, inside ? "" : "]");
        } else if (set && !inside) {
                buf_fmt(&w->out, "[^%s]", set);
        } else if (
                set) { /* a negated set within a class: only those that have a name of their own */
                buf_addc(&w->out, c == 'D'   ? "\\P{Nd}"
                                  : c == 'S' ? "\\S"
                                  : c == 'W' ? "\\p{P}\\p{Z}\\p{C}"
                                             : "");
                w->bad = w->bad || c == 'I' || c == 'C';
        } else if (c == 'n' || c == 'r' || c == 't') {
                buf_fmt(&w->out, "\\%c", c);
        } else if (c > 0 && strchr("\\|.?*+(){}$-[]^", c)) {
                buf_fmt(&w->out, "\\%c", c);
        } else if (c >= '1' && c <= '9' && !inside) {
                unsigned n = (unsigned)(c - '0');

                while (peek(w) >= '0' && peek(w) <= '9' &&
                        n * 10 + (unsigned)(peek(w) - '0') <= w->opened)
                        n = n * 10 + (unsigned)(next(w) - '0');
                if (n > 63 || !(w->is_closed >> n & 1))
                        w->bad = true;
                buf_fmt(&w->out, "(?:\\g{%u}|(?!\\g{%u}))", n, n); /* no part: matches nothing */
        } else {
                w->bad = true;
        }
}

static void put_raw(struct rewrite *w, int c)
{
        buf_byte(&w->out, (char)c);
        while (w->pos < w->in.len && ((unsigned char)w->in.ptr[w->pos] & 0xc0) == 0x80)
                buf_byte(&w->out, w->in.ptr[w->pos++]);
}

/* After "[": white space counts here even with flag x. */
static void put_class(struct rewrite *w)
{
        struct buf outer = w->out, inner;
        bool spaces = w->spaces, any = false, closed = false;

        if (++w->depth > REGEX_DEPTH) {
                w->bad = true;
                return;
        }
        w->spaces = false;
        buf_init(&w->out, outer.arena, outer.max);
        buf_byte(&w->out, '[');
        if (peek(w) == '^')
                buf_byte(&w->out, (char)next(w));
        while (!w->bad && w->pos < w->in.len && !closed) {
                int c = next(w);

                if (c == ']') {
                        closed = true;
                } else if (c == '-' && peek(w) == '[') { /* all but these, up to the "]" */
                        next(w);
                        inner = w->out;
                        buf_init(&w->out, outer.arena, outer.max);
                        put_class(w);
                        buf_addc(&outer, "(?!");
                        buf_add(&outer, buf_str(&w->out));
                        buf_byte(&outer, ')');
                        w->out = inner;
                        closed = next(w) == ']';
                        w->bad = w->bad || !closed || !any;
                } else if (c == '[') {
                        w->bad = true;
                } else if (c == '\\') {
                        put_escape(w, true);
                } else if (c == '^' || c == '&' || c == '~') {
                        buf_fmt(&w->out, "\\%c", c);
                } else {
                        put_raw(w, c);
                }
                any = any || !closed;
        }
        if (!closed || !any)
                w->bad = true;
        buf_byte(&w->out, ']');
        inner = w->out;
        w->out = outer;
        buf_add(&w->out, buf_str(&inner));
        w->spaces = spaces;
        w->depth--;
}

/* "{2,5}" after its brace. */
static void put_repeat(struct rewrite *w)
{
        int c, digits = 0;

        buf_byte(&w->out, '{');
        while ((c = next(w)) >= 0 && c != '}') {
                if (c >= '0' && c <= '9')
                        digits++;
                else if (c != ',' || !digits)
                        w->bad = true;
                buf_byte(&w->out, (char)c);
        }
        if (c != '}' || !digits)
                w->bad = true;
        buf_byte(&w->out, '}');
}

static void put_group(struct rewrite *w, unsigned *stack, size_t *depth)
{
        if (peek(w) == '?') {
                next(w);
                if (next(w) != ':') {
                        w->bad = true;
                        return;
                }
                buf_addc(&w->out, "(?:");
                stack[(*depth)++] = 0;
        } else {
                buf_byte(&w->out, '(');
                stack[(*depth)++] = ++w->opened;
        }
}

static void rewrite(struct rewrite *w, u32 options)
{
        bool lines = (options & PCRE2_MULTILINE) != 0;
        unsigned stack[REGEX_DEPTH + 1];
        size_t depth = 0;
        bool quantified = true; /* nothing to repeat yet */
        int c;

        while (!w->bad && (c = next(w)) >= 0) {
                bool atom = true;

                if (c == '\\') {
                        put_escape(w, false);
                } else if (c == '[') {
                        put_class(w);
                } else if (c == '(') {
                        if (depth == REGEX_DEPTH)
                                w->bad = true;
                        else
                                put_group(w, stack, &depth);
                        atom = false;
                        quantified = true;
                        continue;
                } else if (c == ')') {
                        if (depth-- == 0) {
                                w->bad = true;
                                break;
                        }
                        if (stack[depth] && stack[depth] < 64)
                                w->is_closed |= (u64)1 << stack[depth];
                        buf_byte(&w->out, ')');
                } else if (c == '*' || c == '+' || c == '?' || c == '{') {
                        w->bad = quantified;
                        if (c == '{')
                                put_repeat(w);
                        else
                                buf_byte(&w->out, (char)c);
                        if (peek(w) == '?')
                                buf_byte(&w->out, (char)next(w));
                        quantified = true;
                        continue;
                } else if (c == '^') {
                        buf_addc(&w->out, lines ? "^" : "\\A");
                } else if (c == '$') {
                        buf_addc(&w->out, lines ? "$" : "\\z");
                } else if (c == '|') {
                        buf_byte(&w->out, '|');
                        atom = false;
                } else if (c == '}' || c == ']') {
                        w->bad = true;
                } else if (c == '#' || c == ' ') {
                        buf_fmt(&w->out, "\\%c", c);
                } else if (c == '.') {
                        buf_addc(&w->out, options & PCRE2_DOTALL ? "." : "[^\\n\\r]");
                } else {
                        put_raw(w, c);
                }
                quantified = !atom;
        }
        if (depth)
                w->bad = true;
}

static bool read_flags(struct str flags, u32 *options, struct rewrite *w)
{
        *options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
        for (size_t i = 0; i < flags.len; i++) {
                switch (flags.ptr[i]) {
                case 's':
                        *options |= PCRE2_DOTALL;
                        break;
                case 'm':
                        *options |= PCRE2_MULTILINE;
                        break;
                case 'i':
                        *options |= PCRE2_CASELESS;
                        break;
                case 'x':
                        w->spaces = true;
                        break;
                case 'q':
                        w->literal = true;
                        break;
                default:
                        return false;
                }
        }
        return true;
}

static pcre2_code *compile(struct rewrite *w, u32 options)
{
        pcre2_compile_context *cc = pcre2_compile_context_create(NULL);
        pcre2_code *code;
        PCRE2_SIZE where;
        struct str s;
        int error;

        CHECK(cc != NULL);
        pcre2_set_newline(cc, PCRE2_NEWLINE_LF);
        pcre2_set_parens_nest_limit(cc, 2 * REGEX_DEPTH);
        pcre2_set_max_pattern_length(cc, 65536);
        s = w->literal ? w->in : buf_str(&w->out);
        if (w->literal)
                options = (options & (PCRE2_UTF | PCRE2_CASELESS)) | PCRE2_LITERAL;
        code = pcre2_compile((PCRE2_SPTR)s.ptr, s.len, options, &error, &where, cc);
        pcre2_compile_context_free(cc);
        return code;
}

/* A place in the run's small cache: the oldest pattern makes room for the new one. */
static struct feel_regex *slot(struct feel_run *run)
{
        unsigned i = run->next_regex++ % ARRAY_LEN(run->regexes);
        struct feel_regex *re = run->regexes[i];

        if (re) {
                free_regex(re);
                *re = (struct feel_regex){ 0 };
        } else {
                re = run->regexes[i] = NEW(run->arena, struct feel_regex);
                arena_defer(run->arena, free_regex, re);
        }
        return re;
}

struct feel_regex *feel__regex(struct feel_run *run, struct str pattern, struct str flags)
{
        struct rewrite w = { .in = pattern };
        struct feel_regex *re;
        pcre2_code *code = NULL;
        u32 options;

        for (size_t i = 0; i < ARRAY_LEN(run->regexes); i++) {
                re = run->regexes[i];
                if (re && re->code && str_eq(re->pattern, pattern) && str_eq(re->flags, flags))
                        return re;
        }
        if (!read_flags(flags, &options, &w)) {
                feel__fail(run, "the flags \"%.*s\" are not known", STRF(flags));
                return NULL;
        }
        if (!feel__charge(run, 100 + pattern.len) || !feel__room(run, 4 * pattern.len + 1024))
                return NULL;
        buf_init(&w.out, run->arena, 65536);
        if (!w.literal)
                rewrite(&w, options);
        if (!w.bad && !w.out.over)
                code = compile(&w, options);
        if (!code) {
                feel__fail(run, "the pattern \"%.*s\" is malformed", STRF(pattern));
                return NULL;
        }
        re = slot(run);
        re->pattern = pattern;
        re->flags = flags;
        re->code = code;
        re->match = pcre2_match_data_create_from_pattern(re->code, NULL);
        re->context = pcre2_match_context_create(NULL);
        CHECK(re->match && re->context);
        pcre2_set_match_limit(re->context, MATCH_WORK);
        pcre2_set_heap_limit(re->context, 20000);
        re->groups = w.opened;
        return re;
}

/* Work is charged by how far the search went, so that many near matches stay cheap. */
int feel__regex_find(struct feel_run *run, struct feel_regex *re, struct str s, size_t from)
{
        size_t start, end = s.len;

        if (!feel__charge(run, 2))
                return -1;
        re->found = pcre2_match(re->code, (PCRE2_SPTR)(s.ptr ? s.ptr : ""), s.len, from,
                from ? PCRE2_NO_UTF_CHECK : 0, re->match, re->context);
        if (re->found > 0)
                feel__regex_group(re, 0, &start, &end);
        if (!feel__charge(run, end > from ? (end - from) / 16 : 0))
                return -1;
        if (re->found == PCRE2_ERROR_NOMATCH)
                return 0;
        if (re->found < 0) {
                feel__fail(run, "the pattern needs too many steps on this text");
                return -1;
        }
        return 1;
}

bool feel__regex_group(const struct feel_regex *re, unsigned i, size_t *ret_start, size_t *ret_end)
{
        const PCRE2_SIZE *at = pcre2_get_ovector_pointer(re->match);

        if ((int)i >= re->found || at[2 * i] == PCRE2_UNSET)
                return false;
        *ret_start = at[2 * i];
        *ret_end = at[2 * i + 1];
        return true;
}

unsigned feel__regex_groups(const struct feel_regex *re)
{
        return re->groups;
}
