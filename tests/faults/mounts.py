"""Faults of a disk and of GnuPG, made with mounts that this thread and its children alone see."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

GPG: Final = Path("/usr/bin/gpg")
GPGCONF: Final = Path("/usr/bin/gpgconf")
_RUNS: Final = "gpg-runs"


def mount(*arguments: str | Path) -> None:
    """Mount, as mount(8) does."""
    subprocess.run(["mount", *map(str, arguments)], check=True, capture_output=True)


def unmount(place: Path) -> None:
    """Unmount, as umount(8) does, at once, even while a process looks at it."""
    subprocess.run(["umount", "--lazy", str(place)], check=True, capture_output=True)


def small_disk(folder: Path, size: int) -> None:
    """A folder becomes a disk of `size` bytes, with all that lies in it, for as long as this view of the mounts."""
    kept = folder.with_name(f"{folder.name}-before")
    shutil.copytree(folder, kept)
    mount("-t", "tmpfs", "-o", f"size={size},mode=2770", "tmpfs", folder)
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    shutil.rmtree(kept)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder on a disk that can only be read, until the block ends."""
    mount("--bind", folder, folder)
    mount("-o", "remount,bind,ro", folder)
    try:
        yield
    finally:
        unmount(folder)


@contextmanager
def without_gpg() -> Iterator[None]:
    """GnuPG is not installed, until the block ends."""
    with _instead_of_gpg(Path(os.devnull)):
        yield


@contextmanager
def hanging_gpg(folder: Path, program: Path = GPG) -> Iterator[None]:
    """GnuPG reads nothing, says nothing and never ends, until the block ends; `hanging_runs` counts how often."""
    with _instead_of_gpg(_script(folder, f'echo >> "{folder / _RUNS}"\nexec sleep 1000'), program):
        yield


def hanging_runs(folder: Path) -> int:
    """Return how many runs of `hanging_gpg` were started with this folder."""
    runs = folder / _RUNS
    return len(runs.read_text()) if runs.exists() else 0


@contextmanager
def dying_gpg(folder: Path) -> Iterator[None]:
    """GnuPG is killed in the middle of its work, as when memory runs out, until the block ends."""
    half = "head -c 20 >&2; echo half of something; kill -9 $$"
    with _instead_of_gpg(_script(folder, half)):
        yield


@contextmanager
def halfway_dying_gpg(folder: Path) -> Iterator[None]:
    """GnuPG says that it encrypted, and is killed when a part of the message is out, until the block ends."""
    real = folder / "gpg-real"
    shutil.copy(GPG, real)
    half = f'"{real}" "$@" | {{ head -c 300; kill -9 $$; }}'
    with _instead_of_gpg(
        _script(folder, f'case "$*" in *--encrypt*) ;; *) exec "{real}" "$@" ;; esac\n{half}')
    ):
        yield


@contextmanager
def spilling_gpg(folder: Path) -> Iterator[None]:
    """GnuPG gives back what it reads, as it was, and then fails, until the block ends."""
    with _instead_of_gpg(_script(folder, "cat; exit 2")):
        yield


@contextmanager
def _instead_of_gpg(other: Path, program: Path = GPG) -> Iterator[None]:
    mount("--bind", other, program)
    try:
        yield
    finally:
        unmount(program)


def _script(folder: Path, words: str) -> Path:
    path = folder / "gpg-instead"
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)
    return path
