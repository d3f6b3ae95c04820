"""The files of an export until they are saved: in memory, for the session that made them, and only the newest."""

import hashlib
from dataclasses import dataclass, field

from journalist_interface.verification.case_file import CaseFile


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
    """The files of one export of one case, and the number of the event that tells of it."""

    case: str
    event: int
    files: tuple[ReadyFile, ...]

    def is_older(self, file: CaseFile) -> bool:
        """Return whether the files were made before a message of this case was destroyed."""
        destroyed = () if file.state is None else file.state.destroyed_parts.values()
        return self.case == file.case and any(number > self.event for number in destroyed)
