"""The medium for a machine without network has all that a package depends on, and all that this depends on."""

import subprocess
from pathlib import Path

import pytest

from install.packaging.errors import PackagingError
from install.packaging.medium import fetch_dependencies
from tests.install.packaging.small_packages import small_package

pytestmark = pytest.mark.slow


def names(packages: list[Path]) -> set[str]:
    show = ["dpkg-deb", "--show", "--showformat", "${Package}"]
    return {
        subprocess.run([*show, one], check=True, capture_output=True, text=True).stdout for one in packages
    }


def test_it_has_what_debians_packages_need_in_turn_and_not_ours(tmp_path: Path) -> None:
    ours = small_package(tmp_path / "ours", depends="logrotate")
    found = names(fetch_dependencies([ours], tmp_path / "debian"))
    assert {"logrotate", "libpopt0", "libc6"} <= found
    assert "contoh" not in found


def test_packages_that_exclude_each_other_both_find_theirs(tmp_path: Path) -> None:
    one = small_package(tmp_path / "one", depends="libpopt0")
    other = small_package(tmp_path / "other", "lain", depends="libmnl0, contoh | libpopt0")
    assert {"libpopt0", "libmnl0"} <= names(fetch_dependencies([one, other], tmp_path / "debian"))


def test_what_no_source_offers_is_said(tmp_path: Path) -> None:
    with pytest.raises(PackagingError, match="tidak-ada"):
        fetch_dependencies([small_package(tmp_path / "ours", depends="tidak-ada")], tmp_path / "debian")
