"""A revision that a later version could bring: it changes tables that others refer to, with rows in them.

Nothing was released with another revision than the first, so the way from one to the next is tried with this one.
"""

import shutil
from pathlib import Path
from typing import Final

from store.engine.schema import STORE, Schema

FIRST: Final = "0001"
FURTHER: Final = "0002"


def further_schema(folder: Path) -> Schema:
    """The store's migrations, copied to this new folder, with the further revision behind them."""
    shutil.copytree(STORE.migrations, folder)
    shutil.copy(Path(__file__).with_name("revision_0002.py"), folder / "versions")
    return Schema(STORE.metadata, folder)
