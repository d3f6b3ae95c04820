"""A window without a browser: pages over HTTP, and forms sent as a browser without scripts sends them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from tests.controls import Button, Form, FormField, NotOnPageError
from tests.loopback import LoopbackTransport
from tests.markup import Markup
from tests.scenario.window import Value

SECONDS: Final = 120.0
Part = tuple[str, tuple[str | None, bytes]]
"""A field's name and value: the name of the file, if it is one, and the content."""


class HttpWindow:
    """One person's window, with separate cookies."""

    def __init__(self) -> None:
        self._http = httpx.Client(
            transport=LoopbackTransport(),
            trust_env=False,
            follow_redirects=True,
            timeout=SECONDS,
        )
        self._url = ""
        self._page = Markup("")

    def open(self, address: str) -> None:
        """Visit an address, or a path of the current site."""
        self._show(self._http.get(urljoin(self._url, address), headers={"Sec-Fetch-Site": "none"}))

    def url(self) -> str:
        """Return the address of the current page."""
        return self._url

    def page(self) -> Markup:
        """Return the current page."""
        return self._page

    def send(self, button: str, fields: Mapping[str, Value]) -> None:
        """Fill the form in and press the button; raise `NotOnPageError` if a control is not there."""
        form, pressed = self._page.form_with(button)
        for label, value in fields.items():
            _set(form, form.labelled(label), value)
        missing = [field.label or field.name for field in form.fields if field.is_missing]
        if missing and not pressed.anyway:
            raise NotOnPageError(f"The form waits for {', '.join(map(repr, missing))}")
        parts = list(_parts(form, pressed))
        address = urljoin(self._url, pressed.address or form.address)
        origin = urlsplit(self._url)
        headers = {"Origin": f"{origin.scheme}://{origin.netloc}", "Sec-Fetch-Site": "same-origin"}
        if form.method == "get":
            self._show(self._http.get(address, params=_texts(parts), headers=headers))
        elif form.multipart if pressed.multipart is None else pressed.multipart:
            self._show(self._http.post(address, files=parts, headers=headers))
        else:
            self._show(self._http.post(address, data=_texts(parts), headers=headers))

    def follow(self, words: str) -> None:
        """Follow a link."""
        self.open(self._page.link(words).address)

    def save(self, ending: str, folder: Path) -> Path:
        """Save the file of a link."""
        link = next(link for link in self._page.links if link.words.endswith(ending))
        answer = self._http.get(urljoin(self._url, link.address), headers={"Sec-Fetch-Site": "same-origin"})
        (saved := folder / link.words).write_bytes(answer.content)
        return saved

    def close(self) -> None:
        """Forget everything."""
        self._http.close()

    def _show(self, answer: httpx.Response) -> None:
        self._url = str(answer.url)
        self._page = Markup(answer.text)


def _set(form: Form, field: FormField, value: Value) -> None:
    if field.disabled:
        raise NotOnPageError(f"{field.label!r} cannot be changed")
    if isinstance(value, tuple):
        field.files = value
    elif field.is_ticked:
        if field.kind == "radio":
            for other in form.fields:
                other.checked = other.checked and other.name != field.name
        field.checked = bool(value)
    else:
        field.value = field.option(str(value)) if field.kind == "select" else str(value)


def _parts(form: Form, pressed: Button) -> Iterator[Part]:
    """Yield the fields as browsers send them: line ends are CR LF, and unticked boxes are left out."""
    for field in form.fields:
        if not field.name or field.disabled or (field.is_ticked and not field.checked):
            continue
        if field.kind == "file":
            yield from ((field.name, (path.name, path.read_bytes())) for path in field.files)
            if not field.files:
                yield field.name, ("", b"")
        else:
            text = field.value.replace("\r\n", "\n").replace("\n", "\r\n")
            yield field.name, (None, text.encode())
    if pressed.name:
        yield pressed.name, (None, pressed.value.encode())


def _texts(parts: Iterable[Part]) -> dict[str, list[str]]:
    """Return the fields as texts, with the names of files in place of their contents."""
    texts: dict[str, list[str]] = {}
    for name, (file, data) in parts:
        texts.setdefault(name, []).append(data.decode() if file is None else file)
    return texts
