"""An installed package is made into a file that dpkg installs again, with the same files, scripts and fields."""

import subprocess
from pathlib import Path

import pytest

from install.server.system import CommandFailedError
from install.upgrading.kept_package import keep_package
from tests.store.processes import require_root

PACKAGES = ["tzdata", "dash", "dpkg"]
"""What every Debian has: many files, maintainers' scripts, configuration files."""


def said(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", PACKAGES)
def test_the_kept_package_is_the_installed_one(name: str, tmp_path: Path) -> None:
    require_root()
    kept = tmp_path / "kept.deb"
    keep_package(name, kept)
    for wanted in ("Package", "Version", "Architecture", "Depends", "Description"):
        shown = said("dpkg-query", "--show", f"--showformat=${{{wanted}}}", name)
        assert said("dpkg-deb", "--field", kept, wanted).strip() == shown.strip()
    assert said("dpkg-deb", "--field", kept, "Status").strip() == ""
    scripts = set(said("dpkg-query", "--control-list", name).split())
    assert scripts <= _control_files(kept, tmp_path)
    subprocess.run(["dpkg-deb", "--extract", kept, tmp_path / "files"], check=True)
    checked = 0
    for line in said("dpkg-query", "--listfiles", name).splitlines():
        installed, there = Path(line), tmp_path / "files" / line.lstrip("/")
        if line.startswith("/") and line != "/." and installed.exists():
            assert there.lstat().st_mode == installed.lstat().st_mode, line
            if installed.is_file() and not installed.is_symlink():
                assert there.read_bytes() == installed.read_bytes()
                checked += 1
    assert checked > 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["control", "files", "kept.deb"]


def _control_files(kept: Path, folder: Path) -> set[str]:
    subprocess.run(["dpkg-deb", "--control", kept, folder / "control"], check=True)
    return {path.name for path in (folder / "control").iterdir()}


def test_a_package_that_is_not_installed_cannot_be_kept(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError):
        keep_package("kentongan-nowhere", tmp_path / "kept.deb")
    assert list(tmp_path.iterdir()) == []
