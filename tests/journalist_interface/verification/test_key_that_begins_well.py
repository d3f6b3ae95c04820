"""A colleague in bad faith searches for a wrong key under which a file begins like a message, and grants it."""

import ctypes
import hashlib
import os
from itertools import count

import pytest
from sqlalchemy import update

from crypto.errors import CryptoError
from crypto.gpg.decrypt import HEAD_BYTES
from crypto.padding import padme
from journalist_interface.session.attachments import archived_plaintext, of_reporter
from journalist_interface.verification.case_attachments import case_attachments
from journalist_interface.verification.chain import GivenAt
from store.model import Blob
from tests.hostile_packets import LITERAL, packet
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations
from tests.journalist_interface.staged_cases import reviewed
from tests.journalist_interface.verification.test_grants_of_files import file_of, granted, put_file
from tests.office import TestOffice

pytestmark = pytest.mark.slow
CONTENT = hashlib.shake_256(b"bukti").digest(300_000)
WRONG = bytes(range(32))
_AES256, _ECB, _CFB = 9, 1, 2  # libgcrypt's numbers
_ENDLESS_LITERAL = 0xAF  # RFC 4880, 4.2.1: to the end of what is around it
_BLOCK = 16
_SEARCHED = 1 << 24  # bytes of blocks at a time


def encrypted(mode: int, key: bytes, data: bytes) -> bytes:
    """AES by the library that gpg uses."""
    library = ctypes.CDLL("libgcrypt.so.20")
    library.gcry_check_version(None)
    handle, out = ctypes.c_void_p(), ctypes.create_string_buffer(len(data))
    size = ctypes.c_size_t(len(data))
    assert library.gcry_cipher_open(ctypes.byref(handle), _AES256, mode, 0) == 0
    assert library.gcry_cipher_setkey(handle, key, ctypes.c_size_t(len(key))) == 0
    assert library.gcry_cipher_encrypt(handle, out, size, data, size) == 0
    library.gcry_cipher_close(handle)
    return out.raw


def xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(len(one))


def beginning(right: bytes, wrong: bytes) -> bytes:
    """Sixteen bytes with which a message under the right key begins like one under the wrong key too.

    Two bytes must repeat (RFC 9580, 5.13.1), and one must begin a packet: of sixteen million one does.
    """
    zero = bytes(_BLOCK)
    first = xor(encrypted(_ECB, right, zero), encrypted(_ECB, wrong, zero))
    wanted = first[-2:] + bytes([LITERAL ^ _ENDLESS_LITERAL])
    for _ in count():
        blocks = os.urandom(_SEARCHED)
        both = xor(encrypted(_ECB, right, blocks), encrypted(_ECB, wrong, blocks))
        place = both.find(wanted)
        while place >= 0 and place % _BLOCK:
            place = both.find(wanted, place + 1)
        if place >= 0:
            return xor(blocks[place : place + _BLOCK], encrypted(_ECB, right, zero))
    raise AssertionError


def session_keys_of(message: bytes) -> bytes:
    """The packets before the encrypted one."""
    end = 0
    while message[end] in {0x84, 0x85}:
        wide = message[end] - 0x83
        end += 1 + wide + int.from_bytes(message[end + 1 : end + 1 + wide])
    return message[:end]


def begun_well(message: bytes, right: bytes, wrong: bytes) -> bytes:
    """The same file to the same people, encrypted so that it begins well under the wrong key."""
    start = beginning(right, wrong)
    zeros = bytes(padme(len(CONTENT)) - len(CONTENT))
    plain = start + start[-2:] + packet(LITERAL, b"b\0" + bytes(4) + CONTENT + zeros) + b"\xd3\x14"
    sealed = encrypted(_CFB, right, plain + hashlib.sha1(plain).digest())  # noqa: S324 - RFC 9580, 5.13.1
    return session_keys_of(message) + packet(0xD2, b"\x01" + sealed)


def saved(reader: HeadlessWorkstation, case: str, given: GivenAt[str]) -> bytes:
    file = reader.work(case).file
    [sent] = [found for at in file.entries if (found := file.reporter_attachment(at)) is not None]
    return b"".join(of_reporter(reader.services, reader.officer, case, sent, given))


def archived(reader: HeadlessWorkstation, case: str) -> bytes:
    file = reader.work(case).file
    kept, _left_out = reader.officer.spoilt.divided(case, case_attachments(file))
    return b"".join(
        piece for found in kept for piece in archived_plaintext(reader.services, reader.officer, file, found)
    )


@pytest.mark.timeout(300)
def test_it_closes_the_file_to_no_one(busy_office: TestOffice, workstations: HeadlessWorkstations) -> None:
    sari = workstations.of("sari")
    case = reviewed(busy_office, sari)
    name = case.attaches(CONTENT, "bukti.bin").name
    data = file_of(busy_office, name).read_bytes()
    right = sari.officer.key.session_key(data[:HEAD_BYTES])
    data = begun_well(data, bytes.fromhex(right.text.partition(":")[2]), WRONG)
    put_file(busy_office, name, data)
    with busy_office.database.write() as session:
        session.execute(update(Blob).where(Blob.name == name).values(size=len(data)))
    joko = granted(case, workstations)

    given: GivenAt[str] = GivenAt()
    given.take("budi", [(name, f"9:{WRONG.hex().upper()}")])
    assert saved(sari, case.case, given) == CONTENT, "the officer's own key comes first"
    given.take("sari", [(name, right.text)])
    joko.work(case.case).file.given.blobs = given
    with pytest.raises(CryptoError):
        archived(joko, case.case)
    assert archived(joko, case.case) == CONTENT, "not left out of the next archive"
    del given.keys[name]["sari"]
    with pytest.raises(CryptoError):
        archived(joko, case.case)
    assert archived(joko, case.case) == b"", "with no other key it is left out"
