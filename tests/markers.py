"""The kinds of tests, as markers: `-m "not slow"` leaves out what takes long, `-m "not browser"` what needs a browser.

`browser`, `tor`, `postgresql` and `booted` (pyproject.toml lists them) come by themselves, from the fixtures and
parameters of a test; each of them is slow, and so is what has an office of many processes. Other tests that take long
stand in `tests/slow.txt`, by file or by function, as `tests.measured` found them; a new one may say so itself:
`pytestmark = pytest.mark.slow`.

`thorough` marks the long form of a test whose short form stands beside it. It is slow too. `.ci/run` leaves it out, and
`install/test` does not.
"""

from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.whole_run import FAST

SLOW_FILE: Final = Path(__file__).with_name("slow.txt")

_MANY_PROCESSES: Final = {"browsers", "workstations", "audited", "own_workstation"}
_BROWSERS: Final = {"outside_session", "chromium_process", "firefox_process"}
_BROWSER_NAMES: Final = {"chromium", "firefox"}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test with what it needs. Found by its name in `tests/conftest.py`."""
    found = _needs(item)
    thorough = item.get_closest_marker("thorough") is not None
    slow = found or thorough or _fixtures(item) & _MANY_PROCESSES or _is_listed(item.nodeid)
    for name in found | ({"slow"} if slow else set()):
        item.add_marker(name)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files unread in which all tests are slow if the others are asked for. Found by its name, as above."""
    if config.getoption("markexpr") != FAST or not collection_path.is_relative_to(config.rootpath):
        return None
    return collection_path.relative_to(config.rootpath).as_posix() in listed() or None


@cache
def listed() -> frozenset[str]:
    """Return the files and functions that take long."""
    return frozenset(SLOW_FILE.read_text("utf-8").split())


def _is_listed(nodeid: str) -> bool:
    return not listed().isdisjoint((nodeid.partition("[")[0], nodeid.partition("::")[0]))


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _needs(item: pytest.Item) -> set[str]:
    fixtures = _fixtures(item)
    call = getattr(item, "callspec", None)
    parameters = {} if call is None else call.params
    needs: set[str] = set()
    if (
        fixtures & _BROWSERS
        or parameters.get("browser") in _BROWSER_NAMES
        or parameters.get("window") == "browser"
    ):
        needs.add("browser")
    if "surroundings" in fixtures:
        needs.add("tor")
    if "postgresql" in fixtures or parameters.get("backend") == "postgresql":
        needs.add("postgresql")
    if "bridge" in fixtures:
        needs.add("booted")
    return needs
