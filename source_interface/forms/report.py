"""The report form, and the page after it for those who give their name."""

from collections.abc import Iterable

from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, Optional

from source_interface.forms.base import LINE_CHARACTERS, AtMost, ReporterForm, Required, plain_lines
from source_interface.i18n.translate import lazy as _
from source_interface.presenters.questions import CATEGORY, QUESTIONS, RELATION, Question
from source_interface.submissions.submission import IdentityAnswers
from store.domain.categories import CATEGORY_CODES, NOT_SURE, RELATION_CODES
from store.domain.envelope import Report
from store.domain.roster import Position

_TEXTS = {question.field: question for question in QUESTIONS}


def _answer(field: str) -> TextAreaField:
    question = _TEXTS[field]
    checks = [Required(), AtMost()] if question.required else [AtMost()]
    return TextAreaField(question.text, checks, filters=[plain_lines])


def _one_of(codes: frozenset[str]) -> tuple[Optional, AnyOf]:
    """Return checks for one of the offered codes, or nothing."""
    return Optional(strip_whitespace=False), AnyOf(codes, _("Please choose one of the answers offered."))


class ReportForm(ReporterForm):
    """Six questions, four of them required; the category, the excluded positions, and the choice to stay anonymous."""

    what = _answer("what")
    who = _answer("who")
    when = _answer("when")
    how = _answer("how")
    where = _answer("where")
    why = _answer("why")
    category = StringField(CATEGORY.text, _one_of(CATEGORY_CODES))
    relation = StringField(RELATION.text, _one_of(RELATION_CODES))
    excluded = SelectMultipleField(_("Who must not read this report?"), choices=[], validate_choice=False)
    anonymous = BooleanField(_("Hide my identity"), default=True)

    @property
    def has_more(self) -> bool:
        """Return whether an answer that need not be given was given, or was refused."""
        fields = [self[question.field] for question in QUESTIONS if not question.required] + [self.relation]
        return any(field.data or field.errors for field in fields)

    def questions(self) -> tuple[Question, ...]:
        """Return the questions in the order of the page."""
        return QUESTIONS

    def report(self, *, anonymous: bool) -> Report:
        """Return the answers as the domain takes them."""
        return Report(
            what=self.what.data or "",
            who=self.who.data or "",
            when=self.when.data or "",
            how=self.how.data or "",
            where=self.where.data or "",
            why=self.why.data or "",
            category=self.category.data or None,
            relation=self.relation.data or None,
            anonymous=anonymous,
        )

    def is_begun(self, *, anonymous: bool) -> bool:
        """Return whether it holds anything that must not be lost; `anonymous` is the first value of that choice."""
        texts = any(self[question.field].data for question in QUESTIONS)
        chosen = self.relation.data or self.excluded.data or (self.category.data or NOT_SURE) != NOT_SURE
        return texts or bool(chosen) or self.anonymous.data != anonymous

    def unknown_positions(self, offered: Iterable[Position]) -> bool:
        """Return whether a chosen position is no longer offered: dropping it silently would let that position read."""
        return not {position.id for position in offered}.issuperset(self.excluded.data or ())

    def typed(self) -> list[tuple[str, str]]:
        """Return every field for the hidden fields of the next page."""
        texts = [(question.field, self[question.field].data or "") for question in QUESTIONS]
        choices = [(field.name, field.data) for field in (self.category, self.relation) if field.data]
        return [*texts, *choices, *(("excluded", position) for position in self.excluded.data or ())]


class IdentityForm(ReportForm):
    """The report form with the reporter's identity. Only custodians will read these three fields."""

    name = StringField(_("Your name"), [Required(_("Please enter your name.")), AtMost(LINE_CHARACTERS)])
    contact = StringField(
        _("How we can reach you"), [Required(_("Please enter a way to reach you.")), AtMost(LINE_CHARACTERS)]
    )
    position = StringField(_("Your position, or your relation to the office"), [AtMost(LINE_CHARACTERS)])

    def identity(self) -> IdentityAnswers:
        """Return the three answers as the domain takes them."""
        return IdentityAnswers(self.name.data or "", self.contact.data or "", self.position.data or "")
