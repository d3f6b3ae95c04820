"""The loss of a case's last events or messages in words: what was lost, by which restore, and who signed it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from crypto.errors import StatementError
from journalist_interface.actions.losses import proposal_key
from journalist_interface.presenters.labels import day
from journalist_interface.verification.chain import Proposal
from store.domain.event import EventKind
from store.domain.restored_history import HistoryEnd, Loss, LostEvent, read_note
from store.domain.roster import REPORTER

Named = Callable[[str | None], str]
"""The name of a person, by their identifier."""
_KINDS: Final = {
    EventKind.MOVE: lazy_gettext("moved the case to another stage"),
    EventKind.TAKE: lazy_gettext("took the case, or handed it over"),
    EventKind.PAPER: lazy_gettext("wrote a working paper"),
    EventKind.ASSIGN: lazy_gettext("assigned a person to the team"),
    EventKind.DISMISS: lazy_gettext("took a person off the case"),
    EventKind.DECLARE: lazy_gettext("declared no conflict of interest"),
    EventKind.ADMIT: lazy_gettext("gave a person access"),
    EventKind.ASK: lazy_gettext("asked the custodians for the reporter's identity"),
    EventKind.DISCLOSE: lazy_gettext("disclosed the identity to one officer"),
    EventKind.REFUSE: lazy_gettext("refused to disclose the identity"),
    EventKind.CLASSIFY: lazy_gettext("changed the classification"),
    EventKind.ASSESS: lazy_gettext("assessed the risk to the reporter"),
    EventKind.EXPORT: lazy_gettext("exported the case"),
    EventKind.RESOLVE_REQUEST: lazy_gettext("attended to the reporter's requests"),
    EventKind.EXTEND: lazy_gettext("extended the deadline"),
    EventKind.PROPOSE_DESTRUCTION: lazy_gettext("proposed to destroy the report"),
    EventKind.CONFIRM_DESTRUCTION: lazy_gettext("signed the destruction of the report"),
    EventKind.PROPOSE_PART: lazy_gettext("proposed to destroy a message"),
    EventKind.CONFIRM_PART: lazy_gettext("signed the destruction of a message"),
    EventKind.HOLD: lazy_gettext("laid a legal hold"),
    EventKind.RELEASE: lazy_gettext("lifted a legal hold"),
    EventKind.ACCEPT_RESTORE: lazy_gettext("signed the loss of an earlier restore"),
    EventKind.REQUEST_ATTENTION: lazy_gettext("asked for attention"),
}


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A loss that this person can sign: both ends, what was lost, and who has signed it.

    `leaves_more` means that this workstation warns of more than what these losses explain.
    """

    key: str
    day: date
    reason: str
    old: HistoryEnd
    new: HistoryEnd
    lost: str
    events: tuple[str, ...]
    signers: tuple[str, ...]
    seen: bool
    mine: bool
    leaves_more: bool

    @property
    def outcome(self) -> str:
        """Return what signatures change."""
        if self.leaves_more:
            return _(
                "Your workstation misses more than this. Two signatures here help those who miss the same. Your"
                " workstation goes on warning until two readers have signed the loss of the rest as well."
            )
        return _(
            "One signature changes nothing. With two, every workstation goes on from the shorter history. What was lost"
            " stays listed in the history for good."
        )

    @property
    def lacks_list(self) -> bool:
        """Return whether decisions were lost of which none is listed."""
        return not self.events and (self.old.events, self.old.head) != (self.new.events, self.new.head)


def proposal_line(proposal: Proposal, named: Named) -> ProposalLine:
    """Return a proposal in words."""
    note, loss = proposal.note, proposal.loss
    return ProposalLine(
        proposal_key(proposal),
        note.day,
        note.reason,
        loss.old,
        note.end,
        what_was_lost(loss, note.end),
        tuple(_lost_line(event, named) for event in loss.lost),
        tuple(map(named, proposal.signers)),
        loss.seen,
        proposal.mine,
        proposal.leaves_more,
    )


def signed_loss(loss: Loss) -> str:
    """Return what a person signed."""
    try:
        note = read_note(loss.note)
    except StatementError:
        return "–"
    lost = what_was_lost(loss, note.end)
    return _("signed that the restore of %(day)s lost %(lost)s", day=day(note.day), lost=lost)


def loss_details(loss: Loss, named: Named) -> tuple[str, ...]:
    """Return the reason, whether the signer saw what was lost, and each lost event that is remembered."""
    try:
        reason = read_note(loss.note).reason
    except StatementError:
        return ()
    seen = (
        _("Their workstation saw what was lost.")
        if loss.seen
        else _("Their workstation did not see what was lost.")
    )
    lines = (_lost_line(event, named) for event in loss.lost)
    return (_("Reason: %(reason)s", reason=reason), seen, *lines)


def what_was_lost(loss: Loss, new: HistoryEnd) -> str:
    """Return the numbers of what was lost."""
    old = loss.old
    events, messages = (new.events + 1, old.events), (new.messages + 1, old.messages)
    found = []
    if any(event.sequence <= new.events for event in loss.lost):
        found.append(_("decisions of another course up to number %(last)s", last=old.events))
    elif new.events < old.events and events[0] == events[1]:
        found.append(_("decision %(number)s", number=events[0]))
    elif new.events < old.events:
        found.append(_("decisions %(first)s to %(last)s", first=events[0], last=events[1]))
    elif new.head != old.head:
        found.append(_("decisions of another course up to number %(last)s", last=old.events))
    if new.messages < old.messages and messages[0] == messages[1]:
        found.append(_("message %(number)s", number=messages[0]))
    elif new.messages < old.messages:
        found.append(_("messages %(first)s to %(last)s", first=messages[0], last=messages[1]))
    return _("%(one)s and %(other)s", one=found[0], other=found[1]) if len(found) > 1 else "".join(found)


def _lost_line(event: LostEvent, named: Named) -> str:
    return _(
        "Lost: no. %(number)s, %(day)s, %(who)s: %(what)s%(whom)s",
        number=event.sequence,
        day=day(event.day),
        who=_("Reporter") if event.actor == REPORTER else named(event.actor),
        what=_KINDS[EventKind(event.kind)] if event.kind in set(EventKind) else event.kind,
        whom="" if event.person is None else f" ({named(event.person)})",
    )
