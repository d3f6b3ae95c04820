"""The workstations' memory of each chain shows the auditor what the store alone cannot: a tail cut off, a fork."""

import sqlite3
from pathlib import Path

import pytest

from install.audit.heads import Head, lines, read_heads
from install.kentongan import main
from journalist_interface.verification.pins import read_pins
from store.cases.chain import chain
from store.domain.event import CaseRole, Event, EventKind
from store.web.toml_text import Value, toml_text
from tests.install.audited import Audited, Harm, places, recount, rows_of, sql, write_rows
from tests.spelled_anew import spelled_anew


def cut(case: str) -> Harm:
    def harm(database: sqlite3.Connection) -> None:
        write_rows(database, case, rows_of(database, case)[:-1])
        recount(database, case)

    return harm


def test_a_dropped_tail_is_named_by_the_stores_count_and_else_by_what_workstations_remember(
    audited: Audited, tmp_path: Path
) -> None:
    case = audited.other.case
    tail = sql('DELETE FROM event WHERE "case" = ? AND sequence = 3', case)
    assert places(audited.found(tmp_path, tail), case) == [(3, "SHORTENED")]
    assert audited.found(tmp_path, cut(case)) == []
    pin = read_pins(audited.workstations.state_of("sari"))[case]
    head = Head(case, pin.events, pin.head, pin.statement, pin.highest, "sari.txt")
    assert places(audited.found(tmp_path, cut(case), head), case) == [(3, "HEADS_DROPPED")]


def test_a_fork_that_officers_signed_is_named_by_what_workstations_remember(
    audited: Audited, tmp_path: Path
) -> None:
    case = audited.other.case
    signed = chain(audited.office.database, case)
    today = audited.office.clock.today()
    event = Event(case, 3, signed[1].digest, "budi", CaseRole.OFFICER, EventKind.TAKE, today, person="sari")
    forked = audited.signed_by("budi", event)

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        write_rows(database, case, [*rows[:2], (forked.statement, forked.signature, None)])
        recount(database, case)

    assert audited.found(tmp_path, harm) == []
    known = Head(case, 3, signed[2].digest, signed[2].statement_digest, 1, "sari.txt")
    assert places(audited.found(tmp_path, harm, known), case) == [(3, "HEADS_FORKED")]


def test_a_last_event_spelled_anew_is_counted_and_is_no_fork(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    case = audited.other.case
    found = spelled_anew(chain(audited.office.database, case)[-1])

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        write_rows(database, case, [*rows[:-1], (found.statement, found.signature, rows[-1][2])])
        recount(database, case)

    config, heads = audited.configuration(tmp_path, harm), tmp_path / "sari.txt"
    heads.write_text("\n".join(lines(read_pins(audited.workstations.state_of("sari")))))
    words = ["audit", "verify", "--heads", str(heads), "--config"]
    assert main([*words, str(config)]) == 0
    assert "under another good signature than a workstation remembers: 1." in capsys.readouterr().out
    assert main([*words, str(audited.configuration(tmp_path))]) == 0
    assert "another good signature" not in capsys.readouterr().out


def test_a_case_that_is_gone_is_named_by_what_workstations_remember(audited: Audited, tmp_path: Path) -> None:
    head = Head("0" * 32, 1, "1" * 64, "2" * 64, 1, "sari.txt")
    assert audited.found(tmp_path, sql("SELECT 1"), head) == [("0" * 32, None, "HEADS_MISSING")]


def test_last_messages_that_are_gone_are_named_by_what_workstations_remember(
    audited: Audited, tmp_path: Path
) -> None:
    """The store's own count goes with them."""
    case = audited.other.case
    pin = read_pins(audited.workstations.state_of("sari"))[case]
    head = Head(case, pin.events, pin.head, pin.statement, pin.highest, "sari.txt")
    assert audited.found(tmp_path, sql("SELECT 1"), head) == []
    head = Head(case, pin.events, pin.head, pin.statement, pin.highest + 1, "sari.txt")
    assert audited.found(tmp_path, sql("SELECT 1"), head) == [(case, None, "HEADS_MESSAGES")]


def test_an_audit_without_heads_says_what_it_cannot_see(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An emptied store would be well."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    config, heads = audited.configuration(tmp_path), tmp_path / "sari.txt"
    heads.write_text("\n".join(lines(read_pins(audited.workstations.state_of("sari")))))
    words = ["audit", "verify", "--config", str(config)]
    assert main(words) == 0
    assert "would not show" in capsys.readouterr().out
    assert main([*words, "--heads", str(heads)]) == 0
    assert "would not show" not in capsys.readouterr().out


def test_heads_are_written_and_read_line_by_line(audited: Audited, tmp_path: Path) -> None:
    pins = read_pins(audited.workstations.state_of("sari"))
    written = lines(pins)
    path = tmp_path / "sari.txt"
    path.write_text("\n".join(written) + "\n")
    heads = read_heads(path)
    assert {head.case: (head.events, head.head, head.statement, head.messages) for head in heads} == {
        case: (pin.events, pin.head, pin.statement, pin.highest) for case, pin in pins.items()
    }
    assert set(pins) == {audited.case.case, audited.other.case}
    assert all(head.source == "sari.txt" for head in heads)


def test_a_workstation_prints_what_it_remembers(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office, config = audited.office, tmp_path / "workstation.toml"
    values: dict[str, Value] = {
        "person": "sari",
        "host": "sari.localhost",
        "port": 8082,
        "gateway": "http://127.0.0.1:8081",
        "office_fingerprint": office.keys.office.fingerprint,
        "office_certificate": str(office.office_certificate),
        "gnupg_home": "gnupg",
        "state": str(audited.workstations.state_of("sari")),
    }
    config.write_text(toml_text(values))
    assert main(["audit", "heads", "--config", str(config)]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "# kentongan/heads/3"
    assert [line.split()[:2] for line in rest] == sorted(
        [[audited.case.case, "14"], [audited.other.case, "3"]]
    )
    config.write_text(toml_text(values | {"state": str(tmp_path / "none")}))
    assert main(["audit", "heads", "--config", str(config)]) == 0
    assert capsys.readouterr().out == "# kentongan/heads/3\n"
    damaged = tmp_path / "none" / "pins" / ("0" * 32)
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"{")
    assert main(["audit", "heads", "--config", str(config)]) == 2
