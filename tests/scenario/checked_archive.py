"""The archive of a dossier, checked as an outsider does: unpacked, and its own script run."""

import subprocess  # nosec B404 # the script is what a stranger would run
import tarfile
from pathlib import Path


def unpacked(archive: Path, folder: Path) -> Path:
    """Return the folder that the archive makes in this one."""
    with tarfile.open(archive, mode="r:gz") as tar:
        tar.extractall(folder, filter="data")
    [made] = folder.iterdir()
    return made


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script of an unpacked archive, in an environment that has nothing of ours."""
    return subprocess.run(
        ["/bin/sh", "verify.sh"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )


def checked_archive(archive: Path) -> str:
    """Return what the script of an archive says."""
    run = verified(unpacked(archive, archive.with_suffix(".unpacked")))
    return run.stdout + run.stderr
