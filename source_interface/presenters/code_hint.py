"""Hints about a slip in a typed code, from the word lists alone, and their sentences.

This module does not know which codes exist and asks nothing that does. The same text gets the same hint in every
installation, after the same work. An attacker who tries codes learns no more from it than from the public lists.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from flask_babel import gettext

from crypto.codename import CodenameTooLongError, normalise, words_drawn

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Slip:
    """A word that is in no list: its place, counted from 1, and the one listed word a letter away, if there is one."""

    place: int
    typed: str = field(repr=False)
    meant: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hint:
    """The slips, how many words were typed, how many a code has, and the corrected code.

    `corrected` has every `meant` word in its place; it is empty unless this makes a whole code.
    """

    slips: tuple[Slip, ...]
    typed: int
    needed: int
    corrected: str = field(repr=False)

    def __bool__(self) -> bool:
        return bool(self.slips) or self.typed != self.needed


@dataclass(frozen=True, slots=True)
class CodeHint:
    """Sentences, and the code as it may have been meant; `corrected` is empty when nothing can be corrected."""

    sentences: tuple[str, ...] = field(default=(), repr=False)
    corrected: str = field(default="", repr=False)


NO_HINT: Final = CodeHint()


def code_hint(typed: str, word_lists: Sequence[tuple[str, ...]]) -> CodeHint:
    """Return what may be wrong with this text, in sentences of the page's language."""
    hint = hint_for(typed, word_lists)
    if hint is None:
        return NO_HINT
    sentences = [_of_slip(slip) for slip in hint.slips]
    if hint.typed != hint.needed:
        sentences.append(
            gettext("You typed %(typed)s words. A code has %(needed)s.", typed=hint.typed, needed=hint.needed)
        )
    return CodeHint(tuple(sentences), hint.corrected)


def hint_for(text: str, lists: Sequence[tuple[str, ...]]) -> Hint | None:
    """Return what does not fit the best-fitting list, or None.

    None means that nothing is wrong, that hardly any word is listed, or that the text is too long for a code.
    """
    try:
        typed = normalise(text).split()
    except CodenameTooLongError:
        return None
    listed = max(lists, key=lambda words: len(_known(words).intersection(typed)))
    known = _known(listed)
    unknown = [place for place, word in enumerate(typed) if word not in known]
    if len(unknown) * 2 > len(typed) or not typed:  # a sentence, or a code of something else
        return None
    slips = tuple(Slip(place + 1, typed[place], meant(typed[place], listed)) for place in unknown)
    needed = words_drawn(listed)
    corrected = _corrected(typed, slips) if len(typed) == needed else ""
    return Hint(slips, len(typed), needed, corrected) or None


def meant(typed: str, listed: tuple[str, ...]) -> str | None:
    """Return the only listed word that is one added, dropped, changed or swapped letter away, or None."""
    known = _known(listed)
    if len(typed) > _longest(listed) + 1:  # bounds the work for endless words
        return None
    found = tuple(known.intersection(_a_letter_away(typed)))
    return found[0] if len(found) == 1 else None


def _corrected(typed: list[str], slips: tuple[Slip, ...]) -> str:
    better = {slip.place: slip.meant for slip in slips if slip.meant is not None}
    if not better or len(better) < len(slips):
        return ""
    return " ".join(better.get(place, word) for place, word in enumerate(typed, start=1))


def _a_letter_away(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        yield from (head + letter + tail for letter in _LETTERS)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


@cache
def _known(listed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(listed)


@cache
def _longest(listed: tuple[str, ...]) -> int:
    return max(map(len, listed))


def _of_slip(slip: Slip) -> str:
    if slip.meant is None:
        return gettext(
            "Word %(number)s, “%(typed)s”, is in no code of ours.", number=slip.place, typed=slip.typed
        )
    return gettext(
        "Word %(number)s, “%(typed)s”, is in no code of ours. Perhaps it is “%(meant)s”.",
        number=slip.place,
        typed=slip.typed,
        meant=slip.meant,
    )
