"""Fields of the actions' forms."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

from flask_babel import gettext
from wtforms import (
    DateField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from journalist_interface.actions.answers import Answers
from journalist_interface.actions.decision_draft import Files
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import LONGEST_TEXT, OnceForm
from journalist_interface.forms.officer_forms import lazy_gettext as _
from store.domain.categories import Choice
from store.domain.procedure.errors import FormError, ReasonError

MOST_SHORT: Final = 200
FieldChoice = tuple[str, str] | tuple[str, str, dict[str, Any]]


class ActionForm(OnceForm):
    """The form of an action.

    `seen` says how far the page showed the case (`journalist_interface.verification.seen`).
    """

    seen = HiddenField()

    def begin(self, work: Work) -> None:
        """Fill in the choices and the proposed values."""

    def answers(self, files: Files = ()) -> Answers:
        """Return what was filled in, and these files, which were uploaded."""
        given: dict[str, Any] = {}
        for name in (one.name for one in fields(Answers) if one.name in self):
            value = self[name].data
            if value is not None:
                given[name] = tuple(value) if isinstance(value, list) else value
        return Answers(**given, files=files)

    @classmethod
    def passages(cls) -> list[str]:
        """Return the names of the text fields in order, without making a form, which would need a browser."""
        fields = [(name, getattr(cls, name)) for name in dir(cls)]
        texts = [
            (one.creation_counter, name)
            for name, one in fields
            if isinstance(one, UnboundField) and one.field_class in {TextAreaField, StringField}
        ]
        return [name for _number, name in sorted(texts)]

    def resume(self, draft: Mapping[str, str]) -> None:
        """Put what was typed before back into its fields."""
        for name in self.passages():
            if name in draft:
                self[name].data = draft[name]

    @property
    def shown(self) -> list[Field]:
        """The fields that a person sees."""
        return [one for one in self if not isinstance(one, HiddenField) and one.name != "csrf_token"]

    @property
    def written(self) -> TextAreaField | None:
        """The field for the main text, the first of the large ones."""
        return next((one for one in self if isinstance(one, TextAreaField)), None)


def passage(label: str, hint: str = "", needed: str | None = None, rows: int = 10) -> TextAreaField:
    """Return a large text field; `needed` is the error shown when it is empty."""
    checks: list[Any] = [] if needed is None else [DataRequired(needed)]
    checks.append(Length(max=LONGEST_TEXT, message=_("This text is too long. Send it in parts.")))
    return TextAreaField(label, checks, description=hint, render_kw={"rows": rows})


def line(label: str, hint: str = "") -> StringField:
    """Return a field for a line of text."""
    checks = [Length(max=MOST_SHORT, message=_("This line is too long."))]
    return StringField(label, checks, description=hint)


def one_of(label: str, hint: str = "", needed: str | None = None) -> SelectField:
    """Return a field for one choice. The act, not the field, refuses a wrong choice, with a sentence for it."""
    checks: list[Any] = [Optional()] if needed is None else [InputRequired(needed)]
    return SelectField(label, checks, choices=[], validate_choice=False, description=hint)


def some_of(label: str, hint: str = "", needed: str | None = None) -> SelectMultipleField:
    """Return a field for any number of choices, as boxes."""
    return SelectMultipleField(
        label,
        [] if needed is None else [DataRequired(needed)],
        choices=[],
        validate_choice=False,
        description=hint,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def day(label: str, hint: str, needed: str) -> DateField:
    """Return a field for a day. What is no day counts as none, so that later checks compare days alone."""
    return DateField(label, [DataRequired(needed)], description=hint)


def choose(
    field: SelectField | SelectMultipleField, choices: Iterable[FieldChoice], none: str | None = None
) -> None:
    """Offer these choices; `none` is the text for no choice."""
    field.choices = ([] if none is None else [("", none)]) + list(choices)


def remark_field(rows: int = 4) -> TextAreaField:
    """Return the field for a remark to colleagues."""
    return passage(
        _("Remark for colleagues"), _("The reporter never sees it. You may leave it empty."), rows=rows
    )


class ReasonForm(ActionForm):
    """The form for a reason."""

    reason = passage(_("Reason"), _("It is recorded in the history."), _("Write the reason."), rows=5)


class RemarkForm(ActionForm):
    """The form for a remark."""

    remark = remark_field()


def kinds(choices: Iterable[Choice]) -> list[FieldChoice]:
    """Return codes with their translated names, each with a capital letter."""
    names = ((one.code, gettext(one.name)) for one in choices)
    return [(code, name[:1].upper() + name[1:]) for code, name in names]


def require_text(reason: str) -> str:
    """Return the reason; raises `ReasonError` if there is none."""
    if not reason.strip():
        raise ReasonError
    return reason


def require_code(code: str, codes: Collection[str]) -> str:
    """Return the code; raises `FormError` if it is none of these."""
    if code not in codes:
        raise FormError
    return code
