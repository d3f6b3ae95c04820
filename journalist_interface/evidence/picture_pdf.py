"""A PDF of pictures, made here from pixels."""

import io
from typing import Final

from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from journalist_interface.evidence.errors import ConversionLimitError
from journalist_interface.evidence.inside.limits import LARGEST_COPY
from journalist_interface.evidence.pictures import encode_jpeg

rl_config.useA85 = 0  # as text a picture is a quarter larger, and takes a second of the processor
_POINTS: Final = 72 / 120
"""Points of a pixel: pages are drawn with about 120 pixels an inch."""


class PicturePdf:
    """A PDF that grows by a picture a page; it tells no day and no program of ours beyond the library's name."""

    def __init__(self) -> None:
        self._made = io.BytesIO()
        self._canvas = Canvas(self._made, invariant=1, pageCompression=0)
        for set_field in (
            self._canvas.setAuthor,
            self._canvas.setTitle,
            self._canvas.setSubject,
            self._canvas.setCreator,
        ):
            set_field("")  # the library would write "anonymous" and the like
        self._size = 0

    def add_page(self, width: int, height: int, pixels: bytes) -> None:
        """Add a page of these pixels. Raises `ConversionLimitError` above the size of the largest copy."""
        picture = encode_jpeg(Image.frombytes("RGB", (width, height), pixels))
        self._size += len(picture)
        if self._size > LARGEST_COPY:
            raise ConversionLimitError
        size = width * _POINTS, height * _POINTS
        self._canvas.setPageSize(size)
        reader = ImageReader(io.BytesIO(picture))
        self._canvas.drawImage(reader, 0, 0, *size)
        vars(reader).clear()  # it refers to itself, and would keep the pixels of each page in memory
        self._canvas.showPage()

    def finish(self) -> bytes:
        """Return the whole PDF."""
        self._canvas.save()
        return self._made.getvalue()
