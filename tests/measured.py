"""Measures which tests take long, and writes `tests/slow.txt` anew: what `-m "not slow"` leaves out (`tests.markers`).

    .venv/bin/python -m pytest -n 2 -p tests.measured -m "not browser and not tor and not postgresql and not booted"

Counted is the processor time of a test with its own set-up, and that of processes which ended with it, so that it
hardly matters what else the machine does. A file that is slow for the most part is left out as a whole, unless it is
the only one of its folder.
"""

import os
import resource
from collections import Counter, defaultdict
from collections.abc import Generator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pytest

from tests.markers import SLOW_FILE

SECONDS: Final = 0.5
"""Tests that take longer are slow. With a lower bound fewer than seven tenths of all tests were left."""
_MOSTLY: Final = 0.8
_KEY: Final = "measured"
_taken: Final[defaultdict[str, float]] = defaultdict(float)


def _used() -> float:
    """Return the processor time of this process, and of its children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _measured(item: pytest.Item) -> Generator[None, object, object]:
    before = _used()
    try:
        return (yield)
    finally:
        _taken[item.nodeid] += _used() - before


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Count what a test has set up."""
    return (yield from _measured(item))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Count the test itself."""
    return (yield from _measured(item))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - xdist has no types
    """Take over what a worker counted."""
    _taken.update(getattr(node, "workeroutput", {}).get(_KEY, {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell what was counted, or write it down."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_KEY] = dict(_taken)
    elif "PYTEST_XDIST_WORKER" not in os.environ:
        write(SLOW_FILE, _taken)


def write(file: Path, taken: Mapping[str, float]) -> None:
    """Write the names of slow tests, and of files in which most are slow."""
    tests: dict[str, list[float]] = {}
    for name, seconds in taken.items():
        tests.setdefault(name.partition("[")[0], []).append(seconds)
    slow = {name: sum(seconds) / len(seconds) > SECONDS for name, seconds in tests.items()}
    files = Counter(Path(module).parent for module in {name.partition("::")[0] for name in tests})
    lines: list[str] = []
    for module, found in groupby(sorted(tests), lambda name: name.partition("::")[0]):
        names = list(found)
        count = sum(len(tests[name]) for name in names)
        slow_ones = [name for name in names if slow[name]]
        mostly = sum(len(tests[name]) for name in slow_ones) >= _MOSTLY * count
        mostly = mostly and files[Path(module).parent] > 1
        lines += [module] if mostly else slow_ones
    file.write_text("".join(f"{line}\n" for line in lines))
