"""The office's notes on restores of a case, as far as they are on an end through which its chain goes.

A note tells which places of the conversation the restored backup lacked, and until when they can have been shown.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crypto.errors import StatementError
from crypto.signing import Signed
from journalist_interface.gateway_client.errors import GatewayError
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.pins import Pin
from store.domain.restored_history import RestoreNote, digest_of_note, read_note


@dataclass(frozen=True, slots=True)
class OfficeNote:
    """A note that the office signed, and its digest, by which a pin knows it."""

    note: RestoreNote
    digest: str

    def can_have_lost(self, place: int, day: date) -> bool:
        """Return whether its restore can have lost what this place showed until this day."""
        return self.note.end.messages < place and day <= self.note.day

    def is_open_for(self, place: int, pin: Pin | None) -> bool:
        """Return whether it may explain this place, by what was settled here before."""
        settled = None if pin is None else pin.notes.get(self.digest)
        return settled is None or place in settled


class OfficeNotes:
    """The notes for one signed-in person. GnuPG is asked once a session about each."""

    def __init__(self, services: ReadingServices) -> None:
        self._services = services
        self._served: dict[str, tuple[Signed, ...]] = {}
        self._judged: dict[Signed, bool] = {}

    def known(self, file: CaseFile) -> list[OfficeNote]:
        """Return what the store sent of this case in this session; it is not asked again."""
        return list(self._proven(file, self._served.get(file.case, ())))

    def ask(self, file: CaseFile) -> list[OfficeNote]:
        """Return what the store sends now; what was known if it sends nothing."""
        with contextlib.suppress(GatewayError):  # whatever they would explain stays an alarm
            self._served[file.case] = self._services.client.restores(self._services.token, file.case).notes
        return self.known(file)

    def _proven(self, file: CaseFile, served: tuple[Signed, ...]) -> Iterator[OfficeNote]:
        for signed in served:
            try:
                note = read_note(signed)
            except StatementError:
                continue
            if _is_in_chain(file, note) and self._is_of_office(signed):
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
