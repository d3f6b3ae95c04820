"""Words in both languages at once, and the shapes that the template takes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask_babel import force_locale

from journalist_interface.dossier.passages import Words
from journalist_interface.dossier.printable import printable
from journalist_interface.presenters.labels import day

T = TypeVar("T")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EntryAuthor:
    """The author of an entry: who it is, the name in Indonesian and in English, and the number of the entry."""

    person: str
    name: Words
    number: str = ""


def in_both(make: Callable[[], T]) -> tuple[T, T]:
    """Return what a function makes in each language."""
    with force_locale("id"):
        indonesian = make()
    with force_locale("en"):
        return indonesian, make()


def paired(make: Callable[[], Iterable[T]]) -> list[tuple[T, T]]:
    """Return the things that a function makes, each in both languages."""
    return list(zip(*in_both(lambda: list(make())), strict=True))


def row(label: Callable[[], str], *texts: str) -> Json:
    """Return a row of a table: its label, and what stands there, a paragraph each."""
    return {"label": in_both(label), "text": [printable(text) for text in texts if text.strip()] or ["–"]}


def row_in_both(label: Callable[[], str], text: Callable[[], str]) -> Json:
    """Return a row whose text is ours too."""
    return row(label, *dict.fromkeys(in_both(text)))


def day_row(label: Callable[[], str], value: date | None) -> Json:
    """Return a row with a day."""
    return row(label) if value is None else row_in_both(label, lambda: day(value))


def heading(number: str, names: Words, on: date | None) -> Words:
    """Return the heading of an entry: its number, its author or kind, and its day."""
    days = ("", "") if on is None else in_both(lambda: f" · {day(on)}")
    plain = [printable(name, one_line=True) for name in names]
    return f"{number} · {plain[0]}{days[0]}", f"{plain[1]}{days[1]}" if plain[0] != plain[1] else ""


def section(
    title: Callable[[], str],
    *,
    notes: Iterable[Words] = (),
    rows: Iterable[Json] = (),
    items: Iterable[Json] = (),
    files: Iterable[Json] = (),
) -> Json:
    """Return a section of a document."""
    return {
        "heading": in_both(title),
        "notes": list(notes),
        "rows": list(rows),
        "items": list(items),
        "files": list(files),
    }


def item(
    title: Words,
    *,
    notes: Iterable[Words | None] = (),
    text: Iterable[str | None] = (),
    files: Iterable[Json] = (),
    marks: Iterable[str] = (),
    author: EntryAuthor | None = None,
) -> Json:
    """Return an entry of a section. A note or a paragraph that is None was left out.

    `author` is not for the template: by it `shares` finds whose words they are.
    """
    return ({} if author is None else {"author": author}) | {
        "heading": title,
        "notes": [note and tuple(printable(said) for said in note) for note in notes],
        "text": list(text),
        "files": list(files),
        "marks": list(marks),
    }
