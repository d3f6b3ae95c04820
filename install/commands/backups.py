"""The commands `backup` and `restore`, which work as the gateway's user."""

from pathlib import Path
from typing import Final

import click

from install.backups.making import make_backup
from install.backups.restoring import check_restore, restore_backup
from install.commands.bilingual import FILE, BilingualArgument, BilingualCommand, BilingualOption
from install.commands.parameters import gateway_config, new_folder
from install.console import print_lines
from install.language import Sentence
from install.server.privileges import become_owner
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config

_MADE: Final = Sentence(
    "Cadangan utuh ada di {folder}, dengan {count} lampiran. Enkripsi sebelum dipindahkan.",
    "A whole backup is in {folder}, with {count} attachments. Encrypt it before it goes elsewhere.",
)
_RESTORED: Final = Sentence(
    "Cadangan dipulihkan, dengan {count} lampiran. Periksa: kentongan audit verify --heads FILE …",
    "The backup is restored, with {count} attachments. Check it: kentongan audit verify --heads FILE …",
)
_COULD_BE: Final = Sentence(
    "Cadangan ini utuh dan dapat dipulihkan, dengan {count} lampiran. Tidak ada yang ditulis.",
    "This backup is whole and could be restored, with {count} attachments. Nothing was written.",
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Menyalin penyimpanan, lampiran, akun dan roster selagi server bekerja.",
        "Copy store, attachments, accounts and roster, while the servers work.",
    ),
    example="kentongan backup /var/backups/kentongan/2026-11-27",
)
@new_folder
@gateway_config
def backup(folder: Path, config: Path) -> None:
    """Make a backup in the folder."""
    settings = _as_gateway(config)
    count = make_backup(settings, folder)
    print_lines(_MADE.told(folder=folder, count=count))


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Mengembalikan cadangan ke tempat kosong, selagi tidak ada server yang bekerja.",
        "Put a backup back into empty places, while no server runs.",
    ),
    example="kentongan restore /var/backups/kentongan/2026-11-27",
)
@click.argument(
    "folder",
    cls=BilingualArgument,
    type=FILE,
    text=Sentence("map cadangan utuh", "the folder of a whole backup"),
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
def restore(folder: Path, dry_run: bool, config: Path) -> None:
    """Restore the backup in the folder."""
    settings = _as_gateway(config)
    if dry_run:
        print_lines(_COULD_BE.told(count=check_restore(settings, folder)))
    else:
        print_lines(_RESTORED.told(count=restore_backup(settings, folder)))


def _as_gateway(config: Path) -> GatewayConfig:
    settings = read_config(config, GatewayConfig)
    become_owner(settings.accounts.parent)
    return settings
