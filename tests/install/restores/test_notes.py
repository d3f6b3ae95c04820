"""The office signs a note for each case that a restored server lists, on the machine of its key."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from crypto.gpg.signatures import verify_detached
from install.audit.heads import FIRST_LINE
from install.commands.restores import main
from store.domain.restored_history import HistoryEnd, RestoreNote, read_note
from store.web.restore_notes import NOTES_FILE, notes_of, read_notes
from tests.clocks import TODAY
from tests.install.offices import PHRASE, OfflineOffice

CASES = ("ab" * 16, "cd" * 16)
REASON = "Cakram server rusak"
END = HistoryEnd(4, "1" * 64, "2" * 64, 7)


@pytest.fixture
def ends(tmp_path: Path) -> Path:
    path = tmp_path / "restored-ends.txt"
    rows = (f"{case} {END.events} {END.head} {END.statement} {END.messages}" for case in CASES)
    path.write_text("\n".join([FIRST_LINE, *rows, ""]))
    return path


def sign(office: OfflineOffice, ends: Path, *words: str) -> int:
    """Run the tool, with the passphrase through a pipe; later words win."""
    read, write = os.pipe()
    os.write(write, f"{PHRASE}\n".encode())
    os.close(write)
    places = ["--office", str(office.key.folder), "--ends", str(ends), "--output", str(office.output)]
    usual = ["--day", str(TODAY), "--reason", REASON, "--clock-file", str(office.clock_file)]
    try:
        return main([*places, *usual, "--passphrase-fd", str(read), *words])
    finally:
        os.close(read)


def test_each_case_gets_a_note_of_its_own_that_the_office_signed(office: OfflineOffice, ends: Path) -> None:
    office.output.mkdir()
    assert sign(office, ends) == 0
    notes = read_notes(office.output)
    assert [read_note(signed) for signed in notes] == [
        RestoreNote(case, TODAY, REASON, END) for case in CASES
    ]
    for signed in notes:
        verify_detached(office.key.certificate, office.key.fingerprint, signed.text, signed.signature)
    assert notes_of(notes, CASES[0]) == notes[:1]
    assert notes_of(notes, "0" * 32) == ()


def test_notes_of_earlier_restores_stay(office: OfflineOffice, ends: Path) -> None:
    office.output.mkdir()
    assert sign(office, ends, "--day", str(TODAY - timedelta(days=30))) == 0
    assert sign(office, ends) == 0
    days = [read_note(signed).day for signed in read_notes(office.output)]
    assert days == [TODAY - timedelta(days=30)] * 2 + [TODAY] * 2


def test_each_of_two_restores_of_a_day_gets_notes_of_its_own(
    office: OfflineOffice, ends: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A workstation takes a note for one restore: where both left a case at one end, the reason tells them apart."""
    office.output.mkdir()
    assert sign(office, ends) == 0
    ends.write_text(
        ends.read_text().replace(f"{CASES[0]} 4", f"{CASES[0]} 5")
    )  # the other one ends as before
    before = read_notes(office.output)
    assert sign(office, ends) == 1
    assert "give a different reason" in capsys.readouterr().err
    assert read_notes(office.output) == before
    assert sign(office, ends, "--reason", "Cakram kedua rusak") == 0
    assert len({signed.statement for signed in read_notes(office.output)}) == 2 * len(CASES)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--day", str(TODAY + timedelta(days=1))), "is a day to come"),
        (("--reason", " "), "The reason must be one line"),
        (("--reason", "x" * 401), "The reason must be one line"),
        (("--reason", "satu\ndua"), "The reason must be one line"),
    ],
)
def test_what_no_reader_would_believe_is_not_signed(
    office: OfflineOffice,
    ends: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    office.output.mkdir()
    assert sign(office, ends, *words) == 1
    assert said in capsys.readouterr().err
    assert not (office.output / NOTES_FILE).exists()


def test_a_list_without_cases_and_a_damaged_file_of_notes_are_refused(
    office: OfflineOffice, ends: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.output.mkdir()
    (office.output / NOTES_FILE).write_text("[{]")
    assert sign(office, ends) == 1
    assert NOTES_FILE in capsys.readouterr().err
    (office.output / NOTES_FILE).unlink()
    ends.write_text(f"{FIRST_LINE}\n")
    assert sign(office, ends) == 1
    assert "names no case" in capsys.readouterr().err
