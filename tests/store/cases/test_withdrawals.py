"""A file is withdrawn whole or not at all, and never once a byte of it was served."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select

from store.cases.case_list import blob_of, mark_fetched
from store.cases.conversation import NewEntry, append_reporter_entry
from store.cases.intake import NewCase
from store.cases.reporter_view import reporter_view
from store.cases.withdrawals import NewWithdrawal, unfetched_files, withdraw
from store.engine.database import Database
from store.errors import ConflictError, FileFetchedError, NotFoundError, StoreError
from store.model import Blob, BlobTombstone, Entry
from store.values import StoredBlob
from tests import stand_ins
from tests.some_own_places import SOME_PLACES
from tests.store.conftest import CaseMaker

BLOB = StoredBlob("cd" * 16, 5_000)
OTHER = StoredBlob("ef" * 16, 5_000)
ROUNDS = 8


def entry(made: NewCase, sequence: int, *blobs: StoredBlob) -> NewEntry:
    return NewEntry(
        made.case, sequence, made.day, stand_ins.message(), stand_ins.sealed(), SOME_PLACES, blobs
    )


def withdrawal(made: NewCase, sequence: int, place: int = 2, blob: str = BLOB.name) -> NewWithdrawal:
    return NewWithdrawal(
        entry(made, sequence), place, blob, stand_ins.message(b"tomb"), stand_ins.sealed(b"t")
    )


@pytest.fixture
def made(database: Database, make_case: CaseMaker) -> NewCase:
    """A case with a file at place 2, and another at place 3."""
    case = make_case()
    append_reporter_entry(database, entry(case, 2, BLOB))
    append_reporter_entry(database, entry(case, 3, OTHER))
    return case


def rows(database: Database, case: str) -> tuple[list[bytes | None], list[str]]:
    """The envelopes and the files of a case."""
    with database.read() as session:
        found = session.query(Entry).filter(Entry.case == case).order_by(Entry.sequence).all()
        files = session.query(Blob).filter(Blob.case == case).order_by(Blob.name).all()
        return [row.envelope for row in found], [row.name for row in files]


def tombstones(database: Database) -> set[str]:
    """The names of files that are gone on purpose, and of none."""
    with database.read() as session:
        return set(session.scalars(select(BlobTombstone.name)))


def test_a_withdrawal_leaves_the_name_of_its_file_and_any_other_message_that_of_none(
    database: Database, made: NewCase
) -> None:
    before = tombstones(database)
    withdraw(database, withdrawal(made, 4))
    assert tombstones(database) == before | {BLOB.name}
    assert len(before) == 2
    assert before.isdisjoint({BLOB.name, OTHER.name})


def test_a_file_whose_row_came_back_can_be_withdrawn_again(database: Database, made: NewCase) -> None:
    withdraw(database, withdrawal(made, 4))
    with database.write() as session:
        session.add(Blob(name=BLOB.name, case=made.case, sequence=2, size=BLOB.size, day=made.day))
    withdraw(database, withdrawal(made, 5))
    assert BLOB.name in tombstones(database)
    assert unfetched_files(database, made.case) == {OTHER.name}


def test_a_file_that_was_withdrawn_leaves_its_place_and_no_row(database: Database, made: NewCase) -> None:
    before, _files = rows(database, made.case)
    new = withdrawal(made, 4)
    withdraw(database, new)
    assert rows(database, made.case) == (
        [before[0], new.envelope, before[2], new.entry.envelope],
        [OTHER.name],
    )
    shown = reporter_view(database, made.case)
    assert [line.sealed for line in shown.entries][1] == new.sealed
    assert unfetched_files(database, made.case) == {OTHER.name}
    with pytest.raises(NotFoundError):
        blob_of(database, "sari", made.case, BLOB.name)
    with pytest.raises(NotFoundError):
        mark_fetched(database, "sari", made.case, BLOB.name)
    with pytest.raises(NotFoundError):
        withdraw(database, withdrawal(made, 5))


def test_a_file_of_which_a_byte_was_served_cannot_be_withdrawn(database: Database, made: NewCase) -> None:
    mark_fetched(database, "sari", made.case, BLOB.name)
    before, names = rows(database, made.case), tombstones(database)
    with pytest.raises(FileFetchedError):
        withdraw(database, withdrawal(made, 4))
    assert (rows(database, made.case), tombstones(database)) == (before, names)
    assert reporter_view(database, made.case).last_sequence == 3


@pytest.mark.parametrize("place", [1, 3, 4, 9])
def test_a_file_of_another_place_cannot_be_withdrawn(database: Database, made: NewCase, place: int) -> None:
    before = rows(database, made.case)
    with pytest.raises(NotFoundError):
        withdraw(database, withdrawal(made, 4, place))
    assert rows(database, made.case) == before


def test_no_case_withdraws_a_file_of_another(database: Database, made: NewCase, make_case: CaseMaker) -> None:
    stranger = make_case()
    append_reporter_entry(database, entry(stranger, 2, StoredBlob("aa" * 16, 1)))
    before = rows(database, made.case)
    with pytest.raises(NotFoundError):
        withdraw(database, withdrawal(stranger, 3))
    assert rows(database, made.case) == before


def test_without_its_place_in_the_conversation_nothing_is_withdrawn(
    database: Database, made: NewCase
) -> None:
    before = rows(database, made.case)
    with pytest.raises(ConflictError):
        withdraw(database, withdrawal(made, 5))
    assert rows(database, made.case) == before


def at_once(*calls: Callable[[], object]) -> list[type[StoreError] | None]:
    """What came of calls that begin at the same moment."""
    outcomes: list[type[StoreError] | None] = [None] * len(calls)
    ready = threading.Barrier(len(calls))

    def run(number: int, call: Callable[[], object]) -> None:
        ready.wait()
        try:
            call()
        except StoreError as error:
            outcomes[number] = type(error)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_fetching_and_withdrawing_at_the_same_moment_one_is_first(
    database: Database, make_case: CaseMaker
) -> None:
    for number in range(ROUNDS):
        case, blob = make_case(), StoredBlob(f"{number:032x}", 1)
        append_reporter_entry(database, entry(case, 2, blob))
        served, withdrawn = at_once(
            partial(mark_fetched, database, "sari", case.case, blob.name),
            partial(withdraw, database, withdrawal(case, 3, 2, blob.name)),
        )
        assert (served, withdrawn) in {(None, FileFetchedError), (NotFoundError, None)}
        assert (withdrawn is None) == (rows(database, case.case)[1] == [])


def test_of_two_windows_that_withdraw_the_same_file_one_does(database: Database, made: NewCase) -> None:
    outcomes = at_once(*[partial(withdraw, database, withdrawal(made, 4))] * 2)
    assert sorted(outcome.__name__ for outcome in outcomes if outcome) == ["ConflictError"]
    assert len(rows(database, made.case)[0]) == 4
