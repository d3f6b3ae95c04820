"""A page as a user without scripts can use it: its text, links, and forms with fields by their labels."""

from html.parser import HTMLParser
from typing import Final

from tests.controls import TICKED, Button, Form, FormField, Link, only

_SKIPPED: Final = frozenset({"script", "style", "title"})
_BUTTONS: Final = frozenset({"submit", "image"})
# These tags put no gap around their words.
_INLINE: Final = frozenset({"a", "abbr", "b", "code", "em", "i", "span", "strong"})
_MULTIPART: Final = "multipart/form-data"


class Markup(HTMLParser):
    """A page, read once. `text` is all that it says, without what its fields hold; `everything` has that too."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.forms: list[Form] = []
        self._labels: dict[str, list[str]] = {}
        self._words: list[str] = []
        self._pieces: list[str] = []
        self._open: list[list[str]] = []  # lists that the text at this place goes to
        self._form: Form | None = None
        self._elsewhere: list[tuple[str, FormField | Button]] = []
        self._skipping = 0
        self._details: list[str] = []
        self._area: FormField | None = None
        self._choice: FormField | None = None
        self._pressed = Button()
        self.feed(source)
        self.close()
        self._settle()
        self.text = _joined(self._words)
        self.everything = " ".join(" ".join(self._pieces).split())

    def form_with(self, words: str) -> tuple[Form, Button]:
        """Return the form that a button of exactly these words sends, with the button."""
        buttons = [(form, button) for form in self.forms for button in form.buttons if button.words]
        found = [(form, button) for form, button in buttons if button.words == words]
        return only(found, words, [button.words for _, button in buttons])

    def link(self, words: str) -> Link:
        """Return the link of exactly these words; several that lead to one place count as one."""
        found = {link.address: link for link in reversed(self.links) if link.words == words}
        return only(list(found.values()), words, [link.words for link in self.links])

    def has_link(self, words: str) -> bool:
        """Return whether there is such a link."""
        return any(link.words == words for link in self.links)

    def has_button(self, words: str) -> bool:
        """Return whether there is such a button."""
        return any(button.words == words for form in self.forms for button in form.buttons)

    # The parser's callbacks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag, and read the control that it begins."""
        given = {name: value or "" for name, value in attrs}
        if tag in _SKIPPED:
            self._skipping += 1
        if tag not in _INLINE:
            self._words.append(" ")
        begin = getattr(self, f"_begin_{tag}", None)
        if begin is not None:
            begin(given)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag, and finish the control that it ends."""
        if tag in _SKIPPED:
            self._skipping -= 1
        if tag not in _INLINE:
            self._words.append(" ")
        end = getattr(self, f"_end_{tag}", None)
        if end is not None:
            end()

    def handle_data(self, data: str) -> None:
        """Collect the text for the page and for the open controls."""
        self._pieces.append(data)
        if self._skipping:
            return
        if self._area is not None:
            self._area.value += data
            return
        self._words.append(data)
        for words in self._open:
            words.append(data)

    def _begin_form(self, given: dict[str, str]) -> None:
        multipart = given.get("enctype") == _MULTIPART
        method = given.get("method", "get").lower()
        self._form = Form(given.get("id", ""), given.get("action", ""), method, multipart, self._folded())
        self.forms.append(self._form)

    def _end_form(self) -> None:
        self._form = None

    def _begin_input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in _BUTTONS:
            self._add(Button(given.get("value", ""), given.get("name", ""), given.get("value", "")), given)
            return
        value = given.get("value", "on" if kind in TICKED else "")
        made = self._field(kind, given)
        made.value, made.checked = value, "checked" in given
        self._add(made, given)

    def _begin_textarea(self, given: dict[str, str]) -> None:
        self._area = self._field("textarea", given)
        self._add(self._area, given)

    def _end_textarea(self) -> None:
        if self._area is not None:  # browsers drop the one line break after the tag
            self._area.value = self._area.value.removeprefix("\r").removeprefix("\n")
        self._area = None

    def _begin_select(self, given: dict[str, str]) -> None:
        self._choice = self._field("select", given)
        self._add(self._choice, given)

    def _end_select(self) -> None:
        self._choice = None

    def _begin_option(self, given: dict[str, str]) -> None:
        if self._choice is None:
            return
        if "selected" in given or not self._choice.options:
            self._choice.value = given.get("value", "")
        words: list[str] = []
        self._open.append(words)
        self._choice.options.append(("", given.get("value", ""), "disabled" in given))

    def _end_option(self) -> None:
        if self._choice is not None and self._open:
            _, value, shut = self._choice.options.pop()
            self._choice.options.append((_joined(self._open.pop()), value, shut))

    def _begin_button(self, given: dict[str, str]) -> None:
        words: list[str] = []
        self._open.append(words)
        multipart = given["formenctype"] == _MULTIPART if "formenctype" in given else None
        self._pressed = Button(
            "",
            given.get("name", ""),
            given.get("value", ""),
            given.get("formaction", ""),
            multipart,
            "formnovalidate" in given,
        )
        if given.get("aria-hidden") != "true":  # some forms begin with a hidden button for Enter
            self._add(self._pressed, given)

    def _end_button(self) -> None:
        self._pressed.words = _joined(self._open.pop())

    def _begin_a(self, given: dict[str, str]) -> None:
        self.links.append(Link("", given.get("href", ""), self._folded()))
        self._open.append([])

    def _end_a(self) -> None:
        self.links[-1].words = _joined(self._open.pop())

    def _begin_label(self, given: dict[str, str]) -> None:
        self._open.append(self._labels.setdefault(given.get("for", ""), []))

    def _end_label(self) -> None:
        self._open.pop()

    def _begin_details(self, given: dict[str, str]) -> None:
        self._details.append("" if "open" in given else "?")

    def _end_details(self) -> None:
        self._details.pop()

    def _begin_summary(self, _given: dict[str, str]) -> None:
        self._open.append([])

    def _end_summary(self) -> None:
        words = _joined(self._open.pop())
        if self._details and self._details[-1]:
            self._details[-1] = words

    def _folded(self) -> tuple[str, ...]:
        return tuple(words for words in self._details if words)

    def _field(self, kind: str, given: dict[str, str]) -> FormField:
        return FormField(
            kind,
            given.get("name", ""),
            given.get("id", ""),
            disabled="disabled" in given,
            required="required" in given,
            folded=self._folded(),
        )

    def _add(self, control: FormField | Button, given: dict[str, str]) -> None:
        if "form" in given:
            self._elsewhere.append((given["form"], control))
        elif self._form is not None:
            _put(self._form, control)

    def _settle(self) -> None:
        """Put controls outside their form into it, and give fields their labels."""
        forms = {form.id: form for form in self.forms if form.id}
        for name, control in self._elsewhere:
            if name in forms:
                _put(forms[name], control)
        for form in self.forms:
            for field in form.fields:
                field.label = _joined(self._labels.get(field.id, [])) if field.id else ""


def _put(form: Form, control: FormField | Button) -> None:
    if isinstance(control, FormField):
        form.fields.append(control)
    else:
        form.buttons.append(control)


def _joined(words: list[str]) -> str:
    return " ".join("".join(words).split())
