"""Further versions of a built package, which exist in tests alone: some good, some that must not come into use."""

import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.booted.booted_machine import BootedMachine

LIBRARY: Final = "usr/lib/kentongan"
REPOSITORY: Final = Path("/root/repository")


@dataclass(frozen=True)
class Change:
    """A version with further files, and with words in its files that differ; paths start at the library."""

    version: str
    files: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def changed_package(package: Path, change: Change, folder: Path) -> Path:
    """Return the file of the changed package."""
    target = folder / f"kentongan-server_{change.version}_amd64.deb"
    with tempfile.TemporaryDirectory(prefix="changed-") as place:
        root = Path(place, "root")
        subprocess.run(["dpkg-deb", "--raw-extract", package, root], check=True)
        control = root / "DEBIAN/control"
        control.write_text(
            re.sub(r"^Version: .*$", f"Version: {change.version}", control.read_text(), flags=re.MULTILINE)
        )
        for path, text in change.files.items():
            (root / LIBRARY / path).write_text(text)
        for path, (old, new) in change.words.items():
            text = (root / LIBRARY / path).read_text()
            assert old in text, path
            (root / LIBRARY / path).write_text(text.replace(old, new))
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", root, target],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return target


def offer(machine: BootedMachine, package: Path) -> None:
    """Let apt there know this package as the newest, and no other of its name."""
    machine.run("rm", "-rf", REPOSITORY)
    machine.put(REPOSITORY / package.name, package.read_bytes())
    listed = subprocess.run(
        ["apt-ftparchive", "packages", "."], cwd=package.parent, check=True, capture_output=True, text=True
    ).stdout
    ours = [part for part in listed.split("\n\n") if f"Filename: ./{package.name}\n" in f"{part}\n"]
    machine.put(REPOSITORY / "Packages", ("\n\n".join(ours) + "\n").encode())
    line = f"deb [trusted=yes] file:{REPOSITORY} ./\n"
    machine.put("/etc/apt/sources.list.d/further.list", line.encode())
