"""A USB stick, which is in one machine at a time: what is written there is carried to the next."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.first_files import archive

STICK: Final = PurePosixPath("/media/stick")


class UsbStick:
    """Files by their names below the stick's folder."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = dict(files or {})

    @contextmanager
    def inside(self, machine: BootedMachine, owner: str = "root") -> Iterator[None]:
        """Put it into a machine, where this user may write on it, and pull it out afterwards."""
        machine.run("mkdir", STICK)
        packed = archive({str(STICK.relative_to("/") / name): data for name, data in self.files.items()})
        machine.run("tar", "--extract", "--directory=/", given=packed)
        machine.run("chown", "--recursive", owner, STICK)
        yield
        prefix = f"{STICK.relative_to('/')}/"
        found = machine.fetch_files(str(STICK))
        self.files = {name.removeprefix("/").removeprefix(prefix): data for name, data in found}
        machine.run("rm", "--recursive", STICK)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder of this machine."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
