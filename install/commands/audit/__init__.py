"""The group `audit`: what an auditor asks of a store and of workstations."""

from typing import Final

from install.commands.bilingual import BilingualGroup
from install.language import Sentence

audit: Final = BilingualGroup(
    "audit",
    text=Sentence(
        "Memeriksa rantai keputusan setiap perkara.", "Check the chain of decisions of every case."
    ),
    example="kentongan audit verify --heads heads-sari.txt",
    late={
        "verify": "install.commands.audit.verify:verify",
        "heads": "install.commands.audit.heads:heads",
        "export": "install.commands.audit.export:export",
    },
)
