"""Receiving the files of one request, each from the socket through gpg into a blob.

The package's docstring describes the whole way.
"""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, Self

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.encrypt import EncryptionStream
from crypto.gpg.errors import EncryptionError
from crypto.gpg.packets import HEAD_BYTES, read_stream_recipients
from crypto.mailbox import Mailbox
from crypto.padding import filler, padme
from source_interface.conversation.recipients import Recipients
from source_interface.errors import (
    BodyTooLargeError,
    BrokenBodyError,
    FileIncompleteError,
    FileTooLargeError,
    ForeignFormError,
    NotReadyError,
    ReporterError,
)
from source_interface.forms.base import TOKEN_FIELD, plain_lines
from source_interface.metadata.scanner import MetadataScanner
from source_interface.session import MailboxSession
from source_interface.submissions.sending import SubmissionServices, append
from source_interface.uploads.progress import ReceivedFile, RefusedFile, UploadOutcome
from store.attachments.blobs import Blobs, RoomWatch
from store.domain.envelope import Attachment, Envelope
from store.domain.errors import RosterError
from store.errors import StoreBusyError, StoreError, StoreFullError
from store.values import StoredBlob
from store.web.multipart import Field, FileData, FileEnd, FileStart, MultipartError, Part, TooManyPartsError

NAME_CHARACTERS: Final = 1_000
_GO_ON_SECONDS: Final = 600.0
_LAST_ROOM_BYTES: Final = 64 * 1024  # as much as gpg writes at once


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
        return Envelope(self._mailbox.id, sequence, "attachment", self._day, attachment=attachment)


@dataclass(frozen=True, slots=True)
class Arriving:
    """A request whose text fields have been read, and whose files are still to come."""

    first_field: tuple[str, str]
    text: str = field(repr=False)
    files: Iterator[Part] = field(repr=False)

    @classmethod
    def begin(cls, parts: Iterator[Part]) -> Self:
        """Read up to the first file. `text` is a message that was being written beside the files."""
        fields: list[tuple[str, str]] = []
        for part in parts:
            if not isinstance(part, Field):
                parts = chain((part,), parts)
                break
            fields.append((part.name, part.text()))
        return cls(fields[0] if fields else ("", ""), plain_lines(dict(fields).get("text")), parts)


def receive(
    services: UploadServices, session: MailboxSession, arriving: Arriving, upload: UploadOutcome
) -> None:
    """Take every file of the request that arrives whole, and report it in `upload` at once.

    Raises `ForeignFormError` before any file, unless the form's token comes first and is right; also what
    `RosterKeeper.valid` and `Recipients.now` raise.
    """
    name, token = arriving.first_field
    if name != TOKEN_FIELD or not session.accepts(token):
        raise ForeignFormError
    try:
        _recipients(services, session)  # a fault here would affect all of the files
        with closing(_Receiver(services, session, upload)) as receiver:
            for part in arriving.files:
                receiver.take(part)
    except (MultipartError, BrokenBodyError, BodyTooLargeError) as error:
        upload.ended_by = type(error)
        if upload.arriving:
            upload.refused.append(RefusedFile(upload.arriving, FileIncompleteError))
    upload.arriving = ""


def _recipients(services: UploadServices, session: MailboxSession) -> list[Path]:
    conversation = services.submissions.conversation
    return Recipients.now(conversation, session.mailbox, conversation.roster.valid()).recipients


class _Receiver:
    """A receiver with at most one open file at a time."""

    def __init__(self, services: UploadServices, session: MailboxSession, upload: UploadOutcome) -> None:
        self._services = services
        self._session = session
        self._went_on = time.monotonic()
        self._upload = upload
        self._name = ""
        self._files = 0
        self._sink: AttachmentSink | None = None

    def take(self, part: Part) -> None:
        """Take one part of the body; record the failure of a file in the upload, so that the next may still come."""
        try:
            self._take(part)
        except (ReporterError, StoreError) as error:
            self._refuse(type(error))
        except RosterError:
            self._refuse(NotReadyError)
        except CryptoError:
            self._refuse(self._why_not_encrypted())

    def close(self) -> None:
        """Discard a file that did not come to its end."""
        if self._sink is not None:
            self._sink.abort()
            self._sink = None

    def _why_not_encrypted(self) -> type[KentonganError]:
        """Return the reason why gpg could not write, since gpg reports a full disk only as a failure."""
        try:
            self._services.blobs.require_room(_LAST_ROOM_BYTES)
        except StoreError as error:
            return type(error)
        return EncryptionError

    def _refuse(self, reason: type[KentonganError]) -> None:
        self.close()
        self._upload.skipping = True
        self._upload.arriving = ""
        self._upload.refused.append(RefusedFile(self._name, reason))

    def _take(self, part: Part) -> None:
        match part:
            case FileStart():
                self._name, self._upload.skipping = part.filename, False
                self._upload.arriving = part.filename
                self._files += 1
                if self._files > self._services.max_files:
                    raise TooManyPartsError
                self._go_on()
                if part.filename:  # an empty file counts; a nameless part without data is "nothing chosen"
                    self._open()
            case FileData() if not self._upload.skipping:
                if time.monotonic() - self._went_on > _GO_ON_SECONDS:
                    self._go_on()
                (self._sink or self._open()).write(part.data)
            case FileEnd() if self._sink is not None:
                self._go_on()
                size = self._sink.finish()
                warnings, searched = self._sink.warnings.found(), self._sink.warnings.can_look_inside
                self.close()
                self._upload.arriving = ""
                self._upload.received.append(ReceivedFile(self._name, size, warnings, searched))

    def _go_on(self) -> None:
        """Extend the session, and stop if it ended: a visitor who came in by an old code can add nothing more."""
        self._session.go_on(self._services.submissions.session)
        self._went_on = time.monotonic()

    def _open(self) -> AttachmentSink:
        # Asked for each file: a person may be taken off the case in the hours of a request.
        recipients = _recipients(self._services, self._session)
        self._sink = AttachmentSink(self._services, self._session.mailbox, recipients, self._name)
        return self._sink
