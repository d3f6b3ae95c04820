"""Pictures from pixels: nothing that a stranger encoded reaches the officer's browser."""

import io
from typing import Final

from PIL import Image

PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
_LARGE: Final = 400 * 1024
"""Bytes above which a picture is taken for a photograph: as PNG it would be ten times as large as JPEG."""
_QUALITY: Final = 85


def encode_picture(width: int, height: int, pixels: bytes) -> tuple[str, bytes]:
    """Return the media type and the bytes of a picture: PNG, or JPEG where that would be large."""
    image = Image.frombytes("RGB", (width, height), pixels)
    encoded = _encoded(image, "PNG", compress_level=3)
    if len(encoded) <= _LARGE:
        return PNG, encoded
    return JPEG, encode_jpeg(image)


def encode_jpeg(image: Image.Image) -> bytes:
    """Return a picture as JPEG."""
    return _encoded(image, "JPEG", quality=_QUALITY)


def _encoded(image: Image.Image, form: str, **options: int) -> bytes:
    encoded = io.BytesIO()
    image.save(encoded, form, **options)
    return encoded.getvalue()
