"""Names for saved files, made from a stranger's text, harmless in a header and on a disk."""

import unicodedata
from typing import Final
from urllib.parse import quote

from store.domain.hidden_characters import is_hidden

_MOST_CHARACTERS: Final = 120
_MOST_BYTES: Final = 200  # file systems allow 255; browsers add " (1)"
_MOST_ENDING_BYTES: Final = 16
_BEGINNING, _ENDING = 384, 128
_UNSAFE: Final = frozenset('/\\:*?"<>|;%')
_CONTROL: Final = "Cc"
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)


def safe_name(name: str, fallback: str) -> str:
    """Return a file name of at most 120 characters and 200 bytes, with no path, hidden character or leading dot.

    A low line replaces a control character, to show that something was there. `fallback` (ours, plain) is returned when
    nothing is left of `name`.
    """
    last = name.replace("\r\n", "\n").replace("\\", "/").rsplit("/", 1)[-1]
    if len(last) > _BEGINNING + _ENDING:
        # Unicode's normal form takes the square of a stack of marks; thousands of names stand in one archive.
        last = last[:_BEGINNING] + last[-_ENDING:]
    kept = "".join(_safe(character) for character in unicodedata.normalize("NFC", last))
    kept = unicodedata.normalize("NFC", kept)  # characters that a hidden one kept apart may compose
    kept = _cut(" ".join(kept.split()).strip(". "))
    if not kept.strip("._ "):
        return fallback
    # Windows opens a device under such a name, whatever follows the dot.
    is_device = kept.split(".", 1)[0].strip().lower() in _RESERVED
    return _cut(f"_{kept}" if is_device else kept)


def content_disposition(name: str) -> str:
    """Return the header that makes a browser save a file under a safe name (RFC 6266, RFC 8187)."""
    plain = "".join(character if character.isascii() else "_" for character in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _safe(character: str) -> str:
    if unicodedata.category(character) == _CONTROL:
        return "_"
    if is_hidden(character):
        return ""
    return "_" if character in _UNSAFE else character


def _cut(name: str) -> str:
    """Return the name within its limits, its ending kept."""
    if len(name) <= _MOST_CHARACTERS and len(name.encode()) <= _MOST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = dot + ending if dot and len(ending.encode()) <= _MOST_ENDING_BYTES else ""
    body = (stem if tail else name)[: _MOST_CHARACTERS - len(tail)]
    room = _MOST_BYTES - len(tail.encode())
    return body.encode()[:room].decode(errors="ignore").rstrip(". ") + tail
