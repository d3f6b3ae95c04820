"""Deeds about who handles a case and who is let in, and the request for the reporter's identity."""

from typing import Final

from flask_babel import gettext

from journalist_interface.acts import access, identities, verification
from journalist_interface.acts.deciding import EventDraft
from journalist_interface.acts.work import Work
from journalist_interface.deeds import choices
from journalist_interface.deeds.deed import SAID, SOMEBODY, Deed, Standpoint, Words, admission
from journalist_interface.deeds.fields import DeedForm, choose, one_of, passage
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.seen import ON_HANDLER, ON_PEOPLE
from store.domain.event import CaseRole, EventKind

_WHO: Final = _("Choose the colleague.")


class HandOnForm(DeedForm):
    """The form for handing the case to another officer."""

    person = one_of(_("Colleague"), needed=_WHO)
    reason = passage(
        _("Remark for colleagues"), _("It is recorded in the history. You may leave it empty."), rows=4
    )

    def begin(self, work: Work) -> None:
        """Offer the officers who may handle the case."""
        state = work.state
        but = {work.me, *state.team, *state.leaders, *state.dismissed}
        choose(self.person, choices.guests(work, CaseRole.OFFICER, but), gettext("Choose the colleague"))


class ColleagueForm(DeedForm):
    """The form for bringing in a further officer, or one who was taken off and comes back."""

    person = one_of(_("Colleague"), needed=_WHO)

    def begin(self, work: Work) -> None:
        """Offer the officers who may be brought in."""
        but = {work.me, *work.state.team, *work.state.leaders}
        choose(self.person, choices.guests(work, CaseRole.OFFICER, but), gettext("Choose the colleague"))


class RenewForm(DeedForm):
    """The form for renewing a colleague's access, for a key that does not open this case yet."""

    person = one_of(
        _("Colleague"),
        _("Somebody on this case who has a new key that is already in the office's list."),
        _WHO,
    )

    def begin(self, work: Work) -> None:
        """Offer the colleagues who read the case, or would if the one who let them in had not left."""
        choose(self.person, choices.readers(work, {work.me}), gettext("Choose the colleague"))


class AskForm(DeedForm):
    """The form for asking the custodians for the reporter's identity, with the reason."""

    reason = passage(
        _("Reason for the custodians"),
        _("Why the work on this case needs to know who the reporter is. The custodians read it."),
        _("Write the reason."),
        rows=6,
    )


def _officer_only(point: Standpoint, *acts: EventDraft) -> tuple[EventDraft, ...]:
    """Return the acts for an officer, else none: the lead may let in leadership alone."""
    return acts if point.part is CaseRole.OFFICER else ()


def _taking(point: Standpoint) -> tuple[EventDraft, ...]:
    return () if point.state.handler == point.me else (EventDraft(EventKind.TAKE, person=point.me),)


def _asking(point: Standpoint) -> tuple[EventDraft, ...]:
    waiting = any(
        one.asker == point.me
        and one.waits_on(point.day)
        and any(map(point.state.may_keep_identity, one.custodians))  # others are no longer answered
        for one in point.state.asked.values()
    )
    return () if waiting or not point.identified else (EventDraft(EventKind.ASK, SAID, people=(SOMEBODY,)),)


def _renewing(point: Standpoint) -> tuple[EventDraft, ...]:
    return _officer_only(point, admission(CaseRole.OFFICER))


DEEDS: Final = (
    Deed(
        "take",
        Words(_("Take the case"), _("You handle this case from now on."), _("You handle this case now.")),
        _taking,
        lambda work, _form, _files: verification.take(work),
        inline=True,
        depends=ON_HANDLER,
    ),
    Deed(
        "hand-to",
        Words(
            _("Hand the case to a colleague"),
            _("A colleague handles the case from now on. You can still read it."),
            _("A colleague handles this case now."),
        ),
        lambda _point: (EventDraft(EventKind.TAKE, person=SOMEBODY),),
        lambda work, form, _files: verification.hand_to(work, form.person.data or "", form.reason.data or ""),
        HandOnForm,
        lands="cases.people",
        depends=ON_HANDLER,
    ),
    Deed(
        "bring-in",
        Words(
            _("Bring in a colleague"),
            _("An officer who joined later, or who was taken off, gets access to all of this case."),
            _("The colleague can read this case now."),
        ),
        _renewing,
        lambda work, form, _files: access.bring_colleague(work, form.person.data or ""),
        ColleagueForm,
        lands="cases.people",
        depends=ON_PEOPLE,
    ),
    Deed(
        "renew",
        Words(
            _("Renew somebody's access"),
            _(
                "Somebody with a new key gets access to what was written before, as far as their part in the "
                "case allows."
            ),
            _("Their access is renewed."),
        ),
        _renewing,
        lambda work, form, _files: access.renew(work, form.person.data or ""),
        RenewForm,
        lands="cases.people",
        depends=ON_PEOPLE,
    ),
    Deed(
        "ask-identity",
        Words(
            _("Ask for the reporter's identity"),
            _(
                "A custodian decides. What is disclosed reaches you alone, and the request is recorded in the history."
            ),
            _("The custodians were asked. Their answer appears on this page."),
        ),
        _asking,
        lambda work, form, _files: identities.ask(work, form.reason.data or ""),
        AskForm,
        lands="cases.people",
    ),
)
