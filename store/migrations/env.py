"""Alembic's way into the store's migrations."""

from store.engine.migrating import run_environment

run_environment()
