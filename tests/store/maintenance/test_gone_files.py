"""A second look at a store tells which files have gone since the first, and what lies at their places."""

from sqlalchemy import delete

from store.cases.conversation import NewEntry, append_reporter_entry
from store.cases.withdrawals import NewWithdrawal, withdraw
from store.engine.database import Database
from store.maintenance.gone_files import gone_files, has_file, with_tombstone
from store.model import Blob, Case
from store.values import StoredBlob
from tests import stand_ins
from tests.some_own_places import SOME_PLACES
from tests.store.conftest import CaseMaker

WITHDRAWN, LOST, KEPT, DESTROYED = (StoredBlob(digits * 16, 5_000) for digits in ("ab", "cd", "ef", "01"))


def test_each_file_that_has_gone_is_told_with_the_message_that_lies_at_its_place(
    database: Database, make_case: CaseMaker
) -> None:
    made, other = make_case(), make_case()

    def entry(sequence: int, *blobs: StoredBlob, case: str = made.case) -> NewEntry:
        message, sealed = stand_ins.message(), stand_ins.sealed()
        return NewEntry(case, sequence, made.day, message, sealed, SOME_PLACES, blobs)

    for sequence, blob in enumerate((WITHDRAWN, LOST, KEPT), 2):
        append_reporter_entry(database, entry(sequence, blob))
    append_reporter_entry(database, entry(2, DESTROYED, case=other.case))
    places = {
        WITHDRAWN.name: (made.case, 2), LOST.name: (made.case, 3), KEPT.name: (made.case, 4),
        DESTROYED.name: (other.case, 2),
    }  # fmt: skip
    assert list(gone_files(database, places)) == []
    tomb, sealed = stand_ins.message(b"tomb"), stand_ins.sealed(b"t")
    withdraw(database, NewWithdrawal(entry(5), 2, WITHDRAWN.name, tomb, sealed))
    with database.write() as session:
        session.execute(delete(Blob).where(Blob.name == LOST.name))
        session.execute(delete(Case).where(Case.id == other.case))
    assert dict(gone_files(database, places)) == {
        WITHDRAWN.name: (tomb, sealed),
        LOST.name: (stand_ins.message(), stand_ins.sealed()),
        DESTROYED.name: None,
    }
    assert [has_file(database, name) for name in places] == [False, False, True, False]
    assert with_tombstone(database, places.keys()) == {WITHDRAWN.name}
