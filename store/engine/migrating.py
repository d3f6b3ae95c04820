"""Alembic, which changes tables: imported only when a database is not at the newest revision."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command, context, op
from alembic.config import Config
from alembic.operations import BatchOperations
from sqlalchemy import CheckConstraint, Connection, MetaData, PrimaryKeyConstraint, text
from sqlalchemy.schema import SchemaItem


def upgrade(connection: Connection, metadata: MetaData, migrations: Path, revision: str) -> None:
    """Upgrade to this revision of this folder, or to `head`."""
    command.upgrade(_config(connection, metadata, migrations), revision)


def downgrade(connection: Connection, metadata: MetaData, migrations: Path, revision: str) -> None:
    """Downgrade to this revision, or to `base`."""
    command.downgrade(_config(connection, metadata, migrations), revision)


def run_environment() -> None:
    """Run everything that a migration folder's `env.py` has to do."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"], target_metadata=attributes["metadata"], render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


def create_table(table: str, primary_key: tuple[str, ...], /, *parts: SchemaItem, **checks: str) -> None:
    """Create a table without row numbers, as a revision's step; each check is named by its key."""
    named = [CheckConstraint(check, name=op.f(f"ck_{table}_{key}")) for key, check in checks.items()]
    op.create_table(
        table,
        *parts,
        *named,
        PrimaryKeyConstraint(*primary_key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


@contextmanager
def rebuilt_table(table: str) -> Iterator[BatchOperations]:
    """Change the columns of a table, as a revision's step: SQLite copies it, PostgreSQL alters it in place."""
    in_sqlite = op.get_context().dialect.name == "sqlite"
    with op.batch_alter_table(
        table,
        recreate="always" if in_sqlite else "never",
        table_kwargs={"sqlite_with_rowid": False} if in_sqlite else {},
    ) as batch:
        yield batch


def partial_index(name: str, table: str, columns: list[str], condition: str) -> None:
    """Create an index of the rows alone that meet the condition, as a revision's step."""
    where = text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _config(connection: Connection, metadata: MetaData, migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config
