"""Alembic's way into the store's migrations."""

from store.migrating import run_environment

run_environment()
