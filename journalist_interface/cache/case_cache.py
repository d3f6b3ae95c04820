"""The index, in code `CaseCache`: an officer's decrypted texts, under a key that only the officer's key opens.

Each case has one file, sealed with XChaCha20-Poly1305 (libsodium) and padded to buckets. The version and the case are
associated data, so that no file can stand for another. The index saves decrypting and asking GnuPG again, and is no
authority: what it holds is found by digests (`verification_cache`), a case is still read from the store, and the pins
stay as they are.
"""

import contextlib
import os
import re
import threading
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self

import msgspec
from msgspec import Meta

from crypto.gpg.decrypt import SESSION_KEY_PATTERN, SessionKey
from journalist_interface.cache.known_places import KeptFact, KnownPlaces, PlaceContent
from journalist_interface.cache.sealing import seal, unseal
from journalist_interface.cache.verification_cache import Opened, VerificationCache
from store.api.messages import CaseRow
from store.domain.envelope import Excluded
from store.domain.event import SignedEvent
from store.domain.fields import BlobName, CaseId, Digest, Sequence, Struct
from store.domain.roster import REPORTER
from store.domain.withdrawal import Withdrawal
from store.web.durable import replace_file
from store.web.file_stamp import FileStamp

MOST_FILE_BYTES: Final = 64 * 1024 * 1024  # a larger case is decrypted anew each time
SUMMARIES: Final = "summaries.sealed"
_PURPOSE: Final = b"kentongan/index-file/1\n"
_SUFFIX: Final = ".idx"
_CASE: Final = re.compile(r"[0-9a-f]{32}")


class CacheNotice(StrEnum):
    """Events of the index that the officer reads about. Each value is a message id."""

    DAMAGED = (
        "A file of this workstation's index was damaged, and was thrown away. The case is decrypted again."
    )
    ANEW = "This workstation's index did not fit your key, and was begun anew. Cases are decrypted again."
    UNUSABLE = (
        "The index of this workstation cannot be read or written. Next time, cases are decrypted again."
    )


class KeptMessage(Struct, frozen=True):
    """A decrypted message without its padding, and its session key."""

    ciphertext: Digest
    message: bytes
    key: Annotated[str, Meta(pattern=SESSION_KEY_PATTERN)]


class KeptEntry(Struct, frozen=True):
    """A place of the conversation, and the message in it; `blob` if it is a file, or was until it was withdrawn.

    `had_message` says that a message or a reply was ever read there.
    """

    sequence: Sequence
    author: Annotated[str, Meta(max_length=64)]
    ciphertext: Digest
    blob: BlobName | None
    had_message: bool = False


class KeptProof(Struct, frozen=True):
    """A verified signature, and the certificates that its signer had then."""

    signed: Digest
    certificates: tuple[Digest, ...]


class KeptCase(Struct, frozen=True):
    """A case as it was last read. `excluded` are the people by whose signature no such case can be destroyed.

    `withdrawn` are the files that the reporter withdrew by messages that were read here, `contents` what was read in
    each place. `days` are those on which the store showed what is known last. `other_events` were read since, in a
    chain that lacked something.
    """

    case: CaseId
    row: CaseRow
    entries: tuple[KeptEntry, ...]
    events: tuple[SignedEvent, ...]
    messages: tuple[KeptMessage, ...]
    proofs: tuple[KeptProof, ...]
    excluded: tuple[Excluded, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()
    days: tuple[tuple[KeptFact, date], ...] = ()
    contents: tuple[tuple[PlaceContent, date], ...] = ()
    other_events: tuple[SignedEvent, ...] = ()

    def verified(self) -> VerificationCache:
        """Return the messages and proofs that need not be opened or verified again."""
        return VerificationCache(
            {kept.ciphertext: Opened(kept.message, SessionKey(kept.key)) for kept in self.messages},
            {proof.signed: frozenset(proof.certificates) for proof in self.proofs},
        )

    @property
    def last_of_reporter(self) -> int:
        """The last place in which a message of the reporter was read, 0 if there is none."""
        return max((entry.sequence for entry in self.entries if entry.author == REPORTER), default=0)

    def known(self) -> KnownPlaces:
        """Return what was at each place, and which files were withdrawn."""
        blobs = {entry.sequence: entry.blob for entry in self.entries}
        messages = (entry.sequence for entry in self.entries if entry.had_message)
        read = [content for content, _day in self.contents]
        return KnownPlaces.of(blobs, messages, self.withdrawn, [*self.days, *self.contents], read)

    def without_texts(self) -> Self:
        """Return what is kept without any message: what was at each place is still known."""
        return msgspec.structs.replace(self, messages=())

    def without_events(self) -> Self:
        """Return the least that is kept of a case, however long its conversation and history are."""
        return msgspec.structs.replace(self, messages=(), events=(), proofs=(), other_events=())


class CaseCache:
    """The index of one officer. `key` is None where there can be none: then nothing is kept."""

    def __init__(self, folder: Path, key: bytes | None) -> None:
        self._folder = folder
        self._key = key
        self._lock = threading.Lock()
        self._notices: dict[CacheNotice, None] = {}
        self._told: set[CacheNotice] = set()
        self._looked_for: dict[str, int] = {}
        self._without_texts: set[str] = set()
        self._stamps: dict[str, FileStamp] = {}
        self._closed = False

    def __repr__(self) -> str:
        return "CaseCache(…)"  # its key opens everything that was kept

    def load(self, case: str) -> KeptCase | None:
        """Return what was kept of a case. A damaged file is deleted, and a notice says so."""
        if self._key is None:
            return None
        try:
            with self._path(case).open("rb") as file:
                stamp = _stamp(os.fstat(file.fileno()))
                sealed = file.read()
        except FileNotFoundError:
            return None
        except OSError:
            self.tell(CacheNotice.UNUSABLE)
            return None
        try:
            kept = _opened(self._key, case, sealed)
        except (ValueError, msgspec.MsgspecError, RecursionError):
            self.forget(case)
            self.tell(CacheNotice.DAMAGED)
            return None
        self._stamps[case] = stamp
        return kept

    def is_older(self, row: CaseRow) -> bool:
        """Return whether texts were kept of a case before messages of it were destroyed; look once for each."""
        if row.destroyed_parts <= self._looked_for.get(row.case, 0):
            return False
        self._looked_for[row.case] = row.destroyed_parts
        kept = self.load(row.case)
        return kept is not None and bool(kept.messages) and kept.row.destroyed_parts < row.destroyed_parts

    def drop_texts(self, case: str) -> None:
        """Delete the messages kept of a case, but not what was at each place: no store may make that forgotten."""
        if not _CASE.fullmatch(case):
            return  # an address that is no case's: nothing was kept
        kept = self.load(case)
        if kept is not None and kept.messages:
            self.save(kept.without_texts())
        self._without_texts.add(case)
        self._stamps.pop(case, None)  # what was made from the texts must not outlive them
        self.drop_summaries()

    def save(self, kept: KeptCase) -> bool:
        """Keep a case, without its texts if it is too large; a disk that cannot be written costs the session nothing.

        What was at each place, and who is excluded, is kept of every case: else a long case would be forgotten. Return
        whether the next session finds nothing older there; of an index without a key it finds nothing.
        """
        if self._closed:
            return False
        if self._key is None:
            return True
        self._without_texts.discard(kept.case)
        plain = msgspec.msgpack.encode(kept)
        is_whole = len(plain) <= MOST_FILE_BYTES
        for smaller in (kept.without_texts, kept.without_events):
            if len(plain) > MOST_FILE_BYTES:
                plain = msgspec.msgpack.encode(smaller())
        sealed = seal(self._key, plain, _bound(kept.case))
        path = self._path(kept.case)
        self._stamps.pop(kept.case, None)
        try:
            replace_file(path, sealed, 0o600)
            if is_whole:
                self._stamps[kept.case] = _stamp(path.stat())
        except OSError:
            self.tell(CacheNotice.UNUSABLE)
            return False
        return True

    def forget(self, case: str) -> None:
        """Delete what was kept of a case that was destroyed, or of which this officer knows why it is gone."""
        if _CASE.fullmatch(case):
            self._stamps.pop(case, None)
            with contextlib.suppress(OSError):  # a file left behind stays closed to all others
                self._path(case).unlink(missing_ok=True)
            self.drop_summaries()

    def drop_summaries(self) -> None:
        """Delete what was kept of all cases together, which is made anew from their own files."""
        with contextlib.suppress(OSError):
            (self._folder / SUMMARIES).unlink(missing_ok=True)

    def known_stamps(self) -> dict[str, FileStamp]:
        """Return the stamps of the files, as they were when this session began or when it last read or wrote them."""
        return dict(self._stamps)

    def look_at_files(self) -> dict[str, FileStamp]:
        """Look at all files and return their stamps; called before this session reads or writes any."""
        for case in self.cases():
            with contextlib.suppress(OSError):
                self._stamps[case] = _stamp(self._path(case).stat())
        return self.known_stamps()

    def keep_texts_of(self, cases: set[str]) -> None:
        """Delete the messages kept of every other case: it may have been taken from this officer.

        That it is not listed is the store's word, so what was at each place stays known.
        """
        for case in self.cases() - cases - self._without_texts:
            self.drop_texts(case)

    def cases(self) -> set[str]:
        """Return the cases of which something is kept."""
        try:
            with os.scandir(self._folder) as found:
                names = [entry.name.removesuffix(_SUFFIX) for entry in found if entry.name.endswith(_SUFFIX)]
        except OSError:
            return set()
        return {name for name in names if _CASE.fullmatch(name)}

    def clear(self) -> None:
        """Delete every file, to begin anew."""
        for case in self.cases():
            self.forget(case)
        self.drop_summaries()

    def close(self) -> None:
        """Keep nothing more: an answer that comes late must not replace what the next session found."""
        self._closed = True

    def sealed_beside(self) -> tuple[Path, bytes | None]:
        """Return folder and key, for a file that is no case's."""
        return self._folder, self._key

    def take_notices(self) -> list[CacheNotice]:
        """Return what happened since the last call; an unwritable disk is reported once a session."""
        with self._lock:
            taken, self._notices = list(self._notices), {}
            return taken

    def tell(self, notice: CacheNotice) -> None:
        """Add a notice for the officer to read."""
        with self._lock:
            if notice is CacheNotice.UNUSABLE and notice in self._told:
                return
            self._told.add(notice)
            self._notices[notice] = None

    def _path(self, case: str) -> Path:
        if not _CASE.fullmatch(case):
            raise ValueError("a case has 32 hex digits")  # nothing else may become part of a path
        return self._folder / f"{case}{_SUFFIX}"


def _opened(key: bytes, case: str, sealed: bytes) -> KeptCase:
    return msgspec.msgpack.decode(unseal(key, sealed, _bound(case)), type=KeptCase)


def _bound(case: str) -> bytes:
    return _PURPOSE + case.encode()


def _stamp(found: os.stat_result) -> FileStamp:
    return FileStamp.of_status(found)._replace(device=0)  # its number may be another after a restart
