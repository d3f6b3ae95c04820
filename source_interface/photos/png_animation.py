"""The frames of an animated PNG (third edition, 11.3.2): what of them is shown, and what could only carry something.

Frames are numbered through. One that breaks the numbers, is not announced, lies outside of the picture, or has data
but no head is shown by no program, and refused.
"""

from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.density import Size

CONTROL, FRAME, DATA = b"acTL", b"fcTL", b"fdAT"
NUMBER_BYTES: Final = 4
FRAME_BYTES: Final = 26
_DISPOSALS, _BLENDINGS = range(3), range(2)


class PngAnimation:
    """The frames so far, of a picture of this size."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._announced = 0
        self._frames = 0
        self._next_number = 0
        self._awaits_data = False
        self._is_open = False
        self._begins_with_picture = False

    @property
    def is_announced(self) -> bool:
        """Return whether the picture is an animation at all."""
        return self._announced > 0

    def announce(self, control: bytes) -> None:
        """Take the number of frames; an animation of none is a still picture."""
        self._announced = int.from_bytes(control[:NUMBER_BYTES])

    def begin_frame(self, head: bytes, *, before_picture: bool) -> None:
        """Take the head of a frame; one that stands before the picture belongs to that."""
        width, height, left, top = (int.from_bytes(head[place : place + 4]) for place in range(4, 20, 4))
        self._count(head)
        self._frames += 1
        whole = (width, height, left, top) == (*self._size, 0, 0)
        inside = 0 < width <= self._size[0] - left and 0 < height <= self._size[1] - top
        if not inside or head[24] not in _DISPOSALS or head[25] not in _BLENDINGS:
            raise PhotoNotCleanedError
        if self._awaits_data or self._frames > self._announced or (before_picture and not whole):
            raise PhotoNotCleanedError
        self._awaits_data = True
        self._is_open = not before_picture
        self._begins_with_picture |= before_picture

    def take_picture(self) -> None:
        """Let the picture be the data of the frame whose head stands before it, if there is one."""
        self._awaits_data = False

    def take_data(self, number: bytes) -> None:
        """Take data of the frame that is open."""
        self._count(number)
        if not self._is_open:
            raise PhotoNotCleanedError
        self._awaits_data = False

    @property
    def pictures(self) -> int:
        """The number of pictures, with the still one that programs without animations show instead."""
        return self._frames + (not self._begins_with_picture)

    def require_data(self) -> None:
        """Refuse a last frame without data."""
        if self._awaits_data:
            raise PhotoNotCleanedError

    def _count(self, part: bytes) -> None:
        if int.from_bytes(part[:NUMBER_BYTES]) != self._next_number:
            raise PhotoNotCleanedError
        self._next_number += 1
