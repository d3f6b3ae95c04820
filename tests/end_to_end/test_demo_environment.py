"""`install/demo` runs where only the product's packages are: no module of it needs one of the tests' packages."""

import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.end_to_end.running_demo import ROOT

_IMPORTING = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1:]:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
import tests.scenario.__main__
import tests.scenario.playing
print("imported")
"""


def locked(lock: Path) -> set[str]:
    """Return the distributions that a lock names."""
    return set(re.findall(r"^([a-z0-9-]+)==", lock.read_text("utf-8"), re.MULTILINE))


def test_the_demo_and_its_story_need_no_package_of_the_tests() -> None:
    product, all_of_them = locked(ROOT / "requirements.lock"), locked(ROOT / "requirements-dev.lock")
    only_for_tests = [
        module
        for module, distributions in packages_distributions().items()
        if {name.lower().replace("_", "-") for name in distributions} <= all_of_them - product
    ]
    assert "pytest" in only_for_tests
    imported = subprocess.run(
        [sys.executable, "-c", _IMPORTING, *only_for_tests],
        cwd=ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert imported.stdout == "imported\n", imported.stderr
