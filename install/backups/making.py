"""A run of `kentongan backup`, from its first line to its last.

First the store's rows as they were at one moment, then the attachments that they name, then the accounts: in this order
no message lacks its file. A file may leave the store after its row was read: a reporter withdraws it, or two people
destroy it. Then the dump is written again; what was written as objects is not. The last dump is made do with, without
the file and its message: whatever happens in the store, a backup comes to its end (`gone_meanwhile`).

Only what earlier runs do not have is written. The manifest comes last: without it there is no backup, and the one
before it is whole. Then what must not be kept any longer is destroyed in all backups (`settling`).
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from install.backups.backup_run import BackupRun
from install.backups.dump import written
from install.backups.errors import BackupError
from install.backups.gone_meanwhile import notice_gone_files
from install.backups.index import BackupIndex, IndexNotice, index_file, read_index, store_mark
from install.backups.manifest import ListedFile, Manifest, signed_manifest
from install.backups.missed_objects import missed_objects, untold_attachments, untold_cases
from install.backups.private_folder import alone, private_folder
from install.backups.repository import Repository, is_whole
from install.backups.run_keys import new_run
from install.backups.sealing import seal
from install.backups.settling import EarlierBackups, destroyed_since, gone_cases, read_earlier, settle
from install.backups.signing_key import server_key, signer_of
from install.backups.small_files import SmallFiles, paths_of, read_small_files
from install.backups.store_records import records_of
from install.language import Sentence
from store.attachments.blobs import Blobs
from store.engine.database import officers_reserve, open_to_read
from store.engine.schema import instance
from store.gateway.config import GatewayConfig

_MORE_DUMPS: Final = 2
_OTHER_STORE: Final = Sentence(
    "Cadangan di {folder} berasal dari penyimpanan lain. Bila penyimpanan ini sengaja dibuat baru, sebutkan map lain "
    "yang kosong.",
    "The backups in {folder} are of another store. If this store was made anew on purpose, name another, empty folder.",
)


@dataclass(frozen=True, slots=True)
class BackupOrder:
    """The sources of a backup: a gateway's configuration, the backup key's certificate, and the machine's files."""

    config: GatewayConfig
    certificate: Path
    files: SmallFiles = field(default_factory=SmallFiles)


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup that was made: how many objects it has and wrote, and what a person should know about it.

    `saved_attachments` are lost in the store and whole in this backup, `lost_attachments` in neither.
    `left_out_attachments` are whole in the store, and had no room in this backup. `missed_attachments` have no row in
    the store any more, and no valid withdrawal explains it. Of `missed_cases` the store lost other things, and of
    `gone_cases` all; of the last alone earlier runs may have told. The index may have been put back to before the last
    backups, or the last backup that it knows have been gone.
    """

    day: date
    serial: int
    signer: str
    attachments: int
    objects: int
    new_objects: int
    destroyed: int
    absent: tuple[str, ...]
    saved_attachments: tuple[str, ...]
    lost_attachments: tuple[str, ...]
    left_out_attachments: tuple[str, ...]
    missed_attachments: tuple[str, ...]
    missed_cases: int
    gone_cases: int
    index_was_lost: bool
    index_was_put_back: bool
    newest_was_gone: bool
    damaged_manifests: tuple[str, ...]
    foreign_manifests: tuple[str, ...]


def make_backup(order: BackupOrder, folder: Path) -> MadeBackup:
    """Make one more backup in this repository, which is made if it is not there.

    Raises `BackupError`, kinds of `StoreError` and of `GpgError`; the backups before stay as they were.
    """
    private, mark = private_folder(order.config), _mark(order.config)
    repository = _repository(order.config, folder)
    with alone(private):
        repository.prepare()
        return _make(order, repository, mark)


def _make(order: BackupOrder, repository: Repository, mark: bytes) -> MadeBackup:
    private = private_folder(order.config)
    path = index_file(private, repository.identity())
    found = read_index(path)
    index = found or BackupIndex(mark)
    if index.salt != mark:
        raise BackupError(_OTHER_STORE.told(folder=repository.folder))
    index.signers.add(signer_of(server_key(private)))
    earlier = read_earlier(repository, index)
    if found is None and (earlier.manifests or earlier.foreign):
        index.note_lost(earlier.names)
    if earlier.forgotten:
        index.note_put_back(earlier.forgotten)
    index.held.update(earlier.damaged_since_index)
    if earlier.is_newest_gone:
        index.notices.add(IndexNotice.NEWEST_GONE)
    run, manifest = _run(order, repository, index, earlier, path)
    made = _summary(run, manifest, earlier)
    settle(run, earlier, manifest, server_key(private))
    index.note_ended(manifest.serial, (indexed.file.name for indexed in run.missed))
    index.save(path)
    return made


def _repository(config: GatewayConfig, folder: Path) -> Repository:
    """Return the repository; on the store's disk it leaves the room that texts need, and attachments leave theirs."""
    folder.mkdir(0o750, parents=True, exist_ok=True)
    same = folder.stat().st_dev == config.store.blobs.stat().st_dev
    reserves = (officers_reserve(folder), config.store.reserve_bytes) if same else (0, 0)
    return Repository(folder, *(Blobs(folder, config.store.clock(), reserve) for reserve in reserves))


def _mark(config: GatewayConfig) -> bytes:
    """Return the mark of the store."""
    database = open_to_read(config.store.database, busy_seconds=config.store.busy_seconds)
    try:
        return store_mark(instance(database).codename_salt)
    finally:
        database.close()


def _run(
    order: BackupOrder, repository: Repository, index: BackupIndex, earlier: EarlierBackups, index_path: Path
) -> tuple[BackupRun, Manifest]:
    """Write everything that the new backup needs, and its manifest last; a failure leaves nothing of it."""
    config = order.config
    day, signing = config.store.clock().today(), server_key(private_folder(config))
    files = read_small_files(paths_of(config)) | order.files
    key, message = new_run(order.certificate, day)
    run = BackupRun(
        repository, key, index, _sizes(repository), _whole_keys(repository, earlier), files.absent
    )
    try:
        run.keys[key.run] = ListedFile.of(repository.add_key(key.run, message))
        dump = _write_dump(run, config, files, day)
        destroyed = destroyed_since(run, day, earlier)
        unused = run.leave_out({known.name for known in destroyed})
        manifest = Manifest(
            serial=earlier.next_serial,
            day=day,
            signer=signer_of(signing),
            run=key.run,
            dump=dump.name,
            objects=tuple(sorted(run.listed.values(), key=lambda file: file.name)),  # not as rows stand
            keys=tuple(run.keys[name] for name in sorted(run.runs)),
            destroyed=tuple(known for known in destroyed if known.name not in unused),
        )
        repository.make_durable()
        run.missed = missed_objects(run, {known.name for known in destroyed})
        # Before the manifest: if the run breaks off behind it, the next one must know its serial and its objects.
        index.begun = manifest.serial
        index.save(index_path)
        repository.put_manifest(manifest.name, signed_manifest(manifest, signing))
    except BaseException:
        run.take_back()
        raise
    return run, manifest


def _write_dump(
    run: BackupRun, config: GatewayConfig, files: SmallFiles, day: date, more: int = _MORE_DUMPS
) -> ListedFile:
    """Write a dump, and another if files left the store meanwhile; a reporter could go on with that for ever."""
    run.begin_dump()
    dump = ListedFile.of(seal(run.repository, run.key, written(records_of(run, config, files, day))))
    run.list_dump(dump)
    run.remember_blobs()
    if notice_gone_files(run, config.store) and more > 0:
        run.remove([dump.name])  # before the next one, which needs the room
        return _write_dump(run, config, files, day, more - 1)
    return dump


def _sizes(repository: Repository) -> dict[str, int]:
    return {
        name: (repository.objects / name).lstat().st_size for name in repository.names(repository.objects)
    }


def _whole_keys(repository: Repository, earlier: EarlierBackups) -> dict[str, ListedFile]:
    """Return the keys of earlier runs that are whole: what another run encrypted is of no use, and is written anew."""
    listed = {file.name: file for manifest in earlier.manifests for file in manifest.keys}
    return {name: file for name, file in listed.items() if is_whole(repository.keys, file.stored)}


def _summary(run: BackupRun, manifest: Manifest, earlier: EarlierBackups) -> MadeBackup:
    known = {destroyed.name for destroyed in earlier.destroyed}
    return MadeBackup(
        day=manifest.day,
        serial=manifest.serial,
        signer=manifest.signer,
        attachments=run.attachments,
        objects=len(run.listed),
        new_objects=len(run.new),
        destroyed=sum(destroyed.name not in known for destroyed in manifest.destroyed),
        absent=run.absent,
        saved_attachments=tuple(run.saved),
        lost_attachments=tuple(run.lost),
        left_out_attachments=tuple(run.left_out),
        missed_attachments=untold_attachments(run),
        missed_cases=len(untold_cases(run)),
        gone_cases=len(gone_cases(run)),
        index_was_lost=IndexNotice.LOST in run.index.notices,
        index_was_put_back=IndexNotice.PUT_BACK in run.index.notices,
        newest_was_gone=IndexNotice.NEWEST_GONE in run.index.notices,
        damaged_manifests=earlier.damaged,
        foreign_manifests=tuple(manifest.name for manifest in earlier.foreign),
    )
