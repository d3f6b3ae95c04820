"""The command `kentongan` for administrators and auditors of an installation; `--help` lists what it can do.

The exit status is 0 when all is well, 1 when an audit finds something, and 2 when nothing could be judged or done.
"""

import sys
from collections.abc import Sequence
from typing import Final

import click

from install.commands.bilingual import BilingualGroup, in_terminal_language
from install.commands.click_words import find_click_words
from install.console import run, warn
from install.language import Sentence

UNUSABLE: Final = 2
_STOPPED: Final = Sentence("Dihentikan.", "Stopped.")

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
        "doctor": "install.commands.doctor:doctor",
        "gateway-client": "install.commands.gateway_clients:gateway_client",
        "init": "install.commands.init:init",
        "officer": "install.commands.officers:officer",
        "publish": "install.commands.publish:publish",
        "restore": "install.commands.restore:restore",
        "status": "install.commands.status:status",
        "upgrade": "install.commands.upgrade:upgrade",
    },
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run(lambda: _status(words), UNUSABLE)


def _status(words: Sequence[str] | None) -> int:
    find_click_words()
    try:
        status = in_terminal_language(kentongan).main(words, prog_name="kentongan", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except click.Abort:  # Ctrl-C, or the end of the input while a question waits
        warn(_STOPPED.told())
        return UNUSABLE
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(main())
