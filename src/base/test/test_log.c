/*
 * src/base/test/test_log.c: a log line is one line, whatever is in it.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "test/test.h"

static char captured[16384];

/* Standard error into a pipe while fn runs. */
static struct str capture(void (*fn)(void))
{
        int pipe_fd[2], saved = dup(STDERR_FILENO);
        ssize_t n;

        if (pipe(pipe_fd) < 0)
                return STR("no pipe");
        dup2(pipe_fd[1], STDERR_FILENO);
        close(pipe_fd[1]);
        fn();
        dup2(saved, STDERR_FILENO);
        close(saved);
        n = read(pipe_fd[0], captured, sizeof captured);
        close(pipe_fd[0]);
        return str_n(captured, n > 0 ? (size_t)n : 0);
}

static void plain(void)
{
        clock_set(time_make(day_make(2026, 11, 22), 8, 30, 0) + 123, false);
        log_warn("store", "text key=%d", 7);
}

TEST(line_has_time_level_part)
{
        EXPECT_STR(capture(plain), "2026-11-22T08:30:00.123+07:00 warn store: text key=7\n");
        log_set_name("signer");
        EXPECT_STR(capture(plain), "2026-11-22T08:30:00.123+07:00 warn signer/store: text key=7\n");
        log_set_name(NULL);
}

static void forged(void)
{
        log_error("web", "path=%s", "/x\n2026 error web: forged\r\x1b[31m\xc2\x9b\xe2\x80\xa8\x7f");
}

TEST(values_cannot_forge_lines)
{
        static const struct str shown = STR("\\n2026 error web: forged\\x0d\\x1b[31m\\xc2\\x9b"
                                            "\\xe2\\x80\\xa8\\x7f");
        struct str s = capture(forged);

        EXPECT(str_find_char(s, '\n') == (ptrdiff_t)s.len - 1);
        EXPECT(str_find_char(s, '\r') < 0 && str_find_char(s, 0x1b) < 0 &&
                str_find_char(s, 0x7f) < 0);
        EXPECT(str_find(s, shown) > 0);
}

static void vietnamese(void)
{
        log_error("web", "tên=%s", "Đường Đinh Lễ, nghìn đồng");
}

TEST(vietnamese_stays_readable)
{
        EXPECT(str_find(capture(vietnamese), STR("tên=Đường Đinh Lễ, nghìn đồng\n")) > 0);
}

static void huge(void)
{
        char text[10000];

        memset(text, '\n', sizeof text - 1);
        text[sizeof text - 1] = 0;
        log_error("web", "%s", text);
}

TEST(long_line_is_cut_and_ended)
{
        struct str s = capture(huge);

        EXPECT(s.len > 1000 && s.len <= 4096);
        EXPECT(str_find_char(s, '\n') == (ptrdiff_t)s.len - 1);
}

static void debugging(void)
{
        log_line(LOG_DEBUG, "web", "hidden");
}

TEST(level_hides_lower_messages)
{
        EXPECT_STR(capture(debugging), "");
        log_set_level(LOG_DEBUG);
        EXPECT(capture(debugging).len > 0);
        log_set_level(LOG_ERROR);
        EXPECT_STR(capture(plain), "");
        log_set_level(LOG_INFO);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(line_has_time_level_part), RUN(values_cannot_forge_lines),
                RUN(vietnamese_stays_readable), RUN(long_line_is_cut_and_ended),
                RUN(level_hides_lower_messages));
}
