"""The name of a blob, as an address or a message brings it: nothing outside the folder of blobs is ever touched."""

import tempfile
from functools import cache
from pathlib import Path

from store.attachments.blobs import Blobs
from store.errors import BlobUnavailableError
from store.gateway.app import HexConverter
from tests.clocks import STILL
from tests.fuzz.target import PLANTED, Target

_KEPT = "0123456789abcdef" * 2


@cache
def _folder() -> tuple[tempfile.TemporaryDirectory[str], Path, Blobs]:
    made = tempfile.TemporaryDirectory(prefix="kentongan-fuzz-")
    outside = Path(made.name) / ("f" * 32)
    outside.write_text("outside")
    folder = Path(made.name) / "blobs"
    folder.mkdir()
    (folder / (_KEPT + "x")).write_text("not a blob's name")
    return made, outside, Blobs(folder, STILL, reserve_bytes=0)


def run(data: bytes) -> None:
    """Asked for, measured and deleted: only a name that the store could have given may reach the disk."""
    _, outside, blobs = _folder()
    name = data.decode("utf-8", "surrogateescape")
    failures = []
    for ask in (blobs.size, blobs.open, blobs.delete):
        try:
            ask(name)
            assert len(name) == 32
        except BlobUnavailableError as error:
            failures.append(error)
    assert outside.read_text() == "outside"
    assert (outside.parent / "blobs" / (_KEPT + "x")).exists()
    assert HexConverter.regex == r"[0-9a-f]{32}"
    if failures:
        raise failures[0]


TARGET = Target(
    run,
    (BlobUnavailableError,),
    (
        _KEPT.encode(),
        _KEPT.encode() + b"x",
        _KEPT.encode() + b"\n",
        b"../" + b"f" * 32,
        b"/etc/" + PLANTED.encode(),
        b"0" * 31 + b"\xd9\xa0",
        b"\x00" * 32,
        b"",
    ),
    largest=256,
)
