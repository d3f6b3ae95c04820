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


def test_what_nobody_had_fetched_stays_too_however_many_messages_come_after_it(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = case_with_a_lost_file(office, config, repository, backup_key, tmp_path / "copy")
    before = objects_of(repository, backup_key)
    for number in range(4):
        for _ in range(number + 1):
            case.says("Pesan lain")
        nightly(office, config, repository, backup_key, status=0 if number else 1)
        assert_backups_have(repository, before)


def test_what_was_lost_is_told_once_and_keeps_no_other_case_from_a_withdrawal(
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
    assert "ATTENTION: for 1 cases the backups have messages" in told
    assert "ATTENTION: 2 attachments are not in the store any more" in told
    assert "gone from all backups: 3 objects" in told  # the other case's file, and both sides of its message
    for _ in range(2):
        case.says("Pesan lagi")
        nightly(office, config, repository, backup_key, "--json")
        made = json.loads(capsys.readouterr().out)
        assert (made["missed_cases"], made["gone_cases"], made["destroyed"]) == (0, 0, 0)
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
    nightly(office, config, repository, backup_key)
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
    nightly(office, config, repository, backup_key, status=1)  # what stood there meanwhile is gone again
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    nightly(office, config, repository, backup_key)
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 3


def test_a_file_that_came_back_with_its_row_and_without_its_bytes_takes_its_message_once_withdrawn(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report("Satu")
    name = case.attaches(b"bukti", "bukti.txt").name
    office.blobs.delete(name)
    nightly(office, config, repository, backup_key, status=1)
    before = objects_of(repository, backup_key)
    with put_back_after(office, tmp_path / "copy"):
        damage(office, "DELETE FROM blob")
        nightly(office, config, repository, backup_key)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    nightly(office, config, repository, backup_key)
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 2


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
    for _ in range(2):  # the place stays emptied
        nightly(office, config, repository, backup_key)
    left = {path.name for path in (repository / "objects").iterdir()}
    assert before <= left
    assert len(destroyed - left) == (3 if kind == "file" else 2)


def as_form_2(office: TestOffice) -> None:
    """Let the server's memory of its backups be as the program before the tombstones of files wrote it."""
    [path] = private_folder(office.config).glob("index-*")
    index = msgspec.msgpack.decode(path.read_bytes())
    objects = {source: name for source, _, _, _, _, [name, *_] in index["objects"]}
    sides = index.pop("messages")
    places = {file: int(next(iter(messages)).rpartition("/")[2]) for file, messages in sides.items()}
    named = [objects[source] for file in index.pop("fetched") for source in (file, *sides[file])]
    old = {**index, "form": 2, "places": places, "fetched": named, "missed": [], "lost": {}, "unended": []}
    path.write_bytes(msgspec.msgpack.encode(old))


def test_a_memory_of_form_2_is_read_and_learns_the_messages_of_files_at_the_next_run(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    case, other = office.report("Satu"), office.report("Dua")
    other.attaches(b"ditarik", "ditarik.txt")
    with put_back_after(office, tmp_path / "copy"):
        fetched(office, case)
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key)
        as_form_2(office)
    case.attaches(b"lain", "lain.txt")
    capsys.readouterr()
    nightly(office, config, repository, backup_key, status=1)
    told = capsys.readouterr().err
    assert "memory of earlier backups was lost" not in told
    assert "1 attachments are not in the store any more" in told
    assert other.withdraws(2) is SentFileState.WITHDRAWN
    nightly(office, config, repository, backup_key)
    assert len(manifests(repository)[0].destroyed) == 3
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 3
