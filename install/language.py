"""The language of this terminal, and sentences in both languages."""

import gettext
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from crypto.errors import KentonganError

if TYPE_CHECKING:  # the packages are built with Debian's Python, which has no library that this would import
    from store.web.languages import Language

_LOCALE: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order of gettext(3)

_ROOT: Final = Path(__file__).parents[1]
_CATALOGUES: Final = tuple(
    _ROOT / package / "translations" for package in ("install", "source_interface", "journalist_interface")
)
"""The folders of catalogues, of which an installed package brings its own alone."""


def terminal_language() -> "Language":
    """Return Indonesian if this terminal's locale says so, otherwise English."""
    locale = next((value for name in _LOCALE if (value := os.environ.get(name))), "")
    return "id" if locale.lower().startswith("id") else "en"


def in_words(error: KentonganError | OSError) -> str:
    """Return what a person reads of an error in the language of this terminal, if one of our catalogues has it."""
    if isinstance(error, OSError):
        reason = reason_of(error)
        return f"{error.filename}: {reason}." if error.filename else f"{reason}."
    if not error.values:
        return translated(str(error))
    return translated(error.sentence).format(
        **{name: _value_in_words(value) for name, value in error.values.items()}
    )


def reason_of(error: OSError) -> str:
    """Return why the system refused, in the language of this terminal; an error without a number has words alone."""
    return translated(error.strerror) if error.strerror else str(error)


def _value_in_words(value: object) -> object:
    if isinstance(value, KentonganError):
        return in_words(value)
    return translated(value) if isinstance(value, str) else value


def translated(sentence: str) -> str:
    """Return an error's sentence in the language of this terminal, if one of our catalogues has it."""
    if terminal_language() != "en":
        for folder in _CATALOGUES:
            found = gettext.translation("messages", folder, [terminal_language()], fallback=True).gettext(
                sentence
            )
            if found != sentence:
                return found
    return sentence


class Sentence(NamedTuple):
    """A sentence in both languages; the names in braces are filled in."""

    id: str
    en: str

    def told(self, **values: object) -> str:
        """Return the sentence in the language of this terminal."""
        return self.in_language(terminal_language()).format(**values)

    def in_language(self, language: "Language") -> str:
        """Return the sentence in this language, with nothing filled in."""
        return self.id if language == "id" else self.en


NO_FINGERPRINT: Final = Sentence(
    "Ini bukan sidik jari sebuah kunci: 40 digit heksadesimal, dengan atau tanpa spasi.",
    "This is no fingerprint of a key: 40 hexadecimal digits, with or without blanks.",
)
