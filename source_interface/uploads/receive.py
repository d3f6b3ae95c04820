"""Receiving the files of one request, each from the socket through gpg into a blob.

The package's docstring describes the whole way.
"""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, Self

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.errors import EncryptionError
from source_interface.conversation.recipients import Recipients
from source_interface.errors import (
    BodyTooLargeError,
    BrokenBodyError,
    FileIncompleteError,
    ForeignFormError,
    NotReadyError,
    ReporterError,
)
from source_interface.forms.base import TOKEN_FIELD, plain_lines
from source_interface.photos.cleaner import PhotoCleaner
from source_interface.session import MailboxSession
from source_interface.uploads.attachment_sink import AttachmentSink, UploadServices
from source_interface.uploads.progress import ReceivedFile, RefusedFile, UploadOutcome
from store.domain.errors import RosterError
from store.errors import StoreError
from store.web.multipart import Field, FileData, FileEnd, FileStart, MultipartError, Part, TooManyPartsError

PHOTOS_FIELD: Final = "photos"
AS_THEY_ARE: Final = "as-they-are"
_EXTEND_SECONDS: Final = 600.0
_LAST_ROOM_BYTES: Final = 64 * 1024  # as much as gpg writes at once


@dataclass(frozen=True, slots=True)
class Arriving:
    """A request whose text fields have been read, and whose files are still to come.

    Photos are cleaned unless the last field for them says otherwise: a box that is not ticked sends nothing, so the
    form has a hidden field before it.
    """

    first_field: tuple[str, str]
    text: str = field(repr=False)
    cleans: bool
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
        last = dict(fields)
        first = fields[0] if fields else ("", "")
        return cls(first, plain_lines(last.get("text")), last.get(PHOTOS_FIELD) != AS_THEY_ARE, parts)


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
        _certificates(services, session)  # a fault here would affect all of the files
        with closing(_Receiver(services, session, upload, cleans=arriving.cleans)) as receiver:
            for part in arriving.files:
                receiver.take(part)
    except (MultipartError, BrokenBodyError, BodyTooLargeError) as error:
        upload.ended_by = type(error)
        if upload.arriving:
            upload.refused.append(RefusedFile(upload.arriving, FileIncompleteError))
    upload.arriving = ""


def _certificates(services: UploadServices, session: MailboxSession) -> list[Path]:
    conversation = services.submissions.conversation
    return Recipients.now(conversation, session.mailbox, conversation.roster.valid()).certificates


class _Receiver:
    """A receiver with at most one open file at a time."""

    def __init__(
        self, services: UploadServices, session: MailboxSession, upload: UploadOutcome, *, cleans: bool
    ) -> None:
        self._services = services
        self._cleans = cleans
        self._session = session
        self._extended_at = time.monotonic()
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
                self._extend_session()
                if part.filename:  # an empty file counts; a nameless part without data is "nothing chosen"
                    self._open()
            case FileData() if not self._upload.skipping:
                if time.monotonic() - self._extended_at > _EXTEND_SECONDS:
                    self._extend_session()
                (self._sink or self._open()).write(part.data)
            case FileEnd() if self._sink is not None:
                self._extend_session()
                self._upload.received.append(self._finished(self._sink))
                self.close()
                self._upload.arriving = ""

    def _finished(self, sink: AttachmentSink) -> ReceivedFile:
        """Complete the file, and return what the page tells of it."""
        size, found = sink.finish(), sink.scanner.found()
        sent_as = self._name if sink.is_cleaned else None
        name = sink.name if sink.is_cleaned else self._name
        return ReceivedFile(
            name, size, found, sent_as, sink.sequence, sink.blob_name, sink.pictures, sink.left_film
        )

    def _extend_session(self) -> None:
        """Extend the session, and stop if it ended: a visitor who came in by an old code can add nothing more."""
        self._session.extend(self._services.submissions.session)
        self._extended_at = time.monotonic()

    def _open(self) -> AttachmentSink:
        # Asked for each file: a person may be taken off the case in the hours of a request.
        certificates = _certificates(self._services, self._session)
        self._sink = AttachmentSink(
            self._services,
            self._session.mailbox,
            certificates,
            self._name,
            cleaner=PhotoCleaner() if self._cleans else None,
        )
        return self._sink
