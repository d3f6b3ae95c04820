"""An answer about half of the packages is never taken for a good one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.advisories import AdvisoryAnswer, NotAskedError, Package, Vulnerability, findings, pinned

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def test_every_package_of_a_lock_is_wanted() -> None:
    lock = "Flask_Babel==4.0.0 \\\n    --hash=sha256:aa\ncffi==2.1 ; implementation_name != 'PyPy' \\\n"
    assert pinned(lock) == {"flask-babel"}
    assert {"flask", "gunicorn", "pynacl"} <= pinned((ROOT / LOCKS[0]).read_text())


def test_who_asks_for_help_is_told_what_it_does_and_nothing_is_done() -> None:
    asked = subprocess.run(
        [ROOT / "install" / "advisories", "--help"], capture_output=True, text=True, check=True, timeout=20
    )
    assert asked.stdout.startswith("Asks the advisory database about every package")
    assert (asked.stderr, "installing" in asked.stdout.lower()) == ("", False)


def test_a_package_that_was_not_asked_about_is_no_good_news() -> None:
    good = Package("flask", "3.1")
    assert findings(AdvisoryAnswer((good,)), {"flask"}) == []
    skipped = Package("Flask", skip_reason="Dependency not found")
    for report in (
        AdvisoryAnswer((skipped,)),
        AdvisoryAnswer(()),
        AdvisoryAnswer((good, Package("jinja2", skip_reason="x"))),
    ):
        with pytest.raises(NotAskedError):
            findings(report, {"flask", "jinja2"})
    with pytest.raises(NotAskedError):
        findings(AdvisoryAnswer(()), ())


def test_a_vulnerability_is_named_with_what_mends_it() -> None:
    bad = Package("jinja2", "3.1.0", (Vulnerability("GHSA-x", ("3.1.6",)), Vulnerability("GHSA-y")))
    assert findings(AdvisoryAnswer((bad,)), {"jinja2"}) == [
        "jinja2 3.1.0: GHSA-x, mended in 3.1.6",
        "jinja2 3.1.0: GHSA-y, mended in no version",
    ]


def test_without_a_network_the_command_fails_with_a_sentence() -> None:
    nowhere = "http://127.0.0.1:9"
    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.advisories", LOCKS[0]],
        cwd=ROOT,
        env=os.environ | {"HTTPS_PROXY": nowhere, "https_proxy": nowhere, "NO_PROXY": "", "no_proxy": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "so nothing can be said" in done.stderr
    assert "Traceback" not in done.stderr
