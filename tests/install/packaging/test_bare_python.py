"""What builds the packages runs on Debian's Python alone, which has none of our libraries."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_command_is_imported_without_any_library() -> None:
    done = subprocess.run(
        ["/usr/bin/python3", "-S", "-c", "import install.packaging.command"],
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
