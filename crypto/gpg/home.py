"""An officer's GnuPG home: its keys, listed, made and exported, and the agent that remembers a passphrase.

gpg-agent's socket fails if the home's path is long, so gpg is given a short private link to it.

Keys are handled by python-gnupg, which never sees a passphrase, a message, a signature or a stranger's certificate: it
believes what it reads. How it starts gpg is replaced, so that program, options and environment are those of
`crypto.gpg.invocation`, and no run outlasts its patience.
"""

import contextlib
import logging
import os
import re
import signal
import subprocess  # nosec B404 # GnuPG is a program
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import gnupg

from crypto.gpg import process
from crypto.gpg.agent import Agent
from crypto.gpg.bounds import death_by
from crypto.gpg.certificate import FINGERPRINT_PATTERN
from crypto.gpg.errors import GpgError, GpgFaultError, GpgTimeoutError, MissingSecretKeyError
from crypto.gpg.invocation import ENVIRONMENT, fixed_command, opened, passphrase_pipe, program
from crypto.gpg.new_key import failure, readable_key
from crypto.gpg.process import run_gpg

_NO_TOKEN: Final = frozenset({"", "+", "#"})
_LONGEST_FOLDER: Final = 60  # the link and the longest socket name must fit into the 107 bytes of unix(7)
_LOGGER: Final = logging.getLogger(gnupg.__name__)
_LOGGER.disabled = True
_LOGGER.propagate = False  # a configuration of logging may enable loggers again
_FINGERPRINT: Final = re.compile(FINGERPRINT_PATTERN)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_ENCODING: Final = "cp437"  # every byte from 128 on is a letter or a sign: none ends a line, as U+0085 would
_STDERR: Final = 2
_CARD_BYTES: Final = 64 * 1024
# GnuPG's future-default. The passphrase is asked for, and comes through a pipe.
_NEW_KEY: Final = """\
Key-Type: EDDSA
Key-Curve: ed25519
Key-Usage: sign
Subkey-Type: ECDH
Subkey-Curve: cv25519
Subkey-Usage: encrypt
Name-Real: {name}
Expire-Date: {expire}
%commit
"""


class GnupgHome:
    """A GnuPG home folder, created (0700) if it does not exist. `close` stops its agent."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._link_folder = Path(tempfile.mkdtemp(prefix="kt-", dir=_short_folder()))
        self.path = self._link_folder / "h"
        self.path.symlink_to(folder.absolute(), target_is_directory=True)
        self._agent = Agent(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def secret_parts(self, fingerprint: str) -> list[str]:
        """Return the full fingerprints of the primary key and then of its subkeys.

        The list is empty if the secret key is neither here nor on a card.
        """
        return [part.fingerprint for part in self._keyring.secret_parts(fingerprint)]

    def secret_keys(self) -> list[str]:
        """Return the full fingerprints of the primary keys of which any secret part is here or on a known card."""
        return self._keyring.secret_keys()

    def learn_card(self) -> None:
        """Let GnuPG note which keys of this home lie on the smart card that is plugged in; without one, do nothing."""
        self.start_agent()
        run_gpg(self.path, ["--with-colons", "--card-status"], b"", _CARD_BYTES)

    def is_on_card(self, fingerprint: str) -> bool:
        """Return whether any part of this secret key lies on a smart card, which only one agent can use at a time."""
        return any(part.token not in _NO_TOKEN for part in self._keyring.secret_parts(fingerprint))

    @contextmanager
    def beside(self) -> Iterator["GnupgHome"]:
        """Yield a home with the same keys and a separate agent, for a trial that this home's agent must not notice."""
        with tempfile.TemporaryDirectory(prefix="kt-", dir=_short_folder()) as folder:
            for entry in self.path.iterdir():
                if not entry.is_socket() and not entry.name.endswith(".lock"):
                    Path(folder, entry.name).symlink_to(entry.resolve())
            with GnupgHome(Path(folder)) as twin:
                yield twin

    def start_agent(self) -> None:
        """Start a fresh agent, which remembers no passphrase yet."""
        self._agent.start()

    def lock(self) -> None:
        """Forget every passphrase, by ending the agent."""
        self._agent.stop()

    def close(self) -> None:
        """End the agent and remove the link. The folder stays."""
        if self.path.is_symlink():
            try:
                self._agent.stop()
                self._agent.remove_socket_folder()
            finally:
                self.path.unlink()
                self._link_folder.rmdir()

    def generate(self, name: str, passphrase: str, expire: str = "3y") -> str:
        """Make an ed25519/cv25519 key (GnuPG's future-default) and return its full fingerprint.

        The passphrase should be six diceware words or more: see `crypto.gpg.agent`.
        """
        self.start_agent()
        fingerprint = readable_key(
            self.path, lambda: self._keyring.make(name, passphrase, expire), passphrase
        )
        self.start_agent()  # the one before remembers the passphrase of the trial
        return fingerprint

    def certificate(self, fingerprint: str) -> bytes:
        """Return the public certificate, binary and minimal, or raise `MissingSecretKeyError` if it is not here."""
        return self._keyring.certificate(fingerprint)

    @cached_property
    def _keyring(self) -> "OwnKeyring":
        return OwnKeyring(self.path)


def _short_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if len(os.fsencode(folder)) <= _LONGEST_FOLDER else "/tmp"  # noqa: S108 # mkdtemp makes it private


@dataclass(frozen=True, slots=True)
class KeyPart:
    """A primary key or subkey. `token` names its smart card; it is `+` or empty for a secret here, `#` for none."""

    fingerprint: str
    token: str


class OwnKeyring:
    """The keys in the GnuPG home at this path. Raises a `GpgFaultError` where GnuPG does not work."""

    def __init__(self, home: Path) -> None:
        self._home = home
        with _translated():
            self._gpg: gnupg.GPG = _Gpg(home)

    def secret_parts(self, fingerprint: str) -> list[KeyPart]:
        """Return the primary key and then its subkeys; none if the secret key is neither here nor on a card."""
        with _translated():
            keys = self._gpg.list_keys(secret=True, keys=_full(fingerprint))
            primary = [KeyPart(key["fingerprint"], key["token"]) for key in keys]
            subkeys = [part for key in keys for part in key.get("subkey_info", {}).values()]
            return primary + [KeyPart(part["fingerprint"], part["token"]) for part in subkeys]

    def secret_keys(self) -> list[str]:
        """Return the full fingerprints of all primary keys of which any secret part is here or on a known card."""
        with _translated():
            keys = self._gpg.list_keys(secret=True)
            return [
                key["fingerprint"]
                for key in keys
                if {key["token"], *(part["token"] for part in key.get("subkey_info", {}).values())} != {"#"}
            ]

    def certificate(self, fingerprint: str) -> bytes:
        """Return the public certificate, binary and minimal, or raise `MissingSecretKeyError` if it is not here."""
        with _translated():
            data: bytes = self._gpg.export_keys(_full(fingerprint), armor=False, minimal=True)
        if not data:
            raise MissingSecretKeyError
        return data

    def make(self, name: str, passphrase: str, expire: str) -> str:
        """Make an ed25519/cv25519 key with this name, and return its full fingerprint."""
        if _CONTROL.search(name):  # a second line would be a parameter of its own
            raise GpgError
        parameters = _NEW_KEY.format(name=name, expire=expire).encode()
        secret = passphrase_pipe(passphrase)
        try:
            with _translated():
                gpg: gnupg.GPG = _Gpg(self._home, secret)
                made = gpg.gen_key(parameters)
        finally:
            os.close(secret)
        fingerprint = str(made.fingerprint)
        if made.returncode or _FINGERPRINT.fullmatch(fingerprint) is None:
            raise failure(made.returncode, getattr(made, "stderr", ""))
        return fingerprint


class _Listing(gnupg.ListKeys):
    """A listing that keeps the card of a secret subkey too."""

    ssb = gnupg.ListKeys.sub


class _Gpg(gnupg.GPG):
    """python-gnupg, whose runs of gpg are ours."""

    result_map = gnupg.GPG.result_map | {"list": _Listing}

    def __init__(self, home: Path, secret: int | None = None) -> None:
        self._home = home
        self._secret: int | None = None
        # It asks gpg for its version, without the passphrase.
        gnupg.GPG.__init__(self, program("gpg"), str(home), encoding=_ENCODING)
        self._secret = secret
        if self.version is None:
            raise GpgFaultError

    def _open_subprocess(self, args: Sequence[str], passphrase: bool = False) -> "_Run":
        if passphrase:  # it would go through python-gnupg
            raise ValueError
        options = ["--with-colons", "--fixed-list-mode", "--no-auto-check-trustdb"]
        command = [*fixed_command(self._home, _STDERR, self._secret), *options, *args]
        return _Run(command, [] if self._secret is None else [self._secret])


class _Run(subprocess.Popen[bytes]):
    """A run of gpg that is killed once it has lasted longer than `process.PATIENCE`."""

    def __init__(self, command: Sequence[str], inherited: Sequence[int]) -> None:
        pipe = subprocess.PIPE
        super().__init__(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env=ENVIRONMENT,
            pass_fds=inherited,
            start_new_session=True,
        )
        self._is_late = False
        self._watchdog = threading.Timer(process.PATIENCE, self._end)
        self._watchdog.daemon = True
        try:
            self._watchdog.start()
        except BaseException:  # no thread could be started: no run goes on unwatched
            self.kill()
            super().wait()
            raise

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, or raise `GpgTimeoutError` for a run that was too late, or what its death says."""
        code = super().wait(timeout)
        self._watchdog.cancel()
        if code >= 0 and not self._is_late:
            return code
        for pipe in (self.stdin, self.stdout, self.stderr):
            with contextlib.suppress(OSError):
                opened(pipe).close()
        raise GpgTimeoutError if self._is_late else death_by(-code)

    def _end(self) -> None:
        if self.poll() is None:
            self._is_late = True
            with contextlib.suppress(ProcessLookupError):  # it ended meanwhile
                os.killpg(self.pid, signal.SIGKILL)  # whatever holds its pipes open too


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Raise `GpgFaultError` for the many errors with which python-gnupg meets a gpg that does not work."""
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        raise GpgFaultError from None


def _full(fingerprint: str) -> str:
    """Refuse all but a full fingerprint: part of a name would pick another person's key, a dash an option."""
    if _FINGERPRINT.fullmatch(fingerprint) is None:
        raise MissingSecretKeyError
    return fingerprint
