"""The share of print that each author's words may take: beyond it a sentence stands in their place.

One officer alone could write more into a case than an export holds, and close it to all colleagues.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from flask_babel import format_decimal
from flask_babel import gettext as _

from journalist_interface.dossier.passages import Words
from journalist_interface.dossier.pdf import TooMuchTextError, room_in_file
from journalist_interface.dossier.volumes import printed_size, volumes_of
from journalist_interface.dossier.words import EntryAuthor, Json, heading, in_both
from store.domain.roster import REPORTER

_MOST_VOLUMES_OF_ONE: Final = 4
_SHARE_OF_NOTES: Final = 4
"""A part of the share, for what is noted of entries whose words are not printed: a question, or a warning."""
_HALVINGS: Final = 8
_NOTE_CHARACTERS: Final = 255
_CUT: Final = "…"


def volumes_by_shares(data: Json, *, archived: bool) -> tuple[Json, ...]:
    """Return the document as volumes in which no author has more than a share, by size in print.

    If all of them together are more than an export holds, each share is halved until they fit. `archived` says that an
    archive with all words belongs to it. Raises `TooMuchTextError` if what stands in their place is too much.
    """
    sections = [_MeasuredSection.of(section) for section in data["sections"]]
    share = _MOST_VOLUMES_OF_ONE * room_in_file()
    for halving in range(_HALVINGS):
        shares = _AuthorShares(share >> halving, archived=archived)
        with suppress(TooMuchTextError):
            return volumes_of(data | {"sections": shares.within(sections)})
    raise TooMuchTextError


@dataclass(frozen=True, slots=True)
class _MeasuredEntry:
    """A row, an item or a file of a section, as it would be printed whole."""

    whole: Json
    author: EntryAuthor | None
    size: int
    unbreakable: int
    """The size without its paragraphs, which alone can go on in the next volume."""

    @property
    def person(self) -> str:
        return "" if self.author is None else self.author.person

    @property
    def characters(self) -> int:
        return sum(len(said) for said in self.whole.get("text", ()) if said is not None)


@dataclass(frozen=True, slots=True)
class _MeasuredSection:
    """A section, with its entries measured once."""

    section: Json
    rows: list[_MeasuredEntry]
    items: list[_MeasuredEntry]
    files: list[_MeasuredEntry]

    @classmethod
    def of(cls, section: Json) -> "_MeasuredSection":
        reporter = EntryAuthor(REPORTER, in_both(lambda: _("Reporter")))
        return cls(
            section,
            [_measured(row, reporter) for row in section["rows"]],
            [_measured(item, item.get("author")) for item in section["items"]],
            [_measured(file, reporter) for file in section["files"]],
        )


def _measured(entry: Json, author: EntryAuthor | None) -> _MeasuredEntry:
    whole = {key: value for key, value in entry.items() if key != "author"}
    return _MeasuredEntry(whole, author, printed_size(whole), printed_size(whole | {"text": []}))


@dataclass(slots=True)
class _AuthorShares:
    """The print of each author, up to `most`: first the report and the list of evidence, then in order."""

    most: int
    archived: bool = field(kw_only=True)
    _used: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _noted: defaultdict[tuple[str, bool], int] = field(default_factory=lambda: defaultdict(int))

    def within(self, sections: Sequence[_MeasuredSection]) -> list[Json]:
        """Return the sections as they are printed."""
        first = [self._rows_and_files(measured) for measured in sections]
        return [
            section | {"items": list(self._items(measured.items))}
            for section, measured in zip(first, sections, strict=True)
        ]

    def _rows_and_files(self, measured: _MeasuredSection) -> Json:
        section = measured.section
        rows = [row.whole if self._fits(row) else self._bare_row(row) for row in measured.rows]
        kept: list[_MeasuredEntry] = []
        beyond: list[_MeasuredEntry] = []
        for file in measured.files:
            (kept if self._fits(file) else beyond).append(file)
        notes = [*section["notes"], *self._sentences(beyond)] if beyond else section["notes"]
        return section | {"rows": rows, "files": [file.whole for file in kept], "notes": notes}

    def _bare_row(self, row: _MeasuredEntry) -> Json:
        return row.whole | {"text": [each for said in self._sentences([row]) for each in said]}

    def _items(self, items: Iterable[_MeasuredEntry]) -> Iterator[Json]:
        """Yield each item, or what stands in its place: of neighbours of one author that have to say no more, one."""
        beyond: list[_MeasuredEntry] = []
        for item in items:
            fits = self._fits(item)
            stand_in = None if fits else self._single(item)
            is_one_of_several = not fits and stand_in is None
            if beyond and not (is_one_of_several and item.person == beyond[0].person):
                yield self._several(beyond)
                beyond = []
            if is_one_of_several:
                beyond.append(item)
            else:
                yield stand_in or item.whole
        if beyond:
            yield self._several(beyond)

    def _single(self, item: _MeasuredEntry) -> Json | None:
        """Return what stands for an item with marks, with notes while there is room; None without either."""
        whole = item.whole
        notes = [note and tuple(map(_shortened, note)) for note in whole["notes"]]
        sentences = self._sentences([item])
        made = whole | {"notes": [*notes, *sentences], "text": [], "files": []}
        noted, size = (item.person, bool(whole["marks"])), printed_size(made)
        if notes and self._noted[noted] + size <= self.most // _SHARE_OF_NOTES:
            self._noted[noted] += size
            return made
        # A person signs a limited number of decisions, but each can have dozens of notes; the last may be a doubt.
        return made | {"notes": [*notes[:1], *notes[1:][-1:], *sentences]} if whole["marks"] else None

    def _several(self, items: Sequence[_MeasuredEntry]) -> Json:
        first = items[0].whole
        title = first["heading"] if len(items) == 1 else _heading(items)
        return first | {"heading": title, "notes": self._sentences(items), "text": [], "files": []}

    def _sentences(self, entries: Sequence[_MeasuredEntry]) -> list[Words]:
        """Return what is said of entries of one author that are not printed."""
        author = entries[0].author
        characters = sum(entry.characters for entry in entries)
        files = sum(len(entry.whole.get("files", ())) for entry in entries)
        indonesian, english = ("", "") if author is None else author.name

        def said(name: str) -> Words:
            return in_both(
                lambda: _(
                    "Not printed, as it exceeds one author's share of this file. Author: %(name)s. "
                    "Entries: %(entries)s. Characters: %(characters)s. Files: %(files)s.",
                    name=name,
                    entries=len(entries),
                    characters=format_decimal(characters),
                    files=files,
                )
            )

        return [(said(indonesian)[0], said(english)[1]), in_both(self._elsewhere)]

    def _elsewhere(self) -> str:
        if self.archived:
            return _(
                "The archive of this file has the texts and the names of files whole, as does the page of the case."
            )
        return _("At the office, the page of the case shows it whole.")

    def _fits(self, entry: _MeasuredEntry) -> bool:
        if entry.author is None:
            return True
        if entry.unbreakable > room_in_file() // 2 or self._used[entry.person] + entry.size > self.most:
            return False
        self._used[entry.person] += entry.size
        return True


def _heading(items: Sequence[_MeasuredEntry]) -> Words:
    """Return the heading of several entries of one author: their first and last number, and who it is."""
    authors = [item.author for item in items if item.author is not None]
    numbers = f"{authors[0].number}–{authors[-1].number}"
    return heading(numbers, authors[0].name, None)


def _shortened(said: str) -> str:
    return said if len(said) <= _NOTE_CHARACTERS else said[:_NOTE_CHARACTERS] + _CUT
