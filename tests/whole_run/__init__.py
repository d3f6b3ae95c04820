"""One run of the checks and the tests, of which nothing stays, whatever ends it."""

from typing import Final

FAST: Final = "not slow"
"""The `-m` of an answer in a minute and a half."""
WORKERS: Final = 3
"""Each reads all tests first, for 5 s of a processor; the third works while the others wait for a browser."""
FAST_WORKERS: Final = 2
"""For the tests that are not slow: they wait for nothing."""
