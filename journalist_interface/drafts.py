"""Drafts: text typed and not sent. It outlives an error and the session, and returns to its form and fields.

The fields stay apart: a remark for colleagues that came back in the notice's field would be sent to the reporter.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

LONGEST_TEXT: Final = 100_000
"""The most characters in one field."""
REPLY: Final = "text"
"""The field of a reply."""
_AREA: Final = re.compile(r"kept-([a-z_]{1,40})")
_REFUSAL: Final = re.compile(r"refuse-([0-9]+)")


class FormPlace(NamedTuple):
    """The place of a form: its case and action. A reply has no action; the form for several cases has no case."""

    case: str
    action: str = ""

    @classmethod
    def of_several(cls) -> Self:
        """Return the place of archiving several cases at once."""
        return cls("", "archive-many")

    @classmethod
    def declining(cls, case: str) -> Self:
        """Return the place of stepping back from a case before it is open."""
        return cls(case, "decline")

    @classmethod
    def refusal(cls, case: str, sequence: int) -> Self:
        """Return the place of a custodian's refusal of one request."""
        return cls(case, f"refuse-{sequence}")

    @property
    def refused(self) -> int | None:
        """Return the number of the request that is refused here."""
        found = _REFUSAL.fullmatch(self.action)
        return None if found is None else int(found[1])


@dataclass(frozen=True, slots=True)
class FormDraft:
    """The texts of one form, by its fields."""

    place: FormPlace
    passages: Mapping[str, str]

    @classmethod
    def of(cls, place: FormPlace, fields: Mapping[str, str], names: Iterable[str]) -> Self:
        """Return what these fields of a form hold."""
        return cls(place, {name: fields[name] for name in names if fields.get(name, "").strip()})

    @classmethod
    def carried(cls, place: FormPlace, fields: Mapping[str, str]) -> Self:
        """Return what the sign-in form carried in its areas."""
        found = ((_AREA.fullmatch(name), text) for name, text in fields.items())
        return cls(place, {name[1]: text[:LONGEST_TEXT] for name, text in found if name and text})

    @property
    def areas(self) -> dict[str, str]:
        """Return the texts by the names of the areas that show them meanwhile."""
        return {f"kept-{name}": text for name, text in self.passages.items()}


class Drafts:
    """The unsent texts of one officer, from every form."""

    def __init__(self) -> None:
        self._texts: dict[FormPlace, Mapping[str, str]] = {}

    def __repr__(self) -> str:
        return "Drafts(…)"  # plaintext, which no traceback and no log may show

    def keep(self, draft: FormDraft) -> None:
        """Keep the draft in place of what this form had before."""
        self._texts[draft.place] = draft.passages

    def at(self, place: FormPlace) -> Mapping[str, str]:
        """Return what goes back into the fields of this form."""
        return self._texts.get(place, {})

    def sent(self, place: FormPlace) -> None:
        """Drop the draft of a form that did its work."""
        self._texts.pop(place, None)

    def forget(self, case: str) -> None:
        """Drop what was typed about a case."""
        for place in [one for one in list(self._texts) if one.case == case]:
            self.sent(place)

    def clear(self) -> None:
        """Drop all drafts at the end of the session."""
        self._texts.clear()
