"""An upgrade ends with the new version on data of its own, or with the old data untouched: whatever fails, and when."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from install.errors import InstallError
from install.server.layout import SOURCE_UNIT, ServerLayout
from install.server.upgrade_state import Phase, UpgradeStateError, require_no_upgrade, server_gate
from store.errors import StoreError
from store.web.gate import GateState
from tests.install.upgrading.folder_server import (
    BOTH,
    NEW,
    OLD,
    REASON,
    FolderServer,
    folder_server,
    units_of,
)
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.store.further_revision import FURTHER

CUT = 9
"""The exit status of a process that lost its power."""


@pytest.fixture
def server(tmp_path: Path, office_keys: OfficeKeys) -> Iterator[FolderServer]:
    office = TestOffice(tmp_path / "office", office_keys)
    yield folder_server(office, tmp_path / "server")
    office.close()


def test_a_good_version_takes_over_the_data_and_nothing_of_the_copy_is_left(server: FolderServer) -> None:
    server.upgrade().prepare()
    assert server.gate.state() is GateState.AWAY
    assert units_of(server, "restart", "away") == [BOTH]
    assert server.folder.phase() is Phase.COPIED
    server.install(NEW)
    assert server.upgrade_further().settle() is None
    assert server.revision() == FURTHER
    assert units_of(server, "restart", "trial") == [BOTH]
    assert units_of(server, "ask", "trial") == [BOTH]
    assert server.gate.is_open
    assert server.folder.phase() is None
    assert list(server.layout.upgrade.iterdir()) == []


def test_the_copy_is_closed_to_others_and_has_the_attachments_without_their_size(
    server: FolderServer,
) -> None:
    server.upgrade().prepare()
    folders = [path for path in server.layout.upgrade.rglob("*") if path.is_dir()]
    assert {path.stat().st_mode & 0o777 for path in folders if path.parent == server.layout.upgrade} == {
        0o700
    }
    (blob,) = server.office.config.store.blobs.iterdir()
    assert blob.stat().st_nlink == 2
    assert (server.layout.upgrade / "blobs" / blob.name).samefile(blob)


def test_a_migration_that_fails_half_way_leaves_the_data_as_they_were_and_the_servers_stopped(
    server: FolderServer,
) -> None:
    before = server.data()
    server.upgrade().prepare()
    server.install(NEW)
    plan = server.upgrade_further(fails=True).settle()
    assert plan is not None
    assert (plan.version, plan.failed, plan.reason) == (OLD, NEW, "The second table cannot be changed.")
    assert server.data() == before
    assert server.active == ()
    assert not server.gate.is_open
    assert server.folder.phase() is Phase.FAILED
    assert server.folder.stopped.exists()


def test_a_self_test_that_fails_leaves_the_data_as_they_were_and_the_kept_version_opens_them(
    server: FolderServer,
) -> None:
    before = server.data()
    server.upgrade().prepare()
    server.install(NEW)
    server.healthy = False
    plan = server.upgrade_further().settle()
    assert plan is not None
    assert plan.reason == REASON
    assert server.data() == before
    server.history.clear()
    server.boot()
    assert server.history == []  # an upgrade that failed waits for its administrator

    server.install(OLD)
    server.upgrade().go_back()
    assert server.data() == before
    assert units_of(server, "restart", "open") == [BOTH]
    assert server.gate.is_open
    assert list(server.layout.upgrade.iterdir()) == []
    assert f"Pin: version {NEW}\nPin-Priority: -1\n" in server.layout.passed_over.read_text()


def test_a_third_version_that_comes_after_one_that_failed_takes_over_the_data(server: FolderServer) -> None:
    server.upgrade().prepare()
    server.install(NEW)
    server.upgrade_further(fails=True).settle()
    server.upgrade().prepare()
    assert server.folder.plan().version == OLD
    server.install("0.3.0")
    server.layout.passed_over.parent.mkdir(parents=True)
    server.layout.passed_over.write_text("Pin: version 0.2.0")
    assert server.upgrade_further().settle() is None
    assert server.revision() == FURTHER
    assert server.active == tuple(sorted(BOTH))
    assert not server.layout.passed_over.exists()


def test_the_kept_version_does_not_open_while_another_one_is_installed(server: FolderServer) -> None:
    server.upgrade().prepare()
    server.install(NEW)
    server.folder.write(Phase.RETURNING)
    for step in (server.upgrade().go_back, server.upgrade().settle):
        with pytest.raises(InstallError, match="dpkg --install"):
            step()
        assert not server.gate.is_open
        assert server.active == ()


def test_root_follows_no_link_that_a_server_left_under_the_name_of_an_attachment(
    server: FolderServer, tmp_path: Path
) -> None:
    before, elsewhere = server.data(), tmp_path / "elsewhere"
    (blob,) = server.office.config.store.blobs.iterdir()
    server.upgrade().prepare()
    blob.unlink()
    blob.symlink_to(elsewhere)
    server.install(NEW)
    server.healthy = False
    assert server.upgrade().settle() is not None
    assert not elsewhere.exists()
    assert server.data() == before


def test_root_puts_no_attachment_into_a_folder_to_which_a_server_left_a_link(
    server: FolderServer, tmp_path: Path
) -> None:
    blobs, elsewhere = server.office.config.store.blobs, tmp_path / "elsewhere"
    elsewhere.mkdir()
    server.upgrade().prepare()
    blobs.rename(tmp_path / "aside")
    blobs.symlink_to(elsewhere)
    server.install(NEW)
    server.healthy = False
    with pytest.raises(InstallError, match="is no folder"):
        server.upgrade().settle()
    assert list(elsewhere.iterdir()) == []
    assert server.gate.state() is GateState.AWAY


def test_attachments_come_back_from_another_disk_too(
    server: FolderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_names: object, **_options: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", refuse)
    before = server.data()
    server.upgrade().prepare()
    server.install(NEW)
    assert server.upgrade_further(fails=True).settle() is not None
    assert server.data() == before


def test_a_server_that_was_stopped_is_stopped_again(server: FolderServer) -> None:
    server.active = (SOURCE_UNIT,)
    server.upgrade().prepare()
    server.install(NEW)
    server.upgrade().settle()
    assert server.active == (SOURCE_UNIT,)


def test_a_copy_that_cannot_be_made_changes_nothing(server: FolderServer) -> None:
    before = server.data()
    server.office.config.accounts.rename(server.layout.root / "accounts")
    server.office.config.accounts.write_bytes(b"not a database" * 1_000)
    with pytest.raises(StoreError):
        server.upgrade().prepare()
    (server.layout.root / "accounts").rename(server.office.config.accounts)
    assert server.data() == before
    assert server.gate.is_open
    assert server.folder.phase() is None
    assert server.history[-1] == ("restart", "open", BOTH)


def test_a_server_that_was_not_set_up_has_nothing_to_copy(server: FolderServer) -> None:
    server.layout.gateway_config.unlink()
    server.upgrade().prepare()
    assert server.upgrade().settle() is None
    assert server.gate.is_open
    assert server.history == []


def test_a_later_database_is_refused_by_an_older_program_and_stays_as_it_is(server: FolderServer) -> None:
    server.upgrade_further()._migrate(server.layout)
    before = server.data()
    server.upgrade().prepare()
    server.install("0.0.9")
    plan = server.upgrade().settle()
    assert plan is not None
    assert "later version" in plan.reason
    assert server.data() == before


def test_what_an_administrator_would_change_meanwhile_is_refused(server: FolderServer) -> None:
    require_no_upgrade(server.layout)
    server.upgrade().prepare()
    with pytest.raises(UpgradeStateError, match="kentongan upgrade"):
        require_no_upgrade(server.layout)
    assert not server_gate(server.layout).is_open
    assert server_gate(ServerLayout(server.layout.root / "nowhere")).is_open


def test_a_damaged_state_opens_nothing(server: FolderServer) -> None:
    server.upgrade().prepare()
    (server.layout.upgrade / "phase").write_text("halfway")
    with pytest.raises(UpgradeStateError):
        server.upgrade().settle()
    assert not server.gate.is_open


def cut(step: Callable[[], object], at: int) -> bool:
    """Run a step in a process that loses its power at this write to the disk; return whether it came that far."""
    child = os.fork()
    if child == 0:
        left = at
        synced = os.fsync

        def sync(descriptor: int, /) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(CUT)
            synced(descriptor)

        setattr(os, "fsync", sync)  # noqa: B010 - the process ends with it
        try:
            step()
        except BaseException:  # noqa: BLE001 - this process must not go on as a second run of the tests
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, CUT}
    return status == CUT


@pytest.mark.slow
@pytest.mark.parametrize("fails", [False, True])
def test_power_may_fail_at_any_moment_and_again_while_the_server_recovers(
    server: FolderServer, fails: bool
) -> None:
    before = server.data()

    def whole_upgrade() -> None:
        server.upgrade().prepare()
        server.install(NEW)
        server.upgrade_further(fails=fails).settle()

    moments, at, taken_over = 0, 1, False
    while cut(whole_upgrade, at):
        moments += 1
        assert not server.gate.is_open or server.folder.phase() in {None, Phase.COPYING, Phase.ACCEPTED}
        accepted = server.folder.phase() is Phase.ACCEPTED
        cut(server.boot, 1 + at % 7)
        server.boot()
        if server.folder.phase() is Phase.FAILED:
            assert server.data() == before
            server.install(OLD)
            server.upgrade().go_back()
        assert server.folder.phase() is None
        assert server.gate.is_open
        if server.revision() == FURTHER and not taken_over:
            assert not fails
            taken_over, before = True, server.data()  # from here on nothing is put back
        assert server.data() == before
        assert taken_over or not accepted
        server.install(OLD)
        at += 1
    assert moments > 10
    assert taken_over != fails
