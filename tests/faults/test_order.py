"""The whole server, as strace sees it: nothing is answered before it lies on the disk, and in which order it got there.

The calls of all threads and of gpg stand in one trace. A call has a beginning and an end; one comes after another when
it begins after the other's end.
"""

import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.faults.killing import attach
from tests.faults.served import (
    KilledServer,
    erase,
    gateway_server,
    reply,
    send_files,
    send_report,
    source_server,
)
from tests.faults.world import World
from tests.loopback import NO_AUTHORITIES

CALLS = "write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync,rename,renameat,renameat2,ftruncate"
NAME = "[0-9a-f]{32}"
ANSWER = r'^(sendto|sendmsg|write|writev)\(\d+<[^>]*(TCP|socket|UNIX).*"HTTP/1\.1 (?!100)'
LOG_WRITTEN = r"^pwrite64\(.*store\.sqlite3-wal>"
LOG_SYNCED = r"^f(data)?sync\(.*store\.sqlite3-wal>.*\)\s+= 0"


@dataclass(frozen=True)
class Call:
    """One call of the kernel, and when it began and ended, as places in the trace."""

    text: str
    begin: int
    end: int


def calls_of(trace: Path) -> list[Call]:
    """All calls in the order of their ends; what other threads did meanwhile does not cut one in two."""
    found = []
    begun: dict[str, tuple[str, int]] = {}
    for place, line in enumerate(trace.read_text(errors="replace").splitlines()):
        thread, _space, text = line.partition(" ")
        text = text.strip()
        if text.endswith("<unfinished ...>"):
            begun[thread] = (text.removesuffix("<unfinished ...>"), place)
        elif match := re.match(r"<\.\.\. \w+ resumed>(.*)", text):
            opening, begin = begun.pop(thread)
            found.append(Call(opening + match[1], begin, place))
        else:
            found.append(Call(text, place, place))
    return found


def last(calls: list[Call], pattern: str, before: Call | None) -> Call | None:
    """The last call of this kind that ended before another began."""
    good = [
        call
        for call in calls
        if before is not None and call.end < before.begin and re.search(pattern, call.text)
    ]
    return good[-1] if good else None


def first(calls: list[Call], pattern: str, after: Call | None) -> Call | None:
    """The first call of this kind that began after another had ended."""
    good = (
        call
        for call in calls
        if after is not None and call.begin > after.end and re.search(pattern, call.text)
    )
    return next(good, None)


def answer_in(calls: list[Call]) -> Call:
    """The first byte of the answer."""
    return next(call for call in calls if re.search(ANSWER, call.text))


def in_order(*calls: Call | None) -> bool:
    """Return whether all were made, and each began after the one before had ended."""
    made = [call for call in calls if call is not None]
    return len(made) == len(calls) and all(call.end < other.begin for call, other in pairwise(made))


def traced(world: World, server: KilledServer, ask: Callable[[World, httpx.Client], bytes]) -> list[Call]:
    """Return what the server and its gpg do for one request."""
    tracer = attach(server.worker(), "-f", "-y", "-s", "16", "-o", str(world.trace), "-e", f"trace={CALLS}")
    with httpx.Client(base_url=server.url, trust_env=False, verify=NO_AUTHORITIES, timeout=60) as client:
        client.cookies.set("kentongan", world.started.cookie)
        ask(world, client)
    tracer.send_signal(signal.SIGINT)
    tracer.communicate()
    return calls_of(world.trace)


def answered_after_the_commit(calls: list[Call]) -> bool:
    """Return whether the last that was written to the database's log was synced before the first byte of the answer."""
    answer = answer_in(calls)
    written = last(calls, LOG_WRITTEN, answer)
    return in_order(written, last(calls, LOG_SYNCED, answer), answer)


def stored_before_the_commit(calls: list[Call]) -> bool:
    """Return whether each attachment was written and named, and both were synced, before the database speaks of it."""
    answer = answer_in(calls)
    renames = [
        call for call in calls if re.search(rf'^rename.*/blobs/{NAME}\.part".*/blobs/{NAME}"', call.text)
    ]
    assert renames
    for renamed in renames:
        found = re.search(rf"/blobs/({NAME})\.part", renamed.text)
        assert found is not None
        synced = last(calls, rf"^fsync\(.*{found[1]}\.part>.*\)\s+= 0", renamed)
        written = last(calls, rf"^write\(\d+<[^>]*{found[1]}\.part>", synced)
        folder = first(calls, r"^fsync\(\d+<[^>]*/blobs>\)\s+= 0", renamed)
        row = first(calls, LOG_WRITTEN, renamed)
        committed = first(calls, LOG_SYNCED, row)
        if not in_order(written, synced, renamed, folder, row, committed, answer):
            return False
    return True


def test_a_report_is_on_the_disk_before_the_first_byte_of_its_code(world: World) -> None:
    world.restore()
    with source_server(world) as server:
        assert answered_after_the_commit(traced(world, server, send_report))


def test_a_file_is_on_the_disk_under_its_name_before_its_entry_and_both_before_the_answer(
    world: World,
) -> None:
    world.restore()
    with source_server(world) as server:
        calls = traced(world, server, send_files)
    assert stored_before_the_commit(calls)
    assert answered_after_the_commit(calls)


def test_a_reply_and_its_file_are_on_the_disk_before_their_receipts(world: World) -> None:
    world.restore()
    with gateway_server(world) as server:
        calls = traced(world, server, reply)
    answers = [call for call in calls if re.search(ANSWER, call.text)]
    receipt_of_the_file = answers[0]
    upload = [call for call in calls if call.begin <= receipt_of_the_file.begin]
    rest = [call for call in calls if call.begin > receipt_of_the_file.end]
    assert stored_before_the_commit(upload)
    assert answered_after_the_commit(upload)
    assert answered_after_the_commit(rest)


def test_own_copies_are_out_of_the_log_before_their_erasure_is_confirmed(world: World) -> None:
    world.restore()
    with source_server(world) as server:
        calls = traced(world, server, erase)
    answer = answer_in(calls)
    cut = last(calls, r"^ftruncate\(.*store\.sqlite3-wal>, 0\)\s+= 0", answer)
    moved = last(calls, r"^f(data)?sync\(.*store\.sqlite3>.*\)\s+= 0", cut)
    assert in_order(last(calls, LOG_SYNCED, moved), moved, cut, answer)


@pytest.mark.parametrize(
    ("lines", "good"),
    [
        (
            (
                "1 pwrite64(5</d/store.sqlite3-wal>, …) = 9",
                "1 fdatasync(5</d/store.sqlite3-wal>) = 0",
                "1 ANSWER",
            ),
            True,
        ),
        (
            (
                "1 pwrite64(5</d/store.sqlite3-wal>, …) = 9",
                "1 ANSWER",
                "1 fdatasync(5</d/store.sqlite3-wal>) = 0",
            ),
            False,
        ),
        (
            (
                "1 fdatasync(5</d/store.sqlite3-wal>) = 0",
                "1 pwrite64(5</d/store.sqlite3-wal>, …) = 9",
                "2 fdatasync(5</d/store.sqlite3-wal> <unfinished ...>",
                "1 ANSWER",
                "2 <... fdatasync resumed>) = 0",
            ),
            False,
        ),
    ],
)
def test_an_answer_that_comes_too_early_would_be_seen(
    tmp_path: Path, lines: tuple[str, ...], good: bool
) -> None:
    trace = tmp_path / "trace"
    trace.write_text("\n".join(lines).replace("ANSWER", 'sendto(7<TCP:[1]>, "HTTP/1.1 200 OK"..., 9, 0) = 9'))
    assert answered_after_the_commit(calls_of(trace)) is good
