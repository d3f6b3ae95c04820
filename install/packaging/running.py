"""Running the tools that build: a failure shows what the tool said."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from install.packaging.errors import PackagingError


def run(command: Sequence[str | Path], *, folder: Path | None = None, **environment: str) -> str:
    """Return what a tool printed; raise `PackagingError` with it when the tool fails or is missing."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=folder,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise PackagingError(f"{error.filename} is missing on this machine.") from None
    if done.returncode != 0:
        raise PackagingError(f"{done.stdout}\nThis failed; its message stands above: {' '.join(words)}")
    return done.stdout
