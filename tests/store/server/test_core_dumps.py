"""A process that holds decrypted texts is not dumped, and of what it starts no memory is."""

import os
import struct
import subprocess
import sys
import warnings
from pathlib import Path

from store.server import core_dumps

FORBID = "from store.server.core_dumps import *; empty_core_dumps(); forbid_core_dumps(); "
EMPTY = "from store.server.core_dumps import *; empty_core_dumps(); "
HOLD_AND_DIE = "import os; held = ''.join(('Rahasia', 'DalamIngatan')) * 100; os.abort()"
_PT_LOAD = 1
SECRET = b"RahasiaDalamIngatan"
BEGIN_ANEW = f"import os, sys; os.execv(sys.executable, [sys.executable, '-c', {HOLD_AND_DIE!r}])"


def dumped_memory(folder: Path, program: str) -> bytes | None:
    """Return the memory in the dump that the kernel writes when this program dies, with the highest limit that it has.

    Return None if it writes none.
    """
    command = ["/bin/sh", "-c", 'ulimit -c $(ulimit -H -c); exec "$@"', "sh", sys.executable, "-c", program]
    run = subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        check=False,
    )
    assert run.returncode == -6, run.stderr
    written = list(folder.glob("core*"))
    return _memory(written[0].read_bytes()) if written else None


def _memory(core: bytes) -> bytes:
    """Leave out the notes, which hold the registers: they are dumped, and what was copied last can stand in them.

    The places are those of elf(5), with 64 bits.
    """
    (headers,) = struct.unpack_from("<Q", core, 32)
    size, count = struct.unpack_from("<HH", core, 54)
    kept = b""
    for header in range(headers, headers + size * count, size):
        kind, _flags, offset, _virtual, _physical, length = struct.unpack_from("<IIQQQQ", core, header)
        if kind == _PT_LOAD:
            kept += core[offset : offset + length]
    return kept


def test_a_process_that_forbids_it_is_not_dumped_and_memory_of_what_it_starts_neither(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("as usual", "forbidden", "started")]
    for folder in folders:
        folder.mkdir()
    usual = dumped_memory(folders[0], HOLD_AND_DIE)
    if usual is None:
        warnings.warn("DUMPS NOT TESTED: this kernel writes none where a program runs", stacklevel=1)
    else:
        assert SECRET in usual
    assert dumped_memory(folders[1], FORBID + HOLD_AND_DIE) is None
    started = dumped_memory(folders[2], EMPTY + BEGIN_ANEW)
    assert started is None or SECRET not in started


def test_its_memory_is_left_out_and_its_limit_and_mark_are_those_of_no_dump(tmp_path: Path) -> None:
    look = "import ctypes, resource; print(open('/proc/self/coredump_filter').read().strip()); "
    look += "print(*resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    limited = ["/bin/sh", "-c", 'ulimit -c "$0" 2>/dev/null; exec "$@"']
    for limit, expected in (("unlimited", "1 1 0"), ("0", "0 0 0")):
        run = subprocess.run(
            [*limited, limit, sys.executable, "-c", FORBID + look],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.split("\n")[:2] == ["00000000", expected]


def test_a_server_that_reads_its_settings_again_goes_on_as_any_user() -> None:
    program = Path(core_dumps.__file__).read_text("utf-8")
    program += "\nfor _ in range(2):\n    empty_core_dumps()\n    forbid_core_dumps()\n"
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    run = subprocess.run(
        [*nobody, "/usr/bin/python3", "-I", "-"],
        input=program,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert (run.returncode, run.stderr) == (0, "")
