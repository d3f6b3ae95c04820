"""Compound files (MS-CFB), such as a mail of Outlook: each of their streams fills eight sectors or more."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_SECTOR: Final = 512
_STREAM: Final = 4096  # shorter ones would lie in a stream of their own
_END, _FREE, _TABLE, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _FILE, _ROOT = 1, 2, 5


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    below: list["_Entry"] = field(default_factory=list)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A file of these streams, zeros behind what each begins with."""
    sizes = {name: max(_STREAM, -(-len(data) // _SECTOR) * _SECTOR) for name, data in streams.items()}
    return _written([_Entry(name, _FILE, data.ljust(sizes[name], b"\0")) for name, data in streams.items()])


def outlook_mail(sender: str, subject: str, text: str, attached: str) -> bytes:
    attachment = _Entry("__attach_version1.0_#00000000", _STORAGE)
    attachment.below = [_stream("3707001F", attached), _Entry("__substg1.0_37010102", _FILE, bytes(_STREAM))]
    streams = [_stream("0C1A001F", sender), _stream("0037001F", subject), _stream("1000001F", text)]
    properties = _Entry("__properties_version1.0", _FILE, bytes(_STREAM))
    return _written([*streams, properties, attachment])


def _stream(number: str, text: str) -> _Entry:
    return _Entry(f"__substg1.0_{number}", _FILE, text.encode("utf-16-le").ljust(_STREAM, b"\0"))


def _written(entries: list[_Entry]) -> bytes:
    order = [_Entry("Root Entry", _ROOT, below=entries)]
    for entry in order:
        order += entry.below
    directory_sectors = -(-len(order) * 128 // _SECTOR)
    table = [_TABLE, *_chain(1, directory_sectors)]
    data, directory = b"", b""
    for number, entry in enumerate(order):
        first = len(table) if entry.data else (_END if entry.kind == _ROOT else 0)
        if entry.data:
            table += _chain(first, len(entry.data) // _SECTOR)
            data += entry.data
        siblings = next((parent.below for parent in order if entry in parent.below), [])
        after = siblings[siblings.index(entry) + 1 :] if siblings else []
        links = (
            _NONE,
            order.index(after[0]) if after else _NONE,
            order.index(entry.below[0]) if entry.below else _NONE,
        )
        name = entry.name.encode("utf-16-le") + b"\0\0"
        directory += name.ljust(64, b"\0") + struct.pack("<HBB3I", len(name), entry.kind, 1, *links)
        directory += bytes(36) + struct.pack("<IQ", first, len(entry.data))
        assert number == order.index(entry)
    assert len(table) <= _SECTOR // 4
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    )
    header += (
        struct.pack("<9I", 0, 1, 1, 0, _STREAM, _END, 0, _END, 0) + struct.pack("<I", 0) + b"\xff" * 4 * 108
    )
    sectors = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    return header + sectors + directory.ljust(directory_sectors * _SECTOR, b"\0") + data


def _chain(first: int, length: int) -> list[int]:
    return [*range(first + 1, first + length), _END]
