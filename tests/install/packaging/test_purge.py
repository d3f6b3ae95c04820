"""What removing and purging the server's package does to its data."""

import os
import pty
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.faults.mounts import mount
from tests.own_namespaces import own_mounts
from tests.store.processes import require_root

SCRIPT = Path(__file__).resolve().parents[3] / "install/packaging/debian/kentongan-server.postrm"
PLACES = ("/var/lib/kentongan", "/var/log/kentongan", "/etc/kentongan")
UNITS = ("/etc/systemd/system/kentongan-backup.timer.d",)
ONIONS = ("/var/lib/tor/kentongan-source", "/var/lib/tor/kentongan-gateway")
HERE = os.uname().nodename
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


@pytest.fixture
def data() -> Iterator[list[Path]]:
    """A file in each of the server's folders, which lie in memory for this test alone."""
    require_root()
    with own_mounts():
        for place in ("/var", "/etc"):
            mount("-t", "tmpfs", "tmpfs", place)
        files = [Path(place) / "kept" for place in (*PLACES, *ONIONS, *UNITS)]
        for file in files:
            file.parent.mkdir(parents=True)
            file.touch()
        Path("/var/lib/tor/other").touch()
        yield files


def run(step: str, typed: str = "") -> str:
    """Return what a script without a terminal prints, which is fed these lines."""
    done = subprocess.run(
        ["/bin/sh", str(SCRIPT), step],
        input=typed,
        capture_output=True,
        text=True,
        check=True,
        env=ENVIRONMENT,
    )
    return done.stdout


def run_at_terminal(typed: str, environment: Mapping[str, str] = ENVIRONMENT) -> str:
    """Return what the terminal shows while a person types these lines."""
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    script = ["/bin/sh", str(SCRIPT), "purge"]
    process = subprocess.Popen(script, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # the terminal's other end was closed
        pass
    os.close(ours)
    assert process.wait() == 0
    return shown.decode()


@pytest.mark.parametrize("typed", ["", f"DESTROY\n{HERE}\n"])
@pytest.mark.parametrize("step", ["remove", "upgrade", "purge"])
def test_without_a_terminal_all_data_stay(data: list[Path], step: str, typed: str) -> None:
    said = run(step, typed)
    assert all(file.exists() for file in data)
    assert ("The data stay in /var/lib/kentongan." in said) == (step == "purge")


def test_at_a_terminal_a_person_agrees_twice_and_reads_what_is_destroyed(data: list[Path]) -> None:
    said = run_at_terminal(f"DESTROY\n{HERE}\n")
    assert [file for file in data if file.parent.exists()] == []
    assert Path("/var/lib/tor/other").exists()
    for word in ("reports", "backups", "keys of both onion addresses", "accounts", *PLACES):
        assert word in said


@pytest.mark.parametrize(
    "typed", ["y\n", "DESTROY\n\n", f"\n{HERE}\n", f"destroy\n{HERE}\n", f"DESTROY\n{HERE}x\n"]
)
def test_anything_else_keeps_the_data(data: list[Path], typed: str) -> None:
    assert "The data stay" in run_at_terminal(typed + "\n\n")
    assert all(file.exists() for file in data)


def test_a_terminal_that_apt_must_not_ask_at_is_none(data: list[Path]) -> None:
    run_at_terminal(f"DESTROY\n{HERE}\n", ENVIRONMENT | {"DEBIAN_FRONTEND": "noninteractive"})
    assert all(file.exists() for file in data)


def test_it_asks_in_the_terminals_language(data: list[Path]) -> None:
    said = run_at_terminal(f"MUSNAHKAN\n{HERE}\n", ENVIRONMENT | {"LC_ALL": "id_ID.UTF-8"})
    assert "Ini akan dimusnahkan" in said
    assert not any(file.exists() for file in data)
