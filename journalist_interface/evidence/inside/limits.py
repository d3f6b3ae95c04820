"""The bounds of a run in the sandbox, set before a byte of the file is read, and those of what comes out of it."""

import resource
from typing import Final

MIB: Final = 1024 * 1024
FOLDER_BYTES: Final = 1024 * MIB
"""The writable folder, which lies in memory: the file, and what converters write beside it."""

_LIMITS: Final = {
    resource.RLIMIT_CORE: 1,  # none at all, not even into a pipe (store/server/core_dumps.py)
    resource.RLIMIT_CPU: 150,
    resource.RLIMIT_AS: 4096 * MIB,
    resource.RLIMIT_FSIZE: FOLDER_BYTES,
    resource.RLIMIT_NOFILE: 512,
    # Threads count. This sandbox has a user namespace of its own, in which no other process counts.
    resource.RLIMIT_NPROC: 96,
    # Desktops may let their users' programs go before all others, or keep memory from being swapped out.
    resource.RLIMIT_RTPRIO: 0,
    resource.RLIMIT_NICE: 0,
    resource.RLIMIT_MEMLOCK: 0,
    resource.RLIMIT_SIGPENDING: 1024,
}

PICTURE_SIDE: Final = 1600
"""Pixels of the longer side of a picture, at most."""
PAGE_SIDE: Final = 1400
"""Pixels of the longer side of a page: 120 a inch on A4."""
MOST_PICTURES: Final = 500
MOST_FRAMES: Final = 8
"""Frames of a video, or of a moving picture."""
MOST_TEXT: Final = 500_000
PASSAGE: Final = 8_000
"""Characters of one passage of text."""
MOST_ENTRIES: Final = 2_000
MOST_FACTS: Final = 200
LINE: Final = 255
SAMPLE_RATE: Final = 24_000
CHANNELS: Final = 2
"""Channels of a sound: mixed into one, two that are each other's opposite would be silent."""
SAMPLE_BYTES: Final = 2 * CHANNELS
MOST_SECONDS: Final = 2 * 60 * 60
"""Seconds of a sound that are decoded."""
CHUNK: Final = 64 * 1024
"""Bytes of samples or of a copy in one message."""
LARGEST_COPY: Final = 300 * 1000 * 1000
"""Bytes of the largest copy that is made."""


def apply_limits() -> None:
    """Set the limits of this process and of all that it starts; none of them can be raised again."""
    for which, value in _LIMITS.items():
        _, hard = resource.getrlimit(which)
        lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (lowest, lowest))
