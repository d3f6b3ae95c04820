"""One run of the checks and the tests, of which nothing stays, whatever ends it."""

from typing import Final

WORKERS: Final = 3
"""Each reads all tests first, for 10 s of a processor; the third works while the others wait for a browser."""
FAST_WORKERS: Final = 2
"""For the tests that are not slow: they wait for nothing."""
