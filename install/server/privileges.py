"""Working as a server's user, so that nothing that root wrote is in that server's way."""

import os
import pwd
from pathlib import Path


def become_owner(folder: Path) -> None:
    """Give up root's rights for those of the folder's owner, and of the owner's groups; as another user do nothing."""
    if os.geteuid() != 0 or not folder.exists():
        return
    owner = folder.stat().st_uid
    if owner == 0:
        return
    user = pwd.getpwuid(owner)
    os.initgroups(user.pw_name, user.pw_gid)
    os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
    os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
    os.environ["HOME"] = user.pw_dir
