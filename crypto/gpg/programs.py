"""GnuPG's programs, from the system's own path: a person's PATH cannot put another in their place."""

import os
import shutil

from crypto.gpg.errors import GpgMissingError


def program(name: str) -> str:
    """The full path of a program; `GpgMissingError` when it is not installed."""
    found = shutil.which(name, path=os.defpath)
    if found is None:
        raise GpgMissingError
    return found
