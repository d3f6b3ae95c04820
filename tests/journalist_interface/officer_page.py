"""A page of the officer's interface, read from its HTML: its text, links, and forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

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


class OfficerPage(HTMLParser):
    """An answer, read as a person and a browser read it."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(convert_charrefs=True)
        self.answer = answer
        self.status = answer.status_code
        self.path = answer.url.path
        self.html = answer.text
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._words: list[str] = []
        self._textarea: str | None = None
        self._select: str | None = None
        self.feed(self.html)
        self.text = " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values["action"], {}))
        elif tag == "input" and self.forms and "name" in values:
            self._input(values)
        elif tag == "select" and self.forms:
            self._select = values["name"]
            self.forms[-1].choices[self._select] = []
        elif tag == "option" and self._select is not None:
            self._option(self._select, values)
        elif tag == "textarea" and "name" in values and self.forms:
            self._textarea = values["name"]
            self.forms[-1].fields[values["name"]] = ""
        elif tag == "a":
            self.links.append(values.get("href", ""))

    def _input(self, values: dict[str, str]) -> None:
        form, name, value = self.forms[-1], values["name"], values.get("value", "")
        match values.get("type"):
            case "file":
                form.files = True
            case "checkbox":
                if "disabled" not in values:
                    form.choices.setdefault(name, []).append(value)
                if "checked" in values:
                    form.chosen.setdefault(name, []).append(value)
            case _:
                form.fields[name] = value

    def _option(self, name: str, values: dict[str, str]) -> None:
        if "disabled" in values:
            return
        form, value = self.forms[-1], values.get("value", "")
        form.choices[name].append(value)
        if "selected" in values or name not in form.fields:
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            # The parser of browsers drops the one line break after the tag.
            self.forms[-1].fields[self._textarea] += data.removeprefix("\r\n").removeprefix("\n")
        self._words.append(data)

    def form(self, ending: str) -> Form:
        """The form whose address ends so."""
        found = [form for form in self.forms if form.action.endswith(ending)]
        assert found, f"{self.status} {self.path}: {self.text}"
        return found[0]
