"""Most tests are not slow, some of every package; none of these needs a browser, Tor or more."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.markers import listed
from tests.one_process import FIREFOX, LONG, SHARED, TOGETHER, TOR, piece_of

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
SHARE = 0.7
EXAMINERS = "tests/accessibility/test_examiner.py"
BY_NATURE = {"browser", "tor", "postgresql", "booted"}
TELLS = """
import json, pytest

class Names:
    def pytest_collection_finish(self, session):
        names = {item.nodeid: [mark.name for mark in item.iter_markers()] for item in session.items}
        print("\\n@" + json.dumps(names))

pytest.main(["-n", "0", "--collect-only", "-q", "-p", "no:cacheprovider", "tests"], plugins=[Names()])
"""


@cache
def markers() -> dict[str, set[str]]:
    """Return all tests, each with its markers."""
    done = subprocess.run([sys.executable, "-c", TELLS], cwd=ROOT, capture_output=True, text=True, check=True)
    [told] = [line for line in done.stdout.splitlines() if line.startswith("@{")]
    return {name: set(found) for name, found in json.loads(told[1:]).items()}


def packages(tests: set[str]) -> set[str]:
    return {name.partition("::")[0].rpartition("/")[0] for name in tests}


def fast() -> set[str]:
    return {name for name, found in markers().items() if "slow" not in found}


def test_what_is_not_slow_is_most_of_the_tests_and_some_of_each_package() -> None:
    share = len(fast()) / len(markers())
    sys.stdout.write(
        f"{len(fast())} of {len(markers())} tests: {share:.1%}; {len(packages(fast()))} packages\n"
    )
    assert share >= SHARE
    assert packages(set(markers())) == packages(fast())


def test_what_takes_long_by_nature_is_slow_by_itself() -> None:
    by_nature = {name for name, found in markers().items() if found & BY_NATURE}
    assert len(by_nature) > 300
    assert not fast() & by_nature
    assert not [name for name in fast() if re.search(r"\[(chromium|firefox|postgresql)[]-]", name)]


def test_every_line_of_the_list_is_a_test() -> None:
    functions = {name.partition("[")[0] for name in markers()}
    modules = {name.partition("::")[0] for name in functions}
    assert sorted(listed() - functions - modules) == []


def test_all_tests_share_one_firefox_but_those_over_tor_and_of_the_examiners() -> None:
    names = [name for name in markers() if re.search(r"\[firefox[]-]", name)]
    assert {piece_of(name) for name in names} == {FIREFOX, TOR, EXAMINERS}


def test_every_piece_of_work_that_is_named_has_tests() -> None:
    pieces = {piece_of(name) for name in markers()}
    assert [name for name in (*TOGETHER, *SHARED) if name not in pieces] == []
    assert [name for name in LONG if not any(piece.startswith(name) for piece in pieces)] == []
    beginnings = [beginning for found in TOGETHER.values() for beginning in found]
    assert [
        beginning for beginning in beginnings if not any(name.startswith(beginning) for name in markers())
    ] == []
