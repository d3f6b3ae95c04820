"""The command `office-key` of the server: it follows the office to a new key, by a fingerprint typed from paper."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from crypto.gpg.certificate import grouped
from install.commands.asking import agrees
from install.commands.bilingual import BilingualCommand
from install.commands.key_change_parameters import (
    NOTHING_CHANGED,
    ask_new_fingerprint,
    brought_folder,
    key_change_file,
    old_key_lost,
)
from install.console import print_lines
from install.errors import InstallError
from install.language import Sentence
from install.server.answers import read_answers
from install.server.layout import ServerLayout
from install.server.office_key_change import brought_key_change, require_later
from install.server.setup import ServerSetup, require_able
from install.server.upgrade_state import require_no_upgrade
from store.domain.clock import Clock

_SHOWN: Final = Sentence(
    "Kunci lama  {old}\nKunci baru  {new}\nRoster seri {serial}, berlaku sampai {expires}.",
    "Old key  {old}\nNew key  {new}\nRoster of serial {serial}, good until {expires}.",
)
_GO_ON: Final = Sentence("Pindahkan server ini ke kunci baru?", "Take this server to the new key?")
_DONE: Final = Sentence(
    "Server ini hanya menerima roster dari kunci baru. Catatan pemeriksaan cadangan dari kunci lama tidak berlaku "
    "lagi: periksa cadangan dengan kentongan-office backup check.",
    "This server takes rosters by the new key alone. The note of a check of the backups by the old key counts no more: "
    "check the backups with kentongan-office backup check.",
)


@click.command(
    "office-key",
    cls=BilingualCommand,
    text=Sentence(
        "Memindahkan server ini ke kunci kantor yang baru, yang sidik jarinya diketik dari kertas.",
        "Take this server to the new key of the office, whose fingerprint is typed from paper.",
    ),
    example="kentongan office-key /media/roster",
)
@brought_folder
@old_key_lost
def office_key(folder: Path, lost: bool) -> None:
    """Verify the change, ask, and set the server up again with the new pin."""
    require_able()
    layout = ServerLayout()
    require_no_upgrade(layout)
    present = read_answers(layout.answers)
    data, pinned = key_change_file(folder), present.office_fingerprint
    typed = ask_new_fingerprint(lost=lost)
    change = brought_key_change(layout, data, typed, pinned, lost=lost)
    setup = ServerSetup(layout, replace(present, roster=folder, office_fingerprint=typed), Clock())
    require_later(setup.roster, change, folder)
    roster = setup.roster.roster
    shown = _SHOWN.told(old=grouped(pinned), new=grouped(typed), serial=roster.serial, expires=roster.expires)
    print_lines("", shown, "")
    if not agrees(_GO_ON):
        raise InstallError(NOTHING_CHANGED.told())
    setup.run()
    print_lines("", _DONE.told())
