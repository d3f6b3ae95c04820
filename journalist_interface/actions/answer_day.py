"""Texts that the reporter is to answer by a day: the form shared by a question and by asking for consent."""

from datetime import date, timedelta

from flask_babel import gettext
from wtforms import DateField, Field
from wtforms.validators import ValidationError

from journalist_interface.actions.action import ToReporterForm
from journalist_interface.actions.work import Work
from store.domain.deadlines import MOST_ANSWER_DAYS


class AnswerDayForm(ToReporterForm):
    """The form for a text to the reporter, with the day `until` by which the answer should come."""

    until: DateField
    first: date | None = None
    last: date | None = None

    def begin(self, work: Work) -> None:
        """Fill in the day by which an answer is due, and note the days that may be chosen."""
        super().begin(work)
        self.first, self.last = work.today + timedelta(days=1), work.today + timedelta(days=MOST_ANSWER_DAYS)
        if self.until.data is None and not self.until.raw_data:
            self.until.data = work.services.deadlines.answer_by(work.today)

    def validate_until(self, field: Field) -> None:
        """Raise `ValidationError` for a day outside those that may be chosen."""
        if self.first is not None and field.data < self.first:
            raise ValidationError(gettext("Choose a day after today."))
        if self.last is not None and field.data > self.last:
            raise ValidationError(gettext("Choose a day within a year."))
