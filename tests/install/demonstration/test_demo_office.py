"""The demo's office is a real one: its keys open, its roster is believed, its programs read their configurations."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from crypto.gpg.home import GnupgHome
from crypto.gpg.unlock import unlock
from install.demonstration import making, programs
from install.demonstration.folder import DemoFolder, opened_folder
from install.demonstration.people import ALTERNATE_LEADER, PEOPLE, POSITIONS
from install.demonstration.ports import Ports
from install.errors import InstallError
from install.roster.office_key import open_office_key
from install.roster.signing import SignedRoster, read_signed, sign_roster
from journalist_interface.config import Config as WorkstationConfig
from source_interface.config import SourceConfig
from store.domain.roster import Role, exclusion_of, readers
from store.gateway.accounts.administration import people
from store.gateway.accounts.database import open_accounts
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config
from tests.clocks import STILL, TODAY
from tests.gnupg_keys import secret_fingerprints

PLACE = "Tempat \"aneh\" #1, 100% & 'lagi' é"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DemoFolder]:
    with opened_folder(tmp_path / PLACE, fresh=False) as opened:
        making.set_up(opened, STILL)
        yield opened


def published(folder: DemoFolder) -> SignedRoster:
    office = open_office_key(folder.office)
    return read_signed(folder.server / "roster", office.certificate, office.fingerprint)


def test_the_roster_names_everybody_that_the_procedure_needs(folder: DemoFolder) -> None:
    roster = published(folder).roster
    assert [person.id for person in roster.people] == [person.id for person in PEOPLE]
    assert roster.excludable() == POSITIONS
    held = {role: len(roster.active(role)) for role in get_args(Role)}
    assert held == {"officer": 3, "investigator": 3, "leadership": 2, "custodian": 1}


def test_the_alternate_leader_reads_what_no_officer_may(folder: DemoFolder) -> None:
    roster = published(folder).roster
    officers = [person.position for person in roster.active("officer")]
    assert [person.id for person in readers(roster, exclusion_of(roster, officers))] == [ALTERNATE_LEADER.id]
    assert not any(person.alternate for person in readers(roster, exclusion_of(roster, officers[1:])))


def test_every_passphrase_opens_its_key(folder: DemoFolder) -> None:
    for person in PEOPLE:
        with GnupgHome(folder.person(person.id) / "gnupg") as home:
            (fingerprint,) = secret_fingerprints(home)
            unlock(home, fingerprint, making.passphrase_of(folder.person(person.id)), TODAY)


def test_everybody_has_a_second_factor(folder: DemoFolder) -> None:
    accounts = open_accounts(programs.accounts_file(folder))
    try:
        assert set(people(accounts)) == {person.id for person in PEOPLE}
    finally:
        accounts.close()


def test_every_program_reads_its_configuration(folder: DemoFolder) -> None:
    office = making.refresh(folder, STILL)
    programs.check_place(folder)
    programs.write_configurations(folder, Ports(9000), office.fingerprint)
    source = read_config(folder.server / "source.toml", SourceConfig)
    gateway = read_config(folder.server / "gateway.toml", GatewayConfig)
    assert (source.bind, gateway.bind) == ("127.0.0.1:9000", "127.0.0.1:9001")
    assert source.store == gateway.store
    source.store.open_database().close()
    assert (folder.server / "store" / "store.sqlite3").exists()
    assert gateway.roster.keeper(STILL).current().roster.serial == 1
    for place, person in enumerate(PEOPLE):
        own = read_config(folder.person(person.id) / "workstation.toml", WorkstationConfig)
        assert own.authority == f"{person.id}.localhost:{9002 + place}"
        assert own.office_fingerprint == office.fingerprint
        assert own.gnupg_home.is_dir()


def test_a_roster_that_ends_soon_is_signed_anew(folder: DemoFolder) -> None:
    office = making.refresh(folder, STILL)
    first = published(folder).roster
    assert first.serial == 1
    soon = STILL.today() + timedelta(days=5)
    ending = msgspec.structs.replace(first, serial=2, expires=soon)
    sign_roster(office, making.passphrase_of(folder.office), ending).publish(folder.server / "roster")
    making.refresh(folder, STILL)
    renewed = published(folder).roster
    assert renewed.serial == 3
    assert renewed.expires > soon
    assert renewed.people == first.people


@pytest.mark.parametrize("changed", ["missing", "in another role"])
def test_an_office_of_other_people_or_roles_is_not_taken_for_this_version(
    changed: str, folder: DemoFolder
) -> None:
    first = published(folder).roster
    others = [person for person in first.people if person.id != ALTERNATE_LEADER.id]
    if changed == "in another role":
        [before] = set(first.people) - set(others)
        others.append(msgspec.structs.replace(before, roles=("custodian",)))
    office = open_office_key(folder.office)
    earlier = msgspec.structs.replace(first, serial=2, people=tuple(others))
    sign_roster(office, making.passphrase_of(folder.office), earlier).publish(folder.server / "roster")
    with pytest.raises(InstallError, match="--fresh"):
        making.refresh(folder, STILL)


@pytest.mark.parametrize("name", ["apa?", "baris\nbaru"])
def test_a_place_that_no_configuration_can_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="--folder DIR"):
        programs.check_place(DemoFolder(tmp_path / name))
