"""Sound from samples: a second sandbox encodes them, in which there is nothing of the file but numbers."""

from collections.abc import Generator, Iterator
from typing import Final

from journalist_interface.evidence.errors import ConversionLimitError, ConverterMissingError
from journalist_interface.evidence.inside.limits import CHUNK
from journalist_interface.evidence.sandbox import sandboxed

MOST_SOUND: Final = 64 * 1024 * 1024
"""Bytes of an encoded sound: two hours take half of that."""


def encode_sound(samples: Iterator[bytes]) -> Generator[bytes]:
    """Yield an Ogg file with Opus, while samples come. An error of their source is raised here."""
    size = 0
    with sandboxed("encode", samples) as encoder:
        while piece := encoder.read(CHUNK):
            size += len(piece)
            if size > MOST_SOUND:
                raise ConversionLimitError
            yield piece
        if encoder.end() != 0 or size == 0:
            raise ConversionLimitError if encoder.stopped else ConverterMissingError
