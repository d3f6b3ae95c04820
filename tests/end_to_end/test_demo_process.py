"""The demo as a process: it keeps its data, starts over, moves, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from install.demo_command import main
from install.demonstration.people import CUSTODIAN, LEAD, OFFICER_ONE, PEOPLE, DemoPerson
from tests.end_to_end.running_demo import ROOT, DemoDidNotStartError, RunningDemo
from tests.free_ports import ROW, free_row
from tests.scenario.hands import Worker
from tests.scenario.http_window import HttpWindow
from tests.scenario.vocabulary import Vocabulary

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """One that the tests only look at."""
    with RunningDemo(tmp_path_factory.mktemp("shared") / "demo") as running:
        yield running


@contextmanager
def signed_in(demo: RunningDemo, person: DemoPerson) -> Iterator[Worker]:
    """A person of the office who has signed in with both factors, without a browser."""
    listed, words = demo.person(person.id), Vocabulary("journalist_interface", "id")
    with closing(HttpWindow()) as window:
        worker = Worker(window, words, lambda _: None, person.id, person.name)
        worker.begin(listed.link)
        worker.sign_in(listed.passphrase, demo.code(person.id))
        yield worker


def kept(demo: RunningDemo) -> dict[str, bytes]:
    """Return what makes this office this office."""
    names = ("office/office.gpg", "server/roster/roster.txt", "people/petugas-satu/totp-secret.txt")
    return {name: (demo.folder / name).read_bytes() for name in names}


def test_it_keeps_its_data_and_moves_and_leaves_nothing_running_however_it_ends(tmp_path: Path) -> None:
    with RunningDemo(tmp_path / "demo") as demo:
        first = kept(demo)
        assert f":{demo.base}/" in demo.source
        assert demo.person("petugas-dua").link.startswith(
            f"http://petugas-dua.localhost:{demo.base + 3}/start/"
        )
        ends_in_good_order(demo, signal.SIGTERM)
    with RunningDemo(tmp_path / "demo") as again:  # on other ports
        assert again.base != demo.base
        assert kept(again) == first
        assert again.person("petugas-satu").passphrase == demo.person("petugas-satu").passphrase
        with signed_in(again, OFFICER_ONE):
            is_killed(again)


@pytest.mark.thorough  # the short form is the test above
def test_it_starts_over_and_ends_with_its_terminal(tmp_path: Path) -> None:
    with RunningDemo(tmp_path / "demo") as demo:
        first = kept(demo)
        ends_in_good_order(demo, signal.SIGHUP)  # as when a terminal is closed
    with RunningDemo(tmp_path / "demo", options=["--fresh"]) as fresh:
        assert not kept(fresh).items() & first.items()


def ends_in_good_order(demo: RunningDemo, number: signal.Signals) -> None:
    running = demo.processes()
    assert len(running) > 2 * demo.PROGRAMS
    assert demo.stop(number) == 0
    assert demo.survivors(running) == {}


def is_killed(demo: RunningDemo) -> None:
    """With agents that remember a passphrase; nothing is left, agents included."""
    running = demo.processes()
    assert any("gpg-agent" in words for words in running.values())
    os.kill(demo.process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while demo.survivors(running) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert demo.survivors(running) == {}


def test_server_data_and_peoples_secrets_lie_apart(demo: RunningDemo) -> None:
    secrets = [path for path in demo.folder.rglob("*") if path.name in {"passphrase.txt", "totp-secret.txt"}]
    assert len(secrets) == 1 + 2 * len(PEOPLE)
    assert not any(path.is_relative_to(demo.server) for path in secrets)
    assert not list(demo.server.rglob("private-keys-v1.d"))
    assert {path.stat().st_mode & 0o077 for path in secrets} == {0}
    for person in PEOPLE:
        assert (demo.folder / "people" / person.id / "totp-secret.txt").read_text().strip() not in demo.said


@pytest.mark.parametrize(
    "place",
    [0, pytest.param(1, marks=pytest.mark.thorough), pytest.param(2, marks=pytest.mark.thorough), ROW - 1],
)
def test_a_taken_port_gives_a_sentence_and_leaves_nothing_running(place: int, tmp_path: Path) -> None:
    base = free_row()
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
    old = demo.person("petugas-satu").link
    new = demo.new_link("petugas-satu")
    assert new != old
    assert new.startswith(old.partition("/start/")[0])
    assert len(demo.code("petugas-dua")) == 6


@pytest.mark.parametrize(
    "person", [LEAD, pytest.param(CUSTODIAN, marks=pytest.mark.thorough)], ids=lambda person: person.id
)
def test_who_is_no_officer_signs_in_and_finds_that_no_case_is_assigned(
    demo: RunningDemo, person: DemoPerson
) -> None:
    with signed_in(demo, person) as worker:
        port = demo.base + 2 + PEOPLE.index(person)
        assert worker.window.url().startswith(f"http://{person.id}.localhost:{port}/")
        assert worker.cases() == []
        assert "Tidak ada laporan yang ditugaskan kepada Anda." in worker.window.page().text
        worker.window.open("/en/cases")
        assert "No case is assigned to you." in worker.window.page().text


def test_everybody_has_a_row_with_a_command_that_gives_a_link(demo: RunningDemo) -> None:
    for person in PEOPLE:
        row = next(line for line in demo.said.splitlines() if line.startswith(f"{person.id} "))
        assert person.part in row
        assert f" link {person.id} --folder " in row
    usage = [line for line in demo.said.splitlines() if line.endswith(" PERSON")]
    assert [word for line in usage for word in ("totp", "link") if f" {word} " in line] == ["totp"]
    assert "NAMA" not in demo.said
    assert any(line.startswith("PERSON ") for line in demo.said.splitlines())


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
