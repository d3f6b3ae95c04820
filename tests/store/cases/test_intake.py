"""A report is stored whole, for exactly the computed readers, once for each form."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from crypto.gpg.errors import NotEncryptedMessageError
from store.api.messages import MAX_ENVELOPE_BYTES, NewStatistics
from store.cases.case_list import page
from store.cases.intake import NewCase, create_case
from store.cases.mailboxes import find_slot
from store.domain.errors import NoReaderError
from store.engine.database import Database, open_database
from store.engine.schema import initialise
from store.errors import ConflictError, FormAlreadySentError, TooLongError
from store.model import Access, Case, Entry, Exclusion, Slot, StoredIdentity
from store.values import SlotKind
from tests import stand_ins
from tests.store.conftest import CaseMaker, new_case, new_slot
from tests.store.processes import Process, run

DAY = date(2026, 11, 25)


def count(database: Database, table: type[Case | Entry | Access | Slot | StoredIdentity]) -> int:
    with database.read() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_report_is_there_whole(database: Database) -> None:
    new = new_case(DAY, readers=("sari", "budi", "sari"), identity=stand_ins.message(b"who"))
    create_case(database, new)
    with database.read() as session:
        case = session.get_one(Case, new.case)
        assert (case.sealing_key, case.voice_key) == (new.sealing_key, new.voice_key)
        assert session.get_one(Exclusion, new.case).record == new.exclusion
        assert (case.stage, case.received, case.activity, case.last_sequence) == ("received", DAY, DAY, 1)
        entry = session.get_one(Entry, (new.case, 1))
        assert (entry.author, entry.day) == ("reporter", DAY)
        assert (entry.envelope, entry.sealed) == (new.envelope, new.sealed)
        access = session.scalars(select(Access).order_by(Access.person)).all()
        assert [(row.person, row.unread, row.seen_sequence) for row in access] == [
            ("budi", 1, 0),
            ("sari", 1, 0),
        ]
        assert session.get_one(StoredIdentity, new.case).envelope == stand_ins.message(b"who")
    form = find_slot(database, new.form.lookup, DAY)
    codename = find_slot(database, new.codename.lookup, DAY)
    assert form is not None
    assert codename is not None
    assert (form.case, form.kind, form.wrapped) == (new.case, SlotKind.FORM, new.form.wrapped)
    assert (codename.case, codename.kind) == (new.case, SlotKind.CODENAME)
    assert codename.wrapped == new.codename.wrapped


def test_a_form_sent_twice_makes_one_case(database: Database) -> None:
    first = new_case(DAY)
    create_case(database, first)
    with pytest.raises(FormAlreadySentError):
        create_case(database, new_case(DAY, form=first.form))
    assert [count(database, table) for table in (Case, Entry, Access, Slot)] == [1, 1, 2, 2]


def test_what_cannot_be_stored_whole_is_not_stored_at_all(database: Database) -> None:
    first = new_case(DAY)
    create_case(database, first)
    for wrong in (
        new_case(DAY, codename=first.codename),
        new_case(DAY, case=first.case),
        new_case(DAY, readers=("sari", "x" * 65)),
    ):
        with pytest.raises(ConflictError) as caught:
            create_case(database, wrong)
        assert not isinstance(caught.value, FormAlreadySentError)
        assert find_slot(database, wrong.form.lookup, DAY) is None
    assert [count(database, table) for table in (Case, Entry, Access, Slot)] == [1, 1, 2, 2]


def test_a_report_without_readers_is_not_accepted(database: Database) -> None:
    with pytest.raises(NoReaderError):
        create_case(database, new_case(DAY, readers=()))
    assert count(database, Case) == 0


@pytest.mark.parametrize("field", ["envelope", "sealed", "identity"])
def test_what_no_officer_could_be_handed_is_not_accepted(database: Database, field: str) -> None:
    new = new_case(DAY)
    long = stand_ins.message(size=MAX_ENVELOPE_BYTES + 1)
    wrong = {
        "envelope": replace(new, envelope=long),
        "sealed": replace(new, sealed=stand_ins.sealed(size=MAX_ENVELOPE_BYTES)),
        "identity": replace(new, identity=long),
    }
    with pytest.raises(TooLongError):
        create_case(database, wrong[field])
    assert count(database, Case) == 0


@pytest.mark.parametrize("field", ["envelope", "identity", "record", "sealed", "exclusion"])
def test_a_report_of_which_anything_is_not_encrypted_is_not_accepted(database: Database, field: str) -> None:
    new = new_case(DAY)
    for wrong in (b"", b"Laporan biasa", stand_ins.message() + b"x", stand_ins.sealed() + b"x"):
        if field == "record":
            bad = replace(new, statistics=NewStatistics(wrong, ("dewi",)))
        else:
            bad = replace(new, **{field: wrong})  # type: ignore[arg-type]  # all of these are bytes
        with pytest.raises(NotEncryptedMessageError):
            create_case(database, bad)
    assert count(database, Case) == 0


def test_a_report_of_the_largest_size_is_accepted(database: Database, make_case: CaseMaker) -> None:
    case = make_case(envelope=stand_ins.message(size=MAX_ENVELOPE_BYTES)).case
    assert [row.case for row in page(database, "sari").cases] == [case]


def send(url: str, new: NewCase) -> str:
    database = open_database(url, busy_seconds=60)
    try:
        create_case(database, new)
    except FormAlreadySentError:
        return "sent before"
    finally:
        database.close()
    return "accepted"


def test_a_form_sent_by_two_processes_at_once_makes_one_case(url: str) -> None:
    def prepare() -> None:
        database = open_database(url)
        initialise(database)
        database.close()

    def cases() -> int:
        database = open_database(url)
        return count(database, Case)

    run(prepare)
    for _ in range(10):
        form = new_slot()
        senders = [Process(send, url, new_case(DAY, form=form)) for _ in range(3)]
        assert sorted(sender.result() for sender in senders) == ["accepted", "sent before", "sent before"]
    assert run(cases) == 10


def test_the_constraint_alone_would_tell_a_form_sent_twice(database: Database, make_case: CaseMaker) -> None:
    """If two writers run side by side, both may find no slot: the loser then meets the row that is there."""
    first = make_case()
    with pytest.raises(ConflictError), database.write() as session:
        session.add(
            Slot(
                lookup=first.form.lookup,
                case=first.case,
                wrapped=bytes(72),
                kind="form",
                expires=DAY + timedelta(days=1),
            )
        )


def test_values_do_not_show_what_they_carry() -> None:
    new = new_case(
        DAY, envelope=stand_ins.message(b"secret words"), identity=stand_ins.message(b"secret name")
    )
    assert "secret" not in repr(new)
    assert repr(new.form.wrapped) not in repr(new)
