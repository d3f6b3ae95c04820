"""A revision that a later version could bring: it changes tables that others refer to, with rows in them.

Nothing was released with another revision than the first, so the way from one to the next is tried with this one.
"""

import compileall
import shutil
from pathlib import Path
from typing import Final

from store.engine.schema import STORE, Schema

FIRST: Final = "0001"
FURTHER: Final = "0002"


def further_schema(folder: Path) -> Schema:
    """The store's migrations, copied to this new folder, with the further revision behind them.

    They are compiled here: a first upgrade that compiled them would make other calls of the kernel than a later one.
    """
    shutil.copytree(STORE.migrations, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(Path(__file__).with_name("revision_0002.py"), folder / "versions")
    assert compileall.compile_dir(folder, quiet=1)
    return Schema(STORE.metadata, folder)
