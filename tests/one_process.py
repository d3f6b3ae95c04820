"""Which tests run in one worker of pytest-xdist, one after the other: those of a file, which share its fixtures.

Tests that share what exists once in a run (the private Tor network) or what takes long to start (a Firefox: 4 s of a
processor; an office with ten servers: one for each) all go to one worker. xdist's own `xdist_group` does nothing under
this pytest: it writes into a field that pytest no longer reads.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

ROOT: Final = Path(__file__).resolve().parents[1]
TOR: Final = "tests/tor/"
SERVERS: Final = "tests/hostile/"
STATION: Final = "tests at the shared workstation"
BUSY: Final = "tests in the busy office"
FIREFOX: Final = "tests with Firefox"
TOGETHER: Final = {
    TOR: (TOR,),
    SERVERS: (SERVERS,),
    FIREFOX: (
        "tests/browsers/",
        "tests/end_to_end/test_demo_story.py",
        "tests/journalist_interface/test_in_browsers.py",
        "tests/journalist_interface/views/test_open_all_cases.py",
        "tests/source_interface/test_first_try.py",
        "tests/source_interface/uploads/test_progress_without_scripts.py",
        "tests/source_interface/views/test_back_in_browsers.py",
        "tests/source_interface/web/test_tor_check.py",
        "tests/source_interface/test_weight_of_a_visit.py",
    ),
}
"""Pieces of work, and how the names of their tests begin."""
SHARED: Final = {
    BUSY: re.compile(r"\b(?:workstations|browsers|behind|busy_office|busy_gateway): "),
    STATION: re.compile(r"\b(?:station|officer|shared_office): "),
}
"""Pieces of work, and the fixtures of tests/journalist_interface/conftest.py that their modules ask for."""
OWN_OFFICER: Final = re.compile(r"^def officer\(", re.MULTILINE)
"""A module with an officer of its own shares no workstation."""
LONG: Final = (
    BUSY,
    STATION,
    FIREFOX,
    "tests/mutations/",
    TOR,
    "tests/pages/",
    "tests/accessibility/",
    "tests/end_to_end/",
    "tests/faults/test_kills.py",
    "tests/fuzz/test_targets.py",
    "tests/benchmarks/",
    "tests/journalist_interface/views/test_work_list.py",
    # Of these most time is waiting; each file has few tests, and would come last.
    "tests/load/",
    "tests/faults/",
    "tests/whole_run/",
    "tests/install/upgrading/test_upgrade.py",
    "tests/store/gateway/test_invited.py",
    "tests/source_interface/test_two_at_once.py",
    "tests/install/packaging/test_medium.py",
    "tests/store/gateway/test_long_lists.py",
    "tests/store/test_procedure_walk.py",
    "tests/install/backups/test_memory.py",
    "tests/install/test_wheel.py",
    "tests/tools/",
    "tests/destruction/",
)
"""Few tests that take long come first, the longest before the others: at the end no worker waits for one of them."""


_ENOUGH: Final = 2


class Together(LoadScopeScheduling):
    """A distribution in which each entry of `TOGETHER` is a piece of work, and so is every other file."""

    def _split_scope(self, nodeid: str) -> str:
        return piece_of(nodeid)

    def remove_node(self, node: WorkerController) -> str | None:
        """Give what a worker that crashed had not begun to the others; a run would hang on pieces without tests.

        The test that it crashed in has failed: it is not tried by one worker after the other.
        """
        begun = next((name for name, done in _tests(self.assigned_work[node]) if not done), None)
        for piece, tests in list(self.assigned_work[node].items()):
            left = {name: False for name, done in tests.items() if not done and name != begun}
            if left:
                self.workqueue[piece] = left
        del self.assigned_work[node]
        for other in self.nodes:
            self._reschedule(other)
        return begun

    def _reschedule(self, node: WorkerController) -> None:
        """Give a worker pieces until it has enough: it begins a test only when it knows the next one, or the end."""
        if node.shutting_down:
            return
        while self.workqueue and self._pending_of(self.assigned_work[node]) <= _ENOUGH:
            self._assign_work_unit(node)
        if not self.workqueue:
            node.shutdown()


def _tests(work: dict[str, dict[str, bool]]) -> Iterator[tuple[str, bool]]:
    return chain.from_iterable(tests.items() for tests in work.values())


def piece_of(nodeid: str) -> str:
    """Return what goes to one worker."""
    found = (piece for piece, beginnings in TOGETHER.items() if nodeid.startswith(beginnings))
    file = nodeid.partition("::")[0]
    return next(found, None) or _shared_by(file) or file


@cache
def _shared_by(file: str) -> str | None:
    if not file.startswith("tests/journalist_interface/"):
        return None
    text = (ROOT / file).read_text("utf-8")
    if OWN_OFFICER.search(text):
        return None
    return next((piece for piece, fixtures in SHARED.items() if fixtures.search(text)), None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, then those pieces that have most tests."""
    tests = Counter(piece_of(item.nodeid) for item in items)

    def place(item: pytest.Item) -> tuple[int, int, str]:
        piece = piece_of(item.nodeid)
        rank = next((number for number, name in enumerate(LONG) if piece.startswith(name)), len(LONG))
        return rank, -tests[piece], piece

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Found by its name in `tests/conftest.py`. The order of the pieces is that of the tests."""
    config.option.loadscopereorder = False
    return Together(config, log)
