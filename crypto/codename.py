"""Codenames (Kode Rahasia): drawn with `diceware` from the system's random source, and normalised before use."""

import math
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal

from diceware import wordlist
from diceware.random_sources import SystemRandomSource

from crypto.errors import CryptoError

Language = Literal["id", "en"]

MAX_CHARACTERS: Final = 1000
CODE_BITS: Final = 88
FEWEST_WORDS: Final = 1024
WORDS_LISTED: Final[dict[Language, int]] = {"id": 2048, "en": 7772}
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_INDONESIAN_LENGTHS: Final = range(4, 9)  # letters of a word
_VARIATION_SELECTORS: Final = range(0xFE00, 0xFE10)


class CodenameTooLongError(CryptoError):
    """This code is too long: a code has at most 1,000 characters."""


class WordListError(CryptoError):
    """A word list of this installation is damaged: install Kentongan again."""


def draw(listed: Sequence[str]) -> str:
    """Return a new codename: as many words of this list as make `CODE_BITS`, separated by single spaces."""
    source = SystemRandomSource(None)
    return " ".join(source.choice(listed) for _ in range(words_drawn(listed)))


def words_drawn(listed: Sequence[str]) -> int:
    """Return how many words a codename from this list has."""
    return math.ceil(CODE_BITS / math.log2(len(listed)))


def normalise(text: str) -> str:
    """Return the one spelling from which keys are derived, however the codename was typed.

    Invisible characters are dropped. Compatibility forms and letter case are folded (Unicode's definition D146). Every
    run of white space, line breaks, hyphens, digits and other signs becomes one space, with none at the ends: a
    codename has letters only, and people number their notes. Words are not counted. Indonesian words that were run
    together are split apart; that list is prefix-free, so there is at most one way. Raises `CodenameTooLongError` above
    1,000 characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise CodenameTooLongError
    visible = "".join(character for character in text if not _invisible(character))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", visible).casefold())
    folded = unicodedata.normalize("NFKC", folded.casefold())
    spaced = "".join(character if character.isalpha() else " " for character in folded)
    return " ".join(word for run in spaced.split() for word in _apart(run))


@cache
def words(language: Language) -> tuple[str, ...]:
    """Return the word list of a language, checked once: its length, no word twice, letters a to z only.

    English is the EFF large list without its four hyphenated words, each of which would read as two words.
    """
    if language == "id":
        path = Path(__file__).with_name("wordlists") / "id.txt"
        return check_words(_read(path), WORDS_LISTED["id"])
    path = Path(wordlist.get_wordlists_dir()) / "wordlist_en_eff.txt"
    return check_words([word for word in _read(path) if "-" not in word], WORDS_LISTED["en"])


def read_words(path: Path) -> tuple[str, ...]:
    """Return the word list of a further language, from a file with one word a line.

    Raises `WordListError` if it has fewer than `FEWEST_WORDS` words or is unfit.
    """
    listed = _read(path)
    if len(listed) < FEWEST_WORDS:
        raise WordListError
    return check_words(listed, len(listed))


def check_words(listed: list[str], count: int) -> tuple[str, ...]:
    """Return the words if they are `count` different ones of letters a to z only, or raise `WordListError`."""
    if len(listed) != count or len(set(listed)) != count:
        raise WordListError
    if not all(word and _LETTERS.issuperset(word) for word in listed):
        raise WordListError
    return tuple(listed)


def _read(path: Path) -> list[str]:
    try:
        return list(wordlist.WordList(path))
    except (OSError, UnicodeDecodeError) as error:
        raise WordListError from error


def _invisible(character: str) -> bool:
    # Format characters: soft hyphen, zero-width space and joiners, byte order mark, marks of direction.
    return unicodedata.category(character) == "Cf" or ord(character) in _VARIATION_SELECTORS


@cache
def _known_indonesian() -> frozenset[str]:
    return frozenset(words("id"))


def _apart(run: str) -> list[str]:
    """Return the words of the Indonesian list that make up `run`, or `run` unchanged."""
    found: list[str] = []
    known, start = _known_indonesian(), 0
    while start < len(run):
        candidates = (run[start : start + length] for length in _INDONESIAN_LENGTHS)
        word = next((candidate for candidate in candidates if candidate in known), None)
        if word is None:
            return [run]
        found.append(word)
        start += len(word)
    return found
