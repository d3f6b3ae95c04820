"""Telling a story step by step, with the time that each step takes."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class StoryError(Exception):
    """A step did not end as it must."""


def demand(held: bool, otherwise: str) -> None:
    """Raise `StoryError` with these words unless it held."""
    if not held:
        raise StoryError(otherwise)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what the block does, and when it is done how long it took."""
    began = time.monotonic()
    sys.stdout.write(f"{what} … ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        sys.stdout.write("NOT\n")
        raise
    sys.stdout.write(f"{time.monotonic() - began:.1f} s\n")
