"""The import contracts: nothing is exempt by a wildcard, and no package of an interface hangs together with another."""

import sys
import tomllib
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

SIDES = ("source_interface", "journalist_interface")
PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def package_of(module: str) -> str:
    """The package, or the module beside the packages, in which a module of an interface stands."""
    return ".".join(module.split(".")[:2])


def cycle_in(graph: grimp.ImportGraph) -> list[str]:
    """The packages of a cycle, each importing the next; empty if there is none."""
    imported = defaultdict[str, set[str]](set)
    for module in graph.modules:
        found = {package_of(name) for name in graph.find_modules_directly_imported_by(module)}
        imported[package_of(module)] |= found - {package_of(module)}
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle
    return []


def exemptions() -> list[str]:
    """Every exemption of the contracts."""
    contracts = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]["contracts"]
    return [exemption for contract in contracts for exemption in contract.get("ignore_imports", ())]


@pytest.mark.parametrize("side", SIDES)
def test_no_package_of_an_interface_is_in_a_cycle_with_another(side: str) -> None:
    graph = grimp.build_graph(side, cache_dir=None)
    assert len({package_of(module) for module in graph.modules}) > 10
    assert cycle_in(graph) == []


@pytest.mark.parametrize("side", SIDES)
def test_no_import_is_exempt_by_a_wildcard(side: str) -> None:
    assert [
        exemption
        for exemption in exemptions()
        if "*" in exemption and (side in exemption or exemption.startswith("*"))
    ] == []


def test_a_cycle_would_be_found() -> None:
    graph = grimp.ImportGraph()
    graph.add_import(importer="side.views.page", imported="side.services")
    assert cycle_in(graph) == []
    graph.add_import(importer="side.services", imported="side.views.frame")
    assert set(cycle_in(graph)) == {"side.views", "side.services"}


# Of all that is installed; of our own, the domain knows crypto alone.
MAY_IMPORT = {
    "store.domain": {"crypto", "msgspec", "holidays"},
    "crypto": {"nacl", "msgspec", "rfc8785", "diceware", "gnupg"},
}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_the_domain_and_the_cryptography_import_nothing_but_what_is_named(package: str) -> None:
    graph = grimp.build_graph("store", "crypto", include_external_packages=True, cache_dir=None)
    within = {package, *graph.find_descendants(package)}
    imported = {
        name for module in within for name in graph.find_modules_directly_imported_by(module)
    } - within
    top = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names
    assert top == MAY_IMPORT[package]
