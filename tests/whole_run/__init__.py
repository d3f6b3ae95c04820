"""One run of the checks and the tests, of which nothing stays, whatever ends it."""

from typing import Final

FAST: Final = "not slow"
"""The `-m` of an answer in a few minutes."""
UNBOOTED: Final = "not booted"
"""The `-m` of everything else: machines are booted by `install/test -m booted` and `python -m tests.booted`."""
WORKERS: Final = 4
"""On two cores: with two of them a fifth of the time nothing runs, since tests wait for programs and disks."""
SLOW_WORKERS: Final = 5
"""The workers of slow tests, which wait longer. Each worker more reads all tests once more, for seven seconds."""
