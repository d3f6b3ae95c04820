"""The search in data of a photo that come before the box which says what of them is Exif and XMP.

Samsung's telephones write them so.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.tiff import metadata_in_tiff

_TIFF, _XMP = (b"II*\0", b"MM\0*"), b"<rdf:RDF"
"""Exif is a TIFF behind a mark that not all programs write."""
_BEGINNING: Final = re.compile(rb"(%b|%b)|%b" % (*map(re.escape, _TIFF), _XMP))
_LONGEST: Final = len(_XMP)
_LOOKED_AT: Final = 64 * 1024
_MOST: Final = 16


class EarlyData:
    """A search that is fed with the data in order; `in_text` is the one in XMP.

    It looks at 64 KiB from each of the first 16 beginnings on, and holds no more than that.
    """

    def __init__(self, in_text: Callable[[bytes], Iterator[MetadataWarning]]) -> None:
        self.warnings: set[MetadataWarning] = set()
        self._in_text = in_text
        self._held = bytearray()
        self._left = _MOST

    def feed(self, data: bytes) -> None:
        """Take more of the data."""
        if self._left:
            self._held += data
            self._search(_LOOKED_AT)

    def finish(self) -> None:
        """Look at what is not followed by as much as is looked at."""
        self._search(0)

    def _search(self, awaited: int) -> None:
        """Look at each beginning behind which so many bytes stand, and forget what is before the next one."""
        done = 0
        if not any(
            beginning in self._held for beginning in (*_TIFF, _XMP)
        ):  # ten times as fast in a long film
            del self._held[: 1 - _LONGEST]
            return
        for found in islice(_BEGINNING.finditer(self._held), self._left):
            done = found.start()
            if len(self._held) - done < awaited:
                break
            self._left -= 1
            content = bytes(self._held[done : done + _LOOKED_AT])
            self.warnings.update(metadata_in_tiff(content) if found[1] else self._in_text(content))
            done = found.end()
        else:
            done = max(done, len(self._held) - _LONGEST + 1)
        del self._held[: done if self._left else len(self._held)]
