"""What leaves the store while its backup is made is not in it, and keeps no backup from its end."""

from functools import partial
from pathlib import Path
from typing import Final

import pytest

from install.backup_checks.backup_opener import BackupOpener
from install.backups.backup_run import BackupRun
from install.backups.checking import damaged_files
from install.backups.dump import BlobRecord
from install.backups.gone_meanwhile import notice_gone_files
from install.backups.index import BackupIndex
from install.backups.manifest import ListedFile
from install.backups.repository import Repository
from install.backups.run_keys import new_run, open_run
from install.backups.secret_key import home_with
from install.backups.settling import EarlierBackups, destroyed_since
from install.backups.small_files import SmallFiles
from install.backups.store_records import records_of
from install.kentongan import main
from source_interface.submissions.withdrawals import SentFileState
from tests.backup_key import PASSPHRASE, BackupKey
from tests.genuine_case import GenuineCase
from tests.install.backups.backed_up import (
    back_up,
    elsewhere,
    manifests,
    objects_of,
    put_back,
    store_rows,
    whenever_opened,
)
from tests.install.backups.lost_rows import damage, destroy
from tests.office import TestOffice

Capture = pytest.CaptureFixture[str]
_GONE: Final = "SELECT sequence FROM entry WHERE envelope IS NULL AND sealed IS NULL"


def attach(case: GenuineCase, count: int) -> dict[str, int]:
    """Attach so many files to a case that has a report alone; the place of each by its blob's name."""
    return {case.attaches(b"bukti", f"{place}.txt").name: place for place in range(2, count + 2)}


def leave(office: TestOffice, case: GenuineCase, blob: str, place: int, why: str) -> None:
    """Let a file leave the store."""
    if why == "withdrawn":
        assert case.withdraws(place) is SentFileState.WITHDRAWN
    elif why == "destroyed":
        destroy(office, case, place, "file")
    else:
        (office.folder / "blobs" / blob).unlink()
        if why == "lost with its row":
            damage(office, "DELETE FROM blob WHERE name = ?", blob)


def assert_all_open(repository: Path, key: BackupKey) -> None:
    """Every backup is whole, opens where the key lives, and has all the objects that lie there."""
    folder = Repository(repository)
    with home_with(key.exported) as home:
        opener = BackupOpener(folder, lambda run: open_run(folder, run, home, PASSPHRASE))
        assert [tried.fault for tried in opener.open_all()] == [None] * len(manifests(repository))
    assert list(damaged_files(repository, newest_alone=False)) == []
    named = frozenset[str]().union(*(manifest.object_names() for manifest in manifests(repository)))
    assert set(folder.names(folder.objects)) == named


@pytest.mark.parametrize("first", [0, 1], ids=["an earlier backup has the last", "the last is new"])
def test_a_reporter_who_withdraws_files_all_the_while_keeps_no_backup_from_its_end(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: Capture,
    first: int,
) -> None:
    kept = office.report("Dua").attaches(b"lain", "lain.txt").name
    case = office.report("Satu")
    left = attach(case, 4)
    back_up(config, repository, backup_key)
    before = objects_of(repository, backup_key)
    office.move(days=1)
    left |= {case.attaches(b"baru", f"{place}.txt").name: place for place in range(6, 10)}
    withdrawn, there = list[int](), list[int]()

    def withdraw() -> None:  # by turns one that an earlier backup has, and one that this run has just written
        there.append(len(list((repository / "objects").glob("*[0-9a-f]"))))
        name = list(left)[-((len(withdrawn) + first) % 2)]
        withdrawn.append(left.pop(name))
        assert case.withdraws(withdrawn[-1]) is SentFileState.WITHDRAWN

    # Each dump reads the accounts once it has read the files.
    with whenever_opened(office.config.accounts, withdraw, "sqlite3.connect"):
        back_up(config, repository, backup_key)
    assert len(withdrawn) > 1
    assert (
        there[2] - there[1] == 4
    )  # both sides of both messages of a withdrawal: no dump lies beside the next
    assert_all_open(repository, backup_key)
    old = [place for place in withdrawn if place < 6]
    gone = before - set(Repository(repository).names(repository / "objects"))
    assert len(gone) == 3 * len(old)  # each file, and both sides of its message
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key) == 0
    assert {found.name for found in restored.store.blobs.iterdir()} == {kept, *left}
    assert {name for (name,) in store_rows(machine, "SELECT name FROM blob")} == {kept, *left}
    assert store_rows(machine, _GONE) == [(withdrawn[-1],)]  # the others' withdrawals are in the backup
    capsys.readouterr()
    assert main(["audit", "verify", "--config", str(path)]) == 1
    assert f"Message {withdrawn[-1]} is gone" in capsys.readouterr().out
    office.move(days=1)
    back_up(config, repository, backup_key)
    assert "gone from all backups" not in capsys.readouterr().err
    assert_all_open(repository, backup_key)


@pytest.mark.parametrize("why", ["withdrawn", "destroyed"])
def test_a_file_that_goes_while_its_backup_is_made_is_in_it_as_withdrawn_or_destroyed(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, why: str
) -> None:
    case = office.report("Satu")
    places = attach(case, 3)
    first, *_, last = sorted(places)
    went = list[int]()

    def go() -> None:
        went.append(places[last])
        leave(office, case, last, places[last], why)

    with whenever_opened(office.folder / "blobs" / first, go):
        back_up(config, repository, backup_key)
    assert went == [places[last]]  # the second dump read no file again
    assert_all_open(repository, backup_key)
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key) == 0
    assert {found.name for found in restored.store.blobs.iterdir()} == places.keys() - {last}
    assert store_rows(machine, _GONE) == ([] if why == "withdrawn" else [(places[last],)])
    assert main(["audit", "verify", "--config", str(path)]) == 0  # nothing is missed


@pytest.mark.parametrize("known", [True, False], ids=["written before", "never written"])
@pytest.mark.parametrize("why", ["withdrawn", "destroyed", "lost with its row", "lost"])
def test_a_last_dump_has_nothing_of_what_was_withdrawn_and_all_that_is_there_of_a_loss(
    office: TestOffice, repository: Path, backup_key: BackupKey, why: str, known: bool
) -> None:
    case, day = office.report("Satu"), office.clock.today()
    places = attach(case, 2)
    last = max(places)
    repository.mkdir()
    files = Repository(repository)
    files.prepare()
    key, _ = new_run(backup_key.certificate, day)
    run = BackupRun(files, key, BackupIndex(b""), {}, {key.run: ListedFile(key.run, 0, "0" * 64)})
    read = partial(records_of, run, office.config, SmallFiles(), day)
    if known:
        assert len(list(read())) > 1
    run.begin_dump()
    records = read()
    assert any(isinstance(record, BlobRecord) for record in records)  # the first one is in this dump
    assert not notice_gone_files(run, office.config.store)
    leave(office, case, last, places[last], why)
    found = [record for record in records if isinstance(record, BlobRecord)]
    if why == "lost":
        assert (run.saved, run.lost) == (([last], []) if known else ([], [last]))
        assert [(blob.name, (files.objects / blob.content.name).exists()) for blob in found] == (
            [(last, True)] if known else []
        )
        assert not notice_gone_files(run, office.config.store)
        assert destroyed_since(run, day, EarlierBackups((), (), ())) == ()
        return
    run.remember_blobs()
    [blob] = found
    assert (blob.name, (files.objects / blob.content.name).exists()) == (last, known)
    assert notice_gone_files(run, office.config.store)
    destroyed = {found.name for found in destroyed_since(run, day, EarlierBackups((), (), ()))}
    both_sides_and_the_file = 2 + known
    assert len(destroyed) == (0 if why == "lost with its row" else both_sides_and_the_file)
    assert run.leave_out(destroyed) == destroyed
    assert {found.name for found in files.objects.iterdir()} == run.listed.keys()
    assert (blob.content.name in run.listed) == (known and why == "lost with its row")
