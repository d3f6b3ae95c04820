"""The pin of the office key on this workstation, and the change to a new one by a fingerprint that was typed."""

import re
import tomllib
from pathlib import Path
from typing import Final

from crypto.errors import KentonganError
from journalist_interface.config import Config
from store.domain.office_key_change import follow_key_change, read_key_change
from store.web.durable import replace_file
from store.web.office_key_file import OFFICE_KEY_FILE
from store.web.roster_keeper import read_seen

_SETTING: Final = "office_fingerprint"
_LINE: Final = re.compile(rf'^({_SETTING}\s*=\s*)["\'][0-9A-Fa-f]{{40}}["\']', re.MULTILINE)


class PinLineError(KentonganError):
    """The configuration has no plain line `office_fingerprint = "…"`. Write the new fingerprint into it by hand."""


class PinFilesError(KentonganError):
    """The new key could not be written on this workstation. Tell the administrator, then type the fingerprint again."""


def pin_office_key(path: Path, config: Config, data: bytes, new: str, *, lost: bool = False) -> None:
    """Follow the statement in `data` to the key whose fingerprint a person typed; nothing changes unless it is good.

    After a loss the typed fingerprint alone decides. Raises an `OfficeKeyChangeError`, `PinLineError`,
    `PinFilesError`, `RosterStateError` if the memory of the newest roster is damaged, or a `GpgFaultError` if GnuPG
    does not work.
    """
    _change, signed = read_key_change(data, new)
    if not lost and new != config.office_fingerprint:
        follow_key_change(data, new, config.office_fingerprint, _newest_seen(config))
    text = _repinned(path.read_text("utf-8"), new)
    folder = config.roster_folder
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(folder / OFFICE_KEY_FILE, data)
        replace_file(config.office_certificate, signed.new_certificate, 0o644)
        replace_file(
            path, text.encode(), path.stat().st_mode & 0o777
        )  # last: a run that broke off is done again
    except OSError as error:
        raise PinFilesError from error


def _repinned(text: str, new: str) -> str:
    """Return the configuration with the new pin in its line, and nothing else changed."""
    changed, count = _LINE.subn(rf'\g<1>"{new}"', text)
    if count != 1 or tomllib.loads(changed) != tomllib.loads(text) | {_SETTING: new}:
        raise PinLineError
    return changed


def _newest_seen(config: Config) -> int:
    """Return the serial of the newest roster by the pinned key that this workstation has seen, 0 without one."""
    seen = read_seen(config.seen_roster)
    return seen.serial if seen is not None and seen.is_by(config.office_fingerprint) else 0
