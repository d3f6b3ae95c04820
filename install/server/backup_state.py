"""The state of the backups, as `status` shows it: how old the newest is, and whether it was carried away."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from install.backups.checking import newest_backup
from install.server.answers import read_answers
from install.server.layout import BACKUP_UNIT, TRANSFER_UNIT, ServerLayout
from install.server.system import succeeds
from store.domain.clock import OFFICE_ZONE

MOST_DAYS: Final = 1
"""The newest backup is of today or yesterday: this day's hour may be still to come."""


@dataclass(frozen=True, slots=True)
class TransferState:
    """The host that backups are carried to, the day of the last success, and whether the last run failed."""

    host: str
    day: date | None
    failed: bool


@dataclass(frozen=True, slots=True)
class BackupState:
    """The newest backup: its day and its bytes. Without a key there is to be none."""

    key: bool
    failed: bool
    transfer: TransferState | None
    day: date | None = None
    size: int = 0

    def good(self, today: date) -> bool:
        """Return whether there is a fresh backup, and it was carried away where it should be."""
        if not self.key or self.failed or not is_fresh(self.day, today):
            return False
        return self.transfer is None or (not self.transfer.failed and is_fresh(self.transfer.day, today))


def is_fresh(day: date | None, today: date) -> bool:
    """Return whether this is today or yesterday."""
    return day is not None and (today - day).days <= MOST_DAYS


def promised_backups(layout: ServerLayout) -> BackupState:
    """Return what the answers promise and how the units fared, as root may see it."""
    answers = read_answers(layout.answers).backups
    transfer = None
    if answers.host is not None:
        transfer = TransferState(str(answers.host.destination), carried_on(layout), _failed(TRANSFER_UNIT))
    return BackupState(answers.key is not None, _failed(BACKUP_UNIT), transfer)


def carried_on(layout: ServerLayout) -> date | None:
    """Return the day on which backups were last carried away, in the office's time; None if they never were."""
    try:
        written = layout.transferred.stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(written, ZoneInfo(OFFICE_ZONE)).date()


def with_newest(state: BackupState, layout: ServerLayout) -> BackupState:
    """Return the state with the newest backup, which the gateway's user may see too."""
    newest = newest_backup(layout.backups)
    if newest is None:
        return state
    return BackupState(state.key, state.failed, state.transfer, newest.day, newest.size)


def _failed(unit: str) -> bool:
    return succeeds(["systemctl", "is-failed", "--quiet", unit])
