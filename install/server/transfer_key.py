"""The ssh key by which the backup host knows this server, and the line that gives it no more than writing there."""

from typing import Final

from install.server.layout import BACKUP_USER, ServerLayout
from install.server.system import run_program

FOLDER: Final = "/srv/kentongan"
"""The folder of the backup host that backups are written to, unless that machine's administrator names another."""
_LINE: Final = 'restrict,command="rrsync -wo {folder}" {key}'


def make_transfer_key(layout: ServerLayout) -> None:
    """Make the pair, unless it is there."""
    if layout.transfer_key.exists():
        return
    run_program(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", BACKUP_USER, "-f", str(layout.transfer_key)]
    )


def authorized_line(layout: ServerLayout) -> str:
    """Return the line for `authorized_keys` on the backup host: this key may write into one folder, and no more."""
    public = layout.transfer_key.with_suffix(".pub").read_text("ascii").strip()
    return _LINE.format(folder=FOLDER, key=public)
