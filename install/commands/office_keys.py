"""The group `key` of `kentongan-office`: the office key from its making to its successor."""

from typing import Final

from install.commands.bilingual import BilingualGroup
from install.language import Sentence

key: Final = BilingualGroup(
    "key",
    text=Sentence(
        "Membuat, menyalin dan mengganti kunci kantor.", "Make, copy and change the key of the office."
    ),
    example="kentongan-office key hand-over --help",
    late={
        "check": "install.commands.office_key_copies:check",
        "copy": "install.commands.office_key_copies:copy",
        "hand-over": "install.commands.office_key_changes:hand_over",
        "make": "install.commands.office_ceremony:make",
        "replace": "install.commands.office_key_changes:replace",
    },
)
