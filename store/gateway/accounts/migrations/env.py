"""Alembic's way into the migrations of the accounts."""

from store.schema import run_environment

run_environment()
