"""Parameters and questions of the commands that take a machine to the office's new key."""

from pathlib import Path
from typing import Final

import click

from crypto.gpg.certificate import typed_fingerprint
from install.commands.asking import agrees
from install.commands.bilingual import FILE, BilingualArgument, BilingualOption, F
from install.console import print_lines, warn
from install.errors import InstallError
from install.language import NO_FINGERPRINT, Sentence
from store.web.office_key_file import OFFICE_KEY_FILE, read_key_file

_TYPE: Final = Sentence(
    "Ketik sidik jari kunci kantor yang BARU dari kertas, jangan dari berkas: siapa pun yang menukar berkas juga akan "
    "menukar sidik jari di dalamnya.",
    "Type the fingerprint of the NEW office key from paper, not from a file: an attacker who exchanged the files would "
    "have exchanged the one in them too.",
)
_FINGERPRINT: Final = Sentence("Sidik jari", "Fingerprint")
_LOST: Final = Sentence(
    "Kunci lama tidak menandatangani kunci baru ini. Hanya kertas di tangan Anda yang mengatakan bahwa kunci ini milik "
    "kantor. Apakah Anda menerima kertas itu langsung dari orang yang Anda kenal di kantor?",
    "The old key did not sign for this new one. Only the paper in your hand says that it is the office's. Did you get "
    "that paper in person from someone of the office whom you know?",
)
NOTHING_CHANGED: Final = Sentence("Tidak ada yang diubah.", "Nothing was changed.")
_MISSING: Final = Sentence(
    "Tidak ada {path}. Bawa map roster yang ditandatangani dari komputer kantor tanpa jaringan.",
    "{path} is missing. Bring the folder of the signed roster from the office's machine without network.",
)


def brought_folder(command: F) -> F:
    """Add `FOLDER`, which came from the machine without network."""
    argument = click.argument(
        "folder",
        cls=BilingualArgument,
        type=FILE,
        text=Sentence(
            "map dengan office-key.json dan roster yang baru",
            "the folder with office-key.json and the new roster",
        ),
    )
    return argument(command)


def old_key_lost(command: F) -> F:
    """Add `--old-key-lost`, without which a machine follows a hand-over alone."""
    option = click.option(
        "--old-key-lost",
        "lost",
        cls=BilingualOption,
        is_flag=True,
        text=Sentence(
            "kunci lama hilang atau dicuri: hanya kertas yang menentukan",
            "the old key was lost or stolen: the paper alone decides",
        ),
    )
    return option(command)


def key_change_file(folder: Path) -> bytes:
    """Return the file of the statement in this folder; raise `InstallError` if it is not there."""
    try:
        return read_key_file(folder / OFFICE_KEY_FILE)
    except FileNotFoundError:
        raise InstallError(_MISSING.told(path=folder / OFFICE_KEY_FILE)) from None


def ask_new_fingerprint(*, lost: bool) -> str:
    """Return the fingerprint that a person types, once it is one; after a loss, once they vouch for its paper too."""
    if lost and not agrees(_LOST):
        raise InstallError(NOTHING_CHANGED.told())
    print_lines(_TYPE.told())
    while True:
        found = typed_fingerprint(click.prompt(_FINGERPRINT.told()))
        if found is not None:
            return found
        warn(NO_FINGERPRINT.told())
