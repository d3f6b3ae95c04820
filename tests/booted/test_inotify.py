"""Without inotify instances no machine is tried, and the programs that hold them are named."""

import ctypes
import os
import re
from itertools import islice
from pathlib import Path

import pytest

from tests.bare.machine import MachineError
from tests.booted.inotify import require_inotify


def left() -> int:
    with pytest.raises(MachineError, match="inotify instances") as raised:
        require_inotify(10**9)
    found = re.search(r"(\d+) are left", str(raised.value))
    assert found is not None
    return int(found[1])


def _instances(count: int) -> list[int]:
    made = iter(ctypes.CDLL(None).inotify_init, -1)  # -1: there may be no more
    return list(islice(made, count))


def test_each_instance_that_is_held_counts_and_its_holder_is_named() -> None:
    name = Path("/proc/self/comm").read_text("utf-8").strip()
    many = _instances(6)  # more than other programs but agents of GnuPG hold, and few: other tests need some
    try:
        assert len(many) == 6, (
            "other programs of this user, such as agents of GnuPG, hold nearly all there may be"
        )
        with pytest.raises(MachineError, match=rf"held by .*\b{re.escape(name)} \d+"):
            require_inotify(10**9)
    finally:
        for descriptor in many:
            os.close(descriptor)


def test_what_is_left_suffices_where_so_many_are_left() -> None:
    require_inotify(min(1, left()))
