"""The backups were opened where their key lives, not long ago: the office's signed note says so."""

from datetime import date, timedelta
from typing import Final

from crypto.errors import KentonganError
from crypto.gpg.errors import GpgFaultError
from install.backup_checks.note import BackupCheckNote, BackupCheckNoteError
from install.backups.checking import oldest_day
from install.doctor.check import Fault, HostCheck
from install.doctor.configuration import gateway_config, server_answers
from install.doctor.host import Host, HostError
from install.doctor.note_reader import reader_of
from install.language import Sentence, in_words

MOST_DAYS: Final = 100
"""A quarter of a year, and some days to get to the machine without network and back."""
_MEND: Final = "kentongan backup-note --help"
_OPENED: Final = Sentence(
    "{day}: {backups} cadangan dapat dibuka, yang terbaru dari {newest}",
    "{day}: {backups} backups were opened, the newest of {newest}",
)
_DUE: Final = Sentence(
    "belum pernah; yang pertama paling lambat {day}", "not yet; the first time is due by {day}"
)
_NEVER: Final = Sentence(
    "Cadangan belum pernah dibuka dengan kuncinya; yang tertua dari {day}.",
    "No backup was ever opened with its key; the oldest is of {day}.",
)
_OLD: Final = Sentence(
    "Cadangan terakhir dibuka dengan kuncinya pada {day}, yang terbaru di antaranya dari {newest}.",
    "Backups were last opened with their key on {day}, the newest of them of {newest}.",
)


def _note(host: Host) -> BackupCheckNote | None:
    """Return the note, if there is one; raise `BackupCheckNoteError` for one that cannot be believed."""
    try:
        data = host.layout.backup_check.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise HostError(in_words(error)) from None
    try:
        reader = reader_of(host.layout, server_answers(host), gateway_config(host))
        return reader.read(data, host.today())
    except (BackupCheckNoteError, HostError):
        raise
    except (KentonganError, GpgFaultError) as error:
        raise HostError(in_words(error)) from None


def _first_due(host: Host) -> date | None:
    """Return the day by which the first check is due; None while there is no backup."""
    oldest = oldest_day(host.layout.backups)
    return None if oldest is None else oldest + timedelta(MOST_DAYS)


def _look(host: Host) -> Fault | None:
    try:
        note = _note(host)
    except BackupCheckNoteError as error:
        return Fault(in_words(error), _MEND)
    if note is None:
        due = _first_due(host)
        late = due is not None and host.today() > due
        return Fault(_NEVER.told(day=oldest_day(host.layout.backups)), _MEND) if late else None
    if (host.today() - note.good_of).days > MOST_DAYS:
        return Fault(_OLD.told(day=note.day, newest=note.newest), _MEND)
    return None


def _tell(host: Host) -> list[str]:
    note = _note(host)
    if note is not None:
        return [_OPENED.told(day=note.day, backups=note.backups, newest=note.newest)]
    due = _first_due(host)
    return [] if due is None else [_DUE.told(day=due)]


BACKUP_CHECK: Final = HostCheck(
    "backup-opened",
    Sentence(
        f"Cadangan dibuka dengan kuncinya dalam {MOST_DAYS} hari terakhir",
        f"Backups were opened with their key within the last {MOST_DAYS} days",
    ),
    Sentence(
        "Hanya di komputer tanpa jaringan terlihat apakah cadangan dapat dibuka: kentongan-office backup check.",
        "Only the machine without network can tell whether a backup opens: kentongan-office backup check.",
    ),
    _look,
    _tell,
)
