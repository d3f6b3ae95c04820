"""Root gives its rights up for good before it touches what is a server's; others stay who they are."""

import os
import pwd
from pathlib import Path

import pytest

from install.server.privileges import become_owner
from tests.store.processes import User, require_root, run

NOBODY = User(65_534, 65_534)
NUMBER = User(61_234, 61_235)


def become(folder: Path) -> tuple[tuple[int, int, int], tuple[int, int, int], set[int], bool]:
    become_owner(folder)
    try:
        os.setuid(0)
        regained = True
    except PermissionError:
        regained = False
    return os.getresuid(), os.getresgid(), set(os.getgroups()), regained


@pytest.mark.parametrize("owner", [NOBODY, NUMBER], ids=["a user", "a number without a name"])
def test_root_becomes_the_owner_and_cannot_come_back(tmp_path: Path, owner: User) -> None:
    require_root()
    os.chown(tmp_path, owner.uid, owner.gid)
    users, groups, further, regained = run(become, tmp_path)
    assert users == (owner.uid,) * 3
    assert groups == (owner.gid,) * 3
    assert further <= {owner.gid}
    assert not regained


def test_another_user_stays_who_they_are(tmp_path: Path) -> None:
    require_root()
    os.chown(tmp_path, NOBODY.uid, NOBODY.gid)
    users, _, _, regained = run(become, tmp_path, user=NUMBER)
    assert users == (NUMBER.uid,) * 3
    assert not regained


def test_a_folder_of_root_or_none_changes_nothing(tmp_path: Path) -> None:
    require_root()
    for folder in (tmp_path, tmp_path / "none"):
        users, *_ = run(become, folder)
        assert users == (0, 0, 0)


def home_of_the_owner(folder: Path) -> str:
    become_owner(folder)
    return os.environ["HOME"]


def test_the_owners_home_takes_the_place_of_roots_which_the_owner_may_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_root()
    monkeypatch.setenv("HOME", "/root")
    os.chown(tmp_path, NOBODY.uid, NOBODY.gid)
    assert run(home_of_the_owner, tmp_path) == pwd.getpwuid(NOBODY.uid).pw_dir
