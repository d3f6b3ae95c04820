"""A server's memory of the backups that was put back, without them, to an earlier state, or is made anew."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from install.backups.private_folder import private_folder
from source_interface.submissions.withdrawals import SentFileState
from store.cases.case_list import mark_fetched
from tests.backup_key import BackupKey
from tests.faults.mounts import read_only
from tests.install.backups.backed_up import (
    assert_backups_have,
    back_up,
    elsewhere,
    nightly,
    objects_of,
    put_back,
)
from tests.install.backups.lost_rows import case_with_a_lost_file, put_back_after
from tests.office import TestOffice
from tests.own_namespaces import own_mounts

Capture = pytest.CaptureFixture[str]
PUT_BACK = "the backups are newer than the server's memory of them"


@contextmanager
def disk_put_back_after(office: TestOffice, copy: Path) -> Iterator[None]:
    """Put the store's database and the server's memory of the backups back, after this block, to what they were."""
    index = private_folder(office.config)
    shutil.copytree(index, copy / "index")
    with put_back_after(office, copy / "database"):
        yield
    shutil.rmtree(index)
    shutil.copytree(copy / "index", index)


@contextmanager
def no_manifest_can_be_written(repository: Path) -> Iterator[None]:
    """Let runs break off at their manifest, while the block runs."""
    with own_mounts(), read_only(repository / "manifests"):
        yield


@pytest.mark.parametrize("messages", [0, 3], ids=["no more messages", "more messages than were lost"])
@pytest.mark.parametrize("breaks_off", [False, True], ids=["after a whole run", "after one that broke off"])
def test_it_is_told_once_and_no_file_that_was_there_leaves_the_backups(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: Capture,
    messages: int,
    *,
    breaks_off: bool,
) -> None:
    """The office may have fetched any of them since then."""
    case = office.report("Satu")
    blob = case.attaches(b"bukti", "bukti.txt").name
    nightly(office, config, repository, backup_key)
    if breaks_off:
        with no_manifest_can_be_written(repository):  # no other run takes its serial
            back_up(config, repository, backup_key, status=2)
    with disk_put_back_after(office, tmp_path):
        mark_fetched(office.database, "sari", case.case, blob)
        case.attaches(b"lain", "lain.txt")
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key)
    for number in range(messages):
        case.says(f"Pesan lain {number}")
    capsys.readouterr()
    nightly(office, config, repository, backup_key, status=1)
    assert PUT_BACK in capsys.readouterr().err
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    nightly(office, config, repository, backup_key, status=1)  # the file is missed, and told
    told = capsys.readouterr().err
    assert blob in told
    assert PUT_BACK not in told
    assert_backups_have(repository, before)


def test_a_run_that_breaks_off_leaves_the_warning_to_the_next(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    office.report("Satu")
    nightly(office, config, repository, backup_key)
    with disk_put_back_after(office, tmp_path):
        nightly(office, config, repository, backup_key)
    with no_manifest_can_be_written(repository):
        back_up(config, repository, backup_key, status=2)
    capsys.readouterr()
    back_up(config, repository, backup_key, status=1)
    assert PUT_BACK in capsys.readouterr().err
    max((repository / "manifests").iterdir()).unlink()
    with no_manifest_can_be_written(repository):
        back_up(config, repository, backup_key, status=2)
    back_up(config, repository, backup_key, status=1)
    assert "the last backup that this server made is not in the folder" in capsys.readouterr().err
    back_up(config, repository, backup_key)


def test_another_run_of_the_same_day_keeps_what_the_index_does_not_know(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report("Satu")
    nightly(office, config, repository, backup_key)
    with disk_put_back_after(office, tmp_path):
        case.attaches(b"bukti", "bukti.txt")
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key)
    for status in (1, 0):
        back_up(config, repository, backup_key, status=status)
        assert_backups_have(repository, before)


def test_a_withdrawn_file_leaves_the_backups_after_runs_that_broke_off_beside_a_damaged_manifest(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    case = office.report("Satu")
    case.attaches(b"bukti", "bukti.txt")
    nightly(office, config, repository, backup_key)
    nightly(office, config, repository, backup_key)
    before = objects_of(repository, backup_key)
    min((repository / "manifests").iterdir()).write_bytes(b"x")
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    with no_manifest_can_be_written(repository):
        for _ in range(2):
            back_up(config, repository, backup_key, status=2)
    nightly(office, config, repository, backup_key, status=1)
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 3


@pytest.mark.parametrize("lost", ["index", "server"])
def test_what_runs_had_missed_stays_where_the_index_is_made_anew(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, lost: str
) -> None:
    case_with_a_lost_file(office, config, repository, backup_key, tmp_path / "copy")
    before = objects_of(repository, backup_key)
    back_up(config, repository, backup_key, status=1)
    if lost == "index":
        [index] = private_folder(office.config).glob("index-*")
        index.unlink()
    else:
        _, config = elsewhere(office, tmp_path / "there")
        assert put_back(repository, config, backup_key) == 0
    for status in (1 if lost == "index" else 0, 0):
        back_up(config, repository, backup_key, status=status)
        assert_backups_have(repository, before)
