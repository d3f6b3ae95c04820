"""A decision that should have told the reporter something, and did not, is named in the history."""

from datetime import timedelta

import pytest

from journalist_interface.presenters.history import notice_missing
from store.api.messages import ReplySubmission
from store.domain.event import EventKind
from store.domain.reply import Notice
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, ask, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.office import TestOffice
from tests.signed_events import CONTENT, DraftedEvent, EventSigner, drafted

pytestmark = pytest.mark.timeout(200)


def decided(
    workstations: HeadlessWorkstations,
    office: TestOffice,
    case: GenuineCase,
    draft: DraftedEvent,
    reply: ReplySubmission,
) -> bool:
    """Return whether wati's workstation misses the notice of what budi's altered one decided."""
    budi, wati = workstations.of("budi"), workstations.of("wati")
    budi.services.client.decide(
        budi.officer.token, case.case, EventSigner(office, case).decision("budi", draft, reply=reply)
    )
    file = wati.work(case.case).file
    assert file.chain.broken is None
    return notice_missing(file, file.events[-1])


def verified(office: TestOffice, workstations: HeadlessWorkstations) -> GenuineCase:
    case = office.report()
    perform(workstations.of("sari").work(case.case), "acknowledge")
    return case


def test_what_tells_the_reporter_the_same_is_not_missed(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    sari, wati = workstations.of("sari"), workstations.of("wati")
    case = verified(busy_office, workstations)
    ask(sari.work(case.case), "Kapan kejadiannya?")
    perform(sari.work(case.case), "verify")
    perform(sari.work(case.case), "archive", reason="unclear", text="Laporan diarsipkan.")
    file = wati.work(case.case).file
    assert len(file.events) >= 4
    assert not any(notice_missing(file, event) for event in file.events)


def test_an_archiving_whose_notice_cannot_be_read_is_named(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = verified(busy_office, workstations)
    reply = ReplySubmission(2, stand_ins.message(b"garbage"), stand_ins.sealed())
    assert decided(
        workstations,
        busy_office,
        case,
        drafted(EventKind.MOVE, content=CONTENT, target="archived", entry=2),
        reply,
    )
    page = browsers.of("wati").get(f"/id/cases/{case.case}/history")
    assert "Pemberitahuan kepada pelapor yang seharusnya menyertai keputusan ini" in page.text


@pytest.mark.parametrize("notice", [None, Notice("archived", reason="unclear")])
def test_a_reply_that_asks_nothing_is_no_question(
    busy_office: TestOffice, workstations: HeadlessWorkstations, notice: Notice | None
) -> None:
    case = verified(busy_office, workstations)
    until = busy_office.clock.today() + timedelta(days=7)
    reply = busy_office.reply("budi", case, 2, "Terima kasih.", notice=notice)
    assert decided(
        workstations,
        busy_office,
        case,
        drafted(EventKind.MOVE, target="clarification", until=until, entry=2),
        reply,
    )


def test_a_question_with_another_day_than_the_decision_is_named(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = verified(busy_office, workstations)
    until = busy_office.clock.today() + timedelta(days=7)
    later = Notice("question", until=until + timedelta(days=30))
    reply = busy_office.reply("budi", case, 2, "Kapan?", notice=later)
    assert decided(
        workstations,
        busy_office,
        case,
        drafted(EventKind.MOVE, target="clarification", until=until, entry=2),
        reply,
    )
