"""What was typed and not sent: it outlives an error and the session, and goes back into its own form and fields.

Each field stays apart: a remark for colleagues that came back in the notice's field would be sent to the reporter.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

LONGEST_TEXT: Final = 100_000
"""Characters of one field."""
REPLY: Final = "text"
"""The field of a reply."""
_AREA: Final = re.compile(r"kept-([a-z_]{1,40})")
_REFUSAL: Final = re.compile(r"refuse-([0-9]+)")


class FormPlace(NamedTuple):
    """Where a form stands: in a case, of a deed. A case's reply has no deed, the form of several cases no case."""

    case: str
    deed: str = ""

    @classmethod
    def of_several(cls) -> Self:
        """Of archiving several cases at once."""
        return cls("", "archive-many")

    @classmethod
    def declining(cls, case: str) -> Self:
        """Of stepping back from a case before it is open."""
        return cls(case, "decline")

    @classmethod
    def refusal(cls, case: str, sequence: int) -> Self:
        """Of a custodian's refusal of one request."""
        return cls(case, f"refuse-{sequence}")

    @property
    def refused(self) -> int | None:
        """Which request is refused here."""
        found = _REFUSAL.fullmatch(self.deed)
        return None if found is None else int(found[1])


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts of one form, by its fields."""

    place: FormPlace
    passages: Mapping[str, str]

    @classmethod
    def of(cls, place: FormPlace, fields: Mapping[str, str], names: Iterable[str]) -> Self:
        """What stands in these fields of a form."""
        return cls(place, {name: fields[name] for name in names if fields.get(name, "").strip()})

    @classmethod
    def carried(cls, place: FormPlace, fields: Mapping[str, str]) -> Self:
        """What the form for signing in carried in its areas."""
        found = ((_AREA.fullmatch(name), text) for name, text in fields.items())
        return cls(place, {name[1]: text[:LONGEST_TEXT] for name, text in found if name and text})

    @property
    def areas(self) -> dict[str, str]:
        """Its texts by the names of the areas that show them meanwhile."""
        return {f"kept-{name}": text for name, text in self.passages.items()}


class Drafts:
    """What one officer typed and did not send, of every form."""

    def __init__(self) -> None:
        self._texts: dict[FormPlace, Mapping[str, str]] = {}

    def __repr__(self) -> str:
        return "UnsentTexts(…)"  # plaintext, which no traceback and no log may show

    def keep(self, draft: Draft) -> None:
        """Instead of what this form had before."""
        self._texts[draft.place] = draft.passages

    def at(self, place: FormPlace) -> Mapping[str, str]:
        """What goes back into the fields of this form."""
        return self._texts.get(place, {})

    def sent(self, place: FormPlace) -> None:
        """The form did what it is for."""
        self._texts.pop(place, None)

    def forget(self, case: str) -> None:
        """Drop what was typed about a case."""
        for place in [one for one in list(self._texts) if one.case == case]:
            self.sent(place)

    def clear(self) -> None:
        """The session ends."""
        self._texts.clear()
