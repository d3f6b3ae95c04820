"""The parts that all tables of the store have in common."""

from typing import Any, Final

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMES: Final = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}

# SQLite's hidden row numbers would tell the order in which cases, sessions and slots were created.
UNNUMBERED: Final[dict[str, Any]] = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """The store's metadata, with a name for every constraint so that migrations can find it."""

    metadata = MetaData(naming_convention=NAMES)
