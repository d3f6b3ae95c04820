"""ASCII armour (RFC 9580, 6.2), removed without gpg so that the packets inside can be walked first."""

import base64
import binascii

from crypto.gpg.errors import NotEncryptedMessageError


def dearmor(text: bytes, kind: bytes = b"MESSAGE") -> bytes:
    """Return the octets of one armoured block of this kind, or raise `NotEncryptedMessageError` for any other form.

    The checksum is ignored, as RFC 9580 (6.1) asks. So are spaces around a line, which forms and mail programs add.
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    ends = [b"-----%s PGP %s-----" % (word, kind) for word in (b"BEGIN", b"END")]
    if len(lines) < 2 or [lines[0], lines[-1]] != ends or b"" not in lines:
        raise NotEncryptedMessageError
    body = lines[lines.index(b"") + 1 : -1]  # after the armour's headers
    if body and body[-1].startswith(b"="):
        body.pop()
    try:
        return base64.b64decode(b"".join(body), validate=True)
    except binascii.Error:
        raise NotEncryptedMessageError from None
