"""A row of ports that nobody uses, below those that the kernel hands out by itself."""

import random

from install.errors import InstallError
from install.ports import Ports

ROW = 4


def free_base() -> int:
    """The first of four free ports in a row."""
    while True:
        base = random.randrange(15_000, 30_000, ROW)  # noqa: S311 - to keep parallel tests apart
        try:
            Ports(base).require_free(ROW - 2)
        except InstallError:
            continue
        return base
