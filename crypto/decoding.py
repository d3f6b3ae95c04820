"""Which kinds may be decoded in several threads.

msgspec works out what a kind looks like when it first meets it. Two threads that do so at the same moment crash the
process (0.22: a segmentation fault), and with it everybody whom it serves.
"""

from threading import Lock
from typing import Final, TypeVar

import msgspec

T = TypeVar("T")

_lock: Final = Lock()
_known: Final[set[object]] = set()


def decoder_ready(kind: type[T]) -> type[T]:
    """This kind, for `msgspec.json.decode` and `msgspec.convert`; one thread alone has met it before."""
    with _lock:
        if kind not in _known:
            msgspec.json.Decoder(kind)
            _known.add(kind)
    return kind
