"""Forms that lead to one act even when sent twice, and the errors that come back with their page."""

from collections.abc import Callable

from flask import redirect
from werkzeug.wrappers import Response

from journalist_interface.actions.form import ActionForm
from journalist_interface.session.officer_session import OfficerSession


def first_time(officer: OfficerSession, form: ActionForm, act: Callable[[], Response]) -> Response:
    """Act, or redirect to where the form led before, if the button was pressed twice or the page sent again."""
    name = form.form.data or ""
    with officer.acting:
        if name in officer.finished:
            return redirect(officer.finished[name], 303)
        answer = act()
        officer.finished[name] = answer.location or ""
    return answer


def form_errors(form: ActionForm) -> list[tuple[str, str]]:
    """Return where each mistake is and its sentence, for the summary."""
    hidden = {"csrf_token", "form"}
    return [
        ("" if name in hidden else form[name].id, str(text))
        for name, texts in form.errors.items()
        for text in texts
    ]
