"""A form that is sent twice leads to one act, and its errors come back with the page."""

from collections.abc import Callable

from flask import redirect
from werkzeug.wrappers import Response

from journalist_interface.deeds.fields import DeedForm
from journalist_interface.session.officer_session import OfficerSession


def first_time(officer: OfficerSession, form: DeedForm, act: Callable[[], Response]) -> Response:
    """Do it, or lead where it led before: the button was pressed twice, or the page sent again."""
    name = form.form.data or ""
    with officer.acting:
        if name in officer.finished:
            return redirect(officer.finished[name], 303)
        answer = act()
        officer.finished[name] = answer.location or ""
    return answer


def form_errors(form: DeedForm) -> list[tuple[str, str]]:
    """For the summary: where each mistake is, and the sentence."""
    hidden = {"csrf_token", "form"}
    return [
        ("" if name in hidden else form[name].id, str(text))
        for name, texts in form.errors.items()
        for text in texts
    ]
