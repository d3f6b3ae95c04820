"""A change of a store's past is named by `kentongan audit verify`: every kind of fault, made in a real store."""

import sqlite3
from functools import partial
from pathlib import Path

import pytest

from crypto.mailbox import Mailbox
from install.audit.findings import Irregularity
from install.audit.inputs import open_inputs
from install.audit.verify import verify
from store.cases.chain import chain
from store.domain.envelope import SignedPlaces
from store.domain.event import CaseRole, Event, EventKind, content_digest
from store.domain.procedure.chain_verification import ChainProblem
from store.domain.register_number import register_number
from tests.hostile_packets import MARKER
from tests.install.audited import Audited, Rows, places, recount, rows_of, sql, write_rows


def test_an_altered_event_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        text, signature, content = rows[3]
        rows[3] = (text.replace(b'"day":"20', b'"day":"21'), signature, content)
        write_rows(database, case, rows)

    assert places(audited.found(tmp_path, harm), case) == [(4, "ALTERED")]


def test_a_signature_at_which_gpg_would_abort_is_named_as_an_altered_event(
    audited: Audited, tmp_path: Path
) -> None:
    case = audited.case.case

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        text, signature, content = rows[4]  # an officer's: GnuPG is not asked about the reporter's
        rows[4] = (text, MARKER + signature, content)
        write_rows(database, case, rows)

    assert places(audited.found(tmp_path, harm), case) == [(5, "ALTERED")]


def test_exchanged_signatures_are_named_at_both_places(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        rows[1], rows[2] = (rows[1][0], rows[2][1], rows[1][2]), (rows[2][0], rows[1][1], rows[2][2])
        write_rows(database, case, rows)

    assert places(audited.found(tmp_path, harm), case) == [(2, "ALTERED"), (3, "ALTERED")]


def test_a_dropped_event_is_named_whether_or_not_the_rest_moves_up(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case
    gap = sql('DELETE FROM event WHERE "case" = ? AND sequence = 5', case)

    def closed_up(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        write_rows(database, case, rows[:4] + rows[5:])
        recount(database, case)

    assert (5, "DROPPED") in places(audited.found(tmp_path, gap), case)
    assert places(audited.found(tmp_path, closed_up), case) == [(5, "DROPPED")]


def test_reordered_events_are_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        rows[5], rows[6] = rows[6], rows[5]
        write_rows(database, case, rows)

    assert places(audited.found(tmp_path, harm), case) == [(6, "REORDERED")]


def test_an_inserted_event_is_named_though_an_officer_signed_it(audited: Audited, tmp_path: Path) -> None:
    case = audited.other.case
    today = audited.office.clock.today()
    first = chain(audited.office.database, case)[0]
    event = Event(case, 2, first.digest, "budi", CaseRole.OFFICER, EventKind.TAKE, today, person="budi")
    signed = audited.signed_by("budi", event)

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        write_rows(database, case, [rows[0], (signed.statement, signed.signature, None), *rows[1:]])

    assert places(audited.found(tmp_path, harm), case) == [(3, "INSERTED")]


def test_a_repeated_event_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.other.case

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        write_rows(database, case, [*rows, rows[0]])
        recount(database, case)

    assert places(audited.found(tmp_path, harm), case) == [(4, "INSERTED")]


def test_an_event_of_another_case_is_named_where_it_was_put(audited: Audited, tmp_path: Path) -> None:
    case, other = audited.other.case, audited.case.case

    def harm(database: sqlite3.Connection) -> None:
        write_rows(database, case, [*rows_of(database, case), rows_of(database, other)[3]])
        recount(database, case)

    assert places(audited.found(tmp_path, harm), case) == [(4, "INSERTED")]


def test_an_event_that_the_procedure_does_not_allow_is_named_though_it_is_signed(
    audited: Audited, tmp_path: Path
) -> None:
    case = audited.other.case
    today = audited.office.clock.today()
    head = chain(audited.office.database, case)[-1].digest
    event = Event(case, 4, head, "sari", CaseRole.OFFICER, EventKind.MOVE, today, target="concluded")
    signed = audited.signed_by("sari", event)

    def harm(database: sqlite3.Connection) -> None:
        added = (signed.statement, signed.signature, None)
        write_rows(database, case, [*rows_of(database, case), added])
        recount(database, case)

    assert places(audited.found(tmp_path, harm), case) == [(4, "NOT_ALLOWED")]


def test_a_role_that_the_roster_does_not_give_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.other.case
    today = audited.office.clock.today()
    head = chain(audited.office.database, case)[-1].digest
    event = Event(case, 4, head, "joko", CaseRole.OFFICER, EventKind.TAKE, today, person="sari")
    signed = audited.signed_by("joko", event)

    def harm(database: sqlite3.Connection) -> None:
        added = (signed.statement, signed.signature, None)
        write_rows(database, case, [*rows_of(database, case), added])
        recount(database, case)

    found = places(audited.found(tmp_path, harm), case)
    assert found == [(None, "ACCESS_MISSING"), (4, "UNENTITLED")]  # joko has no access to this case


def test_a_disclosure_to_whom_could_not_read_the_case_is_named(audited: Audited, tmp_path: Path) -> None:
    """Joko, who is no officer, asked; or the custodian was shown another request than the one in the chain."""
    case = audited.other.case
    today, head = audited.office.clock.today(), chain(audited.office.database, case)[-1].digest
    content = content_digest(b"said")
    for asker, named, problems in (("joko", head, 1), ("sari", "f" * 64, 1), ("sari", head, 0)):
        ask = Event(
            case,
            4,
            head,
            asker,
            CaseRole.OFFICER,
            EventKind.ASK,
            today,
            people=("rina",),
            head=head,
            content=content,
        )
        asked = audited.signed_by(asker, ask)
        tell = Event(
            case, 5, asked.digest, "rina", CaseRole.CUSTODIAN, EventKind.DISCLOSE, today, person=asker, about=4,
            head=named, content=content,
        )  # fmt: skip
        added: Rows = [
            (event.statement, event.signature, b"said") for event in (asked, audited.signed_by("rina", tell))
        ]
        found = places(audited.found(tmp_path, partial(append, case=case, rows=added)), case)
        assert found.count((5, "ASKER")) == problems
        assert {name for _, name in found} <= {"ASKER", "UNENTITLED", "REQUEST", "ACCESS_MISSING"}


def append(database: sqlite3.Connection, case: str, rows: Rows) -> None:
    write_rows(database, case, [*rows_of(database, case), *rows])
    recount(database, case)


def test_a_fork_inside_a_chain_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.other.case
    signed = chain(audited.office.database, case)
    today = audited.office.clock.today()
    event = Event(case, 2, signed[0].digest, "budi", CaseRole.OFFICER, EventKind.TAKE, today, person="budi")
    forked = audited.signed_by("budi", event)

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        rows[1] = (forked.statement, forked.signature, None)
        write_rows(database, case, rows)

    assert places(audited.found(tmp_path, harm), case) == [(3, "FORKED")]


def test_contents_that_were_exchanged_dropped_or_added_are_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.other.case
    change = 'UPDATE event SET content = ? WHERE "case" = ? AND sequence = ?'
    for content, number, problem in (
        (b"another", 3, "CONTENT_EXCHANGED"),
        (None, 3, "CONTENT_MISSING"),
        (b"another", 1, "CONTENT_ADDED"),
    ):
        found = audited.found(tmp_path, sql(change, content, case, number))
        assert places(found, case) == [(number, problem)]


def test_a_rewritten_standing_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case
    change = 'UPDATE standing SET {} WHERE "case" = ?'
    for setting, problem in (
        ("handler = 'budi'", "STANDING"),
        ("sought = NULL", "STANDING"),
        ("until = '2030-01-01'", "STANDING"),
        ("identified = 0", "IDENTIFIED"),
        (f"head = '{'a' * 64}'", "HEAD"),
        ("events = 2", "HEAD"),
    ):
        assert places(audited.found(tmp_path, sql(change.format(setting), case)), case) == [(None, problem)]
    stage = sql("UPDATE \"case\" SET stage = 'concluded' WHERE id = ?", case)
    assert places(audited.found(tmp_path, stage), case) == [(None, "STAGE")]
    gone = sql('DELETE FROM standing WHERE "case" = ?', case)
    assert places(audited.found(tmp_path, gone), case) == [(None, "STANDING_MISSING")]


def test_messages_that_events_speak_of_must_be_there(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case
    gone = sql('DELETE FROM entry WHERE "case" = ? AND sequence = 2', case)
    assert places(audited.found(tmp_path, gone), case) == [(None, "CONVERSATION"), (3, "ENTRY")]
    other_author = sql("UPDATE entry SET author = 'budi' WHERE \"case\" = ? AND sequence = 3", case)
    assert places(audited.found(tmp_path, other_author), case) == [(None, "OWN_PLACES"), (4, "ENTRY")]
    stranger = sql("UPDATE entry SET author = 'siapa' WHERE \"case\" = ? AND sequence = 1", case)
    assert places(audited.found(tmp_path, stranger), case) == [(None, "AUTHOR"), (None, "OWN_PLACES")]


def test_a_message_that_is_gone_though_its_place_is_there_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case
    emptied = sql('UPDATE entry SET envelope = NULL WHERE "case" = ? AND sequence = 1', case)
    assert places(audited.found(tmp_path, emptied), case) == [(None, "GONE")]


def test_a_last_place_beyond_all_messages_is_named_and_none_is_counted_out(
    audited: Audited, tmp_path: Path
) -> None:
    case = audited.case.case
    beyond = sql('UPDATE "case" SET last_sequence = 2147483647 WHERE id = ?', case)
    assert (None, "CONVERSATION") in places(audited.found(tmp_path, beyond), case)


def test_a_reply_that_is_told_to_be_the_reporters_is_named(audited: Audited, tmp_path: Path) -> None:
    case, mailbox = audited.case.case, audited.case.mailbox
    put_under = "UPDATE entry SET author = 'reporter', sealed = NULL WHERE \"case\" = ? AND sequence = 2"
    assert (None, "OWN_PLACES") in places(audited.found(tmp_path, sql(put_under, case)), case)
    longer = SignedPlaces.by(Mailbox.new(), [1, 2, 3])
    for signed in (longer, SignedPlaces(longer.statement, mailbox.sign(longer.statement))):
        update = 'UPDATE own_places SET statement = ?, signature = ? WHERE "case" = ?'
        harm = sql(update, signed.statement, signed.signature, case)
        assert places(audited.found(tmp_path, harm), case) == [(None, "OWN_PLACES")]


def test_a_list_of_own_messages_that_is_lost_or_begun_anew_is_named(audited: Audited, tmp_path: Path) -> None:
    case, mailbox = audited.case.case, audited.case.mailbox
    deleted = audited.found(tmp_path, sql('DELETE FROM own_places WHERE "case" = ?', case))
    begun = SignedPlaces.by(mailbox, [audited.case.last_sequence])
    update = 'UPDATE own_places SET statement = ?, signature = ? WHERE "case" = ?'
    anew = audited.found(tmp_path, sql(update, begun.statement, begun.signature, case))
    assert places(deleted, case) == places(anew, case) == [(None, "OWN_PLACES")]


def test_other_keys_under_the_same_case_are_named_and_prove_nothing(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case
    forger = Mailbox.new()

    def harm(database: sqlite3.Connection) -> None:
        database.execute('UPDATE "case" SET voice_key = ? WHERE id = ?', [forger.voice_key, case])
        rows = rows_of(database, case)
        rows[3] = (rows[3][0], forger.sign(rows[3][0]), None)
        write_rows(database, case, rows)

    found = places(audited.found(tmp_path, harm), case)
    assert found[:3] == [(None, "KEYS"), (None, "OWN_PLACES"), (4, "ALTERED")]


def test_damaged_rows_and_statistics_for_others_are_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case
    damaged = sql("UPDATE \"case\" SET received = 'kemarin' WHERE id = ?", case)
    assert places(audited.found(tmp_path, damaged), case) == [(None, "UNREADABLE")]
    statistics = sql("INSERT INTO statistic_reader VALUES (?, 'sari')", case)
    assert places(audited.found(tmp_path, statistics), case) == [(None, "FIGURES")]


@pytest.mark.parametrize("value", ["teks", b"bytes"])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("case", "sealing_key"),
        ("case", "last_sequence"),
        ("entry", "sequence"),
        ("event", "sequence"),
        ("event", "statement"),
        ("event", "content"),
        ("identity_request", "custodian"),
        ("standing", "events"),
    ],
)
def test_no_value_that_sqlite_takes_in_any_column_stops_the_audit(
    audited: Audited, tmp_path: Path, table: str, column: str, value: str | bytes
) -> None:
    """The case is named, and the other one is still audited."""
    case = audited.case.case

    def harm(database: sqlite3.Connection) -> None:
        database.execute("PRAGMA ignore_check_constraints = ON")
        whose = "id" if table == "case" else '"case"'
        first = f'SELECT min({column}) FROM "{table}" WHERE {whose} = ?'  # noqa: S608 - our own names
        query = f'UPDATE "{table}" SET {column} = ? WHERE {whose} = ? AND {column} = ({first})'  # noqa: S608
        database.execute(query, [value, case, case])

    with open_inputs(audited.configuration(tmp_path, harm)) as inputs:
        verdict = verify(inputs)
    assert verdict.cases == 2
    assert {finding.case for finding in verdict.findings} == {case}
    assert all(finding.sentence("id") for finding in verdict.findings)


@pytest.mark.parametrize("name", ["perkara".ljust(32, "-"), b"perkara".ljust(32)])
def test_a_case_with_an_impossible_identifier_is_named_and_hides_no_other(
    audited: Audited, tmp_path: Path, name: str | bytes
) -> None:
    def harm(database: sqlite3.Connection) -> None:
        columns = "sealing_key, voice_key, stage, received, activity, last_sequence"
        chosen = f'SELECT ?, {columns} FROM "case" WHERE id = ?'  # noqa: S608 - our own names
        database.execute(f'INSERT INTO "case" (id, {columns}) {chosen}', [name, audited.case.case])

    with open_inputs(audited.configuration(tmp_path, harm)) as inputs:
        verdict = verify(inputs)
        assert inputs.chosen(register_number(audited.case.case)) == (audited.case.case,)
    assert verdict.cases == 3
    assert {finding.case for finding in verdict.findings} == {str(name)}
    assert all(finding.sentence("en").startswith("– (") for finding in verdict.findings)


def test_every_fault_of_a_chain_has_its_sentence() -> None:
    assert {problem.name for problem in ChainProblem} <= {irregularity.name for irregularity in Irregularity}
