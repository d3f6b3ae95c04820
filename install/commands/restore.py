"""The command `restore`: root reads the key and puts the machine's files back, the gateway's user all that it keeps."""

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from install.backups.destroyed_cases import DestroyedCases, newest_destroyed_cases
from install.backups.opened_backup import OpenedBackup, choose, open_backup
from install.backups.repository import Repository
from install.backups.restoring import RestoredBackup, require_restorable, restore_data
from install.backups.run_keys import RunKey, open_run
from install.commands.bilingual import BilingualCommand, BilingualOption
from install.commands.parameters import gateway_config
from install.commands.secret_backup_key import backups_and_key, secret_backup_key
from install.console import print_lines, warn
from install.language import Sentence
from install.restores.ends import written_ends
from install.server.layout import ServerLayout
from install.server.machine_files import restore_machine_files, restore_roster
from install.server.privileges import become_owner
from install.server.restored_machine import is_machine_of, open_server, require_readable
from install.server.setup import make_folders
from install.server.upgrade_state import require_no_upgrade
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config

_RESTORED: Final = Sentence(
    "Cadangan {day} dipulihkan, dengan {attachments} lampiran. Jalankan kentongan init, lalu periksa: kentongan audit "
    "verify --heads FILE …",
    "The backup of {day} is restored, with {attachments} attachments. Run kentongan init, then check it: kentongan "
    "audit verify --heads FILE …",
)
_LEFT_OUT: Final = Sentence(
    "Dimusnahkan sesudah cadangan itu, dan tidak dipulihkan: {destroyed} objek, {destroyed_cases} perkara.",
    "Destroyed since that backup, and not brought back: {destroyed} objects, {destroyed_cases} cases.",
)
_LOST: Final = Sentence(
    "Sudah hilang atau tidak muat ketika cadangan itu dibuat, jadi tidak dipulihkan: {lost} lampiran.",
    "Lost already or without room when that backup was made, and so not brought back: {lost} attachments.",
)
_UNOPENED: Final = Sentence(
    "Cadangan yang lebih baru ini tidak dapat dibuka: {names}. Perkara yang pemusnahannya hanya tercatat di sana ikut "
    "dipulihkan. Bandingkan dengan catatan kantor tentang pemusnahan.",
    "These newer backups could not be opened: {names}. Cases whose destruction only they know are brought back. "
    "Compare with the office's notes of destructions.",
)
_KEPT: Final = Sentence(
    "Sudah ada di mesin ini dan berbeda, jadi tidak diganti: {names}",
    "On this machine already and different, and so not replaced: {names}",
)
_COULD_BE: Final = Sentence(
    "Cadangan {day} utuh dan dapat dipulihkan, dengan {attachments} lampiran. Tidak ada yang ditulis.",
    "The backup of {day} is whole and could be restored, with {attachments} attachments. Nothing was written.",
)
_UNSIGNED: Final = Sentence(
    "Ditandatangani oleh kunci server {signer}. Bandingkan dengan catatan Anda.",
    "Signed by the server's key {signer}. Compare it with your notes.",
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Mengembalikan cadangan ke mesin kosong, dengan kunci cadangan yang dibawa di media.",
        "Put a backup back on an empty machine, with the backup key brought on a medium.",
    ),
    example="kentongan restore /media/backup --key /media/key/backup-key.gpg",
)
@backups_and_key
@click.option(
    "--of",
    type=click.DateTime(["%Y-%m-%d"]),
    cls=BilingualOption,
    metavar="DAY",
    text=Sentence("cadangan hari ini, bukan yang terbaru", "the backup of this day instead of the newest"),
)
@click.option(
    "--dry-run",
    is_flag=True,
    cls=BilingualOption,
    text=Sentence(
        "hanya memeriksa apakah bisa; tidak menulis apa pun", "only check whether it can be; write nothing"
    ),
)
@gateway_config
def restore(  # noqa: PLR0913, PLR0917 - click's way
    folder: Path,
    key: Path | None,
    gnupg_home: Path | None,
    passphrase_fd: int | None,
    signed_by: str | None,
    of: datetime | None,
    dry_run: bool,
    config: Path,
) -> None:
    """Restore the backup in the folder."""
    require_no_upgrade(ServerLayout())
    settings = None if is_machine_of(config) and not config.exists() else read_config(config, GatewayConfig)
    repository = Repository(folder)
    manifest = choose(repository, None if of is None else of.date(), signed_by)
    with secret_backup_key(key, gnupg_home, passphrase_fd) as (home, secret):

        def opener(run: str) -> RunKey:
            return open_run(repository, run, home, secret)

        opened = open_backup(repository, manifest, opener)
        destroyed = newest_destroyed_cases(repository, manifest, opener)
    if destroyed.unopened:
        warn(_UNOPENED.told(names=", ".join(destroyed.unopened)))
    if signed_by is None:
        warn(_UNSIGNED.told(signer=manifest.signer))
    if opened.lost:
        warn(_LOST.told(lost=len(opened.lost)))
    if settings is not None:
        require_restorable(opened, settings)
    if dry_run:
        print_lines(_COULD_BE.told(day=manifest.day, attachments=len(opened.blobs)))
        return
    _report(_restore(opened, config, destroyed))


def _restore(opened: OpenedBackup, config: Path, destroyed: DestroyedCases) -> RestoredBackup:
    """Put the machine's files back, then, as the gateway's user, all that it keeps."""
    if is_machine_of(config):
        make_folders()
        require_readable(opened.repository.folder)
        files = restore_machine_files(ServerLayout(), opened.files)
        if files.kept:
            warn(_KEPT.told(names=", ".join(files.kept)))
    settings = read_config(config, GatewayConfig)
    store = open_server(settings)
    try:
        restore_roster(settings.roster, opened.files)
        become_owner(settings.accounts.parent)
        restored = restore_data(opened, settings, store, destroyed)
        print_lines(written_ends(settings, store))
        return restored
    finally:
        if store is not None:
            store.close()


def _report(restored: RestoredBackup) -> None:
    print_lines(_RESTORED.told(day=restored.day, attachments=restored.attachments))
    if restored.destroyed:
        print_lines(_LEFT_OUT.told(destroyed=restored.destroyed, destroyed_cases=restored.destroyed_cases))
