"""The answers of plain gpg about a home, for tests that did not make its keys themselves."""

import itertools
import subprocess

from crypto.gpg.home import GnupgHome


def secret_fingerprints(home: GnupgHome) -> list[str]:
    """Full fingerprints of the primary keys whose secret is there."""
    command = ["gpg", "--homedir", str(home.path), "--batch", "--with-colons", "--list-secret-keys"]
    listing = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8", "replace")
    lines = [line.split(":") for line in listing.splitlines()]
    return [after[9] for line, after in itertools.pairwise(lines) if line[0] == "sec"]
