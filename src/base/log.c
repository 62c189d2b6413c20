/*
 * src/base/log.c: one line a message, made whole on the stack and handed to the kernel in one
 * write, so that lines of several threads and processes never mix. Nothing here can fail: a line
 * that does not fit is cut, a standard error that is gone is ignored.
 */
#include "base/log.h"

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define LINE_MAX_BYTES 4096

static _Atomic int max_level = LOG_INFO;
static _Atomic(const char *) process_name;

void log_set_level(enum log_level level)
{
        max_level = (int)level;
}

void log_set_name(const char *process)
{
        process_name = process;
}

/* Bytes at p that a terminal or a log reader could take for more than text; 0 for plain text. */
static size_t unsafe_len(const u8 *p, size_t n)
{
        if (p[0] < 0x20 || p[0] == 0x7f)
                return 1;
        if (n >= 2 && p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f)
                return 2; /* C1 controls */
        if (n >= 3 && p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9))
                return 3; /* line and paragraph separators */
        return 0;
}

/* Copies text to out, escaping; both bounded. Returns the bytes written. */
static size_t put_escaped(char *out, size_t room, const char *text, size_t n)
{
        const u8 *p = (const u8 *)text;
        size_t at = 0;

        for (size_t i = 0; i < n;) {
                size_t bad = unsafe_len(p + i, n - i);

                if (at + 4 * MAX(bad, 1) > room)
                        break;
                if (!bad) {
                        out[at++] = text[i++];
                } else if (p[i] == '\n') {
                        out[at++] = '\\', out[at++] = 'n', i++;
                } else {
                        for (size_t k = 0; k < bad; k++, i++)
                                at += (size_t)snprintf(out + at, room - at + 1, "\\x%02x", p[i]);
                }
        }
        return at;
}

void log_line(enum log_level level, const char *part, const char *fmt, ...)
{
        static const char *const words[] = { "error", "warn", "info", "debug" };
        const char *name = process_name;
        char text[LINE_MAX_BYTES / 2], line[LINE_MAX_BYTES];
        struct civil c;
        va_list ap;
        size_t n;
        int len;

        if ((int)level > max_level)
                return;
        time_civil(clock_now(), &c);
        va_start(ap, fmt);
        len = vsnprintf(text, sizeof text, fmt, ap);
        va_end(ap);
        if (len < 0)
                return;
        n = (size_t)snprintf(line, 128,
                "%04d-%02d-%02dT%02d:%02d:%02d.%03d+07:00 %s %.24s%s%.24s: ", c.year, c.month,
                c.day, c.hour, c.minute, c.second, c.ms, words[level], name ? name : "",
                name ? "/" : "", part);
        n += put_escaped(line + n, sizeof line - n - 2, text, MIN((size_t)len, sizeof text - 1));
        line[n++] = '\n';
        if (write(STDERR_FILENO, line, n) < 0)
                return; /* nobody left to tell */
}
