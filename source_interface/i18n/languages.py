"""Languages of this installation: Indonesian, English, and those in the configuration's `languages`.

A further language is a folder, named by its code (ISO 639, as CLDR knows it), with two files:

    su/LC_MESSAGES/messages.mo     its catalogue, made by `python -m install.catalogue FOLDER/su`
    su/words.txt                   its word list for codes: 1,024 or more words of a to z, one a line
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from babel import Locale, UnknownLocaleError

from crypto.codename import WordListError, read_words, words
from store.web.configuration import ConfigurationError
from store.web.languages import CATALOGUE

DEFAULT: Final = "id"
INSTALLED: Final = Path(__file__).parent.parent / "translations"
WORDS: Final = "words.txt"
_CODE: Final = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Languages:
    """Names and word lists by code, in the order in which pages offer them; `folders` hold the catalogues."""

    names: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(repr=False)
    folders: tuple[Path, ...]

    @classmethod
    def open(cls, further: Path | None) -> Self:
        """Return the languages of this version, and those in the folder `further`.

        `ConfigurationError` names the folder and what is wrong with a language in it.
        """
        lists = {"id": words("id"), "en": words("en")}
        folders = (INSTALLED,) if further is None else (INSTALLED, further)
        if further is not None:
            lists |= {folder.name: _words(folder) for folder in _folders(further)}
        return cls({code: _name(code, further) for code in lists}, lists, folders)

    @property
    def word_lists(self) -> tuple[tuple[str, ...], ...]:
        """The lists of all languages, since a code may be typed on a page in any of them."""
        return tuple(self.lists.values())


def _folders(further: Path) -> list[Path]:
    try:
        found = sorted(path for path in further.iterdir() if path.is_dir())
    except OSError as error:
        raise ConfigurationError(f"{further} cannot be read: {error.strerror}.") from None
    for folder in found:
        if not _CODE.fullmatch(folder.name) or folder.name in {"id", "en"}:
            raise ConfigurationError(
                f"{folder}: a further language has a code of two or three small letters."
            )
    return found


def _words(folder: Path) -> tuple[str, ...]:
    if not (folder / CATALOGUE).is_file():
        raise ConfigurationError(f"{folder} has no catalogue {CATALOGUE}.")
    try:
        return read_words(folder / WORDS)
    except WordListError:
        raise ConfigurationError(
            f"{folder / WORDS} must hold at least 1,024 different words of the letters a to z, one a line."
        ) from None


def _name(code: str, further: Path | None) -> str:
    try:
        name = Locale.parse(code).get_display_name(code)
    except UnknownLocaleError:
        raise ConfigurationError(f"{further}: the language {code} is not known to CLDR.") from None
    return name or code
