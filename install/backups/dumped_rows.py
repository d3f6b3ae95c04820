"""The rows of a dump with their large values in place again, as a database takes them.

On the way the server's index is made again: the next run on this machine writes only what is new.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from install.backups.destroyed_cases import DestroyedCases, place_of
from install.backups.dump import BlobRecord, Record, Reference, Row, TableStart
from install.backups.index import (
    BackupIndex,
    IndexedObject,
    blob_digest,
    blob_source,
    column_source,
    content_digest,
    index_file,
    message_sources,
    store_mark,
)
from install.backups.manifest import manifest_names
from install.backups.opened_backup import OpenedBackup, case_of, within_database
from install.backups.repository import OBJECT_NAME
from store.maintenance.gone_files import MessagePlace
from store.maintenance.loading import LoadedTable
from store.model import Blob, Entry, Instance, StoredPartTombstone

_MESSAGE: Final = frozenset({Entry.envelope.key, Entry.sealed.key})
_SALT: Final = "codename_salt"


class DumpedRows:
    """The rows of an opened backup, without what was destroyed since of cases and messages, and with what stays."""

    def __init__(self, opened: OpenedBackup, destroyed: DestroyedCases) -> None:
        self.opened: Final = opened
        self._destroyed: Final = destroyed
        self._indexed = list[IndexedObject]()
        self._blob_places = dict[str, MessagePlace]()
        self._emptied = dict[MessagePlace, None]()
        self._salt = b""

    def tables(self, part: str) -> Iterator[LoadedTable]:
        """Yield the tables of a database in the dump, with their rows."""
        found: Iterator[Record] = within_database(self.opened.records(), part)
        record = next(found, None)
        while record is not None:
            if not isinstance(record, TableStart):
                record = next(found, None)
                continue
            after = list[Record]()
            yield record.name, record.columns, self._rows(record, found, after)
            record = after[0] if after else None

    def save_index(self, folder: Path) -> None:
        """Write the index of the repository into the server's private folder."""
        identity = self.opened.repository.identity()
        if not OBJECT_NAME.fullmatch(identity):
            return
        objects = (*self._indexed, *self._indexed_blobs())
        index = BackupIndex(store_mark(self._salt), objects)
        digests = {indexed.source: indexed.digest for indexed in self._indexed}
        for name, (case, sequence) in self._blob_places.items():
            sides = message_sources(case, sequence) if sequence else ()
            for side in digests.keys() & sides:
                index.note_message(blob_source(name), side, digests[side])
            index.fetched.add(blob_source(name))  # as the restored rows say
        index.held.update(manifest_names(self.opened.repository))  # of which this index knows nothing
        folder.mkdir(0o700, exist_ok=True)
        index.save(index_file(folder, identity))

    def _rows(
        self, table: TableStart, found: Iterator[Record], after: list[Record]
    ) -> Iterator[tuple[object, ...]]:
        """Yield the rows of a table, and put the record that ends it into `after`."""
        for record in found:
            if not isinstance(record, Row):
                after.append(record)
                break
            if table.name == StoredPartTombstone.__tablename__:
                self._emptied.pop(place_of(self.opened, table, record), None)  # it has the tombstone itself
            case = case_of(table, record, self.opened.manifest.dump)
            if case not in self.opened.destroyed_cases and self._is_whole(table, record):
                yield self._row(table, record, case)
        yield from self._left(table)

    def _left(self, table: TableStart) -> Iterator[tuple[object, ...]]:
        """Yield the rows of a table that are left of destroyed cases, in the order of its columns."""
        source = self._destroyed.source
        left = self._destroyed.rows.get(table.name, ())
        if table.name == StoredPartTombstone.__tablename__:
            left = [self._destroyed.parts[place] for place in self._emptied]
        for newer, row in left:
            named = dict(zip(newer.columns, row.values, strict=True))
            yield tuple(_left_value(source, named.get(column)) for column in table.columns)

    def _is_whole(self, table: TableStart, row: Row) -> bool:
        """Return whether a row can be put back: not if it names an attachment that was destroyed."""
        if table.name != Blob.__tablename__:
            return True
        return dict(zip(table.columns, row.values, strict=True)).get("name") in self.opened.blobs

    def _row(self, table: TableStart, row: Row, case: str) -> tuple[object, ...]:
        named = dict(zip(table.columns, row.values, strict=True))
        key = [named.get(column) for column in table.key]
        if table.name == Entry.__tablename__:
            place = place_of(self.opened, table, row)
            if place in self._destroyed.parts:
                self._emptied[place] = None
                named |= dict.fromkeys(_MESSAGE)
        if table.name == Blob.__tablename__:
            self._blob_places[str(named.get("name"))] = place_of(self.opened, table, row)
        if table.name == Instance.__tablename__ and isinstance(named.get(_SALT), bytes):
            self._salt = named[_SALT]
        return tuple(
            self._value(value, column_source(table.name, column, key), case)
            for column, value in named.items()
        )

    def _value(self, value: object, source: str, case: str) -> object:
        if not isinstance(value, Reference):
            return value
        if not self.opened.has(value):
            return None
        content = b"".join(self.opened.content(value))
        self._index(value, source, case, content_digest(content))
        return content

    def _index(self, reference: Reference, source: str, case: str, digest: bytes) -> None:
        file = self.opened.there[reference.name]
        self._indexed.append(IndexedObject(source, case, digest, reference.size, reference.run, file))

    def _indexed_blobs(self) -> Iterator[IndexedObject]:
        for record in self.opened.records():
            if isinstance(record, BlobRecord) and self.opened.has(record.content):
                content = record.content
                yield IndexedObject(
                    blob_source(record.name),
                    self._blob_places.get(record.name, ("", 0))[0],
                    blob_digest(content.size),
                    content.size,
                    content.run,
                    self.opened.there[content.name],
                )


def _left_value(source: OpenedBackup | None, value: object) -> object:
    if source is None or not isinstance(value, Reference):
        return value
    return b"".join(source.content(value)) if source.has(value) else None
