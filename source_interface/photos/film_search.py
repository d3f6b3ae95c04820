"""The search for a film or a sound in a photo: telephones put seconds of both behind the picture, or in a box of it.

Cleaning leaves them out, and they may be the evidence for which the photo was sent, so the page says it.
"""

import re
from typing import Final

_BEGINNING: Final = re.compile(rb"ftyp(?:mp4|iso|qt  |avc1|3g|M4|MSNV|f4v|dash)")
"""The first box of a film or a sound (ISO/IEC 14496-12), with its brand; a photo has other brands."""
_MOST_BEGINNING: Final = 8


class FilmSearch:
    """A search that is fed with all of a photo, in pieces of any size."""

    def __init__(self) -> None:
        self.found = False
        self._held = b""

    def feed(self, data: bytes) -> None:
        """Take more of the photo."""
        if self.found:
            return
        data = self._held + data
        self.found = _BEGINNING.search(data) is not None
        self._held = data[1 - _MOST_BEGINNING :]
