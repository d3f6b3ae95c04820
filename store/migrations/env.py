"""Alembic's way into the store's migrations."""

from store.schema import run_environment

run_environment()
