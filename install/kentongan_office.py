"""The command `kentongan-office`, for the machine without network; `--help` lists what it can do.

The exit status is 0 when all is well, 1 when a check finds something, and 2 when nothing could be judged or done.
"""

import sys
from collections.abc import Sequence
from typing import Final

from install.commands.bilingual import BilingualGroup
from install.commands.command_line import run_command
from install.language import Sentence

kentongan_office: Final = BilingualGroup(
    "kentongan-office",
    text=Sentence(
        "Perintah untuk komputer kantor tanpa jaringan, tempat kunci-kunci kantor.",
        "What the office does on its machine without network, where its keys live.",
    ),
    example="kentongan-office backup check --help",
    late={"backup": "install.commands.office_backup:backup", "key": "install.commands.office_keys:key"},
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run_command(kentongan_office, words)


if __name__ == "__main__":
    sys.exit(main())
