"""The stages as a reporter sees them: six steps on a line, one of them the present one."""

from dataclasses import dataclass
from typing import Final

from source_interface.words import lazy as _
from store.contract.stages import Stage

_STEPS: Final = (
    _("Received"),
    _("Verification"),
    _("Review"),
    _("Team"),
    _("Results"),
    _("Concluded"),
)
_PLACE: Final = {
    Stage.RECEIVED: 0,
    Stage.VERIFICATION: 1,
    Stage.CLARIFICATION: 1,
    Stage.REVIEW: 2,
    Stage.ASSIGNMENT: 3,
    Stage.INVESTIGATION: 3,
    Stage.LEADERSHIP: 4,
    Stage.DELIBERATION: 4,
    Stage.CONCLUDED: 5,
    Stage.ARCHIVED: 5,
}
_ARCHIVED: Final = _("Archived")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the line."""

    name: str
    is_done: bool
    is_current: bool


def stage_line(stage: Stage) -> list[Step]:
    """An archived case ends in its own word; which steps it took before is not known here."""
    names = (*_STEPS[:-1], _ARCHIVED) if stage is Stage.ARCHIVED else _STEPS
    place = _PLACE[stage]
    return [
        Step(name, is_done=number < place and stage is not Stage.ARCHIVED, is_current=number == place)
        for number, name in enumerate(names)
    ]
