"""A row of ports that nobody uses, below those that the kernel hands out by itself."""

import random
from typing import Final

from install.demonstration.people import PEOPLE
from install.errors import InstallError
from install.running.ports import Ports

WORKSTATIONS: Final = len(PEOPLE)
ROW: Final = 2 + WORKSTATIONS


def free_base() -> int:
    """The first of as many free ports in a row as a demo uses."""
    while True:
        base = random.randrange(15_000, 30_000, ROW)  # noqa: S311 - to keep parallel tests apart
        try:
            Ports(base).require_free(WORKSTATIONS)
        except InstallError:
            continue
        return base
