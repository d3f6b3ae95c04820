"""A database on another machine: found in the configuration by its address, and reached by its units alone."""

import shutil
from ipaddress import ip_address
from pathlib import Path

import pytest

from install.errors import InstallError
from install.server.answers import ServerAnswers
from install.server.configurations import POSTGRESQL_URL
from install.server.database_machine import DATABASE_UNITS, database_files, database_machine
from install.server.files import AbsentFile, SystemFile
from install.server.firewall import DatabaseMachine
from install.server.layout import BACKUP_UNIT, GATEWAY_UNIT, SOURCE_UNIT, ServerLayout
from install.server.setup import ServerSetup
from tests.clocks import STILL
from tests.install.offices import OfflineOffice

ELSEWHERE = "postgresql+psycopg://kentongan-gateway@db.kantor.test/kentongan?hostaddr=192.0.2.30"


@pytest.mark.parametrize(
    ("url", "machine"),
    [
        (ELSEWHERE, ("192.0.2.30", 5432)),
        ("postgresql+psycopg://a:b%2Fc@[2001:db8::30]:5433/kentongan", ("2001:db8::30", 5433)),
        ("postgresql+psycopg:///kentongan?host=192.0.2.30", ("192.0.2.30", 5432)),
        (POSTGRESQL_URL, None),
        ("postgresql+psycopg:///kentongan?host=/run/other", None),
        ("sqlite:////var/lib/kentongan/store/store.sqlite3", None),
    ],
)
def test_the_machine_is_found_by_its_address(url: str, machine: tuple[str, int] | None) -> None:
    assert database_machine(url) == (
        None if machine is None else DatabaseMachine(ip_address(machine[0]), machine[1])
    )


def test_a_machine_that_is_named_by_its_name_alone_is_refused_and_the_password_not_shown() -> None:
    with pytest.raises(InstallError, match="Add its address as `hostaddr`") as refused:
        database_machine("postgresql+psycopg://kentongan-gateway:rahasia@db.kantor.test/kentongan")
    assert "rahasia" not in str(refused.value)


def test_each_unit_of_the_store_reaches_one_address_and_none_once_the_database_is_here(
    tmp_path: Path,
) -> None:
    layout = ServerLayout(tmp_path)
    files = database_files(layout, DatabaseMachine(ip_address("192.0.2.30"), 5432))
    found = {file.path: file.content.decode() for file in files if isinstance(file, SystemFile)}
    for unit in (SOURCE_UNIT, GATEWAY_UNIT, BACKUP_UNIT):
        settings = found.pop(tmp_path / f"etc/systemd/system/{unit}.d/database.conf").splitlines()
        assert settings[2:] == [
            "PrivateNetwork=no",
            "RestrictAddressFamilies=AF_INET",
            "IPAddressAllow=192.0.2.30",
        ]
    assert [text.splitlines()[1:] for text in found.values()] == [["network inet stream,"]]
    gone = database_files(layout, None)
    assert {file.path for file in gone if isinstance(file, AbsentFile)} == {file.path for file in files}


def test_what_follows_from_an_address_in_the_configuration_is_among_the_changes(
    office: OfflineOffice, tmp_path: Path
) -> None:
    assert office.sign() == 0
    shutil.copyfile(office.key.certificate, office.output / "office.gpg")
    layout = ServerLayout(tmp_path / "server")
    layout.configuration.mkdir(parents=True)
    layout.gateway_config.write_text(f'[store]\ndatabase = "{ELSEWHERE}"\n')
    for postgresql in (True, False):
        answers = ServerAnswers(office.output, office.key.fingerprint, postgresql=postgresql)
        setup = ServerSetup(layout, answers, STILL)
        expected = {layout.database_drop_in(unit) for unit in DATABASE_UNITS} | {layout.database_profile}
        assert expected <= set(setup.changes()) if postgresql else expected.isdisjoint(setup.changes())
        rules = [file for file in setup._files() if file.path == layout.firewall]
        assert [b"192.0.2.30" in file.content for file in rules if isinstance(file, SystemFile)] == [
            postgresql
        ]
