"""The memory that one session has of a case beside its texts: a store decides when these are read anew."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from journalist_interface.cache.known_places import KnownPlaces
from journalist_interface.cache.verification_cache import Closed, Failures, Refused, VerificationCache
from store.domain.event import SignedEvent

Meaning = tuple[object, ...]
"""The parts that make two decisions or replies the same to a person, whatever their place and keys."""


@dataclass(slots=True)
class CaseMemory:
    """The part of a session's knowledge that outlives each `CaseFile` of the case; all of them hold its `lock`.

    `known` says what was found at each place, by earlier sessions too. `digests` names the place of each message that
    proved itself, the newest last. `events` are those of the last whole reading, and those of other courses that
    the store showed since. `fetched` names the reporter's files that this session fetched. `failures` is what GnuPG
    failed over, which no reading tries again by itself, `refused` the signatures that were not good, `closed` what no
    key opened, `in_vain` the time of keys for it. `lost` holds the digests of decisions (of their last event) and
    replies that got no answer. `proving` is held while a file is read to its end for a grant.
    """

    known: KnownPlaces = field(default_factory=KnownPlaces)
    digests: dict[str, int] = field(default_factory=dict)
    events: tuple[SignedEvent, ...] = field(default=(), repr=False)
    fetched: set[str] = field(default_factory=set)
    failures: Failures = field(default_factory=Failures, repr=False)
    refused: Refused = field(default_factory=dict, repr=False)
    closed: Closed = field(default_factory=dict, repr=False)
    in_vain: Failures = field(default_factory=Failures, repr=False)
    lost: dict[Meaning, set[str]] = field(default_factory=dict, repr=False)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    proving: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def beside(self, cache: VerificationCache) -> VerificationCache:
        """Return this cache with what the session remembers of failures, refused signatures and closed messages."""
        return replace(
            cache, failures=self.failures, refused=self.refused, closed=self.closed, in_vain=self.in_vain
        )

    def newest_digests(self) -> dict[int, str]:
        """Return the digest of what proved itself last in each place."""
        return {number: digest for digest, number in list(self.digests.items())}

    def add(self, known: KnownPlaces, events: tuple[SignedEvent, ...]) -> None:
        """Add what earlier sessions left in the index; a reading of this session knows of more events."""
        self.known = self.known | known
        self.events = self.events or events

    def remember_events(self, chain: Sequence[SignedEvent], *, is_whole: bool) -> None:
        """Note the events of a chain beside those of other courses, which a whole one has in it.

        An event names the one before with its spelling, so a known last one brings nothing new.
        """
        if is_whole:
            self.events = tuple(chain)
        elif chain and not any(
            known.matches(chain[-1].digest, chain[-1].statement_digest) for known in self.events
        ):
            self.events = tuple(dict.fromkeys((*self.events, *chain)))
