"""The fields of films and sound in which programs and telephones write who made them, when, where and with what.

They stand in boxes that are given whole or cut off; a number that points outside reads as far as there is something.
A text in a field that nobody knows counts as a text.
"""

import re
from collections.abc import Iterator
from typing import Final

from source_interface.metadata.kinds import MetadataWarning

Box = tuple[bytes, bytes]
"""The type of a box, and its content."""

# Four letters as QuickTime, iTunes, 3GPP and makers of cameras use them.
_LETTERS: Final = {
    MetadataWarning.PERSON: (
        b"\xa9ART aART \xa9aut \xa9wrt \xa9prf \xa9dir \xa9prd \xa9own \xa9cpy \xa9pub ownr auth perf cprt apID"
    ),
    MetadataWarning.TEXT: b"\xa9nam \xa9cmt \xa9des \xa9inf \xa9alb \xa9key titl dscp desc ldes albm keyw",
    MetadataWarning.DEVICE: b"\xa9mak \xa9mod @mak @mod manu modl",
    MetadataWarning.PROGRAM: b"\xa9too \xa9swr \xa9enc @swr",
    MetadataWarning.TIME: b"\xa9day @day date yrrc purd",
    MetadataWarning.PLACE: b"\xa9xyz @xyz loci",
}
# Words of which longer names are made, such as com.apple.quicktime.location.ISO6709.
_WORDS: Final = {
    MetadataWarning.PERSON: (
        b"author artist director producer performer copyright publisher owner composer credits creator user"
    ),
    MetadataWarning.TEXT: b"title comment description information keywords displayname album name note notes",
    MetadataWarning.DEVICE: b"make manufacturer model camera lens serial device host hostcomputer",
    MetadataWarning.PROGRAM: b"software encoder tool version",
    MetadataWarning.TIME: b"creationdate creation date day year",
    MetadataWarning.PLACE: b"location gps latitude longitude xyz",
}
_BY_LETTERS: Final = {name: warning for warning, names in _LETTERS.items() for name in names.split()}
_HARMLESS: Final = frozenset(
    b"covr iTunSMPB iTunNORM iTunPGAP cdec major_brand minor_version compatible_brands WLOC LOOP SelO AllF".split()
)
_BY_WORD: Final = {word: warning for warning, words in _WORDS.items() for word in words.split()}
_TIMES: Final = frozenset((b"mvhd", b"tkhd", b"mdhd"))
_HEAD: Final = 8
_FULL: Final = 4  # version and flags
_APPLE, _OTHERS = 4, 6  # what stands before a text: its size and language, or version, flags and language
_TEXT_TYPES: Final = frozenset((0, 1, 2, 4, 5))
"""The types of texts in a list: not known, and UTF-8 or UTF-16, as it stands or to sort by. Others are no texts."""
_READABLE: Final = re.compile(rb"[A-Za-z]{3}|[\x80-\xff]{4}|\d{6}")
_HANDLER_TYPE, _HANDLER_NAME = slice(8, 12), 24
_TEXT_TRACKS: Final = frozenset((b"text", b"sbtl", b"subt", b"clcp"))
# The names that programs and telephones give to every track, without their spaces, signs and versions.
_HANDLER_NAMES: Final = re.compile(
    rb"(?:core|apple|quicktime|mainconcept|mp|iso|lsmash|bento|gpac|android|google|producedbygoogleinc|media|file|video|"
    rb"audio|sound|visual|data|alias|url|text|timed|time|code|metadata|meta|stereo|mono|subtitle|hint|handler?|mhlr|dhlr|"
    rb"appl|vide|soun)*+\Z"
)
_MOST_KEYS: Final = 500
_MOST_LETTERS: Final = 100  # of a name: a long one that many entries have would cost seconds


def metadata_in_film(kind: bytes, content: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings for one of the boxes mvhd, tkhd, mdhd, hdlr, udta and meta."""
    if kind in _TIMES:
        wide = 8 if content[:1] == b"\1" else 4
        if any(content[_FULL : _FULL + wide]):
            yield MetadataWarning.TIME
    elif kind == b"hdlr":
        name = re.sub(
            rb"[^a-z0-9\x80-\xff]|[0-9]{1,2}(?![0-9])", b"", content[_HANDLER_NAME:][:_MOST_LETTERS].lower()
        )
        if content[_HANDLER_TYPE] in _TEXT_TRACKS or not _HANDLER_NAMES.match(name):
            yield MetadataWarning.TEXT
    elif kind == b"udta":
        yield from _in_fields(content)
    elif kind == b"meta":
        yield from _in_list(content)


def children(content: bytes, start: int = 0) -> Iterator[Box]:
    """Yield the boxes in a box, up to the first that is none."""
    while start + _HEAD <= len(content):
        size = int.from_bytes(content[start : start + 4])
        if size < _HEAD:
            return
        yield content[start + 4 : start + _HEAD], content[start + _HEAD : start + size]
        start += size


def inside_meta(content: bytes) -> Iterator[Box]:
    """Yield the boxes in a box of type meta, which QuickTime writes without a version."""
    return children(content, 0 if content[4:_HEAD] == b"hdlr" else _FULL)


def _in_fields(content: bytes) -> Iterator[MetadataWarning]:
    for kind, body in children(content):
        value = body[_APPLE if kind[0] in b"\xa9@" else _OTHERS :]
        if kind == b"meta":
            yield from _in_list(body)
        elif kind in _BY_LETTERS and _is_filled(value):
            yield _BY_LETTERS[kind]
        elif kind not in _BY_LETTERS and kind not in _HARMLESS and _is_text(body):
            yield MetadataWarning.TEXT


def _in_list(content: bytes) -> Iterator[MetadataWarning]:
    keys: list[bytes] = []
    for kind, body in inside_meta(content):
        if kind == b"keys":
            keys = [name for _space, name in children(body, _FULL + 4)][:_MOST_KEYS]
        elif kind == b"ilst":
            for name, entry in children(body):
                yield from _in_entry(name, entry, keys)


def _in_entry(name: bytes, entry: bytes, keys: list[bytes]) -> Iterator[MetadataWarning]:
    parts = list(children(entry))
    number = int.from_bytes(name)
    if name == b"----":
        name = next((body[_FULL:] for kind, body in parts if kind == b"name"), b"")
    elif 1 <= number <= len(keys):
        name = keys[number - 1]
    values = [body for kind, body in parts if kind == b"data"]
    if not any(_is_filled(body[_HEAD:]) for body in values):
        return
    words = re.findall(rb"[a-z]+", name[:_MOST_LETTERS].lower())
    kinds = {_BY_LETTERS.get(name), *(_BY_WORD.get(word) for word in words)} - {None}
    if kinds:
        yield from (warning for warning in kinds if warning is not None)
    elif name not in _HARMLESS and any(
        int.from_bytes(body[:4]) in _TEXT_TYPES and _is_text(body[_HEAD:]) for body in values
    ):
        yield MetadataWarning.TEXT


def _is_filled(value: bytes) -> bool:
    return bool(value.strip(b"\0 "))


def _is_text(value: bytes) -> bool:
    """Return whether there are letters or a long number, in one or two bytes each."""
    return bool(_READABLE.search(value.replace(b"\0", b"")))
