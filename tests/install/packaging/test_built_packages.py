"""The packages as Debian's tools build them: what lies in them, and that it works with nothing beside it."""

import base64
import csv
import gzip
import hashlib
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from install.packaging.comparing import require_same
from install.packaging.contents import LIBRARY, OFFICE, PACKAGES, DebianPackage

ROOT = Path(__file__).resolve().parents[3]
OURS = ("crypto", "install", "journalist_interface", "source_interface", "store")
NOT_IN = {
    "kentongan-server": ("journalist_interface", "httpx", "install/demonstration"),
    "kentongan-workstation": (
        "source_interface",
        "sqlalchemy",
        "alembic",
        "psycopg",
        "store/engine",
        "store/gateway",
    ),
    "kentongan-office": ("source_interface", "journalist_interface", "flask", "gunicorn", "httpx", "psycopg"),
}
IMPORT_ALL = """
import importlib, pkgutil, sys

library, *names = sys.argv[1:]
sys.path.insert(0, library)
# These are started, not imported: they read a configuration, or run Alembic.
started = {"wsgi", "gunicorn_conf", "__main__", "env"}
count = 0
for name in names:
    for found in pkgutil.walk_packages([f"{library}/{name}"], f"{name}."):
        if found.name.rpartition(".")[2] not in started:
            importlib.import_module(found.name)
            count += 1
print(count)
"""
# The short form: `python -m tests.booted short` builds the server's package, installs it and works with it.
pytestmark = pytest.mark.thorough
BY_NAME = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)


@dataclass(frozen=True)
class Built:
    """The file of a package, and its files in a folder."""

    file: Path
    files: Path

    @property
    def library(self) -> Path:
        return self.files / LIBRARY

    def bill(self, package: DebianPackage) -> dict[str, Any]:
        path = self.files / "usr/share/doc" / package.name / "bill-of-materials.cdx.json"
        bill: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return bill


def build(output: Path, *options: str) -> None:
    command = [str(ROOT / "install/package"), *options, "--output", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """All packages; lintian found no error in them."""
    output = tmp_path_factory.mktemp("packages")
    build(output, "--lintian")
    found = {}
    for package in PACKAGES:
        (file,) = output.glob(f"{package.name}_*.deb")
        subprocess.run(["dpkg-deb", "--extract", file, output / package.name], check=True)
        found[package.name] = Built(file, output / package.name)
    return found


def isolated(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Debian's Python, which finds the standard library and nothing else."""
    command = ["/usr/bin/python3", "-IS", "-B", "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)


@BY_NAME
def test_every_module_imports_with_nothing_but_the_packages_files(
    package: DebianPackage, built: dict[str, Built]
) -> None:
    library = built[package.name].library
    done = isolated(IMPORT_ALL, library, *(name for name in OURS if (library / name).is_dir()))
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 50


@BY_NAME
def test_its_commands_run(package: DebianPackage, built: dict[str, Built]) -> None:
    files = built[package.name].files
    commands = sorted(path.name for path in (files / "usr/bin").iterdir())
    assert commands == sorted(package.commands)
    for name in commands:
        path = files / "usr/bin" / name
        assert path.stat().st_mode & 0o777 == 0o755
        here = path.read_text("utf-8").replace(f"/{LIBRARY}", str(built[package.name].library))
        done = isolated(here, "--help")
        said = done.stdout + done.stderr
        assert "Traceback" not in said
        # The officers' interface reads its configuration before anything else, and says which is missing.
        assert "Usage" in said or "usage" in said or "KENTONGAN_WORKSTATION_CONFIG" in said


@BY_NAME
def test_every_command_of_click_has_a_page_in_the_manual(
    package: DebianPackage, built: dict[str, Built]
) -> None:
    files = built[package.name].files
    pages = {
        path.name.removesuffix(".1.gz"): gzip.decompress(path.read_bytes()).decode() for path in manual(files)
    }
    for name in {"kentongan", "kentongan-office"} & set(package.commands):
        here = (files / "usr/bin" / name).read_text("utf-8").replace(f"/{LIBRARY}", str(files / LIBRARY))
        listed = re.findall(
            r"^  ([a-z0-9-]+)  ", isolated(here, "--help").stdout.partition("Commands")[2], re.MULTILINE
        )
        assert listed
        assert {name, *(f"{name}-{command}" for command in listed)} <= set(pages)
    assert all(".SH NAME" in page and ".SH DESCRIPTION" in page for page in pages.values())


def manual(files: Path) -> list[Path]:
    """The pages of a package."""
    return sorted((files / "usr/share/man/man1").iterdir())


@BY_NAME
def test_it_lacks_what_its_machine_must_not_have(package: DebianPackage, built: dict[str, Built]) -> None:
    library = built[package.name].library
    assert [name for name in NOT_IN[package.name] if (library / name).exists()] == []
    assert [path for path in library.rglob("*") if path.suffix == ".pyc"] == []
    assert [name for name in ("bin", "share", "tests", "reportlab/fonts") if (library / name).exists()] == []


@BY_NAME
def test_each_file_of_a_wheel_is_there_as_the_wheel_describes_it(
    package: DebianPackage, built: dict[str, Built]
) -> None:
    library, checked = built[package.name].library, 0
    for record in library.glob("*.dist-info/RECORD"):
        for name, digest, _ in csv.reader(record.read_text("utf-8").splitlines()):
            assert (library / name).is_file(), name
            if digest:
                found = hashlib.sha256((library / name).read_bytes()).digest()
                assert digest == f"sha256={base64.urlsafe_b64encode(found).decode().rstrip('=')}", name
                checked += 1
    assert checked > 500


@BY_NAME
def test_its_bill_names_every_wheel_by_a_hash_of_the_lock(
    package: DebianPackage, built: dict[str, Built]
) -> None:
    bill = built[package.name].bill(package)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for part in bill["components"]:
        entry = re.search(
            rf"^{re.escape(part['name'])}=={re.escape(part['version'])}\b(.*?)(?=^\S|\Z)",
            lock,
            re.DOTALL | re.MULTILINE,
        )
        assert entry is not None, part["name"]
        assert f"sha256:{part['hashes'][0]['content']}" in entry[1]
    folders = list(built[package.name].library.glob("*.dist-info"))
    assert len(bill["components"]) == len(folders) > 10
    references = [part["bom-ref"] for part in every_part(bill)]
    assert len(references) == len(set(references))


def every_part(part: dict[str, Any]) -> list[dict[str, Any]]:
    """The components of a bill or of a component, and theirs."""
    parts = part.get("components", [])
    return [*parts, *(inner for one in parts for inner in every_part(one))]


def test_the_bill_names_the_libraries_that_a_wheel_brings(built: dict[str, Built]) -> None:
    bill = built["kentongan-server"].bill(PACKAGES[0])
    named = {part["name"] for part in every_part(bill)}
    assert any(re.fullmatch(r"psycopg_binary\.libs/libssl-.*\.so\..*", name) for name in named)


@BY_NAME
def test_the_licence_of_every_part_lies_where_the_copyright_file_says(
    package: DebianPackage, built: dict[str, Built]
) -> None:
    files = built[package.name].files
    text = (files / "usr/share/doc" / package.name / "copyright").read_text("utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    places = re.findall(r"^ /(\S+)$", text, re.MULTILINE)
    ours = [place for place in places if not place.startswith("usr/share/common-licenses/")]
    assert [place for place in ours if not (files / place).stat().st_size > 100] == []
    assert all(
        Path("/", place).is_file() for place in set(places) - set(ours)
    )  # Debian's base-files has them
    for folder in built[package.name].library.glob("*.dist-info"):
        assert any(f"{folder.name}/" in place for place in places), folder.name


def test_a_second_build_elsewhere_gives_the_same_bytes(built: dict[str, Built], tmp_path: Path) -> None:
    """`install/package --twice` does it for all packages."""
    work = tmp_path / "a folder with a longer name"
    work.mkdir()
    build(tmp_path / "again", "--package", OFFICE.name, "--work", str(work))
    first = built[OFFICE.name].file
    require_same(first, tmp_path / "again" / first.name)
