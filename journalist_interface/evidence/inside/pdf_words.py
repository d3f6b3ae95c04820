"""Words of a PDF in one way of writing: its names may be written in digits, its strings in several forms."""

import re
from collections.abc import Iterator
from typing import Final

BLANK: Final = "\0 \t\r\n\f"
_LOOKED_FOR: Final = frozenset(
    {
        *(
            "3D",
            "AA",
            "Encrypt",
            "First",
            "GoToE",
            "GoToR",
            "ImportData",
            "JavaScript",
            "Launch",
            "Next",
            "ObjStm",
        ),
        *("OpenAction", "Rendition", "RichMedia", "S", "SubmitForm", "Subtype", "Thread", "URI", "V"),
        *(
            "A85",
            "AHx",
            "ASCII85Decode",
            "ASCIIHexDecode",
            "Crypt",
            "DP",
            "DecodeParms",
            "LZW",
            "LZWDecode",
            "RL",
        ),
        "RunLengthDecode",
    }
)
_NAME: Final = re.compile(r"/((?:[^\0\s()<>\[\]{}/%#]|#[0-9A-Fa-f]{2}){1,60})")
_DIGITS: Final = re.compile(r"#([0-9A-Fa-f]{2})")
_ESCAPED: Final = re.compile(r"\\(?:\r?\n|([0-7]{1,3})|(.))", re.DOTALL)
_HEX: Final = re.compile(r"<([0-9A-Fa-f\s]{16,4000})>")
_ANY_HEX: Final = re.compile(r"<([0-9A-Fa-f\s]{1,4000})>?")
_STRING: Final = re.compile(r"\(((?:[^()\\]|\\.){1,1000})\)", re.DOTALL)
_TOKEN: Final = re.compile(r"\\.|[()\[\]]|<<|>>|%[^\r\n]*", re.DOTALL)
LONGEST_VALUE: Final = 4_000
"""Characters of a dictionary, list or string that are read; one of so many may go on."""
_NESTED: Final = 6


def plain_names(text: str) -> str:
    """Return the text with those names that are looked for written without digits (ISO 32000-1, 7.3.5)."""
    return _NAME.sub(_plain, text) if "#" in text else text


def strings(text: str) -> Iterator[str]:
    """Yield the strings of some objects, without those that are too long for an address or a folder."""
    for found in _STRING.finditer(text):
        yield _of_escaped(found[1])
    for found in _HEX.finditer(text):
        yield _of_digits(found[1])


def string_at(text: str, place: int) -> str:
    """Return the string that begins at a place, or the beginning of a long one; nothing where there is none."""
    if text.startswith("(", place):
        return _of_escaped(value_at(text, place)[1:].removesuffix(")"))
    digits = _ANY_HEX.match(text, place)
    return _of_digits(digits[1]) if digits is not None else ""


def value_at(text: str, place: int) -> str:
    """Return the dictionary, list or string that begins at a place, or the beginning of a long one."""
    if not text.startswith(("<<", "[", "("), place):
        return ""
    depth = nested = 0
    for found in _TOKEN.finditer(text, place, place + LONGEST_VALUE):
        said = found[0]
        if said in {"(", ")"}:
            nested = max(nested + (1 if said == "(" else -1), 0)
        elif not nested and said in {"<<", "["}:
            depth += 1
        elif not nested and said in {">>", "]"}:
            depth -= 1
        else:
            continue
        if depth <= 0 and not nested:
            return text[place : found.end()]
    return text[place : place + LONGEST_VALUE]


def dictionary_around(text: str, place: int) -> str:
    """Return the dictionary in which something stands, or nothing where it is too long or nested too deep."""
    begun = place
    for _ in range(_NESTED):
        begun = text.rfind("<<", max(0, place - LONGEST_VALUE), begun)
        if begun < 0:
            break
        if len(value := value_at(text, begun)) > place - begun:
            return value
    return ""


def _plain(name: re.Match[str]) -> str:
    plain = _DIGITS.sub(lambda found: chr(int(found[1], 16)), name[1])
    return f"/{plain}" if plain in _LOOKED_FOR else name[0]


def _of_escaped(written: str) -> str:
    return _readable(_ESCAPED.sub(_meant, written))


def _of_digits(digits: str) -> str:
    kept = "".join(digits.split())
    return _readable(bytes.fromhex(kept[: len(kept) // 2 * 2]).decode("latin-1"))


def _meant(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 8) & 0xFF) if escaped[1] else escaped[2] or ""


def _readable(string: str) -> str:
    """Return a string that may be in UTF-16 or UTF-8 (ISO 32000-2, 7.9.2.2)."""
    data = string.encode("latin-1", "replace")
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    return data.decode("utf-8-sig", "replace") if data.startswith(b"\xef\xbb\xbf") else string
