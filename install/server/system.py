"""The thin layer between the setup and the machine: programs, users, modes. Nothing here decides anything."""

import grp
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from store.web.durable import replace_file

_SECONDS: Final = 300
SYSTEM_ENVIRONMENT: Final = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
"""All that a program of the system is told: what it says does not depend on the administrator's shell."""
_MISSING: Final = Sentence(
    "Program {program} tidak ada di mesin ini. Pasang paketnya, lalu coba lagi.",
    "The program {program} is not on this machine. Install its package, and try again.",
)
_FAILED: Final = Sentence("`{command}` gagal: {said}", "`{command}` failed: {said}")
_SILENT: Final = Sentence("tanpa penjelasan", "it does not say why")


class CommandFailedError(InstallError):
    """A program of the system failed."""


def run_program(
    command: Sequence[str],
    *,
    given: str = "",
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a program, as this user if named, and return its output; raise `CommandFailedError` with what it said."""
    if shutil.which(command[0], path=SYSTEM_ENVIRONMENT["PATH"]) is None:
        raise CommandFailedError(_MISSING.told(program=command[0]))
    account = None if user is None else pwd.getpwnam(user)
    done = subprocess.run(  # nosec B603 # fixed programs, no shell
        command,
        input=given,
        env=SYSTEM_ENVIRONMENT | dict(environment or {}),
        cwd="/",
        user=None if account is None else account.pw_uid,
        group=None if account is None else account.pw_gid,
        extra_groups=None if account is None else os.getgrouplist(account.pw_name, account.pw_gid),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip() or _SILENT.told()
        raise CommandFailedError(_FAILED.told(command=" ".join(command), said=said))
    return done.stdout


def succeeds(command: Sequence[str]) -> bool:
    """Return whether a program ends with status 0, such as a question to systemctl."""
    return subprocess.run(command, env=SYSTEM_ENVIRONMENT, capture_output=True, check=False).returncode == 0  # nosec B603


def user_exists(name: str) -> bool:
    """Return whether the system has this user."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def owner_of(path: Path) -> tuple[str, str, int]:
    """Return the names of a file's user and group, and its mode; numbers where there is no name."""
    found = path.stat(follow_symlinks=False)
    try:
        user = pwd.getpwuid(found.st_uid).pw_name
    except KeyError:
        user = str(found.st_uid)
    try:
        group = grp.getgrgid(found.st_gid).gr_name
    except KeyError:
        group = str(found.st_gid)
    return user, group, found.st_mode & 0o7777


def write_file(path: Path, content: bytes, user: str, group: str, mode: int) -> None:
    """Write a whole file of this user and group, or leave the one that was there."""
    replace_file(path, content, mode, (pwd.getpwnam(user).pw_uid, grp.getgrnam(group).gr_gid))
