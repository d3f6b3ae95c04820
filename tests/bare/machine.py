"""This machine's way to its packages. The bare Debian goes the same way; no host is named anywhere else."""

import os
import subprocess
from pathlib import Path
from typing import Final

# What people set for pip and apt where the way out is through a proxy, a mirror or an authority of their own.
_VARIABLES: Final = (
    "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
    "PIP_INDEX_URL", "PIP_PROXY", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT",
)  # fmt: skip
_TARGET: Final = "$(CODENAME) $(RELEASE) $(REPO_URI) $(COMPONENT) $(SIGNED_BY)"


class MachineError(Exception):
    """This machine lacks something; the text says what."""


def apt_sources(suite: str) -> list[str]:
    """The lines of a `sources.list` for a suite, its updates and its security fixes, as this machine has them."""
    lines = []
    for target in _said(
        ["apt-get", "indextargets", "--format", _TARGET, "Created-By: Packages"]
    ).splitlines():
        codename, release, address, component, *keys = target.split()
        if codename in {suite, f"{suite}-updates", f"{suite}-security"} and component == "main":
            signed = [f"[signed-by={keys[0]}]"] if keys and keys[0].startswith("/") else []
            lines.append(" ".join(["deb", *signed, address, release, component]))
    if not any(f" {suite} " in line for line in lines):
        raise MachineError(
            f"This machine's apt has no source of Debian {suite}, or `apt-get update` never ran."
        )
    return lines


def apt_settings() -> list[str]:
    """Return how this machine's apt fetches: proxies and the like."""
    settings = _said(["apt-config", "dump", "--no-empty"]).splitlines()
    return [line for line in settings if line.startswith("Acquire::")]


def pip_variables() -> dict[str, str]:
    """Return what this machine's pip is told of its way out."""
    return {name: os.environ[name] for name in _VARIABLES if name in os.environ}


def pip_authorities() -> Path | None:
    """The file of authorities that this machine's pip believes, if it is not pip's own."""
    named = os.environ.get("PIP_CERT")
    return Path(named) if named else None


def _said(command: list[str]) -> str:
    try:
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise MachineError(f"This needs a Debian machine; {command[0]} does not work here: {error}") from None
