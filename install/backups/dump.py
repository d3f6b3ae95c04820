"""A dump: all rows of store and accounts at one moment, and the small files of the server, as a stream of records.

It is independent of the kind of database. Large ciphertexts and attachments are references to objects. Each record is
four bytes of length and MessagePack; after the last one come zeros.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from crypto.signing import decoder_ready
from install.backups.errors import BackupError, UnusableBackupError
from install.language import Sentence

FORM: Final = 1
STORE_PART: Final = "store"
ACCOUNTS_PART: Final = "accounts"
MAX_RECORD_BYTES: Final = 32 * 1024 * 1024
_PIECE_BYTES: Final = 16 * 1024 * 1024
_LENGTH_BYTES: Final = 4
_MOST_COLUMNS: Final = 64
_LARGEST: Final = 2**63 - 1  # of a whole number in either database
_Name = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
_Word = Annotated[str, Meta(min_length=1, max_length=100)]
_Words = Annotated[tuple[_Word, ...], Meta(max_length=_MOST_COLUMNS)]
_DAMAGED: Final = Sentence(
    "Dump {name} dari cadangan ini tidak terbaca: ia rusak, atau dibuat oleh versi lain. Ambil salinan cadangan yang "
    "lain, atau hari yang lain dengan --of. Tidak ada yang dipulihkan.",
    "The dump {name} of this backup cannot be read: it is damaged, or of another version. Take another copy of the "
    "backups, or another day with --of. Nothing was restored.",
)
_TOO_LARGE: Final = Sentence(
    "Satu baris basis data berisi {size:,} byte, lebih banyak daripada yang dapat dipulihkan. Tidak ada cadangan yang "
    "dibuat; yang sebelumnya tetap utuh. Beri tahu pembuat Kentongan.",
    "A row of the database has {size:,} bytes, more than could be restored. No backup was made, and those before stay "
    "whole. Tell the makers of Kentongan.",
)


class Reference(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A large value: its object, the run that encrypted it, and its size."""

    name: _Name
    run: _Name
    size: Annotated[int, Meta(ge=0, le=2**52)]


RowValue = None | bool | int | str | bytes | Reference


class DumpStart(msgspec.Struct, frozen=True, tag="start", forbid_unknown_fields=True):
    """The first record."""

    form: int
    day: date


class DatabaseStart(msgspec.Struct, frozen=True, tag="database", forbid_unknown_fields=True):
    """The beginning of a database, and the revision of its tables."""

    part: _Word
    revision: _Word


class TableStart(msgspec.Struct, frozen=True, tag="table", forbid_unknown_fields=True):
    """The beginning of a table, with the columns that tell its rows apart.

    `optional` are the columns that may be empty where an object was destroyed.
    """

    name: _Word
    columns: _Words
    key: _Words
    case: _Word | None = None
    optional: _Words = ()


class Row(msgspec.Struct, frozen=True, tag="row", forbid_unknown_fields=True):
    """The values of one row, in the order of the table's columns: each is a `RowValue`."""

    values: Annotated[tuple[Any, ...], Meta(max_length=_MOST_COLUMNS)]


class BlobRecord(msgspec.Struct, frozen=True, tag="blob", forbid_unknown_fields=True):
    """An attachment: its name in the store, its day, and its object."""

    name: _Name
    day: date
    content: Reference


class FileRecord(msgspec.Struct, frozen=True, tag="file", forbid_unknown_fields=True):
    """A small file of the server, by its name in backups."""

    name: _Word
    data: bytes


class FilePiece(msgspec.Struct, frozen=True, tag="piece", forbid_unknown_fields=True):
    """More of the small file in the record before, which is too large for one record."""

    data: bytes


class DumpEnd(msgspec.Struct, frozen=True, tag="end", forbid_unknown_fields=True):
    """The last record, with the number of those before it."""

    records: int


Record = DumpStart | DatabaseStart | TableStart | Row | BlobRecord | FileRecord | FilePiece | DumpEnd

_RECORD: Final[Any] = Record  # a union, which the decoder takes like a type


def file_records(name: str, data: bytes) -> Iterator[FileRecord | FilePiece]:
    """Yield the records of a small file of any size."""
    yield FileRecord(name, data[:_PIECE_BYTES])
    for start in range(_PIECE_BYTES, len(data), _PIECE_BYTES):
        yield FilePiece(data[start : start + _PIECE_BYTES])


def written(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the bytes of a dump of these records, and of its end; raise `BackupError` for one that none could read."""
    count = 0
    for record in records:
        yield _framed(record)
        count += 1
    yield _framed(DumpEnd(count))


def records(pieces: Iterable[bytes], name: str) -> Iterator[Record]:
    """Yield the records of a dump; raise `UnusableBackupError` unless it is whole. `name` is that of its object."""
    decoder: msgspec.msgpack.Decoder[Record] = msgspec.msgpack.Decoder(decoder_ready(_RECORD))
    for count, data in enumerate(_frames(iter(pieces), name)):
        try:
            record = _typed(decoder.decode(data))
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            raise unreadable(name) from None
        if (count == 0) != isinstance(record, DumpStart):
            raise unreadable(name)
        if isinstance(record, DumpStart) and record.form != FORM:
            raise unreadable(name)
        if isinstance(record, DumpEnd):
            if record.records != count:
                raise unreadable(name)
            return
        yield record
    raise unreadable(name)


def _typed(record: Record) -> Record:
    """Return the record with the values of a row as they are meant; raise `ValidationError` for any other value."""
    return Row(tuple(map(_row_value, record.values))) if isinstance(record, Row) else record


def _row_value(value: object) -> RowValue:
    if isinstance(value, list):
        return msgspec.convert(value, decoder_ready(Reference))
    if isinstance(value, int) and value > _LARGEST:
        raise msgspec.ValidationError
    if value is None or isinstance(value, int | str | bytes):
        return value
    raise msgspec.ValidationError


def unreadable(name: str) -> UnusableBackupError:
    """Return the refusal of a dump that is not one."""
    return UnusableBackupError(_DAMAGED.told(name=name))


def _framed(record: Record) -> bytes:
    data = msgspec.msgpack.encode(record)
    if len(data) > MAX_RECORD_BYTES:
        raise BackupError(_TOO_LARGE.told(size=len(data)))
    return len(data).to_bytes(_LENGTH_BYTES, "big") + data


def _frames(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Yield each record's bytes, and look at the padding after the last one that is asked for."""
    buffer = bytearray()

    def taken(size: int) -> bytes:
        while len(buffer) < size:
            piece = next(pieces, None)
            if piece is None:
                raise unreadable(name)
            buffer.extend(piece)
        found = bytes(buffer[:size])
        del buffer[:size]
        return found

    while True:
        length = int.from_bytes(taken(_LENGTH_BYTES), "big")
        if not 0 < length <= MAX_RECORD_BYTES:
            raise unreadable(name)
        yield taken(length)
