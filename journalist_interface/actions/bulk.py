"""Actions in many cases: to open, acknowledge, assign, label, archive and hand them over, and to renew access."""

import hashlib
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import Final

from crypto.errors import KentonganError
from crypto.gpg.certificate import inspect
from crypto.gpg.decrypt import recipient_keys
from crypto.gpg.errors import KeyLockedError
from journalist_interface.actions.access import renew
from journalist_interface.actions.archiving import AttentionRequestedError, archive_in_bulk
from journalist_interface.actions.case_labels import chosen_labels, labelled
from journalist_interface.actions.decision_draft import (
    Admission,
    Answers,
    DecisionDraft,
    EventDraft,
    Standpoint,
)
from journalist_interface.actions.submit import DraftBuilder, prepare, submit
from journalist_interface.actions.verification import acknowledge
from journalist_interface.actions.work import SteppedBackError, Work
from journalist_interface.gateway_client.errors import GatewayDownError, SessionEndedError
from journalist_interface.keyring import one_at_a_time, side_by_side
from journalist_interface.session.background_job import JobStep, JobSteps
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.verification.case_file import FromOffice
from journalist_interface.verification.decision_basis import ON_EVERYTHING, Basis, SeenUpTo
from store.domain.event import CaseRole, EventKind
from store.domain.procedure.errors import NoSuchMoveError
from store.domain.stages import Stage

MOST_DOWN: Final = 5


class NotTheirCaseError(KentonganError):
    """According to its decisions somebody else handles this case, or nobody does. It was not handed over."""


class AlreadyTheirsError(KentonganError):
    """This colleague handles this case already."""


class AlreadyLabelledError(KentonganError):
    """This report has these labels already."""


class NeverHadAccessError(KentonganError):
    """This person could not read this case before. Let them in on the case's own page if that is right."""


def in_each(
    services: CaseServices, officer: OfficerSession, cases: Iterable[str], do: Callable[[Work], object]
) -> JobSteps:
    """Do the same in several cases, some at a time, by the newest roster; yield each when done.

    Raises `GatewayDownError` once several in a row failed so: thousands would each wait for a gateway that hangs.
    """
    services.rosters.refresh()
    steps = side_by_side(
        lambda case: _step(case, lambda case: do(Work(services, officer, officer.case(case)))), cases
    )
    yield from _until_down(steps)


def open_each(officer: OfficerSession, cases: Iterable[str]) -> JobSteps:
    """Read these cases, some at a time, so that the list and the search know them; yield each when done."""
    yield from side_by_side(lambda case: _step(case, officer.case), cases)


def open_one_by_one(officer: OfficerSession, cases: Iterable[str]) -> JobSteps:
    """Read these cases one after another, as no officer waits for them; end when the gateway is out of reach.

    One case that does not come is no sign of that: one person's long texts would keep all others from being opened.
    """
    with one_at_a_time(), suppress(GatewayDownError):
        yield from _until_down(_step(case, officer.case) for case in cases)


def _until_down(steps: Generator[JobStep]) -> JobSteps:
    """Yield these steps; raises `GatewayDownError` once several in a row failed so."""
    down = 0
    with closing(steps):
        for step in steps:
            yield step
            down = down + 1 if isinstance(step.error, GatewayDownError) else 0
            if step.error is not None and down == MOST_DOWN:
                raise step.error


def _step(case: str, do: Callable[[str], object]) -> JobStep:
    """Do this in one case, whose failure does not stop the others."""
    try:
        do(case)
    except (SessionEndedError, KeyLockedError):
        raise  # no other case would fare better
    except KentonganError as error:
        return JobStep(case, error)
    return JobStep(case)


def acknowledge_each(services: CaseServices, officer: OfficerSession, cases: Iterable[str]) -> JobSteps:
    """Acknowledge each of these cases; yield each when done."""
    return in_each(services, officer, cases, lambda work: submit(work, _acknowledging))


def assign_each(
    services: CaseServices, officer: OfficerSession, cases: Iterable[str], colleague: str
) -> JobSteps:
    """Let this colleague handle each of these cases, with all their keys; yield each when done."""
    return in_each(
        services, officer, cases, lambda work: _let_in(work, lambda point: _given_to(point, colleague))
    )


def label_each(
    services: CaseServices, officer: OfficerSession, cases: Iterable[str], labels: tuple[str, ...]
) -> JobSteps:
    """Add these labels to those of each case; yield each when done."""
    return in_each(
        services, officer, cases, lambda work: submit(work, lambda _point: _with_labels(work, labels))
    )


def archive_each(
    services: CaseServices, officer: OfficerSession, seen: Mapping[str, SeenUpTo], answers: Answers
) -> JobSteps:
    """Archive these cases, each as far as it was seen; yield each when done."""

    def do(work: Work) -> None:
        if work.state.attention_request is not None:
            raise AttentionRequestedError  # before it is said that something is new: this is what is new
        basis = Basis(seen[work.file.case], ON_EVERYTHING)
        submit(replace(work, basis=basis), lambda point: archive_in_bulk(point, answers))

    return in_each(services, officer, seen, do)


def hand_over(
    services: CaseServices, officer: OfficerSession, cases: Sequence[str], leaver: str, successor: str
) -> JobSteps:
    """Hand over the leaver's cases among these to a successor, who gets all their keys; yield each when done."""
    return in_each(
        services,
        officer,
        cases,
        lambda work: _let_in(work, lambda point: _handing_over(point, leaver, successor)),
    )


def renew_all(services: CaseServices, officer: OfficerSession, cases: Sequence[str], person: str) -> JobSteps:
    """Renew the access in each of these cases that the person could read before the new key; yield each when done."""

    def do(work: Work) -> None:
        if person in {person.id for person in work.readers()}:
            require_prior_access(work, person)
            _let_in(work, lambda point: renew(point, Answers(person=person)))

    return in_each(services, officer, cases, do)


def _let_in(work: Work, build: DraftBuilder) -> None:
    prepare(work, build)
    submit(work, build)


def _handing_over(point: Standpoint, leaver: str, successor: str) -> DecisionDraft:
    # The list of cases is only the store's word; the verified decisions say who handles a case.
    if point.state.handler != leaver:
        raise NotTheirCaseError
    return _given_to(point, successor)


def _acknowledging(point: Standpoint) -> DecisionDraft:
    # The procedure lets a case come back to verification from clarification too: that is no acknowledgement.
    if not point.at(Stage.RECEIVED):
        raise NoSuchMoveError
    return acknowledge(point, Answers())


def _with_labels(work: Work, labels: tuple[str, ...]) -> DecisionDraft:
    present = work.file.chain.labels
    if set(labels) <= set(present):
        raise AlreadyLabelledError
    return labelled(chosen_labels(Answers(labels=(*present, *labels))))


def _given_to(point: Standpoint, successor: str) -> DecisionDraft:
    """Return the decision that lets the successor handle the case, with access if they had none."""
    if successor == point.state.handler:
        raise AlreadyTheirsError
    if successor in point.state.dismissed:
        raise SteppedBackError
    take = EventDraft(EventKind.TAKE, person=successor)
    if successor == point.me:
        return DecisionDraft((take,))
    return DecisionDraft((Admission(successor, CaseRole.OFFICER, unless_given=True), take))


def require_prior_access(work: Work, person: str) -> None:
    """Raise `NeverHadAccessError` unless the person was let in, acted or wrote in the case, or received the report.

    Without it, access that is renewed in all cases would open every earlier one to a newcomer who was never let in.
    """
    if not (_was_let_in(work, person) or _took_part(work, person) or _got_the_report(work, person)):
        raise NeverHadAccessError


def _was_let_in(work: Work, person: str) -> bool:
    state = work.file.chain.participants(work.current, work.excluded)
    return state.brought_in_as(person) is not None


def _took_part(work: Work, person: str) -> bool:
    replied = (entry.reply.officer for entry in work.file.entries.values() if isinstance(entry, FromOffice))
    return person in replied or any(
        read.event.actor == person and not read.remarks for read in work.file.events
    )


def _got_the_report(work: Work, person: str) -> bool:
    """Return whether the first envelope, as it proved itself, names a key of one of the person's certificates.

    These names are not signed: a store could add one, in a report that this session has not opened before.
    """
    rows = work.services.client.entries(work.officer.token, work.file.case).entries
    first = next((row.envelope for row in rows if row.sequence == 1), None) or b""
    if hashlib.sha256(first).hexdigest() != work.file.tried.get(1):
        return False
    keys = recipient_keys(first)
    held = () if (found := work.current.roster.person(person)) is None else found.certificates
    return any(keys & inspect(certificate.data).keys for certificate in held)
