"""The part of a case that a workstation remembers and the store lacks, beside notes of the office and signed losses.

The store lacks events or messages, or it has others in the places of lost messages: then nothing is missing, and what
is read contradicts what was read before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from journalist_interface.cache.known_places import Fact, place_of
from journalist_interface.verification.case_file import BadRow, CaseFile, FromReporter
from journalist_interface.verification.pins import CourseEnd, Pin
from store.domain.event import NO_EVENT, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.restored_history import HistoryEnd, Loss, LostEvent, RestoreNote


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
        return self.events or self.messages

    def old_end(self, note: RestoreNote, digest: str) -> HistoryEnd:
        """Return where the history ended that the restore of this note, of this digest, shortened.

        No messages count as lost once there are as many again, but for those that contradict others.
        """
        pin, end = self.pin, note.end
        if not self.anything:
            return msgspec.structs.replace(end, messages=self.last_contradicted(note, digest))
        messages = pin.highest if self.messages else end.messages
        return HistoryEnd(pin.events, pin.head, pin.statement, messages)

    def last_contradicted(self, note: RestoreNote, digest: str) -> int:
        """Return the last contradicted place that the restore of this note can have lost, or the last that it left.

        A note that was settled here explains nothing that it explained then.
        """
        left = max(note.end.messages, self.pin.notes.get(digest, 0))
        lost = (place for place, day in self.contradicted if place > left and _seen_by(day, note))
        return max(lost, default=note.end.messages)

    def after(self, note: RestoreNote) -> tuple[LostEvent, ...]:
        """Return the remembered events after the end that the note names."""
        later = self.known[note.end.events :] if self.events else ()
        if not later:
            return ()
        # The pin may have another spelling of the last event's signature.
        return (*later[:-1], msgspec.structs.replace(later[-1], digest=self.pin.head))

    def is_explained_by(self, note: RestoreNote) -> bool:
        """Return whether the restore of this note can have lost all of it: what was seen later, it cannot."""
        end, pin = note.end, self.pin
        return (
            end.events <= pin.events
            and (not self.events or (end.events < pin.events and _seen_by(pin.events_day, note)))
            and (not self.messages or (end.messages < pin.highest and _seen_by(pin.highest_day, note)))
        )

    def is_course_lost_by(self, note: RestoreNote) -> bool:
        """Return whether the restore of this note can have lost the other course, too."""
        course = self.course
        return course is None or (note.end.events < course.events and course.day <= note.day)

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
    messages, course = file.row.last_sequence < pin.highest, _missing_course(file, pin)
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


def _missing_course(file: CaseFile, pin: Pin) -> CourseEnd | None:
    course, signed = pin.course, file.chain.signed
    if course is None or not file.chain.unlike_pin:
        return None
    there = course.events <= len(signed) and signed[course.events - 1].matches(course.head, course.statement)
    return None if there else course


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
