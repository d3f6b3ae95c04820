"""The place where a benchmark works: a folder that vanishes afterwards, and people whose keys are made once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tests.office import TestOffice
from tests.office_people import OfficeKeys


@dataclass(frozen=True, slots=True)
class Place:
    """A folder on the disk that is to be measured, and the keys of an office."""

    folder: Path
    keys: OfficeKeys

    @contextmanager
    def office(self, name: str) -> Iterator[TestOffice]:
        """A new office in a folder of its own."""
        made = TestOffice(self.folder / name, self.keys)
        try:
            yield made
        finally:
            made.close()


def let_all_read(office: TestOffice, count: int) -> tuple[str, ...]:
    """Publish a roster in which so many people are officers; their identifiers."""
    chosen = office.roster.people[:count]
    officers = tuple(
        msgspec.structs.replace(person, roles=("officer",), alternate=False) for person in chosen
    )
    others = tuple(msgspec.structs.replace(person, roles=()) for person in office.roster.people[count:])
    office.publish(people=(*officers, *others))
    return tuple(person.id for person in officers)
