"""The controls of a page without scripts: forms with their fields and buttons, and links, by their words."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from install.errors import InstallError

TICKED: Final = frozenset({"checkbox", "radio"})

T = TypeVar("T")


class NotOnPageError(InstallError):
    """The page does not have what was looked for, or has it more than once."""


@dataclass(slots=True)
class FormField:
    """One control of a form. `options` are a selection's: the shown text, the sent value, whether it is disabled.

    `folded` holds the summaries to click first where the control lies in a folded part.
    """

    kind: str
    name: str
    id: str = ""
    value: str = ""
    checked: bool = False
    disabled: bool = False
    required: bool = False
    label: str = ""
    folded: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    options: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def is_ticked(self) -> bool:
        """Return whether it is a checkbox or a radio button."""
        return self.kind in TICKED

    @property
    def is_missing(self) -> bool:
        """Return whether a browser refuses to send the form with this field empty. Radio buttons are not judged."""
        held = self.checked if self.kind == "checkbox" else bool(self.value or self.files)
        return self.required and not self.disabled and self.kind != "radio" and not held

    def option(self, words: str) -> str:
        """Return the value sent for the option that begins with these words."""
        found = [value for shown, value, shut in self.options if shown.startswith(words) and not shut]
        return only(found, words, [shown for shown, _, _ in self.options])


@dataclass(slots=True)
class Button:
    """A button that sends a form. `address` and `multipart` replace the form's, where they are set.

    `anyway` sends the form even where required fields are empty.
    """

    words: str = ""
    name: str = ""
    value: str = ""
    address: str = ""
    multipart: bool | None = None
    anyway: bool = False


@dataclass(slots=True)
class Form:
    """A form. `folded` holds the summaries to click first where the form lies in a folded part."""

    id: str
    address: str
    method: str
    multipart: bool
    folded: tuple[str, ...] = ()
    fields: list[FormField] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def labelled(self, label: str) -> FormField:
        """Return the field with exactly this label, or else the one whose label begins with these words."""
        seen = [field for field in self.fields if field.label]
        found = [field for field in seen if field.label == label] or [
            field for field in seen if field.label.startswith(label)
        ]
        return only(found, label, [field.label for field in seen])


@dataclass(slots=True)
class Link:
    """A link; `folded` as in a form."""

    words: str
    address: str
    folded: tuple[str, ...] = ()


def only(found: list[T], wanted: str, there: list[str]) -> T:
    """Return the only item found; raise `NotOnPageError`, which names what is there, if there are none or several."""
    if len(found) != 1:
        raise NotOnPageError(f"{len(found)} of {wanted!r}; there are: {', '.join(map(repr, there))}")
    return found[0]
