"""A newcomer's way to the code stays as short as promised: a sentence more on one of its pages is noticed here."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def test_a_newcomer_has_the_code_after_few_words_and_little_scrolling() -> None:
    measured = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "newcomer"], capture_output=True, text=True, check=False
    )
    assert measured.returncode == 0, measured.stdout + measured.stderr
