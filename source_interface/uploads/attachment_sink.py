"""One file on its way: cleaned if it is a photo, counted, searched for traces, and encrypted into a blob."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec import UNSET

from crypto.errors import CryptoError
from crypto.gpg.encrypt import EncryptionStream
from crypto.gpg.packets import HEAD_BYTES, read_stream_recipients
from crypto.mailbox import Mailbox
from crypto.padding import filler, padme
from source_interface.errors import FileTooLargeError, ReporterError
from source_interface.metadata.scanner import MetadataScanner
from source_interface.photos.cleaner import PhotoCleaner
from source_interface.submissions.sending import SubmissionServices, append
from store.attachments.blobs import Blobs, RoomWatch
from store.domain.envelope import Attachment, Envelope
from store.errors import StoreBusyError, StoreFullError
from store.values import StoredBlob
from store.web.multipart import PIECE_BYTES

NAME_CHARACTERS: Final = 1_000


@dataclass(frozen=True, slots=True)
class UploadServices:
    """The services that receiving files needs, and the limits of one request."""

    blobs: Blobs
    max_files: int
    max_file_bytes: int
    submissions: SubmissionServices


class AttachmentSink:
    """A file to write and then to finish; every other end must abort, and leaves nothing.

    A photo is cleaned on its way if there is a `cleaner`, and named by its place in the conversation, which no other
    file of the mailbox ever has. Raises `FileTooLargeError`, `PhotoNotCleanedError`, and what gpg and the store raise.
    """

    def __init__(
        self,
        services: UploadServices,
        mailbox: Mailbox,
        recipients: Sequence[Path],
        name: str,
        *,
        cleaner: PhotoCleaner | None = None,
    ) -> None:
        self._services = services
        self._mailbox = mailbox
        self._cleaner = cleaner
        self.name = name[:NAME_CHARACTERS].encode("utf-8", "replace").decode()
        self.is_cleaned = False
        self.sequence = 0
        """The file's place in the conversation, once it is finished."""
        self.blob_name = ""
        self._day = services.submissions.clock.today()
        self._digest = hashlib.sha256()
        self._arrived = 0
        self._size = 0
        self.scanner = MetadataScanner(self.name)
        self._room = RoomWatch(services.blobs)
        self._blob = services.blobs.create()
        try:
            self._gpg = EncryptionStream(recipients, self._blob.fileno(), self._day)
        except BaseException:
            self._blob.abort()
            raise

    @property
    def pictures(self) -> int:
        """The pictures in a cleaned photo that is whole."""
        return self._cleaner.pictures if self._cleaner is not None else 1

    @property
    def left_film(self) -> bool:
        """Return whether a film or a sound was left out of a photo."""
        return self._cleaner is not None and self._cleaner.left_film

    def write(self, data: bytes) -> None:
        """Write more of the file."""
        self._arrived += len(data)
        if self._arrived > self._services.max_file_bytes:
            raise FileTooLargeError
        self._keep(data if self._cleaner is None else self._cleaner.feed(data))

    def _keep(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE_BYTES):  # a cleaner may hand out megabytes at once
            self._keep_piece(data[start : start + PIECE_BYTES])

    def _keep_piece(self, data: bytes) -> None:
        if self._cleaner is not None and self._cleaner.kind is not None and not self.is_cleaned:
            self.is_cleaned = True
            self.scanner = MetadataScanner("")
        self._size += len(data)
        self._room.passes(len(data))
        self._digest.update(data)
        self._gpg.write(data)
        self.scanner.feed(data)

    def finish(self) -> int:
        """Make the whole file durable, then part of the conversation; return the size in bytes of what is kept."""
        if self._cleaner is not None:
            self._keep(self._cleaner.finish())
        self._pad()
        self._gpg.finish()
        self._require_encrypted()
        blob = self._blob.commit()
        try:
            appended = append(
                self._services.submissions,
                self._mailbox,
                lambda sequence: self._envelope(sequence, blob),
                (blob,),
            )
        except (ReporterError, CryptoError, StoreBusyError, StoreFullError):
            # After another StoreError the sweep decides: the blob may already be bound.
            self._services.blobs.delete(blob.name)
            raise
        if appended is not None:
            self.sequence, self.blob_name = appended.sequence, blob.name
        return self._size

    def abort(self) -> None:
        """Kill gpg, then remove the blob; harmless after `finish`."""
        self._gpg.abort()
        self._blob.abort()

    def _pad(self) -> None:
        for zeros in filler(self._size):
            self._gpg.write(zeros)

    def _require_encrypted(self) -> None:
        """Refuse to keep gpg's output unless it is a message of this length: a fault of ours must store no file."""
        written = self._blob.written(HEAD_BYTES)
        recipients = read_stream_recipients(written.head, written.size, padme(self._size))
        self._services.submissions.conversation.roster.valid().require_known(recipients)

    def _envelope(self, sequence: int, blob: StoredBlob) -> Envelope:
        cleaned = True if self.is_cleaned else UNSET
        if self._cleaner is not None and self._cleaner.kind is not None:
            self.name = f"foto-{sequence}{self._cleaner.kind.ending}"
        attachment = Attachment(blob.name, self.name, self._size, self._digest.hexdigest(), cleaned)
        return Envelope(self._mailbox.id, sequence, "attachment", self._day, attachment=attachment)
