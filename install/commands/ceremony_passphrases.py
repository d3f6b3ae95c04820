"""The passphrases of new keys: drawn by the machine and typed back, or chosen and typed twice."""

import getpass
import sys
from dataclasses import dataclass, field
from typing import Final

import click

from crypto.codename import draw, words
from install.commands.asking import agrees
from install.console import print_lines, typed_secret, warn
from install.errors import InstallError
from install.language import Sentence, terminal_language

_FEWEST_CHARACTERS: Final = 20
_FORGET_LINES: Final = "\033[3J"  # the lines that a terminal keeps above its screen
OFFICE: Final = Sentence("kunci kantor", "office key")
BACKUP: Final = Sentence("kunci cadangan", "backup key")
_DRAW: Final = Sentence(
    "Frasa sandi {what}: biarkan mesin ini mengundi kata-katanya?",
    "Passphrase of the {what}: let this machine draw its words?",
)
_NO_SCREEN: Final = Sentence(
    "Keluaran perintah ini masuk ke berkas atau program lain, dan kata-kata itu akan tertinggal di sana. Jalankan lagi "
    "langsung di terminal.",
    "The output of this command goes to a file or another program, and the words would stay in it. Run it again at the "
    "terminal itself.",
)
_WRITE: Final = Sentence(
    "Tulis di kertas, dua kali. Ini hanya ditampilkan sekali:",
    "Write it on paper, twice. It is shown once:",
)
_TYPE_BACK: Final = Sentence(
    "Ketik kembali dari kertas (tidak tampak):", "Type it back from the paper (it does not show):"
)
_NOT_IT: Final = Sentence(
    "Itu bukan frasa sandi tadi. Bandingkan dengan layar, dan coba lagi.",
    "That is not it. Compare it with the screen, and try again.",
)
_CHOOSE: Final = Sentence("Frasa sandi {what}:", "Passphrase of the {what}:")
_AGAIN: Final = Sentence("Sekali lagi:", "The same again:")
_DIFFER: Final = Sentence("Keduanya berbeda. Coba lagi.", "The two differ. Try again.")
_SHORT: Final = Sentence(
    "Frasa sandi {what} harus paling sedikit {fewest} karakter, lebih baik delapan kata yang diundi.",
    "The passphrase of the {what} needs {fewest} characters or more, better eight words that were drawn.",
)


@dataclass(frozen=True, slots=True)
class ChosenPassphrase:
    """A passphrase, and whether the machine drew it."""

    text: str = field(repr=False)
    drawn: bool


def choose_passphrase(what: Sentence, descriptor: int | None) -> ChosenPassphrase:
    """Return the passphrase of a new key: one line from the descriptor, or what is drawn or typed at the terminal."""
    if descriptor is not None:
        text = typed_secret(descriptor, what)
        if len(text) < _FEWEST_CHARACTERS:
            raise InstallError(_SHORT.told(what=what.told(), fewest=_FEWEST_CHARACTERS))
        return ChosenPassphrase(text, drawn=False)
    if agrees(_DRAW, what=what.told()):
        return ChosenPassphrase(_drawn(), drawn=True)
    return ChosenPassphrase(_typed_twice(what), drawn=False)


def _drawn() -> str:
    """Show words once, until they were typed back, and clear them from the screen, also if the person stops."""
    if not sys.stdout.isatty():
        raise InstallError(_NO_SCREEN.told())
    text = draw(words(terminal_language()))
    print_lines("", _WRITE.told(), "", f"    {text}", "")
    try:
        while " ".join(getpass.getpass(f"{_TYPE_BACK.told()} ").split()) != text:
            warn(_NOT_IT.told())
    finally:
        click.clear()
        click.echo(_FORGET_LINES, nl=False)  # `print_lines` would spell it out
    return text


def _typed_twice(what: Sentence) -> str:
    while True:
        text = getpass.getpass(f"{_CHOOSE.told(what=what.told())} ")
        if len(text) < _FEWEST_CHARACTERS:
            warn(_SHORT.told(what=what.told(), fewest=_FEWEST_CHARACTERS))
        elif getpass.getpass(f"{_AGAIN.told()} ") != text:
            warn(_DIFFER.told())
        else:
            return text
