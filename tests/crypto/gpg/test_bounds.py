"""No message holds gpg for long, and how gpg died says whose fault it was."""

import os
import resource
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.gpg.bounds import LEAST_RATE, MESSAGE, MOST_AHEAD, Bounds, processor_seconds
from crypto.gpg.decrypt import decrypt_bytes, decrypt_bytes_with_key, decrypt_stream
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import (
    BadSignatureError,
    GpgBoundsError,
    GpgCrashedError,
    GpgDiedError,
    GpgError,
    GpgTimeoutError,
)
from crypto.gpg.process import GpgProcess
from crypto.gpg.signatures import sign_detached, verify_detached
from tests.crypto.gpg.conftest import TODAY, KeyOwner
from tests.hostile_packets import MARKER, encrypted_raw, silent_packets, trickling_packets

LIMIT = 1_000_000


def waiting(folder: Path, bounds: Bounds | None = None) -> GpgProcess:
    """A gpg that waits for its input."""
    return GpgProcess(folder, ["--store"], bounds=bounds)


def test_a_message_that_puts_nothing_out_ends_with_its_processor_time(owner: KeyOwner) -> None:
    message = encrypted_raw(silent_packets(), [owner.certificate], TODAY)
    assert len(message) < 18_484
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(GpgBoundsError):
        decrypt_bytes(owner.home, message, LIMIT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < MESSAGE.processor + 2


@pytest.mark.parametrize("where", ["before", "after", "instead"])
def test_a_marker_packet_beside_a_signature_never_reaches_gpg(owner: KeyOwner, where: str) -> None:
    good = sign_detached(owner.home, owner.fingerprint, b"putusan", TODAY)
    bad = {"before": MARKER + good, "after": good + MARKER, "instead": MARKER}[where]
    with pytest.raises(BadSignatureError):
        verify_detached(owner.certificate, owner.fingerprint, b"putusan", bad)
    verify_detached(owner.certificate, owner.fingerprint, b"putusan", good)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        *((number, GpgCrashedError) for number in ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL")),
        ("SIGXCPU", GpgBoundsError),
        ("SIGKILL", GpgDiedError),
        ("SIGTERM", GpgDiedError),
    ],
)
def test_only_a_gpg_that_ended_itself_has_judged_its_input(
    tmp_path: Path, number: str, error: type[GpgError]
) -> None:
    with waiting(tmp_path) as gpg:
        os.kill(gpg._process.pid, signal.Signals[number])
        with pytest.raises(error):
            gpg.wait()


def test_the_wall_clock_ends_a_run_whose_input_never_ends(tmp_path: Path) -> None:
    short = Bounds(processor=30, memory=MESSAGE.memory, wall=0.3)
    with waiting(tmp_path, short) as gpg, pytest.raises(GpgTimeoutError):
        gpg.wait()
    with waiting(tmp_path, replace(short, wall=0.0)) as late:
        os.kill(late._process.pid, signal.SIGSTOP)  # or it might answer before it is looked at
        with pytest.raises(GpgTimeoutError):
            late.exchange(iter((b"x",)))


def test_the_limits_are_the_process_s_own_and_never_higher_than_before(tmp_path: Path) -> None:
    with waiting(tmp_path, MESSAGE) as gpg:
        pid = gpg._process.pid
        assert resource.prlimit(pid, resource.RLIMIT_CPU) == (MESSAGE.processor, MESSAGE.processor + 1)
        assert resource.prlimit(pid, resource.RLIMIT_AS) == (MESSAGE.memory, MESSAGE.memory)
        Bounds(processor=60, memory=2 * MESSAGE.memory, wall=1.0).apply(pid)
        assert resource.prlimit(pid, resource.RLIMIT_CPU) == (MESSAGE.processor, MESSAGE.processor + 1)
        assert resource.prlimit(pid, resource.RLIMIT_AS) == (MESSAGE.memory, MESSAGE.memory)


def test_a_run_of_a_few_milliseconds_counts() -> None:
    """Thousands of broken messages of one person cost a colleague minutes, and none of it was counted."""
    with subprocess.Popen(["true"]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert 0 < processor_seconds(process.pid) < 1
    assert processor_seconds(process.pid) == 0


def test_both_ways_of_opening_a_message_are_bounded(owner: KeyOwner, monkeypatch: pytest.MonkeyPatch) -> None:
    message = encrypted_raw(silent_packets(), [owner.certificate], TODAY)
    monkeypatch.setattr("crypto.gpg.decrypt.MESSAGE", Bounds(processor=1, memory=MESSAGE.memory, wall=30.0))
    with pytest.raises(GpgBoundsError):
        decrypt_bytes_with_key(owner.home, message, LIMIT)


def test_a_file_that_puts_nothing_out_ends_with_its_silent_processor_time(
    owner: KeyOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the file's fault and no time-out, however busy the machine is."""
    message = encrypted_raw(silent_packets(), [owner.certificate], TODAY)
    monkeypatch.setattr("crypto.gpg.bounds.MOST_SILENT", 1.0)
    with pytest.raises(GpgBoundsError):
        list(decrypt_stream(owner.home, iter((message,))))
    good = encrypt_bytes(b"isi" * 100_000, [owner.certificate], TODAY)
    assert b"".join(decrypt_stream(owner.home, iter((good,)))) == b"isi" * 100_000


def test_a_file_that_puts_a_little_out_now_and_then_ends_with_what_its_output_accounts_for(
    owner: KeyOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each piece would have given gpg five further seconds, as often as the store likes."""
    # A fast computer needs two seconds and a half for all of it.
    monkeypatch.setattr("crypto.gpg.bounds.MOST_AHEAD", 1.0)
    message = encrypted_raw(trickling_packets(1_000), [owner.certificate], TODAY)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    came: list[int] = []
    with pytest.raises(GpgBoundsError):
        came.extend(map(len, decrypt_stream(owner.home, iter((message,)))))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert 0 < sum(came) < 1_000 * 2_000
    assert after.ru_utime - before.ru_utime < 1.0 + sum(came) / LEAST_RATE + 2


def test_no_file_of_the_size_that_reporters_send_comes_near_that_bound(owner: KeyOwner) -> None:
    """500 MB on a computer a hundred times slower than one that makes 600 MB a second."""
    assert MOST_AHEAD + 500e6 / LEAST_RATE > 10 * 500e6 / 6e6
    few = encrypted_raw(trickling_packets(3, size=40_000, empty_blocks=1), [owner.certificate], TODAY)
    assert b"".join(decrypt_stream(owner.home, iter((few,)))) == bytes(120_000)
