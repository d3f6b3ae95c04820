"""The connection loop over a real socket: slow senders hold no thread, and no address goes further."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.load.unix_server import proxy_line
from tests.store.server.echo_app import GO_ON, MUCH, STEP, wait_for

ROOT = Path(__file__).resolve().parents[3]
QUICK_SECONDS = 1.0
FORM = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
STREAM = b"POST /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Echo:
    """The echo app under gunicorn."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "echo.sock"
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "python:tests.store.server.echo_conf",
                 "tests.store.server.echo_app:app"],
                cwd=ROOT, env={"PATH": os.environ["PATH"], "ECHO_SOCKET": str(self.path)}, stdout=log, stderr=log,
            )  # fmt: skip

    def connect(self, circuit: str = "some circuit", *sent: bytes) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(20)
        connection.connect(str(self.path))
        connection.sendall(proxy_line(circuit) + b"".join(sent))
        return connection

    def ask(self, *sent: bytes, circuit: str = "some circuit") -> bytes:
        """All that is answered."""
        with self.connect(circuit, *sent) as connection:
            return rest_of(connection)

    def loop_seconds(self) -> float:
        """Return how long the loop has had a processor: it runs in the worker's first thread."""
        pid = self.process.pid
        [worker] = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        return int(Path(f"/proc/{worker}/schedstat").read_text("ascii").split()[0]) / 1e9

    def asks_quickly(self) -> bool:
        """Return whether a newcomer is answered at once."""
        began = time.monotonic()
        return self.ask(GET, circuit="newcomer").startswith(b"HTTP/1.1 200 ") and (
            time.monotonic() - began < QUICK_SECONDS
        )


def rest_of(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def is_answered(connection: socket.socket) -> bool:
    """Return whether an answer came, and no end of the connection before it."""
    try:
        return b" 200 " in rest_of(connection)
    except ConnectionResetError:  # what we had sent was not read
        return False


def seconds_until_end(connection: socket.socket, drop: bytes = b"", every: float = 0.2) -> float:
    """Return how long it takes until we are cut off, while drops are sent."""
    began = time.monotonic()
    connection.settimeout(every)
    while time.monotonic() - began < 15:
        try:
            if drop:
                connection.sendall(drop)
            if not connection.recv(65_536):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


@contextmanager
def started(folder: Path) -> Iterator[Echo]:
    """The echo app, once it answers; ended with the block."""
    made = Echo(folder)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            made.ask(GET)
            break
        except OSError:
            time.sleep(0.05)
    try:
        yield made
    finally:
        made.process.send_signal(signal.SIGTERM)
        made.process.wait(30)


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Echo]:
    with started(tmp_path_factory.mktemp("echo")) as made:
        yield made


def test_the_app_learns_no_address_and_the_log_none_either(echo: Echo) -> None:
    told = echo.ask(GET, circuit="a circuit").decode()
    assert "REMOTE_ADDR=''" in told
    assert re.search(
        r"kentongan\.circuit=b['\"]", told
    )  # Python writes either quote, by what the digest holds
    spoof = b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: https\r\nSCRIPT_NAME: /x\r\nConnection: close\r\n\r\n"
    spoofed = echo.ask(spoof).decode()
    assert "wsgi.url_scheme='http'" in spoofed
    assert "\nSCRIPT_NAME=''" in spoofed
    for trace in ("fc00", "dead:beef", "REMOTE_PORT", "PROXY", "gunicorn.socket"):
        assert trace not in told
        assert trace not in echo.log.read_text()
    assert b"Date:" not in echo.ask(GET)


def test_an_answer_that_is_a_head_alone_comes_and_the_connection_goes_on(echo: Echo) -> None:
    with echo.connect("some circuit", b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(GET)
        assert b"REMOTE_ADDR=" in rest_of(connection)


def test_a_sender_who_waits_for_a_word_before_the_body_gets_it(echo: Echo) -> None:
    head = STREAM + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    with echo.connect("some circuit", head) as connection:
        assert connection.recv(65_536).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"a" * 5)
        assert rest_of(connection).endswith(b"5 bytes")


def test_without_the_line_of_a_circuit_no_client_is_served(echo: Echo) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(str(echo.path))
        connection.sendall(GET)
        assert rest_of(connection).startswith(b"HTTP/1.1 400 ")


def test_a_circuit_is_known_again_and_others_are_told_apart(echo: Echo) -> None:
    ask = b"GET /circuit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    one, again, other = (echo.ask(ask, circuit=label) for label in ("one", "one", "other"))
    assert one == again != other


@pytest.mark.parametrize(
    ("opening", "drop"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X: a\r\n"),
        (FORM + b"Content-Length: 90000\r\n\r\n", b"a"),
        (STREAM + b"Content-Length: 90000\r\n\r\n", b"a"),
    ],
    ids=["silence", "slow head", "slow text", "slow files"],
)
def test_slow_senders_are_cut_off_and_hold_no_thread_meanwhile(
    echo: Echo, opening: bytes, drop: bytes
) -> None:
    with ExitStack() as open_ones:
        slow = [open_ones.enter_context(echo.connect(f"slow-{number}", opening)) for number in range(12)]
        assert echo.asks_quickly()
        assert 0.5 < seconds_until_end(slow[0], drop) < 6


@pytest.mark.parametrize("length", [b"0" * 13 + b"500", b"9" * 400, b" 5 5", b"+500"])
def test_a_body_whose_length_is_told_strangely_is_refused_and_holds_no_thread(
    echo: Echo, length: bytes
) -> None:
    head = FORM + b"Content-Length: " + length + b"\r\n\r\n"
    with ExitStack() as open_ones:
        silent = [open_ones.enter_context(echo.connect(f"silent-{number}", head)) for number in range(12)]
        assert echo.asks_quickly()
        assert all(rest_of(connection).startswith(b"HTTP/1.1 400 ") for connection in silent)


def test_a_sender_who_keeps_the_pace_is_waited_for(echo: Echo) -> None:
    with echo.connect("phone", FORM + b"Content-Length: 2000\r\n\r\n") as connection:
        for _piece in range(20):
            connection.sendall(b"a" * 100)
            time.sleep(0.2)
        assert rest_of(connection).startswith(b"HTTP/1.1 200 ")


def test_readers_who_do_not_read_hold_no_thread(echo: Echo) -> None:
    much = b"GET /much HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with ExitStack() as open_ones:
        for number in range(12):
            open_ones.enter_context(echo.connect(f"reader-{number}", much))
        assert echo.asks_quickly()
    assert len(echo.ask(much)) > MUCH


def test_those_go_who_leave_most_of_their_answers_when_it_is_too_much(echo: Echo) -> None:
    much = b"GET /much HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with ExitStack() as open_ones:
        readers = [open_ones.enter_context(echo.connect(f"leaver-{number}", much)) for number in range(25)]
        assert echo.asks_quickly()
        assert echo.asks_quickly()
        whole = sum(len(rest_of(connection)) > MUCH for connection in readers)
    assert 10 <= whole < 25  # 13 of them and what the sockets hold fit in


def test_texts_too_many_to_hold_cost_one_who_waits_and_none_who_is_served_or_new(echo: Echo) -> None:
    ask = b"GET /circuit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    before = echo.ask(ask, circuit="newcomer")
    sizes = [99_000] * 10 + [20_000]  # what echo_conf holds, and a little more
    with ExitStack() as open_ones:
        texts = [
            open_ones.enter_context(
                echo.connect(
                    f"long-{number}",
                    FORM.replace(b"/ ", b"/held?begun-%d " % number, 1),
                    b"Content-Length: %d\r\n\r\n" % size,
                    b"a" * size,
                )
            )
            for number, size in enumerate(sizes)
        ]
        given_up, _, _ = select.select(texts, [], [], 10)
        echo.path.with_name(GO_ON).touch()
        answered = [is_answered(connection) for connection in texts]
    [lost] = [number for number, good in enumerate(answered) if not good]
    assert given_up == [texts[lost]]
    assert lost != len(sizes) - 1
    assert not echo.path.with_name(f"begun-{lost}").exists()
    assert echo.ask(ask, circuit="newcomer") == before  # the same process, which knows its circuits
    assert "Traceback" not in echo.log.read_text()


def test_a_client_that_does_not_hang_up_holds_no_other(echo: Echo) -> None:
    with ExitStack() as open_ones:
        for number in range(8):
            connection = open_ones.enter_context(echo.connect(f"lingering-{number}", GET))
            assert rest_of(connection)
        assert echo.asks_quickly()


def test_when_it_is_full_those_go_who_have_shown_least(echo: Echo) -> None:
    with ExitStack() as open_ones:
        for number in range(60):
            open_ones.enter_context(echo.connect(f"full-{number}"))
        assert echo.asks_quickly()


def test_one_circuit_may_have_so_many_connections(echo: Echo) -> None:
    with ExitStack() as open_ones:
        for _number in range(8):
            open_ones.enter_context(echo.connect("greedy"))
        assert echo.ask(GET, circuit="greedy").startswith(b"HTTP/1.1 429 ")
        assert echo.asks_quickly()


def test_a_stream_too_many_is_told_so_and_texts_are_served_meanwhile(echo: Echo) -> None:
    head = STREAM + b"Content-Length: 9000\r\n\r\n"
    with echo.connect("first", head) as first, echo.connect("second", head, b"a" * 9000) as second:
        assert echo.asks_quickly()
        left = 9000
        while left > 500 and not select.select([second], [], [], 0.4)[0]:  # the first goes on meanwhile
            first.sendall(b"a" * 500)
            left -= 500
        assert rest_of(second).endswith(b"turned away")
        first.sendall(b"a" * left)
        assert rest_of(first).endswith(b"9000 bytes")


def test_codes_that_wait_hold_no_thread_and_are_told_when_no_turn_came(echo: Echo) -> None:
    with ExitStack() as open_ones:
        codes = [
            open_ones.enter_context(
                echo.connect(
                    f"code-{number}",
                    FORM.replace(b"/ ", b"/code?code-%d " % number, 1),
                    b"Content-Length: 1\r\n\r\na",
                )
            )
            for number in range(12)
        ]
        answers = [rest_of(codes[number]) for number in range(1, 12)]
        assert echo.ask(GET, circuit="another circuit").startswith(b"HTTP/1.1 200 ")
        assert [path.name for path in echo.path.parent.glob("code-*")] == ["code-0"]
        echo.path.with_name(f"code-0-{GO_ON}").touch()
        assert rest_of(codes[0]).endswith(b"tried")
    assert all(answer.endswith(b"turned away") for answer in answers)


def test_an_unread_body_is_read_away_so_that_the_answer_is_seen(echo: Echo) -> None:
    size = 5_000_000
    with echo.connect("sender", FORM + f"Content-Length: {size}\r\n\r\n".encode()) as connection:
        connection.sendall(bytes(size))
        assert rest_of(connection).startswith(b"HTTP/1.1 200 ")


def test_requests_that_come_together_are_all_answered_on_one_connection(echo: Echo) -> None:
    first = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    answer = echo.ask(first, first, b"GET /circuit HTTP/1.1\r\nHost: x\r\n\r\n", GET)
    assert answer.count(b"HTTP/1.1 200 OK") == 4


def test_a_client_that_is_served_when_the_process_ends_gets_the_answer(tmp_path: Path) -> None:
    with (
        started(tmp_path) as echo,
        echo.connect("last", b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") as connection,
    ):
        answers = connection.recv(65_536)
        connection.sendall(b"GET /held?last HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_for(echo.path.with_name("last"))
        echo.process.send_signal(signal.SIGTERM)
        echo.path.with_name(GO_ON).touch()
        assert (answers + rest_of(connection)).count(b"HTTP/1.1 200 OK") == 2
        assert echo.process.wait(30) == 0


@pytest.mark.parametrize("path", [b"/kept", b"/kept/slow"])
def test_an_answer_that_is_kept_leaves_at_a_whole_step_whatever_its_work_took(
    echo: Echo, path: bytes
) -> None:
    began = time.monotonic()
    assert b" 200 " in echo.ask(GET.replace(b"/ ", path + b" ", 1), circuit=path.decode())
    assert time.monotonic() - began >= STEP


def test_answers_that_are_kept_hold_no_thread(echo: Echo) -> None:
    kept = GET.replace(b"/ ", b"/kept ", 1)
    connections = [echo.connect(f"patient {number}", kept) for number in range(12)]
    assert echo.asks_quickly()
    assert all(b" 200 " in rest_of(connection) for connection in connections)


@pytest.mark.parametrize("path", [b"/kept", b"/kept/slow"])
def test_what_is_sent_before_a_kept_answer_hastens_it_not_and_is_answered_after_it(
    echo: Echo, path: bytes
) -> None:
    began = time.monotonic()
    kept = b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path
    with echo.connect(f"hasty {path.decode()}", kept) as connection:
        time.sleep(0.1)
        connection.sendall(GET.replace(b"/ ", b"/circuit ", 1))
        first = connection.recv(65_536)
        assert time.monotonic() - began >= STEP
        assert (first + rest_of(connection)).count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize("leaves", [False, True])
def test_a_sender_who_does_something_while_served_costs_the_loop_nothing(echo: Echo, leaves: bool) -> None:
    name = f"busy-{leaves}"
    connection = echo.connect(name, f"GET /held?{name} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    wait_for(echo.path.with_name(name))
    if leaves:
        connection.close()
    else:
        connection.sendall(GET)
    before = echo.loop_seconds()
    time.sleep(1)
    spent = echo.loop_seconds() - before
    echo.path.with_name(GO_ON).touch()
    assert spent < 0.3
    assert leaves or rest_of(connection).count(b"HTTP/1.1 200 OK") == 2
    assert echo.asks_quickly()
    echo.path.with_name(GO_ON).unlink()
