"""Code shared by all forms: the guard against foreign pages, the checks, and the list of problems."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Self, cast

from flask import Flask, Request, current_app, g, request
from flask_babel import gettext
from flask_wtf import FlaskForm
from markupsafe import escape
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from source_interface.errors import ForeignFormError
from source_interface.i18n.language import number_in_words
from source_interface.i18n.translate import sentence
from source_interface.web import csrf
from source_interface.web.csrf import FormNonces

FIELD_CHARACTERS: Final = 100_000
LINE_CHARACTERS: Final = 1_000
TOKEN_FIELD: Final = "csrf_token"  # noqa: S105 - a field's name
SWITCH_FIELD: Final = "switch"
FORM_FIELDS: Final = 1_000
SHOWN_BYTES: Final = 8 * 1024 * 1024
"""The limit for all typed text as a page prints it, with five letters for a quote; our forms take less than half."""
EXTENSION: Final = "kentongan-forms"


@dataclass(frozen=True, slots=True)
class FormSecrets:
    """The guards of this instance's forms: their nonces, and the key for texts that they carry unseen."""

    nonces: FormNonces
    key: bytes = field(repr=False)


def set_up(app: Flask, secrets: FormSecrets) -> None:
    """Let the app's forms find what guards them."""
    app.extensions[EXTENSION] = secrets


def form_secrets() -> FormSecrets:
    """Return what guards the forms of the app that serves this request."""
    return cast(FormSecrets, current_app.extensions[EXTENSION])


def is_too_much(request: Request) -> bool:
    """Return whether the form has too many fields or too much text; raise as reading a form does.

    Werkzeug has no such limit for urlencoded fields: 16 MB of `a&` would cost gigabytes, parsed and printed.
    """
    if request.mimetype != "application/x-www-form-urlencoded":
        return False
    if request.get_data().count(b"&") > FORM_FIELDS:
        return True
    return sum(len(escape(text)) for _name, text in request.form.items(multi=True)) > SHOWN_BYTES


class NonceGuard(CSRF):
    """A guard before the mailbox: a nonce of ours and no foreign Origin. A good nonce is kept when the form returns."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """Return the posted nonce if it is ours, otherwise a new one."""
        nonces = form_secrets().nonces
        posted = csrf_token_field.data
        return posted if isinstance(posted, str) and nonces.recognises(posted) else nonces.new()

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:  # noqa: ARG002 - WTForms' call
        """Refuse a form with a foreign Origin or without a nonce of ours."""
        if not csrf.origin_is_ours(request) or field.data != field.current_token:
            raise StopValidation(sentence(ForeignFormError))


class SessionGuard(CSRF):
    """A guard in the mailbox: a token that only this session's pages know."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:  # noqa: ARG002 - WTForms' call
        """Return the token of this session."""
        token: str = g.session.form_token
        return token

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:  # noqa: ARG002 - WTForms' call
        """Refuse a form with a foreign Origin or without this session's token."""
        if not csrf.origin_is_ours(request) or not g.session.accepts(field.data or ""):
            raise StopValidation(sentence(ForeignFormError))


@dataclass(frozen=True, slots=True)
class FormProblem:
    """A problem to fix: the identifier of the place on the page, and the sentence."""

    anchor: str
    sentence: str


class ReporterForm(FlaskForm):
    """A form before the mailbox."""

    class Meta(FlaskForm.Meta):
        """Settings that guard the form with a nonce."""

        csrf = True
        csrf_class: type[CSRF] = NonceGuard  # type: ignore[assignment]  # narrowed without annotation
        csrf_field_name = TOKEN_FIELD

    def __init__(self, typed: MultiDict[str, str] | None) -> None:
        super().__init__(formdata=typed)  # type: ignore[no-untyped-call]  # Flask-WTF has no types

    @classmethod
    def blank(cls) -> Self:
        """Return an empty form with a fresh token."""
        return cls(None)

    @classmethod
    def posted(cls) -> Self:
        """Return the form as this request brought it."""
        return cls(request.form)

    @classmethod
    def holding(cls, **values: str) -> Self:
        """Return a form with these values, as if they had been typed."""
        return cls(MultiDict(values))

    @property
    def nonce_text(self) -> str:
        """The token that this form will carry."""
        return self.token.current_token or ""

    @property
    def token(self) -> CSRFTokenField:
        """The hidden field that guards the form."""
        return cast(CSRFTokenField, self[TOKEN_FIELD])

    def is_switching(self) -> bool:
        """Return whether only the language is to change: nothing is checked, and everything typed comes back."""
        return request.method == "POST" and SWITCH_FIELD in request.form

    def came_from_here(self) -> bool:
        """Return whether the guard accepts the form, whatever the fields hold."""
        return request.method == "POST" and bool(self.token.validate(self))

    def problems(self) -> list[FormProblem]:
        """Return the problems in the order of the page."""
        return [
            FormProblem(field.name, str(error))
            for field in self._in_order()
            for error in field.errors
            if error
        ]

    def add_problem(self, field: Field, text: str) -> None:
        """Record a problem with a field that only the domain could judge."""
        field.errors = [*field.errors, text]

    def _in_order(self) -> Iterator[Field]:
        yield self.token
        yield from (field for field in self if field.name != TOKEN_FIELD)


class MailboxForm(ReporterForm):
    """A form of a signed-in reporter."""

    class Meta(ReporterForm.Meta):
        """Settings that guard the form with the session's token."""

        csrf_class: type[CSRF] = SessionGuard


def plain_lines(text: str | None) -> str:
    """Return the typed text with one kind of line end."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


class Required:
    """A check that there is something other than white space."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the class

    def __init__(self, text: str = "") -> None:
        self._text = text

    def __call__(self, form: Form, field: Field) -> None:  # noqa: ARG002 - WTForms' call
        """Refuse an empty answer."""
        if not (field.data or "").strip():
            raise StopValidation(
                self._text or gettext("Please answer this question: %(question)s", question=field.label.text)
            )


class AtMost:
    """A limit for a text that says by how much it is too long; nothing is cut off."""

    def __init__(self, characters: int = FIELD_CHARACTERS) -> None:
        self._characters = characters

    def __call__(self, form: Form, field: Field) -> None:  # noqa: ARG002 - WTForms' call
        """Refuse a text over the limit."""
        surplus = len(field.data or "") - self._characters
        if surplus > 0:
            raise StopValidation(
                gettext(
                    "%(question)s: the text is too long by %(count)s characters. "
                    "Please shorten it, or send the rest later as a message.",
                    question=field.label.text,
                    count=number_in_words(surplus),
                )
            )
