"""One run of gpg: nothing secret is visible, nothing hangs, nothing stays behind."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import crypto.gpg.process
from crypto.gpg.errors import (
    GpgDiedError,
    GpgStatusError,
    GpgTimeoutError,
    PassphraseFormError,
    TooLargeError,
)
from crypto.gpg.process import GpgProcess
from tests.crypto.gpg.conftest import PHRASE, KeyOwner

_COPY = (
    "--compress-algo",
    "none",
    "--output",
    "-",
    "--store",
)  # what comes in goes out again, in an OpenPGP packet


def _copying(folder: Path, passphrase: str | None = None) -> GpgProcess:
    return GpgProcess(folder, _COPY, passphrase=passphrase)


def pid_of(gpg: GpgProcess) -> int:
    return gpg._process.pid


def _gone(process: GpgProcess) -> bool:
    return not Path(f"/proc/{pid_of(process)}").exists()


def test_no_secret_is_in_arguments_or_environment_and_no_core_is_dumped(owner: KeyOwner) -> None:
    arguments = ("--local-user", owner.fingerprint, "--output", "-", "--detach-sign")
    with GpgProcess(owner.home.path, arguments, passphrase=PHRASE) as gpg:
        gpg.feed(b"data")
        line, environment = _shown(gpg, "cmdline", b"--detach-sign"), _shown(gpg, "environ", b"LC_ALL")
        _shown(gpg, "limits", b"Max core file size        0 ")
        gpg.end_input()
    assert owner.fingerprint.encode() in line
    for secret in (PHRASE.encode(), *PHRASE.encode().split()[:2]):
        assert secret not in line
        assert secret not in environment
    assert sorted(entry.split(b"=")[0] for entry in environment.split(b"\0") if entry) == [b"LC_ALL", b"PATH"]


def test_the_environment_cannot_point_gpg_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    evil.mkdir()
    (evil / "gpg").write_text("#!/bin/sh\necho '[GNUPG:] END_ENCRYPTION'\n")
    (evil / "gpg").chmod(0o755)
    (evil / "gpg.conf").write_text("this is no option\n")
    monkeypatch.setenv("PATH", str(evil))
    monkeypatch.setenv("GNUPGHOME", str(evil))
    with _copying(tmp_path) as gpg:
        assert b"content" in gpg.exchange(iter((b"content",)))
        assert gpg.wait().exit_code == 0


def test_leaving_the_context_ends_and_reaps_a_running_gpg(tmp_path: Path) -> None:
    with _copying(tmp_path) as gpg:
        assert not _gone(gpg)
    assert _gone(gpg)


def test_a_gpg_that_hangs_is_stopped_wherever_it_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crypto.gpg.process, "PATIENCE", 0.3)
    with _copying(tmp_path) as feeding:
        os.kill(pid_of(feeding), signal.SIGSTOP)
        with pytest.raises(GpgTimeoutError):
            feeding.feed(bytes(1024 * 1024))
    with _copying(tmp_path) as reading:
        os.kill(pid_of(reading), signal.SIGSTOP)
        with pytest.raises(GpgTimeoutError):
            reading.exchange(iter((b"a little",)))
    with _copying(tmp_path) as waiting:
        os.kill(pid_of(waiting), signal.SIGSTOP)
        waiting.end_input()
        with pytest.raises(GpgTimeoutError):
            waiting.wait()
    assert all(_gone(gpg) for gpg in (feeding, reading, waiting))


def test_a_slow_source_is_not_taken_for_a_gpg_that_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crypto.gpg.process, "PATIENCE", 0.3)

    def slow() -> Iterator[bytes]:
        yield b"first "
        time.sleep(0.8)
        yield b"second"

    with _copying(tmp_path) as gpg:
        assert b"first second" in gpg.exchange(slow())


def test_a_source_that_fails_kills_gpg_and_its_error_is_raised(tmp_path: Path) -> None:
    class LineError(Exception):
        pass

    def broken() -> Iterator[bytes]:
        yield b"half of"
        raise LineError

    with _copying(tmp_path) as gpg:
        with pytest.raises(LineError):
            gpg.exchange(broken())
        with pytest.raises(GpgDiedError):
            gpg.wait()


def test_output_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with _copying(tmp_path) as gpg, pytest.raises(TooLargeError):
        gpg.exchange(iter((bytes(100_000),)), limit=50_000)
    assert _gone(gpg)


def test_megabytes_both_ways_do_not_deadlock(tmp_path: Path) -> None:
    data = os.urandom(1 << 16) * 128
    with _copying(tmp_path) as gpg:
        assert len(gpg.exchange(iter((data,)))) >= len(data)
        assert gpg.wait().exit_code == 0


def test_no_thread_and_no_descriptor_is_left(tmp_path: Path) -> None:
    def open_things() -> tuple[int, int]:
        return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

    with _copying(tmp_path):
        pass
    before = open_things()
    for _ in range(3):
        with _copying(tmp_path, PHRASE) as gpg:
            gpg.exchange(iter((b"x",)))
            gpg.wait()
        with _copying(tmp_path) as gpg:
            gpg.feed(b"x")
        with pytest.raises(PassphraseFormError):
            _copying(tmp_path, "two\nlines")
    assert open_things() == before


@pytest.mark.parametrize("passphrase", ["two\nlines", "cut\0here", "x" * 4096])
def test_a_passphrase_that_gpg_would_read_in_part_is_refused(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(PassphraseFormError):
        _copying(tmp_path, passphrase)


def test_one_foreign_line_in_the_status_spoils_the_run(tmp_path: Path) -> None:
    with _copying(tmp_path) as gpg:
        # Another writer has the same status pipe: what it says is seen, and refused.
        with Path(f"/proc/{pid_of(gpg)}/fd/{_status_number(gpg)}").open("wb") as pipe:
            pipe.write(b"gpg: Good signature\n")
        gpg.exchange(iter((b"x",)))
        with pytest.raises(GpgStatusError):
            gpg.wait()


def _status_number(gpg: GpgProcess) -> str:
    words = _shown(gpg, "cmdline", b"--store").decode().split("\0")
    return words[words.index("--status-fd") + 1]


def _shown(gpg: GpgProcess, what: str, once: bytes) -> bytes:
    """Return what all users may see of it, as soon as this is there: a program that just started shows nothing yet."""
    deadline = time.monotonic() + 10
    while once not in (seen := Path(f"/proc/{pid_of(gpg)}/{what}").read_bytes()):
        assert time.monotonic() < deadline
    return seen
