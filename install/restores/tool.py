r"""Signing the notes on a restore.

    python -m install.restores.tool --office FOLDER --ends restored-ends.txt --day 2027-03-01 \
        --reason "The disk of the server broke." --output FOLDER

It belongs on the machine without network that has the office key. `kentongan restore` wrote the file of ends on the
server. The output folder is that of the signed roster: notes of earlier restores stay in its file `restores.json`.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from crypto.signing import Signed
from install.audit.heads import read_heads
from install.console import add_passphrase_option, command_name, passphrase, print_lines, run
from install.errors import InstallError
from install.restores.notes import joined, notes_on, sign_notes
from install.roster.office_key import open_office_key
from store.domain.clock import OFFICE_ZONE, Clock
from store.web.restore_notes import NOTES_FILE, RestoreNotesError, read_notes, write_notes


def _sign(arguments: argparse.Namespace) -> int:
    clock = Clock(arguments.zone, arguments.clock_file)
    today = clock.today()
    if arguments.day > today:
        raise InstallError(
            f"{arguments.day} is a day to come. Name the day on which the backup was restored."
        )
    key = open_office_key(arguments.office)
    notes = notes_on(read_heads(arguments.ends), arguments.day, arguments.reason)
    if not notes:
        raise InstallError(f"{arguments.ends} names no case. Nothing was signed.")
    earlier = _earlier(arguments.output)
    print_lines(
        f"The backup was restored on {arguments.day}. Reason: {notes[0].reason}",
        f"Cases: {len(notes)}. Sign only if you know of this restore from the people who made it.",
    )
    signed = tuple(sign_notes(key, passphrase(arguments.passphrase_fd), notes, today))
    write_notes(arguments.output, joined(earlier, signed))
    print_lines(
        f"Signed. Copy {arguments.output / NOTES_FILE} to the server's roster folder, beside the roster."
    )
    return 0


def _earlier(folder: Path) -> tuple[Signed, ...]:
    try:
        return read_notes(folder)
    except RestoreNotesError as error:
        raise InstallError(f"{folder / NOTES_FILE}: {error}") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2027-06-30") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=command_name("install.restores.tool"),
        description="Signs the notes on a restored backup, one for each case.",
    )
    parser.add_argument("--office", type=Path, required=True, metavar="FOLDER", help="the office's folder")
    parser.add_argument(
        "--ends", type=Path, required=True, metavar="FILE", help="what kentongan restore wrote on the server"
    )
    parser.add_argument(
        "--day", type=_day, required=True, metavar="YYYY-MM-DD", help="the day on which it was restored"
    )
    parser.add_argument(
        "--reason", required=True, metavar="TEXT", help="why, in one line that names no case and no person"
    )
    parser.add_argument(
        "--output", type=Path, required=True, metavar="FOLDER", help="the folder of the signed roster"
    )
    parser.add_argument(
        "--zone", default=OFFICE_ZONE, help=f"the office's time zone (default: {OFFICE_ZONE})"
    )
    parser.add_argument(
        "--clock-file", type=Path, metavar="FILE", help="in a rehearsal: seconds to add to the time"
    )
    add_passphrase_option(parser)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line."""
    arguments = _parser().parse_args(words)
    return run(lambda: _sign(arguments))


if __name__ == "__main__":
    sys.exit(main())
