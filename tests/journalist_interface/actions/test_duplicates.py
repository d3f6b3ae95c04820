"""A report is linked to an earlier one only where all its readers may read that one, and no one else learns of it."""

import threading

import pytest

from journalist_interface.actions.case_labels import labels_in_use
from journalist_interface.actions.decision_draft import DecisionDraft, EventDraft
from journalist_interface.actions.duplicates import (
    MOST_LINKED,
    CannotLinkError,
    find_other,
    linked_case,
    require_linkable,
)
from journalist_interface.actions.grants import admit
from journalist_interface.actions.submit import submit
from store.domain.event import CaseRole, Classification, Content, EventKind
from store.domain.register_number import register_number
from tests.counted_work import calls_of
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, do
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.staged_cases import verified
from tests.office import TestOffice

FEW_CALLS = 50  # of Python's functions for one more event; a look at a case takes hundreds
NOTICE = "Hal ini sudah dilaporkan sebelumnya."


def archived(browsers: OfficerBrowsers, case: str, number: str, opened: str = "") -> OfficerPage:
    """Sari archives a report as a duplicate, after she opened another."""
    if opened:
        browsers.of("sari").case(opened)
    fields = {"reason": "duplicate", "text": NOTICE, "duplicate": number}
    return do(browsers.of("sari"), case, "archive", fields)


def links(workstations: HeadlessWorkstations, person: str, case: str) -> list[str | None]:
    """The cases that this person's history names."""
    return [linked_case(read) for read in workstations.of(person).work(case).file.events if linked_case(read)]


def test_colleagues_who_read_both_reports_read_the_link_and_the_store_sees_an_archiving_alone(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    earlier, case = verified(busy_office, workstations), verified(busy_office, workstations)
    number, sari = register_number(earlier.case), workstations.of("sari")
    listed = sari.services.client.cases(sari.officer.token).cases  # the first page of what other tests filled
    form = browsers.of("sari").get(f"/id/cases/{case.case}/do/archive")
    offered = {row.case for row in listed if f'<option value="{register_number(row.case)}">' in form.html}
    assert offered == {row.case for row in listed if row.declared} - {case.case}
    assert offered
    assert archived(browsers, case.case, f" {number.lower()} ").status == 409
    assert archived(browsers, case.case, f" {number.lower()} ", earlier.case).status == 200
    assert links(workstations, "budi", case.case) == [earlier.case]
    history = browsers.of("budi").get(f"/id/cases/{case.case}/history")
    assert number in history.text
    assert f"/id/cases/{earlier.case}" in history.links
    signed = workstations.of("budi").work(case.case).file.chain.signed
    assert all(earlier.case.encode() not in event.statement for event in signed)


@pytest.mark.parametrize("excluded", [["petugas-3"], []])
def test_where_a_reader_may_not_read_the_other_the_page_says_that_it_cannot_be_linked_and_no_more(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    browsers: OfficerBrowsers,
    excluded: list[str],
) -> None:
    earlier = busy_office.report("Isi laporan", excluded)
    if not excluded:
        perform(workstations.of("wati").work(earlier.case), "step-back", reason="Cuti")
    case = verified(busy_office, workstations)
    refused = archived(browsers, case.case, register_number(earlier.case), earlier.case)
    assert refused.status == 409
    assert NOTICE in refused.html
    unknown = archived(browsers, case.case, "2222-2222")
    own = archived(browsers, case.case, register_number(case.case))
    assert _said(refused) == _said(unknown) == _said(own) == ["Laporan ini tidak dapat ditautkan."]
    assert links(workstations, "sari", case.case) == []
    assert workstations.of("sari").work(case.case).state.stage == "verification"


def test_a_report_that_the_officer_does_not_read_is_neither_offered_nor_found(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    hidden = busy_office.report("Tentang Sari", ["petugas-1"])
    case = verified(busy_office, workstations)
    form = browsers.of("sari").get(f"/id/cases/{case.case}/do/archive")
    assert register_number(hidden.case) not in form.html
    with pytest.raises(CannotLinkError):
        find_other(workstations.of("sari").work(case.case), register_number(hidden.case))


def test_a_colleague_who_is_let_in_later_learns_of_the_other_report_only_if_they_read_it(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    earlier, case = verified(busy_office, workstations), verified(busy_office, workstations)
    wati = workstations.of("wati")
    for one in (earlier, case):
        perform(wati.work(one.case), "step-back", reason="Cuti")
    assert archived(browsers, case.case, register_number(earlier.case), earlier.case).status == 200
    perform(workstations.of("budi").work(case.case), "bring-in", person="wati")
    wati.forget(case.case)
    assert links(workstations, "wati", case.case) == []
    assert register_number(earlier.case) not in browsers.of("wati").get(f"/id/cases/{case.case}/history").text
    perform(workstations.of("sari").work(earlier.case), "bring-in", person="wati")
    perform(workstations.of("sari").work(case.case), "renew", person="wati")
    wati.forget(case.case)
    assert links(workstations, "wati", case.case) == [earlier.case]


@pytest.mark.slow
def test_a_thousand_links_of_one_person_cost_a_grant_no_look_at_a_case_each(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    earlier, case = busy_office.report(), busy_office.report()
    budi = workstations.of("budi")
    budi.work(earlier.case)
    joko = budi.services.rosters.current().roster.person("joko")
    assert joko is not None

    def costs(links: int) -> int:
        _link(workstations, case, [earlier] * links)
        work = budi.work(case.case)
        return calls_of(lambda: admit(work, joko, CaseRole.LEAD))

    few = costs(1)
    assert costs(20) - few < 20 * FEW_CALLS


@pytest.mark.slow
def test_of_one_persons_links_a_newcomer_learns_those_to_the_first_cases(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case, budi = busy_office.report(), workstations.of("budi")
    others = [busy_office.report() for _ in range(MOST_LINKED + 1)]
    for other in others:
        budi.work(other.case)
    perform(workstations.of("wati").work(case.case), "step-back", reason="Cuti")
    _link(workstations, case, [*others, others[0]])
    perform(budi.work(case.case), "bring-in", person="wati")
    workstations.of("wati").forget(case.case)
    learnt = [*others[:MOST_LINKED], others[0]]
    assert links(workstations, "wati", case.case) == [other.case for other in learnt]


def _link(workstations: HeadlessWorkstations, case: GenuineCase, others: list[GenuineCase]) -> None:
    """Sari links a case to others by a client of her own."""
    found = (Content(classification=Classification(duplicate_of=other.case)) for other in others)
    draft = DecisionDraft(tuple(EventDraft(EventKind.CLASSIFY, content) for content in found))
    submit(workstations.of("sari").work(case.case), lambda _point: draft)


def _said(page: OfficerPage) -> list[str]:
    """The sentences of the page's summary of errors."""
    summary = page.html.partition('id="errors"')[2].partition("</div>")[0]
    return [item.rpartition(">")[2] for item in summary.replace("</a>", "").split("</li>") if ">" in item][
        :-1
    ]


@pytest.mark.slow
def test_a_case_that_is_just_being_read_is_not_linked_and_no_one_waits_for_it_without_end(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    earlier, case = verified(busy_office, workstations), verified(busy_office, workstations)
    sari = workstations.of("sari")
    perform(sari.work(earlier.case), "label", new_labels="Dana desa")
    work, other = sari.work(case.case), sari.work(earlier.case).file
    held, release = threading.Event(), threading.Event()

    def read_for_long() -> None:
        with other.lock:
            held.set()
            release.wait(60)

    reading = threading.Thread(target=read_for_long)
    reading.start()
    try:
        assert held.wait(60)
        assert "Dana desa" in labels_in_use(sari.officer)
        with pytest.raises(CannotLinkError):
            require_linkable(work, earlier.case)
    finally:
        release.set()
        reading.join()
    require_linkable(work, earlier.case)
