"""The cases that one session holds decrypted, with the memory that all of them take bounded."""

import sys
from dataclasses import dataclass
from typing import Final

from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.case_texts import texts_of
from store.domain.event import Content

MOST_BYTES: Final = 512 * 1024 * 1024
"""The memory for all cases beside the one taken last: far more than ten thousand ordinary ones need."""
_ROW_BYTES: Final = 3 * 1024  # what a decision, its proof or a message are held in
_KEY_BYTES: Final = 1024  # a session key of a grant, as it was read and by its place


@dataclass(slots=True)
class _Held:
    """A case, None if the index has nothing of it. `read` says that this session read it from the store."""

    file: CaseFile | None
    size: int = 0
    read: bool = False


class HeldCases:
    """Cases as this session read them, or as it found them in the index. The caller has a lock.

    Over the bound the largest goes, so that who fills a case takes the place of no other one. Never the one taken last,
    which somebody works on.
    """

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._bytes = 0

    def __repr__(self) -> str:
        return "HeldCases(…)"  # it holds what reporters wrote

    def __contains__(self, case: str) -> bool:
        return case in self._held

    def of(self, case: str) -> CaseFile | None:
        """Return a case, from the store or the index."""
        held = self._held.get(case)
        return None if held is None else held.file

    def read(self, case: str) -> CaseFile | None:
        """Return a case that this session read from the store."""
        held = self._held.get(case)
        return held.file if held is not None and held.read else None

    def begin(self, file: CaseFile) -> None:
        """Hold a case that is about to be read; its size is not known yet."""
        self.drop(file.case)
        self._held[file.case] = _Held(file, read=True)

    def weigh(self, file: CaseFile, size: int) -> None:
        """Note how large a case is after a reading, unless it was dropped or begun anew meanwhile."""
        held = self._held.get(file.case)
        if held is not None and held.file is file:
            self._bytes += size - held.size
            held.size = size
            self._make_room(held)

    def recall(self, case: str, found: CaseFile | None, size: int) -> CaseFile | None:
        """Hold what the index has of a case, unless the case is held already, and return what is held."""
        if case not in self._held:
            held = self._held[case] = _Held(found, size)
            self._bytes += size
            self._make_room(held)
        return self.of(case)

    def drop(self, case: str) -> None:
        """Hold nothing of a case."""
        held = self._held.pop(case, None)
        self._bytes -= 0 if held is None else held.size

    def clear(self) -> None:
        """Hold nothing any more."""
        self._held.clear()
        self._bytes = 0

    def _make_room(self, newest: _Held) -> None:
        while self._bytes - newest.size > MOST_BYTES:
            others = (case for case, held in self._held.items() if held is not newest)
            largest = max(others, key=lambda case: self._held[case].size)
            gone = self._held[largest]
            self.drop(largest)
            if gone.read and gone.file is not None and not gone.file.is_sound:
                self._held[largest] = _Held(None)  # the index may have it without what is wrong with it


def memory_of(file: CaseFile) -> int:
    """Return about how many bytes of memory a case takes; the caller holds its lock.

    One letter of another script makes a text four times as large as the message that brought it.
    """
    messages = sum(sys.getsizeof(opened.message) for opened in file.cache.opened.values())
    texts = sum(sys.getsizeof(found.text) for found in texts_of(file))
    signed = sum(len(event.statement) + len(event.signature) for event in file.chain.signed)
    keys = sum(_count_keys(read.content) for read in file.events)
    return (
        messages
        + texts
        + signed
        + keys * _KEY_BYTES
        + (1 + len(file.entries) + len(file.events)) * _ROW_BYTES
    )


def _count_keys(content: Content | None) -> int:
    keys = None if content is None else content.keys
    return 0 if keys is None else len(keys.entries) + len(keys.events) + len(keys.blobs)
