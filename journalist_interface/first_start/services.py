"""The services of a first start, made once and handed to every request."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import current_app

from journalist_interface.config import LoopbackConfig, OfficeConfig
from journalist_interface.first_start.gateway_address import proxy_for
from journalist_interface.first_start.keys import DrawnPassphrase, OwnKeys
from journalist_interface.first_start.office_files import OfficeFiles
from journalist_interface.first_start.progress import Progress, ProgressFolder
from store.web.gateway_client_file import OnionClient, read_gateway_client

EXTENSION: Final = "kentongan-first-start"


@dataclass(frozen=True, slots=True)
class FirstStartPaths:
    """The paths of a first start: the configuration to write, the person's GnuPG home, and what root left for Tor."""

    configuration: Path
    gnupg_home: Path
    gateway_client: Path


@dataclass(frozen=True, slots=True)
class FirstStart:
    """The services that outlive a request. `begin_work` is called once the configuration is written."""

    config: LoopbackConfig
    paths: FirstStartPaths
    begin_work: Callable[[], None]
    drawn: DrawnPassphrase = field(default_factory=DrawnPassphrase)
    acting: threading.Lock = field(default_factory=threading.Lock)
    """Held while a key or the configuration is made: a button that is pressed twice makes one."""

    @property
    def progress(self) -> ProgressFolder:
        """The answers so far."""
        return ProgressFolder(self.config.state)

    @property
    def keys(self) -> OwnKeys:
        """The person's keys."""
        return OwnKeys(self.paths.gnupg_home, self.config.clock)

    @property
    def files(self) -> OfficeFiles:
        """The files of the office."""
        return OfficeFiles(self.paths.configuration.parent)

    def gateway_client(self) -> OnionClient | None:
        """Return what root's command left for Tor; None before that, or where it cannot be read."""
        try:
            return read_gateway_client(self.paths.gateway_client)
        except OSError:
            return None

    def office(self, answers: Progress) -> OfficeConfig | None:
        """Return how the office is reached and known, None while that was not answered."""
        if not answers.gateway or answers.office is None:
            return None
        return OfficeConfig(
            host=self.config.host,
            port=self.config.port,
            state=self.config.state,
            clock_file=self.config.clock_file,
            gateway=answers.gateway,
            gateway_proxy=proxy_for(answers.gateway),
            office_fingerprint=answers.office,
            office_certificate=self.files.certificate,
        )


def first_start() -> FirstStart:
    """Return the first start of the running application."""
    found: FirstStart = current_app.extensions[EXTENSION]
    return found
