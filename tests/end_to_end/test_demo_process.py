"""The demo as a process: it keeps its data, starts over, moves, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from install.demo import main
from tests.conftest import NewBrowser
from tests.end_to_end.people import Workstation
from tests.end_to_end.running_demo import ROOT, DemoDidNotStartError, RunningDemo
from tests.install.free_ports import ROW, free_base

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """One that the tests only look at."""
    with RunningDemo(tmp_path_factory.mktemp("shared") / "demo") as running:
        yield running


def kept(demo: RunningDemo) -> dict[str, bytes]:
    """What makes this office this office."""
    names = ("office/office.gpg", "server/roster/roster.txt", "people/petugas-satu/totp-secret.txt")
    return {name: (demo.folder / name).read_bytes() for name in names}


def test_it_keeps_its_data_moves_and_starts_over(tmp_path: Path) -> None:
    with RunningDemo(tmp_path / "demo") as demo:
        first = kept(demo)
        assert f":{demo.base}/" in demo.source
        assert demo.officer("petugas-dua").link.startswith(
            f"http://petugas-dua.localhost:{demo.base + 3}/start/"
        )
    with RunningDemo(tmp_path / "demo") as again:  # on other ports
        assert again.base != demo.base
        assert kept(again) == first
        assert again.officer("petugas-satu").passphrase == demo.officer("petugas-satu").passphrase
    with RunningDemo(tmp_path / "demo", options=["--fresh"]) as fresh:
        assert not kept(fresh).items() & first.items()


def test_server_data_and_peoples_secrets_lie_apart(demo: RunningDemo) -> None:
    secrets = [path for path in demo.folder.rglob("*") if path.name in {"passphrase.txt", "totp-secret.txt"}]
    assert len(secrets) == 7
    assert not any(path.is_relative_to(demo.server) for path in secrets)
    assert not list(demo.server.rglob("private-keys-v1.d"))
    assert {path.stat().st_mode & 0o077 for path in secrets} == {0}
    for person in ("petugas-satu", "petugas-dua"):
        assert (demo.folder / "people" / person / "totp-secret.txt").read_text().strip() not in demo.said


@pytest.mark.parametrize("place", range(ROW))
def test_a_taken_port_gives_a_sentence_and_leaves_nothing_running(place: int, tmp_path: Path) -> None:
    base = free_base()
    with socket.socket() as other:
        other.bind(("127.0.0.1", base + place))
        other.listen()
        demo = RunningDemo(tmp_path / "demo", base)
        with (
            pytest.raises(DemoDidNotStartError, match=f"Port {base + place} is in use by another program"),
            demo,
        ):
            pass
    assert demo.process.returncode == 1
    assert "Traceback" not in demo.said
    assert demo.survivors({}) == {}


def test_a_second_demo_in_one_folder_is_refused(demo: RunningDemo) -> None:
    before = kept(demo)
    second = RunningDemo(demo.folder, options=["--fresh"], said="second")
    with pytest.raises(DemoDidNotStartError, match=r"running in .* already"), second:
        pass
    assert demo.process.poll() is None
    assert kept(demo) == before


def test_a_new_link_and_a_code_can_be_had_while_it_runs(demo: RunningDemo) -> None:
    old = demo.officer("petugas-satu").link
    new = demo.ask("link", "petugas-satu").strip()
    assert new != old
    assert new.startswith(old.partition("/start/")[0])
    assert len(demo.code("petugas-dua")) == 6


@pytest.mark.parametrize(
    "words", [["totp", "petugas-satu"], ["link", "petugas-satu"], ["totp", "orang-lain"]]
)
def test_what_cannot_be_had_gives_a_sentence(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--folder", str(tmp_path / "nowhere")]) == 1
    assert "There is no demo in" in capsys.readouterr().err


def test_help_needs_nothing_and_starts_nothing() -> None:
    helped = subprocess.run(
        [ROOT / "install" / "demo", "totp", "--help"], capture_output=True, text=True, check=True
    )
    assert "--port-base N" in helped.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_closing_the_terminal_ends_it_in_good_order(number: signal.Signals, tmp_path: Path) -> None:
    with RunningDemo(tmp_path / "demo") as demo:
        running = demo.processes()
        assert len(running) > 2 * ROW
        assert demo.stop(number) == 0
        assert demo.survivors(running) == {}


def test_killing_it_leaves_nothing_running_agents_included(tmp_path: Path, new_browser: NewBrowser) -> None:
    with RunningDemo(tmp_path / "demo") as demo:
        Workstation(new_browser("chromium"), demo, demo.officer("petugas-satu")).enter()
        running = demo.processes()
        assert any("gpg-agent" in words for words in running.values())
        os.kill(demo.process.pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while demo.survivors(running) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert demo.survivors(running) == {}
