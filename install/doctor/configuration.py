"""The servers' configurations and the administrator's answers, as the checks read them."""

from pathlib import Path
from typing import TypeVar

from crypto.errors import KentonganError
from install.doctor.host import Host, HostError
from install.language import in_words
from install.server.answers import ServerAnswers, read_answers
from install.server.database_machine import database_machine
from install.server.firewall import DatabaseMachine
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


def database_machine_of(host: Host) -> DatabaseMachine | None:
    """Return the other machine that has the store's database, if there is one.

    What is wrong with the configuration is told by the checks that need it.
    """
    try:
        return database_machine(gateway_config(host).store.database)
    except (HostError, KentonganError):
        return None


def server_answers(host: Host) -> ServerAnswers:
    """Return the answers to `kentongan init`; raise `HostError` if they cannot be used."""
    try:
        return read_answers(host.layout.answers)
    except KentonganError as error:
        raise HostError(in_words(error)) from None


def _read(path: Path, kind: type[S]) -> S:
    try:
        return read_config(path, kind)
    except ConfigurationError as error:
        raise HostError(in_words(error)) from None
