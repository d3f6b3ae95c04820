"""The second step: a new key, whose words are shown, written on paper and typed back; or a key that is there."""

from http import HTTPStatus
from typing import Final

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField
from wtforms.validators import DataRequired, Length, Regexp

from crypto.codename import Language
from crypto.errors import KentonganError
from crypto.gpg.certificate import FINGERPRINT_PATTERN, grouped
from crypto.gpg.errors import GpgError
from journalist_interface.first_start.keys import FoundKey, WeakKeyError
from journalist_interface.first_start.pages import SetupStep, blueprint, form_page, to, told
from journalist_interface.first_start.pages import page as step_page
from journalist_interface.first_start.progress import DiskError, Progress
from journalist_interface.first_start.services import first_start
from journalist_interface.forms.officer_forms import OfficerForm, lazy_gettext
from journalist_interface.views.common import Answer, current_language

pages = blueprint("key_step", __name__)
_WORDS_A_LINE: Final = 2


class DrawForm(OfficerForm):
    """A form with one button, to draw the words of a new key."""


class CardForm(OfficerForm):
    """A form with one button, to look for a smart card."""


class ChosenKeyForm(OfficerForm):
    """A key that is there."""

    fingerprint = HiddenField(validators=[Regexp(FINGERPRINT_PATTERN)])


class WordsForm(OfficerForm):
    """The words of the new key, typed from the paper."""

    passphrase = PasswordField(
        lazy_gettext("The words on your paper"),
        [DataRequired(lazy_gettext("Type the words from the paper.")), Length(max=1024)],
    )


@pages.get("/key")
def page() -> Answer:
    """Show both ways to a key."""
    answers = first_start().progress.read()
    return to(SetupStep.NAME) if not answers.name else _key_page(answers)


@pages.post("/key/words")
def draw_words() -> Answer:
    """Draw the words of a new key and show them, once."""
    if not DrawForm().validate():
        return to(SetupStep.KEY)
    language: Language = "id" if current_language() == "id" else "en"
    words = first_start().drawn.draw(language)
    lines = [words[at : at + _WORDS_A_LINE] for at in range(0, len(words), _WORDS_A_LINE)]
    return step_page(
        "first_start/words.html",
        SetupStep.KEY,
        before=SetupStep.KEY,
        lines=lines,
        draw=DrawForm(formdata=None),
    )


@pages.get("/key/words")
def words_were_shown() -> Response:
    """Redirect: words are shown once, and never by an address."""
    return to(SetupStep.KEY)


@pages.get("/key/new")
def type_back() -> Answer:
    """Ask for the words from the paper."""
    return _typed_page(WordsForm(formdata=None)) if first_start().drawn.waits else to(SetupStep.KEY)


@pages.post("/key/new")
def make() -> Answer:
    """Make the key if the words are right."""
    form, here = WordsForm(), first_start()
    with here.acting:
        answers = here.progress.read()
        if not here.drawn.waits:  # pressed twice, or Kentongan was started anew meanwhile
            return to(SetupStep.KEY if answers.key is None else SetupStep.FILE)
        if not form.validate():
            return _typed_page(form)
        passphrase = here.drawn.typed_back(form.passphrase.data or "")
        if passphrase is None:
            form.passphrase.errors = [
                _(
                    "These are not the words that were shown. Compare each with the paper, or draw other words."
                )
            ]
            return _typed_page(form)
        try:
            here.progress.change(key=here.keys.make(answers.name, passphrase))
        except (GpgError, DiskError) as error:
            return _typed_page(form, also=told(error))
        here.drawn.forget()
    return to(SetupStep.FILE)


@pages.post("/key/card")
def look_at_card() -> Answer:
    """Look which keys lie on the smart card that is plugged in."""
    answers = first_start().progress.read()
    if CardForm().validate():
        try:
            first_start().keys.look_at_card()
        except GpgError as error:
            return _key_page(answers, told(error))
        if not any(key.on_card for key in first_start().keys.found()):
            return _key_page(
                answers,
                _(
                    "No smart card with a key of yours was found. Plug it in, and import its public key into the "
                    "encryption program (GnuPG) of this computer first."
                ),
            )
    return redirect(url_for(SetupStep.KEY, _anchor="found"), HTTPStatus.SEE_OTHER)


@pages.post("/key/found")
def choose() -> Answer:
    """Take a key that is there, if the office can."""
    form, here = ChosenKeyForm(), first_start()
    if not form.validate():
        return to(SetupStep.KEY)
    chosen = form.fingerprint.data or ""
    try:
        here.keys.require_good(chosen)
        here.progress.change(key=chosen)
    except (WeakKeyError, GpgError, DiskError) as error:
        return _key_page(here.progress.read(), told(error))
    return to(SetupStep.FILE)


def _key_page(answers: Progress, also: str | None = None) -> Answer:
    found: list[FoundKey] = []
    try:
        found = first_start().keys.found()
    except KentonganError as error:
        also = also or told(error)
    shown = step_page(
        "first_start/key.html",
        SetupStep.KEY,
        found=[
            (
                key,
                grouped(key.fingerprint),
                ChosenKeyForm(formdata=None, fingerprint=key.fingerprint),
            )
            for key in found
        ],
        chosen=answers.key,
        draw=DrawForm(formdata=None),
        card=CardForm(formdata=None),
        errors=[] if also is None else [("", also)],
    )
    return (shown, HTTPStatus.BAD_REQUEST) if also else shown


def _typed_page(form: WordsForm, also: str | None = None) -> Answer:
    form.passphrase.data = ""
    return form_page(
        "first_start/typed_words.html",
        SetupStep.KEY,
        form,
        also=also,
        before=SetupStep.KEY,
        draw=DrawForm(formdata=None),
    )
