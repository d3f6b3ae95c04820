"""The command `pin-office-key` of the workstation: it follows the office to a new key, by a fingerprint from paper."""

from pathlib import Path
from typing import Final

import click

from install.commands.bilingual import FILE, BilingualCommand, BilingualOption
from install.commands.key_change_parameters import (
    ask_new_fingerprint,
    brought_folder,
    key_change_file,
    old_key_lost,
)
from install.console import print_lines
from install.language import Sentence
from journalist_interface.config import VARIABLE, Config
from journalist_interface.office_key_pin import pin_office_key as pin
from store.web.configuration import read_config

_DONE: Final = Sentence(
    "Komputer kerja ini hanya menerima roster dari kunci baru. Tutup Kentongan, buka lagi, dan masuk.",
    "This workstation takes rosters by the new key alone. Close Kentongan, open it again, and sign in.",
)


@click.command(
    "pin-office-key",
    cls=BilingualCommand,
    text=Sentence(
        "Memindahkan komputer kerja ini ke kunci kantor yang baru, yang sidik jarinya diketik dari kertas.",
        "Take this workstation to the new key of the office, whose fingerprint is typed from paper.",
    ),
    example="kentongan pin-office-key /media/roster --config workstation.toml",
)
@brought_folder
@old_key_lost
@click.option(
    "--config",
    cls=BilingualOption,
    type=FILE,
    envvar=VARIABLE,
    required=True,
    metavar="FILE",
    text=Sentence("konfigurasi komputer kerja", "the configuration of the workstation"),
)
def pin_office_key(folder: Path, lost: bool, config: Path) -> None:
    """Verify the change, and write the new pin."""
    settings = read_config(config, Config)
    data = key_change_file(folder)
    pin(config, settings, data, ask_new_fingerprint(lost=lost), lost=lost)
    print_lines(_DONE.told())
