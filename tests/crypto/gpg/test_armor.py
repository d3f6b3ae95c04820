"""Armour comes off as RFC 9580 has it, and nothing else does."""

import base64
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.gpg.armor import dearmor, dearmor_stream
from crypto.gpg.errors import NotEncryptedMessageError

BEGIN, END = "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"


def armoured(data: bytes, *headers: str, end: str = "\n", checksum: str = "=AAAA") -> bytes:
    """Return an armoured message with these headers and line ends."""
    lines = [BEGIN, *headers, "", *base64.encodebytes(data).decode().splitlines(), checksum, END]
    return end.join(lines).encode()


@given(st.binary(min_size=1, max_size=400), st.sampled_from(["\n", "\r\n", " \n"]))
def test_what_was_armoured_comes_back(data: bytes, end: str) -> None:
    assert dearmor(armoured(data, end=end)) == data
    assert dearmor(armoured(data, "Comment: contoh", "Version: x", end=end)) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    try:
        dearmor(data)
    except NotEncryptedMessageError:
        return
    assert data.strip().startswith(BEGIN.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        BEGIN,
        f"{BEGIN}\n{END}",
        f"{BEGIN}\nAAAA\n{END}",
        f"{BEGIN}\n\n!!!!\n{END}",
        f"{BEGIN}\n\nAAA\n{END}",
        f"x{BEGIN}\n\nAAAA\n{END}",
        f"{BEGIN}\n\nAAAA",
        "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----",
    ],
)
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(NotEncryptedMessageError):
        dearmor(text.encode())


def streamed(text: bytes, size: int) -> bytes:
    """The octets of a text that arrives in pieces of this size."""
    return b"".join(dearmor_stream(text[at : at + size] for at in range(0, len(text), size)))


@given(st.binary(min_size=1, max_size=400), st.sampled_from(["\n", "\r\n", " \n"]), st.integers(1, 700))
def test_a_stream_loses_its_armour_however_it_is_cut(data: bytes, end: str, size: int) -> None:
    assert streamed(armoured(data, "Comment: contoh", end=end), size) == data
    assert streamed(armoured(data, end=end, checksum=""), size) == data
    assert streamed(b"Halo,\n\n" + armoured(data, end=end) + b"\nSalam\n" + armoured(data), size) == data


@given(st.binary(max_size=400), st.integers(1, 700))
def test_a_stream_without_armour_comes_as_it_is(data: bytes, size: int) -> None:
    for first in (b"\x84", b"\x85", b"\xc1"):
        assert streamed(first + data, size) == first + data


def test_a_stream_is_decoded_in_constant_memory() -> None:
    data = bytes(range(256)) * 2_000
    pieces = list(dearmor_stream([armoured(data)]))
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) <= 64 * 1024


@pytest.mark.parametrize(
    "text",
    [
        "",
        BEGIN,
        f"{BEGIN}\nAAAA\n{END}",
        f"{BEGIN}\n\n!!!!\n{END}",
        f"{BEGIN}\n\nAAA\n{END}",
        f"x{BEGIN}\n\nAAAA\n{END}",
        "x\n" * 40_000 + f"{BEGIN}\n\nAAAA\n{END}",
        f"{BEGIN}\n" + "Comment: x\n" * 6_000 + f"\nAAAA\n{END}",
        "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----",
    ],
)
@pytest.mark.parametrize("size", [3, 1_000, 1_000_000])
def test_a_stream_of_another_form_is_refused(text: str, size: int) -> None:
    with pytest.raises(NotEncryptedMessageError):
        streamed(text.encode(), size)


@pytest.mark.parametrize("size", [1, 1_000, 1_000_000])
@pytest.mark.parametrize("before", ["\u201cPesan ini\u201d\n", "\U0001f512\n", "x" * 5_000 + "\n", "\n \n"])
def test_a_stream_may_have_any_text_around_its_block(before: str, size: int) -> None:
    text = before.encode() + armoured(b"laporan", "Comment: " + "x" * 3_000) + b"\n" + b"y" * 5_000
    assert streamed(text, size) == b"laporan"


@given(st.integers(1, 4_000), st.integers(1, 5_000))
def test_a_stream_may_have_all_its_letters_on_one_line(length: int, size: int) -> None:
    data = bytes(range(256)) * (length // 256 + 1)
    line = base64.b64encode(data).decode()
    assert streamed(f"{BEGIN}\n\n{line}\n=AAAA\n{END}\n".encode(), size) == data


def test_a_source_that_fails_at_its_end_is_heard_behind_the_armour() -> None:
    def source() -> Iterator[bytes]:
        yield armoured(b"laporan")
        raise EOFError

    with pytest.raises(EOFError):
        list(dearmor_stream(source()))
