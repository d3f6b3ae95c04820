"""A custodian's earlier answers: only events that this custodian signed, as the store still has them."""

from dataclasses import dataclass, field
from datetime import date

from crypto.errors import CryptoError
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from journalist_interface.actions.contents import remembered_content
from journalist_interface.session.officer_session import OfficerSession
from store.api.messages import EventRow, IdentityRequest
from store.domain.current_roster import CurrentRoster
from store.domain.event import Event, EventKind
from store.domain.procedure.chain_verification import parsed


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer that this custodian signed. `reason` is what they wrote when they refused."""

    day: date
    disclosed: bool
    reason: str = field(default="", repr=False)


def own_answer(current: CurrentRoster, officer: OfficerSession, row: IdentityRequest) -> OwnAnswer | None:
    """Return the answer to this request, if this custodian gave it and its signature is good."""
    if row.answer is None:
        return None
    act, signed = parsed(row.answer.event), row.answer.event
    if act is None or not _answers(act, row, officer):
        return None
    try:
        officer.requests_memo.verify(current, act.actor, signed.statement, signed.signature, act.day)
    except GpgFaultError:
        raise  # not the answer's fault
    except CryptoError:
        return None
    disclosed = act.action is EventKind.DISCLOSE
    return OwnAnswer(act.day, disclosed, "" if disclosed else _reason(officer, act, row.answer))


def _answers(act: Event, row: IdentityRequest, officer: OfficerSession) -> bool:
    return (
        act.action in {EventKind.DISCLOSE, EventKind.REFUSE}
        and (act.case, act.about) == (row.case, row.asked.sequence)
        and act.actor == officer.person.id
    )


def _reason(officer: OfficerSession, act: Event, row: EventRow) -> str:
    """Return what the refusal said, or nothing if it can no longer be read."""
    if row.content is None:
        return ""
    try:
        return remembered_content(officer.requests_memo, officer.key, act, row.content).text
    except (KeyLockedError, GpgFaultError):
        raise  # not the answer's fault
    except CryptoError:
        return ""
