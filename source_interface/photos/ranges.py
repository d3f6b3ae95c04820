"""The ranges of numbers that describe a picture: those beyond show nothing, and could spell a text."""

import struct
from dataclasses import dataclass
from typing import Final

from source_interface.errors import PhotoNotCleanedError

MOST_LIGHT: Final = 100_000_000
"""Ten thousand candelas a square metre, in parts of ten thousand: the most that a picture can ask for."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """A form of numbers (`struct`), and the largest value of each; a negative one counts without its sign."""

    form: str
    largest: tuple[int, ...]

    def require(self, values: bytes) -> None:
        """Raise `PhotoNotCleanedError` if there are more or fewer numbers, or one is beyond its range."""
        if len(values) != struct.calcsize(self.form):
            raise PhotoNotCleanedError
        numbers = struct.unpack(self.form, values)
        if any(abs(number) > most for number, most in zip(numbers, self.largest, strict=True)):
            raise PhotoNotCleanedError


SCREEN: Final = Ranges(">8H2I", (50_000,) * 8 + (MOST_LIGHT,) * 2)
"""The colours and the light of the screen that a picture was made on (SMPTE ST 2086; PNG, 11.3.2.7; HEIF, mdcv)."""
