"""Each flow is done with real parts, and only modules that it passes are listed."""

import json
import re
import threading
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.office_people import OfficeKeys
from tests.tools.flows import FLOWS, as_json, passed_by, table
from tests.tools.passed_modules import ROOT, modules_of, recording

SOURCE = """
def function():
    return Body

class Body:
    method = staticmethod(lambda: None)
"""
SIDES = ("source_interface", "journalist_interface", "store", "store.gateway", "crypto")
REPORTERS = {"source_interface", "store", "crypto"}
OFFICERS = {"journalist_interface", "store", "store.gateway", "crypto"}
PAGE = ROOT / "docs" / "architecture.md"
MODULE = re.compile(r"`([a-z_]+(?:/[a-z_]+)+\.py)`")
PASSED = {"report": ["crypto.one", "store.two"], "reply": ["store.two"]}


@pytest.mark.parametrize(
    ("flow", "sides"),
    [("report", REPORTERS), ("attachment", REPORTERS), ("reply", OFFICERS), ("archive", OFFICERS)],
)
def test_a_flow_is_done_and_passes_the_sides_that_it_must_touch_and_no_other(
    flow: str, sides: set[str], passed: dict[str, list[str]]
) -> None:
    assert {side for side in SIDES if any(module.startswith(f"{side}.") for module in passed[flow])} == sides
    assert len(passed[flow]) == len(set(passed[flow]))


@pytest.mark.parametrize(
    ("flow", "life"),
    [
        ("report", "A report"),
        ("attachment", "An attachment"),
        ("reply", "A reply"),
        ("archive", "A decision"),
    ],
)
def test_a_life_in_the_architecture_names_modules_that_its_flow_passes_in_that_order(
    flow: str, life: str, passed: dict[str, list[str]]
) -> None:
    named = modules_of(str(ROOT / path) for path in MODULE.findall(lives()[life]))
    assert len(named) >= 15
    assert named == [module for module in passed[flow] if module in named]


def test_functions_are_recorded_in_the_order_of_their_first_call_in_new_threads_too(tmp_path: Path) -> None:
    first, second, third = (made_up(tmp_path, f"crypto/{name}.py") for name in ("b", "c", "a"))
    with recording(tmp_path) as passed:
        first.function()
        thread = threading.Thread(target=second.Body.method)
        thread.start()
        thread.join()
        first.function()
        third.function()
    assert passed == ["crypto.b", "crypto.c", "crypto.a"]


def test_an_import_passes_nothing(tmp_path: Path) -> None:
    with recording(tmp_path) as passed:
        imported = made_up(tmp_path, "store/imported.py")
    imported.function()
    assert passed == []


def test_models_packages_templates_and_other_folders_are_left_out(tmp_path: Path) -> None:
    files = [
        "store/cases/intake.py",
        "store/cases/__init__.py",
        "store/model/case.py",
        "store/gateway/accounts/models/account.py",
        "source_interface/templates/report.html",
        "install/kentongan.py",
        "tests/office.py",
    ]
    elsewhere = ["<string>", str(tmp_path.parent / "crypto/derive.py")]
    found = modules_of([*elsewhere, *(str(tmp_path / file) for file in files)], tmp_path)
    assert found == ["store.cases.intake"]


def test_a_person_reads_a_table_and_a_program_json() -> None:
    lines = table(PASSED).splitlines()
    assert lines[1].split() == ["report", "2", "0", "0", "1", "1"]
    assert lines[lines.index("reply: 1 modules") + 1].split() == ["1", "store.two"]
    assert json.loads(as_json(PASSED))["report"] == {"count": 2, "modules": ["crypto.one", "store.two"]}


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> dict[str, list[str]]:
    """Return what each flow passes."""
    folder = tmp_path_factory.mktemp("flows")
    return {flow: passed_by(found, folder / flow, office_keys) for flow, found in FLOWS.items()}


def lives() -> dict[str, str]:
    """The sections of docs/architecture.md that tell what happens to something."""
    return dict(
        re.findall(r"^### ([^\n]+)\n(.*?)(?=^#|\Z)", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )


def made_up(root: Path, path: str) -> ModuleType:
    """Write a module there, and import it."""
    file = root / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(SOURCE)
    spec = spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
