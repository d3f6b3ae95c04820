"""The part of a case that a workstation remembers and the store lacks, beside notes of the office and signed losses.

The store lacks events or messages, or it has others in the places of lost messages: then nothing is missing, and what
is read contradicts what was read before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from journalist_interface.cache.known_places import Fact, KnownPlaces, PlaceContent, place_of
from journalist_interface.verification.case_file import (
    BadRow,
    CaseFile,
    DestroyedEntry,
    Entry,
    FromOffice,
    FromReporter,
    WithdrawnEntry,
)
from journalist_interface.verification.pins import CourseEnd, Pin
from store.domain.event import SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.restored import SignedLoss
from store.domain.restored_history import MOST_LOST, HistoryEnd, Loss, LostEvent, RestoreNote, taken_off
from store.domain.withdrawal import Withdrawal, withdrawal_by


@dataclass(frozen=True, slots=True)
class LostEnd:
    """An end of the chain that this workstation was shown, and through which the chain does not go.

    `day` is the last one on which the store showed it. `lost` are its events that the chain lacks, as far as they are
    remembered, and `digests` theirs by number, with some of the chain before them.
    """

    events: int
    head: str
    statement: str
    day: date | None
    lost: tuple[LostEvent, ...]
    digests: Mapping[int, str]

    def is_included_in(self, loss: Loss) -> bool:
        """Return whether the loss includes this end, and names no other events than are remembered of it."""
        agrees = all(self.digests.get(lost.sequence, lost.digest) == lost.digest for lost in loss.lost)
        return agrees and loss.includes(self.events, self.head, self.statement)


@dataclass(frozen=True, slots=True)
class Gone:
    """The part of a case that this workstation remembers and the store lacks.

    `events` means that the pinned end is missing; `ends` are all that are: the pinned one, and those of other courses.
    `contradicted` are places in which something else was read than is there now, with the day on which the store showed
    it last.
    """

    pin: Pin
    events: bool
    messages: bool
    ends: tuple[LostEnd, ...]
    contradicted: tuple[tuple[int, date | None], ...] = ()

    @property
    def anything(self) -> bool:
        """Return whether anything is missing."""
        return self.messages or bool(self.ends)

    @property
    def needs_a_loss(self) -> bool:
        """Return whether anything is missing, or something else is in its place."""
        return self.anything or bool(self.contradicted)

    @property
    def off(self) -> frozenset[str]:
        """The people whom missing events took off: by what is gone they were no readers any more."""
        return taken_off(event for end in self.ends for event in end.lost)

    def beyond(self, losses: Iterable[SignedLoss]) -> "Gone":
        """Return what is missing besides all that these losses explain; nothing of it is contradicted, but missing."""
        ends, messages = self.ends, self.messages
        for found in losses:
            lost = self._lost_by(found)
            ends = tuple(end for end in ends if end not in lost.ends)
            messages &= not lost.messages
        return replace(self, ends=ends, messages=messages, contradicted=())

    def explained_by(self, note: RestoreNote, digest: str) -> "Gone":
        """Return what the restore of this note, of this digest, can have lost: what was seen later, it cannot.

        Its end is in the chain, so it has lost each event through which the chain does not go. What goes after a loss
        by it was settled is no loss of this restore, whatever the day of the note says.
        """
        is_open = digest not in self.pin.notes
        ends = tuple(end for end in self.ends if is_open and _seen_by(end.day, note))
        fewer = is_open and note.end.messages < self.pin.highest and _seen_by(self.pin.highest_day, note)
        return replace(self, ends=ends, messages=self.messages and fewer)

    def old_ends(self, note: RestoreNote, digest: str) -> dict[HistoryEnd, tuple[LostEvent, ...]]:
        """Return where the histories ended that the restore of this note shortened, each with the events that it lost.

        No messages count as lost once there are as many again, but for those that contradict others.
        """
        lost, end = self.explained_by(note, digest), note.end
        messages = self.pin.highest if lost.messages else end.messages
        if not self.anything:
            messages = self.last_contradicted(note, digest)
        found = {
            HistoryEnd(each.events, each.head, each.statement, messages): each.lost for each in lost.ends
        }
        if found or messages == end.messages:
            return found
        return {msgspec.structs.replace(end, messages=messages): ()}

    def last_contradicted(self, note: RestoreNote, digest: str) -> int:
        """Return the last contradicted place that the restore of this note can have lost, or the last that it left."""
        end = note.end.messages
        lost = (
            place
            for place, day in self.contradicted
            if place > end and _seen_by(day, note) and self.is_open(place, digest)
        )
        return max(lost, default=end)

    def is_open(self, place: int, digest: str) -> bool:
        """Return whether the note of this digest may explain this place, by what was settled here before."""
        settled = self.pin.notes.get(digest)
        return settled is None or place in settled

    def left_open(self, known: KnownPlaces, digest: str) -> tuple[int, ...]:
        """Return the places that notes may explain yet, after a loss by this one left this known."""
        places = {place_of(fact) for fact in known.facts()}
        return tuple(place for place in sorted(places) if self.is_open(place, digest))

    def is_touched_by(self, found: SignedLoss) -> bool:
        """Return whether this loss explains anything of it."""
        if not self.anything:
            last = self.last_contradicted(found.note, found.loss.note_digest)
            return found.note.end.messages < last <= found.loss.old.messages
        return self._lost_by(found).anything

    def are_messages_lost_by(self, found: SignedLoss) -> bool:
        """Return whether this loss explains the missing messages."""
        return self._lost_by(found).messages

    def _lost_by(self, found: SignedLoss) -> "Gone":
        """Return what this loss explains."""
        lost = self.explained_by(found.note, found.loss.note_digest)
        ends = tuple(end for end in lost.ends if end.is_included_in(found.loss))
        return replace(
            lost, ends=ends, messages=lost.messages and self.pin.highest <= found.loss.old.messages
        )


def gone_of(file: CaseFile, pin: Pin) -> Gone:
    """Return what of this case is gone, by its pin and its last whole reading."""
    chain, messages = file.chain, file.row.last_sequence < pin.highest
    missing: list[tuple[Pin | CourseEnd, date | None]] = [(pin, pin.events_day)] if chain.unlike_pin else []
    missing += [(course, course.day) for course in chain.missing_courses(pin)]
    known = {event.digest: event for event in file.memory.events} if missing else {}
    ends = (_lost_end(end, day, chain.signed, known) for end, day in missing)
    return Gone(pin, chain.unlike_pin, messages, tuple(ends), tuple(_contradicted(file)))


def _contradicted(file: CaseFile) -> Iterator[tuple[int, date | None]]:
    """Yield the places in which this workstation read something else than is there now.

    One where it read a message and there is a file is among them: once that is withdrawn, it would be an alarm.
    """
    known = file.known_places()
    for number, entry in file.entries.items():
        facts: tuple[Fact, ...] = entry.against if isinstance(entry, BadRow) else ()
        if isinstance(entry, FromReporter) and entry.blob is not None and number in known.messages:
            facts = ((number, None),)
        yield from ((place_of(fact), known.days.get(fact)) for fact in facts)


def still_open(file: CaseFile, pin: Pin) -> dict[str, tuple[int, ...]]:
    """Return the settled notes for which the store shows again what they may explain, with what remains of that.

    What is there came back or came later. If it goes after that, no restore of then lost it.
    """
    now = file.memory.newest_digests()
    missing = {place_of(fact) for fact in file.known_places().facts() if not _is_there(file, fact, now)}
    left = {
        digest: tuple(place for place in places if place in missing) for digest, places in pin.notes.items()
    }
    return {digest: places for digest, places in left.items() if places != pin.notes[digest]}


def _is_there(file: CaseFile, fact: Fact, now: Mapping[int, str]) -> bool:
    """Return whether the store shows it now, or what was signed says that it is gone."""
    entry = file.entries.get(place_of(fact))
    if isinstance(fact, PlaceContent):
        is_read = isinstance(entry, FromReporter | FromOffice)
        return now.get(fact.sequence) == fact.digest if is_read else _is_signed_away(entry)
    if isinstance(fact, Withdrawal):
        return isinstance(entry, FromReporter) and withdrawal_by(entry.envelope) == fact
    return entry is not None and not isinstance(entry, BadRow) and entry.blob == fact[1]


def _is_signed_away(entry: Entry | None) -> bool:
    return isinstance(entry, WithdrawnEntry | DestroyedEntry)


def _lost_end(
    end: Pin | CourseEnd, day: date | None, chain: Sequence[SignedEvent], known: Mapping[str, SignedEvent]
) -> LostEnd:
    """Return an end with its events that the chain lacks, if each names the one before: the index is no authority."""
    last = known.get(end.head) or next(
        (signed for signed in known.values() if signed.matches(end.head, end.statement)), None
    )
    lost: list[LostEvent] = []
    number, signed = end.events, last
    while signed is not None and not (number <= len(chain) and chain[number - 1].digest == signed.digest):
        event = parsed(signed)
        if event is None or event.sequence != number:
            break
        # The pin may have another spelling of the last event's signature.
        digest = signed.digest if lost else end.head
        lost.append(LostEvent(number, digest, event.actor, event.kind.value, event.day, event.person))
        number, signed = number - 1, known.get(event.previous)
    before = range(max(1, number - MOST_LOST), min(number, len(chain)) + 1) if lost else ()
    digests = {place: chain[place - 1].digest for place in before} | {end.events: end.head}
    digests |= {event.sequence: event.digest for event in lost}
    return LostEnd(end.events, end.head, end.statement, day, tuple(reversed(lost)), digests)


def _seen_by(day: date | None, note: RestoreNote) -> bool:
    return day is None or day <= note.day
