"""An officer's own GnuPG home: listing, unlocking, locking, and making keys.

gpg-agent's socket fails where the home's path is long, so gpg is given a short private link to it.
"""

import shutil
import subprocess  # nosec B404 # GnuPG's programs
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Self

import gnupg

from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import GpgError, GpgMissingError, MissingSecretKeyError
from crypto.gpg.process import GpgProcess
from crypto.gpg.sign import sign_detached

_AGENT_SECONDS: Final = 10.0
# gpg-agent stretches the passphrase anew at each decryption, by its own choice for 0.1 to 0.4 s. Six diceware words
# need no stretching, and a hundred messages must not take half a minute.
_S2K_COUNT: Final = 1_048_576
_CACHE_SECONDS: Final = 12 * 3600  # the interface's own session ends earlier and locks


class GnupgHome:
    """A GnuPG home folder, made (0700) when it does not exist. `close` stops its agent."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._link_folder = Path(tempfile.mkdtemp(prefix="kt-"))
        self.path = self._link_folder / "h"
        self.path.symlink_to(folder.absolute(), target_is_directory=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def secret_fingerprints(self) -> list[str]:
        """Full fingerprints of the primary keys whose secret is here (or on a card)."""
        return [str(key["fingerprint"]) for key in self._keyring().list_keys(secret=True)]

    def has_secret(self, fingerprint: str) -> bool:
        """Whether this key's secret is here."""
        arguments = ["--with-colons", "--list-secret-keys", fingerprint]
        with GpgProcess(self.path, arguments) as gpg:
            return gpg.wait().exit_code == 0

    def unlock(self, fingerprint: str, passphrase: str) -> None:
        """Let the agent keep the passphrase until `lock`; `MissingSecretKeyError` or `WrongPassphraseError`."""
        self.lock()
        self._start_agent()
        today = datetime.now(UTC).date()
        sign_detached(self, fingerprint, b"kentongan/unlock/1\n", today, passphrase)
        self._unlock_decryption(fingerprint, passphrase, today)

    def lock(self) -> None:
        """Forget every passphrase, by ending the agent."""
        self._agent_tool("gpgconf", "--homedir", str(self.path), "--kill", "all")

    def close(self) -> None:
        """End the agent and remove the link. The folder stays."""
        if self.path.is_symlink():
            self.lock()
            self.path.unlink()
            self._link_folder.rmdir()

    def generate(self, name: str, passphrase: str, expire: str = "3y") -> str:
        """Make an ed25519/cv25519 key (GnuPG's future-default) and return its full fingerprint.

        The passphrase should be six diceware words or more: see `_S2K_COUNT`.
        """
        self.lock()
        self._start_agent()
        arguments = ["--quick-generate-key", name, "future-default", "default", expire]
        with GpgProcess(self.path, arguments, passphrase=passphrase) as gpg:
            end = gpg.wait()
        created = end.arguments("KEY_CREATED")
        if end.exit_code or not created:
            raise GpgError
        return created[1]

    def certificate(self, fingerprint: str) -> bytes:
        """The public certificate, binary and minimal; `MissingSecretKeyError` when it is not here."""
        arguments = ["--export-options", "export-minimal", "--output", "-", "--export", fingerprint]
        with GpgProcess(self.path, arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as gpg:
            data = gpg.exchange(iter(()))
            end = gpg.wait()
        if end.exit_code or not data:
            raise MissingSecretKeyError
        return data

    def _unlock_decryption(self, fingerprint: str, passphrase: str, today: date) -> None:
        """Decrypt something of our own: else the agent would derive the subkey's protection anew at each message."""
        with tempfile.NamedTemporaryFile(prefix="kentongan-", suffix=".gpg") as public:
            public.write(self.certificate(fingerprint))
            public.flush()
            message = encrypt_bytes(b"kentongan/unlock/1\n", [Path(public.name)], today)
        decrypt_bytes(self, message, 4096, passphrase)

    def _keyring(self) -> gnupg.GPG:
        return gnupg.GPG(gnupghome=str(self.path))

    def _start_agent(self) -> None:
        cache = [f"--{which}-cache-ttl={_CACHE_SECONDS}" for which in ("default", "max")]
        self._agent_tool(
            "gpg-agent", "--homedir", str(self.path), "--daemon", *cache, f"--s2k-count={_S2K_COUNT}"
        )

    def _agent_tool(self, *command: str) -> None:
        program = shutil.which(command[0])
        if program is None:
            raise GpgMissingError
        subprocess.run(  # nosec B603 # fixed program, no shell
            [program, *command[1:]],
            timeout=_AGENT_SECONDS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,  # ending an agent that does not run is no error
        )
