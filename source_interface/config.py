"""Configuration of the source interface: a TOML file named by `KENTONGAN_SOURCE_CONFIG`."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from source_interface.i18n.office_texts import OfficeTexts
from source_interface.presenters.branding import BrandingConfig
from store.config import StoreConfig
from store.server.connection_limits import ConnectionLimits, ServedSettings
from store.web.configuration import Positive, from_environment
from store.web.roster_keeper import RosterConfig

VARIABLE: Final = "KENTONGAN_SOURCE_CONFIG"
Onion = Annotated[str, Meta(pattern=r"^([a-z0-9-]+\.)*[a-z2-7]{56}\.onion\Z")]
DOWNLOADS: Final = re.compile(rb"[A-Z]+ /[a-z]+/mailbox/attachments/")
CODES: Final = re.compile(rb"(POST /[a-z]+/(open|report/code)|(GET|HEAD) /[a-z]+/mailbox/open)[? ]")


class SourceConfig(ServedSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the reporter's pages, with sizes in bytes.

    `bind` is an address with port, or `unix:/path`. With `circuits`, every connection must begin with the line that
    Tor's `HiddenServiceExportCircuitID haproxy` adds.

    `max_upload_bytes` limits the whole of one request, including parts that are discarded. `uploads` is how many of the
    `threads` uploads may hold. `guesses` is how many of the `derivations` typed codes may hold; further ones wait in
    line. A sender slower than `bytes_per_second` is cut off.

    `onion` is the .onion address that reporters should use; a reporter who comes another way is warned (`tor_check`).
    `languages` is a folder with further languages (`source_interface.i18n.languages`).
    """

    store: StoreConfig
    roster: RosterConfig
    bind: str = "127.0.0.1:8000"
    threads: Positive = 16
    circuits: bool = False
    onion: Onion | None = None
    connections: Positive = 600
    uploads: Positive = 6
    max_file_bytes: Positive = 2 * 1024**3
    max_upload_bytes: Positive = 16 * 1024**3
    max_files: Positive = 200
    derivations: Positive = 4
    guesses: Positive = 2
    derivation_wait_seconds: Positive = 20
    session_hours: Positive = 6
    languages: Path | None = None
    look: BrandingConfig = BrandingConfig()
    texts: OfficeTexts = OfficeTexts()

    @property
    def session_duration(self) -> timedelta:
        """The time for which a mailbox stays open after its last use."""
        return timedelta(hours=self.session_hours)

    @property
    def codes_at_once(self) -> int:
        """The number of typed codes derived at a time; of two derivations or more, one is left for reports."""
        return max(1, min(self.guesses, self.derivations - 1))

    def connection_limits(self, refusal: Callable[[int], bytes]) -> ConnectionLimits:
        """Return the limits for connections; `refusal` builds the answer to a request that never reaches a page."""
        limits = ConnectionLimits(
            refusal,
            threads=self.threads,
            streams=self.uploads,
            circuits=self.circuits,
            streamed_path=DOWNLOADS,
            code_path=CODES,
            codes=self.codes_at_once,
        )
        return self.configured(limits)


def config_from_environment() -> SourceConfig:
    """Return the configuration of this process; `ConfigurationError` says what is wrong with it."""
    return from_environment(VARIABLE, SourceConfig, "the source interface")
