"""The services that reading a conversation needs, with the signatures that were verified before.

GnuPG is asked about each of them once per process and roster.
"""

from dataclasses import dataclass, field
from typing import Final

from store.engine.database import Database
from store.web.bounded_cache import BoundedCache
from store.web.roster_keeper import RosterKeeper

_MOST: Final = 50_000  # of some 250 bytes each

Key = tuple[int, str, str]
"""A roster's serial, which names one roster only; the case; and the digest of a statement with its signature."""


class EventMemory:
    """Events with a good signature, those with a bad one, and those already logged as not trusted."""

    def __init__(self) -> None:
        self.verified = BoundedCache[Key, None](_MOST)
        self.refused = BoundedCache[Key, None](_MOST)
        self.named = BoundedCache[Key, None](_MOST)


class ReplyMemory:
    """The office's replies with a good signature, and those with a bad one, by the roster of that serial."""

    def __init__(self) -> None:
        self.verified = BoundedCache[Key, None](_MOST)
        self.refused = BoundedCache[Key, None](_MOST)


@dataclass(frozen=True, slots=True)
class ConversationServices:
    """The store, the roster, and the signatures that were verified before."""

    database: Database
    roster: RosterKeeper
    events: EventMemory = field(default_factory=EventMemory)
    replies: ReplyMemory = field(default_factory=ReplyMemory)
