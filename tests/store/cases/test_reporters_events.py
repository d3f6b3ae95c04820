"""The reporter's part in the procedure: an event and the message it speaks of, both or neither."""

from datetime import timedelta

import pytest

from crypto.gpg.errors import NotEncryptedMessageError
from store.cases.case_list import case_row
from store.cases.chain import case_state
from store.cases.conversation import NewEntry, next_sequence
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision, append_with_event
from store.cases.reporter_view import reporter_view
from store.domain.deadlines import DeadlineConfig
from store.domain.errors import ChainError
from store.domain.event import CaseRole, EventKind
from store.domain.procedure.errors import FormError, NotYoursError, ProcedureError
from store.domain.roster import REPORTER
from store.errors import ConflictError
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.signed_events import DraftedEvent, EventSigner, drafted
from tests.some_own_places import SOME_PLACES

SEEK = drafted(EventKind.REQUEST_ATTENTION, CaseRole.REPORTER, entry=2)
DEADLINES = DeadlineConfig().open()


def appends(
    office: TestOffice, case: GenuineCase, draft: DraftedEvent, sequence: int = 2, author: str = REPORTER
) -> None:
    [new] = EventSigner(office, case).events(author, [draft], REPORTER)
    entry = NewEntry(
        case.case, sequence, office.clock.today(), stand_ins.message(), stand_ins.sealed(), SOME_PLACES
    )
    append_with_event(office.database, entry, new.event, DEADLINES)


def officer(office: TestOffice, case: GenuineCase, draft: DraftedEvent) -> None:
    decision = EventSigner(office, case).decision("sari", draft)
    append_decision(
        office.database,
        NewDecision(case.case, "sari", office.clock.today(), decision, office.roster),
        DEADLINES,
    )


def test_seeking_attention_puts_the_case_on_top_until_an_officer_attends(office: TestOffice) -> None:
    case = office.report()
    appends(office, case, SEEK)
    row = case_row(office.database, "sari", case.case)
    assert (row.needs_attention, row.events, row.last_sequence, row.unread) == (True, 1, 2, 2)
    assert reporter_view(office.database, case.case).needs_attention
    appends(office, case, drafted(EventKind.REQUEST_ATTENTION, CaseRole.REPORTER, entry=3), 3)
    with pytest.raises(FormError):
        officer(office, case, drafted(EventKind.RESOLVE_REQUEST, about=1))  # the reporter asked again since
    officer(office, case, drafted(EventKind.RESOLVE_REQUEST, about=2))
    assert not case_row(office.database, "sari", case.case).needs_attention
    assert not reporter_view(office.database, case.case).needs_attention


def test_feedback_is_due_so_many_days_after_the_reporter_first_asked(office: TestOffice) -> None:
    case, today = office.report(), office.clock.today()
    officer(office, case, drafted(EventKind.MOVE, target="verification"))
    appends(office, case, SEEK)
    due = case_row(office.database, "sari", case.case).due
    assert due == min(DEADLINES.verify_by(today), today + timedelta(days=30))


@pytest.mark.parametrize(
    ("draft", "author", "error"),
    [
        (
            drafted(EventKind.REQUEST_ATTENTION, CaseRole.REPORTER, entry=3),
            REPORTER,
            NotYoursError,
        ),  # of another message
        (drafted(EventKind.REQUEST_ATTENTION, CaseRole.REPORTER), REPORTER, NotYoursError),
        (drafted(EventKind.REQUEST_ATTENTION, CaseRole.REPORTER, entry=2), "sari", NotYoursError),
        (drafted(EventKind.REQUEST_ATTENTION, CaseRole.OFFICER, entry=2), REPORTER, NotYoursError),
        (drafted(EventKind.MOVE, CaseRole.REPORTER, target="verification", entry=2), REPORTER, NotYoursError),
        (drafted(EventKind.MOVE, CaseRole.REPORTER, target="concluded", entry=2), REPORTER, ProcedureError),
        (
            drafted(EventKind.REQUEST_ATTENTION, CaseRole.REPORTER, entry=2, case="0" * 32),
            REPORTER,
            ChainError,
        ),
        (
            drafted(EventKind.REQUEST_ATTENTION, CaseRole.REPORTER, entry=2, sequence=2),
            REPORTER,
            ConflictError,
        ),
        (drafted(EventKind.REQUEST_ATTENTION, CaseRole.REPORTER, b"content", entry=2), REPORTER, FormError),
    ],
    ids=lambda draft: draft.kind.value if isinstance(draft, DraftedEvent) else "",
)
def test_an_event_that_does_not_fit_leaves_no_message_either(
    office: TestOffice, draft: DraftedEvent, author: str, error: type[Exception]
) -> None:
    case = office.report()
    with pytest.raises(error):
        appends(office, case, draft, author=author)
    assert next_sequence(office.database, case.case) == 2
    assert case_state(office.database, case.case).sequence == 0


def test_what_an_officer_says_is_not_stored_readable_either(office: TestOffice) -> None:
    case = office.report()
    for content in (b"", b"Catatan biasa", stand_ins.message()[:-1]):
        with pytest.raises(NotEncryptedMessageError):
            officer(office, case, drafted(EventKind.CLASSIFY, content=content))
