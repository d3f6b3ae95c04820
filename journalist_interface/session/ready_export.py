"""The files of an export until they are saved: in memory, for the session that made them, and only the newest."""

import hashlib
from dataclasses import dataclass, field

from journalist_interface.verification.case_file import CaseFile, WithdrawnEntry
from journalist_interface.verification.consent import has_agreed


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file to save. `sha256` is that of the file before it was encrypted to a recipient, as the event names it."""

    name: str
    data: bytes = field(repr=False)
    sha256: str
    encrypted: bool = False

    @classmethod
    def plain(cls, name: str, data: bytes) -> "ReadyFile":
        """Return a file that is not encrypted."""
        return cls(name, data, hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class ReadyExport:
    """The files of one export of one case, and the number of the event that tells of it.

    `named_to` is the office to which they name the reporter. `blobs` are those of the reporter's files of which they
    were made.
    """

    case: str
    event: int
    files: tuple[ReadyFile, ...]
    named_to: str | None = None
    blobs: frozenset[str] = frozenset()

    def is_older(self, file: CaseFile) -> bool:
        """Return whether something was destroyed or withdrawn since, or the reporter took their yes back."""
        if self.case != file.case:
            return False
        if self.named_to is not None and not has_agreed(file, self.named_to):
            return True
        entries = file.entries.values()
        if any(isinstance(entry, WithdrawnEntry) and entry.reason.blob in self.blobs for entry in entries):
            return True
        destroyed = () if file.state is None else file.state.destroyed_parts.values()
        return any(number > self.event for number in destroyed)
