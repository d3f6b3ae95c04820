"""What somebody outside encrypted to an officer with a program of their own, perhaps signed.

A signature is passed over: a key that nobody knows proves nothing, and its number would name who wrote. What this
system encrypted itself is refused, for somebody may have copied it from where it belongs.
"""

import subprocess  # nosec B404 # for its constants
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from crypto.gpg.bounds import MESSAGE, Bounds
from crypto.gpg.decrypt import require_good
from crypto.gpg.errors import OwnMessageError
from crypto.gpg.home import GnupgHome
from crypto.gpg.packets import read_recipients
from crypto.gpg.process import Finished, GpgProcess, end_of
from crypto.gpg.status import only

_FOREIGN: Final = ["--skip-verify", "--output", "-", "--decrypt"]


def decrypt_foreign_bytes(home: GnupgHome, ciphertext: bytes, max_size: int) -> bytes:
    """As `crypto.gpg.decrypt.decrypt_bytes`, signed or not; `OwnMessageError` for what this system encrypted."""
    read_recipients(ciphertext, hidden=True)
    with _process(home, MESSAGE) as gpg:
        plaintext = gpg.exchange(iter((ciphertext,)), max_size)
        _require_foreign(gpg.wait())
    return plaintext


def decrypt_foreign_stream(home: GnupgHome, ciphertext: Iterable[bytes]) -> Iterator[bytes]:
    """The plaintext as it comes; NOT to be believed, nor known to be foreign, before its end without an error."""
    with _process(home) as gpg:
        yield from gpg.stream(iter(ciphertext))
        _require_foreign(gpg.wait())


def _process(home: GnupgHome, bounds: Bounds | None = None) -> GpgProcess:
    return GpgProcess(home.path, _FOREIGN, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bounds=bounds)


def _require_foreign(end: Finished) -> None:
    require_good(end)
    if _is_ours(end):
        raise OwnMessageError


def _is_ours(end: Finished) -> bool:
    """Whether the date inside is the last second of a day, which `faked_time` gives to all that is encrypted here.

    It lies under the encryption: without the message's key nobody changes it. Of others' messages one in 86,400 has it.
    """
    seconds = only(end.status, "PLAINTEXT").arguments[1:2]  # doc/DETAILS: format, time stamp, file name
    moments = [datetime.fromtimestamp(int(one), UTC) for one in seconds if one.isdecimal()]
    return any(moment == end_of(moment.date()) for moment in moments)
