"""The figures between two readings: those counted so far, and those of the last sign-in, from the sealed file."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from crypto.gpg.encrypt import encrypt_bytes
from journalist_interface.cache.statistics_cache import FILE, KeptStatistics, StatisticsCache
from journalist_interface.statistics.recalled import recall
from journalist_interface.statistics.records import StatisticsReading
from journalist_interface.views.statistics import SHOWN_EVERY, reading_steps
from store.model import Statistic
from tests.filled_statistics import fill_statistics, made_up_records
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations
from tests.journalist_interface.staged_cases import statistics_reader
from tests.office import TestOffice

pytestmark = pytest.mark.slow

FEW = 3


@pytest.fixture
def dewi(office: TestOffice, gateway: str) -> Iterator[HeadlessWorkstation]:
    with HeadlessWorkstations(office, gateway) as workstations:
        yield workstations.of("dewi")


def fill(office: TestOffice, number: int) -> None:
    fill_statistics(office, made_up_records(number, office.clock.today()))


def read(dewi: HeadlessWorkstation) -> Iterator[StatisticsReading | None]:
    """Read all, and yield what a page could show after each record."""
    reader = statistics_reader(dewi)
    rows = reader.fetch()
    begun = StatisticsReading((), len(rows), dewi.services.clock.today())
    for _step in reading_steps(dewi.officer, begun, reader, rows):
        yield dewi.officer.statistics


def file_of(dewi: HeadlessWorkstation) -> StatisticsCache:
    return StatisticsCache(*dewi.officer.case_cache.sealed_beside())


def kept_by(dewi: HeadlessWorkstation) -> KeptStatistics:
    found = file_of(dewi).load()
    assert found is not None
    return found


def recalled(
    dewi: HeadlessWorkstation, kept: KeptStatistics, counted: dict[str, int] | None = None
) -> StatisticsReading | None:
    return recall(kept, dewi.services.rosters.current(), counted or {})


def test_a_page_shows_what_is_counted_so_far_and_says_how_much_that_is(
    office: TestOffice, dewi: HeadlessWorkstation
) -> None:
    fill(office, SHOWN_EVERY + 1)
    shown = list(read(dewi))
    partly = shown[-1]
    assert shown[0] is None
    assert partly is not None
    assert (len(partly.cases), partly.expected, partly.complete) == (SHOWN_EVERY, SHOWN_EVERY + 1, False)
    whole = dewi.officer.statistics
    assert whole is not None
    assert whole.complete
    assert whole.cases[:SHOWN_EVERY] == partly.cases
    assert all(found == whole for found in read(dewi)), "while all is read again, what was whole stays"


def test_the_next_sign_in_has_the_figures_at_once(office: TestOffice, dewi: HeadlessWorkstation) -> None:
    fill(office, FEW)
    list(read(dewi))
    assert recalled(dewi, kept_by(dewi)) == dewi.officer.statistics
    folder, _key = dewi.officer.case_cache.sealed_beside()
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    assert all(row.record.case.encode() not in (folder / FILE).read_bytes() for row in kept_by(dewi).rows)


def test_a_signature_that_would_have_to_be_verified_again_is_not_recalled(
    office: TestOffice, dewi: HeadlessWorkstation
) -> None:
    """A certificate was retired, or the person has left: the next reading judges, and nothing before it."""
    fill(office, FEW)
    list(read(dewi))
    kept = kept_by(dewi)
    others = tuple(msgspec.structs.replace(proof, certificates=("0" * 64,)) for proof in kept.proofs)
    for proofs in (others, kept.proofs[1:]):
        assert recalled(dewi, msgspec.structs.replace(kept, proofs=proofs)) is None


def test_nothing_older_than_what_counted_is_recalled(office: TestOffice, dewi: HeadlessWorkstation) -> None:
    """Someone put back a file of the disk, from before a decision that was counted since."""
    fill(office, FEW)
    list(read(dewi))
    kept = kept_by(dewi)
    assert recalled(dewi, kept, {kept.rows[0].record.case: 1}) is None


def test_a_record_that_did_not_count_is_told_of_again(office: TestOffice, dewi: HeadlessWorkstation) -> None:
    fill(office, FEW)
    with office.database.write() as session:
        record = session.scalars(select(Statistic)).first()
        assert record is not None
        record.record = encrypt_bytes(b"x" * 4096, leaders(office), office.clock.today())
    list(read(dewi))
    kept = kept_by(dewi)
    assert (kept.whole, len(kept.rows)) == (False, FEW - 1)
    assert recalled(dewi, kept) is None
    assert len(kept.verified().opened) == FEW - 1, "what was good is not decrypted again"


def leaders(office: TestOffice) -> list[Path]:
    current = office.source.roster.current()
    return current.recipients(current.usable_leaders(()))


@pytest.mark.parametrize("damage", [b"", b"x", bytes(8192)])
def test_a_damaged_file_is_thrown_away(office: TestOffice, dewi: HeadlessWorkstation, damage: bytes) -> None:
    folder, key = dewi.officer.case_cache.sealed_beside()
    (folder / FILE).write_bytes(damage)
    assert file_of(dewi).load() is None
    assert not (folder / FILE).exists()
    fill(office, FEW)
    list(read(dewi))
    assert StatisticsCache(folder, bytes(32)).load() is None, "another key opens nothing"
    assert key != bytes(32)
    assert StatisticsCache(folder, None).load() is None
