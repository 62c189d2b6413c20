/*
 * src/base/log.h: one line a message on standard error:
 *      2026-11-22T08:30:00.123+07:00 warn store: text key=value …
 * (with log_set_name("signer"): "… warn signer/store: …"). One write(2) a line, at most 4096 bytes.
 * Line breaks and control characters in values are escaped, so that nobody can forge a line. Nobody
 * below the dispatcher and the job runner logs a failed request (style.md 7).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level level);
void log_set_name(const char *process); /* "server", "signer" … */
void log_line(enum log_level level, const char *part, const char *fmt, ...) PRINTF_LIKE(3, 4);
#define log_error(part, ...) log_line(LOG_ERROR, (part), __VA_ARGS__)
#define log_warn(part, ...)  log_line(LOG_WARN, (part), __VA_ARGS__)
#define log_info(part, ...)  log_line(LOG_INFO, (part), __VA_ARGS__)

#endif
