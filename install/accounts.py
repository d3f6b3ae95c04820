"""The officers' accounts on a gateway: who has a second factor there. For the gateway's user, whose files they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.contract.configuration import read_config
from store.engine.database import Database
from store.gateway.accounts.database import open_accounts
from store.gateway.config import GatewayConfig


@contextmanager
def open_accounts_of(config_path: Path) -> Iterator[Database]:
    """The accounts that a gateway's configuration names, made if missing; `ConfigurationError`, `StoreError`."""
    config = read_config(config_path, GatewayConfig)
    accounts = open_accounts(config.accounts, config.store.busy_seconds)
    try:
        yield accounts
    finally:
        accounts.close()
