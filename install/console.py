"""Output of the tools, the prompt for a passphrase, and the words for yes and no."""

import contextlib
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from crypto.errors import KentonganError
from install.errors import InstallError
from install.language import Sentence, in_words
from store.web.visible import visible

_PASSPHRASE_BYTES: Final = 1024
_FORBIDDEN: Final = Sentence("Anda tidak boleh menggunakan {path}.", "You may not use {path}.")
_PASSPHRASE: Final = Sentence("Frasa sandi kunci kantor:", "Passphrase of the office key:")
_AGAIN: Final = Sentence("Sekali lagi:", "The same again:")
_DIFFER: Final = Sentence(
    "Kedua frasa sandi berbeda. Tidak ada yang dibuat.", "The two passphrases differ. Nothing was made."
)
_NEEDED: Final = Sentence("Kunci kantor memerlukan frasa sandi.", "The office key needs a passphrase.")
_DESCRIPTOR: Final = Sentence(
    "Deskriptor berkas {number} tidak terbaca.", "File descriptor {number} cannot be read."
)
_NOT_UTF8: Final = Sentence(
    "Frasa sandi tidak ditulis dalam UTF-8.", "The passphrase is not written in UTF-8."
)
_YES_WORDS: Final = frozenset({"ya", "y", "yes"})
_NO_WORDS: Final = frozenset({"tidak", "t", "no", "n"})
YES_OR_NO: Final = Sentence("Jawab ya atau tidak.", "Answer yes or no.")
STOPPED: Final = Sentence("Dihentikan.", "Stopped.")


def print_lines(*lines: str) -> None:
    """Print lines, at once."""
    with contextlib.suppress(OSError):  # a closed terminal must not keep the demo from ending
        sys.stdout.write(_shown(lines))
        sys.stdout.flush()


def warn(*lines: str) -> None:
    """Print lines to standard error."""
    with contextlib.suppress(OSError):
        sys.stderr.write(_shown(lines))
        sys.stderr.flush()


def _shown(lines: Sequence[str]) -> str:
    """Return the lines with hidden characters spelled out: a name from a stick must not write over other lines."""
    return "".join(f"{visible(line)}\n" for line in lines)


def run(command: Callable[[], int], failed: int = 1) -> int:
    """Return the exit status of a command; an error becomes a sentence and the status `failed`."""
    try:
        return command()
    except KentonganError as error:
        warn(in_words(error))
    except PermissionError as error:
        warn(_FORBIDDEN.told(path=error.filename))
    except OSError as error:
        warn(in_words(error))
    except KeyboardInterrupt:
        warn(STOPPED.told())
    return failed


def is_yes(text: str) -> bool | None:
    """Return whether a person said yes or no, in either language; None for any other word."""
    word = text.strip().casefold()
    return word in _YES_WORDS if word in _YES_WORDS | _NO_WORDS else None


def passphrase(descriptor: int | None, *, twice: bool = False) -> str:
    """Return one line from the descriptor, or the text that the person types, unseen."""
    if descriptor is None:
        text = getpass.getpass(f"{_PASSPHRASE.told()} ")
        if twice and getpass.getpass(f"{_AGAIN.told()} ") != text:
            raise InstallError(_DIFFER.told())
    else:
        text = _from_descriptor(descriptor)
    if not text:
        raise InstallError(_NEEDED.told())
    return text


def typed_secret(descriptor: int | None, prompt: Sentence) -> str:
    """Return one line from the descriptor, or what the person types unseen after this question; it may be empty."""
    return getpass.getpass(f"{prompt.told()} ") if descriptor is None else _from_descriptor(descriptor)


def _from_descriptor(descriptor: int) -> str:
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.readline(_PASSPHRASE_BYTES).decode("utf-8").removesuffix("\n")
    except OSError:
        raise InstallError(_DESCRIPTOR.told(number=descriptor)) from None
    except UnicodeError:
        raise InstallError(_NOT_UTF8.told()) from None
