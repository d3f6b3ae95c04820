"""The guard of every officer's form, the forms to sign in, to sign out, and to reply, and drafts of what was typed.

A draft is text typed and not sent. It outlives an error and the session, and returns to its form and fields. The fields
stay apart: a remark for colleagues that came back in the notice's field would be sent to the reporter.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from typing import Any, Final, NamedTuple, Self, cast

import flask_babel
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, IntegerField, PasswordField, StringField, TextAreaField
from wtforms.csrf.core import CSRF
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput, Input, Select, TextArea

from journalist_interface.reply_templates import TemplateFile, require_filled
from journalist_interface.web.guard import browser_session

LONGEST_TEXT: Final = 100_000
"""The most characters in one field."""
REPLY: Final = "text"
"""The field of a reply."""
_AREA: Final = re.compile(r"kept-([a-z_]{1,40})")
_CHOICE: Final = re.compile(r"chosen-([a-z_]{1,40})")
_TEXT: Final = re.compile(r"text-([0-9a-f]{32})")
_NEW_TEXT: Final = "office-texts"
_REFUSAL: Final = re.compile(r"refuse-([0-9]+)")
_EXPORT: Final = re.compile(r"export-([a-z-]+)")


def lazy_gettext(text: str) -> str:
    """Return a text that finds its language when shown, typed as WTForms' fields take it."""
    return cast(str, flask_babel.lazy_gettext(text))


class BrowserToken(CSRF):
    """A token that only pages of this browser hold. It does not expire while its session lasts."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:  # noqa: ANN401, ARG002 - WTForms' signature
        """Return this browser's token for the form."""
        return browser_session().token_for(type(self).__name__)

    def validate_csrf_token(self, form: Any, field: Any) -> None:  # noqa: ANN401, ARG002 - the same
        """Refuse a form whose token is not this browser's."""
        if not hmac.compare_digest(field.current_token.encode(), (field.data or "").encode()):
            raise ValidationError(
                lazy_gettext("This page is no longer valid. Check what you typed and send it again.")
            )


_NOT_TYPED: Final = frozenset({"hidden", "checkbox", "radio", "file", "submit"})
_KEPT_OUT: Final = {"autocomplete": "off"}


def _is_typed(widget: object) -> bool:
    if isinstance(widget, Input):
        return widget.input_type not in _NOT_TYPED
    return isinstance(widget, TextArea | Select)


class OfficerForm(FlaskForm):
    """A form behind the walls."""

    class Meta(FlaskForm.Meta):
        """The settings of every form: guarded by the browser's token."""

        csrf = True
        csrf_class = BrowserToken  # type: ignore[assignment]  # Flask-WTF names its own as the type

        def render_field(self, field: Any, render_kw: Any) -> Any:  # noqa: ANN401 - WTForms' signature
            """Have no browser keep what is typed: Firefox writes it to its disk, to restore a window after a crash."""
            given = (field.render_kw or {}) | render_kw
            return super().render_field(field, _KEPT_OUT | given if _is_typed(field.widget) else given)

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - field names and values of any form
        super().__init__(**values)  # type: ignore[no-untyped-call]  # Flask-WTF has no types


class SignOutForm(OfficerForm):
    """A form with one button, to sign out."""


class TryAgainForm(OfficerForm):
    """A form with one button, to try again."""


class SaveOriginalForm(OfficerForm):
    """A form with one button, to save an original although it tells of its author."""


class SignInForm(OfficerForm):
    """Name, passphrase and code, and where the person was typing when the session ended (see `FormPlace`)."""

    person = StringField(
        lazy_gettext("Name"),
        [DataRequired(lazy_gettext("Type your name as the office's list has it.")), Length(max=256)],
    )
    passphrase = PasswordField(
        lazy_gettext("Passphrase of your key"),
        [DataRequired(lazy_gettext("Type the passphrase of your key.")), Length(max=1024)],
    )
    code = StringField(
        lazy_gettext("Sign-in code"),
        [
            DataRequired(lazy_gettext("Type the code of six digits that your authenticator shows now.")),
            Regexp(
                r"\A\s*[0-9]{3}\s?[0-9]{3}\s*\Z", message=lazy_gettext("The sign-in code has six digits.")
            ),
        ],
    )
    case = HiddenField(validators=[Regexp(r"\A([0-9a-f]{32})?\Z")])
    action = HiddenField(validators=[Regexp(r"\A([a-z0-9-]{1,40})?\Z")])


class OfficeKeyForm(OfficerForm):
    """The fingerprint of the office's new key, as a person types it from paper."""

    fingerprint = StringField(
        lazy_gettext("Fingerprint of the new office key"),
        [DataRequired(lazy_gettext("Type the fingerprint from the paper.")), Length(max=80)],
    )


class OnceForm(OfficerForm):
    """A form with a unique key: what it leads to happens once, however often it is sent."""

    form = HiddenField(
        validators=[InputRequired(), Regexp(r"\A[0-9a-f]{32}\Z")], default=partial(token_hex, 16)
    )

    @property
    def key(self) -> str:
        """The key, which each page draws anew."""
        return self.form.data or ""


class ReplyForm(OnceForm):
    """The text of a reply. Files are read as they arrive, see `incoming`.

    `shown` is the last place of the conversation on the form's page.
    """

    shown = IntegerField(validators=[Optional()], widget=HiddenInput())
    text = TextAreaField(
        lazy_gettext("Reply"),
        [Length(max=LONGEST_TEXT, message=lazy_gettext("The reply is too long. Send it in parts."))],
    )

    def __init__(
        self, templates: TemplateFile, formdata: MultiDict[str, str] | None, text: str = "", shown: int = 0
    ) -> None:
        super().__init__(formdata=formdata, text=text, shown=shown)
        self._templates = templates

    def validate_text(self, field: Field) -> None:
        """Refuse a text with placeholders left to fill in."""
        require_filled(field.data, self._templates)


class FormPlace(NamedTuple):
    """The place of a form: its case and action. A reply has no action; the form for several cases has no case."""

    case: str
    action: str = ""

    @classmethod
    def of_several(cls) -> Self:
        """Return the place of archiving several cases at once."""
        return cls("", "archive-many")

    @classmethod
    def of_text(cls, key: str) -> Self:
        """Return the place of the office's text with this key; of a new one if it can be none."""
        place = cls("", f"text-{key}")
        return place if place.text else cls("", _NEW_TEXT)

    @classmethod
    def declining(cls, case: str) -> Self:
        """Return the place of stepping back from a case before it is open."""
        return cls(case, "decline")

    @classmethod
    def refusal(cls, case: str, sequence: int) -> Self:
        """Return the place of a custodian's refusal of one request."""
        return cls(case, f"refuse-{sequence}")

    @classmethod
    def exporting(cls, case: str, kind: str) -> Self:
        """Return the place of the form for an export of this kind."""
        return cls(case, f"export-{kind}")

    @classmethod
    def private_labels(cls, case: str) -> Self:
        """Return the place of the labels that a person alone sees."""
        return cls(case, "private-labels")

    @classmethod
    def private_reminder(cls, case: str) -> Self:
        """Return the place of a reminder."""
        return cls(case, "private-reminder")

    @property
    def text(self) -> str | None:
        """The key of the office's text that is changed here, empty for a new one; None for other forms."""
        found = _TEXT.fullmatch(self.action)
        return found[1] if found else "" if self.action == _NEW_TEXT else None

    @property
    def export(self) -> str | None:
        """The kind of export that is asked for here."""
        found = _EXPORT.fullmatch(self.action)
        return None if found is None else found[1]

    @property
    def refused(self) -> int | None:
        """The number of the request that is refused here."""
        found = _REFUSAL.fullmatch(self.action)
        return None if found is None else int(found[1])


@dataclass(frozen=True, slots=True)
class FormDraft:
    """The texts of one form, by its fields, and what was chosen beside them, by lists that need no area."""

    place: FormPlace
    passages: Mapping[str, str]
    choices: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, place: FormPlace, fields: Mapping[str, str], names: Iterable[str], lists: Iterable[str] = ()
    ) -> Self:
        """Return what these fields and lists of a form hold."""
        return cls(place, _filled(fields, names), _filled(fields, lists))

    @classmethod
    def carried(cls, place: FormPlace, fields: Mapping[str, str]) -> Self:
        """Return what the sign-in form carried in its areas."""
        return cls(place, _carried(fields, _AREA), _carried(fields, _CHOICE))

    @property
    def areas(self) -> dict[str, str]:
        """The texts by the names of the areas that show them meanwhile."""
        return {f"kept-{name}": text for name, text in self.passages.items()}


def _filled(fields: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: fields[name] for name in names if fields.get(name, "").strip()}


def _carried(fields: Mapping[str, str], names: re.Pattern[str]) -> dict[str, str]:
    found = ((names.fullmatch(name), text) for name, text in fields.items())
    return {name[1]: text[:LONGEST_TEXT] for name, text in found if name and text}


class Drafts:
    """The drafts of one officer, from every form."""

    def __init__(self) -> None:
        self._texts: dict[FormPlace, Mapping[str, str]] = {}

    def __repr__(self) -> str:
        return "Drafts(…)"  # plaintext, which no traceback and no log may show

    def keep(self, draft: FormDraft) -> None:
        """Keep the draft in place of what this form had before."""
        self._texts[draft.place] = {**draft.choices, **draft.passages}

    def at(self, place: FormPlace) -> Mapping[str, str]:
        """Return what goes back into the fields of this form."""
        return self._texts.get(place, {})

    def sent(self, place: FormPlace) -> None:
        """Drop the draft of a form that did its work."""
        self._texts.pop(place, None)

    def forget(self, case: str) -> None:
        """Drop what was typed about a case."""
        for place in [key for key in list(self._texts) if key.case == case]:
            self.sent(place)

    def clear(self) -> None:
        """Drop all drafts at the end of the session."""
        self._texts.clear()
