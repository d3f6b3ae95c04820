"""The contents of files that say nothing of what they are."""

import os


def noise(size: int) -> bytes:
    """Return random bytes behind a zero.

    One random file in 65,536 begins as a JPEG does. The channel takes it for a damaged photo then, and refuses it.
    """
    return b"\0"[:size] + os.urandom(max(0, size - 1))
