"""Preparation of msgspec types for decoding in several threads.

msgspec works out the layout of a type when it first meets it. Two threads that do so at the same moment crash the
process (0.22: a segmentation fault), and with it the work of everyone it serves.
"""

from threading import Lock
from typing import Final, TypeVar

import msgspec

T = TypeVar("T")

_lock: Final = Lock()
_known: Final[set[object]] = set()


def decoder_ready(kind: type[T]) -> type[T]:
    """Return this type for `msgspec.json.decode` and `msgspec.convert`, once a single thread has met it."""
    with _lock:
        if kind not in _known:
            msgspec.json.Decoder(kind)
            _known.add(kind)
    return kind
