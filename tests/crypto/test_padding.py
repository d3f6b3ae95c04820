"""Sizes tell nothing of what was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import PaddingError
from crypto.padding import bucket, is_bucket, pad, padme, unpad


@given(st.binary(max_size=70_000))
def test_every_message_comes_back_and_is_as_long_as_a_bucket(message: bytes) -> None:
    padded = pad(message)
    assert unpad(padded) == message
    assert len(padded) in {4096, 16_384, 65_536, 131_072}


@pytest.mark.parametrize(
    ("length", "size"),
    [(0, 4096), (4096, 4096), (4097, 16_384), (16_385, 65_536), (65_537, 131_072), (300_000, 524_288)],
)
def test_buckets_are_4_16_64_kib_then_doubling(length: int, size: int) -> None:
    assert bucket(length) == size


@pytest.mark.parametrize(
    "broken",
    [b"", b"\0" * 4096, b"x" * 4096, b"x\x80", b"x\x80" + b"\0" * 4095, b"\x80" + b"\0" * 16_383],
)
def test_anything_but_the_one_padded_form_is_refused(broken: bytes) -> None:
    with pytest.raises(PaddingError):
        unpad(broken)


@pytest.mark.parametrize(
    ("length", "size"), [(0, 0), (1, 1), (9, 10), (100, 104), (1000, 1024), (1_048_577, 1_081_344)]
)
def test_padme_sizes_follow_the_paper(length: int, size: int) -> None:
    assert padme(length) == size


@given(st.integers(min_value=2, max_value=1 << 44))
def test_padme_costs_at_most_twelve_percent_and_is_stable(length: int) -> None:
    size = padme(length)
    assert length <= size <= length * 1.12 + 1
    assert padme(size) == size


@given(st.integers(-10, 300_000))
def test_only_what_padding_makes_has_the_size_of_a_bucket(size: int) -> None:
    assert is_bucket(size) == (size in {4096, 16_384, 65_536, 131_072, 262_144})
