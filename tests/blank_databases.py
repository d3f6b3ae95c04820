"""Databases with their tables and nothing in them, made once and copied: migrating each would take longer."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from store.engine.database import open_database
from store.engine.schema import Schema


def put_blank(schema: Schema, path: Path, mode: int) -> None:
    """Where no file is, a SQLite database of this mode with all tables of the newest revision."""
    path.touch(exist_ok=False)
    path.chmod(mode)
    path.write_bytes(_blank(schema))


@cache
def _blank(schema: Schema) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blank.sqlite3"
        database = open_database(f"sqlite:///{path}")
        schema.upgrade(database)
        database.close()  # the last connection writes the log into the file
        assert not path.with_name(f"{path.name}-wal").exists()
        return path.read_bytes()
