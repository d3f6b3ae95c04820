"""The sandbox withstands converters that were taken over and files that break converters; `tests.sandbox` has more."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from journalist_interface.evidence.errors import ConversionLimitError
from tests.sandbox.hostile_files import FILES, HostileFile
from tests.sandbox.hostile_programs import PROGRAMS, HostileProgram
from tests.sandbox.trials import AttackedHost, require_next_opens, try_file, try_program


@pytest.fixture(scope="module")
def host() -> Iterator[AttackedHost]:
    with AttackedHost.prepared() as prepared:
        yield prepared
        require_next_opens()


def _marks(program: HostileProgram) -> Collection[pytest.MarkDecorator]:
    if program.name == "takes memory in many processes":  # the short form: memory of the kernel in processes
        return (pytest.mark.thorough,)
    return (pytest.mark.slow,) if program.error is ConversionLimitError else ()


@pytest.mark.parametrize(
    "program",
    [pytest.param(each, id=each.name, marks=_marks(each)) for each in PROGRAMS if not each.is_long],
)
def test_a_converter_that_was_taken_over_ends_as_a_sentence_and_harms_nothing(
    host: AttackedHost, program: HostileProgram
) -> None:
    assert try_program(host, program).endswith(".")
    host.require_unharmed()


@pytest.mark.slow
@pytest.mark.parametrize("file", [pytest.param(each, id=each.name) for each in FILES if not each.is_long])
def test_a_file_that_breaks_converters_ends_as_a_sentence_and_harms_nothing(
    host: AttackedHost, file: HostileFile
) -> None:
    assert try_file(host, file)
    host.require_unharmed()


_VICTIM = """
import sys, time
from journalist_interface.evidence.sandbox import started
with started(["/usr/bin/sleep", sys.argv[1]], ()) as child:
    print("started", flush=True)
    time.sleep(100)
"""


def test_nothing_of_a_sandbox_outlives_a_workstation_that_was_killed() -> None:
    seconds = f"1000.{os.getpid()}"
    victim = subprocess.Popen(
        [sys.executable, "-c", _VICTIM, seconds], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == b"started\n"
    assert _sleepers(seconds)
    victim.kill()
    victim.wait()
    while _sleepers(seconds):  # the test's time limit bounds it
        os.sched_yield()


def _sleepers(seconds: str) -> list[bytes]:
    """The arguments of the processes that have this in them, but for the test's own."""
    found = []
    for folder in Path("/proc").iterdir():  # `glob` would fail where a process ends meanwhile
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes() if folder.name.isdecimal() else b""
            if seconds.encode() in words and b"started" not in words:
                found.append(words)
    return found
