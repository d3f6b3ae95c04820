"""Taking a backup: first each database, as it was at one moment, then the attachments.

In this order no message lacks its file: a file that an entry or an event names is never deleted, and unnamed files are
left out. Sessions are left out too, since they would tell who was there when, and so is the key of sign-ins, which a
gateway makes anew.
"""

from pathlib import Path
from typing import Final

from install.backups.parts import (
    ACCOUNTS,
    BLOBS,
    PRIVATE,
    ROSTER,
    STORE,
    SUMS,
    BackupError,
    copied,
    sum_of,
    sums_text,
)
from install.language import Sentence
from store.attachments.blobs import Blobs
from store.engine.database import database_file, file_url, open_to_read
from store.errors import StoreFullError
from store.gateway.accounts.database import copy_accounts
from store.gateway.config import GatewayConfig
from store.maintenance.copies import copy_store, named_blobs
from store.values import StoredBlob
from store.web.durable import fsync_folder, replace_file
from store.web.roster_keeper import OFFICE_CERTIFICATE, SIGNATURE_FILE, STATEMENT_FILE

_NOT_EMPTY: Final = Sentence(
    "{folder} tidak kosong. Sebutkan map yang kosong, atau yang belum ada.",
    "{folder} is not empty. Name a folder that is, or that does not exist yet.",
)
_MISSING: Final = Sentence(
    "Lampiran {name} tidak ada. Simpan cadangan sebelum ini.",
    "The attachment {name} is missing. Keep the backup before this one.",
)
_ALTERED: Final = Sentence(
    "Lampiran {name} telah diubah. Simpan cadangan sebelum ini.",
    "The attachment {name} was altered. Keep the backup before this one.",
)
_NO_ROOM: Final = Sentence(
    "Tidak ada tempat untuk {size:,} byte lampiran di {place}.",
    "There is no room for {size:,} bytes of attachments at {place}.",
)


def make_backup(config: GatewayConfig, folder: Path) -> int:
    """Make a whole backup in this folder, which must be new or empty; return the number of attachments in it.

    Raises `BackupError` and kinds of `StoreError`. The folder then lacks its list and is no backup.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupError(_NOT_EMPTY.told(folder=folder))
    folder.chmod(0o700)
    store = database_file(config.store.database)
    if store is not None:
        copy_store(store, folder / STORE, config.store.busy_seconds)
    copy_accounts(config.accounts, folder / ACCOUNTS, config.store.busy_seconds)
    sums = {name: sum_of(folder / name) for name in (STORE, ACCOUNTS) if (folder / name).exists()}
    attachments = _copy_blobs(config, folder, file_url(folder / STORE) if store else config.store.database)
    replace_file(folder / SUMS, sums_text(sums | attachments | _copy_roster(config, folder)), PRIVATE)
    return len(attachments)


def _copy_blobs(config: GatewayConfig, folder: Path, named_by: str) -> dict[str, str]:
    """Copy the attachments that this database names: the copy, or PostgreSQL, which by now names no fewer."""
    database = open_to_read(named_by, busy_seconds=config.store.busy_seconds)
    try:
        named = named_blobs(database)
    finally:
        database.close()
    place = folder / BLOBS
    place.mkdir(mode=0o700)
    _require_room(place, config, sum(blob.size for blob in named))
    sums = {f"{BLOBS}/{blob.name}": _copy_blob(config, blob, place) for blob in named}
    fsync_folder(place)
    return sums


def _copy_blob(config: GatewayConfig, blob: StoredBlob, place: Path) -> str:
    try:
        digest = copied(config.store.blobs / blob.name, place / blob.name, PRIVATE)
    except FileNotFoundError:
        raise BackupError(_MISSING.told(name=blob.name)) from None
    if (place / blob.name).stat().st_size != blob.size:
        raise BackupError(_ALTERED.told(name=blob.name))
    return digest


def _require_room(place: Path, config: GatewayConfig, size: int) -> None:
    """Refuse to take the room that reports' texts need, when the backup is on the store's disk."""
    same = place.stat().st_dev == config.store.blobs.stat().st_dev
    try:
        Blobs(place, config.store.clock(), config.store.reserve_bytes if same else 0).require_room(size)
    except StoreFullError:
        raise BackupError(_NO_ROOM.told(size=size, place=place)) from None


def _copy_roster(config: GatewayConfig, folder: Path) -> dict[str, str]:
    (folder / ROSTER).mkdir(mode=0o700)
    sources = {
        SIGNATURE_FILE: config.roster.folder / SIGNATURE_FILE,
        STATEMENT_FILE: config.roster.folder / STATEMENT_FILE,
        OFFICE_CERTIFICATE: config.roster.office_certificate,
    }
    return {
        f"{ROSTER}/{name}": copied(path, folder / ROSTER / name, PRIVATE) for name, path in sources.items()
    }
