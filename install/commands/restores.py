r"""Signing the notes on a restore.

    python -m install.commands.restores --office FOLDER --ends restored-ends.txt --day 2027-03-01 \
        --reason "The disk of the server broke." --output FOLDER

It belongs on the machine without network that has the office key. `kentongan restore` wrote the file of ends on the
server. The output folder is that of the signed roster: notes of earlier restores stay in its file `restores.json`.
"""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click

from crypto.signing import Signed
from install.audit.heads import read_heads
from install.commands.bilingual import BilingualCommand, BilingualOption
from install.commands.command_line import run_command
from install.commands.office_parameters import Day, office_folder, office_passphrase
from install.commands.parameters import path_option, rehearsed_clock
from install.console import passphrase, print_lines
from install.errors import InstallError
from install.language import Sentence, in_words
from install.restores.notes import joined, notes_on, require_new, sign_notes
from install.roster.office_key import open_office_key
from store.domain.clock import Clock
from store.web.restore_notes import NOTES_FILE, RestoreNotesError, read_notes, write_notes

_TO_COME: Final = Sentence(
    "{day} belum tiba. Sebutkan hari cadangan itu dipulihkan.",
    "{day} is a day to come. Name the day on which the backup was restored.",
)
_NO_CASE: Final = Sentence(
    "{path} tidak menyebut satu perkara pun. Tidak ada yang ditandatangani.",
    "{path} names no case. Nothing was signed.",
)
_RESTORED: Final = Sentence(
    "Cadangan dipulihkan pada {day}. Alasan: {reason}", "The backup was restored on {day}. Reason: {reason}"
)
_CASES: Final = Sentence(
    "Perkara: {cases}. Tandatangani hanya bila Anda tahu tentang pemulihan ini dari orang yang melakukannya.",
    "Cases: {cases}. Sign only if you know of this restore from the people who made it.",
)
_SIGNED: Final = Sentence(
    "Ditandatangani. Salin {path} ke map roster server, di samping roster.",
    "Signed. Copy {path} to the server's roster folder, beside the roster.",
)


@click.command(
    "kentongan-restores",
    cls=BilingualCommand,
    text=Sentence(
        "Menandatangani catatan tentang cadangan yang dipulihkan, satu untuk setiap perkara.",
        "Sign the notes on a restored backup, one for each case.",
    ),
    example=(
        "kentongan-restores --office office --ends restored-ends.txt --day 2027-03-01 "
        '--reason "Cakram server rusak." --output signed'
    ),
)
@office_folder
@path_option(
    "--ends",
    required=True,
    metavar="FILE",
    text=Sentence("yang ditulis kentongan restore di server", "what kentongan restore wrote on the server"),
)
@click.option(
    "--day",
    cls=BilingualOption,
    type=Day(),
    required=True,
    metavar="YYYY-MM-DD",
    text=Sentence("hari cadangan itu dipulihkan", "the day on which it was restored"),
)
@click.option(
    "--reason",
    cls=BilingualOption,
    required=True,
    metavar="TEXT",
    text=Sentence(
        "alasannya, satu baris tanpa nama perkara atau orang",
        "why, in one line that names no case and no person",
    ),
)
@path_option(
    "--output",
    required=True,
    metavar="FOLDER",
    text=Sentence("map roster yang ditandatangani", "the folder of the signed roster"),
)
@office_passphrase
@rehearsed_clock
def restores(
    office: Path,
    ends: Path,
    day: date,
    reason: str,
    output: Path,
    passphrase_fd: int | None,
    clock: Clock,
) -> None:
    """Sign a note for each case, beside those of earlier restores."""
    today = clock.today()
    if day > today:
        raise InstallError(_TO_COME.told(day=day))
    key = open_office_key(office)
    notes = notes_on(read_heads(ends), day, reason)
    if not notes:
        raise InstallError(_NO_CASE.told(path=ends))
    earlier = _earlier(output)
    require_new(notes, earlier)
    print_lines(_RESTORED.told(day=day, reason=notes[0].reason), _CASES.told(cases=len(notes)))
    signed = tuple(sign_notes(key, passphrase(passphrase_fd), notes, today))
    write_notes(output, joined(earlier, signed))
    print_lines(_SIGNED.told(path=output / NOTES_FILE))


def _earlier(folder: Path) -> tuple[Signed, ...]:
    try:
        return read_notes(folder)
    except RestoreNotesError as error:
        raise InstallError(f"{folder / NOTES_FILE}: {in_words(error)}") from None


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line."""
    return run_command(restores, words, failed=1)


if __name__ == "__main__":
    sys.exit(main())
