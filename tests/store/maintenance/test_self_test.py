"""What a new version must show before it takes anything: a fault of each part is seen, and nothing is left."""

import hashlib
from pathlib import Path

import pytest

from crypto.gpg.errors import GpgMissingError
from source_interface.services import SourceServices
from store.domain.errors import RosterError
from store.errors import BlobError, StoreError, UpgradeUnderWayError
from store.gateway.services import Services
from store.web.gate import Gate, GateState
from tests.faults.mounts import without_gpg
from tests.office import TestOffice
from tests.own_namespaces import own_mounts
from tests.store.processes import require_root


@pytest.fixture
def source(office: TestOffice) -> SourceServices:
    return office.source


@pytest.fixture
def gateway(office: TestOffice) -> Services:
    return office.services(office.gateway())


def contents(office: TestOffice) -> dict[str, str]:
    """The digests of all files of the store and the accounts, whose logs were emptied before."""
    for database in (office.database, office.accounts):
        assert database.truncate_wal()
    folders = (office.folder / "database", office.folder / "blobs", office.config.accounts.parent)
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
        if path.suffix != ".sqlite3-shm"
    }


def test_a_server_in_good_health_passes_and_nothing_is_left(
    office: TestOffice, source: SourceServices, gateway: Services
) -> None:
    office.report()
    before = contents(office)
    source.prove_fit()
    gateway.prove_fit()
    after = contents(office)
    assert {path for path in before if "shm" not in path} == {path for path in after if "shm" not in path}
    assert before == after


def test_a_shut_gate_stops_every_write_but_not_the_self_test(office: TestOffice, tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    database = type(office.database)(office.database.engine, gate)
    gate.shut(GateState.TRIAL)
    with pytest.raises(UpgradeUnderWayError), database.write():
        pytest.fail("written")
    with database.rehearsal():
        pass
    gate.open()
    with database.write():
        pass


def test_an_expired_roster_does_not_keep_a_server_from_being_upgraded(
    office: TestOffice, source: SourceServices
) -> None:
    office.move(days=400)
    source.prove_fit()


def test_a_roster_that_is_not_the_offices_is_seen(office: TestOffice, source: SourceServices) -> None:
    (office.folder / "roster" / "roster.sig").write_bytes(b"\x88\x00")
    with pytest.raises(RosterError):
        source.prove_fit()


def test_gpg_that_is_missing_is_seen(source: SourceServices) -> None:
    require_root()
    with own_mounts(), without_gpg(), pytest.raises(GpgMissingError):
        source.prove_fit()


def test_attachments_that_cannot_be_written_are_seen(office: TestOffice, source: SourceServices) -> None:
    (office.folder / "blobs").rename(office.folder / "elsewhere")
    with pytest.raises(BlobError):
        source.prove_fit()


@pytest.mark.parametrize("table", ["slot", "case"])
def test_a_table_that_is_not_there_is_seen(office: TestOffice, source: SourceServices, table: str) -> None:
    with office.database.migration() as connection:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" RENAME TO other')
    with pytest.raises(StoreError):
        source.prove_fit()


def test_accounts_that_cannot_be_written_are_seen(office: TestOffice, gateway: Services) -> None:
    with office.accounts.migration() as connection:
        connection.exec_driver_sql("DROP TABLE spent_ticket")
    with pytest.raises(StoreError):
        gateway.prove_fit()
