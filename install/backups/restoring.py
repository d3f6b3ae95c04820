"""Restoring a backup to the places in a gateway's configuration, which must be empty, while no server runs."""

from pathlib import Path
from typing import Final

from install.backups.parts import (
    ACCOUNTS,
    BLOBS,
    DAMAGED,
    PRIVATE,
    ROSTER,
    STORE,
    BackupError,
    copied,
    files_in,
    read_sums,
    sum_of,
)
from install.language import Sentence
from store.engine.database import database_file
from store.gateway.config import GatewayConfig
from store.web.durable import fsync_folder
from store.web.roster_keeper import OFFICE_CERTIFICATE, STATEMENT_FILE

_SHARED: Final = 0o660
_BLOB: Final = 0o640
_PUBLIC: Final = 0o644
_LOGS: Final = ("-wal", "-shm")  # SQLite would read the logs of another database there as part of this one

_CHANGED: Final = Sentence(
    "{path} berubah sementara itu. Kosongkan map tujuannya, dan gunakan cadangan lain.",
    "{path} changed meanwhile. Empty the folders, and take another backup.",
)
_OTHER_DATABASE: Final = Sentence(
    "Cadangan ini dari penyimpanan dalam basis data jenis lain daripada yang disebut konfigurasi.",
    "The backup is of a store in another kind of database than the configuration names.",
)
_OTHER_FILES: Final = Sentence(
    "{folder} memuat berkas lain daripada yang ada dalam daftarnya. Gunakan cadangan lain.",
    "{folder} holds other files than its list says. Take another backup.",
)
_THERE: Final = Sentence(
    "{path} sudah ada. Hentikan kedua server, pindahkan basis data, berkas -wal dan -shm, lampiran dan akun, lalu coba "
    "lagi.",
    "{path} is there already. Stop both servers, move the database, its -wal and -shm files, the attachments and the "
    "accounts away, and try again.",
)


def restore_backup(config: GatewayConfig, folder: Path) -> int:
    """Put a backup back and return the number of attachments; raise `BackupError` before writing unless it is whole.

    The database comes last: a server that is started too early finds none, or an empty one, and loses nothing of it. A
    roster that is already on the server is kept, since it is not older.
    """
    sums, places = _checked(config, folder)
    config.accounts.parent.mkdir(mode=0o700, exist_ok=True)
    config.roster.folder.mkdir(mode=0o755, exist_ok=True)
    for path, (target, mode) in places.items():
        if copied(folder / path, target, mode) != sums[path]:
            raise BackupError(_CHANGED.told(path=folder / path))
    for place in {target.parent for target, _ in places.values()}:
        fsync_folder(place)
    return _attachments(sums)


def check_restore(config: GatewayConfig, folder: Path) -> int:
    """Return the number of attachments that `restore_backup` would put back; raise what it would before it writes."""
    sums, _ = _checked(config, folder)
    return _attachments(sums)


def _checked(config: GatewayConfig, folder: Path) -> tuple[dict[str, str], dict[str, tuple[Path, int]]]:
    """Return the sums and the places of the files of a backup that is whole and has room to go to."""
    sums = read_sums(folder)
    places = _places(config, sums)
    _require_whole(folder, sums)
    _require_empty(config, places)
    return sums, places


def _attachments(sums: dict[str, str]) -> int:
    return sum(path.startswith(f"{BLOBS}/") for path in sums)


def _places(config: GatewayConfig, sums: dict[str, str]) -> dict[str, tuple[Path, int]]:
    """Return the place of each file of the backup, in the order of writing."""
    store, roster = database_file(config.store.database), config.roster
    if (store is None) != (STORE not in sums):
        raise BackupError(_OTHER_DATABASE.told())
    places = {
        path: (config.store.blobs / path.partition("/")[2], _BLOB) for path in sums if path.startswith(BLOBS)
    }
    if not (roster.folder / STATEMENT_FILE).exists():
        names = (path.partition("/")[2] for path in sums if path.startswith(ROSTER))
        places |= {
            f"{ROSTER}/{name}": (
                roster.office_certificate if name == OFFICE_CERTIFICATE else roster.folder / name,
                _PUBLIC,
            )
            for name in names
        }
    places[ACCOUNTS] = (config.accounts, PRIVATE)
    if store is not None:
        places[STORE] = (store, _SHARED)
    return places


def _require_whole(folder: Path, sums: dict[str, str]) -> None:
    if set(files_in(folder)) != set(sums):
        raise BackupError(_OTHER_FILES.told(folder=folder))
    for path, digest in sums.items():
        if (folder / path).is_symlink() or sum_of(folder / path) != digest:
            raise BackupError(DAMAGED.told(path=folder / path))


def _require_empty(config: GatewayConfig, places: dict[str, tuple[Path, int]]) -> None:
    """Refuse to overwrite files, which may be the only copy of what came after the backup."""
    beside = [
        f"{place}{end}" for path, (place, _) in places.items() if path in {STORE, ACCOUNTS} for end in _LOGS
    ]
    there = [
        path for path in (*(target for target, _ in places.values()), *map(Path, beside)) if path.exists()
    ]
    if there or any(config.store.blobs.iterdir()):
        raise BackupError(_THERE.told(path=there[0] if there else config.store.blobs))
