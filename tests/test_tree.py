"""The tests' tree mirrors the source's; no two classes share a name, and no module is too long to be read at once."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
TESTS: Final = ROOT / "tests"
PRODUCT: Final = ("crypto", "store", "source_interface", "journalist_interface", "install")
TARGETS: Final = TESTS / "fuzz" / "targets"
"""Its modules are called as the inputs that they try."""
MOST_LINES: Final = 300
ENTRIES: Final = {"__init__", "__main__", "conftest"}


@pytest.mark.parametrize("package", PRODUCT)
def test_each_folder_of_tests_is_a_package_of_the_source(package: str) -> None:
    folders = {path.parent.relative_to(TESTS) for path in (TESTS / package).rglob("test_*.py")}
    assert folders
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_no_helper_has_the_name_of_a_module_of_the_product() -> None:
    taken = {path.stem for path in sources()} - ENTRIES
    helpers = (path for path in TESTS.rglob("*.py") if not path.is_relative_to(TARGETS))
    assert [str(path.relative_to(ROOT)) for path in helpers if path.stem in taken] == []


def test_no_class_of_the_tests_has_the_name_of_a_class_of_the_product() -> None:
    taken = {name for path in sources() for name in classes(path)}
    assert [
        (path.name, name) for path in TESTS.rglob("*.py") for name in classes(path) if name in taken
    ] == []


def test_no_public_class_of_the_product_has_the_name_of_another() -> None:
    named = Counter(name for path in sources() for name in classes(path) if not name.startswith("_"))
    assert [name for name, times in named.items() if times > 1] == []


def test_no_module_of_the_product_is_longer_than_300_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in sources()}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def sources() -> Iterator[Path]:
    for package in PRODUCT:
        yield from (ROOT / package).rglob("*.py")


def classes(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
