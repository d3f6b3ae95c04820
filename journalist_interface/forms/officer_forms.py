"""The guard of every officer's form, and the forms to sign in, to sign out, and to reply."""

import hmac
from typing import Any, cast

import flask_babel
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.csrf.core import CSRF
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from journalist_interface.drafts import LONGEST_TEXT
from journalist_interface.reply_templates import TemplateFile, require_filled
from journalist_interface.web.guard import browser_session


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


class OfficerForm(FlaskForm):
    """A form behind the walls."""

    class Meta(FlaskForm.Meta):
        """The settings of every form: guarded by the browser's token."""

        csrf = True
        csrf_class = BrowserToken  # type: ignore[assignment]  # Flask-WTF names its own as the type

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - field names and values of any form
        super().__init__(**values)  # type: ignore[no-untyped-call]  # Flask-WTF has no types


class SignOutForm(OfficerForm):
    """A form with one button, to sign out."""


class TryAgainForm(OfficerForm):
    """A form with one button, to try again."""


class SignInForm(OfficerForm):
    """Name, passphrase and code, and where the person was typing when the session ended (see `drafts`)."""

    person = StringField(
        lazy_gettext("Name"),
        [DataRequired(lazy_gettext("Type your name as the office's list has it.")), Length(max=256)],
    )
    passphrase = PasswordField(
        lazy_gettext("Passphrase of your key"),
        [DataRequired(lazy_gettext("Type the passphrase of your key.")), Length(max=1024)],
    )
    code = StringField(
        lazy_gettext("TOTP code"),
        [
            DataRequired(lazy_gettext("Type the code of six digits that your authenticator shows now.")),
            Regexp(r"\A\s*[0-9]{3}\s?[0-9]{3}\s*\Z", message=lazy_gettext("The TOTP code has six digits.")),
        ],
    )
    case = HiddenField(validators=[Regexp(r"\A([0-9a-f]{32})?\Z")])
    action = HiddenField(validators=[Regexp(r"\A([a-z0-9-]{1,40})?\Z")])


class OnceForm(OfficerForm):
    """A form with a unique identity: what it leads to happens once, however often it is sent."""

    form = HiddenField(validators=[Regexp(r"\A[0-9a-f]{32}\Z")])


class ReplyForm(OnceForm):
    """The text of a reply. Files are read as they arrive, see `incoming`."""

    text = TextAreaField(
        lazy_gettext("Reply"),
        [Length(max=LONGEST_TEXT, message=lazy_gettext("The reply is too long. Send it in parts."))],
    )

    def __init__(
        self, templates: TemplateFile, formdata: MultiDict[str, str] | None, text: str = "", form: str = ""
    ) -> None:
        super().__init__(formdata=formdata, text=text, form=form)
        self._templates = templates

    def validate_text(self, field: Field) -> None:
        """Refuse a text with placeholders left to fill in."""
        require_filled(field.data, self._templates)
