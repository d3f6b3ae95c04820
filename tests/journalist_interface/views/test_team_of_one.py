"""A lead is never alone on a team unawares, and a person who is assigned later reads what the team was told."""

import pytest

from store.domain.stages import Stage
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page, do
from tests.journalist_interface.staged_cases import BRIEF, accept, assigned, reviewed, state_of
from tests.office import TestOffice

ASKED = "Mintalah anggota ditugaskan, atau pastikan bahwa ketua tim bekerja sendiri."
QUESTION = "Ketua tim menangani laporan ini seorang diri"


@pytest.mark.parametrize("members", [[], ["joko"]], ids=["none", "the lead once more"])
def test_a_lead_without_members_is_assigned_only_when_that_is_confirmed(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers, members: list[str]
) -> None:
    case, sari = reviewed(busy_office, workstations.of("sari")), browsers.of("sari")
    assert QUESTION not in action_page(sari, case.case, "assign").text
    asked = do(sari, case.case, "assign", {"lead": "joko", "members": members, "brief": BRIEF})
    assert (asked.status, ASKED in asked.text) == (400, True)
    form = asked.form("/do/assign")
    assert (form.fields["lead"], form.fields["brief"]) == ("joko", BRIEF)
    confirmed = sari.post(form, {"alone": form.choices["alone"]})
    assert confirmed.path == f"/id/cases/{case.case}/people"
    assert set(state_of(workstations.of("sari").work(case.case).file).team) == {"joko"}


def test_a_lead_who_is_left_alone_is_asked_before_the_investigation_starts(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = assigned(busy_office, workstations)
    assert QUESTION not in browsers.of("joko").case(case.case).text
    perform(workstations.of("agus").work(case.case), "step-back", reason="Ada urusan lain")
    page = browsers.of("joko").case(case.case)
    assert QUESTION in page.text
    asked = browsers.of("joko").post(page.form("/do/start"))
    assert (asked.status, ASKED in asked.text) == (400, True)
    form = asked.form("/do/start")
    browsers.of("joko").post(form, {"alone": form.choices["alone"]})
    assert state_of(workstations.of("sari").work(case.case).file).stage is Stage.INVESTIGATION


def test_a_further_assignment_begins_with_the_brief_that_the_team_has(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = reviewed(busy_office, workstations.of("sari")), browsers.of("sari")
    assert action_page(sari, case.case, "assign").form("/do/assign").fields["brief"] == ""
    perform(workstations.of("sari").work(case.case), "assign", lead="joko", members=(), brief=BRIEF)
    accept(workstations.of("joko"), case.case)
    form = action_page(sari, case.case, "assign").form("/do/assign")
    assert form.fields["brief"] == BRIEF
    emptied = sari.post(form, {"members": ["agus"], "brief": ""})
    assert (emptied.status, emptied.form("/do/assign").fields["brief"]) == (400, "")
    assert sari.post(emptied.form("/do/assign"), {"brief": BRIEF}).status == 200
    accept(workstations.of("agus"), case.case)
