"""The command `kentongan` for administrators and auditors of an installation; `--help` lists what it can do.

The exit status is 0 when all is well, 1 when an audit finds something, and 2 when nothing could be judged or done.
"""

import sys
from collections.abc import Sequence
from typing import Final

from install.commands.bilingual import BilingualGroup
from install.commands.command_line import run_command
from install.language import Sentence

kentongan: Final = BilingualGroup(
    "kentongan",
    text=Sentence(
        "Perintah untuk pengelola dan auditor suatu pemasangan Kentongan.",
        "What administrators and auditors ask of an installation of Kentongan.",
    ),
    example="kentongan audit verify --help",
    late={
        "audit": "install.commands.audit:audit",
        "backup": "install.commands.backup:backup",
        "backup-note": "install.commands.backup_note:backup_note",
        "doctor": "install.commands.doctor:doctor",
        "gateway-client": "install.commands.gateway_clients:gateway_client",
        "gateway-key": "install.commands.gateway_key:gateway_key",
        "init": "install.commands.init:init",
        "office-key": "install.commands.server_office_key:office_key",
        "officer": "install.commands.officers:officer",
        "pin-office-key": "install.commands.pin_office_key:pin_office_key",
        "publish": "install.commands.publish:publish",
        "restore": "install.commands.restore:restore",
        "status": "install.commands.status:status",
        "upgrade": "install.commands.upgrade:upgrade",
    },
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run_command(kentongan, words)


if __name__ == "__main__":
    sys.exit(main())
