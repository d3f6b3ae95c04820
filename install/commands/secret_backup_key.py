"""The options that name the secret backup key, which is brought on a medium."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from crypto.gpg.home import GnupgHome
from install.backups.secret_key import home_of, home_with
from install.commands.bilingual import FILE, BilingualArgument, BilingualOption, F
from install.commands.parameters import passphrase_option, path_option
from install.console import typed_secret
from install.errors import InstallError
from install.language import Sentence

BACKUP_PASSPHRASE: Final = Sentence("Frasa sandi kunci cadangan:", "Passphrase of the backup key:")
_ONE_KEY: Final = Sentence(
    "Sebutkan kunci cadangan: --key BERKAS atau --gnupg-home MAP.",
    "Name the backup key: --key FILE or --gnupg-home FOLDER.",
)
_OPTIONS: Final = (
    click.argument(
        "folder",
        cls=BilingualArgument,
        type=FILE,
        text=Sentence("map cadangan", "the folder of the backups"),
    ),
    path_option(
        "--key",
        metavar="FILE",
        text=Sentence("kunci rahasia yang diekspor", "the exported secret key"),
    ),
    path_option(
        "--gnupg-home",
        metavar="FOLDER",
        text=Sentence("map GnuPG dengan kunci rahasia", "the home of GnuPG that has the secret key"),
    ),
    passphrase_option(
        "--passphrase-fd",
        text=Sentence(
            "baca frasa sandi dari deskriptor ini",
            "read the passphrase from this file descriptor instead of asking",
        ),
    ),
    click.option(
        "--signed-by",
        cls=BilingualOption,
        metavar="KEY",
        text=Sentence(
            "kunci server yang harus menandatangani, seperti dicetak `backup`",
            "the server's key that must have signed, as `backup` prints it",
        ),
    ),
)


class NoBackupKeyError(InstallError):
    """No backup key was named."""


def backups_and_key(command: F) -> F:
    """Add `FOLDER`, the folder of the backups, the options that name their key, and the server that signed them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@contextmanager
def secret_backup_key(
    key: Path | None, gnupg_home: Path | None, passphrase_fd: int | None
) -> Iterator[tuple[GnupgHome, str]]:
    """Yield a home of GnuPG that has the key, and its passphrase."""
    if (key is None) == (gnupg_home is None):
        raise NoBackupKeyError(_ONE_KEY.told())
    with home_with(key) if key is not None else home_of(gnupg_home or Path()) as home:
        yield home, typed_secret(passphrase_fd, BACKUP_PASSPHRASE)
