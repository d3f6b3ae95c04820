"""The command `backup-note`: the server takes in the note that its backups were opened where their key lives."""

from pathlib import Path
from typing import Final

import click

from install.backup_checks.note import MAX_NOTE_BYTES, BackupCheckNoteError
from install.backups.repository import open_file
from install.commands.bilingual import FILE, BilingualArgument, BilingualCommand
from install.console import print_lines
from install.doctor.note_reader import reader_of
from install.errors import InstallError
from install.language import Sentence
from install.server.answers import read_answers
from install.server.layout import ServerLayout
from install.server.setup import require_able
from install.server.system import write_file
from store.domain.clock import Clock
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config

_TAKEN: Final = Sentence(
    "Pada {day} {backups} cadangan dapat dibuka, yang terbaru dari {newest}.",
    "On {day} {backups} backups were opened, the newest of {newest}.",
)
_OLDER: Final = Sentence(
    "Server ini sudah mempunyai catatan pemeriksaan yang lebih baru, dari {day}.",
    "This server has a newer note of a check already, that of {day}.",
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Menerima catatan bahwa cadangan dapat dibuka, dari kentongan-office backup check.",
        "Take in the note that the backups open, as kentongan-office backup check signed it.",
    ),
    example="kentongan backup-note /media/note/backup-check.json",
)
@click.argument(
    "note",
    cls=BilingualArgument,
    type=FILE,
    text=Sentence("berkas catatan yang dibawa", "the file of the note that was brought"),
)
def backup_note(note: Path) -> None:
    """Verify the note and keep it where `kentongan doctor` finds it."""
    require_able()
    layout, today = ServerLayout(), Clock().today()
    with open_file(note) as file:
        data = file.read(MAX_NOTE_BYTES + 1)
    config = read_config(layout.gateway_config, GatewayConfig)
    reader = reader_of(layout, read_answers(layout.answers), config)
    brought = reader.read(data, today)
    try:
        here = reader.read(layout.backup_check.read_bytes(), today)
    except (FileNotFoundError, BackupCheckNoteError):
        here = None
    if here is not None and brought.is_older(here):
        raise InstallError(_OLDER.told(day=here.day))
    write_file(layout.backup_check, data, "root", "root", 0o644)
    print_lines(_TAKEN.told(day=brought.day, backups=brought.backups, newest=brought.newest))
