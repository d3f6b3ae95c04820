"""The office's texts for messages to reporters: who signed them when, and the pages on which they are changed."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Final, cast

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import DataRequired

from crypto.errors import KentonganError
from journalist_interface.actions.action import choose, kinds, line, one_of, passage
from journalist_interface.error_pages import page_of, said_in_place
from journalist_interface.forms.officer_forms import (
    FormDraft,
    FormPlace,
    OfficerForm,
    TryAgainForm,
    lazy_gettext,
)
from journalist_interface.presenters.history import name_of
from journalist_interface.reply_templates import (
    MOST_TEXT_CHARACTERS,
    MOST_TITLE_CHARACTERS,
    ReplyTemplate,
    TextChangedError,
    Texts,
    Use,
    text_key,
    with_text,
    without_text,
)
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.bulk import require_case_officer
from journalist_interface.views.common import (
    ELSEWHERE,
    Answer,
    blueprint,
    form_errors,
    is_pressed,
    officer_who_typed,
)
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session
from store.domain.outcomes import ARCHIVE_REASON_CODES, ARCHIVE_REASONS

pages = blueprint("texts", __name__)
USES: Final[dict[Use, str]] = {
    "reply": lazy_gettext("Reply"),
    "question": lazy_gettext("Question to the reporter"),
    "archive": lazy_gettext("Notice when a report is archived"),
}


class BeginAnewForm(OfficerForm):
    """The form for giving up texts that no officer can read."""

    asked = BooleanField(
        lazy_gettext("I asked my colleagues. None of them sees the texts."),
        [DataRequired(lazy_gettext("Ask your colleagues first, then tick the box."))],
    )


class OfficeTextForm(OfficerForm):
    """The form for one text."""

    use = one_of(lazy_gettext("Where it is offered"), needed=lazy_gettext("Choose where it is offered."))
    reason = one_of(
        lazy_gettext("Reason that it goes with"), lazy_gettext("Only for the notice of an archived report.")
    )
    title = line(
        lazy_gettext("Title"),
        lazy_gettext("Colleagues choose by it. Name the language if the text is not Indonesian."),
        needed=lazy_gettext("Write a title."),
        most=MOST_TITLE_CHARACTERS,
    )
    text = passage(
        lazy_gettext("Text"),
        lazy_gettext(
            "Square brackets are filled in before a message is sent. From the case come: [nama kantor], [nama unit], "
            "[hari ini], [tanggal laporan], [tanggal jawaban paling lambat], [tahapan]. Write nothing here about a "
            "report: all who answer reporters read it."
        ),
        lazy_gettext("Write the text."),
        rows=12,
        most=MOST_TEXT_CHARACTERS,
    )

    def offer(self) -> None:
        """Fill in the choices."""
        choose(self.use, list(USES.items()), _("Choose where it is offered"))
        choose(self.reason, kinds(ARCHIVE_REASONS), _("none"))

    def template(self) -> ReplyTemplate:
        """Return the text as it was filled in."""
        reason = self.reason.data if self.use.data == "archive" else None
        return ReplyTemplate(
            use=cast(Use, self.use.data),
            title=(self.title.data or "").strip(),
            text=(self.text.data or "").replace("\r\n", "\n").strip(),
            reason=reason or None,
        )


@pages.get("/texts")
def listing() -> str:
    """Show all texts, with who signed them on which day."""
    return _listing(require_case_officer(), BeginAnewForm(formdata=None))


@pages.post("/texts/begin-anew")
def begin_anew() -> Answer:
    """Sign the texts of the workstation's file in the place of those that no officer can read."""
    officer, form = require_case_officer(), BeginAnewForm()
    if not form.validate():
        return _listing(officer, form), HTTPStatus.BAD_REQUEST
    if officer.texts.begin_anew():
        return _saved(_("The texts of this workstation's file are signed with your key."))
    return _saved(_("The texts can be read again. Nothing was changed."))


@pages.get("/texts/new")
def new() -> str:
    """Show the empty form, or what was typed into one before."""
    officer = require_case_officer()
    return _page(OfficeTextForm(formdata=None, **officer.drafts.at(FormPlace.of_text(""))), "")


@pages.get("/texts/<key>")
def text(key: str) -> str:
    """Show one text in its form, or what was typed in its place before."""
    officer, place = require_case_officer(), FormPlace.of_text(key)
    if place.text == key and (typed := officer.drafts.at(place)):
        return _page(OfficeTextForm(formdata=None, **typed), key)
    template = _found(officer.texts.current().file.templates, key)
    form = OfficeTextForm(
        formdata=None,
        use=template.use,
        reason=template.reason,
        title=template.title,
        text=template.text.strip(),
    )
    return _page(form, key)


@pages.post("/texts/save")
def save() -> Answer:
    """Sign all texts with this one among them, in the place of the one that was changed."""
    typed = read_draft(request.form)
    officer_who_typed(typed)
    officer, form, key = require_case_officer(), OfficeTextForm(), request.form.get("key", "")
    form.offer()
    wrong = form.use.data not in USES or (form.reason.data or None) not in {None, *ARCHIVE_REASON_CODES}
    if not form.validate() or wrong:
        return _page(form, key, form_errors(form)), HTTPStatus.BAD_REQUEST
    made = form.template()
    try:
        officer.texts.change(lambda texts: with_text(texts, key, made))
    except ELSEWHERE:
        raise
    except KentonganError as error:
        if isinstance(error, TextChangedError):
            key = _move_to_new(officer, typed)
        return _page(form, key, [("", said_in_place(error))]), page_of(error).status
    officer.drafts.sent(typed.place)
    return _saved(_("The text is saved and signed with your key."))


def read_draft(fields: Mapping[str, str]) -> FormDraft:
    """Return what the form of a text holds."""
    place = FormPlace.of_text(fields.get("key", ""))
    return FormDraft.of(place, fields, ("title", "text"), ("use", "reason"))


def _move_to_new(officer: OfficerSession, typed: FormDraft) -> str:
    """Let a text whose place is gone be taken up as a new one, unless one is being typed there; return its key."""
    new = FormPlace.of_text("")
    if not officer.drafts.at(new):
        officer.drafts.keep(replace(typed, place=new))
        officer.drafts.sent(typed.place)
    return ""


@pages.post("/texts/<key>/remove")
def remove(key: str) -> Response:
    """Sign all texts without this one."""
    officer = require_case_officer()
    if not is_pressed(TryAgainForm()):
        return redirect(url_for("texts.listing"), HTTPStatus.SEE_OTHER)
    officer.texts.change(lambda texts: without_text(texts, key))
    officer.drafts.sent(FormPlace.of_text(key))
    return _saved(_("The text is removed."))


def _listing(officer: OfficerSession, form: BeginAnewForm) -> str:
    in_use = officer.texts.refresh()
    signed = in_use.signed
    roster = services().rosters.current().roster
    return framed(
        "texts.html",
        texts=[(text_key(template), template) for template in in_use.file.templates],
        uses=USES,
        in_use=in_use,
        editor=None if signed is None else name_of(roster, signed.editor),
        form=form,
        errors=form_errors(form),
    )


def _saved(said: str) -> Response:
    browser_session().notices.append(said)
    return redirect(url_for("texts.listing"), HTTPStatus.SEE_OTHER)


def _found(texts: Texts, key: str) -> ReplyTemplate:
    found = next((template for template in texts if text_key(template) == key), None)
    if found is None:  # a colleague changed or removed it since
        abort(HTTPStatus.NOT_FOUND)
    return found


def _page(form: OfficeTextForm, key: str, errors: list[tuple[str, str]] | None = None) -> str:
    form.offer()
    return framed(
        "office_text.html", form=form, key=key, errors=errors or [], remove_form=TryAgainForm(formdata=None)
    )
