"""The machine's clock is nothing that a test may depend on: to ask it for the day in a test fails the test.

A test passes on every day only if all its days come from a clock that it can move (`tests.clocks`). Two things see to
it:

- `time.time` and what stands on it (`date.today`) are watched in the processes of the run: a read by our own code is an
  error, unless it is that of a `Clock` with a file, which is how a clock is moved.
- `datetime.now` cannot be watched. The source of the test is searched for it, and for the rest of these words.
  `tests/test_machine_clock.py` searches all other source.

Monotonic clocks tell no day, and are free.
"""

import re
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Final, TypeVar

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
OURS: Final = ("crypto", "store", "source_interface", "journalist_interface", "install", "tests")
MAY_READ: Final = {
    "store/domain/clock.py": "the one place that all days come from",
    "tests/machine_clock.py": "watches",
    "tests/dates/test_shifted.py": "asks what time a shifted program is told",
    "tests/test_machine_clock.py": "has these words in the tests that it makes",
    "tests/tor/network.py": "real Tor processes agree on a consensus by the machine's clock",
}
_CLOCK: Final = "store.domain.clock"
_WORDS: Final = re.compile(
    r"\b(?:date|datetime)\.(?:today|now|utcnow)\b"
    r"|\btime\.(?:time|time_ns|localtime|gmtime|ctime|asctime|strftime|clock_gettime(?:_ns)?)\b"
    r"|\bfrom time import\b|\bfrom datetime import [^\n]* as\b"
)
_Result = TypeVar("_Result")
_found: Final[list[str]] = []
_permitted: list[bool] = []


class MachineClockError(AssertionError):
    """This reads the machine's clock. Take the day from the clock that the test moves: see tests/clocks.py."""


def words_in(file: Path) -> list[str]:
    """Return the lines of this source that ask the machine for the time."""
    lines = file.read_text("utf-8").splitlines()
    return [
        f"{file.name}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if _WORDS.search(line)
    ]


@contextmanager
def machine_clock_permitted() -> Iterator[None]:
    """Let the block read the machine's clock: for a test of the clock itself."""
    _permitted.append(True)
    try:
        yield
    finally:
        _permitted.pop()


def watch() -> None:
    """Watch every read of the time in this process from now on."""
    time.time = _watched(time.time)
    time.time_ns = _watched(time.time_ns)


def pytest_sessionstart() -> None:
    """Begin before the first test is read."""
    watch()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test whose source asks the machine."""
    file = item.path
    if file.is_relative_to(ROOT) and file.relative_to(ROOT).as_posix() in MAY_READ:
        return
    if lines := _cached_words(file):
        raise MachineClockError("\n".join(lines))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, object, object]:
    """Fail a test whose threads, or broad handlers, kept the error to themselves."""
    if call.excinfo is None and _found:
        try:
            raise MachineClockError("\n".join(_found))
        except MachineClockError:
            call.excinfo = pytest.ExceptionInfo.from_current()
    _found.clear()
    return (yield)


def _watched(read: Callable[[], _Result]) -> Callable[[], _Result]:
    def watched() -> _Result:
        caller = sys._getframe(1)
        module = caller.f_globals.get("__name__", "")
        if module.partition(".")[0] in OURS and not _permitted and not _may_read(caller, module):
            place = f"{module}:{caller.f_lineno}"
            _found.append(place)
            raise MachineClockError(place)
        return read()

    return watched


def _may_read(caller: FrameType, module: str) -> bool:
    if module == _CLOCK:
        return caller.f_locals["self"].offset_file is not None
    return f"{module.replace('.', '/')}.py" in MAY_READ


_cached_words: Final = cache(words_in)
