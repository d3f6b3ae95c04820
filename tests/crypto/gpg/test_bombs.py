"""Small messages that unpack to huge ones, also in several layers: stopped early, in little memory."""

import collections
import resource
import struct
import subprocess
import time
import zlib
from collections.abc import Iterator

import pytest

from crypto.gpg.decrypt import decrypt_bytes, decrypt_stream
from crypto.gpg.errors import DecryptionError
from store.web.verified_stream import AttachmentMismatchError, held_back
from tests.crypto.gpg.conftest import KeyOwner

LIMIT = 1 << 20
HUGE = 400 << 20
LITERAL, COMPRESSED = 11, 8  # RFC 9580, 5: packet types
ZLIB = b"\x02"


def packet(kind: int, body: bytes) -> bytes:
    return bytes([0xC0 | kind, 0xFF]) + struct.pack(">I", len(body)) + body


def squeezed_zeros(size: int) -> bytes:
    """A literal packet of so many zeros in a compressed packet, made without holding it."""
    press = zlib.compressobj(9)
    head = bytes([0xC0 | LITERAL, 0xFF]) + struct.pack(">I", size + 6) + b"b\x00" + bytes(4)
    piece = bytes(1 << 20)
    pressed = [press.compress(head), *(press.compress(piece) for _ in range(size >> 20)), press.flush()]
    return packet(COMPRESSED, ZLIB + b"".join(pressed))


def encrypted(owner: KeyOwner, packets: bytes) -> bytes:
    """These packets, whatever they are, encrypted to the owner."""
    command = ["gpg", "--homedir", str(owner.home.path), "--batch", "--quiet", "--trust-model", "always"]
    command += ["--no-literal", "--compress-level", "0", "--recipient", owner.fingerprint, "--encrypt"]
    return subprocess.run(command, input=packets, capture_output=True, check=True).stdout


@pytest.fixture(scope="module", params=[1, 2, 3, 40])
def bomb(request: pytest.FixtureRequest, owner: KeyOwner) -> bytes:
    """400 MB of zeros in so many layers."""
    packets = squeezed_zeros(HUGE)
    for _ in range(request.param - 1):
        packets = packet(COMPRESSED, ZLIB + zlib.compress(packets, 9))
    made = encrypted(owner, packets)
    assert len(made) < LIMIT
    return made


def largest_child() -> int:
    """KiB that the largest process of all that ended here had."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


@pytest.fixture(autouse=True)
def soon_and_small() -> Iterator[None]:
    """Neither this process nor gpg may grow with what the message claims to hold."""
    started, before = time.monotonic(), largest_child()
    yield
    assert time.monotonic() - started < 20
    assert largest_child() <= max(before, 200 * 1024)  # a browser of another test may have been larger


def test_a_message_that_would_unpack_to_a_huge_one_is_stopped(owner: KeyOwner, bomb: bytes) -> None:
    with pytest.raises(DecryptionError):
        decrypt_bytes(owner.home, bomb, LIMIT)


def test_an_attachment_that_would_unpack_to_a_huge_one_is_stopped(owner: KeyOwner, bomb: bytes) -> None:
    plaintext = held_back(decrypt_stream(owner.home, [bomb]), 1_000_000, "0" * 64)
    with pytest.raises((AttachmentMismatchError, DecryptionError)):
        collections.deque(plaintext, maxlen=0)


def test_the_same_layers_around_a_small_text_are_read(owner: KeyOwner) -> None:
    packets = packet(COMPRESSED, ZLIB + zlib.compress(packet(LITERAL, b"b\x00" + bytes(4) + b"laporan")))
    assert decrypt_bytes(owner.home, encrypted(owner, packets), LIMIT) == b"laporan"
