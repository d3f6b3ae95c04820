"""Whatever is sent: how it is cut makes no difference, and what is kept is clean already or refused."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.cleaner import PhotoCleaner
from tests.fuzz.strategies import inputs
from tests.source_interface.photos.samples import SECRET, chunk, cleaned, heif, jpeg, png, riff, segment, webp

WHOLE = {"jpeg": jpeg(), "png": png(), "webp": webp(), "heif": heif()}
kinds = pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE.keys())


def result(data: bytes, cuts: list[int]) -> bytes | None:
    """What is kept of a file that was cut at these places; None if it is refused."""
    cleaner, kept, start = PhotoCleaner(), b"", 0
    try:
        for end in (*sorted(cuts), len(data)):
            kept += cleaner.feed(data[start:end])
            start = max(start, end)
        return kept + cleaner.finish()
    except PhotoNotCleanedError:
        return None


@kinds
def test_how_a_file_was_cut_makes_no_difference(data: bytes) -> None:
    whole = result(data, [])
    assert whole is not None

    @settings(max_examples=40)
    @given(st.lists(st.integers(0, len(data)), max_size=40))
    def cut(places: list[int]) -> None:
        assert result(data, places) == whole

    cut()
    assert cleaned(data, 1) == whole


@kinds
def test_what_is_kept_is_clean_already(data: bytes) -> None:
    assert cleaned(cleaned(data)) == cleaned(data)


@kinds
def test_altered_and_random_bytes_are_refused_or_clean_however_they_come(data: bytes) -> None:
    @settings(max_examples=60)
    @given(inputs((data,)), st.integers(1, 50))
    def try_it(altered: bytes, piece: int) -> None:
        whole = result(altered, [])
        assert result(altered, list(range(0, len(altered), piece))) == whole
        if whole is not None:
            assert result(whole, []) == whole

    try_it()


@kinds
def test_a_file_that_ends_early_is_refused(data: bytes) -> None:
    for end in range(12 if data.startswith(b"RIFF") else 28, len(data)):
        kept = result(data[:end], [])
        assert kept is None or data[end:].strip(b"\0") in trailing(data)


def trailing(data: bytes) -> tuple[bytes, ...]:
    """What a file may lack and be whole nevertheless: boxes behind its data, each from its beginning."""
    if data[4:8] != b"ftyp":
        return ()
    starts = (data.rindex(b"uuid") - 4, data.rindex(b"mpvd") - 4)
    return tuple(data[start:].strip(b"\0") for start in starts)


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (jpeg, lambda mark, body: segment(0xE0 + mark % 16, b"x" + body)),
        (png, lambda mark, body: chunk(b"a%cXt" % (65 + mark % 26), body)),
        (webp, lambda mark, body: riff(b"x%c__" % (65 + mark % 26), body)),
    ],
)
def test_a_part_that_no_picture_needs_never_arrives(
    make: Callable[..., bytes], part: Callable[[int, bytes], bytes]
) -> None:
    # Where a picture begins in a segment, the file is refused.
    bodies = st.binary(max_size=60).filter(lambda body: b"\xff\xd8" not in body)

    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.integers(0, 25), bodies), max_size=8))
    def try_it(parts: list[tuple[int, bytes]]) -> None:
        data = make(extra=b"".join(part(mark, SECRET + body) for mark, body in parts))
        assert SECRET not in cleaned(data)

    try_it()
