"""Alembic, which changes tables: imported only when a database is not at the newest revision."""

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData


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


def _config(connection: Connection, metadata: MetaData, migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config
