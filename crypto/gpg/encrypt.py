"""Encryption to certificates as a stream: from the caller through gpg into an open file, never whole in memory."""

import contextlib
import fcntl
import subprocess  # nosec B404 # for its constants
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, Self

from crypto.gpg.errors import EncryptionError, UnusableRecipientError
from crypto.gpg.invocation import NO_HOME, NO_KEYRING, faked_time
from crypto.gpg.process import GpgProcess
from crypto.gpg.status import Finished

_PIPE_BYTES: Final = 1024 * 1024
# Compression would undo padding; a name or a fine time would stay in the packet.
_OPTIONS: Final = (
    *NO_KEYRING,
    "--no-random-seed-file",
    "--trust-model",
    "always",
    "--compress-algo",
    "none",
    "--set-filename",
    "",
)


class EncryptionStream:
    """A message being encrypted to every certificate of `recipients`, into the descriptor `out`.

    Call `write`, then `finish`. In any other case, an exception included, `abort` must follow; the context does that.
    `day` is the finest time that enters the message. Raises `UnusableRecipientError` or `EncryptionError`.
    """

    def __init__(self, recipients: Sequence[Path], out: int, day: date) -> None:
        if not recipients:
            raise UnusableRecipientError
        self._gpg = GpgProcess(
            NO_HOME,
            encryption_arguments(recipients, day),
            stdout=out,
        )
        # Many uploads of one user can use up the kernel's share of pipe buffers (pipe(7)).
        with contextlib.suppress(PermissionError):
            fcntl.fcntl(self._gpg.stdin, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._done = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    @property
    def process(self) -> GpgProcess:
        """The running gpg."""
        return self._gpg

    def write(self, data: bytes) -> None:
        """Encrypt more data. Raises `EncryptionError` or `UnusableRecipientError` if gpg has given up."""
        try:
            self._gpg.feed(data)
        except BrokenPipeError:
            self._finished()
            raise EncryptionError from None

    def finish(self) -> None:
        """End the message and make sure that gpg completed it."""
        self._gpg.end_input()
        self._finished()

    def abort(self) -> None:
        """Kill gpg. What it has written so far is worthless, and the caller must remove it."""
        if not self._done:
            self._done = True
            self._gpg.kill()

    def _finished(self) -> None:
        try:
            _require_complete(self._gpg.wait())
        finally:
            self.abort()


def encryption_arguments(recipients: Sequence[Path], day: date) -> list[str]:
    """Return gpg's arguments for an encryption, beside those that every run gets."""
    chosen = [word for path in recipients for word in ("--recipient-file", str(path))]
    return [*_OPTIONS, *faked_time(day), *chosen, "--output", "-", "--encrypt"]


def encrypt_bytes(data: bytes, recipients: Sequence[Path], day: date) -> bytes:
    """Return a message of a few MiB at most, encrypted in memory. Raises as `EncryptionStream` does."""
    with EncryptionStream(recipients, subprocess.PIPE, day) as stream:
        encrypted = stream.process.exchange(iter((data,)))
        stream.finish()
    return encrypted


def _require_complete(end: Finished) -> None:
    if end.has("INV_RECP", "KEYEXPIRED", "KEYREVOKED"):
        raise UnusableRecipientError
    order = [line.keyword for line in end.status if line.keyword in {"BEGIN_ENCRYPTION", "END_ENCRYPTION"}]
    if end.exit_code or order != ["BEGIN_ENCRYPTION", "END_ENCRYPTION"] or end.has("FAILURE", "ERROR"):
        raise EncryptionError
