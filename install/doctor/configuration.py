"""The servers' configurations, as the checks read them."""

from pathlib import Path
from typing import TypeVar

from install.doctor.host import Host, HostError
from source_interface.config import SourceConfig
from store.gateway.config import GatewayConfig
from store.web.configuration import ConfigurationError, Settings, read_config

S = TypeVar("S", bound=Settings)


def source_config(host: Host) -> SourceConfig:
    """Return the configuration of the source interface; raise `HostError` if it cannot be used."""
    return _read(host.layout.source_config, SourceConfig)


def gateway_config(host: Host) -> GatewayConfig:
    """Return the configuration of the gateway; raise `HostError` if it cannot be used."""
    return _read(host.layout.gateway_config, GatewayConfig)


def _read(path: Path, kind: type[S]) -> S:
    try:
        return read_config(path, kind)
    except ConfigurationError as error:
        raise HostError(str(error)) from None
