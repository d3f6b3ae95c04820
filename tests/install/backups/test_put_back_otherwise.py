"""A store that was put back to an earlier state by other means than a restore takes nothing out of the backups."""

import json
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from install.backups.checking import damaged_files
from install.backups.private_folder import private_folder
from source_interface.submissions.withdrawals import SentFileState
from store.cases.case_list import mark_fetched
from tests import stand_ins
from tests.backup_key import BackupKey
from tests.genuine_case import GenuineCase
from tests.install.backups.backed_up import (
    assert_backups_have,
    elsewhere,
    manifests,
    nightly,
    objects_of,
    put_back,
    store_rows,
)
from tests.install.backups.lost_rows import case_with_a_lost_file, damage, destroy, put_back_after
from tests.office import TestOffice

Capture = pytest.CaptureFixture[str]


def fetched(office: TestOffice, case: GenuineCase) -> str:
    """Attach a file that the office fetches; the blob."""
    blob = case.attaches(b"bukti", "bukti.txt").name
    mark_fetched(office.database, "sari", case.case, blob)
    return blob


@pytest.mark.parametrize("messages", [1, 3], ids=["as long as before", "longer than before"])
def test_a_file_that_the_office_fetched_stays_with_its_message_whatever_takes_its_place(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    messages: int,
) -> None:
    case = office.report("Satu")
    with put_back_after(office, tmp_path / "copy"):
        blob = fetched(office, case)
        nightly(office, config, repository, backup_key)
        before, day = objects_of(repository, backup_key), office.clock.today()
    for number in range(messages):
        case.says(f"Pesan lain {number}")
    for status in (1, 0):
        nightly(office, config, repository, backup_key, status=status)
        assert_backups_have(repository, before)
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key, "--of", day.isoformat()) == 0
    assert [found.name for found in restored.store.blobs.iterdir()] == [blob]
    rows = store_rows(machine, "SELECT sequence FROM entry WHERE envelope IS NOT NULL AND sealed IS NOT NULL")
    assert rows == [(1,), (2,)]


def test_a_message_that_nobody_had_fetched_stays_as_long_as_its_case_is_no_longer_than_before(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    """A withdrawal is a message more. What a run missed without one, no later run takes for withdrawn."""
    case = case_with_a_lost_file(office, config, repository, backup_key, tmp_path / "copy")
    before = objects_of(repository, backup_key)
    for number in range(3):
        case.says(f"Pesan lain {number}")
        nightly(office, config, repository, backup_key, status=0 if number else 1)
        assert_backups_have(repository, before)


def test_a_store_that_was_put_back_is_told_until_it_has_caught_up_and_keeps_no_other_case_from_a_withdrawal(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    case, other = office.report("Satu"), office.report("Dua")
    other.attaches(b"ditarik", "ditarik.txt")
    nightly(office, config, repository, backup_key)
    withdrawn = objects_of(repository, backup_key)
    with put_back_after(office, tmp_path / "copy"):
        for name in ("bukti.txt", "lain.txt"):
            case.attaches(b"bukti", name)
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key) - withdrawn
    case.says("Pesan lain")
    assert other.withdraws(2) is SentFileState.WITHDRAWN
    capsys.readouterr()
    nightly(office, config, repository, backup_key, status=1)
    told = capsys.readouterr().err
    assert "ATTENTION: for 1 cases the backups have later messages than the store." in told
    assert "gone from all backups: 3 objects" in told  # the other case's file, and both sides of its message
    nightly(office, config, repository, backup_key, "--json", status=1)
    made = json.loads(capsys.readouterr().out)
    assert (made["shortened_cases"], made["gone_cases"], made["destroyed"]) == (1, 0, 0)
    for number in range(2):
        case.says(f"Pesan lagi {number}")
    nightly(office, config, repository, backup_key)
    assert "ATTENTION" not in capsys.readouterr().err
    left = {path.name for path in (repository / "objects").iterdir()}
    assert before <= left
    assert len(withdrawn - left) == 3


def test_a_file_that_came_into_a_lost_place_leaves_all_backups_once_withdrawn_and_takes_nothing_with_it(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report("Satu")
    with put_back_after(office, tmp_path / "copy"):
        fetched(office, case)
        case.attaches(b"lain", "lain.txt")
        case.says("Pesan")
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key)
    nightly(office, config, repository, backup_key, status=1)
    for name in ("satu.txt", "dua.txt"):
        case.attaches(b"baru", name)
    nightly(office, config, repository, backup_key, status=1)
    both = objects_of(repository, backup_key) - before
    for place in (2, 3):
        assert case.withdraws(place) is SentFileState.WITHDRAWN
    nightly(office, config, repository, backup_key)
    left = {path.name for path in (repository / "objects").iterdir()}
    assert before <= left
    assert len(both - left) == 6  # both files, and both sides of their messages


def test_a_file_whose_row_came_back_can_be_withdrawn_as_before(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report("Satu")
    case.attaches(b"bukti", "bukti.txt")
    nightly(office, config, repository, backup_key)
    before = objects_of(repository, backup_key)
    with put_back_after(office, tmp_path / "copy"):
        damage(office, "DELETE FROM blob")
        damage(office, "UPDATE entry SET envelope = ? WHERE sequence = 2", stand_ins.message())
        nightly(office, config, repository, backup_key, status=1)
        assert_backups_have(repository, before)
    nightly(office, config, repository, backup_key)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    nightly(office, config, repository, backup_key)
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 3


def test_a_fetched_file_that_two_people_destroyed_leaves_every_backup(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    case = office.report("Satu")
    fetched(office, case)
    nightly(office, config, repository, backup_key)
    before = objects_of(repository, backup_key)
    destroy(office, case, 2, "file")
    capsys.readouterr()
    nightly(office, config, repository, backup_key)
    assert "gone from all backups: 3 objects" in capsys.readouterr().err
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 3
    assert list(damaged_files(repository, newest_alone=False)) == []


@pytest.mark.parametrize("kind", ["message", "file"])
def test_two_people_who_destroy_what_came_into_a_lost_place_destroy_nothing_older(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    kind: Literal["message", "file"],
) -> None:
    case = office.report("Satu")
    with put_back_after(office, tmp_path / "copy"):
        fetched(office, case)
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key)
    if kind == "file":
        fetched(office, case)
    else:
        case.says("Pesan lain")
    nightly(office, config, repository, backup_key, status=1)
    destroyed = objects_of(repository, backup_key) - before
    destroy(office, case, 2, kind)
    nightly(office, config, repository, backup_key)
    left = {path.name for path in (repository / "objects").iterdir()}
    assert before <= left
    assert len(destroyed - left) == (3 if kind == "file" else 2)


def test_a_memory_from_before_it_knew_what_was_fetched_is_read_and_learns_it_at_the_next_run(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    case, other = office.report("Satu"), office.report("Dua")
    with put_back_after(office, tmp_path / "copy"):
        fetched(office, case)
        nightly(office, config, repository, backup_key)
        [path] = private_folder(office.config).glob("index-*")
        index = msgspec.msgpack.decode(path.read_bytes())
        assert len(index.pop("fetched")) == 3  # the file, and both sides of its message
        assert index.pop("missed") == index.pop("told") == []
        path.write_bytes(msgspec.msgpack.encode(index))
        nightly(office, config, repository, backup_key)
        assert "memory of earlier backups was lost" not in capsys.readouterr().err
        before = objects_of(repository, backup_key)
    for number in range(2):
        case.says(f"Pesan lain {number}")
    other.attaches(b"ditarik", "ditarik.txt")
    nightly(office, config, repository, backup_key, status=1)
    assert other.withdraws(2) is SentFileState.WITHDRAWN
    nightly(office, config, repository, backup_key)
    assert before <= {path.name for path in (repository / "objects").iterdir()}
    assert len(manifests(repository)[0].destroyed) == 3
