"""A yes that a store put behind a no that it took away names no reporter at a workstation that had read the no."""

import pytest

from journalist_interface.verification.consent import agreed_offices
from tests.journalist_interface.exported_case import export
from tests.journalist_interface.headless_workstation import IDLE, HeadlessWorkstations
from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.journalist_interface.store_rows import drop, put_envelope
from tests.journalist_interface.views.test_consent import asked, disclosed
from tests.journalist_interface.views.test_consent_ahead import NAMED, PLEA, signed_ahead
from tests.office import TestOffice

pytestmark = pytest.mark.slow
NOT_COUNTED = "Persetujuan pelapor untuk LPSK tidak berlaku"
IDENTITY = "Sebutkan identitas pelapor"


@pytest.mark.parametrize("is_exchanged", [False, True], ids=["dropped", "exchanged for another yes"])
def test_a_yes_signed_ahead_does_not_count_after_a_no_that_was_read_and_is_gone_with_all_that_repeats_it(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    browsers: OfficerBrowsers,
    *,
    is_exchanged: bool,
) -> None:
    """The places that were missing lay before the yes, and only what came after a yes was looked at."""
    case, browser = disclosed(busy_office, workstations), browsers.of("sari")
    place = asked(workstations, "sari", case, "LPSK")
    ahead = [signed_ahead(busy_office, case, place, places) for places in range(3)]
    no = case.consents(place, agreed=False)
    assert case.says(PLEA) == no + 1
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
    assert export(browser, case.case, "referral", NAMED).status == 400
    for number, yes in enumerate(ahead, no):
        drop(busy_office, case.case, number)
        if is_exchanged or number > no + 1:
            put_envelope(busy_office, case.case, number, yes)
    busy_office.move(seconds=int(IDLE.total_seconds()) + 900)  # as after signing out and in
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
    assert export(browsers.of("sari"), case.case, "referral", NAMED).status == 400


def test_a_yes_counts_with_messages_and_replies_between_it_and_its_question(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = disclosed(busy_office, workstations)
    lost = case.says("Satu hal lagi")
    place = asked(workstations, "sari", case, "LPSK")
    drop(busy_office, case.case, lost)  # before the question no one can have refused it
    case.says("Saya pikirkan dulu")
    case.attaches(b"Isi", "catatan.txt")
    case.consents(place, agreed=True)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == ["LPSK"]


def test_the_form_of_a_referral_says_why_a_yes_does_not_count(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, browser = disclosed(busy_office, workstations), browsers.of("sari")
    form = f"/id/cases/{case.case}/export/referral"
    place = asked(workstations, "sari", case, "LPSK")
    assert NOT_COUNTED not in browser.get(form).text
    case.consents(place, agreed=True)
    agreed = browser.get(form).text
    assert IDENTITY in agreed
    assert NOT_COUNTED not in agreed
    case.consents(place, agreed=False)
    refused = browser.get(form).text
    assert IDENTITY not in refused
    assert NOT_COUNTED in refused
