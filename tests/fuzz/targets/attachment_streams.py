"""An attachment of a reply on its way back: altered, cut, joined, reordered."""

import hashlib

from crypto.attachment_stream import decrypt, encrypt, sealed_size
from crypto.errors import AttachmentStreamError
from store.web.verified_stream import held_back
from tests.fuzz.target import PLANTED, Target

_KEY = bytes(32)
_DATA = PLANTED.encode() * 20
_DIGEST = hashlib.sha256(_DATA).hexdigest()
_STREAM = b"".join(encrypt(_KEY, [_DATA]))


def run(data: bytes) -> None:
    """Check that what comes out whole is what went in."""
    size = max(1, data[0] if data else 1)
    stream = data[1:]
    pieces = (stream[start : start + size] for start in range(0, len(stream), size))
    plain = b"".join(held_back(decrypt(_KEY, pieces, len(_DATA)), len(_DATA), _DIGEST))
    assert plain == _DATA
    assert len(stream) == sealed_size(len(_DATA))


TARGET = Target(
    run,
    (AttachmentStreamError,),
    (
        b"\xff" + _STREAM,
        b"\x01" + _STREAM[:-1],
        b"\x09" + _STREAM[:24] + _STREAM[24:] * 2,
        b"\x09" + _STREAM[:23],
        b"\x09" + _DATA,
        b"\x09",
    ),
    largest=2_048,
)
