"""Pieces of a case's rows and files, and a search of whole folders for them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import select

from store.engine.database import Database
from store.model import Base, Blob, Entry

STAYS: Final = {"statistic", "statistic_reader", "tombstone"}
SHORTEST: Final = 24
PIECE: Final = 48


def pieces_of(database: Database, files: Path, case: str, signed: int = 2) -> frozenset[bytes]:
    """Return bytes of each row and file of a case, but for its last events, which stay in the tombstone."""
    found = set(_of_rows(database, case, signed))
    with database.read() as session:
        blobs = Base.metadata.tables["blob"]
        names = session.scalars(select(blobs.columns["name"]).where(blobs.columns["case"] == case)).all()
    return frozenset(found | {middle((files / name).read_bytes()) for name in names})


def pieces_of_parts(database: Database, files: Path, case: str, places: Iterable[int]) -> frozenset[bytes]:
    """Return bytes of both ciphertexts and of the files of messages of a case."""
    with database.read() as session:
        entries = [session.get_one(Entry, (case, place)) for place in places]
        blobs = session.scalars(select(Blob.name).where(Blob.case == case, Blob.sequence.in_(places))).all()
        rows = [value for entry in entries for value in (entry.envelope, entry.sealed) if value is not None]
    return frozenset(middle(value) for value in (*rows, *((files / name).read_bytes() for name in blobs)))


def found_in(folder: Path, pieces: Iterable[bytes]) -> dict[Path, set[bytes]]:
    """Return the files below a folder that hold some of these pieces."""
    wanted = frozenset(pieces)
    found = {path: {piece for piece in wanted if piece in path.read_bytes()} for path in _files(folder)}
    return {path: held for path, held in found.items() if held}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _of_rows(database: Database, case: str, signed: int) -> Iterator[bytes]:
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            column = table.columns.get("id" if table.name == "case" else "case")
            if column is None or table.name in STAYS:
                continue
            rows = [row._mapping for row in session.execute(select(table).where(column == case))]
            last = max((row["sequence"] for row in rows), default=0) if table.name == "event" else None
            for row in rows:
                kept = last is not None and row["sequence"] > last - signed
                for name, value in row.items():
                    if (
                        isinstance(value, bytes)
                        and len(value) >= SHORTEST
                        and not (kept and name != "content")
                    ):
                        yield value if name == "statement" and len(value) < 1_500 else middle(value)


def middle(value: bytes) -> bytes:
    """Return a piece from the middle: the beginning of a message is much the same in all cases."""
    start = max(0, len(value) // 2 - PIECE // 2)
    return value[start : start + PIECE]
