"""Uploads through a real gunicorn: broken in the middle, large, and watched by strace."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.noise import noise
from tests.source_interface.box import Box, Served, wait_until
from tests.source_interface.report_reader import Reader
from tests.source_interface.visitor import ENDING, Visitor, answer_of

MEBIBYTE = 1024 * 1024
MARKER = b"PENANDA-RAHASIA-7f3a91"


def random_bytes(size: int, piece: int = MEBIBYTE) -> Iterator[bytes]:
    for _piece in range(size // piece):
        yield noise(piece)


def blobs_of(box: Box) -> list[Path]:
    return sorted((box.office.folder / "blobs").iterdir())


@pytest.fixture
def served(box: Box) -> Iterator[Served]:
    with box.serve() as running:
        yield running


def test_a_client_that_leaves_in_the_middle_leaves_nothing_behind(box: Box, served: Served) -> None:
    visitor = Visitor.enter(served)
    with visitor.connect() as connection:
        connection.sendall(visitor.head(100 * MEBIBYTE) + visitor.opening(("utuh.txt", b"sudah utuh")))
        connection.sendall(noise(3 * MEBIBYTE))
        wait_until(lambda: served.gpgs() and any(path.suffix == ".part" for path in blobs_of(box)))
    wait_until(lambda: not served.gpgs())
    wait_until(lambda: not any(path.suffix == ".part" for path in blobs_of(box)))
    assert len(blobs_of(box)) == 1
    wait_until(
        lambda: "utuh.txt" in visitor.page()
    )  # what arrived whole is told once the broken file is gone
    assert "besar.bin" not in visitor.page()
    sari = Reader(box.office, "sari")
    assert [sari.blob(envelope) for envelope in sari.read() if envelope.attachment] == [b"sudah utuh"]


def test_the_progress_says_that_it_is_too_much_long_before_all_is_sent(box: Box) -> None:
    """Tor Browser shows the answer only when it has sent everything, or a broken connection: this frame is sooner."""
    with box.serve(max_file_bytes=2 * MEBIBYTE, max_upload_bytes=20 * MEBIBYTE) as served:
        whole, single = Visitor.enter(served), Visitor.enter(served)
        with whole.connect() as connection:
            connection.sendall(whole.head(50 * MEBIBYTE) + whole.opening() + bytes(MEBIBYTE))
            wait_until(lambda: "Kiriman ini melebihi batas sekali kirim" in whole.progress())
        with single.connect() as connection:
            connection.sendall(single.head(10 * MEBIBYTE) + single.opening() + bytes(MEBIBYTE))
            wait_until(lambda: "ukurannya terlalu besar dan akan ditolak." in single.progress())
            connection.sendall(bytes(2 * MEBIBYTE))
            wait_until(lambda: "besar.bin</span>: Berkas ini lebih besar" in single.progress())


def test_a_reset_in_the_middle_leaves_nothing_behind_either(box: Box, served: Served) -> None:
    visitor = Visitor.enter(served)
    connection = visitor.connect()
    connection.sendall(visitor.head(100 * MEBIBYTE) + visitor.opening() + noise(MEBIBYTE))
    wait_until(lambda: bool(served.gpgs()))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
    wait_until(lambda: not served.gpgs() and not blobs_of(box))
    assert "besar.bin" not in visitor.page()


def test_of_a_chunked_upload_arrives_what_was_whole_before_it_broke(box: Box, served: Served) -> None:
    visitor = Visitor.enter(served)
    body = visitor.opening(("satu.txt", b"isi")) + b"lengkap" + ENDING
    for pieces, ended in (([body[:300], body[300:]], True), ([body[:-40]], False)):
        with visitor.connect() as connection:
            connection.sendall(visitor.head(None))
            for piece in pieces:
                connection.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            connection.sendall(b"0\r\n\r\n" if ended else b"zz\r\n")
            assert ("2 berkas tiba utuh" in answer_of(connection)) == ended
    sari = Reader(box.office, "sari")
    contents = [sari.blob(envelope) for envelope in sari.read() if envelope.attachment]
    assert contents == [b"isi", b"lengkap", b"isi"]
    assert len(blobs_of(box)) == 3


def test_a_hundred_megabytes_arrive_in_flat_memory(served: Served) -> None:
    visitor = Visitor.enter(served)
    with visitor.connect() as warm_up:
        body = visitor.opening() + noise(2 * MEBIBYTE) + ENDING
        warm_up.sendall(visitor.head(len(body)) + body)
        answer_of(warm_up)
    before = peak_memory(served.worker())
    opening = visitor.opening()
    with visitor.connect() as connection:
        connection.sendall(visitor.head(len(opening) + 100 * MEBIBYTE + len(ENDING)) + opening)
        for piece in random_bytes(100 * MEBIBYTE):
            connection.sendall(piece)
        connection.sendall(ENDING)
        answer = answer_of(connection)
    assert "200 OK" in answer.split("\r\n")[0]
    assert "104,9\N{NO-BREAK SPACE}MB" in answer
    assert peak_memory(served.worker()) - before < 10 * MEBIBYTE


def peak_memory(pid: int) -> int:
    """The most resident memory that a process ever had, in bytes (proc(5), VmHWM)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def test_a_file_beyond_the_limit_gets_a_page_and_no_reset(box: Box) -> None:
    with box.serve(max_file_bytes=MEBIBYTE) as served:
        visitor = Visitor.enter(served)
        opening = visitor.opening(("pas.txt", b"pas"))
        with visitor.connect() as connection:
            size = len(opening) + 20 * MEBIBYTE + len(ENDING)
            connection.sendall(visitor.head(size) + opening)
            for piece in random_bytes(20 * MEBIBYTE):
                connection.sendall(piece)
            connection.sendall(ENDING)
            answer = answer_of(connection)
        assert " 413 " in answer.split("\r\n")[0]
        assert "Satu berkas tiba utuh" in answer
        assert "besar.bin</span>: Berkas ini lebih besar" in answer
        assert not served.gpgs()
        assert len(blobs_of(box)) == 1


def test_files_sent_to_another_page_are_read_away_and_refused(box: Box, served: Served) -> None:
    visitor = Visitor.enter(served)
    opening = visitor.opening()
    with visitor.connect() as connection:
        size = len(opening) + 20 * MEBIBYTE + len(ENDING)
        connection.sendall(visitor.head(size, "/id/report") + opening)
        for piece in random_bytes(20 * MEBIBYTE):
            connection.sendall(piece)
        connection.sendall(ENDING)
        answer = answer_of(connection)
    assert " 415 " in answer.split("\r\n")[0]
    assert "Ini tidak dapat dikirim di sini" in answer
    assert blobs_of(box) == []


def test_nothing_about_a_request_is_logged(served: Served) -> None:
    visitor = Visitor.enter(served)
    with visitor.connect() as connection:
        connection.sendall(b"POST /id/rahasia-alamat HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")
        answer_of(connection)
    with visitor.connect() as connection:
        connection.sendall(visitor.head(MEBIBYTE) + visitor.opening() + b"isi")
    visitor.page()
    log = served.log.read_text()
    for trace in ("127.0.0.1:", "rahasia-alamat", "besar.bin", visitor.cookie, "GET /", "ip="):
        assert trace not in log


def strace() -> str:
    found = shutil.which("strace")
    assert found is not None, "strace is needed: apt-get install strace"
    return found


WRITES = "trace=write,pwrite64,writev,pwritev,pwritev2,sendfile,splice,vmsplice,copy_file_range,tee,mmap"


SHIFTED = Path("/etc/faketimerc").exists()
OF_LIBFAKETIME = re.compile(r"</dev/shm/(faketime_shm_\d+|sem\.\w+)>")
"""What shifts the time of all processes shares memory among them; see tests.dates."""


@dataclass
class Trace:
    """A trace of what a process tree wrote, by the kind of descriptor."""

    folder: Path

    def command(self) -> list[str]:
        self.folder.mkdir()
        return [
            strace(),
            "-f",
            "-ff",
            "-y",
            "-qq",
            "-s",
            "200000",
            "-x",
            "-e",
            WRITES,
            "-o",
            str(self.folder / "t"),
        ]

    def spills(self, marker: bytes) -> list[str]:
        """Every call that put the marker into something else than a pipe or a socket."""
        escaped = "".join(f"\\x{byte:02x}" for byte in marker)
        wanted = (marker.decode(), escaped)
        return [
            line
            for file in self.folder.iterdir()
            for line in file.read_text(errors="replace").splitlines()
            if any(word in line for word in wanted) and not re.match(r"\w+\(\d+<(pipe|socket|TCP|UNIX)", line)
        ]

    def shared_mappings(self) -> list[str]:
        """Files mapped so that writing to memory writes to them: a way around `write`."""
        return [
            line
            for file in self.folder.iterdir()
            for line in file.read_text(errors="replace").splitlines()
            if line.startswith("mmap(") and "MAP_SHARED" in line and "PROT_WRITE" in line and "<" in line
            if not (SHIFTED and OF_LIBFAKETIME.search(line))
        ]

    def saw(self, marker: bytes) -> bool:
        """Return whether any traced call carried the marker at all, into gpg's pipe for one."""
        return any(marker.decode() in file.read_text(errors="replace") for file in self.folder.iterdir())


def upload_with_marker(served: Served) -> None:
    visitor = Visitor.enter(served)
    body = visitor.opening((f"{MARKER.decode()}.txt", MARKER * 100)) + MARKER * 60_000 + ENDING
    with visitor.connect() as connection:
        connection.sendall(visitor.head(len(body)) + body)
        assert "2 berkas tiba utuh" in answer_of(connection)


def test_no_plaintext_byte_of_an_upload_is_written_to_any_file(box: Box, tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace")
    with box.serve(*trace.command()) as served:
        upload_with_marker(served)
    assert trace.saw(MARKER), "the trace saw nothing of the upload"
    assert trace.spills(MARKER) == []
    assert not [line for line in trace.shared_mappings() if "sqlite3-shm" not in line]
    written = b"".join(path.read_bytes() for path in box.office.folder.rglob("*") if path.is_file())
    assert MARKER not in written


SPILLS = {
    "a named file": "open('{folder}/spill', 'wb').write(data)",
    "an unnamed file": "os.write(os.open('{folder}', os.O_TMPFILE | os.O_RDWR), data)",
    "a file of memory": "os.write(os.memfd_create('spill'), data)",
}


@pytest.mark.parametrize("kind", SPILLS)
def test_a_planted_spill_is_caught_by_the_same_check(tmp_path: Path, kind: str) -> None:
    trace = Trace(tmp_path / "trace")
    spill = SPILLS[kind].format(folder=tmp_path)
    program = f"import os; data = {MARKER!r} * 60_000; {spill}"
    subprocess.run([*trace.command(), "/usr/bin/python3", "-c", program], check=True, timeout=60)
    assert trace.spills(MARKER)
