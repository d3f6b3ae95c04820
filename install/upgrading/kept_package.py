"""The installed package, made into a file again: the repository has moved on, and apt's cache may be empty."""

import os
import shutil
import stat
from pathlib import Path
from typing import Final

from install.server.system import run_program
from store.web.durable import fsync_folder

# What dpkg adds to the fields of a package that is installed.
_OF_DPKG: Final = ("Status:", "Conffiles:", "Config-Version:")
_CONFFILES: Final = "conffiles"


def keep_package(name: str, target: Path) -> None:
    """Write the installed package to this file, from the files that it has on the machine; raise `InstallError`."""
    root = target.with_name("package")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(mode=0o755)
    try:
        for line in run_program(["dpkg-query", "--listfiles", name]).splitlines():
            if line.startswith("/") and line != "/.":
                _take(Path(line), root)
        _describe(name, root)
        run_program(["dpkg-deb", "-Znone", "--build", str(root), str(target)])
    finally:
        shutil.rmtree(root)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    fsync_folder(target.parent)


def _take(path: Path, root: Path) -> None:
    """Take one path along, with its owner and mode; a file as another name of the same, where the disk allows it."""
    there = root / path.relative_to("/")
    try:
        found = path.lstat()
    except FileNotFoundError:  # a configuration file that an administrator removed
        return
    if stat.S_ISDIR(found.st_mode):
        there.mkdir()
        there.chmod(stat.S_IMODE(found.st_mode))
        os.chown(there, found.st_uid, found.st_gid)
        return
    try:
        os.link(path, there, follow_symlinks=False)
    except OSError:  # another disk
        shutil.copy2(path, there, follow_symlinks=False)
        os.chown(there, found.st_uid, found.st_gid, follow_symlinks=False)


def _describe(name: str, root: Path) -> None:
    """Write what dpkg knows of the package, and its scripts."""
    folder = root / "DEBIAN"
    folder.mkdir(mode=0o755)
    (folder / "control").write_text(_fields(run_program(["dpkg-query", "--status", name])), "utf-8")
    for script in run_program(["dpkg-query", "--control-list", name]).split():
        path = Path(run_program(["dpkg-query", "--control-path", name, script]).strip())
        shutil.copy2(path, folder / script)
    listed = folder / _CONFFILES
    if listed.exists():
        lines = [
            line for line in listed.read_text("utf-8").splitlines() if (root / line.lstrip("/")).exists()
        ]
        listed.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _fields(status: str) -> str:
    """Return the fields of the package itself; lines that begin with a blank go on with the field above."""
    kept, taken = [], False
    for line in status.splitlines():
        if not line.startswith(" "):
            taken = not line.startswith(_OF_DPKG)
        if taken and line:
            kept.append(line)
    return "\n".join(kept) + "\n"
