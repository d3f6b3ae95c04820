"""Which tests run in one worker of pytest-xdist, one after the other: those of a file, which share its fixtures.

Tests that share what exists once in a run (the private Tor network) all go to one worker. xdist's own `xdist_group`
does nothing under this pytest: it writes into a field that pytest no longer reads.
"""

from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = ("tests/tor/",)


class Together(LoadScopeScheduling):
    """A folder of `TOGETHER` is one piece of work, and so is every other file; those with most tests come first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Found by its name in `tests/conftest.py`."""
    return Together(config, log)
