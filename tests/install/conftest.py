"""An office whose keys are made once, and a store of two whole cases to audit."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.gpg.home import GnupgHome
from install.roster.office_key import OfficeKey, make_office_key
from tests.install.audited import Audited, make
from tests.install.offices import PHRASE, OfflineOffice, person
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.workstation import gateway_process
from tests.office import TestOffice
from tests.office_people import OfficeKeys


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> OfflineOffice:
    folder = tmp_path_factory.mktemp("kantor")
    key = make_office_key(folder / "office", "Kantor Contoh", PHRASE)
    office = OfflineOffice(folder, key)
    office.certificates.mkdir()
    for name in ("satu", "dua"):
        home, _ = office.add_key(name)
        home.close()
    return office


@pytest.fixture
def office(made_office: OfflineOffice, tmp_path: Path) -> OfflineOffice:
    """A copy for one test: an officer `satu`, a custodian `dua`, nothing signed yet."""
    folder = tmp_path / "kantor"
    shutil.copytree(made_office.folder, folder, ignore=shutil.ignore_patterns("S.*"))
    office = OfflineOffice(folder, OfficeKey(folder / "office", made_office.key.fingerprint))
    office.write(
        person("satu"),
        person("dua", position="pemegang", roles=["custodian"], certificates=["dua.gpg"]),
    )
    return office


@pytest.fixture
def home_of_satu(office: OfflineOffice) -> Iterator[GnupgHome]:
    with GnupgHome(office.folder / "home-satu") as home:
        home.start_agent()  # one that gpg starts by itself stretches passphrases for seconds
        yield home


@pytest.fixture(scope="package")
def audited(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> Iterator[Audited]:
    """A test that does harm does it to a copy."""
    office = TestOffice(tmp_path_factory.mktemp("audit") / "office", office_keys)
    office.with_everybody()
    with gateway_process(office) as gateway, HeadlessWorkstations(office, gateway) as workstations:
        yield make(office, workstations)
    office.close()
