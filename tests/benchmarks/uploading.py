"""A large file sent to the running source interface, beside `gpg --encrypt` of the same file with the same options.

Both write to the same disk and are over when the ciphertext is durable. That the bare gpg has the options and readers
of the gpg which the server runs is checked against that process.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from crypto.gpg.decrypt import decrypt_stream
from crypto.gpg.encrypt import encryption_arguments
from crypto.gpg.invocation import program
from crypto.padding import padme
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place
from tests.benchmarks.process_memory import peak, reset_peak, resident, watching
from tests.benchmarks.timing import in_turns, ratio, seconds, spread
from tests.office import TestOffice
from tests.source_interface.box import Box, Served, command_line, wait_until
from tests.source_interface.visitor import ENDING, Visitor, answer_of

READER: Final = "sari"
MEGABYTE: Final = 1_000_000
MOST_RATIO: Final = 1.2
MOST_MEGABYTES: Final = 20.0
_IN_FRAME: Final = "/id/mailbox/files/frame"
"""The address to which the page for files sends: its answer waits for no half second."""
_PIECE_BYTES: Final = 1024 * 1024
_EVERY_RUN: Final = ("--batch", "--no-tty", "--quiet", "--no-options")


def run(place: Place, megabytes: int, rounds: int) -> list[Figure]:
    """A file of so many megabytes."""
    with place.office("upload") as office, Box(office).serve(forked=False) as served:
        measured = _Upload(office, served, megabytes * MEGABYTE)
        measured.warm_up()
        ours, bare = in_turns(rounds, measured.by_us, measured.by_gpg_alone)
    name = f"upload of {megabytes} MB"
    return [
        Figure(
            f"{name} ÷ gpg --encrypt",
            ratio(ours, bare),
            target=MOST_RATIO,
            remark=f"{spread(ours)} ÷ {spread(bare)}",
        ),
        _memory(f"{name}: memory of the server", measured.server_memory, "above idle"),
        _memory(f"{name}: memory of its gpg", measured.gpg_memory, "in all"),
    ]


def _memory(name: str, values: list[float], remark: str) -> Figure:
    return Figure(name, max(values), "MB", MOST_MEGABYTES, f"{spread(values, 'MB')} {remark}")


@dataclass(frozen=True, slots=True)
class _Original:
    path: Path
    sha256: str


class _Upload:
    def __init__(self, office: TestOffice, served: Served, size: int) -> None:
        self._blobs = office.folder / "blobs"
        self._served = served
        self._home = office.keys.people[READER].home
        self._folder = office.folder
        self._size = size
        self._original = _random_file(office.folder / "original", size)
        self._visitor = Visitor.enter(served)
        current = office.keeper("source").current()
        readers = current.recipients(current.usable_readers(()))
        self._arguments = encryption_arguments(readers, office.clock.today())
        self.server_memory: list[float] = []
        self.gpg_memory: list[float] = []

    def warm_up(self) -> None:
        """Both ways once, unmeasured; the options of the server's gpg are taken from it."""
        with self._visitor.connect() as connection:
            body = self._visitor.opening()
            connection.sendall(self._visitor.head(len(body) + _PIECE_BYTES + len(ENDING)) + body)
            connection.sendall(os.urandom(_PIECE_BYTES - 1))
            wait_until(self._served.gpgs)
            running = command_line(self._served.gpgs()[0])
            connection.sendall(b"." + ENDING)
            require("200 OK" in answer_of(connection), "the first small upload was refused")
        # Sooner or later gpg writes over the exclamation mark of the time it was given.
        same, shown = (
            "".join(arguments).replace("!", "") for arguments in (self._arguments, running.split("\0"))
        )
        require(shown.endswith(same), "the server's gpg has other options")
        self._forget_blobs()
        self.by_gpg_alone()
        self.by_us()
        self.server_memory, self.gpg_memory = [], []

    def by_us(self) -> float:
        """Seconds from the first byte sent to the answer that the file is durable."""
        os.sync()
        worker = self._served.worker()
        idle = resident(worker)
        reset_peak(worker)
        with watching(self._served.gpgs) as gpgs:
            taken = seconds(self._send)
        self.server_memory.append((peak(worker) - idle) / MEGABYTE)
        self.gpg_memory.append(gpgs.highest / MEGABYTE)
        (blob,) = self._blobs.iterdir()
        self._check(blob, padme(self._size))
        self._forget_blobs()
        return taken

    def by_gpg_alone(self) -> float:
        """Seconds from starting gpg to the end of fsync."""
        os.sync()
        target = self._folder / "by-gpg"
        taken = seconds(lambda: self._encrypt(target))
        self._check(target, self._size)
        target.unlink()
        return taken

    def _send(self) -> None:
        opening = self._visitor.opening()
        with self._visitor.connect() as connection, self._original.path.open("rb") as file:
            head = self._visitor.head(len(opening) + self._size + len(ENDING), _IN_FRAME)
            connection.sendall(head + opening)
            connection.sendfile(file)
            connection.sendall(ENDING)
            answer = answer_of(connection)
        require(" 200 OK" in answer.split("\r\n")[0], "the upload was refused")
        require("Satu berkas tiba utuh" in answer, "the page does not say that the file arrived")

    def _encrypt(self, target: Path) -> None:
        with (
            TemporaryDirectory() as home,
            self._original.path.open("rb") as source,
            target.open("wb") as sink,
        ):
            command = [program("gpg"), "--homedir", home, *_EVERY_RUN, *self._arguments]
            subprocess.run(command, stdin=source, stdout=sink, stderr=subprocess.DEVNULL, check=True)
            os.fsync(sink.fileno())

    def _check(self, ciphertext: Path, length: int) -> None:
        """Check that the file decrypts, and then zeros."""
        digest, left, count = hashlib.sha256(), self._size, 0
        for piece in decrypt_stream(self._home, _pieces(ciphertext)):
            digest.update(piece[:left])
            require(not any(piece[left:]), "the padding is not of zeros")
            left -= min(left, len(piece))
            count += len(piece)
        require(digest.hexdigest() == self._original.sha256, "other bytes came out than went in")
        require(count == length, "the plaintext does not have the length it must have")

    def _forget_blobs(self) -> None:
        for blob in self._blobs.iterdir():
            blob.unlink()


def _random_file(path: Path, size: int) -> _Original:
    digest, left = hashlib.sha256(), size
    with path.open("wb") as file:
        while left:
            piece = os.urandom(min(left, _PIECE_BYTES))
            left -= len(piece)
            digest.update(piece)
            file.write(piece)
    return _Original(path, digest.hexdigest())


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PIECE_BYTES), b"")
