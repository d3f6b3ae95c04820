"""The part of a case that a workstation remembers and the store lacks, beside notes of the office and signed losses.

The store lacks events or messages, or it has others in the places of lost messages: then nothing is missing, and what
is read contradicts what was read before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from store.domain.event import NO_EVENT, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.restored_history import HistoryEnd, Loss, LostEvent, RestoreNote
from store.domain.withdrawal import Withdrawal, withdrawal_by


@dataclass(frozen=True, slots=True)
class Gone:
    """The part of a case that this workstation remembers and the store lacks.

    `known` are all remembered events, and `digests` theirs by number: each is parsed once, however many losses people
    signed. `course` is what was seen since of another course of the chain, and is missing in its turn. `contradicted`
    are places in which something else was read than is there now, with the day on which the store showed it last.
    """

    pin: Pin
    events: bool
    messages: bool
    known: tuple[LostEvent, ...]
    digests: Mapping[int, str]
    course: CourseEnd | None
    contradicted: tuple[tuple[int, date | None], ...] = ()

    @property
    def anything(self) -> bool:
        """Return whether anything is missing."""
        return self.events or self.messages or self.course is not None

    @property
    def needs_a_loss(self) -> bool:
        """Return whether anything is missing, or something else is in its place."""
        return self.anything or bool(self.contradicted)

    def old_end(self, note: RestoreNote, digest: str) -> HistoryEnd:
        """Return where the history ended that the restore of this note, of this digest, shortened.

        No messages count as lost once there are as many again, but for those that contradict others.
        """
        pin, end = self.pin, note.end
        if not self.anything:
            return msgspec.structs.replace(end, messages=self.last_contradicted(note, digest))
        messages = pin.highest if self.messages else end.messages
        if self.course is not None and not self.events:
            return HistoryEnd(self.course.events, self.course.head, self.course.statement, messages)
        return HistoryEnd(pin.events, pin.head, pin.statement, messages)

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

    def left_open(self, known: KnownPlaces, note: RestoreNote, digest: str) -> tuple[int, ...]:
        """Return the places that a later loss by this note may explain, after one by it left this known."""
        places = {place_of(fact) for fact in known.facts() if _seen_by(known.days.get(fact), note)}
        return tuple(
            place for place in sorted(places) if place > note.end.messages and self.is_open(place, digest)
        )

    def after(self, note: RestoreNote) -> tuple[LostEvent, ...]:
        """Return the remembered events after the end that the note names."""
        later = self.known[note.end.events :] if self.events else ()
        if not later:
            return ()
        # The pin may have another spelling of the last event's signature.
        return (*later[:-1], msgspec.structs.replace(later[-1], digest=self.pin.head))

    def is_explained_by(self, note: RestoreNote) -> bool:
        """Return whether the restore of this note can have lost all of it: what was seen later, it cannot.

        The end in the note is in the chain, so it has lost each event through which the chain does not go.
        """
        end, pin = note.end, self.pin
        if not self.events and not self.messages:
            return self.is_course_lost_by(note)
        fewer = end.messages < pin.highest and (self.events or end.events <= pin.events)
        return (not self.events or _seen_by(pin.events_day, note)) and (
            not self.messages or (fewer and _seen_by(pin.highest_day, note))
        )

    def is_course_lost_by(self, note: RestoreNote) -> bool:
        """Return whether the restore of this note can have lost the other course, too.

        Its end is in the chain, through which that course does not go.
        """
        return self.course is None or self.course.day <= note.day

    def is_covered_by(self, note: RestoreNote, loss: Loss) -> bool:
        """Return whether this loss by this note explains all of it, and none by the same note was settled before.

        What goes after that is no loss of this restore, whatever the day of the note says.
        """
        if not self.anything:
            return note.end.messages < self.last_contradicted(note, loss.note_digest) <= loss.old.messages
        was_settled = loss.note_digest in self.pin.notes
        return not was_settled and self.is_explained_by(note) and self.is_settled_by(loss)

    def is_settled_by(self, loss: Loss) -> bool:
        """Return whether the loss includes all of it, and names no other events than are remembered here."""
        pin = self.pin
        agrees = all(self.digests.get(lost.sequence, lost.digest) == lost.digest for lost in loss.lost)
        return (not self.events or (loss.includes(pin.events, pin.head, pin.statement) and agrees)) and (
            not self.messages or pin.highest <= loss.old.messages
        )


def gone_of(file: CaseFile, pin: Pin) -> Gone:
    """Return what of this case is gone, by its pin and its last whole reading."""
    known = _known(file.memory.events, pin) if file.chain.unlike_pin else ()
    digests = {event.sequence: event.digest for event in known} | {pin.events: pin.head}
    messages, course = file.row.last_sequence < pin.highest, file.chain.missing_course(pin)
    return Gone(pin, file.chain.unlike_pin, messages, known, digests, course, tuple(_contradicted(file)))


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


def _known(remembered: Sequence[SignedEvent], pin: Pin) -> tuple[LostEvent, ...]:
    """Return the events up to the pinned one, if each names the one before: the index alone is no authority."""
    events = tuple(remembered[: pin.events])
    if len(events) < pin.events or not events or not events[-1].matches(pin.head, pin.statement):
        return ()
    known: list[LostEvent] = []
    for signed in events:
        event = parsed(signed)
        if event is None or event.previous != (known[-1].digest if known else NO_EVENT):
            return ()
        kind = event.kind.value
        known.append(LostEvent(event.sequence, signed.digest, event.actor, kind, event.day, event.person))
    return tuple(known)


def _seen_by(day: date | None, note: RestoreNote) -> bool:
    return day is None or day <= note.day
