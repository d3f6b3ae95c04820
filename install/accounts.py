"""The officers' accounts on a gateway, which hold their second factors. For the gateway's user, who owns the files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from install.errors import InstallError
from store.engine.database import Database
from store.gateway.accounts.database import open_accounts
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config


class NoAccountsError(InstallError):
    """There are no accounts here."""


@contextmanager
def open_accounts_of(config_path: Path, *, make: bool = False) -> Iterator[Database]:
    """Open the accounts named by a gateway's configuration; raise `ConfigurationError` or a `StoreError`.

    Missing accounts are made only with `make`; otherwise `NoAccountsError` is raised, since a mistyped path would look
    like an empty office.
    """
    config = read_config(config_path, GatewayConfig)
    if not make and not config.accounts.exists():
        raise NoAccountsError(
            f"There are no accounts at {config.accounts}. The first `account add` makes them."
        )
    accounts = open_accounts(config.accounts, config.store.busy_seconds)
    try:
        yield accounts
    finally:
        accounts.close()
