"""The keys to which a message is encrypted, as its beginning names them. Nothing is decrypted."""

import subprocess  # nosec B404 # for its constants
from typing import Final

from crypto.gpg.process import NO_HOME, NO_KEYRING, GpgProcess

_NOTHING: Final = 1024  # bytes of output: there are none


def recipient_keys(message: bytes) -> frozenset[str]:
    """Return the identifiers (16 hex digits) of the keys, most of them subkeys; empty for what is no message.

    They are not signed: anyone who carries a message can add one and take one away.
    """
    arguments = [*NO_KEYRING, "--list-only", "--output", "-", "--decrypt"]
    with GpgProcess(NO_HOME, arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as gpg:
        gpg.exchange(iter((message,)), _NOTHING)
        end = gpg.wait()
    return frozenset(line.arguments[0] for line in end.status if line.keyword == "ENC_TO" and line.arguments)
