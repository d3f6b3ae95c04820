"""A run of `kentongan backup` at work: what it has written, and what its newest dump refers to.

A run may write its dump more than once, because files are withdrawn meanwhile. What it has written as objects is found
again by the next dump; what no dump needs in the end is removed.
"""

import errno
import secrets
from collections.abc import Collection, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from install.backups.dump import Reference
from install.backups.errors import LostAttachmentError
from install.backups.index import (
    BackupIndex,
    IndexedObject,
    blob_digest,
    blob_source,
    content_digest,
    message_sources,
)
from install.backups.manifest import ListedFile
from install.backups.repository import Repository, StoredFile, new_name
from install.backups.run_keys import RunKey
from install.backups.sealing import read_file, seal
from store.values import StoredBlob

_MOST_WAITING: Final = 16 * 1024 * 1024
# A file that is not there, a sector that cannot be read, a folder whose blocks are damaged.
_LOST: Final = frozenset({errno.ENOENT, errno.EIO, errno.EUCLEAN})


@dataclass(frozen=True, slots=True)
class NamedBlob:
    """An attachment that a row names: its day, its case, and its place in the conversation, 0 for none.

    Once it counts as `fetched`, its reporter cannot withdraw it.
    """

    blob: StoredBlob
    day: date
    case: str
    sequence: int
    fetched: bool

    @property
    def source(self) -> str:
        """Its place in the store."""
        return blob_source(self.blob.name)

    @property
    def message_sources(self) -> tuple[str, ...]:
        """The places of its message, if one names it."""
        return message_sources(self.case, self.sequence) if self.sequence else ()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Content that is referred to as an object of this name, and not written yet."""

    name: str
    source: str
    case: str
    digest: bytes
    content: bytes


@dataclass(slots=True)
class BackupRun:
    """A run at work: what is in the repository (`present`, by size, and the runs' whole `keys`), and what it has found.

    `absent` are small files that are not on this machine, `new` the objects that this run wrote. The rest is of its
    newest dump. `listed` are the objects of the new backup and `runs` those that encrypted them; `emptied` are places
    of the store whose content is gone while their row is there, `contents` the digests of all others; `cases` are all
    cases of the store, `tombstones` the cases that it destroyed, `blob_tombstones` the attachments that were withdrawn
    or destroyed, among names of none, and `blobs` the attachments that its rows name. Of these some are lost: `saved`
    are those that an earlier backup has, `lost` those that none has. Those `left_out` are in the store, and had no
    room. `missed` are the objects of what the store lost with its row. `waiting` is written in random order: that of
    the rows would tell the place of the backups which objects belong to one case.
    """

    repository: Repository
    key: RunKey
    index: BackupIndex
    present: dict[str, int]
    keys: dict[str, ListedFile]
    absent: tuple[str, ...] = ()
    new: list[str] = field(default_factory=list)
    listed: dict[str, ListedFile] = field(default_factory=dict)
    runs: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)
    contents: dict[str, bytes] = field(default_factory=dict)
    cases: set[str] = field(default_factory=set)
    tombstones: set[str] = field(default_factory=set)
    blob_tombstones: set[str] = field(default_factory=set)
    blobs: list[NamedBlob] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    missed: tuple[IndexedObject, ...] = ()
    waiting: list[_Waiting] = field(default_factory=list)
    waiting_bytes: int = 0

    @property
    def attachments(self) -> int:
        """The number of attachments that the store still has, and this backup too."""
        gone = {*self.saved, *self.lost, *self.left_out}
        return sum(named.source in self.contents and named.blob.name not in gone for named in self.blobs)

    def begin_dump(self) -> None:
        """Forget what an earlier dump of this run found."""
        for found in (
            self.listed,
            self.runs,
            self.emptied,
            self.contents,
            self.cases,
            self.tombstones,
            self.blob_tombstones,
        ):
            found.clear()
        for names in (self.blobs, self.saved, self.lost, self.left_out):
            names.clear()

    def remember_blobs(self) -> None:
        """Let the index know the message of each attachment of the newest dump, and which the office has fetched."""
        for named in self.blobs:
            for side in self.contents.keys() & named.message_sources:
                self.index.note_message(named.source, side, self.contents[side])
            if named.fetched:
                self.index.fetched.add(named.source)

    def refer(self, source: str, case: str, content: bytes) -> Reference:
        """Return a reference to this content of this place of the store, as an object."""
        digest = content_digest(content)
        indexed = self._known(source, digest)
        if indexed is not None:
            return self._reference(indexed)
        found = _Waiting(new_name(), source, case, digest, content)
        self.waiting.append(found)
        self.waiting_bytes += len(content)
        if self.waiting_bytes > _MOST_WAITING:
            self.write_waiting()
        return Reference(found.name, self.key.run, len(content))

    def write_waiting(self) -> None:
        """Write the objects that wait."""
        secrets.SystemRandom().shuffle(self.waiting)
        for found in self.waiting:
            size = len(found.content)
            stored = seal(self.repository, self.key, [found.content], size, found.name)
            self._reference(self._added(found.source, found.case, found.digest, size, stored))
        self.waiting.clear()
        self.waiting_bytes = 0

    def refer_blob(self, named: NamedBlob, path: Path) -> Reference:
        """Return a reference to an attachment, which never changes: its name and size tell it.

        Raises `LostAttachmentError` if it is not there as its row says, `NoRoomForAttachmentError` if it does not fit.
        """
        size = named.blob.size
        _require_size(named.blob, path)
        indexed = self._known(named.source, blob_digest(size))
        if indexed is None:
            self.repository.require_attachment_room(size)
            stored = seal(self.repository, self.key, _exactly(named.blob, path), size)
            indexed = self._added(named.source, named.case, blob_digest(size), size, stored)
        return self._reference(indexed)

    def leave_out_blob(self, named: NamedBlob) -> None:
        """Note an attachment that has no room; no backup has it, and the next run tries again."""
        self.left_out.append(named.blob.name)

    def refer_gone_blob(self, named: NamedBlob) -> Reference:
        """Return a reference to an attachment that is gone from the store: to its object, or to none if it has none."""
        indexed = self._known(named.source, blob_digest(named.blob.size))
        return self._reference(indexed) if indexed else Reference(new_name(), self.key.run, named.blob.size)

    def refer_lost_blob(self, named: NamedBlob) -> Reference | None:
        """Return a reference to a lost attachment in an earlier backup, and note which; None if none has it."""
        indexed = self._known(named.source, blob_digest(named.blob.size))
        if indexed is None:
            self.lost.append(named.blob.name)
            return None
        self.saved.append(named.blob.name)
        return self._reference(indexed)

    def list_dump(self, dump: ListedFile) -> None:
        """Let this dump be one of the backup's objects."""
        self.new.append(dump.name)
        self.listed[dump.name] = dump
        self.runs.add(self.key.run)

    def leave_out(self, names: Set[str]) -> frozenset[str]:
        """Let the new backup not have these objects, and remove what this run wrote in vain; return its names."""
        for name in names:
            self.listed.pop(name, None)
        unused = frozenset(self.new) - self.listed.keys()
        self.remove(unused)
        return unused

    def remove(self, names: Collection[str]) -> None:
        """Remove these objects, which this run wrote."""
        for name in names:
            (self.repository.objects / name).unlink(missing_ok=True)
        self.new = [name for name in self.new if name not in names]

    def take_back(self) -> None:
        """Remove all that this run wrote."""
        for path in (
            self.repository.keys / self.key.run,
            *(self.repository.objects / name for name in self.new),
        ):
            path.unlink(missing_ok=True)

    def _known(self, source: str, digest: bytes) -> IndexedObject | None:
        self.contents[source] = digest
        found = self.index.find(source, digest)
        if (
            found is None
            or found.run not in self.keys
            or self.present.get(found.file.name) != found.file.size
        ):
            return None
        return found

    def _added(self, source: str, case: str, digest: bytes, size: int, stored: StoredFile) -> IndexedObject:
        indexed = IndexedObject(source, case, digest, size, self.key.run, ListedFile.of(stored))
        self.new.append(stored.name)
        self.present[stored.name] = stored.size
        self.index.add(indexed)
        return indexed

    def _reference(self, indexed: IndexedObject) -> Reference:
        self.listed[indexed.file.name] = indexed.file
        self.runs.add(indexed.run)
        return Reference(indexed.file.name, indexed.run, indexed.size)


def _require_size(blob: StoredBlob, path: Path) -> None:
    with _losing():
        size = path.lstat().st_size
    if size != blob.size:
        raise LostAttachmentError


def _exactly(blob: StoredBlob, path: Path) -> Iterator[bytes]:
    size = 0
    with _losing():
        for piece in read_file(path):
            size += len(piece)
            yield piece
    if size != blob.size:
        raise LostAttachmentError


@contextmanager
def _losing() -> Iterator[None]:
    """Raise `LostAttachmentError` where the store's disk does not give a file; what else fails ends the run."""
    try:
        yield
    except OSError as error:
        if error.errno not in _LOST:
            raise
        raise LostAttachmentError from None
