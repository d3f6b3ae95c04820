"""The pages of a case's files: what each of them shows and tells, and the ways to save it.

1. A page says what the case knows of a file. Nothing is fetched: from the first byte on, its reporter could not
   withdraw it any more.
2. When the officer asks to see it, the session has it converted in a sandbox, in the background
   (`session/previews.py`). The page asks again by itself until that is done, and shows what is there meanwhile.
3. Its pictures and its sound are routes of their own, served from memory.
4. An original that tells of its author is saved once the officer has read that, and said so.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from itertools import dropwhile, islice
from typing import Final

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from journalist_interface.evidence.availability import unavailable
from journalist_interface.evidence.copies import CopyForm
from journalist_interface.evidence.errors import (
    DamagedFileError,
    EvidenceError,
    EvidenceTooLargeError,
    PasswordProtectedError,
    UnknownKindError,
)
from journalist_interface.evidence.parts import LARGEST_FILE, SOUND_MEDIA_TYPE
from journalist_interface.forms.officer_forms import OfficerForm, SaveOriginalForm
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.evidence import (
    HEADERS,
    KINDS,
    LEFT_OUT,
    METHODS,
    can_clean,
    can_print,
    duration,
    evidence_sheet,
    fact_lines,
    picture_line,
    progress_words,
)
from journalist_interface.presenters.file_contents import file_contents
from journalist_interface.presenters.labels import sentence
from journalist_interface.services import services
from journalist_interface.session.attachments import copy_of, parts_of
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.session.previews import PreviewKey, PreviewState
from journalist_interface.verification.case_attachments import (
    CaseAttachment,
    FileNotInCaseError,
    case_attachment,
    case_attachments,
)
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.views.case_frame import CASE, heading
from journalist_interface.views.common import blueprint, is_pressed, require_officer
from journalist_interface.views.common import page as framed
from journalist_interface.views.downloads import download
from journalist_interface.web.guard import browser_session
from store.web.headers import DOWNLOAD_POLICY, POLICY_HEADER, PREVIEW_POLICY

pages = blueprint("evidence", __name__)
ONE: Final = f"{CASE}/evidence/<label>"
REFRESH_SECONDS: Final = 2
_LASTING: Final = (DamagedFileError, EvidenceTooLargeError, PasswordProtectedError, UnknownKindError)
_PATIENCE_SECONDS: Final = 1.5  # most files show something by then, without a page that says to wait


class ShowEvidenceForm(OfficerForm):
    """A form with one button, to fetch a file and look at it, or to stop that."""


@pages.get(ONE)
def page(case: str, label: str) -> Response:
    """Show what the case says of a file, and what it shows and tells if it was opened here.

    That the page renews itself is no use of the workstation: who walked away is signed out.
    """
    officer = require_officer(by_person=not request.args.get("renewed"))
    file = officer.case(case)
    return _page(officer, file, _found(file, label))


@pages.post(ONE)
def show(case: str, label: str) -> WerkzeugResponse:
    """Fetch a file and have it converted in the background."""
    officer = require_officer()
    file = officer.case(case)
    found = _found(file, label)
    if is_pressed(ShowEvidenceForm()) and _obstacle(found) is None:
        conversion = partial(parts_of, services().cases, officer, file, found)
        preview = officer.previews.open(PreviewKey.of(case, found), conversion)
        officer.previews.wait_for_something(preview, _PATIENCE_SECONDS)
    return redirect(url_for("evidence.page", case=case, label=label), HTTPStatus.SEE_OTHER)


@pages.post(f"{ONE}/stop")
def stop(case: str, label: str) -> WerkzeugResponse:
    """Stop the conversion of a file, so that others get their turn."""
    officer = require_officer()
    found = _found(officer.case(case), label)
    if is_pressed(ShowEvidenceForm()):
        officer.previews.stop(PreviewKey.of(case, found))
    return redirect(url_for("evidence.page", case=case, label=label), HTTPStatus.SEE_OTHER)


@pages.get(f"{ONE}/pages/<int:number>")
def picture(case: str, label: str, number: int) -> Response:
    """Send one picture from memory; a page that renews itself asks for it, so that this is no use either."""
    officer = require_officer(by_person=False)
    preview = officer.previews.of(PreviewKey.of(case, _found(officer.case(case), label)))
    shown = None if preview is None else preview.picture(number)
    if shown is None:
        raise CaseNotFoundError
    return _from_memory(shown.data, shown.media_type)


@pages.get(f"{ONE}/sound")
def sound(case: str, label: str) -> WerkzeugResponse:
    """Send the sound from memory, or the range of it that a player asks for by itself: no use either."""
    officer = require_officer(by_person=False)
    preview = officer.previews.of(PreviewKey.of(case, _found(officer.case(case), label)))
    played = b"" if preview is None or preview.running else b"".join(preview.sound)
    if not played:
        raise CaseNotFoundError
    answer = _from_memory(played, SOUND_MEDIA_TYPE)
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(played))


@pages.post(f"{ONE}/original")
def agree(case: str, label: str) -> WerkzeugResponse:
    """Note that this original is to be saved although it tells of its author, and lead to it."""
    officer = require_officer()
    file = officer.case(case)
    found = _found(file, label)
    if not is_pressed(SaveOriginalForm()):
        return redirect(url_for("evidence.page", case=case, label=label), HTTPStatus.SEE_OTHER)
    officer.previews.agree({PreviewKey.of(case, found)})
    sheet = evidence_sheet(case, found, services().rosters.current().roster)
    return redirect(sheet.line.address, HTTPStatus.SEE_OTHER)


@pages.get(f"{ONE}/cleaned")
def cleaned(case: str, label: str) -> Response:
    """Send a copy without author data."""
    return _copy(case, label, CopyForm.CLEANED)


@pages.get(f"{ONE}/pictures")
def pictures(case: str, label: str) -> Response:
    """Send the pictures of its pages as a PDF."""
    return _copy(case, label, CopyForm.PICTURES)


def _copy(case: str, label: str, form: CopyForm) -> Response:
    officer = require_officer()
    file = officer.case(case)
    found = _found(file, label)
    obstacle = _obstacle(found)
    if obstacle is not None:
        return _page(officer, file, found, obstacle)
    try:
        with ExitStack() as opened:
            made = opened.enter_context(copy_of(services().cases, officer, file, found, form))
            pieces = _ending_with(made.pieces, opened.pop_all())
        cleaned = form is CopyForm.CLEANED
        name = _("%(label)s-cleaned", label=label) if cleaned else _("%(label)s-pictures", label=label)
        answer = download(pieces, name + made.ending, label + made.ending, made.size)
    except EvidenceError as error:
        return _page(officer, file, found, error)
    if cleaned:
        told = {"label": label, "how": METHODS[made.method]}
        browser_session().notices.append(_("The cleaned copy of %(label)s was made. %(how)s", **told))
    return answer


def _ending_with(pieces: Iterator[bytes], opened: ExitStack) -> Iterator[bytes]:
    """Pass the pieces on, and end what they come from with them."""
    with opened:
        yield from pieces


def _page(
    officer: OfficerSession, file: CaseFile, found: CaseAttachment, error: EvidenceError | None = None
) -> Response:
    key, label = PreviewKey.of(file.case, found), found.label
    preview = officer.previews.of(key)
    still = bool(request.args.get("still"))
    contents = None if preview is None else file_contents(preview, request.args.get("part", 1, int))
    state = None if contents is None else contents.state
    shown = None if preview is None else picture_line(preview, label, request.args.get("page", 1, int))
    number = None if shown is None else shown.number
    running = state in {PreviewState.WAITING, PreviewState.RUNNING}
    with file.lock:
        rest = dropwhile(lambda each: each.label != label, case_attachments(file))
        following = next(islice(rest, 1, None), None)
        answer = make_response(
            framed(
                "evidence.html",
                sheet=evidence_sheet(file.case, found, services().rosters.current().roster),
                following=following,
                preview=preview,
                state=state,
                running=running,
                states=PreviewState,
                picture=shown,
                facts=[] if preview is None else fact_lines(preview),
                progress=progress_words(preview, shown) if preview is not None and running else "",
                kinds=KINDS,
                headers=HEADERS,
                left_out=LEFT_OUT,
                duration=duration,
                sentence=sentence,
                contents=contents,
                here={"case": file.case, "label": label, "page": number},
                obstacle=_obstacle(found),
                can_clean=can_clean(preview),
                can_print=preview is not None and can_print(preview),
                can_retry=preview is not None and not isinstance(preview.error, _LASTING),
                error=error,
                asks=officer.previews.must_ask(key),
                still=still,
                show_form=ShowEvidenceForm(formdata=None),
                save_form=SaveOriginalForm(formdata=None),
                **heading(file),
            ),
            HTTPStatus.OK if error is None else HTTPStatus.CONFLICT,
        )
    answer.headers[POLICY_HEADER] = PREVIEW_POLICY
    if running and not still:
        part = contents.number if contents is not None and contents.number > 1 else None
        again = url_for("evidence.page", case=file.case, label=label, page=number, part=part, renewed=1)
        answer.headers["Refresh"] = f"{REFRESH_SECONDS};url={again}"
    return answer


def _from_memory(data: bytes, media_type: str) -> Response:
    answer = Response(data, mimetype=media_type)
    answer.headers[POLICY_HEADER] = DOWNLOAD_POLICY
    return answer


def _found(file: CaseFile, label: str) -> CaseAttachment:
    with file.lock:
        found = case_attachment(file, label)
    if found is None:
        raise FileNotInCaseError
    return found


def _obstacle(found: CaseAttachment) -> EvidenceError | None:
    """Return why this file cannot be opened here, before it is fetched."""
    if found.content.size > LARGEST_FILE:
        return EvidenceTooLargeError()
    return unavailable()
