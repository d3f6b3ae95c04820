"""What became of the files of one request."""

from dataclasses import dataclass, field, replace
from typing import Self

from crypto.errors import KentonganError
from source_interface.errors import FileTooLargeError, MailboxFullError
from source_interface.metadata.kinds import MetadataWarning
from source_interface.web.request_body import BodyTooLargeError
from store.errors import StoreFullError


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """What is durable, with its true size in bytes, and what may tell who sent it.

    `searched` is False where nothing could be looked for inside.
    """

    name: str
    size: int
    warnings: tuple[MetadataWarning, ...]
    searched: bool


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """What was not taken, and why."""

    name: str
    reason: type[KentonganError]


@dataclass(slots=True)
class Upload:
    """What became of the files of a request; `ended_by` if the rest of it could not be read.

    `arriving` is the name of the file that is not whole yet; `skipping` that the rest of a refused one is read away;
    `heavy` that more is coming than one file may have.
    """

    received: list[ReceivedFile] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    arriving: str = ""
    skipping: bool = False
    ended_by: type[KentonganError] | None = None
    heavy: bool = False

    def remembered(self) -> Self:
        """What the frame may still tell after the answer: nothing found in files, and names only if it broke off."""
        if self.ended_by is None:
            return replace(
                self, received=[ReceivedFile("", 0, (), searched=False) for _one in self.received], refused=[]
            )
        return replace(self, received=[replace(one, warnings=()) for one in self.received])

    @property
    def too_large(self) -> bool:
        """Whether a size was the reason for anything."""
        ended = self.ended_by is not None and issubclass(self.ended_by, BodyTooLargeError)
        return ended or any(file.reason is FileTooLargeError for file in self.refused)

    @property
    def lacked_room(self) -> bool:
        """Whether the disk, or the mailbox, had no room for a file."""
        return any(issubclass(file.reason, StoreFullError | MailboxFullError) for file in self.refused)

    @property
    def is_taking(self) -> bool:
        """Whether what comes now is kept."""
        return not self.skipping and self.ended_by is None

    @property
    def may_be_refused(self) -> bool:
        """Whether that which arrives is too large if it is one file."""
        return self.heavy and not self.received and not self.refused and self.ended_by is None
