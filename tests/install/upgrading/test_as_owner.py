"""Root's work among another user's files is done with that user's rights, and its failure is told."""

import os
import pwd
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from install.errors import InstallError
from install.upgrading.as_owner import as_owner
from tests.store.processes import require_root


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of another user, which that user can reach: pytest's own are root's alone."""
    require_root()
    with tempfile.TemporaryDirectory(prefix="as-owner-", dir="/var/tmp") as place:
        nobody = pwd.getpwnam("nobody")
        os.chown(place, nobody.pw_uid, nobody.pw_gid)
        yield Path(place)


def test_the_work_is_done_as_the_folders_owner(folder: Path) -> None:
    as_owner(folder, (folder / "made").touch)
    assert (folder / "made").owner() == "nobody"
    assert os.geteuid() == 0


def test_what_the_owner_may_not_do_is_refused_with_its_reason(folder: Path) -> None:
    with pytest.raises(InstallError, match="Permission denied"):
        as_owner(folder, Path("/etc/made").touch)
    with pytest.raises(InstallError, match="IndexError"):
        as_owner(folder, [].pop)
    assert not Path("/etc/made").exists()
