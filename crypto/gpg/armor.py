"""ASCII armour of a message (RFC 9580, 6.2), removed without gpg so that its packets can be walked first."""

import base64
import binascii
from typing import Final

from crypto.gpg.errors import NotEncryptedMessageError

_BEGIN: Final = b"-----BEGIN PGP MESSAGE-----"
_END: Final = b"-----END PGP MESSAGE-----"


def dearmor(text: bytes) -> bytes:
    """Return the octets of one armoured message, or raise `NotEncryptedMessageError` for any other form.

    The checksum is ignored, as RFC 9580 (6.1) asks. So are spaces around a line, which forms and mail programs add.
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < 2 or lines[0] != _BEGIN or lines[-1] != _END or b"" not in lines:
        raise NotEncryptedMessageError
    body = lines[lines.index(b"") + 1 : -1]  # after the armour's headers
    if body and body[-1].startswith(b"="):
        body.pop()
    try:
        return base64.b64decode(b"".join(body), validate=True)
    except binascii.Error:
        raise NotEncryptedMessageError from None
