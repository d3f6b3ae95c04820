"""Options that several tools of the machine without network take, and their days."""

from datetime import date
from typing import Final

import click

from install.commands.bilingual import BilingualOption, F
from install.commands.parameters import passphrase_option, path_option
from install.language import Sentence

OFFICE_PASSPHRASE: Final = Sentence(
    "baca frasa sandi kunci kantor dari deskriptor ini",
    "read the passphrase of the office key from this file descriptor instead of asking",
)


class Day(click.ParamType[date]):
    """A day such as 2027-06-30."""

    name = "day"
    _WRONG: Final = Sentence(
        "{text} bukan hari seperti 2027-06-30.", "{text} is not a day such as 2027-06-30."
    )

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or refuse what is none."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(self._WRONG.told(text=value), param, ctx)


def office_folder(command: F) -> F:
    """Add `--office`, the folder of the office key."""
    option = path_option(
        "--office",
        required=True,
        metavar="FOLDER",
        text=Sentence("map kunci kantor", "the folder of the office key"),
    )
    return option(command)


def office_passphrase(command: F) -> F:
    """Add `--passphrase-fd`, of the office key."""
    return passphrase_option("--passphrase-fd", text=OFFICE_PASSPHRASE)(command)


def backup_passphrase(command: F) -> F:
    """Add `--backup-passphrase-fd`, of the backup key."""
    option = passphrase_option(
        "--backup-passphrase-fd",
        text=Sentence(
            "baca frasa sandi kunci cadangan dari deskriptor ini",
            "read the passphrase of the backup key from this file descriptor instead of asking",
        ),
    )
    return option(command)


def same_device_allowed(command: F) -> F:
    """Add `--same-device`, without which two copies on one medium are refused."""
    option = click.option(
        "--same-device",
        cls=BilingualOption,
        is_flag=True,
        text=Sentence("salinan boleh berada di media yang sama", "copies may be on one medium"),
    )
    return option(command)
