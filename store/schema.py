"""The shape of a database and how it changes: Alembic, in one transaction, under the store's own locks."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, insert, select

from crypto.derive import SALT_BYTES
from store.database import Database
from store.errors import SchemaError
from store.model import Base, Instance
from store.model.columns import KEY_BYTES


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables as the program knows them, and the folder of the migrations that lead to them."""

    metadata: MetaData
    migrations: Path

    def upgrade(self, database: Database, revision: str = "head") -> None:
        """Bring a database to this revision, if it is not there. Two processes may do it at once."""
        with database.migration() as connection:
            command.upgrade(self._config(connection), revision)

    def downgrade(self, database: Database, revision: str) -> None:
        """Take a database back to this revision (`base`: no tables at all)."""
        with database.migration() as connection:
            command.downgrade(self._config(connection), revision)

    def check(self, database: Database) -> None:
        """Raise `SchemaError` unless the database is exactly at the newest revision."""
        newest = ScriptDirectory(str(self.migrations)).get_heads()
        with database.read() as session:
            found = MigrationContext.configure(session.connection()).get_current_heads()
        if set(found) != set(newest):
            raise SchemaError

    def _config(self, connection: Connection) -> Config:
        config = Config()
        config.set_main_option("script_location", str(self.migrations).replace("%", "%%"))
        config.attributes["connection"] = connection
        config.attributes["metadata"] = self.metadata
        return config


STORE: Final = Schema(Base.metadata, Path(__file__).parent / "migrations")


@dataclass(frozen=True, slots=True)
class InstanceSecrets:
    """Random values of this installation: the salt of codenames (16 bytes), the key that signs forms (32)."""

    codename_salt: bytes = field(repr=False)
    form_key: bytes = field(repr=False)


def run_environment() -> None:
    """All that the `env.py` of a folder of migrations does."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"], target_metadata=attributes["metadata"], render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


def upgrade(database: Database) -> None:
    """Bring the store's database to the newest revision."""
    STORE.upgrade(database)


def initialise(database: Database) -> None:
    """Bring the store's database to the newest revision and make the instance's secrets, once."""
    upgrade(database)
    with database.read() as session:
        if session.get(Instance, 1) is not None:
            return
    with (
        database.migration() as connection
    ):  # of processes that start at once one makes them, the others see them
        if connection.scalar(select(Instance.id)) is None:
            connection.execute(
                insert(Instance).values(
                    id=1,
                    codename_salt=secrets.token_bytes(SALT_BYTES),
                    form_key=secrets.token_bytes(KEY_BYTES),
                )
            )


def instance(database: Database) -> InstanceSecrets:
    """The instance's secrets; `SchemaError` if the database was never initialised."""
    STORE.check(database)
    with database.read() as session:
        row = session.execute(select(Instance.codename_salt, Instance.form_key)).one_or_none()
    if row is None:
        raise SchemaError
    return InstanceSecrets(row.codename_salt, row.form_key)
