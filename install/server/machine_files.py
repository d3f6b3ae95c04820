"""The small files of a server that only root or Tor may read, for a backup, and put back on an empty machine.

A unit without root's rights gets them as credentials, named as here: those of an onion service's folder as systemd
names files of a folder, `source-onion_hs_ed25519_secret_key`, `gateway-onion_authorized_clients_sari.auth`.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from install.backups.small_files import HOLIDAYS, SmallFiles
from install.roster.signing import SignedRoster
from install.server.layout import GATEWAY_USER, SOURCE_USER, TOR_USER, ServerLayout
from install.server.privileges import acting_as
from install.server.signed_roster import newest_serial
from install.server.system import write_file
from store.domain.roster_verification import verify_roster
from store.web.durable import replace_file
from store.web.office_key_file import OFFICE_KEY_FILE
from store.web.restore_notes import NOTES_FILE
from store.web.roster_keeper import OFFICE_CERTIFICATE, SIGNATURE_FILE, STATEMENT_FILE, RosterConfig

SOURCE_ONION: Final = "source-onion"
GATEWAY_ONION: Final = "gateway-onion"
ONION_KEY: Final = "hs_ed25519_secret_key"
_ONION_FILES: Final = (ONION_KEY, "hs_ed25519_public_key", "hostname")
_CLIENTS: Final = "authorized_clients"
_PRIVATE: Final = 0o600
_FOLDER: Final = 0o700


@dataclass(frozen=True, slots=True)
class MachineFile:
    """A file of the system by its name in backups: where it lies, and its user, group and mode.

    An `optional` one is not missed where it is not.
    """

    name: str
    path: Callable[[ServerLayout], Path]
    group: str = "root"
    mode: int = 0o644
    optional: bool = False


MACHINE_FILES: Final = (
    MachineFile("source.toml", lambda at: at.source_config, SOURCE_USER, 0o640),
    MachineFile("gateway.toml", lambda at: at.gateway_config, GATEWAY_USER, 0o640),
    MachineFile("server.toml", lambda at: at.answers, mode=0o600),
    MachineFile(HOLIDAYS, lambda at: at.holidays),
    MachineFile("backup.gpg", lambda at: at.backup_certificate),
    MachineFile("backup-check.json", lambda at: at.backup_check, optional=True),
)
_OPTIONAL: Final = frozenset(file.name for file in MACHINE_FILES if file.optional)
_ONIONS: Final[Mapping[str, Callable[[ServerLayout], Path]]] = {
    SOURCE_ONION: lambda at: at.source_onion,
    GATEWAY_ONION: lambda at: at.gateway_onion,
}


def read_machine_files(layout: ServerLayout, credentials: Path | None = None) -> SmallFiles:
    """Return what of these files this process may read, and the names of the others."""
    contents, absent = dict[str, bytes](), list[str]()
    for name, paths in _places(layout, credentials):
        found = next((data for path in paths if (data := _read(path)) is not None), None)
        if found is not None:
            contents[name] = found
        elif name not in _OPTIONAL:
            absent.append(name)
    return SmallFiles(contents, tuple(absent))


def _places(layout: ServerLayout, credentials: Path | None) -> Iterator[tuple[str, list[Path]]]:
    for file in MACHINE_FILES:
        handed = [] if credentials is None else [credentials / file.name]
        yield file.name, [*handed, file.path(layout)]
    for service, folder in _ONIONS.items():
        names = {*_ONION_FILES, *_client_names(service, folder(layout), credentials)}
        for name in sorted(names):
            handed = [] if credentials is None else [credentials / f"{service}_{name.replace('/', '_')}"]
            yield f"{service}/{name}", [*handed, folder(layout) / name]


def _client_names(service: str, folder: Path, credentials: Path | None) -> Iterator[str]:
    """Yield the files of authorized clients, whose names have no underscore."""
    before = f"{service}_{_CLIENTS}_"
    handed = [] if credentials is None else [path.name for path in credentials.glob(f"{before}*")]
    yield from (f"{_CLIENTS}/{name.removeprefix(before)}" for name in handed)
    try:
        yield from (f"{_CLIENTS}/{path.name}" for path in (folder / _CLIENTS).iterdir())
    except (FileNotFoundError, PermissionError):
        return


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return None


@dataclass(frozen=True, slots=True)
class RestoredFiles:
    """The files that were put back, and those that stay as they were on this machine."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def restore_machine_files(layout: ServerLayout, contents: Mapping[str, bytes]) -> RestoredFiles:
    """Put back every file that the machine lacks; one that is there stays, and is named if it differs.

    With another root than `/` no owners are given.
    """
    owned = layout.root == Path("/") and os.geteuid() == 0
    written, kept = list[str](), list[str]()
    for file in MACHINE_FILES:
        if file.name in contents:
            path = file.path(layout)
            if _stays(path, contents[file.name], file.name, kept):
                continue
            _write(path, contents[file.name], ("root", file.group) if owned else None, file.mode)
            written.append(file.name)
    for service, folder in _ONIONS.items():
        named = {
            name.removeprefix(f"{service}/"): data
            for name, data in contents.items()
            if name.startswith(f"{service}/")
        }
        with acting_as(TOR_USER) if owned else nullcontext():
            written += _restore_onion(service, folder(layout), named, kept)
    return RestoredFiles(tuple(written), tuple(kept))


def restore_roster(config: RosterConfig, contents: Mapping[str, bytes]) -> bool:
    """Put the roster of a backup back if it is newer than the one on this machine, or if there is none.

    The office's notes on restores, and its change of key, come back where there are none. Raises `RosterError` if the
    roster is not signed by the office key that the configuration names, or the memory of the newest roster is damaged.
    """
    _restore_statements(config, contents)
    names = (OFFICE_CERTIFICATE, SIGNATURE_FILE, STATEMENT_FILE)
    if not all(name in contents for name in names):
        return False
    certificate, signature, statement = (contents[name] for name in names)
    with tempfile.NamedTemporaryFile(prefix="kentongan-", suffix=".gpg") as public:
        public.write(certificate)
        public.flush()
        brought = verify_roster(statement, signature, Path(public.name), config.office_fingerprint)
    pinned = config.office_fingerprint
    if brought.serial <= newest_serial(config.folder, config.office_certificate, pinned, [config.state]):
        return False
    config.folder.mkdir(exist_ok=True)
    if not config.office_certificate.exists():
        _write(config.office_certificate, certificate, None, 0o644)
    SignedRoster(brought, statement, signature).publish(config.folder)
    return True


def _restore_statements(config: RosterConfig, contents: Mapping[str, bytes]) -> None:
    """Put notes and the change of the office key back unverified: all are signed, and each reader verifies them."""
    for name in (NOTES_FILE, OFFICE_KEY_FILE):
        if name in contents and not (config.folder / name).exists():
            config.folder.mkdir(exist_ok=True)
            _write(config.folder / name, contents[name], None, 0o644)


def _restore_onion(service: str, folder: Path, contents: Mapping[str, bytes], kept: list[str]) -> list[str]:
    """Put an onion service back as a whole: another's key on this machine stays, with what belongs to it."""
    if ONION_KEY not in contents:
        return []
    if (folder / ONION_KEY).exists() and (folder / ONION_KEY).read_bytes() != contents[ONION_KEY]:
        kept.append(service)
        return []
    written = list[str]()
    for name, data in contents.items():
        if not _is_onion_file(name):
            continue
        path = folder / name
        for above in (folder, path.parent):
            if not above.exists():
                above.mkdir(_FOLDER)
        if not path.exists():
            _write(path, data, None, _PRIVATE)
            written.append(f"{service}/{name}")
    return written


def _is_onion_file(name: str) -> bool:
    """Return whether this is a name that a backup gives: nothing else is ever written."""
    return (
        name in _ONION_FILES
        or re.fullmatch(rf"{_CLIENTS}/[a-z0-9-]{{1,64}}\.auth", name, re.ASCII) is not None
    )


def _stays(path: Path, data: bytes, name: str, kept: list[str]) -> bool:
    if not path.exists():
        return False
    if path.read_bytes() != data:
        kept.append(name)
    return True


def _write(path: Path, data: bytes, owner: tuple[str, str] | None, mode: int) -> None:
    if owner is not None:
        write_file(path, data, *owner, mode)
    else:
        replace_file(path, data, mode)
