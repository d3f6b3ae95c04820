"""What was typed and not sent: it outlives the session, and goes back into its own fields.

Each field stays apart: a remark for colleagues that came back in the notice's field would be sent to the reporter.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from journalist_interface.forms.officer_forms import MAX_REPLY_CHARACTERS

REPLY: Final = "text"
"""The field of a reply."""
_AREA: Final = re.compile(r"kept-([a-z_]{1,40})")


@dataclass(frozen=True, slots=True)
class Typed:
    """The texts of a form by its fields: of a reply, or of a deed; the form of no case alone has no `case`."""

    case: str
    passages: Mapping[str, str]
    deed: str = ""

    @classmethod
    def of(cls, case: str, deed: str, fields: Mapping[str, str], names: Iterable[str]) -> Self:
        """What stands in these fields of a form."""
        return cls(case, {name: fields[name] for name in names if fields.get(name, "").strip()}, deed)

    @classmethod
    def carried(cls, case: str, deed: str, fields: Mapping[str, str]) -> Self:
        """What the form for signing in carried in its areas."""
        found = ((_AREA.fullmatch(name), text) for name, text in fields.items())
        return cls(
            case, {name[1]: text[:MAX_REPLY_CHARACTERS] for name, text in found if name and text}, deed
        )

    @property
    def draft(self) -> str:
        """Under which name the session keeps it."""
        return f"{self.case}/{self.deed}" if self.deed else self.case

    @property
    def areas(self) -> dict[str, str]:
        """Its texts by the names of the areas that show them meanwhile."""
        return {f"kept-{name}": text for name, text in self.passages.items()}
