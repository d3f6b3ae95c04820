"""Making a key, and making it anew if GnuPG cannot read back what it wrote.

GnuPG 2.4 writes the salt and the nonce of a protected key as text where it can, and breaks long lines at a space. One
that belongs to the nonce is lost in reading: the agent then calls the protection corrupted. A key whose signing part is
hit is not made; one whose other part is hit decrypts nothing from its first day, and nobody would notice in time.
"""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from crypto.gpg.bounds import MESSAGE
from crypto.gpg.errors import GpgError, UnreadableKeyError
from crypto.gpg.process import run_gpg
from crypto.gpg.status import Finished, parse_status

_STATUS: Final = re.compile(r"^\[GNUPG:\] (?:ERROR|FAILURE) .*\n", re.MULTILINE)
_CODE: Final = 0xFFFF  # above it, such a number has the source of the error
_CORRUPTED_PROTECTION: Final = 106
_TRIES: Final = 3  # a part is hit once in tens of thousands
_TRIAL: Final = b"kentongan/new-key\n"
_MOST_BYTES: Final = 4096


def readable_key(home: Path, make: Callable[[], str], passphrase: str) -> str:
    """Return the fingerprint of a key that was made and opened a trial message; those that did not are deleted.

    The agent remembers the passphrase afterwards. Raises `UnreadableKeyError` after some tries, and whatever `make`
    raises.
    """
    for _try in range(_TRIES):
        with contextlib.suppress(UnreadableKeyError):
            fingerprint = make()
            if _opens(home, fingerprint, passphrase):
                return fingerprint
            run_gpg(home, ["--yes", "--delete-secret-and-public-key", fingerprint], b"", _MOST_BYTES)
    raise UnreadableKeyError


def failure(exit_code: int, said: str) -> GpgError:
    """Return the error for a key that was not made, with a note of gpg's error numbers, which hold nothing secret.

    `said` are gpg's status lines with other text between them. Raises `GpgStatusError` if they are malformed.
    """
    end = Finished(parse_status("".join(_STATUS.findall(said)).encode()), exit_code)
    numbers = (int(word) for word in end.arguments("ERROR") if word.isdecimal())
    corrupted = any(number & _CODE == _CORRUPTED_PROTECTION for number in numbers)
    error = UnreadableKeyError() if corrupted else GpgError()
    error.add_note(end.numbers())
    return error


def _opens(home: Path, fingerprint: str, passphrase: str) -> bool:
    encrypt = ["--trust-model", "always", "--recipient", fingerprint, "--encrypt"]
    message, _end = run_gpg(home, encrypt, _TRIAL, _MOST_BYTES)
    decrypt = ["--output", "-", "--decrypt"]
    plaintext, end = run_gpg(home, decrypt, message, _MOST_BYTES, passphrase=passphrase, bounds=MESSAGE)
    return (plaintext, end.exit_code) == (_TRIAL, 0)
