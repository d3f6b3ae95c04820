"""One file on its way from the socket through gpg into a blob, and into the conversation when it is whole."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.encrypt import EncryptionStream
from crypto.gpg.packets import HEAD_BYTES, read_stream_recipients
from crypto.mailbox import Mailbox
from crypto.padding import filler, padme
from source_interface.errors import FileTooLargeError, ReporterError
from source_interface.metadata.stream import MetadataScanner
from source_interface.submissions.sending import SubmissionServices, append
from store.attachments.blobs import Blobs, RoomWatch
from store.domain.envelope import Attachment, Envelope
from store.errors import StoreBusyError, StoreFullError
from store.values import StoredBlob

NAME_CHARACTERS: Final = 1_000


@dataclass(frozen=True, slots=True)
class UploadServices:
    """The parts of a running app that receiving files needs, and the limits of one request."""

    blobs: Blobs
    max_files: int
    max_file_bytes: int
    submissions: SubmissionServices


class AttachmentSink:
    """A file to write and then to finish; every other end must abort, and leaves nothing.

    Raises `FileTooLargeError`, and what gpg and the store raise.
    """

    def __init__(
        self, services: UploadServices, mailbox: Mailbox, recipients: Sequence[Path], name: str
    ) -> None:
        self._services = services
        self._mailbox = mailbox
        self._name = name[:NAME_CHARACTERS].encode("utf-8", "replace").decode()
        self._day = services.submissions.clock.today()
        self._digest = hashlib.sha256()
        self._size = 0
        self.warnings = MetadataScanner(self._name)
        self._room = RoomWatch(services.blobs)
        self._blob = services.blobs.create()
        try:
            self._gpg = EncryptionStream(recipients, self._blob.fileno(), self._day)
        except BaseException:
            self._blob.abort()
            raise

    def write(self, data: bytes) -> None:
        """Write more of the file."""
        self._size += len(data)
        if self._size > self._services.max_file_bytes:
            raise FileTooLargeError
        self._room.passes(len(data))
        self._digest.update(data)
        self._gpg.write(data)
        self.warnings.feed(data)

    def finish(self) -> int:
        """Make the whole file durable, then part of the conversation; return its true size in bytes."""
        self._pad()
        self._gpg.finish()
        self._require_encrypted()
        blob = self._blob.commit()
        try:
            append(
                self._services.submissions,
                self._mailbox,
                lambda sequence: self._envelope(sequence, blob),
                (blob,),
            )
        except (ReporterError, CryptoError, StoreBusyError, StoreFullError):
            # After another StoreError the sweep decides: the blob may already be bound.
            self._services.blobs.delete(blob.name)
            raise
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
        attachment = Attachment(blob.name, self._name, self._size, self._digest.hexdigest())
        return Envelope(self._mailbox.case, sequence, "attachment", self._day, attachment=attachment)
