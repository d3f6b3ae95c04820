"""A GnuPG that says it encrypted and did not: nothing that a reporter typed or sent is ever stored readable."""

import os
import sys
from pathlib import Path
from typing import Protocol

import pytest

from crypto.gpg.errors import NotEncryptedMessageError
from crypto.gpg.invocation import program
from store.cases.case_list import page
from store.cases.conversation import next_sequence
from store.model import Statistic
from tests import stand_ins
from tests.office import TestOffice
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter

STRANGERS = "A1B2C3D4E5F60718"
WORDS = "Kuitansi palsu di laci kedua."
# A kernel's `#!` takes no path with a space: the shell starts Python, which reads the shell's line as a string.
_BROKEN = """\
#!/bin/sh
'''exec' '{python}' "$0" "$@" #'''
import os, subprocess, sys
if "--encrypt" not in sys.argv:
    os.execv({gpg!r}, sys.argv)
status = int(sys.argv[sys.argv.index("--status-fd") + 1])
given = sys.stdin.buffer.read()
if {only!r} not in given:
    real = subprocess.run([{gpg!r}, *sys.argv[1:]], input=given, pass_fds=[status])
    sys.exit(real.returncode)
os.write(status, b"[GNUPG:] BEGIN_ENCRYPTION 2 9\\n")
sys.stdout.buffer.write({instead!r} or {before!r} + given)
sys.stdout.flush()
os.write(status, b"[GNUPG:] END_ENCRYPTION\\n")
"""


beginnings = pytest.mark.parametrize("before", [b"", b"\x85\x01", b"\xca\x03PGP"])


class BreakGpg(Protocol):
    """break_gpg(before, instead=…, only=…): from now on gpg does not encrypt, and says that it did.

    It gives back its input after a beginning, or something else instead; with `only` where this is in the input.
    """

    def __call__(self, before: bytes, *, instead: bytes = b"", only: bytes = b"") -> None: ...


@pytest.fixture
def break_gpg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BreakGpg:
    """Another program in the place of gpg, from when the test asks for it."""
    folder = tmp_path / "programs"
    folder.mkdir()
    gpg = program("gpg")

    def replace(before: bytes, *, instead: bytes = b"", only: bytes = b"") -> None:
        script = _BROKEN.format(python=sys.executable, gpg=gpg, before=before, instead=instead, only=only)
        (folder / "gpg").write_text(script)
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


def test_what_is_encrypted_to_a_key_outside_the_office_is_not_stored_either(
    office: TestOffice, break_gpg: BreakGpg
) -> None:
    case = office.report()
    after = next_sequence(office.database, case.case)
    break_gpg(b"", instead=stand_ins.message(keys=(STRANGERS,)))
    with pytest.raises(NotEncryptedMessageError):
        office.report(WORDS)
    with pytest.raises(NotEncryptedMessageError):
        case.says(WORDS)
    assert [row.case for row in page(office.database, "sari").cases] == [case.case]
    assert next_sequence(office.database, case.case) == after


SHORTER = stand_ins.message()  # than the files below


@pytest.mark.parametrize(
    ("times", "instead"),
    [
        *(
            (times, instead)
            for times in (1, 170, 14_000)
            for instead in (b"", stand_ins.message(keys=(STRANGERS,)))
        ),
        (170, SHORTER),
        (14_000, SHORTER),
    ],
)
def test_a_file_that_alone_was_not_encrypted_to_the_office_is_not_kept(
    office: TestOffice, break_gpg: BreakGpg, times: int, instead: bytes
) -> None:
    """Its message would be good: only what lies in the blob tells."""
    case = office.report()
    after = next_sequence(office.database, case.case)
    break_gpg(b"", instead=instead, only=WORDS.encode())
    with pytest.raises(NotEncryptedMessageError):
        case.attaches(WORDS.encode() * times, "bukti.txt")
    assert next_sequence(office.database, case.case) == after
    assert list((office.folder / "blobs").iterdir()) == []


def test_statistics_that_were_not_encrypted_are_left_out_and_hold_up_no_report(
    office: TestOffice, break_gpg: BreakGpg
) -> None:
    for instead in (b"", stand_ins.message(keys=(STRANGERS,))):
        break_gpg(b"", instead=instead, only=b"kentongan/statistics")
        case = office.report()
        with office.database.read() as session:
            assert session.get(Statistic, case.case) is None
