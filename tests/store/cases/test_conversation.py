"""One order of entries for both sides, and what the reporter sees of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crypto.gpg.errors import NotEncryptedMessageError
from store.api.messages import MAX_ENVELOPE_BYTES
from store.cases.case_files import reporter_blob
from store.cases.case_list import case_row, mark_seen, register_blob
from store.cases.conversation import (
    NewEntry,
    NewReply,
    append_reply,
    append_reporter_entry,
    erase_own_copies,
    next_sequence,
)
from store.cases.envelopes import entries
from store.cases.intake import create_case
from store.cases.mailboxes import begin_own_places, own_places
from store.cases.reporter_view import reporter_view
from store.domain.envelope import SignedPlaces
from store.engine.database import Database, open_database
from store.engine.schema import initialise
from store.errors import BlobNotFreeError, ConflictError, NotFoundError, TooLongError
from store.model import Access, Blob
from store.values import StoredBlob
from tests import stand_ins
from tests.some_own_places import SOME_PLACES
from tests.store.conftest import CaseMaker, new_case
from tests.store.processes import Process, run

DAY = date(2026, 11, 25)
UNKNOWN_CASE = "0" * 32
BLOB = StoredBlob("a" * 32, 1_000)


def message(case: str, sequence: int, *blobs: StoredBlob, day: date = DAY) -> NewEntry:
    return NewEntry(case, sequence, day, stand_ins.message(), stand_ins.sealed(), SOME_PLACES, blobs)


def reply(case: str, sequence: int, *blobs: str, author: str = "sari") -> NewReply:
    return NewReply(case, sequence, DAY, author, stand_ins.message(), stand_ins.sealed(), blobs)


def test_messages_and_replies_share_one_order(database: Database, make_case: CaseMaker) -> None:
    case = make_case().case
    append_reporter_entry(database, message(case, 2))
    append_reply(database, reply(case, next_sequence(database, case)))
    append_reporter_entry(database, message(case, 4))
    view = reporter_view(database, case)
    assert [(entry.sequence, entry.author) for entry in view.entries] == [
        (1, "reporter"),
        (2, "reporter"),
        (3, "sari"),
        (4, "reporter"),
    ]
    assert (view.last_sequence, view.more) == (4, False)
    assert [entry.author for entry in entries(database, "budi", case).entries] == [
        "reporter",
        "reporter",
        "sari",
        "reporter",
    ]


@pytest.mark.parametrize("sequence", [0, 1, 3, 1_000_000])
def test_a_place_that_is_taken_or_not_the_next_is_a_conflict(
    database: Database, make_case: CaseMaker, sequence: int
) -> None:
    case = make_case().case
    with pytest.raises(ConflictError):
        append_reporter_entry(database, message(case, sequence, BLOB))
    with pytest.raises(ConflictError):
        append_reply(database, reply(case, sequence))
    assert next_sequence(database, case) == 2
    with pytest.raises(NotFoundError):
        reporter_blob(database, case, BLOB.name)


def test_nothing_is_appended_to_a_case_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFoundError):
        next_sequence(database, UNKNOWN_CASE)
    with pytest.raises(NotFoundError):
        append_reporter_entry(database, message(UNKNOWN_CASE, 1))
    with pytest.raises(NotFoundError):
        reporter_view(database, UNKNOWN_CASE)


def test_a_message_is_unread_for_every_reader_and_a_reply_for_none(
    database: Database, make_case: CaseMaker
) -> None:
    case = make_case(readers=("sari", "budi")).case
    append_reporter_entry(database, message(case, 2))
    append_reply(database, reply(case, 3))
    for person in ("sari", "budi"):
        row = case_row(database, person, case)
        assert (row.unread, row.last_sequence) == (2, 3)


def test_a_later_message_lets_no_officer_in(database: Database, make_case: CaseMaker) -> None:
    case = make_case(readers=("sari",)).case
    append_reporter_entry(database, message(case, 2))
    with pytest.raises(NotFoundError):
        case_row(database, "tuti", case)
    assert case_row(database, "sari", case).unread == 2


def test_activity_moves_the_case_forward_for_all_and_never_back(
    database: Database, make_case: CaseMaker
) -> None:
    case = make_case().case
    later = case_row(database, "sari", case).activity + timedelta(days=5)
    append_reporter_entry(database, message(case, 2, day=later))
    append_reporter_entry(database, message(case, 3, day=later - timedelta(days=9)))
    assert {case_row(database, person, case).activity for person in ("sari", "budi")} == {later}


def test_only_who_is_served_the_case_can_reply(database: Database, make_case: CaseMaker) -> None:
    case = make_case(readers=("sari", "reporter")).case
    for author in ("tuti", "reporter"):
        with pytest.raises(NotFoundError):
            append_reply(database, reply(case, 2, author=author))
    assert next_sequence(database, case) == 2


def test_an_attachment_of_a_message_is_bound_with_it(database: Database, make_case: CaseMaker) -> None:
    case, other = make_case().case, make_case().case
    append_reporter_entry(database, message(case, 2, BLOB))
    assert reporter_blob(database, case, BLOB.name) == BLOB
    with pytest.raises(NotFoundError):
        reporter_blob(database, other, BLOB.name)
    with pytest.raises(ConflictError):
        append_reporter_entry(database, message(other, 2, BLOB))
    assert next_sequence(database, other) == 2


def test_a_reply_binds_what_was_uploaded_for_its_case_once(database: Database, make_case: CaseMaker) -> None:
    case, other = make_case().case, make_case().case
    register_blob(database, "sari", case, BLOB, DAY)
    with pytest.raises(NotFoundError):
        reporter_blob(database, case, BLOB.name)
    for wrong in (reply(other, 2, BLOB.name), reply(case, 2, BLOB.name, "b" * 32)):
        with pytest.raises(BlobNotFreeError):
            append_reply(database, wrong)
    append_reply(database, reply(case, 2, BLOB.name))
    assert reporter_blob(database, case, BLOB.name) == BLOB
    with pytest.raises(BlobNotFreeError):
        append_reply(database, reply(case, 3, BLOB.name))
    with database.read() as session:
        assert session.execute(select(Blob.case, Blob.sequence)).all() == [(case, 2)]


def test_a_message_too_long_to_hand_out_is_not_appended(database: Database, make_case: CaseMaker) -> None:
    case = make_case().case
    long = stand_ins.message(size=MAX_ENVELOPE_BYTES + 1)
    with pytest.raises(TooLongError):
        append_reporter_entry(database, NewEntry(case, 2, DAY, long, stand_ins.sealed(), SOME_PLACES))
    with pytest.raises(TooLongError):
        append_reply(
            database,
            NewReply(case, 2, DAY, "sari", stand_ins.message(), stand_ins.sealed(size=MAX_ENVELOPE_BYTES)),
        )
    assert next_sequence(database, case) == 2


def test_nothing_that_is_not_encrypted_is_appended(database: Database, make_case: CaseMaker) -> None:
    case = make_case().case
    for envelope, sealed in ((b"Pesan biasa", stand_ins.sealed()), (stand_ins.message(), b"Pesan biasa")):
        with pytest.raises(NotEncryptedMessageError):
            append_reporter_entry(database, NewEntry(case, 2, DAY, envelope, sealed, SOME_PLACES))
        with pytest.raises(NotEncryptedMessageError):
            append_reply(database, NewReply(case, 2, DAY, "sari", envelope, sealed))
    assert next_sequence(database, case) == 2


def test_erasing_takes_the_own_copies_and_nothing_else(database: Database, make_case: CaseMaker) -> None:
    case, other = make_case().case, make_case().case
    append_reply(database, reply(case, 2))
    append_reporter_entry(database, message(case, 3))
    erase_own_copies(database, case)
    view = reporter_view(database, case)
    assert [entry.sealed for entry in view.entries] == [None, stand_ins.sealed(), None]
    assert [entry.envelope for entry in entries(database, "sari", case).entries][1:] == [
        stand_ins.message()
    ] * 2
    assert reporter_view(database, other).entries[0].sealed is not None


def test_the_list_of_the_own_places_goes_with_each_entry_and_outlives_the_own_copies(
    database: Database, make_case: CaseMaker
) -> None:
    case, lists = make_case().case, [SignedPlaces(b"list %d" % number, bytes(64)) for number in range(3)]
    assert reporter_view(database, case).own_places == SOME_PLACES
    append_reporter_entry(database, replace(message(case, 2), own_places=lists[0]))
    with pytest.raises(ConflictError):
        append_reporter_entry(database, replace(message(case, 2), own_places=lists[1]))
    assert reporter_view(database, case).own_places == lists[0]
    append_reply(database, reply(case, 3))
    append_reporter_entry(database, replace(message(case, 4), own_places=lists[2]))
    erase_own_copies(database, case)
    assert reporter_view(database, case).own_places == own_places(database, case) == lists[2]


def test_a_list_begins_only_where_the_conversation_still_ends(
    database: Database, make_case: CaseMaker
) -> None:
    case, late = make_case().case, SignedPlaces(b"late", bytes(64))
    append_reporter_entry(database, message(case, 2))
    for last_sequence in (1, 3):
        with pytest.raises(ConflictError):
            begin_own_places(database, case, last_sequence, late)
    assert own_places(database, case) == SOME_PLACES
    begin_own_places(database, case, 2, late)
    assert own_places(database, case) == late
    with pytest.raises(ConflictError):
        begin_own_places(database, UNKNOWN_CASE, 0, late)


def test_a_long_conversation_comes_in_pages(database: Database, make_case: CaseMaker) -> None:
    case = make_case().case
    for sequence in range(2, 12):
        append_reporter_entry(database, message(case, sequence))
    seen: list[int] = []
    more = True
    while more:
        view = reporter_view(database, case, after=seen[-1] if seen else 0, limit=4)
        assert 0 < len(view.entries) <= 4
        seen += [entry.sequence for entry in view.entries]
        more = view.more
    assert seen == list(range(1, 12))
    assert reporter_view(database, case, after=11).entries == ()


def write_messages(url: str, case: str, count: int) -> int:
    """Write as the interfaces do: read the next place, try, and try again when another writer was faster."""
    database = open_database(url, busy_seconds=60)
    conflicts = done = 0
    while done < count:
        try:
            place = next_sequence(database, case)
            append_reporter_entry(database, message(case, place))
            done += 1
        except ConflictError:
            conflicts += 1
    database.close()
    return conflicts


def test_two_processes_writing_at_once_leave_no_gap_and_lose_nothing(url: str) -> None:
    case = new_case(DAY)

    def prepare() -> None:
        database = open_database(url)
        initialise(database)
        create_case(database, case)
        database.close()

    def state() -> tuple[list[int], int]:
        database = open_database(url)
        view = reporter_view(database, case.case)
        with database.read() as session:
            unread = session.scalars(select(Access.unread).where(Access.person == "sari")).one()
        return [entry.sequence for entry in view.entries], unread

    run(prepare)
    writers = [Process(write_messages, url, case.case, 40) for _ in range(2)]
    assert all(writer.result() >= 0 for writer in writers)
    assert run(state) == (list(range(1, 82)), 81)


def test_reading_lowers_the_count_of_unread_and_never_raises_it(
    database: Database, make_case: CaseMaker
) -> None:
    case = make_case().case
    append_reply(database, reply(case, 2))
    append_reporter_entry(database, message(case, 3))
    append_reporter_entry(database, message(case, 4))
    for sequence, unread in ((1, 2), (2, 2), (3, 1), (1, 1), (0, 1), (99, 0), (2, 0)):
        mark_seen(database, "sari", case, sequence)
        assert case_row(database, "sari", case).unread == unread
    append_reporter_entry(database, message(case, 5))
    assert case_row(database, "sari", case).unread == 1
    assert case_row(database, "budi", case).unread == 4
