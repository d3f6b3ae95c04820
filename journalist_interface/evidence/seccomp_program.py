"""Print the seccomp filter of the sandbox: `/usr/bin/python3 -I seccomp_program.py`, with Debian's python3-seccomp.

libseccomp makes it, which knows the numbers of each processor. What is not listed does not exist in the sandbox: no
other namespace, mount, tracing, keyring, io_uring or BPF, no socket but those between its own programs, and no memory
that belongs to no process, since none of it would count (`consumption`).
"""

import importlib
import sys
from typing import Any, Final

_ALLOWED: Final = """
access arch_prctl alarm brk capget chdir chmod chown clock_getres clock_gettime clock_nanosleep close close_range
copy_file_range creat dup dup2 dup3 eventfd eventfd2 execve exit exit_group faccessat faccessat2 fadvise64 fallocate
fchdir fchmod fchmodat fchmodat2 fchown fchownat fdatasync fgetxattr flock fork fstat fstatfs fsync ftruncate futex
futex_waitv getcpu getcwd getdents getdents64 getegid geteuid getgid getgroups getitimer getpeername getpgid getpgrp
getpid getppid getpriority getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid
gettimeofday getuid getxattr kill lgetxattr link linkat listxattr llistxattr lseek lstat madvise membarrier mincore
mkdir mkdirat mlock mprotect mremap msync munlock munmap nanosleep newfstatat open openat pause pipe pipe2 poll ppoll
pread64 preadv preadv2 prlimit64 pselect6 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv recvfrom
recvmmsg recvmsg rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask
rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max
sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler sched_setaffinity sched_setscheduler
sched_yield select sendfile sendmmsg sendmsg sendto set_robust_list set_tid_address setitimer setpgid setpriority
setrlimit setsockopt shutdown sigaltstack signalfd signalfd4 stat statfs statx symlink symlinkat
sync_file_range sysinfo tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_settime
timerfd_create timerfd_gettime timerfd_settime times tkill truncate umask uname unlink unlinkat utime utimensat utimes
vfork wait4 waitid write writev accept accept4 bind connect listen
"""
_LOCAL_SOCKETS: Final = ("socket", "socketpair")
_AF_UNIX: Final = 1
# TCGETS (is it a terminal?), FIOCLEX, FIONBIO and FIONREAD. None that types into the terminal of who started us.
_IOCTLS: Final = (0x5401, 0x5451, 0x5421, 0x541B)
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_SETPIPE_SZ and F_GETPIPE_SZ.
_FCNTLS: Final = (0, 1, 2, 3, 4, 1030, 1031, 1032)
# F_SETLK, F_SETLKW, F_OFD_SETLK and F_OFD_SETLKW: a process may lock any number of ranges, and the kernel keeps each.
# LibreOffice does not open a file that it cannot lock. There is nobody to lock out: what is granted needs no keeping.
_LOCKS: Final = (6, 7, 37, 38)
_GRANTED: Final = 0
# PR_SET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ and PR_SET_VMA. None that adds filters.
_PRCTLS: Final = (1, 3, 15, 16, 23, 0x53564D41)
_MAP_SHARED: Final = 0x01
_MAP_ANONYMOUS: Final = 0x20
_NEW_NAMESPACES: Final = 0x7E020080
"""CLONE_NEWNS, -CGROUP, -UTS, -IPC, -USER, -PID, -NET and -TIME. clone3 hides its flags: the C library does without."""
_NO_SUCH_CALL: Final = 38  # ENOSYS, after which libraries try an older call


def main() -> None:
    """Write the filter as the kernel takes it."""
    seccomp: Any = importlib.import_module("seccomp")
    allowed = seccomp.ALLOW
    calls = seccomp.SyscallFilter(defaction=seccomp.ERRNO(_NO_SUCH_CALL))
    for name in _ALLOWED.split():
        calls.add_rule(allowed, name)
    for name in _LOCAL_SOCKETS:
        calls.add_rule(allowed, name, seccomp.Arg(0, seccomp.EQ, _AF_UNIX))
    for command in _IOCTLS:  # whole: the kernel takes the lower half of what it is given
        calls.add_rule(allowed, "ioctl", seccomp.Arg(1, seccomp.EQ, command))
    for command in _FCNTLS:
        calls.add_rule(allowed, "fcntl", seccomp.Arg(1, seccomp.EQ, command))
    for command in _LOCKS:
        calls.add_rule(seccomp.ERRNO(_GRANTED), "fcntl", seccomp.Arg(1, seccomp.EQ, command))
    for option in _PRCTLS:
        calls.add_rule(allowed, "prctl", seccomp.Arg(0, seccomp.EQ, option))
    for kind in (_MAP_SHARED, _MAP_ANONYMOUS):  # of a file, or of its own: never without a file and shared
        calls.add_rule(allowed, "mmap", seccomp.Arg(3, seccomp.MASKED_EQ, kind, 0))
    calls.add_rule(allowed, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _NEW_NAMESPACES, 0))
    calls.export_bpf(sys.stdout)


if __name__ == "__main__":
    main()
