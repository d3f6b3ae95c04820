"""What a restore lost is named by the audit; it is no fault once two readers signed it, and the office its note."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from crypto.signing import Signed
from install.audit.findings import Finding, Irregularity
from install.audit.heads import Head
from install.audit.inputs import open_inputs
from install.audit.verify import verify
from install.kentongan import main
from journalist_interface.verification.pins import read_pins
from store.cases.chain import chain
from store.domain.event import CaseRole, Event, EventKind, SignedEvent
from store.domain.restored_history import HistoryEnd, Loss, LostEvent
from tests.install.audited import Audited, Harm, places, recount, rows_of, write_rows
from tests.journalist_interface.restored_case import REASON, signed_note
from tests.spelled_anew import spelled_anew


def end(audited: Audited, events: int) -> HistoryEnd:
    """Where the other case ended after so many events."""
    last = chain(audited.office.database, audited.other.case)[events - 1]
    return HistoryEnd(events, last.digest, last.statement_digest, 1)


def loss(audited: Audited, note: Signed | None = None, *, dismissed: str | None = None) -> Loss:
    """The last event of the other case, by a restore that left the others."""
    events = chain(audited.office.database, audited.other.case)
    old, day = end(audited, len(events)), audited.office.clock.today()
    action = "paper" if dismissed is None else "dismiss"
    lost = LostEvent(old.events, old.head, "sari", action, day, dismissed)
    note = note or signed_note(audited.office, audited.other.case, end(audited, len(events) - 1))
    return Loss(note, old, (lost,), seen=True)


def accepted(audited: Audited, found: Loss, people: Iterable[str], later: Signed | None = None) -> Harm:
    """The store after the restore, with the signatures of these people; the first saw what was lost.

    The note of all but the first may be another.
    """
    case, day = audited.other.case, audited.office.clock.today()

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)[:-1]
        signed = chain(audited.office.database, case)
        head, seen, note = signed[len(rows) - 1].digest, True, found.note
        for person in people:
            event = Event(
                case, len(rows) + 1, head, person, CaseRole.OFFICER, EventKind.ACCEPT_RESTORE, day,
                loss=msgspec.structs.replace(found, seen=seen, note=note),
            )  # fmt: skip
            made = audited.signed_by(person, event)
            rows.append((made.statement, made.signature, None))
            head, seen, note = made.digest, False, later or note
        write_rows(database, case, rows)
        recount(database, case)

    return harm


def remembered(audited: Audited) -> Head:
    """What sari's workstation saw before."""
    pin = read_pins(audited.workstations.state_of("sari"))[audited.other.case]
    return Head(audited.other.case, pin.events, pin.head, pin.statement, pin.highest, "sari.txt")


def judged(audited: Audited, folder: Path, harm: Harm) -> tuple[list[str], list[Finding]]:
    """The faults and the losses that the audit names, with what sari remembers."""
    with open_inputs(audited.configuration(folder, harm)) as inputs:
        verdict = verify(inputs, [remembered(audited)])
    return [found.irregularity.name for found in verdict.findings], list(verdict.losses)


def test_two_signatures_make_a_loss_that_is_told_and_no_fault(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    harm = accepted(audited, loss(audited), ("sari", "budi"))
    faults, [told] = judged(audited, tmp_path, harm)
    assert faults == []
    assert told.irregularity is Irregularity.LOSS_ACCEPTED
    assert (told.details["reason"], told.details["people"]) == (REASON, "sari, budi")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["audit", "verify", "--config", str(audited.configuration(tmp_path, harm))]) == 0
    assert "Accepted by: sari, budi." in capsys.readouterr().out


@pytest.mark.parametrize("people", [(), ("sari",)])
def test_without_two_signatures_what_is_gone_is_a_fault(
    audited: Audited, tmp_path: Path, people: tuple[str, ...]
) -> None:
    faults, told = judged(audited, tmp_path, accepted(audited, loss(audited), people))
    assert faults != []
    assert set(faults) <= {"HEADS_DROPPED", "HEADS_FORKED"}
    assert [found.irregularity.name for found in told] == ["LOSS_WAITING"] * len(people)


def test_two_signatures_count_together_however_the_note_is_spelled(audited: Audited, tmp_path: Path) -> None:
    found = loss(audited)
    again = spelled_anew(SignedEvent(found.note.statement.encode(), found.note.signature)).signature
    harm = accepted(audited, found, ("sari", "budi"), Signed(found.note.statement, again))
    faults, [told] = judged(audited, tmp_path, harm)
    assert faults == []
    assert told.details["people"] == "sari, budi"


def test_a_note_that_the_office_did_not_sign_is_a_fault(audited: Audited, tmp_path: Path) -> None:
    genuine = loss(audited).note
    day = audited.office.clock.today()
    forged = Signed(genuine.statement, audited.office.keys.holder("sari").sign(genuine.text, day))
    harm = accepted(audited, loss(audited, forged), ("sari", "budi"))
    count = len(chain(audited.office.database, audited.other.case))
    found = audited.found(tmp_path, harm)
    assert places(found, audited.other.case) == [(count, "LOSS_NOTE"), (count + 1, "LOSS_NOTE")]
    assert "HEADS_FORKED" in judged(audited, tmp_path, harm)[0]


def test_who_was_taken_off_by_what_is_gone_does_not_count(audited: Audited, tmp_path: Path) -> None:
    harm = accepted(audited, loss(audited, dismissed="budi"), ("sari", "budi"))
    faults, [told] = judged(audited, tmp_path, harm)
    assert faults == ["HEADS_FORKED"]
    assert told.irregularity is Irregularity.LOSS_WAITING
    assert told.details["people"] == "sari"
