"""A GnuPG that says it encrypted and did not: nothing that a reporter typed or sent is ever stored readable."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crypto.gpg.errors import NotEncryptedMessageError
from crypto.gpg.programs import program
from store.cases.caseload import page
from store.cases.conversation import next_sequence
from tests.office import TestOffice
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter

WORDS = "Kuitansi palsu di laci kedua."
_BROKEN = """\
#!{python}
import os, sys
if "--encrypt" not in sys.argv:
    os.execv({gpg!r}, sys.argv)
status = int(sys.argv[sys.argv.index("--status-fd") + 1])
os.write(status, b"[GNUPG:] BEGIN_ENCRYPTION 2 9\\n")
sys.stdout.buffer.write({before!r} + sys.stdin.buffer.read())
sys.stdout.flush()
os.write(status, b"[GNUPG:] END_ENCRYPTION\\n")
"""


beginnings = pytest.mark.parametrize("before", [b"", b"\x85\x01", b"\xca\x03PGP"])

BreakGpg = Callable[[bytes], None]


@pytest.fixture
def break_gpg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BreakGpg:
    """break_gpg(before): from now on a gpg that should encrypt gives back its input, after this beginning."""
    folder = tmp_path / "programs"
    folder.mkdir()
    gpg = program("gpg")

    def replace(before: bytes) -> None:
        (folder / "gpg").write_text(_BROKEN.format(python=sys.executable, gpg=gpg, before=before))
        (folder / "gpg").chmod(0o755)
        monkeypatch.setattr(os, "defpath", f"{folder}:{os.defpath}")

    return replace


def readable(office: TestOffice) -> list[str]:
    """The files of the store in which the words stand."""
    files = (*(office.folder / "database").iterdir(), *(office.folder / "blobs").iterdir())
    return [file.name for file in files if WORDS.encode() in file.read_bytes()]


@beginnings
def test_a_report_is_not_stored(office: TestOffice, break_gpg: BreakGpg, before: bytes) -> None:
    break_gpg(before)
    for name in (None, "Nama Pelapor"):
        with pytest.raises(NotEncryptedMessageError):
            office.report(WORDS, name=name)
    assert page(office.database, "sari").cases == ()
    assert readable(office) == []


@beginnings
def test_neither_a_message_nor_a_file_is_stored(
    office: TestOffice, break_gpg: BreakGpg, before: bytes
) -> None:
    case = office.report()
    after = next_sequence(office.database, case.case)
    break_gpg(before)
    with pytest.raises(NotEncryptedMessageError):
        case.says(WORDS)
    for data in (WORDS.encode(), WORDS.encode() * 10_000):
        with pytest.raises(NotEncryptedMessageError):
            case.attaches(data, "bukti.txt")
    assert next_sequence(office.database, case.case) == after
    assert list((office.folder / "blobs").iterdir()) == []
    assert readable(office) == []


def test_the_reporter_is_told_that_nothing_was_sent_and_keeps_the_text(
    inside: Reporter, box: Box, break_gpg: BreakGpg
) -> None:
    break_gpg(b"")
    told = inside.says(WORDS)
    assert told.status_code == 503
    assert "Tidak ada yang terkirim" in told.text
    assert WORDS in told.text
    told = inside.attaches(("bukti.txt", WORDS.encode()))
    assert "tiba utuh" not in told.text
    assert readable(box.office) == []
