"""The change of the office key on a server: whether it may follow, before anything of it lies there."""

from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from install.roster.signing import SignedRoster
from install.server.layout import ServerLayout
from install.server.signed_roster import newest_serial
from store.domain.office_key_change import OfficeKeyChange, follow_key_change, read_key_change
from store.web.office_key_file import key_change_in
from store.web.roster_keeper import OFFICE_CERTIFICATE, SEEN_FILE

_OLD_ROSTER: Final = Sentence(
    "Roster di {folder} berseri {serial}, tetapi kunci lama sudah menandatangani seri {last}. Tandatangani roster yang "
    "baru dengan kunci baru.",
    "The roster in {folder} is of serial {serial}, but the old key has signed serial {last} already. Sign a new roster "
    "with the new key.",
)


def require_later(brought: SignedRoster, change: OfficeKeyChange, folder: Path) -> None:
    """Raise `InstallError` unless this roster, brought in a folder, comes after the last one by the old key."""
    if brought.roster.serial <= change.serial:
        raise InstallError(_OLD_ROSTER.told(folder=folder, serial=brought.roster.serial, last=change.serial))


def brought_key_change(
    layout: ServerLayout, data: bytes, new: str, pinned: str, *, lost: bool
) -> OfficeKeyChange:
    """Return the statement that was brought if this server may go to the key whose fingerprint a person typed.

    A server that is there already takes it again, so that a run that broke off can be ended. Raises an
    `OfficeKeyChangeError`, `RosterStateError` if a memory of the newest roster is damaged, or a `GpgFaultError` if
    GnuPG does not work.
    """
    if lost or new == pinned:
        return read_key_change(data, new)[0]
    return follow_key_change(data, new, pinned, newest_seen(layout, pinned))


def brought_statement(folder: Path, office: str) -> bytes:
    """Return the statement about this office key in the folder of a roster that is brought; empty without one.

    Raises an `OfficeKeyChangeError` for one about another key, or that is damaged.
    """
    data = key_change_in(folder)
    if data:
        read_key_change(data, office)
    return data


def newest_seen(layout: ServerLayout, pinned: str) -> int:
    """Return the serial of the newest roster by this key that this machine has seen, 0 without one."""
    memories = (layout.source_state / SEEN_FILE, layout.gateway_state / SEEN_FILE)
    return newest_serial(layout.roster, layout.roster / OFFICE_CERTIFICATE, pinned, memories)
