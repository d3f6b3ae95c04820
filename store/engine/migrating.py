"""Alembic, that changes tables: only a database that is not at the newest revision needs it, so it is imported then."""

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData


def upgrade(connection: Connection, metadata: MetaData, migrations: Path, revision: str) -> None:
    """Forward to this revision of this folder, or `head`."""
    command.upgrade(_config(connection, metadata, migrations), revision)


def downgrade(connection: Connection, metadata: MetaData, migrations: Path, revision: str) -> None:
    """Back to this revision, or `base`."""
    command.downgrade(_config(connection, metadata, migrations), revision)


def run_environment() -> None:
    """All that the `env.py` of a folder of migrations does."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"], target_metadata=attributes["metadata"], render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


def _config(connection: Connection, metadata: MetaData, migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config
