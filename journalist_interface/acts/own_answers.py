"""What a custodian answered earlier: their own signed events alone, as the store still has them."""

from dataclasses import dataclass, field
from datetime import date

import msgspec

from crypto.errors import CryptoError
from crypto.event import Action, Content, Event, content_digest
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from crypto.padding import unpad
from journalist_interface.officer_session import OfficerSession
from store.contract.messages import EventRow, IdentityRequest
from store.contract.procedure.judging import parsed
from store.contract.roster_keeper import CurrentRoster


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer that this custodian signed. `reason` is what they wrote when they refused."""

    day: date
    disclosed: bool
    reason: str = field(default="", repr=False)


def own_answer(current: CurrentRoster, officer: OfficerSession, row: IdentityRequest) -> OwnAnswer | None:
    """The answer to this request, if this custodian gave it and its signature is good."""
    if row.answer is None:
        return None
    act, signed = parsed(row.answer.event), row.answer.event
    if act is None or not _answers(act, row, officer):
        return None
    try:
        current.verify_by(act.actor, signed.statement, signed.signature, act.day)
    except CryptoError:
        return None
    disclosed = act.action is Action.DISCLOSE
    return OwnAnswer(act.day, disclosed, "" if disclosed else _reason(officer, act, row.answer))


def _answers(act: Event, row: IdentityRequest, officer: OfficerSession) -> bool:
    return (
        act.action in {Action.DISCLOSE, Action.REFUSE}
        and (act.case, act.about) == (row.case, row.asked.sequence)
        and act.actor == officer.person.id
    )


def _reason(officer: OfficerSession, act: Event, row: EventRow) -> str:
    """What the refusal said, nothing if it cannot be read any more."""
    if row.content is None or content_digest(row.content) != act.content:
        return ""
    try:
        return msgspec.json.decode(unpad(officer.key.decrypt(row.content)), type=Content).text
    except (KeyLockedError, GpgFaultError):
        raise  # not the answer's fault
    except (CryptoError, msgspec.MsgspecError, UnicodeError, RecursionError):
        return ""
