"""Alembic's way into the migrations of the accounts."""

from store.engine.migrating import run_environment

run_environment()
