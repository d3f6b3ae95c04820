"""OpenPGP packets (RFC 9580, section 4), taken apart and put together, and what a reporter encrypts beforehand."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crypto.gpg.invocation import NO_HOME, NO_KEYRING
from crypto.gpg.process import GpgProcess
from tests.hostile_packets import packet as packet_of_octet
from tests.office import TestOffice

_NEW_FORM: Final = 0xC0
_LINE: Final = 64


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet as it stands, with its tag; tag 0 where nothing could be made out."""

    tag: int
    data: bytes


def split(message: bytes) -> list[Packet]:
    """The packets of a message; what has no form is one packet of tag 0."""
    found: list[Packet] = []
    while message:
        length = _length(message)
        if length is None or length > len(message):
            return [*found, Packet(0, message)]
        found.append(Packet(_tag(message[0]), message[:length]))
        message = message[length:]
    return found


def packet(tag: int, body: bytes) -> bytes:
    """Return a packet of this tag, its length in five octets."""
    return packet_of_octet(_NEW_FORM | tag, body)


def encrypted_with(recipients: Sequence[Path], plain: bytes, *options: str) -> bytes:
    """A message by a gpg that is told this, whatever it thinks of what is inside."""
    keys = [word for path in recipients for word in ("--recipient-file", str(path))]
    arguments = [*NO_KEYRING, "--no-random-seed-file", "--trust-model", "always", *options, *keys]
    with GpgProcess(NO_HOME, [*arguments, "--output", "-", "--encrypt"]) as gpg:
        message = gpg.exchange(iter((plain,)))
        gpg.wait()
    assert message
    return message


def encrypted_beforehand(office: TestOffice, plain: bytes) -> bytes:
    """An armoured message to the officers, by gpg's own defaults."""
    return armored(raw_beforehand(office, plain))


def raw_beforehand(office: TestOffice, plain: bytes, *options: str) -> bytes:
    """The same without the armour; `options` are further words for gpg."""
    current = office.keeper().current()
    return encrypted_with(current.recipients(current.usable_readers(())), plain, *options)


def armored(message: bytes) -> bytes:
    """Between the lines by which a message in a text is known."""
    text = base64.b64encode(message)
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return b"\n".join([b"-----BEGIN PGP MESSAGE-----", b"", *lines, b"-----END PGP MESSAGE-----"])


def _tag(first: int) -> int:
    return first & 0x3F if first & 0x40 else first >> 2 & 0x0F


def _length(data: bytes) -> int | None:
    """Return how long the first packet is, its header included; None without a definite length."""
    first = data[0]
    if not first & 0x80 or len(data) < 2:
        return None
    if first & 0x40:
        return _new_length(data)
    size = {0: 1, 1: 2, 2: 4}.get(first & 3)
    if size is None:
        return len(data)
    return 1 + size + int.from_bytes(data[1 : 1 + size], "big")


def _new_length(data: bytes) -> int | None:
    second = data[1]
    if second < 192:
        return 2 + second
    if second < 224 and len(data) > 2:
        return 3 + (second - 192 << 8) + data[2] + 192
    if second == 255:
        return 6 + int.from_bytes(data[2:6], "big")
    return len(data)  # pieces: taken for one packet to the end
