"""Configuration of the gateway: a TOML file that `KENTONGAN_GATEWAY_CONFIG` names.

bind = "127.0.0.1:8001"
accounts = "accounts/accounts.sqlite3"   # the folder is the gateway's alone, 0700; made if missing

[store]                                  # the same as the source interface's
database = "sqlite:////srv/kentongan/store/store.sqlite3"
blobs = "/srv/kentongan/store/blobs"

[store.deadlines]                        # optional: docs/configuration.md
holidays = "/srv/kentongan/hari-libur.txt"

[roster]
folder = "/srv/kentongan/roster"         # roster.txt and roster.sig
office_certificate = "/srv/kentongan/roster/office.gpg"
office_fingerprint = "…40 hex digits…"
state = "roster-seen.json"               # this process's memory of the newest roster
certificates = "certificates"            # where the roster's certificates are laid out for GnuPG
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from crypto.attachment_stream import sealed_size
from crypto.errors import marked
from store.api.messages import MAX_DECISION_BYTES
from store.config import StoreConfig
from store.gateway.upload_quota import Allowance
from store.server.connection_limits import ConnectionLimits, ServedSettings
from store.web.configuration import Positive, from_environment
from store.web.roster_keeper import RosterConfig

VARIABLE: Final = "KENTONGAN_GATEWAY_CONFIG"


# Whole files only: a file's head, which a grant needs, is as small as any other answer.
_DOWNLOADS: Final = re.compile(rb"[A-Z]+ /v1/cases/[0-9a-f]+/blobs/[0-9a-f]+[ ?]")
# With a session alone: else one person would hold another place in nobody's name.
_STREAMS: Final = re.compile(rb"[A-Z]+ /v1/(cases/[0-9a-f]+/|(private-record|office-texts)[ ?])")
_TEXTS_OF_PERSON: Final = 2  # a page, and what the workstation does behind it
_SMALL_ALLOWANCE: Final = marked(
    "`unsent_bytes` and `day_bytes` must let the largest file in, `max_file_bytes` encrypted"
)


class GatewayConfig(ServedSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The gateway's configuration.

    `max_file_bytes` bounds an attachment of a reply before encryption. Sessions end at both limits. `unsent_bytes` of
    one person's uploads may wait before a message names them; `day_bytes` may come in a day, and `text_day_bytes` of
    their decisions and replies. `streams` blobs go in or
    out at a time, of `threads`. A connection slower than `bytes_per_second` is given up.
    """

    store: StoreConfig
    roster: RosterConfig
    accounts: Path
    bind: str = "127.0.0.1:8001"
    threads: Positive = 8
    connections: Positive = 200
    streams: Positive = 4
    max_file_bytes: Positive = 2 * 1024**3
    unsent_bytes: Positive = 6 * 1024**3
    day_bytes: Positive = 16 * 1024**3
    text_day_bytes: Annotated[int, Meta(ge=MAX_DECISION_BYTES)] = 256 * 1024**2
    idle_minutes: Annotated[int, Meta(ge=1, le=240)] = 30
    session_hours: Annotated[int, Meta(ge=1, le=24)] = 12

    def __post_init__(self) -> None:
        if min(self.unsent_bytes, self.day_bytes) < self.max_blob_bytes:
            raise ValueError(_SMALL_ALLOWANCE)

    @property
    def allowance(self) -> Allowance:
        """The limits on one person's uploads."""
        return Allowance(self.unsent_bytes, self.day_bytes)

    @property
    def idle(self) -> timedelta:
        """The time after which an unused session ends."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def max_blob_bytes(self) -> int:
        """The size of the largest attachment's ciphertext."""
        return sealed_size(self.max_file_bytes)

    def connection_limits(self, refusal: Callable[[int], bytes]) -> ConnectionLimits:
        """Return how the process treats connections; `refusal` answers those that it does not let in."""
        limits = ConnectionLimits(
            refusal,
            self.threads,
            self.streams,
            tokens=True,
            streamed_path=_DOWNLOADS,
            stream_path=_STREAMS,
            circuit_requests=_TEXTS_OF_PERSON,
            circuit_streams=max(1, self.streams - 1),  # one is left for a colleague, however slowly files go
        )
        return self.configured(limits)


def config_from_environment() -> GatewayConfig:
    """Return this process's configuration. Raises `ConfigurationError`, which says what is wrong with it."""
    return from_environment(VARIABLE, GatewayConfig, "the gateway")
