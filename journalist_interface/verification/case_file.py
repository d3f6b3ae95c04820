"""A case as one officer's session knows it: in memory only, every row either verified or named as bad."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from msgspec import UNSET

from crypto.gpg.decrypt import SessionKey
from journalist_interface.cache.kept_extent import KeptExtent
from journalist_interface.cache.known_places import Fact, KnownPlaces, PlaceContent, place_of
from journalist_interface.cache.verification_cache import VerificationCache
from journalist_interface.verification.case_memory import CaseMemory
from journalist_interface.verification.chain import Chain, GivenKeys, ReadEvent
from journalist_interface.verification.problems import CaseProblem, RowProblem
from store.api.messages import CaseRow
from store.domain.envelope import Attachment, Envelope, Introduction, Report
from store.domain.procedure.state import CaseState
from store.domain.reply import Reply
from store.domain.retention import DestroyedPart
from store.domain.roster import REPORTER
from store.domain.tombstone import PartTombstone
from store.domain.withdrawal import Withdrawal, withdrawal_by


@dataclass(frozen=True, slots=True)
class FromReporter:
    """A message that the reporter's voice signed for this place."""

    sequence: int
    envelope: Envelope
    author: ClassVar[str] = REPORTER

    @property
    def blob(self) -> str | None:
        """The blob of the file that it is about."""
        attachment = self.envelope.attachment
        return None if attachment is None else attachment.blob


@dataclass(frozen=True, slots=True)
class FromOffice:
    """A reply that an officer of the roster signed for this place, and the digest by which it is known again."""

    sequence: int
    reply: Reply
    digest: str
    blob: ClassVar[None] = None

    @property
    def author(self) -> str:
        """The officer who signed it."""
        return self.reply.officer


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not believed. Author and day are the store's word only.

    `against` is what was read before, at this workstation, and does not go with it.
    """

    sequence: int
    author: str
    day: date | None
    problem: RowProblem
    against: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawnEntry:
    """A place whose message is gone, for a reason that proves itself: its reporter withdrew the file."""

    sequence: int
    reason: Withdrawal
    author: ClassVar[str] = REPORTER

    @property
    def blob(self) -> str:
        """The blob of the file that was there."""
        return self.reason.blob


@dataclass(frozen=True, slots=True)
class DestroyedEntry:
    """A place whose message two people of the office signed away, which this workstation verified.

    `otherwise` says that this session had read another message there than the one that they name.
    """

    sequence: int
    part: DestroyedPart
    proposer: str
    signatory: str
    day: date
    otherwise: bool = False
    author: ClassVar[str] = ""
    blob: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class MissingRows:
    """A range of numbers, both ends included, that the store counts but did not send."""

    sequence: int
    last: int


Proven = FromReporter | FromOffice
Entry = Proven | WithdrawnEntry | DestroyedEntry | BadRow
Shown = Entry | MissingRows


@dataclass(slots=True)
class CaseFile:
    """One case; its readers and writers hold `lock`. Each row is read once, so a new day has a new one.

    `begun` is the day of the first reading. `memory` is what the session remembers beyond it. `tried` holds the
    ciphertext (its SHA-256) of each row that was judged, `tried_with` the keys of grants for it, `read_on` the day on
    which the store sent it. `proven_blobs` holds the keys of the reporter's files that were read to their end,
    `stuck_blobs` names those that held up GnuPG until it was stopped. `kept` says what the index has of the case.
    `tombstones` are what the store sent, not verified, for messages that are gone; `exchanged` places had others.
    """

    case: str
    row: CaseRow
    begun: date
    memory: CaseMemory = field(default_factory=CaseMemory)
    entries: dict[int, Entry] = field(default_factory=dict)
    problems: set[CaseProblem] = field(default_factory=set)
    tried: dict[int, str] = field(default_factory=dict)
    tried_with: dict[int, frozenset[SessionKey]] = field(default_factory=dict, repr=False)
    first_digest: str | None = None
    chain: Chain = field(default_factory=Chain)
    given: GivenKeys = field(default_factory=GivenKeys, repr=False)
    proven_blobs: dict[str, SessionKey] = field(default_factory=dict, repr=False)
    stuck_blobs: set[str] = field(default_factory=set)
    cache: VerificationCache = field(default_factory=VerificationCache, repr=False)
    tombstones: dict[int, PartTombstone] = field(default_factory=dict, repr=False)
    kept: KeptExtent | None = None
    read_on: dict[int, date] = field(default_factory=dict)
    exchanged: frozenset[int] = frozenset()

    @property
    def lock(self) -> threading.RLock:
        """The lock of all that this session has of the case."""
        return self.memory.lock

    @property
    def introduction(self) -> Introduction | None:
        """The reporter's keys and exclusions, from a first envelope that proved itself."""
        first = self.entries.get(1)
        return first.envelope.introduction if isinstance(first, FromReporter) else None

    @property
    def report(self) -> Report | None:
        """The first report."""
        first = self.entries.get(1)
        return first.envelope.report if isinstance(first, FromReporter) else None

    @property
    def received(self) -> date | None:
        """The day of the first report, as the reporter signed it."""
        first = self.entries.get(1)
        return first.envelope.day if isinstance(first, FromReporter) else None

    @property
    def state(self) -> CaseState | None:
        """The state to which the verified events add up; None while nothing can be verified."""
        return self.chain.state

    @property
    def is_sound(self) -> bool:
        """Return whether all that matters of the case proved itself, so that the index keeps it as it is."""
        proven = self.introduction is not None and self.state is not None
        return proven and not self.problems and self.chain.broken is None

    @property
    def events(self) -> list[ReadEvent]:
        """The verified events in order."""
        return self.chain.events

    @property
    def category(self) -> str | None:
        """The category as an officer saw it last, else as the reporter did."""
        return self.chain.classification().category or (None if self.report is None else self.report.category)

    @property
    def threatened(self) -> bool:
        """Return whether the reporter or an officer reported a threat; an officer may also withdraw it."""
        said = self.chain.classification().threat
        return self.reporter_threatened if said is None else said

    @property
    def reporter_threatened(self) -> bool:
        """Return whether the reporter told of a threat."""
        messages = (entry.envelope for entry in self.entries.values() if isinstance(entry, FromReporter))
        return any(envelope.kind == "threat" for envelope in messages)

    @property
    def last(self) -> int:
        """The highest number known, from the store's word, from a row, or from the reason why another is gone."""
        reasons = (entry.reason.entry for entry in self.entries.values() if isinstance(entry, WithdrawnEntry))
        return max(self.row.last_sequence, *self.entries, *reasons, 0)

    @property
    def highest_verified(self) -> int:
        """The highest number of a row that proved itself."""
        return max((number for number, row in self.entries.items() if not isinstance(row, BadRow)), default=0)

    def known_places(self) -> KnownPlaces:
        """Return what is known of each place by now, by earlier readings and by what proved itself in this one."""
        here = list(self.entries.items())  # another thread may be reading
        read = {at: entry.blob for at, entry in here if not isinstance(entry, BadRow) and at in self.tried}
        reporters = (entry.envelope for _at, entry in here if isinstance(entry, FromReporter))
        withdrawn = [found for envelope in reporters if (found := withdrawal_by(envelope)) is not None]
        facts: list[Fact] = [*read.items(), *(contents := self._contents(read))]
        days = [(fact, self.read_on[at]) for fact in facts if (at := place_of(fact)) in self.read_on]
        known = self.memory.known | KnownPlaces.of(read, days=days, contents=contents)
        return known.with_withdrawn(withdrawn, self.read_on)

    def _contents(self, places: Iterable[int]) -> list[PlaceContent]:
        """Return what these places have, but for the report, which is pinned, and statements, which are withdrawals."""
        digests, proven = self.memory.newest_digests(), FromReporter | FromOffice
        places = (at for at in places if at > 1 and at in digests and at in self.read_on)
        return [PlaceContent(at, digests[at]) for at in places if isinstance(self.entries.get(at), proven)]

    def entry_key(self, number: int) -> SessionKey | None:
        """Return the key of the ciphertext that proved itself at this place; None if none did."""
        proved = isinstance(self.entries.get(number), FromReporter | FromOffice | WithdrawnEntry)
        return self._key_of(self.tried.get(number)) if proved else None

    def event_key(self, read: ReadEvent) -> SessionKey | None:
        """Return the key of the event's content, if that content belongs to it."""
        return None if read.content is None else self._key_of(read.event.content)

    def _key_of(self, ciphertext: str | None) -> SessionKey | None:
        found = None if ciphertext is None else self.cache.opened.get(ciphertext)
        return None if found is None else found.key

    def try_message_again(self, number: int) -> None:
        """Let the next reading ask GnuPG once more about the message at this place."""
        if number in self.tried:
            self.cache.failures.try_again(self.tried[number])

    def try_event_again(self, number: int) -> None:
        """Let the next reading ask GnuPG once more about this event's content: it reads the chain anew."""
        found = self.chain.event(number)
        if found is not None and found.event.content is not None:
            self.cache.failures.try_again(found.event.content)
            self.chain, self.given = Chain(), GivenKeys()

    def forget_bad_after(self, number: int) -> dict[int, BadRow]:
        """Remove and return the bad rows above a number, which are then read again."""
        bad = {at: entry for at, entry in self.entries.items() if at > number and isinstance(entry, BadRow)}
        for at in bad:
            del self.entries[at]
        return bad

    def read_through(self) -> int:
        """Return the number up to which every row is known, proven or bad."""
        number = 0
        while number + 1 in self.entries:
            number += 1
        return number

    def withheld_from_reporter(self) -> bool:
        """Return whether the reporter's last message tells of fewer replies than prove themselves before it."""
        before, withheld = 0, False
        for _number, entry in sorted(self.entries.items()):
            if isinstance(entry, FromOffice):
                before += 1
            elif isinstance(entry, FromReporter) and entry.envelope.replies is not UNSET:
                withheld = entry.envelope.replies < before
        return withheld

    def shown(self) -> list[Shown]:
        """Return everything in order, with the gaps named."""
        rows: list[Shown] = []
        expected = 1
        for number in [*sorted(self.entries), self.last + 1]:
            if number > expected:
                rows.append(MissingRows(expected, number - 1))
            if number in self.entries:
                rows.append(self.entries[number])
            expected = number + 1
        return rows

    def reporter_attachment(self, sequence: int) -> Attachment | None:
        """Return the reporter's file of this number."""
        entry = self.entries.get(sequence)
        return entry.envelope.attachment if isinstance(entry, FromReporter) else None

    def prune(self) -> None:
        """Drop what the last reading did not use: a store could send other ciphertexts for ever."""
        self.tried = {number: name for number, name in self.tried.items() if number in self.entries}
        used = {*self.tried.values(), *(read.event.content for read in self.events if read.event.content)}
        self.cache.opened = {name: opened for name, opened in self.cache.opened.items() if name in used}
