"""Limits of time for tests and what they share: they end what hangs, far above what a busy machine needs.

`timeout` in pyproject.toml is for the function of a test alone (`timeout_func_only`). Set-up that many tests share
would count against whichever comes first: it has a limit of its own here, and so has what is cleared away.
"""

import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import pytest

SHARED_SECONDS: Final = 900.0
OWN_SECONDS: Final = 300.0


@contextmanager
def limit(seconds: float, what: str) -> Iterator[None]:
    """Fail if the block takes longer; the time of a limit around it stands still meanwhile."""

    def end(_number: int, _frame: FrameType | None) -> None:
        pytest.fail(f"{what} took more than {seconds:g} seconds.")

    before = signal.signal(signal.SIGALRM, end)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, left)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Give each fixture its limit: more to those that tests share. Found by its name in `tests/conftest.py`."""
    seconds = OWN_SECONDS if fixturedef.scope == "function" else SHARED_SECONDS
    with limit(seconds, f"Setting up {fixturedef.argname}"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Give the clearing away its limit: after a module's last test that of all its servers."""
    with limit(SHARED_SECONDS, f"Clearing away after {item.name}"):
        return (yield)
