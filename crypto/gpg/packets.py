"""OpenPGP packets walked without gpg (RFC 9580; RFC 4880), so that no strange packet ever reaches it.

gpg 2.4 aborts on a marker packet beside a detached signature. It also works for a minute on packets that yield nothing.
Only the framing is checked here: nothing is decrypted, and no signature is verified.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from crypto.gpg.errors import BadSignatureError, HiddenRecipientsError, NotEncryptedMessageError
from crypto.signing import MAX_SIGNATURE_BYTES

MAX_RECIPIENTS: Final = 64
MAX_GUESSES: Final = 16  # the agent tries each for a time that is not gpg's, and serves nobody else meanwhile
# Packet types (RFC 9580, 5), as the first octet of the headers that gpg writes.
_SHORT_SIGNATURE, _LONG_SIGNATURE = 0x88, 0x89  # a length of one octet, of two
_SHORT_KEY, _LONG_KEY, _NEW_KEY = 0x84, 0x85, 0xC1  # a session key for one recipient
# gpg writes OCB if every recipient's key asks for it, but Debian's build does not.
_ENCRYPTED, _ENCRYPTED_OCB = 0xD2, 0xD4
_ONE_OCTET: Final = 0x100  # lengths below are written with one octet in the old format
# Octets of a version 4 signature before, between and after its two areas of subpackets (RFC 9580, 5.2.3).
_BEFORE_HASHED, _AREA_LENGTH, _LEFT_BITS = 4, 2, 2
# A session key: version, eight octets of the key's identifier, algorithm, and no more than RSA 16384 needs.
_KEY_PACKET: Final = range(12, 2_100)
_KEY_VERSION, _KEY_ID_END = 3, 9
_ISSUERS, _UNCRITICAL, _KEY_ID_BYTES = frozenset({16, 33}), 0x7F, 8  # RFC 9580, 5.2.3.12 and 5.2.3.35
_NOBODY: Final = "0" * 16  # `--hidden-recipient`: gpg would try every secret key it has
_FIRST_PARTIAL: Final = 512  # RFC 9580, 4.2.1.4
# Version, the shortest prefix (of a 64-bit block) and the hash; OCB needs one more.
_LEAST_ENCRYPTED: Final = 34
# gpg's overhead for a file that it streams: at worst two lengths for each 512 octets, and the framing around it.
_FRAMING_SHARE, _FRAMING_BYTES = 64, 1024
# The greatest number of session keys, and the beginning of the encrypted packet.
HEAD_BYTES: Final = MAX_RECIPIENTS * (_KEY_PACKET.stop + 3) + 16
# New-format lengths (RFC 9580, 4.2.1), by their first octet.
_TWO_OCTETS, _PARTIAL, _FIVE_OCTETS = 192, 224, 255
_MOST_IN_TWO: Final = 8_383


@dataclass(frozen=True, slots=True)
class _Want:
    """A request for a number of octets, at least one. Octets that are not kept are not handed over either."""

    size: int
    kept: bool = True


@dataclass(frozen=True, slots=True)
class _Length:
    """A length in the new format. Another one follows a partial one."""

    size: int
    partial: bool = False


_T = TypeVar("_T")
_Course = Generator[_Want, bytes, _T]


def require_signature(signature: bytes) -> None:
    """Refuse all but one binary version 4 signature packet with nothing before or after it.

    Its header must be the one that gpg writes, in the shortest form. Raises `BadSignatureError`.
    """
    header, body = signature[:1], b""
    if header == bytes([_SHORT_SIGNATURE]):
        body = signature[2:]
        told, least = signature[1:2], 0
    elif header == bytes([_LONG_SIGNATURE]):
        body = signature[3:]
        told, least = signature[1:3], _ONE_OCTET
    else:
        raise BadSignatureError
    if int.from_bytes(told) != len(body) or not least <= len(body) or len(signature) > MAX_SIGNATURE_BYTES:
        raise BadSignatureError
    if body[:2] != b"\x04\x00" or not _has_areas(body):  # a signature of binary data
        raise BadSignatureError


def read_issuers(signature: bytes) -> frozenset[str]:
    """Return the identifiers (16 hex digits) of the keys that a signature names as its maker.

    gpg verifies it with none but these. One of its two areas is not signed: anyone who carries a signature can add
    names to it. Raises `BadSignatureError` as `require_signature` does.
    """
    require_signature(signature)
    rest = signature[2:] if signature[0] == _SHORT_SIGNATURE else signature[3:]
    found, end = set[str](), _BEFORE_HASHED
    for _ in ("hashed", "unhashed"):
        start = end + _AREA_LENGTH
        end = start + int.from_bytes(rest[end:start])
        found.update(_issuers_in(rest[start:end]))
    return frozenset(found)


def _issuers_in(area: bytes) -> Iterator[str]:
    while area:
        first = area[0]
        if first < _TWO_OCTETS:
            size, body = first, area[1:]
        elif first < _FIVE_OCTETS:
            size, body = ((first - _TWO_OCTETS) << 8) + int.from_bytes(area[1:2]) + _TWO_OCTETS, area[2:]
        else:
            size, body = int.from_bytes(area[1:5]), area[5:]
        packet, area = body[:size], body[size:]
        if packet and packet[0] & _UNCRITICAL in _ISSUERS and len(packet) > _KEY_ID_BYTES:
            yield packet[-_KEY_ID_BYTES:].hex().upper()


def read_recipients(message: bytes, *, hidden: bool = False) -> tuple[str, ...]:
    """Return the identifiers (16 hex digits) of the keys to which one whole message is encrypted, in its order.

    Raises `NotEncryptedMessageError` unless the bytes are 1 to `MAX_RECIPIENTS` session keys, each with another
    identifier, and then one encrypted packet with an integrity check, to the end. The identifiers are not signed:
    anyone who carries a message can change them. With `hidden` a few may be zeros or repeated, as outside senders write
    them: `HiddenRecipientsError` for more than `MAX_GUESSES`.
    """
    walker = MessageWalker(hidden=hidden)
    walker.feed(message)
    return walker.finish()


def count_guesses(recipients: Sequence[str]) -> int:
    """Return how many of the session keys do not say whose they are, or are for a key that another one is for."""
    named = [recipient for recipient in recipients if recipient != _NOBODY]
    return len(recipients) - len(set(named))


def read_stream_recipients(head: bytes, size: int, plaintext: int) -> tuple[str, ...]:
    """Return the recipients of a message of `size` bytes that begins with `head`, as `read_recipients` does.

    The size must fit a file of `plaintext` bytes, and little more. `head` is the whole message, or `HEAD_BYTES` of it.
    """
    walker = MessageWalker()
    walker.feed(head)
    if len(head) == size:
        recipients = walker.finish()
    elif len(head) == HEAD_BYTES:
        recipients = walker.begun()
    else:
        raise NotEncryptedMessageError
    most = plaintext + plaintext // _FRAMING_SHARE + len(recipients) * _KEY_PACKET.stop + _FRAMING_BYTES
    if not plaintext + _LEAST_ENCRYPTED <= size <= most:
        raise NotEncryptedMessageError
    return recipients


class MessageWalker:
    """A walk through a message of any length while its bytes arrive, in constant memory.

    Call `feed` for each piece, then `finish`. Both raise `NotEncryptedMessageError`, `feed` as soon as it is certain.
    With `hidden` it raises as `read_recipients` does.
    """

    def __init__(self, *, hidden: bool = False) -> None:
        self._hidden = hidden
        self._recipients: list[str] = []
        self._kept = bytearray()
        self._complete = False
        self._encrypted = False
        self._course = self._walk()
        self._want = next(self._course)
        self._missing = self._want.size

    def feed(self, piece: bytes) -> None:
        """Walk on through these bytes."""
        rest = memoryview(piece)
        while rest:
            if not self._missing:  # the message is complete, or was refused before
                self._complete = False
                raise NotEncryptedMessageError
            part, rest = rest[: self._missing], rest[self._missing :]
            self._missing -= len(part)
            if self._want.kept:
                self._kept += part
            if not self._missing:
                self._advance()

    def begun(self) -> tuple[str, ...]:
        """Return the recipients once the encrypted packet has begun, although it may still end badly."""
        if not self._encrypted:
            raise NotEncryptedMessageError
        return tuple(self._recipients)

    def finish(self) -> tuple[str, ...]:
        """Return the recipients as `read_recipients` does, if the message ends here."""
        if not self._complete:
            raise NotEncryptedMessageError
        return tuple(self._recipients)

    def _advance(self) -> None:
        octets = bytes(self._kept)
        self._kept.clear()
        try:
            self._want = self._course.send(octets)
        except StopIteration:
            self._complete = True
        else:
            self._missing = self._want.size

    def _walk(self) -> _Course[None]:
        """Yield how many octets come next, step by step, and check them."""
        header = yield from _octet()
        while header in {_SHORT_KEY, _LONG_KEY, _NEW_KEY}:
            if len(self._recipients) == MAX_RECIPIENTS:
                raise NotEncryptedMessageError
            size = yield from _key_length(header)
            recipient = _recipient((yield _Want(size)), hidden=self._hidden)
            if recipient in self._recipients and not self._hidden:
                raise NotEncryptedMessageError  # the agent would try each: 64 of RSA take it five seconds
            self._recipients.append(recipient)
            if count_guesses(self._recipients) > MAX_GUESSES:
                raise HiddenRecipientsError
            header = yield from _octet()
        if header not in {_ENCRYPTED, _ENCRYPTED_OCB} or not self._recipients:
            raise NotEncryptedMessageError
        length = yield from _encrypted_length()
        self._encrypted = True
        yield from _body(length)


def _has_areas(body: bytes) -> bool:
    """Return whether both subpacket areas and the left bits of the digest fit into the packet, and numbers follow."""
    end = _BEFORE_HASHED
    for _ in ("hashed", "unhashed"):
        end += _AREA_LENGTH + int.from_bytes(body[end : end + _AREA_LENGTH])
    return len(body) > end + _LEFT_BITS


def _recipient(packet: bytes, *, hidden: bool) -> str:
    identifier = packet[1:_KEY_ID_END].hex().upper()
    if packet[0] != _KEY_VERSION or (identifier == _NOBODY and not hidden):
        raise NotEncryptedMessageError
    return identifier


def _key_length(header: int) -> _Course[int]:
    if header == _NEW_KEY:
        length = yield from _new_length()
        if length.partial:
            raise NotEncryptedMessageError
        size = length.size
    else:
        size = int.from_bytes((yield _Want(1 if header == _SHORT_KEY else 2)))
        if (size < _ONE_OCTET) != (header == _SHORT_KEY):
            raise NotEncryptedMessageError
    if size not in _KEY_PACKET:
        raise NotEncryptedMessageError
    return size


def _encrypted_length() -> _Course[_Length]:
    """Read the beginning of the encrypted packet, which must be of version 1, and return its length."""
    length = yield from _new_length()
    if length.size < (_FIRST_PARTIAL if length.partial else _LEAST_ENCRYPTED):
        raise NotEncryptedMessageError
    if (yield from _octet()) != 1:
        raise NotEncryptedMessageError
    return length


def _body(length: _Length) -> _Course[None]:
    """Walk through the encrypted packet after its version: one part, or partial ones as gpg streams them."""
    yield _Want(length.size - 1, kept=False)
    while length.partial:
        length = yield from _new_length()
        if length.size:
            yield _Want(length.size, kept=False)


def _new_length() -> _Course[_Length]:
    """Read a length in the new format. Only the shortest form that fits is accepted."""
    first = yield from _octet()
    if first < _TWO_OCTETS:
        return _Length(first)
    if first < _PARTIAL:
        return _Length(((first - _TWO_OCTETS) << 8) + (yield from _octet()) + _TWO_OCTETS)
    if first < _FIVE_OCTETS:
        return _Length(1 << (first - _PARTIAL), partial=True)
    size = int.from_bytes((yield _Want(4)))
    if size <= _MOST_IN_TWO:
        raise NotEncryptedMessageError
    return _Length(size)


def _octet() -> _Course[int]:
    return (yield _Want(1))[0]
