"""The eight kinds of violation the office handles, and the answer of a reporter who is not sure.

Codes are stored inside encrypted envelopes only; the words are translated where they are shown.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a form: a code that never changes, and message ids to translate."""

    code: str
    name: str
    help: str = ""


NOT_SURE: Final = "not-sure"

CATEGORIES: Final = (
    Choice(
        "corruption",
        "Corruption",
        "Bribes, kickbacks, extortion, or using office money or power for private gain.",
    ),
    Choice(
        "fraud",
        "Fraud",
        "Deceiving others for gain, such as false invoices, fictitious travel or forged documents.",
    ),
    Choice(
        "regulation",
        "Breach of regulations",
        "Acting against laws, rules or procedures that bind the office.",
    ),
    Choice(
        "mismanagement",
        "Poor management",
        "Money, goods or powers of the office handled carelessly, to the harm of the office or the public.",
    ),
    Choice(
        "harassment",
        "Discrimination or harassment",
        "Unequal treatment, bullying, or sexual harassment, by words or by acts.",
    ),
    Choice("environment", "Environmental violation", "Pollution, illegal dumping, or damage to nature."),
    Choice("safety", "Occupational safety and health", "Conditions at work that endanger health or life."),
    Choice(
        "ethics",
        "Breach of business ethics",
        "Conflicts of interest, improper gifts, or leaking confidential data.",
    ),
    Choice(NOT_SURE, "I am not sure", "Choose this if you do not know. An officer will decide."),
)

RELATIONS: Final = (
    Choice("employee", "Employee"),
    Choice("external", "External party"),
    Choice("undisclosed", "I prefer not to say"),
)

CATEGORY_CODES: Final = frozenset(choice.code for choice in CATEGORIES)
RELATION_CODES: Final = frozenset(choice.code for choice in RELATIONS)
