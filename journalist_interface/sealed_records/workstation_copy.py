"""A workstation's copy of a record that it sealed or read last, and the choice between it and what the store serves.

The store can serve an older record that was signed in good faith. Only memory of the newer one can tell.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from store.api.sealed_records import MAX_SEALED_BYTES
from store.web.durable import replace_file


class Numbered(Protocol):
    """A record with a serial, which grows with each change."""

    @property
    def serial(self) -> int:
        """The serial."""


N = TypeVar("N", bound=Numbered)


@dataclass(frozen=True, slots=True)
class Chosen(Generic[N]):
    """The record that counts, if there is one.

    `refused` says that what the store serves is not to be believed, `older` that the copy counts in its place.
    """

    record: N | None
    refused: bool
    older: bool


class WorkstationCopy:
    """The file with the ciphertext."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes | None:
        """Return the ciphertext; raises `OSError`."""
        try:
            with self._path.open("rb") as file:
                return file.read(MAX_SEALED_BYTES + 1) or None
        except FileNotFoundError:
            return None

    def write(self, ciphertext: bytes) -> None:
        """Keep the ciphertext; where the disk refuses, the store's word counts at the next sign-in."""
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            replace_file(self._path, ciphertext, 0o600)

    def choose(self, stored: bytes | None, opened: Callable[[bytes], N | None]) -> Chosen[N]:
        """Return the newer of what the store serves and the copy, and keep it; raises `OSError`, or as `opened`."""
        own = self.read()
        theirs = None if stored is None else opened(stored)
        mine = theirs if own in {None, stored} else opened(own or b"")
        older = own is not None and own != stored and _counts(mine, theirs)
        if not older and stored is not None and theirs is not None:
            self.write(stored)
        return Chosen(mine if older else theirs, stored is not None and theirs is None, older)


def _counts(mine: Numbered | None, theirs: Numbered | None) -> bool:
    return mine is not None and (theirs is None or theirs.serial <= mine.serial)
