"""The office's notes on restores of a case, as far as they are on an end through which its chain goes.

A note tells which places of the conversation the restored backup lacked, and until when they can have been shown.
"""

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from crypto.signing import Signed
from journalist_interface.gateway_client.errors import GatewayError
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.pins import Pin
from store.api.messages import MOST_RESTORES
from store.domain.restore_order import note_in
from store.domain.restored_history import RestoreNote, digest_of_note


def notes_in_losses(file: CaseFile) -> Iterator[Signed]:
    """Yield the notes in the losses that people signed, unverified.

    Each person has a share of notes that are looked at: a person who writes many delays no other's.
    """
    of_actor: dict[str, dict[str, Signed]] = defaultdict(dict)
    for read in reversed(file.events):
        if read.event.loss is not None:
            note = read.event.loss.note
            of_actor[read.event.actor].setdefault(note.statement, note)
    for notes in of_actor.values():
        yield from islice(notes.values(), MOST_RESTORES)


@dataclass(frozen=True, slots=True)
class OfficeNote:
    """A note that the office signed, and its digest, by which a pin knows it."""

    note: RestoreNote
    digest: str

    def can_have_lost(self, place: int, day: date) -> bool:
        """Return whether its restore can have lost what this place showed until this day."""
        return self.note.end.messages < place and day <= self.note.day


class SettledNotes:
    """The notes by which losses of a case were settled at this workstation, and what they left to others."""

    def __init__(self, file: CaseFile, pin: Pin | None) -> None:
        self._left = {} if pin is None else pin.notes
        losses = ((read.sequence, read.event.loss) for read in reversed(file.events))
        self._first = {loss.note_digest: number for number, loss in losses if loss is not None}

    def leave(self, noted: OfficeNote, place: int) -> bool:
        """Return whether a note may explain anything in this place, by what was settled before.

        A loss in the chain was signed after each restore that left an end before it. What was there once it was
        settled came back or came later: none of these restores lost it.
        """
        end = noted.note.end.events
        return all(
            place in left or (digest != noted.digest and self._first.get(digest, 0) <= end)
            for digest, left in self._left.items()
        )


class OfficeNotes:
    """The notes for one signed-in person: what the store sends, and what it cannot keep back, since people signed it.

    GnuPG is asked once a session about each.
    """

    def __init__(self, services: ReadingServices) -> None:
        self._services = services
        self._served: dict[str, tuple[Signed, ...]] = {}
        self._judged: dict[Signed, bool] = {}

    def known(self, file: CaseFile) -> list[OfficeNote]:
        """Return what the losses in its chain name, and what the store sent in this session; it is not asked again."""
        return list(self._proven(file, self._served.get(file.case, ())))

    def ask(self, file: CaseFile) -> list[OfficeNote]:
        """Return what the store sends now; what was known if it sends nothing."""
        with contextlib.suppress(GatewayError):  # whatever they would explain stays an alarm
            self._fetch(file)
        return self.known(file)

    def last_restore(self, file: CaseFile) -> date:
        """Return the day of the newest restore that the store tells of now, or the chain; raises a `GatewayError`."""
        self._fetch(file)
        return max((noted.note.day for noted in self.known(file)), default=date.min)

    def _fetch(self, file: CaseFile) -> None:
        self._served[file.case] = self._services.client.restores(self._services.token, file.case).notes

    def _proven(self, file: CaseFile, served: tuple[Signed, ...]) -> Iterator[OfficeNote]:
        for signed in dict.fromkeys((*served, *notes_in_losses(file))):
            note = note_in(signed)
            if note is not None and _is_in_chain(file, note) and self._is_of_office(signed):
                yield OfficeNote(note, digest_of_note(signed))

    def _is_of_office(self, signed: Signed) -> bool:
        if signed not in self._judged:
            self._judged[signed] = self._services.roster.current().is_of_office(signed)
        return self._judged[signed]


def _is_in_chain(file: CaseFile, note: RestoreNote) -> bool:
    end, chain = note.end, file.chain.signed
    if note.case != file.case or end.events > len(chain):
        return False
    return end.events == 0 or chain[end.events - 1].matches(end.head, end.statement)
