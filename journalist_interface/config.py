"""The configuration of one workstation: a TOML file, named by `KENTONGAN_WORKSTATION_CONFIG`.

Where that is not set, it is `kentongan/workstation.toml` in the person's configuration folder, such as `~/.config`.

    person = "petugas-satu"                       # identifier in the roster
    host = "petugas-satu.localhost"               # the browser's address, on loopback
    port = 8082
    gateway = "http://127.0.0.1:8081"             # this machine, an onion service, or https:// to any host
    gateway_proxy = "socks5h://127.0.0.1:9050"    # Tor's SOCKS port, for an onion address
    office_fingerprint = "…40 hex digits…"        # pinned: what the roster must be signed with
    office_certificate = "office.gpg"
    gnupg_home = "gnupg"                          # the officer's GnuPG home
    state = "state"                               # roster, pins and the one-use link; made if missing
    language = "id"
    idle_minutes = 30
    link_command = "kentongan-link"               # optional: what the officer types for a new one-use link, if no icon
    clock_file = "clock"                          # optional, for tests and rehearsals
    reply_templates = "pesan.toml"                # optional: the office's texts, see `reply_templates`

    [deadlines]                                   # optional: as the server's [store.deadlines]
    holidays = "hari-libur.txt"

Paths that are not absolute begin at the folder of the file. Where a person has no such file yet, `first_start` asks
for what it needs, and writes it.
"""

import os
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from msgspec import Meta

from store.domain.clock import OFFICE_ZONE, Clock
from store.domain.deadlines import DeadlineConfig, Deadlines
from store.domain.fields import Identifier
from store.domain.roster import Fingerprint
from store.web.configuration import ConfigurationError, Positive, Settings, read_config
from store.web.languages import Language

VARIABLE: Final = "KENTONGAN_WORKSTATION_CONFIG"
_OWN_PLACE: Final = Path("kentongan/workstation.toml")
_FIRST_HOST: Final = "kentongan.localhost"
_FIRST_PORT: Final = 8082
NETWORK_SECONDS: Final = 10  # in the internal network
ONION_SECONDS: Final = 30  # a circuit may have to be built


class LoopbackConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The address of the pages for browsers of this machine, and the folder of what they keep."""

    host: Annotated[str, Meta(pattern=r"\A([a-z0-9-]{1,63}\.){0,3}localhost\Z|\A127\.0\.0\.1\Z")]
    port: Annotated[int, Meta(ge=1024, le=65_535)]
    state: Path
    language: Language = "id"
    link_command: Annotated[str, Meta(max_length=1_000)] | None = None
    clock_file: Path | None = None
    zone: str = OFFICE_ZONE

    @property
    def authority(self) -> str:
        """The Host header that the browser must send, exactly."""
        return f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """The Origin header that the browser must send, exactly."""
        return f"http://{self.authority}"

    @property
    def clock(self) -> Clock:
        """The clock, in this office's time zone."""
        return Clock(self.zone, self.clock_file)


class OfficeConfig(LoopbackConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The way from a workstation to its office's gateway, and the office key that it believes."""

    gateway: Annotated[str, Meta(pattern=r"\Ahttps?://[A-Za-z0-9.-]+(:[0-9]{1,5})?\Z")]
    office_fingerprint: Fingerprint
    office_certificate: Path
    gateway_proxy: Annotated[str, Meta(pattern=r"\Asocks5h://[A-Za-z0-9.-]+:[0-9]{1,5}\Z")] | None = None
    gateway_seconds: Annotated[int, Meta(ge=1, le=600)] | None = None

    def __post_init__(self) -> None:
        gateway = urlsplit(self.gateway)
        # Codes and case numbers would cross the network for all to read and change.
        if gateway.scheme == "http" and not self.is_onion and not is_this_machine(gateway.hostname or ""):
            raise ValueError(
                "`gateway` may begin with http:// only for an onion address, for localhost, or for a number of this "
                "machine (127.0.0.1); use https:// for any other host"
            )
        # Without Tor, the machine's resolver would be asked for the address, and any observer of it would learn it.
        if self.gateway_proxy is None and self.is_onion:
            raise ValueError(
                "An onion address as `gateway` needs `gateway_proxy`, the address of Tor's SOCKS port"
            )

    @property
    def roster_folder(self) -> Path:
        """The folder of the roster."""
        return self.state / "roster"

    @property
    def seen_roster(self) -> Path:
        """The file that remembers the newest roster."""
        return self.roster_folder / "seen.json"

    @property
    def is_onion(self) -> bool:
        """Return whether the gateway is reached at an onion address."""
        return (urlsplit(self.gateway).hostname or "").endswith(".onion")

    @property
    def answer_seconds(self) -> int:
        """The time for an answer of the gateway to begin, after which the person is told that none came."""
        if self.gateway_seconds is not None:
            return self.gateway_seconds
        return ONION_SECONDS if self.is_onion else NETWORK_SECONDS


class Config(OfficeConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one workstation."""

    person: Identifier
    gnupg_home: Path
    idle_minutes: Annotated[int, Meta(ge=1, le=240)] = 30
    open_in_background: bool = True
    desktop_notices: bool = True
    attachment_bytes: Positive = 2 * 1024**3
    reply_templates: Path | None = None
    deadlines: DeadlineConfig = DeadlineConfig()

    def open_deadlines(self) -> Deadlines:
        """Return the office's deadlines; raises `HolidayFileError` if its file of holidays cannot be used."""
        return self.deadlines.open()


def is_this_machine(host: str) -> bool:
    """Return whether this is loopback; a name under localhost is not: some resolvers send it elsewhere."""
    try:
        return host == "localhost" or IPv4Address(host).is_loopback
    except AddressValueError:
        return False


def configuration_file() -> Path:
    """Return the place of the configuration: as the environment names it, or in the person's configuration folder."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    base = os.environ.get("XDG_CONFIG_HOME")
    return Path(base) / _OWN_PLACE if base else Path.home() / ".config" / _OWN_PLACE


def is_first_start() -> bool:
    """Return whether this person has no configuration yet. One that the environment names has to be there."""
    return not os.environ.get(VARIABLE) and not os.path.lexists(configuration_file())


def load_first_start() -> LoopbackConfig:
    """Return the settings of the pages that make the configuration; they keep what was typed beside its place.

    Raises `ConfigurationError` if the folder for that cannot be made.
    """
    config = LoopbackConfig(host=_FIRST_HOST, port=_FIRST_PORT, state=configuration_file().parent / "state")
    try:
        _make_private(config.state)
    except OSError as error:
        raise ConfigurationError(
            "{path} cannot be made: {reason}.", path=config.state, reason=error.strerror
        ) from None
    return config


def load() -> Config:
    """Return the configuration that the environment names; `ConfigurationError` says what is wrong with it.

    If the state folder is missing, it is made for its owner alone.
    """
    config = read_config(configuration_file(), Config)
    _make_private(config.state)
    return config


def load_any() -> LoopbackConfig:
    """Return the configuration, or the settings of a first start; raises as `load` and `Config.open_deadlines` do."""
    if is_first_start():
        return load_first_start()
    config = load()
    config.open_deadlines()
    return config


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
