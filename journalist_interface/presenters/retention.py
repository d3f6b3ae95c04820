"""The end of a case in words: how it was closed, until when it is kept, and what stands about its destruction."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from journalist_interface.presenters.labels import stage_name
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.retention import retention_end, standing_destruction
from store.domain.outcomes import OUTCOMES
from store.domain.retention import RetentionEnd, destroyed_after
from store.domain.roster import Roster
from store.domain.stages import Stage

_OUTCOMES = {choice.code: choice.name for choice in OUTCOMES}


@dataclass(frozen=True, slots=True)
class CaseEnd:
    """The end of a case: the last day of its period, who laid holds, each once, and its destruction, if signed.

    `asked` is the person whose signature is awaited, `part` the message about which they are asked, if about one.
    `destroyed` is the day from which the case is destroyed.
    """

    until: date | None
    holds: tuple[str, ...]
    asked: str | None
    destroyed: date | None
    part: int | None = None


def closed_how(end: RetentionEnd) -> str:
    """Return the outcome of a concluded case in words, or that it was archived."""
    if end.stage is not Stage.CONCLUDED:
        return stage_name(end.stage.value)
    known = _OUTCOMES.get(end.outcome or "")
    return _("No outcome recorded") if known is None else _(known)


def case_end(file: CaseFile, roster: Roster) -> CaseEnd:
    """Return what this case's pages say of its end."""
    end, state = retention_end(file, roster.retention), file.state
    proposal = standing_destruction(file)
    holds = (
        ()
        if state is None
        else tuple(_name(roster, person) for person in dict.fromkeys(state.holds.values()))
    )
    signed = None if proposal is None else proposal.signed
    part = None if state is None else state.part_destruction
    awaited = part or (proposal if signed is None else None)
    return CaseEnd(
        None if end is None else end.until,
        holds,
        None if awaited is None else _name(roster, awaited.signatory),
        None if signed is None else destroyed_after(signed),
        None if part is None else part.part.sequence,
    )


def _name(roster: Roster, person: str) -> str:
    found = roster.person(person)
    return person if found is None else found.name
