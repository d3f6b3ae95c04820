"""The answers of plain gpg about a home, for tests that did not make its keys themselves."""

import itertools
import subprocess
from pathlib import Path

from crypto.gpg.home import GnupgHome


def secret_fingerprints(home: GnupgHome) -> list[str]:
    """Full fingerprints of the primary keys whose secret is there."""
    command = ["gpg", "--homedir", str(home.path), "--batch", "--with-colons", "--list-secret-keys"]
    listing = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8", "replace")
    lines = [line.split(":") for line in listing.splitlines()]
    return [after[9] for line, after in itertools.pairwise(lines) if line[0] == "sec"]


def move_to_card(home: Path) -> None:
    """Leave of the secret keys in this home what GnuPG leaves of one that was moved to a smart card."""
    for key in (home / "private-keys-v1.d").iterdir():
        moved = key.read_bytes().replace(b"protected-private-key", b"shadowed-private-key", 1)
        start = moved.index(b"(protected ")
        key.write_bytes(
            moved[:start] + b"(shadowed t1-v1\n (#D276000124010303000500000AABB000# OPENPGP.1))))\n"
        )
