"""Whoever changes a store's past is named by `kentongan audit verify`: every kind of fault, made in a real store."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crypto.event import Action, Event, Part
from crypto.mailbox import Mailbox
from crypto.own_places import SignedPlaces
from install.auditing.books import open_books
from install.auditing.heads import Head, lines, read_heads
from install.auditing.verifying import verify
from install.kentongan import main
from install.toml_text import Value, toml_text
from journalist_interface.reading.pins import remembered
from store.cases.chain import chain
from tests.install.audited import Audited, Harm, places, recount, rows_of, sql, write_rows


def cut(case: str) -> Harm:
    def harm(database: sqlite3.Connection) -> None:
        write_rows(database, case, rows_of(database, case)[:-1])
        recount(database, case)

    return harm


def test_a_store_that_nobody_changed_is_well(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = audited.configuration(tmp_path)
    heads = tmp_path / "heads.txt"
    for person in ("sari", "joko"):
        heads.write_text(
            "\n".join(lines(remembered(audited.office.folder / "seats" / person / "state"))) + "\n"
        )
        monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
        assert main(["audit", "verify", "--config", str(config), "--heads", str(heads)]) == 0
        assert "2 perkara, 19 peristiwa: semuanya utuh." in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["audit", "verify", "--config", str(config), "--case", audited.other.case]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 cases, 3 events: all is well."


def test_an_altered_event_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        text, signature, content = rows[3]
        rows[3] = (text.replace(b'"day":"20', b'"day":"21'), signature, content)
        write_rows(database, case, rows)

    assert places(audited.found(tmp_path, harm), case) == [(4, "ALTERED")]


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
    event = Event(case, 2, first.digest, "budi", Part.OFFICER, Action.TAKE, today, person="budi")
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


def test_an_act_that_the_procedure_does_not_allow_is_named_though_it_is_signed(
    audited: Audited, tmp_path: Path
) -> None:
    case = audited.other.case
    today = audited.office.clock.today()
    head = chain(audited.office.database, case)[-1].digest
    event = Event(case, 4, head, "sari", Part.OFFICER, Action.MOVE, today, target="concluded")
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
    event = Event(case, 4, head, "joko", Part.OFFICER, Action.TAKE, today, person="sari")
    signed = audited.signed_by("joko", event)

    def harm(database: sqlite3.Connection) -> None:
        added = (signed.statement, signed.signature, None)
        write_rows(database, case, [*rows_of(database, case), added])
        recount(database, case)

    found = places(audited.found(tmp_path, harm), case)
    assert found == [(None, "ACCESS_MISSING"), (4, "UNENTITLED")]  # joko has no access to this case


def test_a_dropped_tail_is_named_by_the_stores_count_and_else_by_what_workstations_remember(
    audited: Audited, tmp_path: Path
) -> None:
    case = audited.other.case
    tail = sql('DELETE FROM event WHERE "case" = ? AND sequence = 3', case)
    assert places(audited.found(tmp_path, tail), case) == [(3, "SHORTENED")]
    assert audited.found(tmp_path, cut(case)) == []
    pin = remembered(audited.office.folder / "seats" / "sari" / "state")[case]
    head = Head(case, pin.events, pin.head, pin.highest, "sari.txt")
    assert places(audited.found(tmp_path, cut(case), head), case) == [(3, "HEADS_DROPPED")]


def test_a_fork_that_officers_signed_is_named_by_what_workstations_remember(
    audited: Audited, tmp_path: Path
) -> None:
    case = audited.other.case
    signed = chain(audited.office.database, case)
    today = audited.office.clock.today()
    event = Event(case, 3, signed[1].digest, "budi", Part.OFFICER, Action.TAKE, today, person="sari")
    forked = audited.signed_by("budi", event)

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        write_rows(database, case, [*rows[:2], (forked.statement, forked.signature, None)])
        recount(database, case)

    assert audited.found(tmp_path, harm) == []
    known = Head(case, 3, signed[2].digest, 1, "sari.txt")
    assert places(audited.found(tmp_path, harm, known), case) == [(3, "HEADS_FORKED")]


def test_a_fork_inside_a_chain_is_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.other.case
    signed = chain(audited.office.database, case)
    today = audited.office.clock.today()
    event = Event(case, 2, signed[0].digest, "budi", Part.OFFICER, Action.TAKE, today, person="budi")
    forked = audited.signed_by("budi", event)

    def harm(database: sqlite3.Connection) -> None:
        rows = rows_of(database, case)
        rows[1] = (forked.statement, forked.signature, None)
        write_rows(database, case, rows)

    assert places(audited.found(tmp_path, harm), case) == [(3, "FORKED")]


def test_a_case_that_is_gone_is_named_by_what_workstations_remember(audited: Audited, tmp_path: Path) -> None:
    head = Head("0" * 32, 1, "1" * 64, 1, "sari.txt")
    assert audited.found(tmp_path, sql("SELECT 1"), head) == [("0" * 32, None, "HEADS_MISSING")]


def test_last_messages_that_are_gone_are_named_by_what_workstations_remember(
    audited: Audited, tmp_path: Path
) -> None:
    """The store's own count goes with them."""
    case = audited.other.case
    pin = remembered(audited.office.folder / "seats" / "sari" / "state")[case]
    head = Head(case, pin.events, pin.head, pin.highest, "sari.txt")
    assert audited.found(tmp_path, sql("SELECT 1"), head) == []
    head = Head(case, pin.events, pin.head, pin.highest + 1, "sari.txt")
    assert audited.found(tmp_path, sql("SELECT 1"), head) == [(case, None, "HEADS_MESSAGES")]


def test_an_audit_without_heads_says_what_it_cannot_see(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An emptied store would be well."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    config, heads = audited.configuration(tmp_path), tmp_path / "sari.txt"
    heads.write_text("\n".join(lines(remembered(audited.office.folder / "seats" / "sari" / "state"))))
    words = ["audit", "verify", "--config", str(config)]
    assert main(words) == 0
    assert "would not show" in capsys.readouterr().out
    assert main([*words, "--heads", str(heads)]) == 0
    assert "would not show" not in capsys.readouterr().out


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


def test_a_reply_that_is_told_to_be_the_reporters_is_named(audited: Audited, tmp_path: Path) -> None:
    case, mailbox = audited.case.case, audited.case.mailbox
    put_under = "UPDATE entry SET author = 'reporter', sealed = NULL WHERE \"case\" = ? AND sequence = 2"
    assert (None, "OWN_PLACES") in places(audited.found(tmp_path, sql(put_under, case)), case)
    longer = SignedPlaces.by(Mailbox.new(), [1, 2, 3])
    for signed in (longer, SignedPlaces(longer.statement, mailbox.sign(longer.statement))):
        update = 'UPDATE own_places SET statement = ?, signature = ? WHERE "case" = ?'
        harm = sql(update, signed.statement, signed.signature, case)
        assert places(audited.found(tmp_path, harm), case) == [(None, "OWN_PLACES")]


def test_a_case_from_before_the_lists_of_own_messages_is_well(audited: Audited, tmp_path: Path) -> None:
    case, mailbox = audited.case.case, audited.case.mailbox
    assert audited.found(tmp_path, sql('DELETE FROM own_places WHERE "case" = ?', case)) == []
    begun = SignedPlaces.by(mailbox, [audited.case.last_sequence])
    update = 'UPDATE own_places SET statement = ?, signature = ? WHERE "case" = ?'
    assert audited.found(tmp_path, sql(update, begun.statement, begun.signature, case)) == []


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


def test_damaged_rows_and_figures_for_others_are_named(audited: Audited, tmp_path: Path) -> None:
    case = audited.case.case
    damaged = sql("UPDATE \"case\" SET received = 'kemarin' WHERE id = ?", case)
    assert places(audited.found(tmp_path, damaged), case) == [(None, "UNREADABLE")]
    figures = sql("INSERT INTO statistic_reader VALUES (?, 'sari')", case)
    assert places(audited.found(tmp_path, figures), case) == [(None, "FIGURES")]


def test_the_command_says_one_sentence_a_fault_and_exits_with_1(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = audited.other.case
    name = sql(
        "INSERT INTO access SELECT \"case\", 'a' || char(27) || 'b', part, 1, 0, rank, due, stage, 1, 0"
        " FROM access WHERE \"case\" = ? AND person = 'sari'",
        case,
    )
    config = audited.configuration(tmp_path, name)
    said = []
    for locale in ("id_ID.UTF-8", "en_GB.UTF-8"):
        monkeypatch.setenv("LC_ALL", locale)
        assert main(["audit", "verify", "--config", str(config)]) == 1
        said.append(capsys.readouterr().out.splitlines())
    assert [len(one) for one in said] == [3, 3]
    assert said[0][0].endswith(
        f"({case}), perkara: Akses a[U+001B]b tidak dijelaskan oleh peristiwa apa pun maupun oleh peran petugas."
    )
    assert said[0][-1] == "2 perkara, 19 peristiwa: 1 temuan."
    assert said[1][-1] == "2 cases, 19 events: 1 findings."


@pytest.mark.parametrize("broken", ["config", "database", "roster", "heads", "case"])
def test_input_that_cannot_be_used_exits_with_2_and_a_sentence(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    config, heads = audited.configuration(tmp_path), tmp_path / "heads"
    heads.write_text("# kentongan/heads/2\n")
    words = ["audit", "verify", "--config", str(config), "--heads", str(heads)]
    match broken:
        case "config":
            config.write_text("bind = 3")
        case "database":
            config.write_text(config.read_text().replace("store.sqlite3", "nothing.sqlite3"))
        case "roster":
            config.write_text(config.read_text().replace(audited.office.keys.office.fingerprint, "A" * 40))
        case "heads":
            heads.write_text("# kentongan/heads/2\nabc 1 def\n")
        case "case":
            words += ["--case", "AAAA-AAAA"]
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    assert not (tmp_path / "nothing.sqlite3").exists()


def test_an_older_roster_than_the_gateway_saw_is_refused(audited: Audited, tmp_path: Path) -> None:
    config = audited.configuration(tmp_path)
    seen = tmp_path / "seen.json"
    seen.write_text('{"serial":999,"digest":"' + "0" * 64 + '"}')
    state = str(audited.office.config.roster.state)
    config.write_text(config.read_text().replace(state, str(seen)))
    assert main(["audit", "verify", "--config", str(config)]) == 2


def test_the_audit_writes_nothing_into_the_servers_folders(audited: Audited, tmp_path: Path) -> None:
    config = audited.configuration(tmp_path)
    watched = [audited.office.folder / name for name in ("state", "roster", "blobs")]

    def contents() -> dict[Path, tuple[int, bytes]]:
        files = [path for place in watched for path in place.rglob("*") if path.is_file()]
        files.append(tmp_path / "store.sqlite3")
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = contents()
    with open_books(config) as books:
        assert verify(books).findings == ()
    assert contents() == before


def test_heads_are_written_and_read_line_by_line(audited: Audited, tmp_path: Path) -> None:
    pins = remembered(audited.office.folder / "seats" / "sari" / "state")
    written = lines(pins)
    path = tmp_path / "sari.txt"
    path.write_text("\n".join(written) + "\n")
    heads = read_heads(path)
    assert {head.case: (head.events, head.head, head.messages) for head in heads} == {
        case: (pin.events, pin.head, pin.highest) for case, pin in pins.items()
    }
    assert set(pins) == {audited.case.case, audited.other.case}
    assert all(one.source == "sari.txt" for one in heads)


def test_a_workstation_prints_what_it_remembers(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office, config = audited.office, tmp_path / "workstation.toml"
    values: dict[str, Value] = {
        "person": "sari",
        "host": "sari.localhost",
        "port": 8082,
        "gateway": "http://gateway.localhost:8081",
        "office_fingerprint": office.keys.office.fingerprint,
        "office_certificate": str(office.office_certificate),
        "gnupg_home": "gnupg",
        "state": str(office.folder / "seats" / "sari" / "state"),
    }
    config.write_text(toml_text(values))
    assert main(["audit", "heads", "--config", str(config)]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "# kentongan/heads/2"
    assert [line.split()[:2] for line in rest] == sorted(
        [[audited.case.case, "14"], [audited.other.case, "3"]]
    )
    config.write_text(toml_text(values | {"state": str(tmp_path / "none")}))
    assert main(["audit", "heads", "--config", str(config)]) == 0
    assert capsys.readouterr().out == "# kentongan/heads/2\n"
    damaged = tmp_path / "none" / "pins" / ("0" * 32)
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"{")
    assert main(["audit", "heads", "--config", str(config)]) == 2


def test_exported_events_are_good_for_plain_gpg_and_any_ed25519_tool(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, folder = audited.configuration(tmp_path), tmp_path / "out"
    words = ["audit", "export", audited.case.case, str(folder), "--config", str(config)]
    assert main(words) == 0
    assert "16 events" in capsys.readouterr().out
    home = tmp_path / "empty-home"
    home.mkdir(mode=0o700)
    command = ["gpg", "--homedir", str(home), "--no-default-keyring", "--keyring", "certificates/sari.gpg"]
    good = subprocess.run(
        [*command, "--verify", "0001.sig", "0001.txt"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert good.returncode == 0, good.stderr
    assert audited.office.keys.holder("sari").fingerprint in good.stderr.replace(" ", "")
    snippet = _snippet(Path("docs/audit.md").read_text("utf-8"))
    assert len(snippet.splitlines()) == 7
    done = subprocess.run(
        [sys.executable, "-c", snippet],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert main(words) == 2  # what is there is not written over
    altered = folder / "0004.txt"
    altered.write_bytes(altered.read_bytes() + b" ")
    assert subprocess.run(
        [sys.executable, "-c", snippet], cwd=folder, capture_output=True, check=False
    ).returncode


def _snippet(text: str) -> str:
    _, _, rest = text.partition("```python\n# The reporter's own acts\n")
    return rest.partition("```")[0].strip()
