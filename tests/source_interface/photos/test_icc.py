"""Colour profiles by themselves: what their tags may cost."""

import struct
import time

from source_interface.photos.icc import MOST_BYTES, clean_profile

MOST_TAGS = 200


def profile_of(tags: int) -> bytes:
    """A profile as large as may be, whose tags all name the same place."""
    first = 128 + 4 + 12 * MOST_TAGS
    table = struct.pack(">I", tags) + struct.pack(">4sII", b"A2B0", first, MOST_BYTES - first) * tags
    head = struct.pack(">I", MOST_BYTES).ljust(36, b"\0") + b"acsp"
    return (head.ljust(128, b"\0") + table).ljust(first, b"\0") + b"mft2".ljust(MOST_BYTES - first, b"\1")


def seconds_for(profile: bytes) -> float:
    began = time.process_time()
    for _time in range(5):
        assert clean_profile(profile)[-1:] == b"\1"
    return time.process_time() - began


def test_tags_that_share_a_place_cost_no_more_than_one() -> None:
    assert seconds_for(profile_of(MOST_TAGS)) < 10 * seconds_for(profile_of(1))
