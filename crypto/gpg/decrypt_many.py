"""Many small messages decrypted by one run of gpg, whose start costs more than a small message.

gpg writes each plaintext into a named pipe that is emptied meanwhile, so that none touches the disk. Nothing here
judges a message: if anything at all is unusual in a run, none of its messages counts as decrypted, and the caller has
each of them decrypted alone, where errors have names and bounds are its own.

Compressed packets lie inside the encryption: only gpg can tell what they unpack to, and only by unpacking. So a run
ends at the first byte beyond the length of a ciphertext, and when it has used up its processor time. The wall clock is
left for an agent that hangs.
"""

import contextlib
import os
import select
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

from crypto.gpg.bounds import Bounds
from crypto.gpg.decrypt import SHOWN, SessionKey, require_good, shown_key
from crypto.gpg.errors import DecryptionError, GpgError, TooLargeError
from crypto.gpg.home import GnupgHome
from crypto.gpg.packets import read_recipients
from crypto.gpg.process import GpgProcess
from crypto.gpg.status import Finished, StatusLine

MOST_AT_ONCE: Final = 32
MOST_BYTES: Final = 24 * 1024
"""The most bytes of one small ciphertext."""
_READ_BYTES: Final = 64 * 1024
# As much as one message may take alone: 32 of ours take far less than a second.
_BOUNDS: Final = Bounds(processor=3, memory=512 * 1024 * 1024, wall=30.0)
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
        arguments = ["--yes", "--show-session-key", "--decrypt-files", *names]
        try:
            for ciphertext in ciphertexts:
                read_recipients(ciphertext)
            with (
                GpgProcess(home.path, arguments, bounds=_BOUNDS) as gpg,
                _Plaintexts(gpg, pipes, [len(ciphertext) for ciphertext in ciphertexts]) as plaintexts,
            ):
                gpg.exchange(iter(()), 0)
                end = gpg.wait()
            keys = [shown_key(one) for one in _runs(end, names)]
            return list(zip(plaintexts.complete(), keys, strict=True))
        except GpgError:
            return None


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


class _Plaintexts:
    """The pipes' plaintexts: a thread empties them while gpg runs, and ends the run over one that is too long.

    None of ours is compressed. A plaintext longer than its ciphertext is a bomb, and is named as one when it is alone.
    """

    def __init__(self, gpg: GpgProcess, pipes: Sequence[int], most: Sequence[int]) -> None:
        self._gpg = gpg
        self._most = dict(zip(pipes, most, strict=True))
        self._found = {pipe: bytearray() for pipe in pipes}
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._end, self._end_it = os.pipe()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._end_it)
        self._thread.join()
        os.close(self._end)

    def complete(self) -> list[bytes]:
        """Return all of them, after gpg has ended; raises `TooLargeError`."""
        for pipe in self._found:
            while self._take(pipe):
                pass
        return [bytes(found) for found in self._found.values()]

    def _run(self) -> None:
        poll = select.poll()
        for descriptor in (self._end, *self._found):
            poll.register(descriptor, select.POLLIN)
        try:
            while self._end not in (ready := [descriptor for descriptor, _event in poll.poll()]):
                for pipe in ready:
                    if not self._take(pipe):
                        poll.unregister(pipe)
        except (OSError, TooLargeError):
            self._gpg.interrupt()

    def _take(self, pipe: int) -> bool:
        """Take what is in this pipe; return whether there was anything."""
        try:
            piece = os.read(pipe, _READ_BYTES)
        except BlockingIOError:
            return False
        self._found[pipe] += piece
        if len(self._found[pipe]) > self._most[pipe]:
            raise TooLargeError
        return bool(piece)
