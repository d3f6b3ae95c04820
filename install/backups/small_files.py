"""The small files of a server that go into each dump by a name of their own, beside its databases.

Those that only root or Tor may read are handed in by the command (`install.server.machine_files`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from install.backups.private_folder import private_folder
from install.backups.signing_key import SIGNING_KEY_FILE
from store.gateway.config import GatewayConfig
from store.web.office_key_file import OFFICE_KEY_FILE
from store.web.restore_notes import NOTES_FILE
from store.web.roster_keeper import OFFICE_CERTIFICATE, SEEN_FILE, SIGNATURE_FILE, STATEMENT_FILE

HOLIDAYS: Final = "holidays.txt"


@dataclass(frozen=True, slots=True)
class SmallFiles:
    """The contents of small files by their names in backups, and the names of those that are absent here."""

    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    absent: tuple[str, ...] = ()

    def __or__(self, other: "SmallFiles") -> "SmallFiles":
        return SmallFiles({**self.contents, **other.contents}, (*self.absent, *other.absent))


def paths_of(config: GatewayConfig) -> dict[str, Path]:
    """Return where the gateway has its small files, by their names in backups."""
    roster, holidays = config.roster, config.store.deadlines.holidays
    return {
        STATEMENT_FILE: roster.folder / STATEMENT_FILE,
        SIGNATURE_FILE: roster.folder / SIGNATURE_FILE,
        OFFICE_CERTIFICATE: roster.office_certificate,
        SEEN_FILE: roster.state,
        SIGNING_KEY_FILE: private_folder(config) / SIGNING_KEY_FILE,
        **({} if holidays is None else {HOLIDAYS: holidays}),
        **{
            name: roster.folder / name
            for name in (NOTES_FILE, OFFICE_KEY_FILE)
            if (roster.folder / name).exists()
        },
    }


def read_small_files(paths: Mapping[str, Path]) -> SmallFiles:
    """Return the contents of these files, and the names of those that are not there or closed to this user."""
    contents, absent = dict[str, bytes](), list[str]()
    for name, path in paths.items():
        try:
            contents[name] = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            absent.append(name)
    return SmallFiles(contents, tuple(absent))
