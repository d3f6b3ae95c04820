"""The cost of small photos that were made to be slow: it follows the number of bytes."""

import struct
import time
import zlib
from contextlib import suppress

from source_interface.errors import PhotoNotCleanedError
from tests.noise import noise
from tests.source_interface.photos.samples import (
    FTYP,
    IHDR,
    PIXELS,
    PNG_SIGNATURE,
    box,
    chunk,
    cleaned,
    made_of,
    profile,
)

ITEMS = 5_000
ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"
MOST_POINTS = 88
"""So many for each of three colours that a table of them has two megabytes."""


def heif_sharing(property_bytes: int) -> bytes:
    """Thousands of pictures that are all another one, and all have one property."""
    numbers = range(1, ITEMS + 1)
    items = [box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), b"iden") for number in numbers]
    known = box(b"auxC", bytes(4), b"u" * property_bytes, bytes(1))
    of_items = b"".join(struct.pack(">HBB", number, 1, 1) for number in numbers)
    return FTYP + box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8), b"pict", bytes(13)),
        box(b"pitm", bytes(4), b"\0\1"),
        box(b"iloc", bytes(4), b"\x44\0\0\0"),
        box(b"iinf", bytes(4), struct.pack(">H", ITEMS), *items),
        box(b"iprp", box(b"ipco", known), box(b"ipma", bytes(4), struct.pack(">I", ITEMS), of_items)),
    )


def heif_of_shared_parts(pictures: int, *, transparent: bool) -> bytes:
    """So many pictures that are all made of one, itself made of a hundred that are each made of all these.

    All may share one transparency.
    """
    first, alpha, hubs = 2, pictures + 2, range(pictures + 3, pictures + 103)
    others = range(first, alpha)
    kinds = dict.fromkeys((1, *others, *hubs), b"iden") | {alpha: b"av01"}
    parts = {1: others} | dict.fromkeys(others, hubs[:1]) | dict.fromkeys(hubs, hubs)
    references = [made_of(source, *targets) for source, targets in parts.items()]
    shared = box(b"auxl", struct.pack(f">{2 + pictures}H", alpha, pictures, *others))
    return FTYP + box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8), b"pict", bytes(13)),
        box(b"pitm", bytes(4), b"\0\1"),
        box(b"iloc", bytes(4), b"\x44\0\0\0"),
        box(
            b"iinf",
            bytes(4),
            struct.pack(">H", len(kinds)),
            *(box(b"infe", b"\2\0\0\1", struct.pack(">HH", n, 0), kind) for n, kind in kinds.items()),
        ),
        box(b"iref", bytes(4), *references, shared if transparent else b""),
        box(
            b"iprp",
            box(b"ipco", box(b"auxC", bytes(4), ALPHA)),
            box(b"ipma", bytes(4), struct.pack(">IHBB", 1, alpha, 1, 1)),
        ),
    )


def seconds_for(data: bytes) -> float:
    """The least of three runs: Python may collect the garbage of other tests during one."""
    return min(_seconds_of_one_run(data) for _run in range(3))


def _seconds_of_one_run(data: bytes) -> float:
    began = time.process_time()
    with suppress(PhotoNotCleanedError):  # a refusal may cost no more either
        cleaned(data)
    return time.process_time() - began


def test_a_property_that_thousands_of_pictures_share_costs_no_more_than_a_short_one() -> None:
    assert seconds_for(heif_sharing(300_000)) < 4 * seconds_for(heif_sharing(30))


def test_parts_that_thousands_of_transparent_pictures_share_cost_no_more_than_those_of_others() -> None:
    opaque, transparent = (heif_of_shared_parts(2_000, transparent=way) for way in (False, True))
    assert seconds_for(transparent) < 4 * seconds_for(opaque)


def test_to_pack_a_profile_anew_costs_not_much_more_than_to_unpack_it() -> None:
    head = struct.pack(">4s4x4B", b"mft1", 3, 3, MOST_POINTS, 0)
    table = head + bytes(byte & 1 for byte in noise(2_046_000))
    head = struct.pack(">I", 144 + len(table)) + profile()[4:128]
    icc = head + struct.pack(">I", 1) + b"A2B0" + struct.pack(">II", 144, len(table)) + table
    packed = zlib.compress(icc, 1)
    photo = (
        chunk(b"IHDR", IHDR),
        chunk(b"iCCP", b"x\0\0" + packed),
        chunk(b"IDAT", PIXELS),
        chunk(b"IEND", b""),
    )
    began = time.process_time()
    for _time in range(5):
        zlib.decompress(packed)
    unpacking = time.process_time() - began
    assert seconds_for(PNG_SIGNATURE + b"".join(photo)) < 30 * unpacking
