"""The built wheel holds what an installed Kentongan needs, and nothing that only a checkout needs."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("crypto", "install", "journalist_interface", "source_interface", "store")
OF_A_CHECKOUT = frozenset({"", ".md", ".sh"})
"""Endings of what is started or read in a checkout alone: commands of the shell, and pages."""
OF_DEBIAN = (ROOT / "install/packaging/debian", ROOT / "install/system", ROOT / "install/desktop")
"""Folders of what the Debian packages are made with, or put into the system."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of the files in the wheel, without those that describe it."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for name in (*PACKAGES, "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "data"))
    command = "pip --disable-pip-version-check wheel --quiet --no-index --no-deps --no-build-isolation"
    subprocess.run([sys.executable, "-m", *command.split(), "-w", copy, copy], check=True, timeout=120)
    with zipfile.ZipFile(next(copy.glob("kentongan-*.whl"))) as built:
        return frozenset(name for name in built.namelist() if ".dist-info/" not in name)


def test_every_module_page_style_translation_and_word_list_is_in_it(wheel: frozenset[str]) -> None:
    files = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]
    wanted = {
        str(path.relative_to(ROOT))
        for path in files
        if path.parent.name != "__pycache__"
        and path.suffix not in OF_A_CHECKOUT
        and not any(path.is_relative_to(folder) for folder in OF_DEBIAN)
    }
    assert wheel == wanted
    assert "crypto/wordlists/id.txt" in wheel


def test_no_test_no_story_and_no_generator_is_in_it(wheel: frozenset[str]) -> None:
    assert {name.partition("/")[0] for name in wheel} == set(PACKAGES)
    for word in ("scenario", "story/", "wordlists/derive", "diagram", "id_refused", "advisories"):
        assert [name for name in wheel if word in name] == []
