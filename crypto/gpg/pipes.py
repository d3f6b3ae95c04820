"""The pipes between us and one run of gpg: what it says is collected, what it must not say is handed in a pipe."""

import os
import select
import threading
from collections.abc import Callable
from typing import IO, Final

from crypto.gpg.errors import GpgStatusError, PassphraseFormError

READ_BYTES: Final = 64 * 1024
_END_SECONDS: Final = 5.0  # after gpg's own: a child of it could hold the pipe open
_PASSPHRASE_BYTES: Final = 4096  # a pipe surely holds as much


class Collector(threading.Thread):
    """Reads a pipe to its end, so that gpg never waits, and keeps the first `limit` bytes.

    `watch` is told of every piece when it comes.
    """

    def __init__(self, pipe: IO[bytes], limit: int, watch: Callable[[bytes], None] | None = None) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._limit = limit
        self._watch = watch
        self._data = bytearray()
        self.start()

    def run(self) -> None:
        with self._pipe:
            while piece := self._pipe.read(READ_BYTES):  # unbuffered: what is there
                self._data += piece[: max(0, self._limit - len(self._data))]
                if self._watch is not None:
                    self._watch(piece)

    def collected(self) -> bytes:
        """What came until the end; `GpgStatusError` if that does not come within seconds."""
        self.join(_END_SECONDS)
        if self.is_alive():
            raise GpgStatusError
        return bytes(self._data)


def is_ready(pipe: IO[bytes], event: int, seconds: float) -> bool:
    """Whether the pipe can be read or written (`select.POLLIN`, `POLLOUT`) within `seconds`."""
    poll = select.poll()
    poll.register(pipe, event)
    return bool(poll.poll(seconds * 1000))


def passphrase_pipe(passphrase: str) -> int:
    """The reading end of a pipe that holds a passphrase; `PassphraseFormError` if gpg would read a part of it."""
    data = passphrase.encode("utf-8", "replace") + b"\n"
    if set("\n\0") & set(passphrase) or len(data) > _PASSPHRASE_BYTES:
        raise PassphraseFormError
    return filled_pipe(data)


def filled_pipe(data: bytes) -> int:
    """The reading end of a pipe that holds `data`: a secret or a signature of a few KiB, less than a pipe takes."""
    read, write = os.pipe()
    try:
        os.write(write, data)
    finally:
        os.close(write)
    return read


def opened(pipe: IO[bytes] | None) -> IO[bytes]:
    """The pipe, where the run was started with one."""
    if pipe is None:
        raise ValueError("this run has no such pipe")
    return pipe
