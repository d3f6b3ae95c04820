"""Working as a server's user, so that nothing that root wrote is in that server's way."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence

_NOT_ROOT: Final = Sentence(
    "Hanya root yang dapat melakukan ini. Ulangi sebagai root.",
    "Only root can do this. Run it again as root.",
)


def require_root() -> None:
    """Raise `InstallError` unless root runs this."""
    if os.geteuid() != 0:
        raise InstallError(_NOT_ROOT.told())


def become_owner(folder: Path) -> None:
    """Give up root's rights for those of the folder's owner, and of the owner's groups; as another user do nothing."""
    if os.geteuid() != 0 or not folder.exists():
        return
    found = folder.stat()
    if found.st_uid == 0:
        return
    try:
        user = pwd.getpwuid(found.st_uid)
        group, groups = user.pw_gid, os.getgrouplist(user.pw_name, user.pw_gid)
        os.environ["HOME"] = user.pw_dir  # PostgreSQL's library fails over a home that it may not read
    except KeyError:  # a number without a name has no groups but the folder's
        group, groups = found.st_gid, []
    os.setgroups(groups)
    os.setresgid(group, group, group)
    os.setresuid(found.st_uid, found.st_uid, found.st_uid)


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Let root touch files with this user's rights while the block runs.

    In a folder of another user root would follow a link that this user put there.
    """
    user = pwd.getpwnam(name)
    groups = os.getgroups()
    os.setgroups(os.getgrouplist(name, user.pw_gid))
    os.setegid(user.pw_gid)
    os.seteuid(user.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)
