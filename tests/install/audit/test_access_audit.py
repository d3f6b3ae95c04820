"""Rows of access and of requests that the events do not explain, and those that are missing, are named."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from install.audit.inputs import open_inputs
from install.audit.verify import verify
from source_interface.conversation.proofs import ProvenPlaces
from store.cases.chain import chain
from store.cases.conversation import NewEntry, append_reporter_entry, next_sequence
from store.domain.envelope import SignedPlaces
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind, content_digest
from store.engine.database import open_database
from tests import stand_ins
from tests.install.audited import Audited, Harm, places, recount, rows_of, sql, write_rows

CONTENT = b"ciphertext"


def goes_on(audited: Audited, case: str, *events: Event, gone: str = "") -> Harm:
    """A chain to which these events were added at its end, by any signer, and whose access went with them."""

    def harm(database: sqlite3.Connection) -> None:
        signed = list(chain(audited.office.database, case))
        rows = rows_of(database, case)
        for event in events:
            place = {"sequence": len(signed) + 1, "previous": signed[-1].digest}
            signed.append(audited.signed_by(event.actor, msgspec.structs.replace(event, **place)))
            rows.append((signed[-1].statement, signed[-1].signature, CONTENT))
        write_rows(database, case, rows)
        recount(database, case)
        database.execute('DELETE FROM access WHERE "case" = ? AND person = ?', [case, gone])

    return harm


def after_silence(audited: Audited, harm: Harm) -> Harm:
    """The harm, where the reporter's last message is older than every event."""
    earlier = (audited.office.clock.today() - timedelta(days=9)).isoformat()

    def done(database: sqlite3.Connection) -> None:
        database.execute("UPDATE entry SET day = ? WHERE author = 'reporter'", [earlier])
        harm(database)

    return done


def unsigned(
    audited: Audited,
    case: str,
    actor: str,
    part: CaseRole,
    action: EventKind,
    **said: Any,  # noqa: ANN401 - fields of an event
) -> Event:
    today = audited.office.clock.today()
    return Event(case, 1, NO_EVENT, actor, part, action, today, content=content_digest(CONTENT), **said)


def test_access_that_nothing_explains_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case
    copied = (
        "INSERT INTO access SELECT \"case\", 'dewi', part, declared, 0, rank, due, stage, unread, seen_sequence"
        " FROM access WHERE \"case\" = ? AND person = 'sari'"
    )
    change = "UPDATE access SET {} WHERE \"case\" = ? AND person = '{}'"
    for statement, problem in (
        (copied, "ACCESS_UNEXPLAINED"),
        (change.format("part = 'leadership'", "sari"), "ACCESS_PART"),
        (change.format("part = 'officer'", "joko"), "ACCESS_PART"),
        (change.format("declared = 0", "agus"), "ACCESS_DECLARED"),
        (change.format("rank = 1", "sari"), "ACCESS_LIST"),
        (change.format("stage = 'received', mine = 1", "budi"), "ACCESS_LIST"),
    ):
        assert places(audited.found(tmp_path, sql(statement, case)), case) == [(None, problem)], statement


def test_a_person_who_was_taken_off_and_still_has_access_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.other.case
    today = audited.office.clock.today()
    head = chain(audited.office.database, case)[-1].digest
    event = Event(
        case, 4, head, "budi", CaseRole.OFFICER, EventKind.DISMISS, today, person="budi", content="0" * 64
    )
    signed = audited.signed_by("budi", event)

    def harm(database: sqlite3.Connection) -> None:
        added = (signed.statement, signed.signature, None)
        write_rows(database, case, [*rows_of(database, case), added])
        recount(database, case)

    found = places(audited.found(tmp_path, harm), case)
    assert found == [(None, "ACCESS_DISMISSED"), (4, "CONTENT_MISSING")]


def test_identity_requests_are_what_the_events_say(audited: Audited, tmp_path: Path) -> None:
    case, other = audited.case.case, audited.other.case
    number = (
        sqlite3.connect(audited.office.folder / "database" / "store.sqlite3")
        .execute("SELECT sequence FROM identity_request")
        .fetchone()[0]
    )
    added = sql("INSERT INTO identity_request VALUES (?, 1, 'rina', NULL)", other)
    assert places(audited.found(tmp_path, added), other) == [(1, "REQUEST")]
    changed = sql("UPDATE identity_request SET answered = NULL")
    assert places(audited.found(tmp_path, changed), case) == [(number, "REQUEST")]
    gone = "DELETE FROM identity_request"
    assert places(audited.found(tmp_path, sql(gone)), case) == [(number, "REQUEST_ENDED")]
    assert places(audited.found(tmp_path, after_silence(audited, sql(gone))), case) == [(number, "REQUEST")]


@pytest.mark.parametrize("person", ["joko", "agus", "sari"])
def test_the_missing_access_of_whom_the_events_show_in_the_case_is_named(
    audited: Audited, tmp_path: Path, person: str
) -> None:
    case = audited.case.case
    gone = sql('DELETE FROM access WHERE "case" = ? AND person = ?', case, person)
    # The reporter wrote on the same day, and may have excluded them.
    assert places(audited.found(tmp_path, gone), case) == [(None, "ACCESS_ENDED")]
    assert places(audited.found(tmp_path, after_silence(audited, gone)), case) == [(None, "ACCESS_MISSING")]


@pytest.mark.parametrize(("role", "person"), [(CaseRole.LEADERSHIP, "dewi"), (CaseRole.OFFICER, "lina")])
def test_the_missing_access_of_whom_an_officer_let_in_is_named(
    audited: Audited, tmp_path: Path, role: CaseRole, person: str
) -> None:
    case = audited.other.case
    let_in = unsigned(
        audited, case, "sari", CaseRole.OFFICER, EventKind.ADMIT, person=person, role=role, keys=NO_EVENT
    )
    assert places(audited.found(tmp_path, goes_on(audited, case, let_in)), case) == [(None, "ACCESS_MISSING")]


def test_the_missing_access_of_the_handler_is_named_also_before_they_act(
    audited: Audited, tmp_path: Path
) -> None:
    case = audited.other.case
    taken = unsigned(audited, case, "sari", CaseRole.OFFICER, EventKind.TAKE, person="budi")
    found = places(audited.found(tmp_path, goes_on(audited, case, taken, gone="budi")), case)
    assert (None, "ACCESS_MISSING") in found


@pytest.mark.parametrize("way", ["declines", "steps back", "is taken off"])
def test_a_person_who_lawfully_went_is_not_missing(audited: Audited, tmp_path: Path, way: str) -> None:
    case = audited.case.case
    asked = unsigned(
        audited, case, "sari", CaseRole.OFFICER, EventKind.ASSIGN, person="agus", role=CaseRole.MEMBER
    )
    back = unsigned(audited, case, "agus", CaseRole.MEMBER, EventKind.DISMISS, person="agus")
    off = unsigned(audited, case, "sari", CaseRole.OFFICER, EventKind.DISMISS, person="agus")
    events = {"declines": (asked, back), "steps back": (back,), "is taken off": (off,)}[way]
    assert audited.found(tmp_path, goes_on(audited, case, *events, gone="agus")) == []


def test_whom_the_reporter_withdrew_may_have_been_deleted_and_both_are_said(
    audited: Audited, tmp_path: Path
) -> None:
    config = audited.configuration(tmp_path)
    database = open_database(f"sqlite:///{tmp_path}/store.sqlite3")
    case, today = audited.case.case, audited.office.clock.today()
    sequence = next_sequence(database, case)
    withdrawn = ("agus", "rina")
    before = ProvenPlaces(audited.case.services.conversation, audited.case.mailbox, replies=False).now()
    own_places = SignedPlaces.by(audited.case.mailbox, before.own_places | {sequence})
    append_reporter_entry(
        database,
        NewEntry(case, sequence, today, stand_ins.message(), stand_ins.sealed(), own_places, ended=withdrawn),
    )
    database.close()
    with open_inputs(config) as inputs:
        found = verify(inputs).findings
    assert [(finding.irregularity.name, finding.details["person"]) for finding in found] == [
        ("ACCESS_ENDED", "agus"),
        ("REQUEST_ENDED", "rina"),
    ]


def test_an_officer_who_never_acted_is_unknown_to_the_events(audited: Audited, tmp_path: Path) -> None:
    """`docs/audit.md` says so under "What it cannot see"."""
    gone = sql("DELETE FROM access WHERE \"case\" = ? AND person = 'budi'", audited.other.case)
    assert audited.found(tmp_path, gone) == []
