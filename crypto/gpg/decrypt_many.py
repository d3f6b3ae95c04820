"""Many small messages decrypted by one run of gpg, whose start costs more than a small message.

gpg writes each plaintext into a named pipe that waits for it, so that none touches the disk; a pipe takes all of a
small one. Nothing here judges a message: if anything at all is unusual in a run, none of its messages counts as
decrypted, and the caller has each of them decrypted alone, where errors have names and bounds are its own.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from crypto.gpg.bounds import Bounds
from crypto.gpg.decrypt import SHOWN, SessionKey, require_good, shown_key
from crypto.gpg.errors import DecryptionError, GpgError
from crypto.gpg.home import GnupgHome
from crypto.gpg.packets import read_recipients
from crypto.gpg.process import run_gpg
from crypto.gpg.status import Finished, StatusLine

MOST_AT_ONCE: Final = 32
MOST_BYTES: Final = 24 * 1024
"""The most bytes of one ciphertext: without compression, its plaintext fits into a pipe."""
_PIPE_BYTES: Final = 64 * 1024  # pipe(7)
_BOUNDS: Final = Bounds(processor=10, memory=512 * 1024 * 1024, wall=30.0)
_START: Final = ("FILE_START", "3")  # doc/DETAILS in GnuPG: 3 is decrypting
_END: Final = "FILE_DONE"

Decrypted = tuple[bytes, SessionKey]


def decrypt_many(home: GnupgHome, ciphertexts: Sequence[bytes]) -> list[Decrypted] | None:
    """Return the plaintexts and session keys of at most `MOST_AT_ONCE` messages; None if gpg is to see each alone.

    Raises `OSError` if there is no room for their pipes.
    """
    if not 0 < len(ciphertexts) <= MOST_AT_ONCE or max(map(len, ciphertexts)) > MOST_BYTES:
        return None
    with TemporaryDirectory(prefix="kd-") as folder, contextlib.ExitStack() as open_pipes:
        names, pipes = [], []
        for number, ciphertext in enumerate(ciphertexts):
            plain = Path(folder) / str(number)
            names.append(f"{plain}.gpg")  # gpg leaves out the ending
            Path(names[-1]).write_bytes(ciphertext)
            os.mkfifo(plain, 0o600)
            pipes.append(os.open(plain, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
            open_pipes.callback(os.close, pipes[-1])
        try:
            for ciphertext in ciphertexts:
                read_recipients(ciphertext)
            arguments = ["--yes", "--show-session-key", "--decrypt-files", *names]
            _nothing, end = run_gpg(home.path, arguments, b"", 0, bounds=_BOUNDS)
            keys = [shown_key(one) for one in _runs(end, names)]
        except GpgError:
            return None
        return [(_drained(pipe), key) for pipe, key in zip(pipes, keys, strict=True)]


def _runs(end: Finished, names: Sequence[str]) -> Iterator[Finished]:
    """Yield the part of each message in the status; raises a `GpgError` unless each is there, good and in its place."""
    rest = list(end.status)
    for name in names:
        lines: list[StatusLine] = []
        if not rest or (rest[0].keyword, *rest[0].arguments) != (*_START, name):
            raise DecryptionError
        rest.pop(0)
        while rest and rest[0].keyword != _END:
            lines.append(rest.pop(0))
        if not rest:
            raise DecryptionError
        rest.pop(0)
        one = Finished(tuple(lines), end.exit_code)
        require_good(one, SHOWN)
        yield one
    if rest:
        raise DecryptionError


def _drained(pipe: int) -> bytes:
    """Return what gpg wrote. It has ended: nothing more comes."""
    found = bytearray()
    with contextlib.suppress(BlockingIOError):
        while piece := os.read(pipe, _PIPE_BYTES):
            found += piece
    return bytes(found)
