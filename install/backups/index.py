"""The server's memory of what lies in which object, so that a run writes only what is new. It is never carried away.

It holds no key. Without it the next run writes everything anew, and cannot tell which older objects belong to what.

Forms 1 and 2 did not say which message names an attachment. They are read, and each run adds the messages of the
attachments that are there.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto.signing import decoder_ready
from install.backups.manifest import ListedFile
from install.backups.repository import StoredFile
from store.web.durable import replace_file

_FIRST_FORM: Final = 1
_FORM: Final = 3
_PRIVATE: Final = 0o600
_MARK_BYTES: Final = 16
_DIGEST_BYTES: Final = 32
_SIZE_BYTES: Final = 8


def store_mark(codename_salt: bytes) -> bytes:
    """Return a mark of the store with this salt, from which the salt cannot be told."""
    return blake2b(codename_salt, digest_size=_MARK_BYTES).digest()


def column_source(table: str, column: str, key: Iterable[object]) -> str:
    """Return the name of a place in the store: a column of the row with this key."""
    return "/".join((table, column, *map(str, key)))


def content_digest(content: bytes) -> bytes:
    """Return the digest by which content is known again."""
    return blake2b(content, digest_size=_DIGEST_BYTES).digest()


def blob_source(blob: str) -> str:
    """Return the name of an attachment's place in the store."""
    return column_source("blob", "", [blob])


def blob_of(source: str) -> str:
    """Return the name of the attachment that has this place in the store."""
    return source.rpartition("/")[2]


def message_sources(case: str, sequence: int) -> tuple[str, str]:
    """Return the two places of a message: for its readers, and for the mailbox."""
    key = (case, sequence)
    return column_source("entry", "envelope", key), column_source("entry", "sealed", key)


def is_message(source: str) -> bool:
    """Return whether this is the place of a message, for its readers or for the mailbox."""
    return source.startswith("entry/")


def message_sides(source: str) -> tuple[str, str]:
    """Return the two places of a message, by either."""
    _, _, case, sequence = source.split("/")
    return message_sources(case, int(sequence))


def is_readers_message(source: str) -> bool:
    """Return whether this is the place of a message as its readers have it."""
    return source.startswith("entry/envelope/")


def is_statistic(source: str) -> bool:
    """Return whether this is the place of a record for the figures, which each decision replaces."""
    return source.startswith("statistic/")


def is_private_record(source: str) -> bool:
    """Return whether this is the place of what a person of the office keeps for themselves."""
    return source.startswith("private_record/")


def is_attachment(source: str) -> bool:
    """Return whether this is the place of an attachment."""
    return source.startswith("blob//")


def blob_digest(size: int) -> bytes:
    """Return the digest of an attachment, which never changes: its name and its size tell it."""
    return size.to_bytes(_SIZE_BYTES, "big")


class IndexNotice(StrEnum):
    """What a run found of the index and its backups, and a person has to be told."""

    LOST = "lost"
    PUT_BACK = "put back"
    NEWEST_GONE = "newest gone"


class IndexedObject(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """An object: its place in the store, its case, the digest and size of its content, its run and its file."""

    source: str
    case: str
    digest: bytes
    size: int
    run: str
    file: ListedFile

    @property
    def stored(self) -> StoredFile:
        """The object's file."""
        return self.file.stored


class _IndexFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    form: Annotated[int, Meta(ge=_FIRST_FORM, le=_FORM)]
    salt: bytes
    objects: tuple[IndexedObject, ...]
    signers: tuple[str, ...] = ()
    messages: dict[str, dict[str, set[bytes]]] = {}
    fetched: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    begun: int = 0
    ended: int = 0
    held: tuple[str, ...] = ()
    notices: tuple[IndexNotice, ...] = ()
    # Of form 2 alone; `fetched` named objects there.
    places: dict[str, int] = {}
    lost: dict[str, str] = {}
    missed: tuple[str, ...] = ()
    unended: tuple[str, ...] = ()


class BackupIndex:
    """The objects of a repository by their names, and for each place in the store the newest.

    `salt` is a mark of the store that they came from; `signers` are the keys by which this server has signed.
    `messages` has, by an attachment's place in the store, the digests of the message that names it, by the places of
    its two sides: more than one if the store damaged a side. A decision's attachment has none. `fetched` are the places
    of attachments that the office fetched: their reporters cannot withdraw them. `told` names objects that the store
    misses, and of which a run that came to its end has told. `begun` and `ended` are the serials of the last backup
    whose run began to write its manifest, and of the last whose run came to its end; 0 is not known. `held` are backups
    of whose objects the index knows nothing, to be kept for twelve months. `notices` were not told yet by a run that
    came to its end.
    """

    def __init__(
        self, salt: bytes, objects: tuple[IndexedObject, ...] = (), signers: tuple[str, ...] = ()
    ) -> None:
        self.salt: Final = salt
        self.signers: Final = set(signers)
        self.messages: Final = dict[str, dict[str, set[bytes]]]()
        self.fetched: Final = set[str]()
        self.told: Final = set[str]()
        self.begun = self.ended = 0
        self.held: Final = set[str]()
        self.notices: Final = set[IndexNotice]()
        self._objects = {indexed.file.name: indexed for indexed in objects}
        self._newest = {indexed.source: indexed for indexed in objects}

    def __len__(self) -> int:
        return len(self._objects)

    def find(self, source: str, digest: bytes) -> IndexedObject | None:
        """Return the object that has this content of this place, if there is one."""
        found = self._newest.get(source)
        return found if found is not None and found.digest == digest else None

    def add(self, indexed: IndexedObject) -> None:
        """Remember an object."""
        self._objects[indexed.file.name] = indexed
        self._newest[indexed.source] = indexed

    def of(self, name: str) -> IndexedObject | None:
        """Return what is known of this object."""
        return self._objects.get(name)

    def objects(self) -> tuple[IndexedObject, ...]:
        """Return all objects, in the order in which they were added."""
        return tuple(self._objects.values())

    def by_place(self) -> Mapping[str, list[IndexedObject]]:
        """Return the objects by their places in the store, in the order in which they were added."""
        found = defaultdict[str, list[IndexedObject]](list)
        for indexed in self._objects.values():
            found[indexed.source].append(indexed)
        return found

    def note_message(self, attachment: str, side: str, digest: bytes) -> None:
        """Remember the content of one side of the message that names an attachment, each by its place in the store."""
        self.messages.setdefault(attachment, {}).setdefault(side, set()).add(digest)

    def note_ended(self, serial: int, missed: Iterable[str]) -> None:
        """Remember that a run came to its end, and told what it had to tell and which objects the store misses."""
        self.ended = serial
        self.told.clear()
        self.told.update(missed)
        self.notices.clear()

    def note_lost(self, backups: Iterable[str]) -> None:
        """Remember that the index before this one was lost, beside these backups."""
        self.notices.add(IndexNotice.LOST)
        self.held.update(backups)

    def note_put_back(self, backups: Iterable[str]) -> None:
        """Remember that these backups are newer than the index: what the office fetched meanwhile is not known."""
        self.notices.add(IndexNotice.PUT_BACK)
        self.held.update(backups)
        self.fetched.update(self.messages)
        self.fetched.update(filter(is_attachment, self._newest))

    def keep(self, names: frozenset[str], contents: Container[str]) -> None:
        """Forget all objects but these.

        Of an attachment that is not among the store's `contents`, the message stays as long as an object of either is
        kept: the store may come back to a state that has the attachment, and it may be withdrawn then.
        """
        self._objects = {name: indexed for name, indexed in self._objects.items() if name in names}
        self._newest = {indexed.source: indexed for indexed in self._objects.values()}
        kept = {(indexed.source, indexed.digest) for indexed in self._objects.values()}
        for source in self.messages.keys() - self._newest.keys():
            sides = self.messages[source].items()
            if source not in contents and kept.isdisjoint(
                (place, one) for place, all_ in sides for one in all_
            ):
                del self.messages[source]
        self.fetched.intersection_update(self._newest.keys() | self.messages.keys())
        self.told.intersection_update(self._objects)

    def save(self, path: Path) -> None:
        """Write the index into this file, which is private."""
        data = msgspec.msgpack.encode(
            _IndexFile(
                form=_FORM,
                salt=self.salt,
                objects=self.objects(),
                signers=tuple(self.signers),
                messages=self.messages,
                fetched=tuple(self.fetched),
                told=tuple(self.told),
                begun=self.begun,
                ended=self.ended,
                held=tuple(self.held),
                notices=tuple(self.notices),
            )
        )
        replace_file(path, data, _PRIVATE)


def index_file(folder: Path, identity: str) -> Path:
    """Return where the index of the repository of this identity lies in the server's private folder."""
    return folder / f"index-{identity}"


def read_index(path: Path) -> BackupIndex | None:
    """Return the index in this file; None if there is none that can be read."""
    try:
        data = path.read_bytes()
        found = msgspec.msgpack.decode(data, type=decoder_ready(_IndexFile))
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeError):
        return None
    index = BackupIndex(found.salt, found.objects, found.signers)
    index.messages.update(found.messages)
    index.fetched.update(_fetched_places(index, found))
    index.told.update(found.told)
    index.begun, index.ended = found.begun, found.ended
    index.held.update(found.held)
    index.notices.update(found.notices)
    return index


def _fetched_places(index: BackupIndex, found: _IndexFile) -> Iterator[str]:
    """Yield the places of fetched attachments; form 2 named the objects of these and of their messages."""
    for place in found.fetched:
        indexed = index.of(place)
        yield place if indexed is None else indexed.source
