"""The auditor's command: one sentence a fault, one exit code a result, nothing written but what was asked for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from install.audit.heads import lines
from install.audit.inputs import open_inputs
from install.audit.verify import verify
from install.kentongan import main
from install.language import translated
from journalist_interface.verification.pins import read_pins
from store.domain.register_number import register_number
from store.web.restore_notes import NOTES_FILE
from store.web.roster_keeper import RosterMissingError
from tests.install.audited import Audited, sql


def test_an_unchanged_store_is_well(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = audited.configuration(tmp_path)
    heads = tmp_path / "heads.txt"
    for person in ("sari", "joko"):
        heads.write_text("\n".join(lines(read_pins(audited.workstations.state_of(person)))) + "\n")
        monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
        assert main(["audit", "verify", "--config", str(config), "--heads", str(heads)]) == 0
        assert "2 perkara, 19 peristiwa: semuanya utuh." in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["audit", "verify", "--config", str(config), "--case", audited.other.case]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 cases, 3 events: all is well."


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
    assert [len(lines) for lines in said] == [3, 3]
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
    heads.write_text("# kentongan/heads/3\n")
    words = ["audit", "verify", "--config", str(config), "--heads", str(heads)]
    match broken:
        case "config":
            config.write_text("bind = 3")
        case "database":
            config.write_text(config.read_text().replace("store.sqlite3", "nothing.sqlite3"))
        case "roster":
            config.write_text(config.read_text().replace(audited.office.keys.office.fingerprint, "A" * 40))
        case "heads":
            heads.write_text("# kentongan/heads/3\nabc 1 def\n")
        case "case":
            words += ["--case", "AAAA-AAAA"]
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    assert not (tmp_path / "nothing.sqlite3").exists()


@pytest.mark.parametrize("notes", [b"\xff", b"[1]", b""])
def test_damaged_notes_on_restores_are_named_and_all_else_is_judged(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], notes: bytes
) -> None:
    config, roster = audited.configuration(tmp_path), tmp_path / "roster"
    shutil.copytree(audited.office.config.roster.folder, roster)
    (roster / NOTES_FILE).write_bytes(notes)
    config.write_text(config.read_text().replace(str(audited.office.config.roster.folder), str(roster)))
    assert main(["audit", "verify", "--config", str(config)]) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"The notes on restores beside the roster ({NOTES_FILE}) are damaged")
    assert last.startswith("2 cases, ")
    assert last.endswith(": 1 findings.")


def test_an_older_roster_than_the_gateway_saw_is_refused(audited: Audited, tmp_path: Path) -> None:
    config = audited.configuration(tmp_path)
    seen = tmp_path / "seen.json"
    seen.write_text('{"serial":999,"digest":"' + "0" * 64 + '"}')
    state = str(audited.office.config.roster.state)
    config.write_text(config.read_text().replace(state, str(seen)))
    assert main(["audit", "verify", "--config", str(config)]) == 2


def test_a_refusal_speaks_the_language_of_the_terminal(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    config = audited.configuration(tmp_path)
    assert main(["audit", "verify", "--config", str(config), "--case", "AAAA-AAAA"]) == 2
    assert capsys.readouterr().err == "Penyimpanan tidak memiliki perkara itu.\n"
    config.write_text(config.read_text().replace(str(audited.office.config.roster.folder), str(tmp_path)))
    assert main(["audit", "verify", "--config", str(config)]) == 2
    said = capsys.readouterr().err.rstrip()
    assert said == translated(RosterMissingError.__doc__ or "")
    assert said != RosterMissingError.__doc__


def test_the_audit_writes_nothing_into_the_servers_folders(audited: Audited, tmp_path: Path) -> None:
    config = audited.configuration(tmp_path)
    watched = [audited.office.folder / name for name in ("state", "roster", "blobs")]

    def contents() -> dict[Path, tuple[int, bytes]]:
        files = [path for place in watched for path in place.rglob("*") if path.is_file()]
        files.append(tmp_path / "store.sqlite3")
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = contents()
    with open_inputs(config) as inputs:
        assert verify(inputs).findings == ()
    assert contents() == before


def test_of_two_cases_with_one_register_number_neither_is_exported_by_it(
    audited: Audited, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = audited.case.case
    twin = f"{int(first, 16) + 30**8:032x}"  # numbers have eight letters of thirty
    copied = sql(
        'INSERT INTO "case" SELECT ?, sealing_key, voice_key, stage, received, activity, last_sequence '
        'FROM "case" WHERE id = ?',
        twin,
        first,
    )
    config = audited.configuration(tmp_path, copied)
    words = ["audit", "export", register_number(first), str(tmp_path / "out"), "--config", str(config)]
    assert main(words) == 2
    said = capsys.readouterr().err
    assert first in said
    assert twin in said
    assert not (tmp_path / "out").exists()


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
    _, _, rest = text.partition("```python\n# The reporter's events\n")
    return rest.partition("```")[0].strip()
