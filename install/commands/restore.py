"""The command `restore`: root reads the key and puts the machine's files back, the gateway's user all that it keeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from crypto.gpg.home import GnupgHome
from install.backups.opened_backup import OpenedBackup, choose, open_backup
from install.backups.repository import Repository
from install.backups.restoring import RestoredBackup, require_restorable, restore_data
from install.backups.run_keys import open_run
from install.backups.secret_key import home_of, home_with
from install.commands.bilingual import FILE, BilingualArgument, BilingualCommand, BilingualOption
from install.commands.parameters import gateway_config
from install.console import print_lines, typed_secret, warn
from install.errors import InstallError
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
_KEPT: Final = Sentence(
    "Sudah ada di mesin ini dan berbeda, jadi tidak diganti: {names}",
    "On this machine already and different, and so not replaced: {names}",
)
_COULD_BE: Final = Sentence(
    "Cadangan {day} utuh dan dapat dipulihkan, dengan {attachments} lampiran. Tidak ada yang ditulis.",
    "The backup of {day} is whole and could be restored, with {attachments} attachments. Nothing was written.",
)
_PASSPHRASE: Final = Sentence("Frasa sandi kunci cadangan:", "Passphrase of the backup key:")
_ONE_KEY: Final = Sentence(
    "Sebutkan kunci cadangan: --key BERKAS atau --gnupg-home MAP.",
    "Name the backup key: --key FILE or --gnupg-home FOLDER.",
)
_UNSIGNED: Final = Sentence(
    "Ditandatangani oleh kunci server {signer}. Bandingkan dengan catatan Anda.",
    "Signed by the server's key {signer}. Compare it with your notes.",
)


class NoBackupKeyError(InstallError):
    """No backup key was named."""


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Mengembalikan cadangan ke mesin kosong, dengan kunci cadangan yang dibawa di media.",
        "Put a backup back on an empty machine, with the backup key brought on a medium.",
    ),
    example="kentongan restore /media/backup --key /media/key/backup-key.gpg",
)
@click.argument(
    "folder",
    cls=BilingualArgument,
    type=FILE,
    text=Sentence("map cadangan", "the folder of the backups"),
)
@click.option(
    "--of",
    type=click.DateTime(["%Y-%m-%d"]),
    cls=BilingualOption,
    metavar="DAY",
    text=Sentence("cadangan hari ini, bukan yang terbaru", "the backup of this day instead of the newest"),
)
@click.option(
    "--key",
    cls=BilingualOption,
    type=FILE,
    metavar="FILE",
    text=Sentence("kunci rahasia yang diekspor", "the exported secret key"),
)
@click.option(
    "--gnupg-home",
    cls=BilingualOption,
    type=FILE,
    metavar="FOLDER",
    text=Sentence("map GnuPG dengan kunci rahasia", "the home of GnuPG that has the secret key"),
)
@click.option(
    "--passphrase-fd",
    cls=BilingualOption,
    type=int,
    metavar="N",
    text=Sentence(
        "baca frasa sandi dari deskriptor ini",
        "read the passphrase from this file descriptor instead of asking",
    ),
)
@click.option(
    "--signed-by",
    cls=BilingualOption,
    metavar="KEY",
    text=Sentence(
        "kunci server yang harus menandatangani, seperti dicetak `backup`",
        "the server's key that must have signed, as `backup` prints it",
    ),
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
    of: datetime | None,
    key: Path | None,
    gnupg_home: Path | None,
    passphrase_fd: int | None,
    signed_by: str | None,
    dry_run: bool,
    config: Path,
) -> None:
    """Restore the backup in the folder."""
    require_no_upgrade(ServerLayout())
    settings = None if is_machine_of(config) and not config.exists() else read_config(config, GatewayConfig)
    repository = Repository(folder)
    manifest = choose(repository, None if of is None else of.date(), signed_by)
    with _secret_key(key, gnupg_home) as home:
        secret = typed_secret(passphrase_fd, _PASSPHRASE)
        opened = open_backup(repository, manifest, lambda run: open_run(repository, run, home, secret))
    if signed_by is None:
        warn(_UNSIGNED.told(signer=manifest.signer))
    if settings is not None:
        require_restorable(opened, settings)
    if dry_run:
        print_lines(_COULD_BE.told(day=manifest.day, attachments=opened.blobs))
        return
    _report(_restore(opened, config))


def _restore(opened: OpenedBackup, config: Path) -> RestoredBackup:
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
        restored = restore_data(opened, settings, store)
        print_lines(written_ends(settings, store))
        return restored
    finally:
        if store is not None:
            store.close()


def _report(restored: RestoredBackup) -> None:
    print_lines(_RESTORED.told(day=restored.day, attachments=restored.attachments))
    if restored.destroyed:
        print_lines(_LEFT_OUT.told(destroyed=restored.destroyed, destroyed_cases=restored.destroyed_cases))


@contextmanager
def _secret_key(key: Path | None, gnupg_home: Path | None) -> Iterator[GnupgHome]:
    if (key is None) == (gnupg_home is None):
        raise NoBackupKeyError(_ONE_KEY.told())
    with home_with(key) if key is not None else home_of(gnupg_home or Path()) as home:
        yield home
