"""A no to an older question, which a store had signed for a place before the newest question, names no reporter."""

import pytest

from journalist_interface.verification.consent import agreed_offices
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.journalist_interface.store_rows import envelope_of, put_envelope, set_sealed
from tests.journalist_interface.views.test_consent import asked, disclosed
from tests.journalist_interface.views.test_consent_ahead import PLEA
from tests.journalist_interface.views.test_consent_hidden import erased, names_no_reporter
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

pytestmark = pytest.mark.slow


def show_places_of(rows: CaseRows) -> None:
    """Let the store show the signed list of the reporter's places that these rows have."""
    [(case, statement, signature)] = rows.rows["own_places"]
    rows.write(
        'UPDATE own_places SET statement = ?, signature = ? WHERE "case" = ?', statement, signature, case
    )


def test_a_yes_counts_no_more_once_a_message_could_not_repeat_a_no_to_an_older_question_about_the_office(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """The mailbox was shown as before the newest question: the no lay before it, where nobody looked."""
    case = disclosed(busy_office, workstations)
    first = asked(workstations, "sari", case, "LPSK")
    before = CaseRows.taken(busy_office, case.case)
    case.says("Satu hal lagi")
    busy_office.move(days=1)
    second = asked(workstations, "budi", case, "LPSK")
    yes = case.consents(second, agreed=True)
    at_the_office = CaseRows.taken(busy_office, case.case)
    before.put_back()
    busy_office.move(days=1)
    no = case.consents(first, agreed=False)
    assert first < no < second
    at_the_mailbox = CaseRows.taken(busy_office, case.case)
    at_the_office.put_back()
    show_places_of(at_the_mailbox)
    set_sealed(busy_office, case.case, no, None)
    said = envelope_of(busy_office, case.case, case.says(PLEA))
    at_the_office.put_back()
    put_envelope(busy_office, case.case, yes + 1, said)
    names_no_reporter(case, workstations, browsers)


def test_a_yes_to_a_second_question_counts_after_copies_from_before_it_were_erased(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """It counts until the reporter writes again: then a no to the first question may be among what is gone."""
    case = disclosed(busy_office, workstations)
    asked(workstations, "sari", case, "LPSK")
    case.says("Saya pikirkan dulu")
    erased(busy_office, case.case, 0)
    case.consents(asked(workstations, "sari", case, "LPSK"), agreed=True)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == ["LPSK"]
    case.says("Terima kasih")
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
