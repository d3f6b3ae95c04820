"""An officer's GnuPG home: listing keys, making them, and the agent that remembers a passphrase.

gpg-agent's socket fails if the home's path is long, so gpg is given a short private link to it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from crypto.gpg.agent import Agent
from crypto.gpg.keyring import OwnKeyring

_NO_TOKEN: Final = frozenset({"", "+", "#"})
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
        return [part.fingerprint for part in self._keyring.secret_parts(fingerprint)]

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
        return self._keyring.make(name, passphrase, expire)

    def certificate(self, fingerprint: str) -> bytes:
        """Return the public certificate, binary and minimal, or raise `MissingSecretKeyError` if it is not here."""
        return self._keyring.certificate(fingerprint)

    @cached_property
    def _keyring(self) -> OwnKeyring:
        return OwnKeyring(self.path)


def _short_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if len(os.fsencode(folder)) <= _LONGEST_FOLDER else "/tmp"  # noqa: S108 # mkdtemp makes it private
