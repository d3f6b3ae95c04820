"""Looking for words in everything that was written, in every dress that software likes to put on them."""

import base64
import contextlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

PIECE_BYTES: Final = 4 * 1024 * 1024
SHORTEST: Final = 12
"""Characters of the shortest word that is worth a search: shorter ones turn up in random bytes by chance."""


@dataclass(frozen=True)
class Find:
    """A word that should not be there."""

    path: Path
    word: str
    encoding: str


def dresses(word: str) -> dict[str, bytes]:
    """Return what the word looks like inside a file, by the name of the encoding."""
    plain = word.encode()
    found = {
        "plain": plain,
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "UTF-16LE": word.encode("utf-16-le"),
        "UTF-16BE": word.encode("utf-16-be"),
        "URL": quote(word, safe="").encode(),
        "form": quote_plus(word).encode(),
        "hyphens": word.replace(" ", "-").encode(),
        "JSON": json.dumps(word)[1:-1].encode(),
    }
    for shift in range(3):
        inside = _base64_inside(plain, shift)
        found[f"base64+{shift}"] = inside
        found[f"base64url+{shift}"] = inside.replace(b"+", b"-").replace(b"/", b"_")
    return {
        encoding: dress
        for dress, encoding in {dress: name for name, dress in reversed(found.items())}.items()
    }


def _base64_inside(data: bytes, shift: int) -> bytes:
    """The base64 characters that depend on `data` alone when `shift` bytes stand before it."""
    encoded = base64.b64encode(bytes(shift) + data)
    first = -(-shift * 8 // 6)
    last = (shift + len(data)) * 8 // 6
    return encoded[first:last]


def search(
    places: Iterable[Path], words: Iterable[str], leave_out: Iterable[Path] = (), since: float = 0
) -> list[Find]:
    """Every word found in the names or bytes of files below these places, changed after `since` (seconds)."""
    wanted = [(word, encoding, dress) for word in words for encoding, dress in dresses(word).items()]
    assert all(len(word) >= SHORTEST for word, _, _ in wanted)
    return _search(places, wanted, leave_out, since)


def search_bytes(
    places: Iterable[Path], marks: Mapping[str, bytes], leave_out: Iterable[Path] = ()
) -> list[Find]:
    """The same for bytes just as they are, by a name for each."""
    return _search(places, [(name, "bytes", mark) for name, mark in marks.items()], leave_out)


def _search(
    places: Iterable[Path],
    wanted: list[tuple[str, str, bytes]],
    leave_out: Iterable[Path] = (),
    since: float = 0,
) -> list[Find]:
    found = []
    for path in _files(places, tuple(leave_out), since):
        name = os.fsencode(path.name)
        found += [Find(path, word, "name") for word, _, dress in wanted if dress in name]
        found += [Find(path, word, encoding) for word, encoding in _inside(path, wanted)]
    return found


def _inside(path: Path, wanted: list[tuple[str, str, bytes]]) -> set[tuple[str, str]]:
    overlap = max(len(dress) for _, _, dress in wanted)
    found: set[tuple[str, str]] = set()
    held = b""
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:  # what ended meanwhile
        while piece := file.read(PIECE_BYTES):
            data = held + piece
            found |= {(word, encoding) for word, encoding, dress in wanted if dress in data}
            held = data[-overlap:]
    return found


def _files(places: Iterable[Path], leave_out: tuple[Path, ...], since: float) -> Iterator[Path]:
    """The regular files of this user: the demo and its programs run as the user who tests."""
    for place in places:
        for folder, folders, names in os.walk(place):
            here = Path(folder)
            folders[:] = [name for name in folders if here / name not in leave_out]
            yield from (path for name in names if _counts(path := here / name, since))


def _counts(path: Path, since: float) -> bool:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_mtime >= since
