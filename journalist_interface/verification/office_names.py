"""Names of other offices as people write them: whether two may mean the same one.

A reporter who says no to "Komisi Pemberantasan Korupsi" means KPK as well. Two that are called the same by mistake cost
one more question; two that are not cost a reporter their name.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from store.domain.hidden_characters import is_hidden

_JOINS: Final = frozenset(".'`\u2019\u02bc")  # as in K.P.K.
_WITHOUT_INITIAL: Final = frozenset(("dan", "dari", "di", "untuk", "pada", "and", "of", "the", "for"))
_LOOK_ALIKE: Final = str.maketrans({"1": "l", "i": "l", "0": "o"})
_SHORTEST: Final = 2
MOST_CHARACTERS: Final = 200
"""Characters of a name that is compared: a longer one may be any, so that none costs more to read."""


@dataclass(frozen=True, slots=True)
class OfficeName:
    """A name by its letters: its words, and the first letters of these.

    Foreign letters may look like any others, and a name that is too long `may_be_any`.
    """

    words: frozenset[str]
    joined: str
    initials: str
    may_be_any: bool

    def may_be(self, other: "OfficeName") -> bool:
        """Return whether both may be names of one office: by some of its words, or as a short form of the other."""
        if self.may_be_any or other.may_be_any or self.joined == other.joined:
            return True
        if self.words <= other.words or other.words <= self.words:
            return True
        return self._is_short_for(other) or other._is_short_for(self)

    def _is_short_for(self, other: "OfficeName") -> bool:
        """Return whether its letters stand in the other name in this order, or a word of it among the first letters."""
        letters = iter(other.joined)
        is_within = len(self.joined) >= _SHORTEST and all(letter in letters for letter in self.joined)
        return is_within or any(len(word) >= _SHORTEST and word in other.initials for word in self.words)


def office_name(text: str) -> OfficeName:
    """Return a name as it is compared: without accents, hidden characters, marks and case."""
    if len(text) > MOST_CHARACTERS:
        return OfficeName(frozenset(), "", "", True)
    spelled = "".join(map(_compared, unicodedata.normalize("NFKD", text).casefold()))
    words = [word.translate(_LOOK_ALIKE) for word in spelled.split()]
    initials = "".join(word[0] for word in spelled.split() if word not in _WITHOUT_INITIAL)
    return OfficeName(
        frozenset(words), "".join(words), initials.translate(_LOOK_ALIKE), not spelled.isascii() or not words
    )


def _compared(character: str) -> str:
    if is_hidden(character) or character in _JOINS or unicodedata.category(character).startswith("M"):
        return ""
    return character if character.isalnum() else " "
