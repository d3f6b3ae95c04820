"""Programs that run in the sandbox as a converter that was taken over would, and what must come of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from journalist_interface.evidence.errors import ConversionLimitError, DamagedFileError, EvidenceError

_BEGINNING: Final = "from journalist_interface.evidence.inside.limits import apply_limits; apply_limits()\n"


@dataclass(frozen=True, slots=True)
class HostileProgram:
    """A program, the sentence with which it ends, and what it must and must not have said before."""

    name: str
    text: str
    error: type[EvidenceError]
    says: tuple[bytes, ...] = ()
    wall: float = 120.0

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
        + """
libc = ctypes.CDLL(None, use_errno=True)
CALLS = dict(ptrace=101, mount=165, unshare=272, setns=308, keyctl=250, bpf=321, io_uring_setup=425, userfaultfd=323,
             perf_event_open=298, process_vm_readv=310, open_by_handle_at=304, kexec_load=246, init_module=175,
             clone3=435, pidfd_getfd=438, mount_setattr=442, add_key=248, umount2=166, pivot_root=155, chroot=161)
for name, number in CALLS.items():
    answer = libc.syscall(number, 0x10000000, 0, 0, 0, 0)
    print(name, answer, ctypes.get_errno(), flush=True)
print("clone", libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0), ctypes.get_errno(), flush=True)
print("ioctl", libc.syscall(16, 0, 0x5412, b"x"), ctypes.get_errno(), flush=True)
""",
        DamagedFileError,
        (
            b"ptrace -1 38",
            b"unshare -1 38",
            b"io_uring_setup -1 38",
            b"bpf -1 38",
            b"clone -1 38",
            b"ioctl -1 38",
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
    HostileProgram("sleeps", "import time; time.sleep(1000)", ConversionLimitError, wall=1.0),
    HostileProgram("keeps a processor busy", "while True: pass", ConversionLimitError, wall=1.0),
    HostileProgram("crashes", "import os; os.kill(os.getpid(), 11); os.abort()", DamagedFileError),
    HostileProgram(
        "leaves a process behind that holds its output",
        """
import os, time
if os.fork() == 0:
    os.setsid()
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
