"""Programs that run in the sandbox as a converter that was taken over would, and what must come of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from journalist_interface.evidence.errors import ConversionLimitError, DamagedFileError, EvidenceError

_BEGINNING: Final = "from journalist_interface.evidence.inside.limits import apply_limits; apply_limits()\n"


@dataclass(frozen=True, slots=True)
class HostileProgram:
    """A program, the sentence with which it ends, and what it must and must not have said before.

    One that `is_long` is left to `tests.sandbox`.
    """

    name: str
    text: str
    error: type[EvidenceError]
    says: tuple[bytes, ...] = ()
    wall: float = 120.0
    is_long: bool = False

    def command(self, told: Callable[[str], str]) -> list[str]:
        """Return the command; `told` fills in what an attacker may know of the host."""
        return ["/usr/bin/python3", "-s", "-P", "-B", "-c", _BEGINNING + told(self.text)]


_TRY: Final = """
import ctypes, os, socket, sys
print("not a message", flush=True)
def attempt(name, act):
    try:
        print(name, "DONE", act(), flush=True)
    except BaseException as error:
        print(name, "refused", type(error).__name__, flush=True)
"""
# By name: each processor has numbers of its own.
_CALL = """
import ctypes, os, seccomp
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    number = seccomp.resolve_syscall(seccomp.Arch(), name)
    return f"{libc.syscall(number, *map(ctypes.c_ulong, arguments))} {ctypes.get_errno()}"
"""
_GIB: Final = 1024**3
# Longer than the watch takes to look, and shorter than the wall: who is not ended ends as a damaged file.
_HOLD = "time.sleep(60); os._exit(0)\n"

PROGRAMS: Final = (
    HostileProgram(
        "reads the home, and whatever else the host has",
        _TRY
        + """
for path in ("HOME", "SECRET", "/home", "/root", "/etc/passwd", "/etc/shadow", "/run", "/var", "/sys", "/mnt", "/srv"):
    attempt(path, lambda: os.listdir(path) if not path.endswith(("passwd", "shadow", "SECRET")) else open(path).read())
print(sorted(os.environ), os.listdir("/"), os.listdir("/etc"), os.listdir("/dev"), flush=True)
for number in os.listdir("/proc"):
    if number.isdigit():
        attempt("/proc/" + number + "/root", lambda: os.listdir(f"/proc/{number}/root/home"))
print("host", os.uname().nodename, "descriptors", sorted(os.listdir("/proc/self/fd")), flush=True)
print("processes", len([n for n in os.listdir("/proc") if n.isdigit()]), flush=True)
""",
        DamagedFileError,
        (
            b"processes 2\n",
            b"/home refused",
            b"/root refused",
            b"/var refused",
            b"/sys refused",
            b"/etc/passwd refused",
        ),
    ),
    HostileProgram(
        "opens sockets",
        _TRY
        + """
def reach(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        line.connect(address)
attempt("inet", lambda: reach(socket.AF_INET, ("127.0.0.1", PORT)))
attempt("inet6", lambda: reach(socket.AF_INET6, ("::1", PORT)))
attempt("abstract", lambda: reach(socket.AF_UNIX, "\\0kentongan-PORT"))
for family in range(60):
    if family != socket.AF_UNIX:
        attempt(f"family {family}", lambda: socket.socket(family, socket.SOCK_DGRAM))
print("devices", [line.split(":")[0].strip() for line in open("/proc/net/dev")][2:], flush=True)
""",
        DamagedFileError,
        (
            b"inet refused",
            b"inet6 refused",
            b"abstract refused",
            b"devices ['lo']",
            b"family 16 refused",
            b"family 40 refused",
        ),
    ),
    HostileProgram(
        "makes namespaces, mounts, traces, and asks the kernel for what nobody needs",
        _TRY
        + _CALL
        + """
NAMES = ("ptrace mount unshare setns keyctl bpf io_uring_setup userfaultfd perf_event_open process_vm_readv "
         "open_by_handle_at kexec_load init_module clone3 pidfd_getfd mount_setattr add_key umount2 pivot_root chroot "
         "memfd_create memfd_secret shmget inotify_init1 epoll_create1 seccomp")
for name in NAMES.split():
    print(name, call(name, 0x10000000, 0, 0, 0, 0), flush=True)
print("prctl", call("prctl", 22, 2, 0, 0, 0), flush=True)  # a filter more in each thread takes memory of the kernel
print("clone", call("clone", 0x10000000 | 17, 0, 0, 0, 0), flush=True)
for command in (0x5412, 0x1_0000_5412, 0xFFFF_FFFF_0000_5412):  # the kernel takes the lower half
    print("ioctl", hex(command), call("ioctl", 0, command, 0), flush=True)
""",
        DamagedFileError,
        (
            b"ptrace -1 38",
            b"unshare -1 38",
            b"io_uring_setup -1 38",
            b"bpf -1 38",
            b"clone -1 38",
            b"memfd_create -1 38",
            b"shmget -1 38",
            b"epoll_create1 -1 38",  # nor of what it keeps for each of many watches
            b"seccomp -1 38",
            b"prctl -1 38",
            b"ioctl 0x5412 -1 38",
            b"ioctl 0x100005412 -1 38",
            b"ioctl 0xffffffff00005412 -1 38",
        ),
    ),
    HostileProgram(
        "asks which computer this is, and to be ended last",
        _TRY
        + """
for name in ("cmdline", "cpuinfo", "diskstats", "key-users", "keys", "locks", "partitions", "swaps", "version"):
    attempt("/proc/" + name, lambda: open("/proc/" + name, "rb").read(9) or 1 / 0)
for name in ("bus", "driver", "fs", "sys", "tty"):
    attempt("/proc/" + name, lambda: os.listdir("/proc/" + name)[0])
print("ended", open("/proc/self/oom_score_adj").read().strip(), flush=True)
for name in ("oom_score_adj", "autogroup", "clear_refs", "comm", "mem"):
    attempt("write " + name, lambda: open("/proc/self/" + name, "r+b"))
attempt("session", os.setsid)
for policy in (os.SCHED_FIFO, os.SCHED_RR):
    attempt("policy", lambda: os.sched_setscheduler(0, policy, os.sched_param(1)))
attempt("nice", lambda: os.setpriority(os.PRIO_PROCESS, 0, -1))
""",
        DamagedFileError,
        (
            b"ended 1000\n",
            b"/proc/cmdline refused",
            b"/proc/keys refused",
            b"/proc/sys refused",
            b"write oom_score_adj refused OSError",
            b"write mem refused OSError",
            b"session refused",
            b"policy refused",
            b"nice refused",
        ),
    ),
    HostileProgram(
        "writes outside of its folder",
        _TRY
        + """
for path in ("/x", "/usr/x", "/etc/x", "/dev/x", "/proc/sys/kernel/core_pattern", "/usr/local/x", "/program.zip"):
    attempt(path, lambda: open(path, "w").write("x"))
""",
        DamagedFileError,
        (b"/x refused", b"/usr/x refused", b"/etc/x refused", b"/dev/x refused", b"/program.zip refused"),
    ),
    HostileProgram(
        "writes 10 GB",
        _TRY
        + """
def fill(number):
    with open(f"/tmp/{number}", "wb") as file:
        for _ in range(2000):
            file.write(bytes(1_000_000))
for number in range(10):
    attempt("file", lambda: fill(number))
print("in all", sum(os.stat(f"/tmp/{number}").st_size for number in range(10)) < 1_100_000_000, flush=True)
""",
        DamagedFileError,
        (b"file refused OSError", b"in all True"),
    ),
    HostileProgram(
        "forks without end",
        """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
""",
        ConversionLimitError,
        wall=3.0,
    ),
    HostileProgram(
        "takes memory in many processes",
        """
import os, time
for _ in range(8):
    if os.fork() == 0:
        kept = [bytearray(b"x" * 100_000_000) for _ in range(30)]
        time.sleep(100)
time.sleep(100)
""",
        ConversionLimitError,
    ),
    HostileProgram(
        "keeps memory where no process has it",
        _TRY
        + """
import mmap, os
def fill(memory):
    for place in range(0, len(memory), 4096):
        memory[place] = 1
    memory.madvise(mmap.MADV_DONTNEED)
def anonymous():
    kept.append(mmap.mmap(-1, GIB))
    fill(kept[-1])
def nameless():
    kept.append(os.memfd_create("x"))
    os.posix_fallocate(kept[-1], 0, GIB)
def zero():
    kept.append(mmap.mmap(os.open("/dev/zero", os.O_RDWR), GIB))
    fill(kept[-1])
kept = []
for act in (anonymous, nameless, zero):
    attempt(act.__name__, act)
""".replace("GIB", str(_GIB)),
        DamagedFileError,
        (b"anonymous refused", b"nameless refused", b"zero refused"),
    ),
    HostileProgram(
        "takes memory in a thread, and ends the one that began it",
        _CALL
        + f"""
import threading, time
def take():
    time.sleep(0.5)
    kept = bytearray(b"x") * {3 * _GIB}
    {_HOLD}
threading.Thread(target=take).start()
call("exit", 0)
""",
        ConversionLimitError,
    ),
    HostileProgram(
        "hands its memory from thread to thread",
        _CALL
        + f"""
import _thread, threading, time
until = time.monotonic() + 8
def hand_on():
    if time.monotonic() > until:
        os._exit(0)
    _thread.start_new_thread(hand_on, ())
def take():
    time.sleep(0.5)
    kept.append(bytearray(b"x") * {3 * _GIB})
    hand_on()
kept = []
threading.Thread(target=take).start()
call("exit", 0)
""",
        ConversionLimitError,
        is_long=True,
    ),
    HostileProgram(
        "hands its memory from process to process",
        f"""
import os, time
if os.fork() == 0:
    kept = bytearray(b"x") * {3 * _GIB}
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if os.fork():
            os._exit(0)
    os._exit(0)
time.sleep(15)
os._exit(0)
""",
        ConversionLimitError,
        is_long=True,
    ),
    HostileProgram(
        "begins and ends processes all the time",
        f"""
import os, time
def fork():
    while True:
        try:
            return os.fork()
        except BlockingIOError:  # as many as there may be
            pass
for _ in range(40):
    if fork() == 0:
        while True:
            if fork():
                os._exit(0)
{_HOLD}
""",
        ConversionLimitError,
    ),
    HostileProgram(
        "takes memory in a child, and begins and ends threads all the time",
        f"""
import _thread, os, sys, time
if os.fork() == 0:
    kept = bytearray(b"x") * {3 * _GIB}
    {_HOLD}
sys.setswitchinterval(1e-6)
def go_on():
    while True:
        try:
            _thread.start_new_thread(int, ())
        except RuntimeError:
            pass
for _ in range(9):
    _thread.start_new_thread(go_on, ())
os.wait()
os._exit(0)
""",
        ConversionLimitError,
        is_long=True,
    ),
    HostileProgram(
        "takes memory in sockets",
        f"""
import os, socket, time
kept = []
for _ in range(8):
    if os.fork() == 0:
        for _ in range(200):
            kept += (pair := socket.socketpair())
            for end in pair:
                end.setblocking(False)
                try:
                    while True:
                        end.send(bytes(65536))
                except BlockingIOError:
                    pass
        {_HOLD}
{_HOLD}
""",
        ConversionLimitError,
    ),
    HostileProgram(
        "takes memory of the kernel by locks",
        """
import errno, fcntl, os, struct
print("not a message", flush=True)
file = os.open("/tmp/x", os.O_CREAT | os.O_RDWR)
for place in range(0, 2_000, 2):
    fcntl.lockf(file, fcntl.LOCK_EX, 1, place)
    lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, place + 10_000, 1, 0)
    fcntl.fcntl(file, fcntl.F_OFD_SETLK, lock)
for name in ("F_SETLEASE", "F_NOTIFY"):
    try:
        fcntl.fcntl(file, getattr(fcntl, name), 0)
    except OSError as error:
        print(name, errno.errorcode[error.errno], flush=True)
if os.fork() == 0:  # another process, with a file of its own
    other = os.open("/tmp/x", os.O_RDWR)
    fcntl.lockf(other, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 0)
    fcntl.fcntl(other, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 10_000, 1, 0))
    print("none is kept", flush=True)
    os._exit(0)
os.wait()
""",
        DamagedFileError,
        (b"none is kept\n", b"F_SETLEASE ENOSYS", b"F_NOTIFY ENOSYS"),
    ),
    HostileProgram(
        "takes memory of the kernel by areas, in processes that come of each other",
        """
import ctypes, mmap, os, time
libc = ctypes.CDLL(None)
libc.munmap.argtypes = (ctypes.c_size_t, ctypes.c_size_t)
libc.mprotect.argtypes = (ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int)
count = 50_000
memory = mmap.mmap(-1, count * mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory[0] = 1
place = ctypes.addressof(ctypes.c_char.from_buffer(memory))
for number in range(0, count, 2):
    libc.mprotect(place + number * mmap.PAGESIZE, mmap.PAGESIZE, mmap.PROT_READ)
while os.fork() == 0 and len([name for name in os.listdir("/proc") if name.isdigit()]) < 8:
    memory[mmap.PAGESIZE] = 1
time.sleep(5)
libc.munmap(place, count * mmap.PAGESIZE)  # leaving it to the end would take longer than a look may
try:
    os.wait()
except ChildProcessError:
    pass
os._exit(0)
""",
        ConversionLimitError,
    ),
    HostileProgram(
        "makes files without end",
        """
import os
for number in range(400_000):
    os.close(os.open(f"/tmp/{number}", os.O_CREAT))
""",
        ConversionLimitError,
    ),
    HostileProgram("sleeps", "import time; time.sleep(1000)", ConversionLimitError, wall=1.0),
    HostileProgram("keeps a processor busy", "while True: pass", ConversionLimitError, wall=1.0),
    HostileProgram("crashes", "import os; os.kill(os.getpid(), 11); os.abort()", DamagedFileError),
    HostileProgram(
        "leaves a process behind that holds its output",
        """
import os, time
if os.fork() == 0:
    os.setpgid(0, 0)
    if os.fork() == 0:
        time.sleep(1000)
""",
        DamagedFileError,
    ),
    HostileProgram(
        "answers without end",
        """
import json, struct, sys
line = json.dumps({"type": "fact", "kind": "author", "value": "x"}).encode()
while True:
    sys.stdout.buffer.write(struct.pack(">I", len(line)) + line)
""",
        DamagedFileError,
    ),
    HostileProgram(
        "announces a picture of four gigapixels",
        """
import json, struct, sys
line = json.dumps({"type": "pixels", "number": 1, "width": 65535, "height": 65535, "at_second": None}).encode()
sys.stdout.buffer.write(struct.pack(">I", len(line)) + line + bytes(100_000_000))
""",
        DamagedFileError,
    ),
)
