"""A case's decisions as one session verified them, and the session keys that grants gave to this person."""

import contextlib
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

import msgspec

from crypto.errors import CryptoError
from crypto.gpg.decrypt import SessionKey
from crypto.gpg.errors import SessionKeyError
from crypto.signing import decoder_ready
from journalist_interface.verification.pins import CourseEnd, Pin, goes_through
from journalist_interface.verification.problems import EventRemark
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded
from store.domain.errors import MisplacedError, NoReaderError
from store.domain.event import (
    NO_EVENT,
    CaseRole,
    Classification,
    Content,
    Event,
    EventKind,
    Keys,
    Paper,
    SignedEvent,
    read_content,
)
from store.domain.procedure.chain_verification import BrokenChainError, ChainProblem
from store.domain.procedure.participants import Objection, trusted_participants
from store.domain.procedure.state import CaseState
from store.domain.restored_history import Loss, RestoreNote
from store.domain.risk import RiskAssessment
from store.domain.roster import Person
from store.domain.stages import CLOSED

T = TypeVar("T", int, str)
OBJECTIONS = frozenset(EventRemark[objection.name] for objection in Objection)
"""The remarks on who decided something, or whom it concerns; all others are on what an event says."""


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event whose signature, link and permission are good. `content` is what it says, if that is for us.

    `remarks` name what is wrong with it all the same; a person brought in by such an event gets nothing.
    """

    event: Event
    digest: str
    content: Content | None = field(default=None, repr=False)
    remarks: tuple[EventRemark, ...] = ()

    @property
    def sequence(self) -> int:
        """The event's number in the chain."""
        return self.event.sequence

    @property
    def day(self) -> date:
        """The event's day."""
        return self.event.day


@dataclass(frozen=True, slots=True)
class Proposal:
    """A loss that the office's note explains and not enough people have signed; `mine` if this person signed it.

    `leaves_more` means that this workstation misses something that neither it nor a loss in force explains.
    """

    loss: Loss
    note: RestoreNote
    signers: tuple[str, ...]
    mine: bool
    leaves_more: bool = False


@dataclass(slots=True)
class GivenAt(Generic[T]):
    """Session keys by place and giver: for each place, the first and the newest of each giver.

    A later grant, wrong by accident or on purpose, takes away no key that opened before. The limit keeps a giver from
    bringing so many keys that trying them takes long. `doubted` keys began well and turned out to be wrong.
    """

    keys: dict[T, dict[str, tuple[SessionKey, ...]]] = field(default_factory=dict, repr=False)
    doubted: set[SessionKey] = field(default_factory=set, repr=False)

    def take(self, giver: str, places: Iterable[tuple[T, str]]) -> None:
        """Add keys, leaving out malformed ones: what they should open stays closed, and is named as such."""
        for place, key in _readable(places):
            of_giver: dict[str, tuple[SessionKey, ...]] = self.keys.setdefault(place, {})
            of_giver[giver] = tuple(dict.fromkeys((*of_giver.get(giver, ())[:1], key)))

    def of(self, place: T, givers: Container[str] | None = None) -> tuple[SessionKey, ...]:
        """Return the keys for a place, of these givers or all, each once, the doubted ones last."""
        found = dict.fromkeys(
            key
            for giver, keys in self.keys.get(place, {}).items()
            if givers is None or giver in givers
            for key in keys
        )
        return tuple(sorted(found, key=lambda key: key in self.doubted))

    def givers(self, place: T) -> tuple[str, ...]:
        """Return who gave a key for a place."""
        return tuple(self.keys.get(place, ()))

    def doubt(self, key: SessionKey) -> None:
        """Let this key be tried last from now on."""
        self.doubted.add(key)


@dataclass(slots=True)
class GivenKeys:
    """Session keys by place, as grants gave them to this person, regardless of who signed the grants.

    They are for opening alone. What else such a key may open is unproven, so none of them is ever granted on.
    """

    entries: GivenAt[int] = field(default_factory=GivenAt)
    events: GivenAt[int] = field(default_factory=GivenAt)
    blobs: GivenAt[str] = field(default_factory=GivenAt)

    def take(self, giver: str, keys: Keys) -> None:
        """Add the keys of a grant to this person."""
        self.entries.take(giver, ((key.sequence, key.key) for key in keys.entries))
        self.events.take(giver, ((key.sequence, key.key) for key in keys.events))
        self.blobs.take(giver, ((blob.blob, blob.key) for blob in keys.blobs))


@dataclass(slots=True)
class Chain:
    """The events of a case in order, as far as they hold.

    `state` is what they add up to, None before the first reading. `signed` holds the same events as they were signed.
    `broken` says where and how the chain ends early. With `unlike_pin` it holds to its end as the store tells it, and
    lacks what this workstation remembers; with `unlike_course` it lacks other courses alone that the store had shown.
    `proposals` are losses that this person can sign, `unproven` the events that sign a loss by a note that is not the
    office's.
    """

    state: CaseState | None = None
    events: list[ReadEvent] = field(default_factory=list)
    signed: list[SignedEvent] = field(default_factory=list)
    broken: BrokenChainError | None = None
    unlike_pin: bool = False
    unlike_course: bool = False
    proposals: tuple[Proposal, ...] = ()
    unproven: frozenset[int] = frozenset()

    @property
    def holds_to_its_end(self) -> bool:
        """Return whether each event holds to the end that the store tells, whatever it lacks that is remembered."""
        return self.broken is None or self.unlike_pin or self.unlike_course

    @property
    def end(self) -> tuple[int, str]:
        """The number and the digest of the last event that holds."""
        return (0, NO_EVENT) if self.state is None else (self.state.sequence, self.state.head)

    def unlike_store(self, events: int, head: str) -> BrokenChainError | None:
        """Return what is wrong unless the chain ends where the store says that it ends."""
        known, last = self.end
        if known > events:
            return BrokenChainError(events + 1, ChainProblem.SHORTENED)
        if known < events:
            return BrokenChainError(known + 1, ChainProblem.DROPPED)
        return None if head == last else BrokenChainError(max(known, 1), ChainProblem.FORKED)

    def missing_courses(self, pin: Pin) -> tuple[CourseEnd, ...]:
        """Return the ends of other courses that this workstation was shown and the chain does not go through."""
        return tuple(course for course in pin.courses if not goes_through(self.signed, course))

    def unlike(self, pin: Pin) -> BrokenChainError | None:
        """Return what is wrong unless the chain goes through the event where it ended when it was pinned."""
        length = self.end[0]
        if pin.events > length:
            return BrokenChainError(length + 1, ChainProblem.SHORTENED)
        return None if goes_through(self.signed, pin) else BrokenChainError(pin.events, ChainProblem.FORKED)

    def papers(self, paper: Paper | None = None) -> list[ReadEvent]:
        """Return the working papers in order, of one kind or all."""
        return [
            read
            for read in self.events
            if read.event.kind is EventKind.PAPER and paper in {None, read.event.paper}
        ]

    def require_whole(self) -> None:
        """Raise a `BrokenChainError` if the chain is broken somewhere."""
        if self.broken is not None:
            raise BrokenChainError(self.broken.place, self.broken.problem)

    def event(self, sequence: int) -> ReadEvent | None:
        """Return the event of this number."""
        return self.events[sequence - 1] if 0 < sequence <= len(self.events) else None

    def participants(
        self, current: CurrentRoster, excluded: tuple[Excluded, ...], drafted: Iterable[Event] = ()
    ) -> CaseState:
        """Return the case with only those people who were brought in by people entitled by this roster.

        Its stage and papers say nothing. The drafted events of the person at work come last, and are trusted.
        """
        if self.state is None:
            raise NoReaderError
        events = [read.event for read in self.events]
        found = trusted_participants(current.roster, excluded, self.state.case, self.state.received, events)
        found.trust(drafted)
        return found.state

    def readers(
        self, current: CurrentRoster, excluded: tuple[Excluded, ...], drafted: Iterable[Event] = ()
    ) -> tuple[Person, ...]:
        """Return who reads the case after the drafted events; raises `NoReaderError`.

        An event with an objection makes no reader.
        """
        return current.case_readers(excluded, self.participants(current, excluded, drafted))

    def brief(self) -> str:
        """Return what the team was told last, as far as this person may read it."""
        found = self._last_content(EventKind.ASSIGN)
        return "" if found is None else found.text

    def risk(self) -> RiskAssessment | None:
        """Return the last assessment of the risk to the reporter."""
        found = self._last_content(EventKind.ASSESS)
        return None if found is None else found.risk

    def _last_content(self, kind: EventKind) -> Content | None:
        """Return what the last sound event of this kind says, as far as this person may read it."""
        found = (
            read.content
            for read in reversed(self.events)
            if read.event.kind is kind and read.content is not None and not read.remarks
        )
        return next(found, None)

    def risk_to_watch(self) -> RiskAssessment | None:
        """Return the last assessment of a case that is open; None where there is none, or the case is closed."""
        return None if self.state is None or self.state.stage in CLOSED else self.risk()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that officers gave the case."""
        return self.classification().labels or ()

    def classification(self) -> Classification:
        """Return the officers' classification of the case: each value as it was last given."""
        return merged(
            read.content.classification
            for read in self.events
            if read.content is not None
            and read.content.classification is not None
            and read.event.part is CaseRole.OFFICER
            and not read.remarks
        )


def merged(said: Iterable[Classification]) -> Classification:
    """Return each value as it was last given."""
    values: dict[str, object] = {}
    for classification in said:
        new = {name: getattr(classification, name) for name in classification.__struct_fields__}
        values |= {name: value for name, value in new.items() if value not in (None, "")}
    return msgspec.convert(values, decoder_ready(Classification))


def _readable(places: Iterable[tuple[T, str]]) -> Iterator[tuple[T, SessionKey]]:
    for place, text in places:
        with contextlib.suppress(SessionKeyError):
            yield place, SessionKey(text)


def what_it_says(message: bytes, event: Event) -> tuple[Content | None, tuple[EventRemark, ...]]:
    """Return what an event says, or what is wrong with it."""
    try:
        return read_content(message, event), ()
    except MisplacedError:
        return None, (EventRemark.CONTENT_MOVED,)
    except CryptoError:
        return None, (EventRemark.CONTENT_UNREADABLE,)


def remarks_of(objections: Iterable[Objection]) -> tuple[EventRemark, ...]:
    """Return a sentence for each objection."""
    return tuple(EventRemark[objection.name] for objection in objections)
