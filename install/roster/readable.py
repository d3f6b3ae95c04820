"""Checks that people can tell the roster's entries apart: a reporter excludes a position by its title on a page."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

from install.language import Sentence
from store.domain.hidden_characters import is_plain_line
from store.domain.roster import Roster

_HIDDEN: Final = Sentence(
    "{what} kosong, berawal atau berakhir dengan spasi, atau memuat karakter yang tidak tampak. Ketik lagi dalam satu "
    "baris.",
    "The {what} is empty, has spaces at its ends, or characters that do not show. Type it anew, in one line.",
)
_TITLES_ALIKE: Final = Sentence(
    "Jabatan {positions} mempunyai sebutan yang tampak sama: pelapor tidak dapat tahu siapa yang dikecualikannya.",
    "The positions {positions} have titles that look the same: a reporter could not tell whom to exclude.",
)
_FOREIGN_LETTERS: Final = Sentence(
    "{what} memuat huruf yang bukan Latin, dan mungkin hanya mirip. Ketik lagi bila seharusnya Latin.",
    "The {what} has letters that are not Latin, and may only look like them. Type it anew if they should be.",
)
_NAMES_ALIKE: Final = Sentence(
    "{people} mempunyai nama yang tampak sama.", "{people} have names that look the same."
)
_OFFICE_NAME: Final = Sentence("Nama kantor", "name of the office")
_OFFICE_UNIT: Final = Sentence("Unit kantor", "unit of the office")
_TITLE: Final = Sentence("Sebutan {id}", "title of {id}")
_ENGLISH_TITLE: Final = Sentence("Sebutan Inggris {id}", "English title of {id}")
_NAME: Final = Sentence("Nama {id}", "name of {id}")
_AND: Final = Sentence(" dan ", " and ")


def unreadable(roster: Roster) -> list[str]:
    """Return a sentence for each name or title that would hide something, or pass for another."""
    found = [_HIDDEN.told(what=what) for what, text in _shown(roster) if not is_plain_line(text)]
    offered = roster.excludable()
    for titles in (
        {position.id: position.title for position in offered},
        {position.id: position.title_en for position in offered},
    ):
        found += [_TITLES_ALIKE.told(positions=_AND.told().join(alike)) for alike in _alike(titles)]
    return found


def doubtful(roster: Roster) -> list[str]:
    """Return a sentence for each oddity that an honest roster can have too, but that a person should look at."""
    found = [
        _FOREIGN_LETTERS.told(what=what)
        for what, text in _shown(roster)
        if any(letter.isalpha() and "LATIN" not in unicodedata.name(letter, "") for letter in text)
    ]
    names = {person.id: person.name for person in roster.active()}
    return found + [_NAMES_ALIKE.told(people=_AND.told().join(alike)) for alike in _alike(names)]


def _shown(roster: Roster) -> Iterable[tuple[str, str]]:
    yield _OFFICE_NAME.told(), roster.office.name
    yield _OFFICE_UNIT.told(), roster.office.unit
    for position in roster.positions:
        yield _TITLE.told(id=position.id), position.title
        yield _ENGLISH_TITLE.told(id=position.id), position.title_en
    for person in roster.people:
        yield _NAME.told(id=person.id), person.name


def _alike(texts: dict[str, str]) -> list[list[str]]:
    """Return groups of keys whose texts look the same: by letters and digits, without accents, capitals and spaces."""
    plain = {identifier: _plain(text) for identifier, text in texts.items()}
    twice = [text for text, count in Counter(plain.values()).items() if count > 1]
    return [[identifier for identifier, text in plain.items() if text == double] for double in twice]


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())
