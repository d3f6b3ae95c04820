"""GnuPG's programs, from the system's default path: a person's PATH cannot put others in their place."""

import os
import shutil

from crypto.gpg.errors import GpgMissingError


def program(name: str) -> str:
    """Return the full path of a program, or raise `GpgMissingError` if it is not installed."""
    found = shutil.which(name, path=os.defpath)
    if found is None:
        raise GpgMissingError
    return found
