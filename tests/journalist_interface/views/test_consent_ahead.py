"""A yes that the reporter signed before their no counts no more, in whatever place a store had it signed."""

import pytest

from journalist_interface.verification.consent import agreed_offices
from tests.genuine_case import GenuineCase
from tests.journalist_interface.exported_case import export
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.journalist_interface.store_rows import drop, envelope_of, put_envelope
from tests.journalist_interface.views.test_consent import asked, disclosed
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

pytestmark = pytest.mark.slow
NAMED = {"to": "LPSK", "identity": "y"}
PLEA = "Mohon jangan sebut nama saya"


def signed_ahead(office: TestOffice, case: GenuineCase, question: int, places: int) -> bytes:
    """A yes for a place so many later than the next one: the store said that the conversation is longer."""
    before = CaseRows.taken(office, case.case)
    last = case.last_sequence
    before.write('UPDATE "case" SET last_sequence = ? WHERE id = ?', last + places, case.case)
    assert case.consents(question, agreed=True) == last + places + 1
    yes = envelope_of(office, case.case, case.last_sequence)
    before.put_back()
    return yes


def test_a_yes_that_was_signed_for_a_later_place_before_the_no_does_not_name_the_reporter(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """The no and all messages after it went through, and nothing was amiss."""
    case, browser = disclosed(busy_office, workstations), browsers.of("sari")
    place = asked(workstations, "sari", case, "LPSK")
    yes = signed_ahead(busy_office, case, place, 2)
    case.consents(place, agreed=False)
    last = case.says(PLEA)
    put_envelope(busy_office, case.case, last + 1, yes)
    file = workstations.of("sari").work(case.case).file
    assert not file.problems
    assert agreed_offices(file) == []
    case.says(PLEA)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
    assert export(browser, case.case, "referral", NAMED).status == 400


def test_a_yes_of_an_earlier_day_than_the_no_before_it_does_not_count(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """The no itself is gone here: a later message tells of it."""
    case = disclosed(busy_office, workstations)
    place = asked(workstations, "sari", case, "LPSK")
    yes = signed_ahead(busy_office, case, place, 2)
    busy_office.move(days=1)
    case.consents(place, agreed=False)
    last = case.says(PLEA)
    put_envelope(busy_office, case.case, last + 1, yes)
    drop(busy_office, case.case, place + 1)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []


def test_a_yes_that_repeats_an_older_no_does_not_count_after_another_no(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = disclosed(busy_office, workstations)
    place = asked(workstations, "sari", case, "LPSK")
    case.consents(place, agreed=False)
    yes = signed_ahead(busy_office, case, place, 2)
    case.consents(place, agreed=False)
    last = case.says(PLEA)
    put_envelope(busy_office, case.case, last + 1, yes)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []


def test_a_no_ends_its_question_and_others_of_its_day_and_one_of_a_later_day_is_answered_anew(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """A store can change the order in which they were signed."""
    case = disclosed(busy_office, workstations)
    place, other = asked(workstations, "sari", case, "LPSK"), asked(workstations, "budi", case, "LPSK")
    case.consents(place, agreed=False)
    for question in (place, other):
        case.consents(question, agreed=True)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
    busy_office.move(days=1)
    case.consents(place, agreed=True)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
    case.consents(asked(workstations, "sari", case, "LPSK"), agreed=True)
    case.says("Saya berubah pikiran")
    assert agreed_offices(workstations.of("sari").work(case.case).file) == ["LPSK"]
