"""A revision that a later version could bring: it changes tables that others refer to, with rows in them.

It stands for all that are still to come: the way from one to the next is tried with it too.
"""

import compileall
import shutil
from pathlib import Path
from typing import Final

from store.engine.schema import STORE, Schema

NEWEST: Final = STORE.newest
FURTHER: Final = f"{int(NEWEST) + 1:04}"


def further_schema(folder: Path) -> Schema:
    """The store's migrations, copied to this new folder, with the further revision behind them.

    They are compiled here: a first upgrade that compiled them would make other calls of the kernel than a later one.
    """
    shutil.copytree(STORE.migrations, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(Path(__file__).with_name("numbered_last.py"), folder / "versions" / f"revision_{FURTHER}.py")
    assert compileall.compile_dir(folder, quiet=1)
    return Schema(STORE.metadata, folder)
