"""What a page offers to somebody without scripts: forms with their fields and buttons, and links, by their words."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from install.errors import InstallError

TICKED: Final = frozenset({"checkbox", "radio"})

T = TypeVar("T")


class NotOnPageError(InstallError):
    """The page does not have what was looked for, or has it more than once."""


@dataclass(slots=True)
class Field:
    """One control of a form. `options` are a selection's: what is shown, what is sent, whether it can be chosen."""

    kind: str
    name: str
    id: str = ""
    value: str = ""
    checked: bool = False
    disabled: bool = False
    required: bool = False
    label: str = ""
    files: tuple[Path, ...] = ()
    options: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def is_ticked(self) -> bool:
        """Whether it is a box to tick, or one of several to choose from."""
        return self.kind in TICKED

    @property
    def is_missing(self) -> bool:
        """Whether a browser would not send the form before this is filled in. Radio buttons are not judged."""
        held = self.checked if self.kind == "checkbox" else bool(self.value or self.files)
        return self.required and not self.disabled and self.kind != "radio" and not held

    def option(self, words: str) -> str:
        """What is sent for the option that begins with these words."""
        found = [value for shown, value, shut in self.options if shown.startswith(words) and not shut]
        return only(found, words, [shown for shown, _, _ in self.options])


@dataclass(slots=True)
class Button:
    """What sends a form. `address` and the way of sending are its own, where it has them.

    `anyway`: also where required fields are empty.
    """

    words: str = ""
    name: str = ""
    value: str = ""
    address: str = ""
    multipart: bool | None = None
    anyway: bool = False


@dataclass(slots=True)
class Form:
    """A form. `folded` are the summaries to click first where it lies in something that is folded up."""

    id: str
    address: str
    method: str
    multipart: bool
    folded: tuple[str, ...] = ()
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def labelled(self, label: str) -> Field:
        """The field whose label begins with these words; the one that is exactly so, if there is one."""
        seen = [one for one in self.fields if one.label]
        found = [one for one in seen if one.label == label] or [
            one for one in seen if one.label.startswith(label)
        ]
        return only(found, label, [one.label for one in seen])


@dataclass(slots=True)
class Link:
    """A link; `folded` as in a form."""

    words: str
    address: str
    folded: tuple[str, ...] = ()


def only(found: list[T], wanted: str, there: list[str]) -> T:
    """The one that was found; `NotOnPageError`, which names what is there, if it is none or several."""
    if len(found) != 1:
        raise NotOnPageError(f"{len(found)} of {wanted!r}; there are: {', '.join(map(repr, there))}")
    return found[0]
