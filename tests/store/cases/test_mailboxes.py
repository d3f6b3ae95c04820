"""Slots and sessions: what opens a mailbox, for how long."""

import secrets
from datetime import date, timedelta

import pytest

from store.cases.intake import FORM_DAYS, NewCase
from store.cases.mailboxes import (
    NewSession,
    add_codename_slot,
    end_session,
    extend_session,
    find_session,
    find_slot,
    open_session,
    replace_codenames,
)
from store.engine.database import Database
from store.errors import ConflictError, NotFoundError
from store.values import NewSlot, SlotKind
from tests.clocks import MovableClock
from tests.store.conftest import CaseMaker, new_slot

NOW = 1_800_000_000


def session_of(case: NewCase, expires: int = NOW + 900) -> NewSession:
    return NewSession(case.case, secrets.token_bytes(32), secrets.token_bytes(72), expires)


def kind(database: Database, slot: NewSlot, day: date) -> SlotKind | None:
    found = find_slot(database, slot.lookup, day)
    return None if found is None else found.kind


def test_an_unknown_lookup_finds_nothing(database: Database, time: MovableClock) -> None:
    assert find_slot(database, bytes(32), time.clock.today()) is None
    assert find_session(database, bytes(32), NOW) is None


def test_every_codename_that_was_shown_opens_the_mailbox(
    database: Database, make_case: CaseMaker, time: MovableClock
) -> None:
    case = make_case()
    more = [new_slot() for _ in range(3)]
    for slot in more:
        add_codename_slot(database, case.case, slot, case.form.lookup)
    for slot in [case.codename, *more]:
        found = find_slot(database, slot.lookup, time.clock.today() + timedelta(days=10_000))
        assert found is not None
        assert (found.case, found.kind, found.wrapped) == (case.case, SlotKind.CODENAME, slot.wrapped)
    with pytest.raises(ConflictError):
        add_codename_slot(database, case.case, more[0], case.form.lookup)
    with pytest.raises(NotFoundError):
        add_codename_slot(database, "0" * 32, new_slot(), case.form.lookup)


def test_a_form_opens_the_mailbox_until_the_end_of_the_next_day(
    database: Database, make_case: CaseMaker
) -> None:
    case = make_case()
    assert kind(database, case.form, case.day + timedelta(days=FORM_DAYS)) == SlotKind.FORM
    late = find_slot(database, case.form.lookup, case.day + timedelta(days=FORM_DAYS + 1))
    assert late is not None
    assert (late.kind, late.wrapped) == (SlotKind.SPENT, b"")


def test_a_form_opens_nothing_after_the_first_sign_in(database: Database, make_case: CaseMaker) -> None:
    case, other = make_case(), make_case()
    open_session(database, session_of(case), case.codename.lookup, case.day)
    assert kind(database, case.form, case.day) == SlotKind.SPENT
    assert kind(database, case.codename, case.day) == SlotKind.CODENAME
    assert kind(database, other.form, case.day) == SlotKind.FORM


def test_a_session_lasts_until_it_expires(database: Database, make_case: CaseMaker) -> None:
    case = make_case()
    new = session_of(case)
    open_session(database, new, case.codename.lookup, case.day)
    found = find_session(database, new.lookup, NOW + 899)
    assert found is not None
    assert (found.case, found.wrapped) == (case.case, new.wrapped)
    assert find_session(database, new.lookup, NOW + 900) is None


def test_a_session_is_extended_and_never_shortened(database: Database, make_case: CaseMaker) -> None:
    case = make_case()
    new = session_of(case)
    open_session(database, new, case.codename.lookup, case.day)
    for asked in (NOW + 1_800, NOW):
        extend_session(database, new.lookup, asked)
        assert find_session(database, new.lookup, NOW + 1_799) is not None
        assert find_session(database, new.lookup, NOW + 1_800) is None


def test_signing_out_ends_this_session_only(database: Database, make_case: CaseMaker) -> None:
    case = make_case()
    here, elsewhere = session_of(case), session_of(case)
    for new in (here, elsewhere):
        open_session(database, new, case.codename.lookup, case.day)
    end_session(database, here.lookup)
    end_session(database, here.lookup)
    assert find_session(database, here.lookup, NOW) is None
    assert find_session(database, elsewhere.lookup, NOW) is not None
    with pytest.raises(NotFoundError):
        extend_session(database, here.lookup, NOW + 9_000)


def test_a_new_codename_ends_all_others_and_every_other_session_of_its_case_alone(
    database: Database, make_case: CaseMaker
) -> None:
    case, stranger = make_case(), make_case()
    more, new = new_slot(), new_slot()
    add_codename_slot(database, case.case, more, case.form.lookup)
    here, elsewhere, strangers = session_of(case), session_of(case), session_of(stranger)
    for session in (here, elsewhere):
        open_session(database, session, case.codename.lookup, case.day)
    open_session(database, strangers, stranger.codename.lookup, case.day)
    for _ in range(2):
        replace_codenames(database, case.case, new, here.lookup)
        found = find_slot(database, new.lookup, case.day)
        assert found is not None
        assert (found.case, found.wrapped) == (case.case, new.wrapped)
        assert kind(database, case.codename, case.day) is None
        assert kind(database, more, case.day) is None
        assert find_session(database, here.lookup, NOW) is not None
        assert find_session(database, elsewhere.lookup, NOW) is None
    assert kind(database, stranger.codename, case.day) == SlotKind.CODENAME
    assert find_session(database, strangers.lookup, NOW) is not None


def test_of_two_who_take_a_new_codename_the_later_changes_nothing(
    database: Database, make_case: CaseMaker
) -> None:
    case, stranger = make_case(), make_case()
    here, elsewhere, strangers = session_of(case), session_of(case), session_of(stranger)
    for session in (here, elsewhere):
        open_session(database, session, case.codename.lookup, case.day)
    open_session(database, strangers, stranger.codename.lookup, case.day)
    first = new_slot()
    replace_codenames(database, case.case, first, here.lookup)
    for lookup in (elsewhere.lookup, strangers.lookup, bytes(32)):
        with pytest.raises(NotFoundError):
            replace_codenames(database, case.case, new_slot(), lookup)
    assert kind(database, first, case.day) == SlotKind.CODENAME


def test_no_session_for_a_case_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFoundError):
        open_session(database, NewSession("0" * 32, bytes(32), bytes(72), NOW), bytes(32), date(2026, 11, 25))
    assert find_session(database, bytes(32), 0) is None


def test_a_code_that_ended_during_the_sign_in_opens_no_session(
    database: Database, make_case: CaseMaker
) -> None:
    case, stranger = make_case(), make_case()
    here, late = session_of(case), session_of(case)
    open_session(database, here, case.codename.lookup, case.day)
    assert find_slot(database, case.codename.lookup, case.day) is not None
    replace_codenames(database, case.case, new_slot(), here.lookup)
    with pytest.raises(NotFoundError):
        add_codename_slot(database, case.case, new_slot(), case.form.lookup)
    for slot in (case.codename, case.form, stranger.codename):
        with pytest.raises(NotFoundError):
            open_session(database, late, slot.lookup, case.day)
    assert find_session(database, late.lookup, NOW) is None
