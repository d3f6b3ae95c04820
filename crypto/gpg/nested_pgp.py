"""Messages that an outsider encrypted to an officer with another program, perhaps signed.

A signature is ignored: an unknown key proves nothing, and its number would identify the writer. A message that this
system encrypted is refused, because it may have been copied from where it belongs. gpg sees no packet that was not
walked first: for each session key of a hidden recipient it holds the agent, without a limit to their number.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from crypto.gpg.armor import dearmor_stream
from crypto.gpg.bounds import MESSAGE
from crypto.gpg.decrypt import require_good
from crypto.gpg.errors import OwnMessageError
from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import end_of
from crypto.gpg.packets import MessageWalker, read_recipients
from crypto.gpg.process import GpgProcess, run_gpg
from crypto.gpg.status import Finished, only

_FOREIGN: Final = ["--skip-verify", "--output", "-", "--decrypt"]


def decrypt_foreign_bytes(home: GnupgHome, ciphertext: bytes, max_size: int) -> bytes:
    """Return the plaintext, as `crypto.gpg.decrypt.decrypt_bytes` does, signed or not.

    Raises `OwnMessageError` for a message that this system encrypted, and `HiddenRecipientsError`.
    """
    read_recipients(ciphertext, hidden=True)
    plaintext, end = run_gpg(home.path, _FOREIGN, ciphertext, max_size, bounds=MESSAGE)
    _require_foreign(end)
    return plaintext


def decrypt_foreign_stream(home: GnupgHome, ciphertext: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plaintext of a message, armoured or not, as it comes; raises as `decrypt_foreign_bytes`.

    Do NOT trust it, or take it for foreign, before its end without an error.
    """
    with GpgProcess(home.path, _FOREIGN) as gpg:
        yield from gpg.stream(_walked(dearmor_stream(ciphertext)))
        _require_foreign(gpg.wait())


def _walked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces once they were walked; raises as `read_recipients` with hidden recipients."""
    walker = MessageWalker(hidden=True)
    for piece in pieces:
        walker.feed(piece)
        yield piece
    walker.finish()


def _require_foreign(end: Finished) -> None:
    require_good(_without_others_keys(end))
    if _is_ours(end):
        raise OwnMessageError


def _without_others_keys(end: Finished) -> Finished:
    """Return the end as it would be without hidden session keys for others: gpg fails over each beside the right one.

    All that speaks against the message has lines of its own.
    """
    if not end.has("NO_SECKEY"):
        return end
    kept = tuple(
        line for line in end.status if (line.keyword, *line.arguments[:1]) != ("FAILURE", "gpg-exit")
    )
    return Finished(kept, 0)


def _is_ours(end: Finished) -> bool:
    """Return whether the date inside is the last second of a day, as `faked_time` dates all that is encrypted here.

    The date lies under the encryption: only a holder of the message's key can change it. By chance, one in 86,400
    foreign messages has it.
    """
    seconds = only(end.status, "PLAINTEXT").arguments[1:2]  # doc/DETAILS: format, time stamp, file name
    moments = [datetime.fromtimestamp(int(second), UTC) for second in seconds if second.isdecimal()]
    return any(moment == end_of(moment.date()) for moment in moments)
