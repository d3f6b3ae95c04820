"""A certificate as a person hands it in, read by the real GnuPG."""

import base64

from crypto.gpg.certificate import inspect
from crypto.gpg.errors import CertificateError
from tests.fuzz.target import PLANTED, Target

# An Ed25519 certificate of a made-up person, as GnuPG exports it.
_CERTIFICATE = base64.b64decode(
    "mDMEaVW5ABYJKwYBBAHaRw8BAQdAk2ZssyPyXjf7RDn6tHMobvHOiSrw4ygfR3iOnqpbssi0GVVqaSA8dWppQGluc3Bla3Rv"
    "cmF0LnVqaT6IlgQTFgoAPhYhBNwjZttgQ0eTrYN2fulJPCzaeyTUBQJpVbkAAhsDBQkFo5qABQsJCAcCBhUKCQgLAgQWAgMB"
    "Ah4BAheAAAoJEOlJPCzaeyTU2/sBALVPvDQa9KLYRRo3GYj4x/KdyRJ00VPrx/+J47tt1OnuAQDy5/c+T33Qc72GffYBVrrl"
    "Yv5B9k1teVe4uJXvOSnhAQ=="
)


def run(data: bytes) -> None:
    """Whatever GnuPG makes of it, a fingerprint is a fingerprint."""
    info = inspect(data)
    assert len(info.fingerprint) == 40
    assert set(info.fingerprint) <= set("0123456789ABCDEF")


TARGET = Target(
    run,
    (CertificateError,),
    (
        _CERTIFICATE,
        _CERTIFICATE * 2,
        _CERTIFICATE[:-30],
        b"\x99\x01\x0d\x04" + PLANTED.encode(),
        b"\xa8\x03" + b"\x50" * 40,
        b"\xc8\xff\xff\xff\xff\xff\x01",
    ),
    largest=2_048,
)
