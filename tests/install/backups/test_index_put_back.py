"""The server's disk was put back to an earlier state, and the place of the backups was not."""

import shutil
from pathlib import Path

import pytest

from install.backups.private_folder import private_folder
from source_interface.submissions.withdrawals import SentFileState
from store.cases.case_list import mark_fetched
from tests.backup_key import BackupKey
from tests.install.backups.backed_up import assert_backups_have, nightly, objects_of
from tests.install.backups.lost_rows import put_back_after
from tests.office import TestOffice

OLDER = "the backups are newer than the server's memory of them"


@pytest.mark.parametrize("messages", [0, 3], ids=["no more messages", "more messages than were lost"])
def test_it_is_told_once_and_no_file_that_was_there_leaves_the_backups(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    messages: int,
) -> None:
    """The office may have fetched any of them since then."""
    case = office.report("Satu")
    blob = case.attaches(b"bukti", "bukti.txt").name
    nightly(office, config, repository, backup_key)
    index = private_folder(office.config)
    shutil.copytree(index, tmp_path / "index")
    with put_back_after(office, tmp_path / "copy"):
        mark_fetched(office.database, "sari", case.case, blob)
        case.attaches(b"lain", "lain.txt")
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key)
    shutil.rmtree(index)
    shutil.copytree(tmp_path / "index", index)
    for number in range(messages):
        case.says(f"Pesan lain {number}")
    capsys.readouterr()
    nightly(office, config, repository, backup_key, status=1)
    assert OLDER in capsys.readouterr().err
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    nightly(office, config, repository, backup_key, status=1)  # the file is missed, and told
    told = capsys.readouterr().err
    assert blob in told
    assert OLDER not in told
    assert_backups_have(repository, before)
