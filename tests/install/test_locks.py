"""The lock files bind every package to its hashes, and what is installed is what they say."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
RUNTIME, TESTS = "requirements.lock", "requirements-dev.lock"
_ENTRY = re.compile(
    r"(?P<requirement>[^\\\n]+?) \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)


def entries(name: str) -> dict[str, Requirement]:
    """The requirements of a lock file; fails when it holds anything else."""
    text = (ROOT / name).read_text("utf-8")
    assert _ENTRY.sub("", text).strip() == ""
    found = [Requirement(match["requirement"]) for match in _ENTRY.finditer(text)]
    return {normalised(requirement.name): requirement for requirement in found}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def direct(*groups: str) -> set[str]:
    """Return what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["postgresql"]
    asked = list(runtime) if "runtime" in groups else []
    asked += project["dependency-groups"]["dev"] if "dev" in groups else []
    return {normalised(Requirement(requirement).name) for requirement in asked}


@pytest.mark.parametrize("name", [RUNTIME, TESTS])
def test_every_package_is_bound_to_one_version_and_its_hashes(name: str) -> None:
    for requirement in entries(name).values():
        assert re.fullmatch(r"==[0-9][^,*]*", str(requirement.specifier)), requirement
        assert requirement.url is None, requirement


def test_everything_that_is_asked_for_is_locked() -> None:
    assert direct("runtime") <= set(entries(RUNTIME))
    assert direct("runtime", "dev") <= set(entries(RUNTIME)) | set(entries(TESTS))
    both = set(entries(RUNTIME)) & set(entries(TESTS))
    assert all(entries(RUNTIME)[package].specifier == entries(TESTS)[package].specifier for package in both)


def test_what_is_installed_is_what_is_locked() -> None:
    for name, requirement in (entries(RUNTIME) | entries(TESTS)).items():
        if requirement.marker is None or requirement.marker.evaluate():
            assert requirement.specifier.contains(importlib.metadata.version(name), prereleases=True), name


def test_a_package_with_another_hash_is_not_installed(tmp_path: Path) -> None:
    wheel = tmp_path / "penyusup-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("penyusup.py", "")
        made.writestr(
            "penyusup-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: penyusup\nVersion: 1.0\n"
        )
        made.writestr("penyusup-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        made.writestr("penyusup-1.0.dist-info/RECORD", "")
    lock = tmp_path / "lock"
    lock.write_text(f"penyusup==1.0 --hash=sha256:{'0' * 64}\n")
    options = re.search(
        r"-m pip (--disable.*?) install (.*?)--requirement",
        (ROOT / "install/environment.sh").read_text(),
        re.DOTALL,
    )
    assert options is not None
    asked = [*options[1].split(), "install", *options[2].replace("\\\n", " ").split()]
    assert "--require-hashes" in asked
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            *asked,
            "--dry-run",
            "--no-index",
            "--find-links",
            tmp_path,
            "-r",
            lock,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
