"""Configuration of the source interface: a TOML file that `KENTONGAN_SOURCE_CONFIG` names."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from store.config import StoreConfig
from store.contract.configuration import ConfigurationError, Settings, read_config

VARIABLE: Final = "KENTONGAN_SOURCE_CONFIG"

Positive = Annotated[int, Meta(ge=1)]


class RosterConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the signed roster lies, and the office key that must have signed it."""

    folder: Path
    office_certificate: Path
    office_fingerprint: Annotated[str, Meta(pattern=r"\A[0-9A-F]{40}\Z")]
    state: Path
    certificates: Path


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
    path = os.environ.get(VARIABLE)
    if not path:
        raise ConfigurationError(f"{VARIABLE} must name the configuration file of the source interface.")
    return read_config(Path(path), SourceConfig)
