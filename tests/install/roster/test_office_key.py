"""Making the office's key."""

import contextlib
import stat
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from crypto.gpg.home import GnupgHome
from crypto.gpg.unlock import unlock
from install.errors import InstallError
from install.roster.office_key import make_office_key, open_office_key
from tests.clocks import TODAY
from tests.install.offices import PHRASE, OfflineOffice


def make(folder: Path, phrase: str = PHRASE) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "install.commands.office_key",
        "make",
        "--office",
        str(folder),
        "--name",
        "Kantor Contoh",
    ]
    return subprocess.run(
        [*command, "--passphrase-fd", "0"], input=f"{phrase}\n", capture_output=True, text=True, check=False
    )


def test_the_command_makes_the_key_and_says_what_to_pin(tmp_path: Path) -> None:
    made = make(tmp_path / "office")
    assert made.returncode == 0, made.stderr
    key = open_office_key(tmp_path / "office")
    assert key.fingerprint in made.stdout
    assert stat.S_IMODE(key.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(key.home.stat().st_mode) == 0o700
    shown = subprocess.run(
        [sys.executable, "-m", "install.commands.office_key", "show", "--office", str(key.folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert key.fingerprint in shown.stdout


def test_the_passphrase_is_nowhere_on_disk(tmp_path: Path) -> None:
    make_office_key(tmp_path / "office", "Kantor Contoh", PHRASE)
    found = [path for path in tmp_path.rglob("*") if path.is_file() and PHRASE.encode() in path.read_bytes()]
    assert found == []


def test_no_agent_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as short:  # the sockets of agents need a short path
        monkeypatch.setattr("tempfile.tempdir", short)
        key = make_office_key(tmp_path / "office", "Kantor Contoh", PHRASE)
        assert not _agents_of(short)
        with GnupgHome(key.home) as home:
            unlock(home, key.fingerprint, PHRASE, TODAY)
            assert _agents_of(short)
        assert not _agents_of(short)


def _agents_of(folder: str) -> list[str]:
    """The command lines of agents whose homes are reached through this folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            words = (entry / "cmdline").read_bytes().decode().split("\0")
            if words[0].endswith("gpg-agent") and folder in " ".join(words):
                found.append(" ".join(words))
    return found


def test_a_second_key_never_replaces_the_first(office: OfflineOffice) -> None:
    before = office.key.certificate.read_bytes()
    with pytest.raises(InstallError, match="already"):
        make_office_key(office.key.folder, "Kantor Lain", PHRASE)
    assert office.key.certificate.read_bytes() == before


@pytest.mark.parametrize("name", ["", " ", "Kantor\nContoh", "Kantor\x1b[31m"])
def test_a_name_is_one_line_of_text(name: str, tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="one line"):
        make_office_key(tmp_path / "office", name, PHRASE)


def test_without_a_passphrase_no_key_is_made(tmp_path: Path) -> None:
    made = make(tmp_path / "office", "")
    assert (made.returncode, made.stderr.strip()) == (1, "The office key needs a passphrase.")
    assert not (tmp_path / "office").exists()


def test_a_folder_without_a_key_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="There is no office key"):
        open_office_key(tmp_path)
    (tmp_path / "office.gpg").write_bytes(b"no key")
    with pytest.raises(InstallError, match="is damaged"):
        open_office_key(tmp_path)
