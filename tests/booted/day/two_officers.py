"""The two officers of the day. The guide's examples are about the first."""

import re
from dataclasses import dataclass
from typing import Final

_EXAMPLE: Final = re.compile(r"\bsari(-wulandari)?\b")


@dataclass(frozen=True)
class Officer:
    """A person, and the identifier of their position."""

    id: str
    name: str
    position: str

    @property
    def file(self) -> str:
        """The name of the file by which they enrol."""
        return f"{self.name.casefold().replace(' ', '-')}.enrolment"

    def instead(self, text: str) -> str:
        """Return words of the guide with this person in the place of its example."""
        return _EXAMPLE.sub(lambda found: self.file.removesuffix(".enrolment") if found[1] else self.id, text)


SARI: Final = Officer("sari", "Sari Wulandari", "petugas-wbs-1")
BUDI: Final = Officer("budi", "Budi Santoso", "petugas-wbs-2")
OFFICERS: Final = (SARI, BUDI)


def is_about_person(text: str) -> bool:
    """Return whether words of the guide are about its example, so that they are for each person."""
    return _EXAMPLE.search(text) is not None


def source_of_roster(example: str) -> str:
    """Return the roster's source of the guide with a part for each officer, as its reader writes it."""
    head, *parts = re.split(r"(?=^\[\[)", example, flags=re.MULTILINE)
    return head + "".join(
        _for_person(part, number, person) for part in parts for number, person in enumerate(OFFICERS)
    )


def _for_person(part: str, number: int, person: Officer) -> str:
    written = part.replace(SARI.name, person.name).replace(SARI.position, person.position)
    return person.instead(written).replace(' I"', f' {"I" * (number + 1)}"').rstrip() + "\n\n"
