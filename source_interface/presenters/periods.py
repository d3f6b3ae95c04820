"""The periods for which the office keeps a report, in words."""

from flask_babel import ngettext

from source_interface.i18n.translate import translated
from store.domain.calendar_days import MONTHS_OF_YEAR
from store.domain.outcomes import OUTCOMES
from store.domain.retention import Retention
from store.domain.stages import WORDS, Stage


def kept_for(retention: Retention) -> list[tuple[str, str]]:
    """Return each outcome, and archiving, with the time for which such a report is kept."""
    concluded = retention.concluded()
    found = [(translated(choice.name), _time(concluded[choice.code])) for choice in OUTCOMES]
    return [*found, (translated(WORDS[Stage.ARCHIVED].name), _time(retention.archived))]


def _time(months: int) -> str:
    years, rest = divmod(months, MONTHS_OF_YEAR)
    if rest:
        return ngettext("%(num)d month", "%(num)d months", months)
    return ngettext("%(num)d year", "%(num)d years", years)
