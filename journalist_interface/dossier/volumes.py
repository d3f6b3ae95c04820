"""A document that says more than one file holds, as several volumes: nothing of it is lost, and each says which it is.

Typst keeps all of a file in memory, so the length of one is bounded. A volume ends between two entries; one that is
longer than a volume goes on in the next.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from flask_babel import gettext as _

from journalist_interface.dossier.passages import Words
from journalist_interface.dossier.pdf import MOST_VOLUMES, TooMuchTextError, room_in_file, size_in_print
from journalist_interface.dossier.words import Json, in_both

_KINDS: Final = ("rows", "items", "files")
_LABELS: Final = {"rows": "label", "items": "heading"}
_MOST_SPELLED: Final = 10  # characters that a single one can take
_BETWEEN: Final = 20  # what a paragraph counts beside its letters
_PER_HEADING: Final = 500  # "continued", and what JSON writes around an entry


def volumes_of(data: Json) -> tuple[Json, ...]:
    """Return the document as one or more; raises `TooMuchTextError` for more than any export holds."""
    if printed_size(data) <= room_in_file():
        return (data,)
    room = room_in_file() - printed_size(data | {"sections": []}) - _PER_HEADING
    if room < _PER_HEADING:
        raise TooMuchTextError
    parts = list(islice(_parts(data["sections"], room), MOST_VOLUMES + 1))
    if len(parts) > MOST_VOLUMES:
        raise TooMuchTextError
    return tuple(
        data
        | {"sections": sections, "volume": _name(number, len(parts))}
        | ({} if number == 1 else {"archive": None})
        for number, sections in enumerate(parts, 1)
    )


def printed_size(value: object) -> int:
    """Return what a part of a document counts in print."""
    return size_in_print(json.dumps(value, ensure_ascii=False))


def _parts(sections: Sequence[Json], room: int) -> Iterator[list[Json]]:
    """Yield the sections of each volume."""
    part: list[Json] = []
    used = 0
    for section in sections:
        head = section | {kind: [] for kind in _KINDS}
        if part and used + printed_size(head) > room:
            yield part
            part, used = [], 0
        part.append(head)
        used += printed_size(head)
        most = room - printed_size(head) - _PER_HEADING
        for kind in _KINDS:
            for piece in _pieces(section[kind], kind, most):
                size = printed_size(piece) + _BETWEEN
                if used + size > room:
                    yield part
                    head = head | {kind: [] for kind in _KINDS} | {"notes": []}
                    head["heading"] = _continued(section["heading"])
                    part, used = [head], printed_size(head)
                head[kind] = [*head[kind], piece]
                used += size
    yield part


def _pieces(entries: Sequence[Json], kind: str, room: int) -> Iterator[Json]:
    """Yield the entries, each that is too long in several."""
    for entry in entries:
        if kind not in _LABELS or printed_size(entry) <= room:
            yield entry
        else:
            yield from _cut(entry, _LABELS[kind], room)


def _cut(entry: Json, label: str, room: int) -> Iterator[Json]:
    bare = entry | {"text": []}
    rest = room - printed_size(bare) - _PER_HEADING
    if rest < _PER_HEADING:
        raise TooMuchTextError
    chunks = list(_chunks(entry["text"], rest))
    for number, chunk in enumerate(chunks):
        piece = bare | {"text": chunk}
        if number > 0:
            piece |= {label: _continued(entry[label])}
            piece |= {"notes": []} if "notes" in entry else {}
        if number < len(chunks) - 1:
            piece |= {kind: [] for kind in ("files", "marks") if kind in entry}
        yield piece


def _chunks(paragraphs: Sequence[str | None], room: int) -> Iterator[list[str | None]]:
    chunk: list[str | None] = []
    used = 0
    for paragraph in paragraphs:
        for piece in _lines(paragraph, room // _MOST_SPELLED):
            size = printed_size(piece) + _BETWEEN
            if chunk and used + size > room:
                yield chunk
                chunk, used = [], 0
            chunk.append(piece)
            used += size
    yield chunk


def _lines(paragraph: str | None, most: int) -> Iterator[str | None]:
    """Yield a paragraph, in pieces that end at a space where there is one."""
    if paragraph is None or printed_size(paragraph) <= most * _MOST_SPELLED:
        yield paragraph
        return
    yield from re.findall(rf".{{1,{most}}}(?: |$)|.{{1,{most}}}", paragraph, re.DOTALL)


def _name(number: int, of: int) -> Words:
    return in_both(lambda: _("Volume %(number)s of %(of)s", number=number, of=of))


def _continued(label: Words) -> Words:
    said = in_both(lambda: _("continued"))
    english = f"{label[1]} ({said[1]})" if label[1] else ""
    return f"{label[0]} ({said[0]})", english
