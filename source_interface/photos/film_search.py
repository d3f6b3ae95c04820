"""The search for a film or a sound in a photo: telephones put seconds of both behind the picture, or in a box of it.

Cleaning leaves them out, and they may be the evidence for which the photo was sent, so the page says it.
"""

import re
from typing import Final

from source_interface.photos.heif import PICTURE_BRANDS

_PICTURES: Final = b"|".join(sorted(PICTURE_BRANDS))
_BEGINNING: Final = re.compile(
    rb"ftyp(?!%b)[0-9A-Za-z][0-9A-Za-z ]{3}|RIFF.{4}(?:WAVE|AVI )|#!AMR" % _PICTURES, re.DOTALL
)
"""The first bytes of a film or a sound: a box with a brand that no picture has (ISO/IEC 14496-12), RIFF, or AMR."""
_MOST_BEGINNING: Final = 12


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
