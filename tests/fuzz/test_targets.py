"""Each target for a moment: its seeds, hypothesis, thousands of guided inputs. Longer: `python -m tests.fuzz`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto.errors import CryptoError
from tests.fuzz.strategies import inputs
from tests.fuzz.target import PLANTED, Target, find_target, target_names

ROOT = Path(__file__).resolve().parents[2]
NAMES = target_names()
EXAMPLES = {
    "certificates": 20,
    "enrolments": 40,
    "gateway_answers": 60,
}  # these start a program, or open a connection, each time
GUIDED = ("file_names", "multipart_bodies")  # the short form: starting libFuzzer takes longer than its search
SHORT_INPUTS, INPUTS = 2_000, 5_000


@pytest.mark.parametrize("name", NAMES)
def test_seeds_are_dealt_with(name: str) -> None:
    target = find_target(name)
    assert any(PLANTED.encode() in seed for seed in target.seeds) or target.details
    for seed in target.seeds:
        assert len(seed) <= target.largest
        target.judge(seed)


@pytest.mark.parametrize("name", NAMES)
def test_only_errors_of_ours_come_out_and_none_repeats_the_input(name: str) -> None:
    target = find_target(name)

    @settings(max_examples=EXAMPLES.get(name, 150), suppress_health_check=[HealthCheck.too_slow])
    @given(inputs(target.seeds))
    def try_it(data: bytes) -> None:
        target.judge(data)

    try_it()


def guided(name: str, *options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Start it as a person does, away from the checkout, so that a finding does not litter it."""
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz", name, *options, "--findings", str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        *((name, SHORT_INPUTS) for name in GUIDED),
        *(pytest.param(name, INPUTS, marks=pytest.mark.thorough) for name in NAMES),
    ],
)
def test_a_short_guided_search_finds_nothing(name: str, inputs: int, tmp_path: Path) -> None:
    # A number of inputs, not of seconds: the same seed then searches the same way on any machine.
    done = guided(name, "--inputs", str(inputs), "--seed", "1", folder=tmp_path)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-4_000:]
    assert "Done " in done.stderr
    assert list(tmp_path.iterdir()) == []


def broken(data: bytes) -> None:
    """A parser with the faults that a target must not have."""
    if data.startswith(b"echo"):
        raise CryptoError(data.decode("ascii", "replace"))
    if data.startswith(b"cause"):
        try:
            int(data)
        except ValueError as error:
            raise CryptoError from error
    raise IndexError


@pytest.mark.parametrize("data", [b"", b"echo", f"echo {PLANTED}".encode(), f"cause {PLANTED}".encode()])
def test_a_foreign_error_and_an_error_that_repeats_the_input_would_be_noticed(data: bytes) -> None:
    with pytest.raises((IndexError, AssertionError)):
        Target(broken, (CryptoError,), (b"",)).judge(data)


def test_a_guided_search_would_find_what_hypothesis_cannot_guess(tmp_path: Path) -> None:
    script = tmp_path / "search.py"
    script.write_text(
        "import sys, atheris\n"
        "@atheris.instrument_func\n"
        "def parse(data):\n"
        "    if len(data) > 4 and data[0] == 75 and data[1] == 116 and data[2] == 103 and data[3] == 33:\n"
        "        raise IndexError\n"
        "where = '-artifact_prefix=' + sys.argv[1] + '/'\n"
        "atheris.Setup([sys.argv[0], '-runs=5000000', '-max_len=16', '-seed=7', where], parse)\n"
        "atheris.Fuzz()\n"
    )
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert [path.read_bytes()[:4] for path in tmp_path.glob("crash-*")] == [b"Ktg!"]


@given(st.sampled_from(NAMES))
def test_every_target_declares_kinds_and_not_everything(name: str) -> None:
    assert not {Exception, BaseException, AssertionError} & set(find_target(name).allowed)
