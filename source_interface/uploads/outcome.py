"""The fate of each file in one request."""

from dataclasses import dataclass, field, replace
from typing import Self

from crypto.errors import KentonganError
from source_interface.errors import FileTooLargeError, MailboxFullError
from source_interface.metadata.kinds import MetadataWarning
from source_interface.web.request_body import BodyTooLargeError
from store.errors import StoreFullError


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A durable file, with its true size in bytes, and warnings about what may tell who sent it.

    `searched` is False where its content could not be searched.
    """

    name: str
    size: int
    warnings: tuple[MetadataWarning, ...]
    searched: bool


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not taken, and the reason."""

    name: str
    reason: type[KentonganError]


@dataclass(slots=True)
class UploadOutcome:
    """The fate of the files of a request; `ended_by` is set if the rest of it could not be read.

    `arriving` is the name of a file that is not whole yet. `skipping` means that the rest of a refused file is read
    away. `heavy` means that more is coming than one file may have.
    """

    received: list[ReceivedFile] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    arriving: str = ""
    skipping: bool = False
    ended_by: type[KentonganError] | None = None
    heavy: bool = False

    def remembered(self) -> Self:
        """Return what the frame may tell after the answer: no warnings, and names only if the request broke off."""
        if self.ended_by is None:
            return replace(
                self, received=[ReceivedFile("", 0, (), searched=False) for _one in self.received], refused=[]
            )
        return replace(self, received=[replace(one, warnings=()) for one in self.received])

    @property
    def too_large(self) -> bool:
        """Return whether a size was the reason for any refusal."""
        ended = self.ended_by is not None and issubclass(self.ended_by, BodyTooLargeError)
        return ended or any(file.reason is FileTooLargeError for file in self.refused)

    @property
    def lacked_room(self) -> bool:
        """Return whether the disk, or the mailbox, had no room for a file."""
        return any(issubclass(file.reason, StoreFullError | MailboxFullError) for file in self.refused)

    @property
    def is_taking(self) -> bool:
        """Return whether the bytes that arrive now are kept."""
        return not self.skipping and self.ended_by is None

    @property
    def may_be_refused(self) -> bool:
        """Return whether the arriving bytes are too large if they are one file."""
        return self.heavy and not self.received and not self.refused and self.ended_by is None
