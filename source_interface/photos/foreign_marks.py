"""Marks by which readers look for metadata where a cleaned photo should have none: in coded data, or at its end.

A photo's coded data stay as they are, since nothing decodes them here. Whoever makes a file for it can write a name, a
place or a device into them, beside such a mark. The marks are those of exiftool 13.25: `IdentifyTrailer`,
`IdentifyTrailers` of QuickTime, `ScanMediaData` and `ScanForXMP`. Perl's `$` matches before a last newline too.
"""

import re
from typing import Final

from source_interface.errors import PhotoNotCleanedError

_ANYWHERE: Final = (b"<?xpacket begin=", b"freeGPS ", b"GP\x06\0\0")
_LAST: Final = 64
_AT_THE_END: Final = re.compile(
    rb"\ACANON OPTIONAL DATA\0"
    rb"|AXS[!*].{8}\n?\Z"
    rb"|~\0\x04\0zmie~\0\0(?:\x06.{4}[\x10\x18]\x04|\x0a.{8}[\x10\x18]\x08)\n?\Z"
    rb"|&&&&.{4}\n?\Z"
    rb"|8db42d694ccc418790edff439fe026bf\n?\Z"
    rb"|\0\0(?:QDIOBS|SEFT)\n?\Z"
    rb"|\xa1\xb2\xc3\xd4\n?\Z"
    rb"|cbipcbbl\n?\Z"
    rb"|\0{6}/NIKON APP\n?\Z"
    rb"|\xff{4}\x1b\*9HWfu\x84\x93\xa2\xb1\n?\Z"
    rb"|jxrs.{3}\0\n?\Z",
    re.DOTALL,
)


class ForeignMarks:
    """A search of what is written of a photo, in pieces of any size."""

    def __init__(self) -> None:
        self._last = b""

    def require_none(self, data: bytes) -> None:
        """Raise `PhotoNotCleanedError` if a mark stands in what was written up to the end of this piece."""
        seen = self._last + data
        if any(mark in seen for mark in _ANYWHERE):
            raise PhotoNotCleanedError
        self._last = seen[-_LAST:]

    def require_none_at_end(self) -> None:
        """Raise `PhotoNotCleanedError` if the file, which is whole now, ends with a mark."""
        if _AT_THE_END.search(self._last):
            raise PhotoNotCleanedError
