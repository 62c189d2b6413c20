/*
 * src/net/test/test_scan.c: a file and its virus scanner: found, not found, too large, away, silent
 * and talking nonsense are told apart. The scanner is test/simulators/clamd.py.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "net/scan.h"
#include "net/test/simulator.h"
#include "test/test.h"

/* The test file of EICAR in two halves, so that no scanner finds it here. */
#define EICAR                                                                                      \
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}"                                                             \
        "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

static struct arena *a;
static struct simulator sim;

static int scan(const char *address, struct str bytes, int patience_ms, struct net_scan_said *said)
{
        struct str path = str_fmt(a, "%s/file", sim.dir);
        int fd, r;

        CHECK(file_write_durable(path.ptr, bytes, 0600) == 0);
        fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
        CHECK(fd >= 0);
        *said = (struct net_scan_said){ .found = STR_NULL };
        r = net_scan(a, str_of(address), fd, patience_ms, said);
        CHECK(lseek(fd, 0, SEEK_CUR) == 0);
        close(fd);
        return r;
}

static const char *here(void)
{
        return str_fmt(a, "tcp://127.0.0.1:%d", sim.port).ptr;
}

static void put(const char *name, const char *text)
{
        CHECK(file_write_durable(str_fmt(a, "%s/%s", sim.dir, name).ptr, str_of(text), 0600) == 0);
}

static void drop(const char *name)
{
        CHECK(unlink(str_fmt(a, "%s/%s", sim.dir, name).ptr) == 0);
}

static bool asked(const char *part)
{
        return str_find(simulator_file(&sim, a, "asked.jsonl"), str_of(part)) >= 0;
}

TEST(what_the_scanner_says_is_told_apart)
{
        struct net_scan_said said;
        struct str large;

        a = arena_new(32 << 20);
        REQUIRE(simulator_start(&sim, "clamd.py"));
        large = str_n(arena_alloc(a, 3 << 20), 3 << 20);
        EXPECT_INT(scan(here(), STR("giay to"), 10000, &said), 0);
        EXPECT(!said.found.ptr && asked("\"size\": 7"));
        EXPECT_INT(scan(here(), STR(""), 10000, &said), 0);
        EXPECT(!said.found.ptr);
        EXPECT_INT(scan(here(), STR(EICAR), 10000, &said), 0);
        EXPECT_STR(said.found, "Eicar-Test-Signature");
        EXPECT_INT(scan(here(), str_cat(a, large, STR(EICAR)), 20000, &said), 0); /* in pieces */
        EXPECT_STR(said.found, "Eicar-Test-Signature");
        EXPECT(asked(str_fmt(a, "\"size\": %zu", large.len + strlen(EICAR)).ptr));
        put("limit", "1000000");
        EXPECT_INT(scan(here(), large, 20000, &said), ERR_LIMIT);
        EXPECT(str_find(said.why, STR("size limit")) > 0);
        drop("limit");
        simulator_stop(&sim);
        arena_free(a);
}

TEST(a_scanner_that_does_not_answer_is_no_verdict)
{
        struct net_scan_said said;

        a = arena_new(32 << 20);
        REQUIRE(simulator_start(&sim, "clamd.py"));
        put("down", "");
        EXPECT_INT(scan(here(), STR(EICAR), 10000, &said), ERR_IO);
        EXPECT(said.why.len > 0);
        drop("down");
        put("slow", "");
        EXPECT_INT(scan(here(), STR(EICAR), 200, &said), ERR_IO);
        drop("slow");
        put("nonsense", "");
        EXPECT_INT(scan(here(), STR("giay to"), 10000, &said), ERR_IO);
        EXPECT_STR(said.why, "HTTP/1.1 400 Bad Request");
        drop("nonsense");
        EXPECT_INT(scan("unix:///nonexistent/clamd.ctl", STR("x"), 10000, &said), ERR_IO);
        EXPECT_INT(scan("http://127.0.0.1", STR("x"), 10000, &said), ERR_INVALID);
        simulator_stop(&sim);
        arena_free(a);
}

#define ASKED (10 + 4 + 1 + 4) /* the command, a piece of one byte, the end */

/* Answers one connection on a socket in the file system with these bytes, then hangs up. */
static int answer_once(const char *path, struct str bytes)
{
        struct sockaddr_un at = { .sun_family = AF_UNIX };
        int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), pid;
        char space[4096];

        snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
        CHECK(s >= 0 && bind(s, (struct sockaddr *)&at, sizeof at) == 0 && listen(s, 1) == 0);
        pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
                int c = accept(s, NULL, NULL);

                size_t got = 0;
                ssize_t n = 1;

                while (n > 0 && got < ASKED) {
                        n = read(c, space, sizeof space);
                        got += (size_t)MAX(n, (ssize_t)0);
                }
                (void)!write(c, bytes.ptr, bytes.len);
                _exit(0);
        }
        close(s);
        return pid;
}

TEST(an_answer_is_whole_or_none_and_names_what_was_found)
{
        char long_[4096];
        const struct {
                struct str bytes;
                int result;
        } cases[] = {
                { STR("stream: OK\0"), 0 },
                { STR("stream: OK"), ERR_IO }, /* broken off */
                { STR(""), ERR_IO },
                { STR("stream: OK \0"), ERR_IO },
                { STR("stream:  FOUND\0"), 0 },
                { STR("stream: FOUND\0"), ERR_IO },
                { STR("COMMAND READ TIMED OUT\0"), ERR_IO },
                { str_n(long_, sizeof long_), ERR_IO },
        };

        a = arena_new(4 << 20);
        memset(long_, 'x', sizeof long_);
        REQUIRE(simulator_start(&sim, "clamd.py"));
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                struct str path = str_fmt(a, "%s/%zu.ctl", sim.dir, i);
                struct net_scan_said said;
                int pid = answer_once(path.ptr, cases[i].bytes);

                EXPECT_INT(scan(str_cat(a, STR("unix://"), path).ptr, STR("x"), 5000, &said),
                        cases[i].result);
                EXPECT(i == 4 ? said.found.ptr != NULL : said.found.ptr == NULL);
                CHECK(waitpid(pid, NULL, 0) == pid);
        }
        simulator_stop(&sim);
        arena_free(a);
}

TEST(an_address_is_a_host_with_a_port_or_a_path)
{
        EXPECT(net_scan_address(STR("tcp://localhost:3310")));
        EXPECT(net_scan_address(STR("tcp://[::1]:3310")));
        EXPECT(net_scan_address(STR("unix:///run/clamav/clamd.ctl")));
        EXPECT(!net_scan_address(STR("tcp://localhost")));
        EXPECT(!net_scan_address(STR("tcp://:3310")));
        EXPECT(!net_scan_address(STR("tcp://::1:3310")));
        EXPECT(!net_scan_address(STR("tcp://localhost:0")));
        EXPECT(!net_scan_address(STR("tcp://localhost:70000")));
        EXPECT(!net_scan_address(STR("unix://run/clamd.ctl")));
        EXPECT(!net_scan_address(STR("localhost:3310")));
        EXPECT(!net_scan_address(STR("")));
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_the_scanner_says_is_told_apart),
                RUN(a_scanner_that_does_not_answer_is_no_verdict),
                RUN(an_answer_is_whole_or_none_and_names_what_was_found),
                RUN(an_address_is_a_host_with_a_port_or_a_path));
}
