"""What comes out of the sandbox is believed only within its forms, its order and its bounds."""

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.evidence.errors import (
    ConversionLimitError,
    ConverterMissingError,
    DamagedFileError,
    EvidenceError,
    NotCleanableError,
    PasswordProtectedError,
    UnknownKindError,
)
from journalist_interface.evidence.frames import AnyFrame, read_frames
from tests.journalist_interface.evidence.wire_frames import (
    CLOSING,
    COPY,
    EVERY_KIND,
    copy,
    entry,
    fact,
    opening,
    piece,
    pixels,
    refusal,
    samples,
    text,
    wire,
)


def frames(written: bytes) -> list[tuple[AnyFrame, bytes]]:
    return list(read_frames(io.BytesIO(written).read))


@pytest.mark.parametrize("written", [EVERY_KIND, COPY, opening() + CLOSING], ids=["all", "copy", "least"])
def test_messages_in_their_order_are_read(written: bytes) -> None:
    assert type(frames(written)[-1][0]).__name__ == "ClosedFrame"


@pytest.mark.parametrize("written", [EVERY_KIND, COPY], ids=["all", "copy"])
def test_a_run_that_ends_early_is_never_taken_for_a_whole_one(written: bytes) -> None:
    for end in range(len(written)):
        with pytest.raises(DamagedFileError):
            frames(written[:end])


@pytest.mark.parametrize(
    "written",
    [
        CLOSING,
        text("x") + opening() + CLOSING,
        pixels() + opening() + CLOSING,
        opening() + opening() + CLOSING,
        opening() + copy(1) + piece(b"x") + CLOSING,
        opening() + pixels(2) + CLOSING,
        opening() + pixels(1) + pixels(1) + CLOSING,
        opening() + piece(b"x") + CLOSING,
        opening() + samples(b"ab") + fact() + samples(b"ab") + CLOSING,
        copy(3) + piece(b"ab") + CLOSING,
        copy(1) + piece(b"ab") + CLOSING,
    ],
)
def test_a_message_out_of_its_order_is_refused(written: bytes) -> None:
    with pytest.raises(DamagedFileError):
        frames(written)


@pytest.mark.parametrize(
    "written",
    [
        opening(kind="program"),
        opening(pictures=0),
        opening(seconds=-1),
        opening(more="x"),
        opening(has_copy="x"),
        opening(seconds=1e300),
        wire({"type": "opened", "kind": "pdf"}),
        wire({"type": "unknown"}),
        wire([]),
        fact("x" * 256),
        fact(kind="diagnosis"),
        refusal("made up"),
        opening() + text("x" * 8_001),
        opening() + entry("x" * 256),
        opening() + pixels(width=0),
        opening() + pixels(width=1601),
        opening() + wire({"type": "samples", "size": 2**32}),
        copy(300_000_001),
        wire({"type": "copy", "method": "pictures", "ending": "pdf", "size": 1}),
        *(
            wire({"type": "copy", "method": "full", "ending": ending, "size": 1})
            for ending in ("../x", "exe", "hta", "tar\n", "pdf\n", "tar.gz")
        ),
        struct.pack(">I", 64 * 1024 + 1) + b" " * (64 * 1024 + 1),
        struct.pack(">I", 2**32 - 1),
        struct.pack(">I", 4) + b"\xff\xfe\x00\x00",
    ],
)
def test_a_message_that_is_none_is_refused(written: bytes) -> None:
    with pytest.raises(DamagedFileError):
        frames(written + CLOSING)


@pytest.mark.parametrize(("message", "most"), [(fact(), 200), (entry(), 2_000), (text("x" * 8_000), 62)])
def test_messages_beyond_their_number_are_refused(message: bytes, most: int) -> None:
    assert len(frames(opening() + message * most + CLOSING)) == most + 2
    with pytest.raises(DamagedFileError):
        frames(opening() + message * (most + 1) + CLOSING)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("unknown", UnknownKindError),
        ("password", PasswordProtectedError),
        ("damaged", DamagedFileError),
        ("limit", ConversionLimitError),
        ("missing", ConverterMissingError),
        ("not_cleanable", NotCleanableError),
    ],
)
def test_a_refusal_is_the_sentence_that_it_stands_for(code: str, error: type[EvidenceError]) -> None:
    with pytest.raises(error):
        frames(fact() + refusal(code))


def test_pixels_and_samples_come_with_the_message_before_them() -> None:
    picture, sound = bytes(range(12)), b"abcd"
    found = frames(opening() + pixels(data=picture) + samples(sound) + CLOSING)
    assert [data for _, data in found] == [b"", picture, sound, b""]


@given(st.binary(max_size=300))
def test_any_bytes_are_messages_or_damage(written: bytes) -> None:
    with pytest.raises(EvidenceError):
        frames(written)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    ),
    st.sampled_from(["opened", "fact", "pixels", "text", "entry", "samples", "copy", "piece", "closed"]),
    st.sampled_from(
        ["kind", "pictures", "seconds", "number", "width", "size", "value", "name", "left_out", "type"]
    ),
)
def test_any_value_in_any_field_is_a_message_or_damage(value: object, kind: str, field: str) -> None:
    line = json.dumps({"type": kind, field: value}).encode()
    with pytest.raises(EvidenceError):
        frames(struct.pack(">I", len(line)) + line)
