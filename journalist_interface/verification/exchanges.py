"""Messages and replies that were read in a place where something else is now, and that no restore can have lost.

Whatever lies there may have the right signature: the store may have it from a try that it refused, or from before a
restore. The newest note of the office tells nothing of that alone. What the store showed after its day, its restore
cannot have lost, and neither can a restore have lost a place that its backup had, unless an older one lost that first.
What is there is shown, and the place is marked, in each session.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from journalist_interface.verification.case_file import (
    CaseFile,
    DestroyedEntry,
    FromOffice,
    FromReporter,
    WithdrawnEntry,
)
from journalist_interface.verification.office_notes import OfficeNote, OfficeNotes, SettledNotes
from journalist_interface.verification.pins import Pins
from journalist_interface.verification.problems import CaseProblem
from store.domain.restore_order import can_be_older


class Exchanges:
    """A judge of what is in the places of what was read, for one signed-in person."""

    def __init__(self, pins: Pins, notes: OfficeNotes) -> None:
        self._pins = pins
        self._notes = notes

    def settle(self, file: CaseFile) -> None:
        """Mark the places in which something else was read than is there, unless a note of the office explains it."""
        missing = list(_missing(file))
        unexplained: frozenset[int] = frozenset()
        if missing:
            settled = SettledNotes(file, self._pins.of(file.case))
            unexplained = _unexplained(missing, self._notes.known(file), settled, file)
            if unexplained:
                unexplained = _unexplained(missing, self._notes.ask(file), settled, file)
        file.exchanged = unexplained
        for place, entry in file.entries.items():
            if isinstance(entry, DestroyedEntry):
                file.entries[place] = replace(entry, otherwise=place in unexplained)
        if any(not isinstance(file.entries[place], DestroyedEntry) for place in unexplained):
            file.problems.add(CaseProblem.EXCHANGED)


def _missing(file: CaseFile) -> Iterator[tuple[int, date]]:
    """Yield each place in which something else was read than is there, with the day on which it was shown last.

    Of a place whose file was withdrawn it yields that file too, as it is not there. Of an empty or bad place others
    tell.
    """
    known, now = file.known_places(), file.memory.newest_digests()
    for content in known.contents:
        match file.entries.get(content.sequence):
            case FromReporter() | FromOffice():
                found = now.get(content.sequence)
            case DestroyedEntry(part=part):
                found = part.digest
            case WithdrawnEntry():
                found = None
            case _:
                continue
        if found != content.digest:
            yield content.sequence, known.days[content]


def _unexplained(
    missing: Sequence[tuple[int, date]], notes: Sequence[OfficeNote], settled: SettledNotes, file: CaseFile
) -> frozenset[int]:
    """Return the places in which something was read that no restore lost, apart from one file that was withdrawn."""
    others = Counter(place for place, day in missing if not _is_explained(place, day, notes, settled, file))
    return frozenset(place for place, count in others.items() if count > 1 or not _is_withdrawn(file, place))


def _is_withdrawn(file: CaseFile, place: int) -> bool:
    return isinstance(file.entries.get(place), WithdrawnEntry)


def _is_explained(
    place: int, day: date, notes: Sequence[OfficeNote], settled: SettledNotes, file: CaseFile
) -> bool:
    """Return whether a restore lost what this place showed until this day.

    If the backup had the place, another one was restored before that had not, and took its message away for a time.
    """
    lacking = [noted for noted in notes if noted.note.end.messages < place]
    for noted in notes:
        if day > noted.note.day or not settled.leave(noted, place):
            continue
        if noted in lacking or any(_can_be_older(noted, first, file) for first in lacking):
            return True
    return False


def _can_be_older(noted: OfficeNote, first: OfficeNote, file: CaseFile) -> bool:
    kept = (read.event for read in file.events if read.sequence <= noted.note.end.events)
    return can_be_older(kept, noted.note, first.note)
