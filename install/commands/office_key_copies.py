"""The commands `key copy` and `key check` of the machine without network: copies kept up to date, and tried."""

from pathlib import Path
from typing import Final

import click

from crypto.gpg.certificate import grouped
from install.ceremony.key_copies import Secrets, require_apart, try_copy, write_copy
from install.ceremony.new_backup_key import SECRET_KEY
from install.commands.bilingual import FILE, BilingualArgument, BilingualCommand
from install.commands.office_parameters import (
    backup_passphrase,
    office_folder,
    office_passphrase,
    same_device_allowed,
)
from install.commands.parameters import path_option, rehearsed_clock
from install.commands.secret_backup_key import BACKUP_PASSPHRASE
from install.console import passphrase, print_lines, typed_secret
from install.language import Sentence
from install.roster.office_key import open_office_key, require_passphrase
from store.domain.clock import Clock

COPIED: Final = Sentence(
    "benar  salinan di {place}: sama dengan aslinya, dan dapat dipakai",
    "good   copy at {place}: the same as the original, and of use",
)
_GOOD: Final = Sentence(
    "benar  kunci di {place} dapat dipakai: {key}", "good   the keys at {place} are of use: {key}"
)


@click.command(
    "copy",
    cls=BilingualCommand,
    text=Sentence(
        "Menyalin kunci kantor ke media, membaca kembali, dan mencobanya; salinan yang ada diperbarui.",
        "Copy the office key onto media, read it back, and try it; a copy that is there is brought up to date.",
    ),
    example="kentongan-office key copy --office office --to /media/red --to /media/blue",
)
@office_folder
@path_option(
    "--to",
    "media",
    multiple=True,
    required=True,
    metavar="FOLDER",
    text=Sentence("map di media (dapat diulang)", "a folder on a medium (repeat it)"),
)
@same_device_allowed
@office_passphrase
@backup_passphrase
@rehearsed_clock
def copy(
    office: Path,
    media: tuple[Path, ...],
    same_device: bool,
    passphrase_fd: int | None,
    backup_passphrase_fd: int | None,
    clock: Clock,
) -> None:
    """Write and try each copy."""
    key, today = open_office_key(office), clock.today()
    if not same_device:
        require_apart([office, *media])
    secrets = _secrets(office, passphrase_fd, backup_passphrase_fd)
    require_passphrase(key, secrets.office, today)
    for medium in media:
        print_lines(COPIED.told(place=write_copy(key, medium, secrets, today)))


@click.command(
    "check",
    cls=BilingualCommand,
    text=Sentence(
        "Mencoba kunci di sebuah map atau salinan: apakah masih menandatangani, dan membuka.",
        "Try the keys of a folder or a copy: whether they still sign, and open.",
    ),
    example="kentongan-office key check /media/red/kentongan-89abcdef",
)
@click.argument(
    "folder",
    cls=BilingualArgument,
    type=FILE,
    text=Sentence("map kunci kantor, atau salinannya", "the folder of the office key, or a copy"),
)
@office_passphrase
@backup_passphrase
@rehearsed_clock
def check(folder: Path, passphrase_fd: int | None, backup_passphrase_fd: int | None, clock: Clock) -> None:
    """Sign and open something, and say whose key it is."""
    open_office_key(folder)
    key = try_copy(folder, _secrets(folder, passphrase_fd, backup_passphrase_fd), clock.today())
    print_lines(_GOOD.told(place=folder, key=grouped(key.fingerprint)))


def _secrets(folder: Path, passphrase_fd: int | None, backup_passphrase_fd: int | None) -> Secrets:
    """Return the passphrases; that of the backup key is asked for where there is one."""
    office = passphrase(passphrase_fd)
    if not (folder / SECRET_KEY).exists():
        return Secrets(office)
    return Secrets(office, typed_secret(backup_passphrase_fd, BACKUP_PASSPHRASE))
