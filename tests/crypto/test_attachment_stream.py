"""An attachment of a reply arrives whole and unaltered, or not at all."""

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.attachment_stream import CHUNK_BYTES, decrypt, encrypt, is_sealed_size, new_key, sealed_size
from crypto.errors import AttachmentStreamError
from crypto.padding import padme

LENGTHS = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_001]


def cut(data: bytes, step: int) -> list[bytes]:
    return [data[start : start + step] for start in range(0, len(data), step)]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_file_of_any_length_comes_back(length: int) -> None:
    key, data = new_key(), secrets.token_bytes(length)
    stream = b"".join(encrypt(key, cut(data, 7000)))
    assert b"".join(decrypt(key, cut(stream, 9999), length)) == data


@pytest.mark.parametrize("length", LENGTHS)
def test_its_size_is_that_of_the_padded_file(length: int) -> None:
    stream = b"".join(encrypt(new_key(), [bytes(length)]))
    chunks = max(1, -(-padme(length) // CHUNK_BYTES))
    assert len(stream) == 24 + padme(length) + 17 * chunks == sealed_size(length)


@settings(max_examples=50)
@given(st.data())
def test_any_altered_byte_is_noticed(data: st.DataObject) -> None:
    key = new_key()
    stream = bytearray(b"".join(encrypt(key, [bytes(100_000)])))
    stream[data.draw(st.integers(0, len(stream) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(AttachmentStreamError):
        list(decrypt(key, [bytes(stream)], 100_000))


@pytest.mark.parametrize("keep", [0, 5, 24, 24 + CHUNK_BYTES + 17, -1, -17])
def test_a_cut_stream_is_noticed(keep: int) -> None:
    key = new_key()
    stream = b"".join(encrypt(key, [bytes(3 * CHUNK_BYTES)]))
    with pytest.raises(AttachmentStreamError):
        list(decrypt(key, [stream[:keep]], 3 * CHUNK_BYTES))


def test_exchanged_chunks_and_a_surplus_are_noticed() -> None:
    key, sealed = new_key(), CHUNK_BYTES + 17
    stream = b"".join(encrypt(key, [bytes(3 * CHUNK_BYTES)]))
    head, one, two, rest = stream[:24], stream[24 : 24 + sealed], stream[24 + sealed : 24 + 2 * sealed], b""
    rest = stream[24 + 2 * sealed :]
    for altered in (head + two + one + rest, stream + b"x", stream + rest):
        with pytest.raises(AttachmentStreamError):
            list(decrypt(key, [altered], 3 * CHUNK_BYTES))


def test_another_key_and_a_wrong_size_are_refused() -> None:
    key = new_key()
    stream = b"".join(encrypt(key, [b"data"]))
    with pytest.raises(AttachmentStreamError):
        list(decrypt(new_key(), [stream], 4))
    with pytest.raises(AttachmentStreamError):
        list(decrypt(key, [stream], 5))


def test_only_what_a_padded_file_becomes_has_the_size_of_a_stream() -> None:
    possible = {sealed_size(size) for size in range(3 * CHUNK_BYTES)}
    assert all(is_sealed_size(size) == (size in possible) for size in range(-1, 3 * CHUNK_BYTES))


@given(st.integers(0, 1 << 40))
def test_every_file_becomes_a_stream_of_such_a_size(size: int) -> None:
    assert is_sealed_size(sealed_size(size))
