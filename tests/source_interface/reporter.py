"""A person with a browser without scripts: opens pages, fills in the form that is there, and sends it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.controls import Form
from tests.markup import Markup
from tests.secret_watch import WATCH

ANSWERS = {
    "what": "Harga di kuitansi dua kali harga toko.",
    "who": "Kepala bagian pengadaan.",
    "when": "Sejak Maret 2026.",
    "how": "Pemasok dipilih sebelum lelang.",
}
ENTRY = "/mailbox/open"
WITHDRAWS = "withdraws"
# What a person types: none of it may be in a log.
SECRET_FIELDS = ("what", "who", "when", "how", "where", "why", "text", "code", "name", "contact", "position")


@dataclass
class FormOnPage:
    """A form as a browser would send it untouched."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    other_actions: list[str] = field(default_factory=list)


def forms_of(response: TestResponse) -> list[FormOnPage]:
    return [_untouched(form) for form in Markup(response.text).forms]


def _untouched(form: Form) -> FormOnPage:
    fields: dict[str, list[str]] = {}
    for control in form.fields:
        is_sent = control.name and not control.disabled and (control.checked or not control.is_ticked)
        if is_sent and control.kind != "file":
            fields.setdefault(control.name, []).append(control.value)
    language = form.address[: len("/id/")]  # the switch of the language leads to the same form in the other
    others = [
        button.address for button in form.buttons if button.address and button.address.startswith(language)
    ]
    return FormOnPage(form.address, form.method, fields, others)


def form_to(response: TestResponse, ending: str) -> FormOnPage:
    """The one form of the page whose address ends so, beside those that withdraw a file."""
    forms = [form for form in forms_of(response) if WITHDRAWS not in form.fields]
    found = [form for form in forms if form.action.endswith(ending)]
    for form in forms:
        others = dict.fromkeys(form.other_actions)
        found += [replace(form, action=to) for to in others if to.endswith(ending) and to != form.action]
    assert len(found) == 1, f"{len(found)} forms to {ending}"
    return found[0]


def withdrawal_forms(response: TestResponse) -> list[FormOnPage]:
    """The forms of the page that withdraw a file, in its order."""
    return [form for form in forms_of(response) if WITHDRAWS in form.fields]


def withdrawal_form(response: TestResponse) -> FormOnPage:
    """The one form of the page that withdraws a file."""
    [form] = withdrawal_forms(response)
    return form


def shown_code(response: TestResponse) -> str:
    """The codename on the page."""
    box = re.search(r'<p class="words">(.*?)</p>', response.text, re.DOTALL)
    assert box is not None, "no codename on this page"
    code = " ".join(re.sub(r"<[^>]+>", " ", box[1]).split())
    WATCH.plant(code)
    return code


class Reporter:
    """Fills in forms. Pages are Indonesian unless `language` says otherwise."""

    def __init__(self, client: FlaskClient, language: str = "id") -> None:
        self.client = client
        self.language = language
        self.arrived: TestResponse | None = None

    @classmethod
    def another(cls, of: Self) -> Self:
        """The same reporter in another browser."""
        return cls(of.client.application.test_client(), of.language)

    def open(self, path: str) -> TestResponse:
        return self.client.get(f"/{self.language}{path}")

    def send(self, form: FormOnPage, **changes: str | list[str] | None) -> TestResponse:
        """Post a form with some fields changed; None leaves a field away.

        Where a code leads on to its mailbox, the browser follows: the page stays in `arrived`.
        """
        fields = form.fields | {
            name: [value] if isinstance(value, str) else value
            for name, value in changes.items()
            if value is not None
        }
        kept = {name: values for name, values in fields.items() if changes.get(name, "") is not None}
        WATCH.plant(*(value for name in SECRET_FIELDS for value in kept.get(name, ()) if len(value) < 1_000))
        answer = self.client.post(form.action, data=kept)
        if urlsplit(answer.headers.get("Location", "")).path.endswith(ENTRY):
            self.arrived = self.client.get(answer.headers["Location"])
        return answer

    def report_form(self) -> FormOnPage:
        return form_to(self.open("/report"), "/report")

    def report(self, **changes: str | list[str] | None) -> TestResponse:
        """Send a report; the page with the codename, if it was accepted."""
        return self.send(self.report_form(), **(ANSWERS | changes))

    def repeat(self, page: TestResponse, typed: str | None = None) -> TestResponse:
        """Type the code back; the page after it."""
        code = shown_code(page) if typed is None else typed
        return self.send(form_to(page, "/report/code"), code=code)

    def enter(self, **changes: str | list[str] | None) -> TestResponse:
        """Report, type the code back, and stand in the mailbox."""
        answer = self.repeat(self.report(**changes))
        assert answer.status_code == 303, answer.text
        return self.mailbox()

    def mailbox(self) -> TestResponse:
        return self.open("/mailbox")

    def files_page(self) -> TestResponse:
        return self.open("/mailbox/files")

    def sign_in(self, code: str, **more: str) -> TestResponse:
        return self.send(form_to(self.open("/open"), "/open"), code=code, **more)

    def tries(self, code: str) -> TestResponse:
        """Type a code that may be wrong; the page to which its answer leads."""
        answer = self.sign_in(code)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/{self.language}{ENTRY}")
        assert self.arrived is not None
        return self.arrived

    def opens(self, code: str) -> bool:
        """Return whether a code opens a mailbox."""
        page = self.tries(code).text
        assert ('mailbox/leave"' in page) != ('name="code"' in page)
        return 'mailbox/leave"' in page

    def says(self, text: str) -> TestResponse:
        return self.send(form_to(self.mailbox(), "/mailbox/message"), text=text)

    def attaches(self, *files: tuple[str, bytes], photos: Sequence[str] = ()) -> TestResponse:
        """Send files as a browser does: the token first, then what the field for photos holds."""
        form = form_to(self.files_page(), "/mailbox/attachments")
        fields = [("csrf_token", form.fields["csrf_token"][0]), *(("photos", value) for value in photos)]
        body, content_type = multipart(fields, list(files))
        return self.client.post(form.action, data=body, content_type=content_type)


def multipart(
    fields: list[tuple[str, str]], files: list[tuple[str, bytes]], boundary: str = "----batas"
) -> tuple[bytes, str]:
    """A body as browsers write it: quotes and line breaks in names percent-encoded, no more."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, data in files:
        written = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'Content-Disposition: form-data; name="files"; filename="{written}"'
        kind = "Content-Type: application/octet-stream"
        parts.append(f"--{boundary}\r\n{head}\r\n{kind}\r\n\r\n".encode() + data + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
