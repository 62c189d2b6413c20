/*
 * src/app/test/test_supervisor.c: what dies is started again, what cannot live is given up, the
 * stop is clean, and nothing outlives the supervisor. Parts report what happens through one pipe.
 */
#include "test/test.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/supervisor.h"

static int report[2]; /* one letter an event */
static char last_seen[64];

static void say(char c)
{
        CHECK(write(report[1], &c, 1) == 1);
}

static _Noreturn void wait_forever(void)
{
        for (;;)
                pause();
}

/* The next event, or 0 when everybody who could speak is gone. Waits as long as it takes. */
static char hear(void)
{
        char c;

        return read(report[0], &c, 1) == 1 ? c : 0;
}

static void hear_all(void)
{
        size_t n = 0;
        char c;

        while ((c = hear()) != 0 && n + 1 < sizeof last_seen)
                last_seen[n++] = c;
        last_seen[n] = 0;
}

static int count(char c)
{
        int n = 0;

        for (const char *p = last_seen; *p; p++)
                n += *p == c;
        return n;
}

/* Parts keep no descriptor but their socket, so the pipe of the test goes through it: the main part
 * passes on what the others send. */
static int echo_part(const int *sockets, void *arg)
{
        char c;

        while (recv(sockets[0], &c, 1, 0) == 1) {
                if (c == 'x')
                        abort();
                send(sockets[0], &c, 1, 0);
        }
        return 0;
}

static char ask_part(int socket, char c)
{
        char answer = 0;
        struct pollfd p = { socket, POLLIN, 0 };

        send(socket, &c, 1, 0);
        while (poll(&p, 1, -1) < 0)
                continue;
        CHECK(recv(socket, &answer, 1, 0) == 1);
        return answer;
}

/* The part is killed in the middle; the same socket then reaches its successor. */
static int main_that_kills_the_part(const int *sockets, void *arg)
{
        say(ask_part(sockets[0], 'a'));
        send(sockets[0], "x", 1, 0);
        say(ask_part(sockets[0], 'b'));
        return 0;
}

static int run_forked(const struct supervisor_config *config, pid_t *ret_pid)
{
        pid_t pid;

        CHECK(pipe(report) == 0);
        pid = fork();
        if (pid == 0) {
                close(report[0]);
                _exit(supervisor_run(config));
        }
        close(report[1]);
        *ret_pid = pid;
        return 0;
}

static int wait_code(pid_t pid)
{
        int status;

        waitpid(pid, &status, 0);
        close(report[0]);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(a_part_that_dies_is_started_again_behind_the_same_socket)
{
        const struct supervisor_part parts[] = { { "echo", echo_part, NULL },
                { "main", main_that_kills_the_part, NULL } };
        const struct supervisor_config config = { parts, 2, 1, 0 };
        pid_t pid;

        run_forked(&config, &pid);
        hear_all();
        EXPECT(strcmp(last_seen, "ab") == 0);
        EXPECT_INT(wait_code(pid), 0);
}

static int main_that_dies(const int *sockets, void *arg)
{
        say('m');
        return 1;
}

TEST(a_part_that_always_dies_is_given_up_after_ten_deaths)
{
        const struct supervisor_part parts[] = { { "echo", echo_part, NULL },
                { "main", main_that_dies, NULL } };
        const struct supervisor_config config = { parts, 2, 1, 0 };
        pid_t pid;

        run_forked(&config, &pid);
        hear_all();
        EXPECT_INT(count('m'), 10);
        EXPECT_INT(wait_code(pid), SUPERVISOR_EXIT_AGAIN);
}

static int part_without_wall(const int *sockets, void *arg)
{
        return SUPERVISOR_EXIT_NO_WALL;
}

static int main_that_waits(const int *sockets, void *arg)
{
        signal(SIGTERM, SIG_DFL);
        say('m');
        wait_forever();
}

TEST(a_part_without_a_wall_ends_the_whole)
{
        const struct supervisor_part parts[] = { { "walled", part_without_wall, NULL },
                { "main", main_that_waits, NULL } };
        const struct supervisor_config config = { parts, 2, 1, 0 };
        pid_t pid;

        run_forked(&config, &pid);
        EXPECT_INT(wait_code(pid), SUPERVISOR_EXIT_NO_WALL);
}

static void on_term(int signal)
{
        say('t');
        _exit(0);
}

static int main_that_stops_well(const int *sockets, void *arg)
{
        signal(SIGTERM, on_term);
        say(ask_part(sockets[0], 'p'));
        say('m');
        wait_forever();
}

/* As Ctrl-C does: the signal goes to the whole group. The server alone is told, and told once. */
TEST(an_interrupt_stops_all_cleanly)
{
        const struct supervisor_part parts[] = { { "echo", echo_part, NULL },
                { "main", main_that_stops_well, NULL } };
        const struct supervisor_config config = { parts, 2, 1, 0 };
        pid_t pid;

        CHECK(pipe(report) == 0);
        pid = fork();
        if (pid == 0) {
                setpgid(0, 0);
                close(report[0]);
                _exit(supervisor_run(&config));
        }
        close(report[1]);
        EXPECT_INT(hear(), 'p');
        EXPECT_INT(hear(), 'm');
        kill(-pid, SIGINT);
        hear_all();
        EXPECT(strcmp(last_seen, "t") == 0);
        EXPECT_INT(wait_code(pid), 0);
}

static int main_that_does_not_stop(const int *sockets, void *arg)
{
        signal(SIGTERM, SIG_IGN);
        say('m');
        wait_forever();
}

TEST(a_server_that_does_not_stop_is_ended)
{
        const struct supervisor_part parts[] = { { "main", main_that_does_not_stop, NULL } };
        const struct supervisor_config config = { parts, 1, 1, 50 };
        pid_t pid;

        run_forked(&config, &pid);
        EXPECT_INT(hear(), 'm');
        kill(pid, SIGTERM);
        EXPECT_INT(hear(), 0); /* the end of file says that it is gone */
        EXPECT_INT(wait_code(pid), SUPERVISOR_EXIT_AGAIN);
}

TEST(nothing_outlives_a_killed_supervisor)
{
        const struct supervisor_part parts[] = { { "echo", echo_part, NULL },
                { "main", main_that_stops_well, NULL } };
        const struct supervisor_config config = { parts, 2, 1, 0 };
        pid_t pid;

        run_forked(&config, &pid);
        EXPECT_INT(hear(), 'p');
        EXPECT_INT(hear(), 'm');
        kill(pid, SIGKILL);
        EXPECT_INT(hear(), 0);
        EXPECT_INT(wait_code(pid), -SIGKILL);
}

static int part_that_counts_descriptors(const int *sockets, void *arg)
{
        DIR *d = opendir("/proc/self/fd");
        struct dirent *e;
        char n = 0;

        while ((e = readdir(d)) != NULL)
                n += e->d_name[0] != '.';
        closedir(d);
        send(sockets[0], &n, 1, 0);
        return echo_part(sockets, arg);
}

static int main_that_hears_a_count(const int *sockets, void *arg)
{
        char n = 0;

        CHECK(recv(sockets[0], &n, 1, 0) == 1);
        say((char)('0' + n));
        return 0;
}

/* Input, output, errors, the socket, and the one that reads the folder. */
TEST(a_part_inherits_its_socket_and_nothing_else)
{
        const struct supervisor_part parts[] = { { "count", part_that_counts_descriptors, NULL },
                { "main", main_that_hears_a_count, NULL } };
        const struct supervisor_config config = { parts, 2, 1, 0 };
        pid_t pid;

        run_forked(&config, &pid);
        EXPECT_INT(hear(), '5');
        hear_all();
        EXPECT_INT(wait_code(pid), 0);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_part_that_dies_is_started_again_behind_the_same_socket),
                RUN(a_part_that_always_dies_is_given_up_after_ten_deaths),
                RUN(a_part_without_a_wall_ends_the_whole), RUN(an_interrupt_stops_all_cleanly),
                RUN(a_server_that_does_not_stop_is_ended),
                RUN(nothing_outlives_a_killed_supervisor),
                RUN(a_part_inherits_its_socket_and_nothing_else));
}
