"""A case whose store is put back to an earlier moment, and the office's note on that.

lost = RestoredCase.backed_up(office, case.case)      # as a backup of this moment holds it
…                                                     # what comes now is lost
lost.restore_and_note()                               # the office signs a note, and the gateway serves it
"""

from dataclasses import dataclass
from datetime import date

from crypto import signing
from crypto.signing import Signed
from store.cases.records import ends
from store.domain.labels import Label
from store.domain.restored_history import HistoryEnd, RestoreNote
from store.web.restore_notes import NOTES_FILE, read_notes, write_notes
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

REASON = "Cakram server rusak"


@dataclass(frozen=True)
class RestoredCase:
    """One case, its rows at the moment of the backup, and where it ended then."""

    office: TestOffice
    case: str
    rows: CaseRows
    end: HistoryEnd

    @classmethod
    def backed_up(cls, office: TestOffice, case: str) -> "RestoredCase":
        return cls(office, case, CaseRows.taken(office, case), end_of(office, case))

    def restore(self) -> None:
        """Lose what came since."""
        self.rows.put_back()

    def restore_and_note(self) -> None:
        """Lose what came since, and hand out the office's note of today on it."""
        self.restore()
        self.hand_out(self.note())

    def note(self, day: date | None = None, end: HistoryEnd | None = None, case: str | None = None) -> Signed:
        """A note that the office signed; of today unless another day is given."""
        return signed_note(self.office, case or self.case, end or self.end, day)

    def hand_out(self, *notes: Signed) -> None:
        """Put the notes beside the roster, with those that lie there."""
        hand_out(self.office, *notes)

    def withdraw(self) -> None:
        """Take all notes away."""
        withdraw_notes(self.office)


def signed_note(
    office: TestOffice, case: str, end: HistoryEnd, day: date | None = None, reason: str = REASON
) -> Signed:
    """A note that the office signed."""
    today = office.clock.today()
    text = signing.compose(Label.RESTORE, RestoreNote(case, day or today, reason, end))
    return Signed(text.decode(), office.keys.signed_by_office(text, today))


def hand_out(office: TestOffice, *notes: Signed) -> None:
    """Put the notes beside the roster, with those that lie there."""
    folder = office.folder / "roster"
    write_notes(folder, (*read_notes(folder), *notes))


def withdraw_notes(office: TestOffice) -> None:
    """Take all notes on restores away."""
    (office.folder / "roster" / NOTES_FILE).unlink(missing_ok=True)


def end_of(office: TestOffice, case: str) -> HistoryEnd:
    """Where the store ends a case now."""
    found = ends(office.database)[case]
    return HistoryEnd(found.events, found.head, found.statement, found.highest)
