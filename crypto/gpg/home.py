"""An officer's GnuPG home: listing keys, making them, and the agent that remembers a passphrase.

gpg-agent's socket fails if the home's path is long, so gpg is given a short private link to it.
"""

import os
import re
import subprocess  # nosec B404 # for its constants
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from crypto.gpg.agent import Agent
from crypto.gpg.errors import GpgError, MissingSecretKeyError
from crypto.gpg.process import GpgProcess
from crypto.sizes import FINGERPRINT_PATTERN

_FINGERPRINT: Final = re.compile(FINGERPRINT_PATTERN)
_TOKEN: Final = 14  # the field that names a smart card, or says that there is none (GnuPG's doc/DETAILS)
_NO_TOKEN: Final = frozenset({"", "+", "#"})
_VALUE: Final = 9  # the field of a fingerprint, counted from 0
_OUTPUT_BYTES: Final = 16 * 1024 * 1024
_LONGEST_FOLDER: Final = 60  # the link and the longest socket name must fit into the 107 bytes of unix(7)


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
        which = _full(fingerprint)
        listing = self._output("--with-colons", "--fixed-list-mode", "--list-secret-keys", "--", which)
        found = []
        expected = False
        for line in listing.decode("utf-8", "replace").splitlines():
            fields = line.split(":")
            if fields[0] in {"sec", "ssb"}:  # what comes next is its fingerprint (GnuPG's doc/DETAILS)
                expected = True
            elif fields[0] == "fpr" and expected and len(fields) > _VALUE:
                found.append(fields[_VALUE])
                expected = False
        return found

    def is_on_card(self, fingerprint: str) -> bool:
        """Return whether any part of this secret key lies on a smart card, which only one agent can use at a time."""
        listing = self._output(
            "--with-colons", "--fixed-list-mode", "--list-secret-keys", "--", _full(fingerprint)
        )
        rows = [line.split(":") for line in listing.decode("utf-8", "replace").splitlines()]
        secret = [fields for fields in rows if fields[0] in {"sec", "ssb"} and len(fields) > _TOKEN]
        return any(fields[_TOKEN] not in _NO_TOKEN for fields in secret)

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
        arguments = ["--quick-generate-key", "--", name, "future-default", "default", expire]
        with GpgProcess(self.path, arguments, passphrase=passphrase) as gpg:
            end = gpg.wait()
        created = end.arguments("KEY_CREATED")
        if end.exit_code or not created:
            raise GpgError
        return created[1]

    def certificate(self, fingerprint: str) -> bytes:
        """Return the public certificate, binary and minimal, or raise `MissingSecretKeyError` if it is not here."""
        data = self._output("--export-options", "export-minimal", "--export", "--", _full(fingerprint))
        if not data:
            raise MissingSecretKeyError
        return data

    def _output(self, *arguments: str) -> bytes:
        """Return the output of a run about this home. It is empty for a key that is not here."""
        with GpgProcess(
            self.path, ["--no-auto-check-trustdb", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as gpg:
            output = gpg.exchange(iter(()), _OUTPUT_BYTES)
            gpg.wait()
        return output


def _full(fingerprint: str) -> str:
    """Refuse all but a full fingerprint: part of a name would pick another person's key, a dash an option."""
    if _FINGERPRINT.fullmatch(fingerprint) is None:
        raise MissingSecretKeyError
    return fingerprint


def _short_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if len(os.fsencode(folder)) <= _LONGEST_FOLDER else "/tmp"  # noqa: S108 # mkdtemp makes it private
