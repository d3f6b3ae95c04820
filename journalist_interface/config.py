"""The configuration of one workstation: a TOML file, named by `KENTONGAN_WORKSTATION_CONFIG`.

    person = "petugas-satu"                       # identifier in the roster
    host = "petugas-satu.localhost"               # the browser's address, on loopback
    port = 8082
    gateway = "http://gateway.localhost:8081"     # or the address of its onion service
    gateway_proxy = "socks5h://127.0.0.1:9050"    # optional, for an onion address
    office_fingerprint = "…40 hex digits…"        # pinned: what the roster must be signed with
    office_certificate = "office.gpg"
    gnupg_home = "gnupg"                          # the officer's own GnuPG home
    state = "state"                               # roster, pins and the one-use link; made if missing
    language = "id"
    idle_minutes = 30
    clock_file = "clock"                          # optional, for tests and rehearsals

Paths that are not absolute begin at the folder of the file.
"""

import os
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from crypto.errors import KentonganError
from crypto.roster import Fingerprint
from crypto.voice import Identifier, Struct
from store.contract.clock import OFFICE_ZONE, Clock

VARIABLE: Final = "KENTONGAN_WORKSTATION_CONFIG"
LANGUAGES: Final = ("id", "en")


class ConfigError(KentonganError):
    """The configuration of this workstation cannot be used."""


class Config(Struct):
    """What one workstation must know."""

    person: Identifier
    host: Annotated[str, Meta(pattern=r"\A[a-z0-9.-]{1,253}\Z")]
    port: Annotated[int, Meta(ge=1024, le=65_535)]
    gateway: Annotated[str, Meta(pattern=r"\Ahttps?://[A-Za-z0-9.-]+(:[0-9]{1,5})?\Z")]
    office_fingerprint: Fingerprint
    office_certificate: Path
    gnupg_home: Path
    state: Path
    gateway_proxy: Annotated[str, Meta(pattern=r"\Asocks5h?://[A-Za-z0-9.-]+:[0-9]{1,5}\Z")] | None = None
    gateway_seconds: Annotated[int, Meta(ge=1, le=600)] = 60
    language: Literal["id", "en"] = "id"
    idle_minutes: Annotated[int, Meta(ge=1, le=240)] = 30
    attachment_bytes: Annotated[int, Meta(ge=1)] = 2 * 1024**3
    clock_file: Path | None = None
    zone: str = OFFICE_ZONE

    @property
    def authority(self) -> str:
        """What the browser's Host header must be, exactly."""
        return f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """What the browser's Origin header must be, exactly."""
        return f"http://{self.authority}"

    @property
    def clock(self) -> Clock:
        return Clock(self.zone, self.clock_file)


def load(path: Path | None = None) -> Config:
    """The configuration at `path`, or where the environment says; `ConfigError` tells what is wrong with it.

    The state folder is made, for its owner alone, when it is missing.
    """
    place = path or _named()
    try:
        config = msgspec.toml.decode(place.read_bytes(), type=Config)
    except OSError as error:
        raise ConfigError(f"The configuration {place} cannot be read: {error.strerror}.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigError(f"The configuration {place} is not right: {error}.") from None
    config = _with_paths_from(config, place.absolute().parent)
    config.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    config.state.chmod(0o700)
    return config


def _named() -> Path:
    name = os.environ.get(VARIABLE)
    if not name:
        raise ConfigError(f"Set {VARIABLE} to the path of the configuration of this workstation.")
    return Path(name)


def _with_paths_from(config: Config, folder: Path) -> Config:
    return msgspec.structs.replace(
        config,
        office_certificate=folder / config.office_certificate,
        gnupg_home=folder / config.gnupg_home,
        state=folder / config.state,
        clock_file=None if config.clock_file is None else folder / config.clock_file,
    )
