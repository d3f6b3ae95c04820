"""Speaking to a real tor, which is not on any network."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.tor.control import Control, ControlError, ControlTimeoutError


@pytest.fixture
def control() -> Iterator[Control]:
    with TemporaryDirectory(prefix="kt-") as folder:  # short, for a socket lies there
        yield from _controlled(Path(folder))


def _controlled(folder: Path) -> Iterator[Control]:
    own = ["--DataDirectory", str(folder), "--ControlSocket", str(folder / "control"), "--SocksPort", "0"]
    options = ["-f", "/dev/null", "--ignore-missing-torrc", *own, "--DisableNetwork", "1"]
    # tor ends with the connection of its owner.
    with (
        subprocess.Popen(["tor", *options], stdout=subprocess.DEVNULL) as process,
        Control(folder / "control", lambda: process.poll() is None) as made,
    ):
        yield made


def test_a_question_is_answered_and_a_mistake_is_an_error(control: Control) -> None:
    assert control.info("version").startswith("0.4.")
    assert control.info("network-liveness") in {"up", "down"}
    with pytest.raises(ControlError, match="GETINFO"):
        control.info("no-such-thing")


def test_what_never_happens_is_not_waited_for_forever(control: Control) -> None:
    control.subscribe("STATUS_CLIENT")
    with pytest.raises(ControlTimeoutError):
        control.wait_for(lambda event: "PROGRESS=100" in event, 0.2)
