/*
 * src/app/sandbox.c: see sandbox.h. The order matters: namespaces and Landlock first, seccomp last,
 * for it forbids the calls that the others need.
 */
#include "app/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

/* Newer than Debian 12's header; numbers of the kernel's stable interface. */
#define FS_RIGHTS_ABI_1    ((1ULL << 13) - 1)
#define FS_RIGHT_REFER     (1ULL << 13) /* ABI 2 */
#define FS_RIGHT_TRUNCATE  (1ULL << 14) /* ABI 3 */
#define FS_RIGHT_IOCTL_DEV (1ULL << 15) /* ABI 5 */
#define NET_RIGHTS         3ULL         /* ABI 4: bind and connect of TCP */
#define SCOPES             3ULL         /* ABI 6: abstract sockets, signals */

struct ruleset {
        u64 fs, net, scoped;
};

/* Calls that every kind may make: its memory, its clock, its open descriptors, its end. */
static const int common_calls[] = {
        SCMP_SYS(read),
        SCMP_SYS(pread64),
        SCMP_SYS(write),
        SCMP_SYS(writev),
        SCMP_SYS(close),
        SCMP_SYS(lseek),
        SCMP_SYS(recvmsg),
        SCMP_SYS(sendto),
        SCMP_SYS(poll),
        SCMP_SYS(ppoll),
        SCMP_SYS(brk),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday),
        SCMP_SYS(nanosleep),
        SCMP_SYS(clock_nanosleep),
        SCMP_SYS(getrandom),
        SCMP_SYS(sched_yield),
        SCMP_SYS(getpid),
        SCMP_SYS(gettid),
        SCMP_SYS(getppid),
        SCMP_SYS(rt_sigaction),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(sigaltstack),
        SCMP_SYS(restart_syscall),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
};

static const int signer_calls[] = { SCMP_SYS(fdatasync), SCMP_SYS(fsync), SCMP_SYS(ftruncate) };

/* Nothing of ours ever calls these: an attempt means that somebody else is at the wheel. */
static const int deadly_calls[] = {
        SCMP_SYS(execve),
        SCMP_SYS(execveat),
        SCMP_SYS(fork),
        SCMP_SYS(vfork),
        SCMP_SYS(ptrace),
        SCMP_SYS(process_vm_readv),
        SCMP_SYS(process_vm_writev),
        SCMP_SYS(socket),
        SCMP_SYS(connect),
        SCMP_SYS(bind),
        SCMP_SYS(listen),
        SCMP_SYS(accept4),
        SCMP_SYS(mount),
        SCMP_SYS(umount2),
        SCMP_SYS(pivot_root),
        SCMP_SYS(chroot),
        SCMP_SYS(unshare),
        SCMP_SYS(setns),
        SCMP_SYS(bpf),
        SCMP_SYS(perf_event_open),
        SCMP_SYS(userfaultfd),
        SCMP_SYS(io_uring_setup),
        SCMP_SYS(open_by_handle_at),
        SCMP_SYS(init_module),
        SCMP_SYS(finit_module),
        SCMP_SYS(kexec_load),
        SCMP_SYS(keyctl),
        SCMP_SYS(add_key),
};

static int allow(scmp_filter_ctx f, const int *calls, size_t n, u32 action)
{
        for (size_t i = 0; i < n; i++)
                if (seccomp_rule_add(f, action, calls[i], 0) < 0)
                        return ERR_UNSUPPORTED;
        return 0;
}

/* Memory, but never such that can be run: no code arrives here. tgkill: for abort() alone. */
static int allow_memory_and_abort(scmp_filter_ctx f)
{
        struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
        struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());

        if (seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_exec) < 0 ||
                seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec) < 0 ||
                seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, self) < 0)
                return ERR_UNSUPPORTED;
        return 0;
}

/*
 * The converter makes plain children with a pidfd (no thread, no namespace), ends and awaits only
 * those, limits them and puts up their second wall.
 */
static int allow_workers(scmp_filter_ctx f)
{
        struct scmp_arg_cmp plain =
                SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)(CLONE_PIDFD | (unsigned)SIGCHLD));
        struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, 0);
        struct scmp_arg_cmp nnp = SCMP_A0(SCMP_CMP_EQ, PR_SET_NO_NEW_PRIVS);
        struct scmp_arg_cmp death = SCMP_A0(SCMP_CMP_EQ, PR_SET_PDEATHSIG);
        static const int calls[] = { SCMP_SYS(waitid), SCMP_SYS(pidfd_send_signal),
                SCMP_SYS(seccomp) };

        if (seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, plain) < 0 ||
                seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, own) < 0 ||
                seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, nnp) < 0 ||
                seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, death) < 0)
                return ERR_UNSUPPORTED;
        return allow(f, calls, ARRAY_LEN(calls), SCMP_ACT_ALLOW);
}

static int filter_make(enum sandbox_kind kind, scmp_filter_ctx *ret_f)
{
        scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
        int r = f ? 0 : ERR_UNSUPPORTED;

        if (r == 0)
                r = allow(f, common_calls, ARRAY_LEN(common_calls), SCMP_ACT_ALLOW);
        if (r == 0)
                r = allow(f, deadly_calls, ARRAY_LEN(deadly_calls), SCMP_ACT_KILL_PROCESS);
        if (r == 0)
                r = allow_memory_and_abort(f);
        if (r == 0 && kind == SANDBOX_SIGNER)
                r = allow(f, signer_calls, ARRAY_LEN(signer_calls), SCMP_ACT_ALLOW);
        if (r == 0 && kind == SANDBOX_CONVERTER)
                r = allow_workers(f);
        if (r < 0) {
                seccomp_release(f);
                return r;
        }
        *ret_f = f;
        return 0;
}

/* The Landlock ABI in force afterwards, 0 when there is none. Needs no_new_privs. */
static int landlock_enter(void)
{
        long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
        struct ruleset rules = { FS_RIGHTS_ABI_1, 0, 0 };
        size_t size = abi >= 6 ? sizeof rules : abi >= 4 ? 2 * sizeof(u64) : sizeof(u64);
        int fd;
        bool ok;

        if (abi < 1)
                return 0;
        if (abi >= 2)
                rules.fs |= FS_RIGHT_REFER;
        if (abi >= 3)
                rules.fs |= FS_RIGHT_TRUNCATE;
        if (abi >= 4)
                rules.net = NET_RIGHTS;
        if (abi >= 5)
                rules.fs |= FS_RIGHT_IOCTL_DEV;
        if (abi >= 6)
                rules.scoped = SCOPES;
        fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
        if (fd < 0)
                return 0;
        ok = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
        close(fd);
        return ok ? (int)MIN(abi, 255) : 0;
}

/* As root the first works; others need a user namespace, which some systems forbid. */
static bool network_enter(void)
{
        return unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

static void drop_capabilities(void)
{
        struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
        struct __user_cap_data_struct none[2] = { { 0 } };

        /* Failing only means that there was nothing to drop. */
        (void)syscall(SYS_capset, &head, none);
}

static void forbid_dumps(void)
{
        struct rlimit none = { 0, 0 };

        setrlimit(RLIMIT_CORE, &none);
        prctl(PR_SET_DUMPABLE, 0);
}

int sandbox_enter(enum sandbox_kind kind, bool off, u32 *ret_level)
{
        scmp_filter_ctx filter;
        u32 level = SANDBOX_SECCOMP;
        int abi, r;

        forbid_dumps();
        if (off) {
                *ret_level = SANDBOX_OFF;
                return 0;
        }
        r = filter_make(kind, &filter);
        if (r < 0) {
                log_error("sandbox", "no seccomp filter can be made here");
                return r;
        }
        if (network_enter())
                level |= SANDBOX_NET;
        drop_capabilities();
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* new credentials may have dropped it */
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
                abi = landlock_enter();
                if (abi > 0)
                        level |= SANDBOX_LANDLOCK | (u32)abi << 8;
        }
        r = seccomp_load(filter);
        seccomp_release(filter);
        if (r < 0) {
                log_error("sandbox", "the kernel refuses the seccomp filter errno=%d", -r);
                return ERR_UNSUPPORTED;
        }
        *ret_level = level;
        return 0;
}

struct sandbox_filter {
        struct sock_fprog program;
};

/* libseccomp exports to a descriptor only; a memory file keeps it off the disk. */
int sandbox_worker_prepare(struct sandbox_filter **ret_filter)
{
        scmp_filter_ctx f;
        int fd = memfd_create("worker filter", MFD_CLOEXEC);
        struct sandbox_filter *out;
        off_t size;
        int r = filter_make(SANDBOX_WORKER, &f);

        if (r < 0 || fd < 0)
                goto done;
        r = ERR_UNSUPPORTED;
        if (seccomp_export_bpf(f, fd) < 0 || (size = lseek(fd, 0, SEEK_END)) <= 0)
                goto release;
        out = calloc(1, sizeof *out);
        CHECK(out != NULL);
        out->program.len = (unsigned short)((size_t)size / sizeof(struct sock_filter));
        out->program.filter = malloc((size_t)size);
        CHECK(out->program.filter != NULL);
        if (pread(fd, out->program.filter, (size_t)size, 0) == size) {
                *ret_filter = out;
                r = 0;
        } else {
                sandbox_filter_free(out);
        }
release:
        seccomp_release(f);
done:
        if (fd >= 0)
                close(fd);
        return fd < 0 ? ERR_UNSUPPORTED : r;
}

void sandbox_worker_enter(const struct sandbox_filter *f)
{
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
                syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &f->program) != 0)
                _exit(1);
}

void sandbox_filter_free(struct sandbox_filter *f)
{
        if (!f)
                return;
        free(f->program.filter);
        free(f);
}

struct str sandbox_words(struct arena *a, u32 level)
{
        struct buf b;

        buf_init(&b, a, 100);
        if (level & SANDBOX_OFF)
                buf_addc(&b, "off");
        if (level & SANDBOX_SECCOMP)
                buf_addc(&b, "seccomp");
        if (level & SANDBOX_LANDLOCK)
                buf_fmt(&b, ", landlock %u", SANDBOX_ABI(level));
        if (level & SANDBOX_NET)
                buf_addc(&b, ", net");
        return buf_str(&b);
}
