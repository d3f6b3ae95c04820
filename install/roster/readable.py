"""Checks that people can tell the roster's entries apart: a reporter excludes a position by its title on a page."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

from store.domain.roster import Roster


def unreadable(roster: Roster) -> list[str]:
    """Return a sentence for each name or title that would hide something, or pass for another."""
    found = [
        f"The {what} is empty, has spaces at its ends, or characters that do not show. Type it anew, in one line."
        for what, text in _shown(roster)
        if not text or text != text.strip() or not text.isprintable()
    ]
    offered = roster.excludable()
    for titles in (
        {position.id: position.title for position in offered},
        {position.id: position.title_en for position in offered},
    ):
        found += [
            f"The positions {' and '.join(alike)} have titles that look the same: a reporter could not tell whom to "
            "exclude."
            for alike in _alike(titles)
        ]
    return found


def doubtful(roster: Roster) -> list[str]:
    """Return a sentence for each oddity that an honest roster can have too, but that a person should look at."""
    found = [
        f"The {what} has letters that are not Latin, and may only look like them. Type it anew if they should be."
        for what, text in _shown(roster)
        if any(letter.isalpha() and "LATIN" not in unicodedata.name(letter, "") for letter in text)
    ]
    names = {person.id: person.name for person in roster.active()}
    return found + [f"{' and '.join(alike)} have names that look the same." for alike in _alike(names)]


def _shown(roster: Roster) -> Iterable[tuple[str, str]]:
    yield "name of the office", roster.office.name
    yield "unit of the office", roster.office.unit
    for position in roster.positions:
        yield f"title of {position.id}", position.title
        yield f"English title of {position.id}", position.title_en
    for person in roster.people:
        yield f"name of {person.id}", person.name


def _alike(texts: dict[str, str]) -> list[list[str]]:
    """Return groups of keys whose texts look the same: by letters and digits, without accents, capitals and spaces."""
    plain = {identifier: _plain(text) for identifier, text in texts.items()}
    twice = [text for text, count in Counter(plain.values()).items() if count > 1]
    return [[identifier for identifier, text in plain.items() if text == double] for double in twice]


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())
