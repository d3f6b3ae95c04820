"""A page of the officer's interface, read from its HTML: its text, links, and forms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from tests import controls
from tests.controls import FormField
from tests.markup import Markup

_TYPED: Final = re.compile(
    r"<(?:textarea|select|input(?![^>]*type=\"(?:hidden|checkbox|radio|file|password|submit)\"))\b[^>]*>"
)
Fields = Mapping[str, str | list[str]]


@dataclass
class Form:
    """A form of a page: where it goes and what its fields hold.

    `choices` are what can be chosen in lists and boxes, `chosen` the ticked boxes, `files` whether it takes files.
    """

    action: str
    fields: dict[str, str]
    choices: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    files: bool = False

    def filled(self, fields: Fields) -> dict[str, str | list[str]]:
        """Return what is sent: the fields and boxes as they stand, with these changed."""
        return {**self.fields, **self.chosen, **fields}


class OfficerPage:
    """An answer, read as a person and a browser read it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.path = answer.url.path
        self.html = answer.text
        page = Markup(self.html if answer.headers.get("Content-Type", "").startswith("text/html") else "")
        self.forms = [_as_it_stands(form) for form in page.forms]
        self.links = [link.address for link in page.links]
        self.text = page.everything
        # Firefox writes what is typed into any other to its disk, to restore a window after a crash.
        kept = [tag for tag in _TYPED.findall(self.html) if " autocomplete=" not in tag]
        assert not kept, kept

    def form(self, ending: str) -> Form:
        """The form whose address ends so."""
        found = [form for form in self.forms if form.action.endswith(ending)]
        assert found, f"{self.status} {self.path}: {self.text}"
        return found[0]


def _as_it_stands(found: controls.Form) -> Form:
    form = Form(found.address, {})
    for control in found.fields:
        _hold(form, control)
    return form


def _hold(form: Form, found: FormField) -> None:
    match found.kind:
        case _ if not found.name:
            return
        case "file":
            form.files = True
        case "checkbox":
            if not found.disabled:
                form.choices.setdefault(found.name, []).append(found.value)
            if found.checked:
                form.chosen.setdefault(found.name, []).append(found.value)
        case "select":
            values = [value for _words, value, shut in found.options if not shut]
            form.choices[found.name] = values
            if values:
                form.fields[found.name] = found.value if found.value in values else values[0]
        case _:
            form.fields[found.name] = found.value
