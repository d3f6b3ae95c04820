"""The risk that a reporter is harmed for the report: a short assessment at triage, and when to look again.

ISO 37002:2021, 8.3, asks for it at triage and again while the case goes on. It is encrypted: the store must not learn
who is in danger.
"""

from datetime import date
from typing import Annotated, Final, Literal, get_args

import msgspec
from msgspec import Meta

from store.domain.categories import Choice
from store.domain.fields import Identifier

RiskLevel = Literal["low", "medium", "high"]
RISK_LEVELS: Final[tuple[RiskLevel, ...]] = get_args(RiskLevel)
DAYS_UNTIL_NEXT: Final[dict[RiskLevel, int]] = {"high": 7, "medium": 30, "low": 90}
"""The days after which the office looks again, unless the officer chooses an earlier one."""
RISK_FACTORS: Final = (
    Choice("guessable", "Few people know of this, so that the reporter can be guessed"),
    Choice("known", "Others in the office already know or suspect who reported"),
    Choice("dependent", "The reported person decides about the reporter's work or pay"),
    Choice("near", "The reporter works with the reported person, or lives near them"),
    Choice("threatened", "There were threats, pressure or other disadvantages before"),
)
RISK_FACTOR_CODES: Final = frozenset(choice.code for choice in RISK_FACTORS)


class RiskAssessment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An officer's assessment: how likely harm is, what speaks for it, and the day by which the office looks again."""

    level: RiskLevel
    until: date
    factors: Annotated[tuple[Identifier, ...], Meta(max_length=16)] = ()
