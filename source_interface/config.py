"""Configuration of the source interface: a TOML file that `KENTONGAN_SOURCE_CONFIG` names."""

from datetime import timedelta
from typing import Final

from store.config import StoreConfig
from store.contract.configuration import Positive, Settings, from_environment
from store.contract.roster_config import RosterConfig

VARIABLE: Final = "KENTONGAN_SOURCE_CONFIG"


class SourceConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sizes in bytes. `max_upload_bytes` bounds what one request may bring in all, discarded parts included."""

    store: StoreConfig
    roster: RosterConfig
    bind: str = "127.0.0.1:8000"
    workers: Positive = 1
    threads: Positive = 16
    max_file_bytes: Positive = 2 * 1024**3
    max_upload_bytes: Positive = 16 * 1024**3
    max_files: Positive = 200
    derivations: Positive = 4
    derivation_wait_seconds: Positive = 20
    session_hours: Positive = 6

    @property
    def session_duration(self) -> timedelta:
        """How long a mailbox stays open after it was last used."""
        return timedelta(hours=self.session_hours)


def config_from_environment() -> SourceConfig:
    """The configuration of this process; `ConfigurationError` says what is wrong with it."""
    return from_environment(VARIABLE, SourceConfig, "the source interface")
