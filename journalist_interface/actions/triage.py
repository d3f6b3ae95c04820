"""At triage: how likely it is that the reporter is harmed for the report, and when the office looks at that again."""

from datetime import date, timedelta
from typing import Final, cast

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from journalist_interface.actions.action import (
    Action,
    ActionForm,
    ActionTexts,
    choose,
    day,
    kinds,
    one_of,
    passage,
    require_code,
    some_of,
)
from journalist_interface.actions.decision_draft import Answers, DecisionDraft, EventDraft, Standpoint
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from store.domain.event import Content, EventKind
from store.domain.procedure.errors import FormError
from store.domain.risk import (
    DAYS_UNTIL_NEXT,
    RISK_FACTOR_CODES,
    RISK_FACTORS,
    RISK_LEVELS,
    RiskAssessment,
    RiskLevel,
)


class AssessForm(ActionForm):
    """The form for a short assessment of the risk that the reporter is harmed."""

    level = one_of(
        _("Risk to the reporter"),
        _("How likely is it that the reporter is harmed for this report?"),
        _("Choose how high the risk is."),
    )
    factors = some_of(_("Signs of risk"))
    text = passage(
        _("What the office does about it"),
        _("For example who is not asked yet, or what is offered to the reporter. You may leave it empty."),
        rows=4,
    )
    until = day(
        _("Review by"), _("Left empty: in 7 days at a high risk, in 30 at a medium, in 90 at a low one.")
    )
    first: date | None = None

    def begin(self, work: Work) -> None:
        """Offer the levels and factors, filled in as they were assessed last, and note the first day to choose."""
        names = {"low": gettext("low"), "medium": gettext("medium"), "high": gettext("high")}
        choose(self.level, [(level, names[level]) for level in RISK_LEVELS], gettext("Choose a level"))
        choose(self.factors, kinds(RISK_FACTORS))
        self.first = work.today
        before = work.file.chain.risk()
        if before is not None and not self.level.raw_data:
            self.level.data, self.factors.data = before.level, list(before.factors)

    def validate_until(self, field: Field) -> None:
        """Raise `ValidationError` for a day that has passed, or one later than the level allows."""
        days = DAYS_UNTIL_NEXT.get(cast(RiskLevel, self.level.data))
        if self.first is None or days is None:
            return
        if field.data <= self.first:
            raise ValidationError(gettext("Choose a day after today."))
        if field.data > self.first + timedelta(days=days):
            raise ValidationError(gettext("At this risk, choose a day within %(days)s days.", days=days))


def assess(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Record the assessment, encrypted: the store does not learn who is in danger."""
    level = cast(RiskLevel, require_code(answers.level, RISK_LEVELS))
    last = point.day + timedelta(days=DAYS_UNTIL_NEXT[level])
    until = answers.until or last
    if not point.day < until <= last:
        raise FormError
    factors = tuple(dict.fromkeys(require_code(factor, RISK_FACTOR_CODES) for factor in answers.factors))
    content = Content(answers.text, risk=RiskAssessment(level, until, factors))
    return DecisionDraft((EventDraft(EventKind.ASSESS, content),))


ACTIONS: Final = (
    Action(
        "assess",
        ActionTexts(
            _("Assess the risk to the reporter"),
            _(
                "A short assessment of the risk that the reporter is harmed (ISO 37002). Those who read the case read "
                "it; the server does not."
            ),
            _("The assessment is recorded. The case shows when to review it."),
        ),
        assess,
        AssessForm,
    ),
)
