"""The pages on which a reader of a case makes files of it, and saves them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import groupby
from typing import Final

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from crypto.errors import KentonganError
from journalist_interface.actions import identity
from journalist_interface.actions.exporting import ExportRequestForm, ReferralForm, may_export
from journalist_interface.actions.work import Work
from journalist_interface.dossier.document import compose_document
from journalist_interface.dossier.making import StillThereError, make_export, read_recipient
from journalist_interface.dossier.passages import DocumentPassage, Passages
from journalist_interface.dossier.wanted import WantedExport
from journalist_interface.error_pages import page_of, said_in_place
from journalist_interface.forms.officer_forms import FormDraft, FormPlace
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.exports import FORMS
from journalist_interface.presenters.list_pages import PageChoice, ShownRows, paged_by
from journalist_interface.presenters.row_weights import PASSAGE_CHARACTERS, passage_weight
from journalist_interface.presenters.whole_text import WholeText, parts_page
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.session.ready_export import ReadyExport
from journalist_interface.verification.case_attachments import FileNotInCaseError
from journalist_interface.verification.decision_basis import SeenUpTo, WentOnError
from journalist_interface.views.case_frame import CASE, case_page, heading
from journalist_interface.views.common import (
    ELSEWHERE_THAN_CASE,
    Answer,
    blueprint,
    form_errors,
    officer_who_typed,
    page_choice,
    perform_once,
    require_officer,
)
from journalist_interface.views.common import page as framed
from journalist_interface.views.downloads import download
from journalist_interface.web.guard import browser_session
from store.domain.exports import ExportForm

pages = blueprint("exporting", __name__)
ENDPOINT: Final = "exporting.make"
MOST_PASSAGES: Final = 1_000
"""The most passages of one page: a page more often ends by its weight."""


@dataclass(frozen=True, slots=True)
class ExportKind:
    """A kind of export: its form, whether it is for outside, and the sentence that says what it is."""

    form: ExportForm
    outside: bool
    about: LazyString

    @property
    def title(self) -> str:
        """The heading of its page."""
        name = str(FORMS[self.form])
        return _("%(name)s for outside", name=name) if self.outside and self.form != "referral" else name


KINDS: Final = {
    "dossier": ExportKind(
        "dossier",
        outside=False,
        about=lazy_gettext(
            "Everything that those who read this case read, as a PDF, and an archive with the signed originals "
            "that a court can check without this program."
        ),
    ),
    "transcript": ExportKind(
        "transcript", outside=False, about=lazy_gettext("The conversation alone, as a PDF.")
    ),
    "referral": ExportKind(
        "referral",
        outside=True,
        about=lazy_gettext("A file for LPSK, KPK or another office, without what you leave out."),
    ),
    "dossier-outside": ExportKind(
        "dossier",
        outside=True,
        about=lazy_gettext(
            "The dossier without what you leave out. It has no archive, and says so on every page."
        ),
    ),
    "transcript-outside": ExportKind(
        "transcript",
        outside=True,
        about=lazy_gettext("The conversation without what you leave out."),
    ),
}


@pages.get(f"{CASE}/export")
def kinds(case: str) -> str:
    """Show the kinds of files that can be made, and the files that were made last."""
    officer = require_officer()
    work = Work(services().cases, officer, officer.case(case))
    with work.file.lock:
        allowed = may_export(work.standpoint)
        return framed(
            "exports.html",
            kinds=KINDS if allowed else {},
            ready=_ready(officer, case),
            **heading(work.file),
        )


@pages.get(f"{CASE}/export/<kind>")
def page(case: str, kind: str) -> str:
    """Show the form, with what was typed before; for a version for outside with every passage of the file."""
    wanted = _kind(kind)
    officer = require_officer()
    work = Work(services().cases, officer, officer.case(case))
    form = _form(wanted)(formdata=None)
    form.resume(officer.drafts.at(FormPlace.exporting(case, kind)))
    return _page(work, kind, form, [])


@pages.get(f"{CASE}/export/<kind>/passages/<name>")
def passage(case: str, kind: str, name: str) -> str:
    """Show a part of one passage, as the file would print it."""
    wanted = _kind(kind)
    officer = require_officer()
    work = Work(services().cases, officer, officer.case(case))
    with work.file.lock:
        work.file.chain.require_whole()
        passages = compose_document(work, WantedExport(wanted.form, "", outside=True)).passages
        found = next((each for each in passages.found if wanted.outside and each.name == name), None)
        if found is None:
            raise CaseNotFoundError
        return case_page(
            "whole_text.html",
            officer,
            work.file,
            found=WholeText(found.place, found.text, url_for("exporting.page", case=case, kind=kind)),
            list=parts_page(found.text, page_choice()),
            values={"case": case, "kind": kind, "name": name},
        )


@pages.post(f"{CASE}/export/<kind>")
def make(case: str, kind: str) -> Answer:
    """Make the files once, with an event that tells of it; or turn to other passages, with what was ticked."""
    chosen = _kind(kind)
    typed = read_draft(request.form, case, kind)
    officer = officer_who_typed(typed)
    form = _form(chosen)(formdata=request.form)
    services().rosters.refresh().require_valid()
    work = Work(services().cases, officer, officer.case(case))
    if "turn" in request.form:
        return _page(work, kind, form, [])
    if not form.validate():
        return _page(work, kind, form, form_errors(form)), HTTPStatus.BAD_REQUEST
    try:
        answer = perform_once(officer, form, lambda: _made(work, chosen, form))
    except ELSEWHERE_THAN_CASE:
        raise
    except KentonganError as error:
        return _page(work, kind, form, [("", said_in_place(error))], error), page_of(error).status
    officer.drafts.sent(typed.place)
    return answer


def read_draft(fields: Mapping[str, str], case: str, kind: str) -> FormDraft:
    """Return the texts of an export's form."""
    names = _form(KINDS[kind]).passages() if kind in KINDS else ()
    return FormDraft.of(FormPlace.exporting(case, kind), fields, names)


@pages.get(f"{CASE}/exported/<int:index>")
def save(case: str, index: int) -> Response:
    """Send a file that this session made."""
    officer = require_officer()
    officer.case(case)  # who lost access meanwhile saves nothing more
    ready = _ready(officer, case)
    if ready is None or not 0 <= index < len(ready.files):
        raise FileNotInCaseError
    file = ready.files[index]
    return download(iter((file.data,)), file.name, file.name, len(file.data))


def _made(work: Work, kind: ExportKind, form: ExportRequestForm) -> Response:
    certificate = (form.certificate.data or "").strip()
    recipient = read_recipient(certificate.encode()) if certificate else None
    wanted = _wanted(kind, form)
    if "identity" in form and form["identity"].data:
        if (known := identity.disclosed(work.file)) is None:
            raise identity.NotToldError
        wanted = replace(wanted, identity=known)
    work.officer.export = make_export(work, wanted, SeenUpTo.read(form.seen.data or ""), recipient)
    browser_session().notices.append(_("The files are ready. The history tells of this export."))
    return redirect(url_for("exporting.kinds", case=work.file.case, _anchor="ready"), HTTPStatus.SEE_OTHER)


def _wanted(kind: ExportKind, form: ExportRequestForm) -> WantedExport:
    ticked = (*(form.left_out.data or ()), *(form.elsewhere.data or "").split(" "))
    left_out = frozenset(ticked) if kind.outside else frozenset()
    to = (form["to"].data or "").strip() if "to" in form else ""
    return WantedExport(kind.form, (form.purpose.data or "").strip(), kind.outside, left_out, to)


def _page(
    work: Work,
    kind: str,
    form: ExportRequestForm,
    errors: list[tuple[str, str]],
    error: KentonganError | None = None,
) -> str:
    with work.file.lock:
        work.file.chain.require_whole()
        form.begin(work)
        wanted = _wanted(KINDS[kind], form)
        passages = compose_document(work, wanted).passages if wanted.outside else Passages()
        checked = isinstance(error, StillThereError) or "turn" in request.form
        marked = {passage.name for passage in passages.still_there()} if checked else set()
        found = _passages(passages, marked, begins=isinstance(error, WentOnError))
        # Not at each turn: what arrives on a page that was turned before would go unseen.
        if not form.seen.data or found.last == 1 or isinstance(error, WentOnError):
            form.seen.data = SeenUpTo.of(work.file).text
        here = {passage.name for passage in found.rows}
        elsewhere = wanted.left_out - here
        ticked = [each.name for each in passages.found if each.name in elsewhere] if elsewhere else []
        form.elsewhere.data = " ".join(ticked)
        return framed(
            "export.html",
            kind=KINDS[kind],
            name=kind,
            form=form,
            errors=errors,
            list=found,
            places=[
                (place, list(of_place)) for place, of_place in groupby(found.rows, lambda each: each.place)
            ],
            most=PASSAGE_CHARACTERS,
            elsewhere=len(ticked),
            left_out=wanted.left_out,
            marked=marked,
            told=identity.disclosed(work.file) is not None,
            **heading(work.file),
        )


def _passages(passages: Passages, marked: Collection[str], *, begins: bool) -> ShownRows[DocumentPassage]:
    """Return the page of the passages that a button of the form leads to, else the one that was shown.

    One who `begins` anew, because the case went on, sees the first page.
    """
    number = 1 if begins else request.form.get("turn", type=int) or request.form.get("page", 1, int)
    return paged_by(
        passages.found,
        map(passage_weight, passages.found.texts()),
        PageChoice(number),
        is_marked=(lambda passage: passage.name in marked) if marked else None,
        most_rows=MOST_PASSAGES,
    )


def _ready(officer: OfficerSession, case: str) -> ReadyExport | None:
    ready = officer.export
    return ready if ready is not None and ready.case == case else None


def _form(kind: ExportKind) -> type[ExportRequestForm]:
    return ReferralForm if kind.form == "referral" else ExportRequestForm


def _kind(name: str) -> ExportKind:
    if name not in KINDS:
        abort(HTTPStatus.NOT_FOUND)
    return KINDS[name]
