"""The servers' configurations follow from the answers, and what the office wrote beside them stays."""

import tomllib
from pathlib import Path

import pytest

from install.errors import InstallError
from install.server.configurations import configuration, database_elsewhere, gateway_settings, source_settings
from install.server.layout import ServerLayout
from source_interface.config import SourceConfig
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config
from tests.install.server.test_answers import FINGERPRINT, WHOLE

LAYOUT = ServerLayout()
ONION = f"{'a' * 56}.onion"


def test_both_servers_read_what_is_written_and_share_one_store(tmp_path: Path) -> None:
    source_file, gateway_file = tmp_path / "source.toml", tmp_path / "gateway.toml"
    source_file.write_text(configuration("", source_settings(LAYOUT, WHOLE, ONION), None))
    gateway_file.write_text(configuration("", gateway_settings(LAYOUT, WHOLE), None))
    source, gateway = read_config(source_file, SourceConfig), read_config(gateway_file, GatewayConfig)
    assert source.store == gateway.store
    assert source.store.database == "postgresql+psycopg:///kentongan?host=/run/postgresql"
    assert source.store.reserve_bytes == 5 * 1024**3
    assert source.store.deadlines.holidays == LAYOUT.holidays
    assert (source.onion, source.circuits) == (ONION, True)
    assert source.bind == "unix:/run/kentongan-source/source.sock"
    assert gateway.accounts.parent == LAYOUT.gateway_state
    assert source.roster.office_fingerprint == gateway.roster.office_fingerprint == FINGERPRINT
    assert source.roster.state != gateway.roster.state


OWN = """\
# what the office calls itself
session_hours = 3
[store]
busy_seconds = 4.5
[texts.contacts]
id = "Telepon 021 555 0100"
en = "Telephone 021 555 0100"
"""


def test_what_the_office_wrote_stays_and_our_settings_follow_the_answers() -> None:
    settings = source_settings(LAYOUT, WHOLE, ONION)
    made = tomllib.loads(configuration("", settings, OWN))
    assert made["session_hours"] == 3
    assert made["store"]["busy_seconds"] == 4.5
    assert made["store"]["blobs"] == str(LAYOUT.blobs)
    assert made["texts"]["contacts"]["en"] == "Telephone 021 555 0100"
    assert made["onion"] == ONION


def test_a_configuration_that_says_the_same_keeps_every_byte() -> None:
    settings = source_settings(LAYOUT, WHOLE, ONION)
    present = "# a comment of the office\n" + configuration("", settings, OWN)
    assert configuration("", settings, present) == present
    other = source_settings(LAYOUT, WHOLE, f"{'b' * 56}.onion")
    assert configuration("", other, present) != present


def test_the_address_of_a_postgresql_on_another_machine_stays(tmp_path: Path) -> None:
    layout = ServerLayout(tmp_path)
    address = "postgresql+psycopg://kentongan-gateway@db/kentongan?sslmode=verify-full"
    settings = gateway_settings(layout, WHOLE)
    made = configuration("", settings, f'[store]\ndatabase = "{address}"\n')
    assert tomllib.loads(made)["store"] == dict(settings["store"], database=address)
    assert database_elsewhere(layout) is None
    layout.configuration.mkdir(parents=True)
    layout.gateway_config.write_text(made)
    assert database_elsewhere(layout) == address
    layout.gateway_config.write_text(configuration("", settings, None))
    assert database_elsewhere(layout) is None


def test_a_configuration_that_is_broken_is_named() -> None:
    with pytest.raises(InstallError, match=r"The source\.toml that is here is not correct TOML"):
        configuration("source.toml", source_settings(LAYOUT, WHOLE, ONION), "bind = ")
