"""Each Debian package has every module that its modules import, and asks for every package of PyPI that they import."""

import re
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path, PurePosixPath

import grimp
import pytest
from packaging.requirements import Requirement

from install.packaging.contents import PACKAGES, PYTHON, WORKSTATION, DebianPackage, missing
from store.domain.version import VERSION

ROOT = Path(__file__).resolve().parents[3]
OURS = ("crypto", "install", "journalist_interface", "source_interface", "store")
DEBIAN = ROOT / "install/packaging/debian"
BY_NAME = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
AT_RUN_TIME = frozenset({"psycopg", "tzdata", "socksio"})
"""Found by name: SQLAlchemy's driver, the zones that zoneinfo reads, the client's proxy."""


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*OURS, include_external_packages=True, cache_dir=None)


def modules(package: DebianPackage) -> set[str]:
    """The package's modules, by their dotted names."""
    paths = (path.relative_to(ROOT) for name in OURS for path in (ROOT / name).rglob("*.py"))
    held = (path for path in paths if package.holds(PurePosixPath(path)))
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in held}


def imported(package: DebianPackage) -> set[str]:
    """What the package's modules import: our modules, and the names of others' packages."""
    known = modules(package) & graph().modules
    return {name for module in known for name in graph().find_modules_directly_imported_by(module)}


def normalised(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", Requirement(requirement).name).lower()


def brought_by(requirements: Iterable[str], seen: frozenset[str] = frozenset()) -> set[str]:
    """What is installed by these requirements: themselves, and what they require."""
    found = set(seen)
    for asked in map(Requirement, requirements):
        name = normalised(str(asked))
        if name not in found or asked.extras:
            found.add(name)
            extras = [{"extra": extra} for extra in {"", *asked.extras}]
            needed = [Requirement(one) for one in requires(name) or ()]
            wanted = [
                str(one).partition(";")[0]
                for one in needed
                if one.marker is None or any(one.marker.evaluate(extra) for extra in extras)
            ]
            found |= brought_by(wanted, frozenset(found))
    return found


def direct() -> set[str]:
    """What the project asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["postgresql"]
    return {normalised(one) for one in asked}


@BY_NAME
def test_it_has_every_module_that_its_modules_import(package: DebianPackage) -> None:
    ours = {name for name in imported(package) if name.split(".")[0] in OURS}
    assert len(modules(package)) > 50
    assert ours - modules(package) == set()


@BY_NAME
def test_it_asks_for_exactly_the_packages_of_pypi_that_its_modules_import(package: DebianPackage) -> None:
    distributions = packages_distributions()
    outside = {name.split(".")[0] for name in imported(package)} - {*OURS, *sys.stdlib_module_names}
    needed = {normalised(distributions[name][0]) for name in outside if name in distributions}
    asked = {normalised(one) for one in package.requirements}
    assert needed - brought_by(package.requirements) == set()
    assert (needed & direct()) - asked == set()
    assert asked - needed <= AT_RUN_TIME


def test_together_they_ask_for_what_the_project_asks_for() -> None:
    assert {normalised(one) for package in PACKAGES for one in package.requirements} == direct()


@BY_NAME
def test_what_it_names_is_in_the_checkout(package: DebianPackage) -> None:
    assert missing(package, ROOT) == []


@BY_NAME
def test_it_has_every_document_that_its_guides_link_to(package: DebianPackage) -> None:
    guides = [
        path
        for path in (ROOT / "docs/guides").iterdir()
        if package.document(PurePosixPath(path.relative_to(ROOT)))
    ]
    assert len(guides) >= 10
    for guide in guides:
        for link in re.findall(r"\]\((\.\./[^)#]*|[^)#:/]+\.md)", guide.read_text("utf-8")):
            place = PurePosixPath((guide.parent / link).resolve().relative_to(ROOT))
            is_picture = place.suffix == ".png"
            assert (package.document(place) is not None) == (not is_picture or package is WORKSTATION)


@BY_NAME
def test_debian_is_told_of_it_and_of_the_python_that_its_wheels_fit(package: DebianPackage) -> None:
    control = (DEBIAN / "control").read_text("utf-8")
    stanza = next(part for part in control.split("\n\n") if part.startswith(f"Package: {package.name}\n"))
    major, minor = PYTHON
    assert f"python3 (>= {major}.{minor}~)" in stanza
    assert f"python3 (<< {major}.{minor + 1})" in stanza
    others = {one.name for one in PACKAGES} - {package.name}
    conflicts = re.search(r"^Conflicts: (.*)$", stanza, re.MULTILINE)
    assert conflicts is not None
    assert set(conflicts[1].split(", ")) == others


def test_the_packages_have_the_projects_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert (DEBIAN / "changelog").read_text("utf-8").startswith(f"kentongan ({version}) ")
    assert version == VERSION
