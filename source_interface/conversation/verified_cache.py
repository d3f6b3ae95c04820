"""Signatures that this process found good or bad, so that no page and no message asks GnuPG about them again."""

from typing import Final

from store.web.bounded_cache import BoundedCache

_MOST: Final = 50_000  # of some 250 bytes each

Key = tuple[int, str, str]
"""A roster's serial, which names one roster only; the case; and the digest of a statement with its signature."""


class EventMemory:
    """Events with a good signature, and events already logged as not trusted."""

    def __init__(self) -> None:
        self.verified = BoundedCache[Key, None](_MOST)
        self.named = BoundedCache[Key, None](_MOST)


class ReplyMemory:
    """The office's replies with a good signature, and those with a bad one, by the roster of that serial."""

    def __init__(self) -> None:
        self.verified = BoundedCache[Key, None](_MOST)
        self.refused = BoundedCache[Key, None](_MOST)
