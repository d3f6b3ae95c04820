"""Folders that the two server processes share through a group, as docs/operations.md has an administrator make them."""

import os
from pathlib import Path
from typing import Final

_MODE: Final = 0o2770  # what is made inside belongs to the folder's group; others see nothing


def shared_folder(path: Path, group: int | None = None) -> None:
    """Make a folder of mode 2770, of this group id if one is given."""
    path.mkdir(mode=0o700)
    if group is not None:
        os.chown(path, -1, group)
    path.chmod(_MODE)
