"""One trial of an attack: what it got out, what it left behind, and whether the next file opens."""

import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from journalist_interface.evidence.conversion import convert, frames_of_run
from journalist_interface.evidence.errors import EvidenceError
from journalist_interface.evidence.parts import ConvertedFile, PagePicture
from journalist_interface.evidence.sandbox import started
from tests.journalist_interface.evidence import made_files
from tests.process_tree import children, descendants
from tests.sandbox.hostile_files import HostileFile
from tests.sandbox.hostile_programs import HostileProgram

SECRET: Final = "rahasia-di-komputer-petugas-5b1c"
_INIT: Final = 1
"""Adopts what loses its parent."""
_MOST: Final = 4_000_000


class AttackError(AssertionError):
    """An attack got what it must not get."""


@dataclass(slots=True)
class AttackedHost:
    """What attackers would like of the host: a secret in the home, and a listener on loopback."""

    folder: Path
    port: int
    reached: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def prepared(cls) -> Iterator[Self]:
        with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as listener:
            (Path(name) / "catatan.txt").write_text(SECRET, "utf-8")
            host = cls(Path(name), listener.getsockname()[1])
            threading.Thread(target=host.listen, args=(listener,), daemon=True).start()
            yield host

    def listen(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            self.reached.append("the listener")
            line.close()

    def told(self, text: str) -> str:
        """Fill in what the attacker knows: where the home is, and where the listener is."""
        secret = str(self.folder / "catatan.txt")
        return (
            text.replace("HOME", str(self.folder)).replace("SECRET", secret).replace("PORT", str(self.port))
        )

    def require_unharmed(self) -> None:
        """Raise `AttackError` if anything of the attack is left, or got out."""
        if self.reached:
            raise AttackError(f"it reached {self.reached}")
        if left := [
            pid for pid in (*descendants(os.getpid()), *children(_INIT)) if b"--info-fd" in _command(pid)
        ]:
            raise AttackError(f"processes are left: {left}")
        if [path.name for path in self.folder.iterdir()] != ["catatan.txt"]:
            raise AttackError("a file is left in the home")


def try_program(host: AttackedHost, program: HostileProgram) -> str:
    """Run a program in the sandbox and return the sentence with which it ended."""
    with started(program.command(host.told), (b"x",), wall=program.wall) as child:
        try:
            for _ in frames_of_run(child):
                pass
        except program.error as ended:
            sentence = str(ended)
        except EvidenceError as other:
            raise AttackError(f"it ended as {type(other).__name__}") from other
        else:
            raise AttackError("it was taken for a conversion")
        said = child.read(_MOST) if program.says else b""
    for line in program.says:
        if line not in said:
            raise AttackError(f"it did not say {line!r} but {said!r}")
    if b"DONE" in said or SECRET.encode() in said:
        raise AttackError(f"it succeeded: {said!r}")
    return sentence


def try_file(host: AttackedHost, file: HostileFile) -> str:
    """Open a file, and return the sentence with which it ended, or what was shown of it."""
    shown = []
    try:
        for part in convert(iter(file.make(host.port))):
            if SECRET in repr(part) or "root:" in repr(part):
                raise AttackError("a file of the host is shown")
            shown.append(part)
    except EvidenceError as ended:
        return str(ended)
    if not isinstance(shown[-1], ConvertedFile):
        raise AttackError("it ended without an end")
    left_out = ", ".join(sorted(shown[-1].left_out)) or "nothing"
    return f"shown in {len(shown)} parts; left out: {left_out}"


def require_next_opens() -> None:
    """Raise `AttackError` if an honest file does not open after an attack."""
    if sum(isinstance(part, PagePicture) for part in convert((made_files.pdf(),))) != 2:
        raise AttackError("the next file does not open")


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
