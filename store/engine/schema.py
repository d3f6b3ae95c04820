"""The shape of a database and its changes: Alembic, in one transaction, under the store's locks."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import MetaData, insert, inspect, select, text

from crypto.derive import SALT_BYTES
from crypto.errors import marked
from store.engine.database import Database
from store.errors import SchemaError
from store.model import Base, Instance
from store.model.columns import KEY_BYTES

HEAD: Final = "head"
_VERSIONS: Final = "alembic_version"
_LATER: Final = marked(
    "The database is of a later version of Kentongan than this program. Start that version, or restore a backup from "
    "before its update."
)


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables that the program knows, and the folder of the migrations that lead to them, numbered by revision."""

    metadata: MetaData
    migrations: Path

    @property
    def newest(self) -> str:
        """The revision of these tables."""
        return max(self._revisions())

    def upgrade(self, database: Database, revision: str = HEAD) -> None:
        """Bring a database to this revision, if it is not there. Two processes may do it at once.

        Raises `SchemaError` for a database of a later version, which this program would not understand.
        """
        found = self._found(database)
        if found - self._revisions():
            raise SchemaError(_LATER)
        if revision == HEAD and found == {self.newest}:
            return
        # Importing Alembic would take a fifth of a server's start, and a server seldom changes tables.
        from store.engine import migrating  # noqa: PLC0415

        with database.migration() as connection:
            migrating.upgrade(connection, self.metadata, self.migrations, revision)

    def downgrade(self, database: Database, revision: str) -> None:
        """Take a database back to this revision (`base`: no tables at all)."""
        from store.engine import migrating  # noqa: PLC0415

        with database.migration() as connection:
            migrating.downgrade(connection, self.metadata, self.migrations, revision)

    def check(self, database: Database) -> None:
        """Raise `SchemaError` unless the database is exactly at the newest revision."""
        if self._found(database) != {self.newest}:
            raise SchemaError

    def knows(self, revision: str) -> bool:
        """Return whether this program has the migration to this revision."""
        return revision in self._revisions()

    def revision_of(self, database: Database) -> str | None:
        """Return the revision of a database, or None before the first."""
        return next(iter(self._found(database)), None)

    def _revisions(self) -> frozenset[str]:
        return frozenset(
            path.stem.partition("_")[2] for path in self.migrations.glob("versions/revision_*.py")
        )

    def _found(self, database: Database) -> frozenset[str]:
        """Return the revision of a database, or an empty set before the first."""
        with database.read() as session:
            if not inspect(session.connection()).has_table(_VERSIONS):
                return frozenset()
            return frozenset(session.scalars(text(f"SELECT version_num FROM {_VERSIONS}")))  # noqa: S608 - our own name


STORE: Final = Schema(Base.metadata, Path(__file__).parent.parent / "migrations")


@dataclass(frozen=True, slots=True)
class InstanceSecrets:
    """Random values of this installation: the salt of codenames (16 bytes) and the key that signs forms (32 bytes)."""

    codename_salt: bytes = field(repr=False)
    form_key: bytes = field(repr=False)


def upgrade(database: Database) -> None:
    """Bring the store's database to the newest revision."""
    STORE.upgrade(database)


def initialise(database: Database) -> None:
    """Bring the store's database to the newest revision and create the instance's secrets, once."""
    upgrade(database)
    with database.read() as session:
        if session.get(Instance, 1) is not None:
            return
    # Of several processes starting at once, one creates the secrets and the others find them.
    with database.migration() as connection:
        if connection.scalar(select(Instance.id)) is None:
            connection.execute(
                insert(Instance).values(
                    id=1,
                    codename_salt=secrets.token_bytes(SALT_BYTES),
                    form_key=secrets.token_bytes(KEY_BYTES),
                )
            )


def instance(database: Database) -> InstanceSecrets:
    """Return the instance's secrets. Raises `SchemaError` if the database was never initialised."""
    STORE.check(database)
    with database.read() as session:
        row = session.execute(select(Instance.codename_salt, Instance.form_key)).one_or_none()
    if row is None:
        raise SchemaError
    return InstanceSecrets(row.codename_salt, row.form_key)
