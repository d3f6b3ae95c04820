"""The risk that a reporter is harmed, in words, and when the office looks again."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from journalist_interface.presenters.labels import day
from journalist_interface.verification.case_file import CaseFile
from store.domain.risk import RISK_FACTORS, RiskAssessment, RiskLevel

LEVELS: Final[dict[RiskLevel, LazyString]] = {
    "low": lazy_gettext("low"),
    "medium": lazy_gettext("medium"),
    "high": lazy_gettext("high"),
}
_FACTORS: Final = {choice.code: choice.name for choice in RISK_FACTORS}


@dataclass(frozen=True, slots=True)
class RiskLine:
    """The last assessment for the heading of a case; `late` are the days since the office should have looked again."""

    level: str
    until: date
    late: int


def assessed(risk: RiskAssessment) -> list[str]:
    """Return an assessment, line by line."""
    return [
        _("Risk to the reporter: %(level)s", level=LEVELS[risk.level]),
        *(_(_FACTORS[factor]) for factor in risk.factors if factor in _FACTORS),
        _("Review by %(day)s", day=day(risk.until)),
    ]


def risk_line(file: CaseFile, today: date) -> RiskLine | None:
    """Return the last assessment of an open case; None where there is none, or the case is closed."""
    risk = file.chain.risk_to_watch()
    if risk is None:
        return None
    return RiskLine(str(LEVELS[risk.level]), risk.until, max(0, (today - risk.until).days))
