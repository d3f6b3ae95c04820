"""A case that was archived more than a month ago, in an office that keeps such a one for a month."""

from datetime import timedelta

import msgspec

from store.api.people_asked import DestructionRequests
from store.domain.event import CaseRole, EventKind
from store.domain.retention import DestructionScope, Retention
from tests import passing_days, stand_ins
from tests.signed_events import CONTENT, DraftedEvent, drafted
from tests.store.gateway.conftest import GatewayHandling

MONTH = timedelta(days=31)
TOLD = stand_ins.message(b"how it was closed")


def is_archived(handling: GatewayHandling, entry: int = 2) -> None:
    """Archive the case, in an office that keeps such a one for a month."""
    handling.office.publish(retention=Retention(archived=1, not_proven=2))
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    reply = handling.office.reply("sari", handling.case, entry, "Diarsipkan")
    handling.does(
        "sari", drafted(EventKind.MOVE, content=CONTENT, target="archived", entry=entry), reply=reply
    )


def after_a_month(handling: GatewayHandling, entry: int = 2) -> None:
    is_archived(handling, entry)
    handling.office.move(days=MONTH.days + 1)
    handling.clients.clear()


def proposal(handling: GatewayHandling, leader: str = "dewi", last: int | None = None) -> DraftedEvent:
    scope = DestructionScope(handling.case.last_sequence if last is None else last)
    return drafted(EventKind.PROPOSE_DESTRUCTION, content=TOLD, person=leader, destroys=scope)


def confirmation(handling: GatewayHandling, about: int, last: int | None = None) -> DraftedEvent:
    scope = DestructionScope(handling.case.last_sequence if last is None else last)
    return drafted(EventKind.CONFIRM_DESTRUCTION, CaseRole.SIGNATORY, about=about, destroys=scope)


def asked(handling: GatewayHandling, person: str) -> DestructionRequests:
    return msgspec.json.decode(handling.of(person).get("/v1/destructions").data, type=DestructionRequests)


def both_sign(handling: GatewayHandling) -> int:
    """Let sari propose and dewi sign; gives the length of the history."""
    return handling.does("dewi", confirmation(handling, handling.does("sari", proposal(handling))))


def let_days_pass(handling: GatewayHandling, days: int) -> None:
    """Let the servers run for so many days, after which everyone has to sign in anew."""
    passing_days.let_days_pass(handling.office, days)
    handling.clients.clear()
