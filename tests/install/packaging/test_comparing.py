"""Two builds count as the same only with the same bytes, and what differs is named."""

from pathlib import Path

import pytest

from install.packaging.comparing import require_same
from install.packaging.errors import PackagingError
from tests.install.packaging.small_packages import small_package


def test_the_same_bytes_are_the_same(tmp_path: Path) -> None:
    first = small_package(tmp_path / "a", text="selamat")
    second = tmp_path / "second.deb"
    second.write_bytes(first.read_bytes())
    require_same(first, second)


def test_a_file_that_differs_is_named(tmp_path: Path) -> None:
    first = small_package(tmp_path / "a", text="selamat")
    second = small_package(tmp_path / "b", text="Selamat")
    with pytest.raises(PackagingError, match=r"(?s)contoh_1.0_all.deb differ.*\./usr/share/contoh/text"):
        require_same(first, second)


def test_what_only_debian_reads_counts_too(tmp_path: Path) -> None:
    first = small_package(tmp_path / "a", depends="gpg")
    second = small_package(tmp_path / "b", depends="gpgv")
    with pytest.raises(PackagingError, match=r"\./control"):
        require_same(first, second)
