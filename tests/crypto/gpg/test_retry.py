"""A failure over strange bytes is tried once more, and told from a fault of the machine."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import crypto.gpg.self_test
from crypto.gpg.bounds import with_second_try
from crypto.gpg.errors import (
    BadSignatureError,
    DecryptionError,
    GpgBoundsError,
    GpgCrashedError,
    GpgDiedError,
    GpgFaultError,
    UnprocessableError,
)
from crypto.gpg.process import GpgProcess
from crypto.gpg.self_test import require_working_gpg


def killed(folder: Path, *signals: str) -> Callable[[], int]:
    """Runs of a real gpg, of which each ends by the next of these signals; the last runs to its end."""
    left: Iterator[str] = iter(signals)

    def run() -> int:
        with GpgProcess(folder, ["--store"]) as gpg:
            number = next(left, None)
            if number is not None:
                os.kill(gpg._process.pid, signal.Signals[number])
            return gpg.wait().exit_code if number else 0

    return run


@pytest.mark.parametrize("number", ["SIGABRT", "SIGXCPU", "SIGKILL"])
def test_what_failed_once_is_tried_once_more(tmp_path: Path, number: str) -> None:
    assert with_second_try(killed(tmp_path, number), require_working_gpg) == 0


@pytest.mark.parametrize(
    ("number", "verdict"),
    [("SIGABRT", GpgCrashedError), ("SIGXCPU", GpgBoundsError), ("SIGKILL", GpgBoundsError)],
)
def test_what_failed_twice_beside_a_gpg_that_works_is_judged(
    tmp_path: Path, number: str, verdict: type[UnprocessableError]
) -> None:
    with pytest.raises(verdict):
        with_second_try(killed(tmp_path, number, number), require_working_gpg)


@pytest.mark.parametrize("number", ["SIGABRT", "SIGKILL"])
def test_beside_a_gpg_that_does_not_work_nothing_is_judged(
    tmp_path: Path, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crypto.gpg.self_test, "_ANSWER", b"another answer of as many bytes")
    with pytest.raises(GpgFaultError):
        with_second_try(killed(tmp_path, number, number), require_working_gpg)


def test_a_gpg_that_fails_only_at_the_end_is_at_fault(tmp_path: Path) -> None:
    passes = iter([True, False])

    def self_test() -> None:
        if not next(passes):
            raise GpgDiedError

    with pytest.raises(GpgDiedError):
        with_second_try(killed(tmp_path, "SIGKILL", "SIGKILL"), self_test)


@pytest.mark.parametrize("error", [DecryptionError, BadSignatureError])
def test_a_plain_answer_is_taken_at_once(error: type[Exception]) -> None:
    tries = []

    def run() -> None:
        tries.append(1)
        raise error

    with pytest.raises(error):
        with_second_try(run, require_working_gpg)
    assert len(tries) == 1
