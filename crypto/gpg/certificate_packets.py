"""The packets of a certificate walked without gpg (RFC 9580), for what its listing does not tell: what each use costs.

GnuPG checks every signature in a certificate, good or bad, in each run that verifies or encrypts with it. It lists the
good ones alone, and no exponent of an RSA key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from crypto.gpg.errors import CertificateError

# Algorithms by number (RFC 9580, 9.1).
RSA: Final = frozenset({1, 2, 3})
OLD: Final = frozenset({16, 17, 20})  # ElGamal and DSA
# Packet types (RFC 9580, 5); others have no place in a certificate that GnuPG exports.
SIGNATURE, KEY, SUBKEY = 2, 6, 14
_TYPES: Final = frozenset({SIGNATURE, KEY, 13, SUBKEY, 17})  # 13 and 17 are names and pictures
_ALGORITHM, _NUMBERS = 5, 6  # where they stand in a version 4 key
_OLD_LENGTHS: Final = (1, 2, 4)
_TWO_OCTETS, _PARTIAL, _FIVE_OCTETS = 192, 224, 255  # RFC 9580, 4.2.1, by the first octet


@dataclass(frozen=True, slots=True)
class KeyNumbers:
    """A key's or subkey's algorithm, and the sizes in bits of its numbers: none but of RSA, DSA and ElGamal.

    Others have the object identifier of their curve.
    """

    algorithm: int
    bits: tuple[int, ...]
    curve: bytes


@dataclass(frozen=True, slots=True)
class CertificateCost:
    """Its keys, the primary one first, and how many signatures it holds, good or bad, anybody's."""

    keys: tuple[KeyNumbers, ...]
    signatures: int


def read_cost(data: bytes) -> CertificateCost:
    """Return what GnuPG has to calculate with at each use of a binary certificate.

    Raises `CertificateError` if it is not made up as GnuPG exports one.
    """
    found = list(packets(data))
    bodies = [body for kind, body in found if kind in {KEY, SUBKEY}]
    if len(set(bodies)) < len(bodies):  # GnuPG lists them as one, and takes the first
        raise CertificateError
    return CertificateCost(tuple(map(_numbers, bodies)), sum(kind == SIGNATURE for kind, _body in found))


def packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the type and the body of each packet; raise `CertificateError` as `read_cost` does."""
    place = 0
    while place < len(data):
        kind, start, size = _header(data, place)
        place = start + size
        if kind not in _TYPES or place > len(data):
            raise CertificateError
        yield kind, data[start:place]


def variable_length(data: bytes, place: int) -> tuple[int, int]:
    """Return where a body begins whose length stands here in one, two or five octets, and that length."""
    first = data[place]
    if first < _TWO_OCTETS:
        return place + 1, first
    if first < _FIVE_OCTETS:  # of subpackets up to 16,319
        return place + 2, ((first - _TWO_OCTETS) << 8) + int.from_bytes(
            data[place + 1 : place + 2]
        ) + _TWO_OCTETS
    return place + 5, int.from_bytes(data[place + 1 : place + 5])


def _header(data: bytes, place: int) -> tuple[int, int, int]:
    """Return the type of the packet that begins here, where its body begins, and its length."""
    header, first = data[place], data[place + 1 : place + 2]
    if not header & 0x80 or not first:
        raise CertificateError
    if not header & 0x40:
        if header & 3 == len(_OLD_LENGTHS):  # to the end of the file
            raise CertificateError
        start = place + 1 + _OLD_LENGTHS[header & 3]
        return header >> 2 & 0xF, start, int.from_bytes(data[place + 1 : start])
    if _PARTIAL <= first[0] < _FIVE_OCTETS:  # a part of a packet
        raise CertificateError
    return header & 0x3F, *variable_length(data, place + 1)


def _numbers(body: bytes) -> KeyNumbers:
    if len(body) <= _NUMBERS or body[0] != 4:  # the version that GnuPG 2.4 works with
        raise CertificateError
    algorithm, place, bits = body[_ALGORITHM], _NUMBERS, []
    while algorithm in RSA | OLD and place < len(body):
        bits.append(int.from_bytes(body[place : place + 2]))
        place += 2 + (bits[-1] + 7) // 8
    if (algorithm in RSA and len(bits) != 2) or (algorithm in OLD and not bits):  # modulus and exponent
        raise CertificateError
    curve = b"" if algorithm in RSA | OLD else body[_NUMBERS + 1 : _NUMBERS + 1 + body[_NUMBERS]]
    return KeyNumbers(algorithm, tuple(bits), curve)
