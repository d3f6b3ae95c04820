"""Tests that share what exists once in a run (the private Tor network) all go to one worker of pytest-xdist.

xdist's own `xdist_group` does nothing under this pytest: it writes into a field that pytest no longer reads.
"""

from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = ("tests/tor/",)


class Together(LoadScopeScheduling):
    """Tests below a folder of `TOGETHER` are one piece of work, started first; every other test is one of its own."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Found by its name in `tests/conftest.py`."""
    return Together(config, log)
