"""The parts that an action is declared with: its words, its form, and the decision that it leads to.

It is offered only while the procedure would allow it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

import msgspec
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
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from journalist_interface.actions.decision_draft import (
    Answers,
    DecisionDraft,
    Files,
    Standpoint,
    placeholders,
    supposed,
)
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import LONGEST_TEXT, OnceForm
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.reply_templates import ReplyTemplate, TemplateFile, Use, filled, require_filled
from journalist_interface.verification.decision_basis import Dependencies
from store.domain.categories import Choice
from store.domain.event import Paper
from store.domain.procedure.errors import FormError, LongReasonError, ProcedureError, ReasonError
from store.domain.stages import Stage

Landing = Literal["cases.case", "cases.papers", "cases.people", "cases.listing"]
MOST_SHORT: Final = 200
MOST_REASON_BYTES: Final = 64_000  # with its place it fits into 64 KiB, `MAX_REASON_BYTES` when encrypted
FieldChoice = tuple[str, str] | tuple[str, str, dict[str, Any]]


class ActionForm(OnceForm):
    """The form of an action.

    `seen` says how far the page showed the case (`journalist_interface.verification.decision_basis`).
    """

    seen = HiddenField()

    def begin(self, work: Work) -> None:
        """Fill in the choices and the proposed values."""

    def answers(self, files: Files = ()) -> Answers:
        """Return what was filled in, and these files, which were uploaded."""
        given: dict[str, Any] = {}
        for name in (field.name for field in fields(Answers) if field.name in self):
            value = self[name].data
            if value is not None:
                given[name] = tuple(value) if isinstance(value, list) else value
        return Answers(**given, files=files)

    @classmethod
    def passages(cls) -> list[str]:
        """Return the names of the text fields in order, without making a form, which would need a browser."""
        fields = [(name, getattr(cls, name)) for name in dir(cls)]
        texts = [
            (field.creation_counter, name)
            for name, field in fields
            if isinstance(field, UnboundField) and field.field_class in {TextAreaField, StringField}
        ]
        return [name for _number, name in sorted(texts)]

    def resume(self, draft: Mapping[str, str]) -> None:
        """Put what was typed before back into its fields."""
        for name in self.passages():
            if name in draft:
                self[name].data = draft[name]

    def start_from(self, template: ReplyTemplate, known: TemplateFile) -> None:
        """Put a text of the office into the main field, and the reason that it goes with where none was chosen."""
        if self.written is not None:
            self.written.data = filled(self.written.data or "", template.text, known)
        if template.reason is not None and "reason" in self and not self["reason"].data:
            self["reason"].data = template.reason

    @property
    def suggestions(self) -> Mapping[str, list[str]]:
        """Proposals for a line of text, by the name of the list that its field has as `list`."""
        return {}

    @property
    def shown(self) -> list[Field]:
        """The fields that a person sees."""
        return [field for field in self if not isinstance(field, HiddenField) and field.name != "csrf_token"]

    @property
    def written(self) -> TextAreaField | None:
        """The field for the main text, the first of the large ones."""
        return next((field for field in self if isinstance(field, TextAreaField)), None)


@dataclass(frozen=True, slots=True)
class ActionTexts:
    """The button, the page's sentence on what happens, and the sentence shown when it is done.

    `files` is the text above the field that takes files; without it there is no such field. `link` replaces the
    button's words where the page is reached from, `submit` on the form's button. `onward` stands on a second button,
    which also opens the next unread report.
    """

    button: str
    about: str
    done: str
    files: str | None = None
    link: str | None = None
    submit: str | None = None
    onward: str | None = None


def _nothing_more(_work: Work, _answers: Answers) -> None:
    """Require nothing beyond what the procedure does."""


@dataclass(frozen=True, slots=True)
class Action:
    """An action: its words, the decision that it leads to, and its form.

    `build` makes the decision from the case and the answers. `stages` are those in which it is offered, none for all;
    `idle` tells where it would change nothing. `require` checks what the procedure cannot see.
    `inline` forms are in the panel itself. `grave` ones take something away. `lands` is the page that follows.
    `depends` is what the action decides about: if others added to that unseen, nothing is decided. `papers` are shown
    with it.
    """

    name: str
    texts: ActionTexts
    build: Callable[[Standpoint, Answers], DecisionDraft]
    form: type[ActionForm] = ActionForm
    stages: tuple[Stage, ...] = ()
    idle: Callable[[Standpoint], bool] = lambda _point: False
    require: Callable[[Work, Answers], None] = _nothing_more
    templates: Use | None = None
    inline: bool = False
    grave: bool = False
    lands: Landing = "cases.case"
    depends: Dependencies | None = None
    papers: tuple[Paper, ...] = ()

    def draft_builder(self, work: Work, answers: Answers) -> Callable[[Standpoint], DecisionDraft]:
        """Return the function that builds the decision. Each attempt calls it with how the case stands then."""

        def draft(point: Standpoint) -> DecisionDraft:
            self.require(work, answers)
            return self.build(point, answers)

        return draft


def is_offered(action: Action, point: Standpoint) -> bool:
    """Return whether the action makes sense now, and the procedure would allow it to a person who fills in its form."""
    if (action.stages and not point.at(*action.stages)) or action.idle(point):
        return False
    try:
        point.judge(map(supposed, action.build(point, placeholders(point)).events))
    except ProcedureError:
        return False
    return True


def passage(
    label: str, hint: str = "", needed: str | None = None, rows: int = 10, most: int = LONGEST_TEXT
) -> TextAreaField:
    """Return a large text field; `needed` is the error shown when it is empty."""
    checks: list[Any] = [] if needed is None else [DataRequired(needed)]
    checks.append(Length(max=most, message=_("This text is too long. Send it in parts.")))
    return TextAreaField(label, checks, description=hint, render_kw={"rows": rows})


def line(
    label: str, hint: str = "", needed: str | None = None, most: int = MOST_SHORT, **attributes: str
) -> StringField:
    """Return a field for a line of text; `needed` is the error shown when it is empty, the rest goes to HTML."""
    checks: list[Any] = [] if needed is None else [DataRequired(needed)]
    checks.append(Length(max=most, message=_("This line is too long.")))
    return StringField(label, checks, description=hint, render_kw=attributes)


def one_of(label: str, hint: str = "", needed: str | None = None) -> SelectField:
    """Return a field for one choice. The action, not the field, refuses a wrong choice, with a sentence for it."""
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


def day(label: str, hint: str, needed: str | None = None) -> DateField:
    """Return a field for a day, which may be left empty without `needed`. Later checks compare days alone."""
    checks: list[Any] = [Optional(), _require_day] if needed is None else [DataRequired(needed)]
    return DateField(label, checks, description=hint)


def _require_day(_form: object, field: Field) -> None:
    """Stop at what is no day, with a sentence of ours instead of WTForms' own."""
    if field.data is None:
        field.errors = [gettext("This is not a date.")]
        raise StopValidation


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


class ToReporterForm(ActionForm):
    """The form for a `text` that the reporter reads: no placeholder of the office's texts may be left in it."""

    templates: TemplateFile

    def begin(self, work: Work) -> None:
        """Note the office's texts."""
        self.templates = work.services.templates

    def validate_text(self, field: Field) -> None:
        """Refuse a text with placeholders left to fill in."""
        require_filled(field.data, self.templates)


class RemarkForm(ActionForm):
    """The form for a remark."""

    remark = remark_field()


def kinds(choices: Iterable[Choice]) -> list[FieldChoice]:
    """Return codes with their translated names, each with a capital letter."""
    names = ((choice.code, gettext(choice.name)) for choice in choices)
    return [(code, name[:1].upper() + name[1:]) for code, name in names]


def require_text(reason: str) -> str:
    """Return the reason; raises `ReasonError` if there is none."""
    if not reason.strip():
        raise ReasonError
    return reason


def require_reason(reason: str) -> str:
    """Return a reason for a person who reads no chain; raises `ReasonError`, or `LongReasonError` beyond the limit."""
    if len(msgspec.json.encode(reason)) > MOST_REASON_BYTES:
        raise LongReasonError
    return require_text(reason)


def require_code(code: str, codes: Collection[str]) -> str:
    """Return the code; raises `FormError` if it is none of these."""
    if code not in codes:
        raise FormError
    return code
