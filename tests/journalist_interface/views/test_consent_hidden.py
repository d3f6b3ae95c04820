"""A store alone that hides copies from the mailbox for a moment names no reporter against their no."""

from collections.abc import Callable

import pytest

from journalist_interface.verification.consent import agreed_offices
from store.maintenance.sweep import sweep
from tests.genuine_case import GenuineCase
from tests.journalist_interface.exported_case import export
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.journalist_interface.store_rows import (
    drop,
    empty_envelope,
    envelope_of,
    put_envelope,
    sealed_of,
    set_sealed,
)
from tests.journalist_interface.views.test_consent import asked, disclosed, no_gives_way_to_a_reply
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice
from tests.source_interface.report_reader import answer

pytestmark = pytest.mark.slow
NAMED = {"to": "LPSK", "identity": "y"}
PLEA = "Mohon jangan sebut nama saya"


def kept(_office: TestOffice, _case: str, _sequence: int) -> None:
    """Leave the row as it is."""


@pytest.mark.parametrize("older_row", [kept, empty_envelope, drop])
def test_a_reply_that_the_mailbox_was_shown_after_the_yes_does_not_make_up_for_a_no_that_is_gone(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    browsers: OfficerBrowsers,
    older_row: Callable[[TestOffice, str, int], None],
) -> None:
    """The next message told of as many new replies as the office had: the older one instead of that in the place."""
    case, browser = disclosed(busy_office, workstations), browsers.of("sari")
    older = answer(busy_office, "sari", case, "Kami terima")
    place, sealed = asked(workstations, "sari", case, "LPSK"), sealed_of(busy_office, case.case, older)
    set_sealed(busy_office, case.case, older, None)
    yes = case.consents(place, agreed=True)
    set_sealed(busy_office, case.case, older, sealed)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == ["LPSK"]
    no_gives_way_to_a_reply(busy_office, case, place, yes)
    older_row(busy_office, case.case, older)
    workstations.of("sari").forget(case.case)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
    assert export(browser, case.case, "referral", NAMED).status == 400


def test_a_no_that_took_the_place_of_the_yes_counts_once_a_later_message_comes(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """The mailbox was shown as it was before the yes: both answers were signed for its place, and none was missed."""
    case, browser = disclosed(busy_office, workstations), browsers.of("sari")
    place = asked(workstations, "sari", case, "LPSK")
    before = CaseRows.taken(busy_office, case.case)
    yes = case.consents(place, agreed=True)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == ["LPSK"]
    at_the_office = CaseRows.taken(busy_office, case.case)
    before.put_back()
    assert case.consents(place, agreed=False) == yes
    said = envelope_of(busy_office, case.case, case.says(PLEA))
    at_the_office.put_back()
    put_envelope(busy_office, case.case, yes + 1, said)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
    assert export(browser, case.case, "referral", NAMED).status == 400


def test_a_yes_counts_on_while_messages_tell_of_every_reply(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = disclosed(busy_office, workstations)
    answer(busy_office, "sari", case, "Kami terima")
    case.consents(asked(workstations, "sari", case, "LPSK"), agreed=True)
    for text in ("Terima kasih", "Apakah ada lagi?"):
        answer(busy_office, "sari", case, text)
        case.says("Baik")
    assert agreed_offices(workstations.of("sari").work(case.case).file) == ["LPSK"]


def erased(office: TestOffice, _case: str, _no: int) -> None:
    """Erase the reporter's copies, as the server does after thirty days."""
    office.move(days=31)
    sweep(office.database, office.blobs, office.clock)


def hidden(office: TestOffice, case: str, no: int) -> None:
    """Keep the copy of the no back."""
    set_sealed(office, case, no, None)


def names_no_reporter(
    case: GenuineCase, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """Look at a case in which nothing seems wrong: the yes does not count, and the referral is refused."""
    file = workstations.of("sari").work(case.case).file
    assert not file.problems
    assert agreed_offices(file) == []
    assert export(browsers.of("sari"), case.case, "referral", NAMED).status == 400


@pytest.mark.parametrize("hide", [erased, hidden])
def test_a_yes_counts_no_more_once_a_message_could_not_repeat_a_no(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    browsers: OfficerBrowsers,
    hide: Callable[[TestOffice, str, int], None],
) -> None:
    """The no was signed for the place of the yes, and no copy of it was there when the reporter wrote again."""
    case = disclosed(busy_office, workstations)
    place = asked(workstations, "sari", case, "LPSK")
    before = CaseRows.taken(busy_office, case.case)
    yes = case.consents(place, agreed=True)
    at_the_office = CaseRows.taken(busy_office, case.case)
    before.put_back()
    assert case.consents(place, agreed=False) == yes
    hide(busy_office, case.case, yes)
    said = envelope_of(busy_office, case.case, case.says(PLEA))
    at_the_office.put_back()
    put_envelope(busy_office, case.case, yes + 1, said)
    names_no_reporter(case, workstations, browsers)


def test_a_yes_to_what_was_asked_after_copies_were_erased_counts_on_after_another_message(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = disclosed(busy_office, workstations)
    case.attaches(b"Isi", "catatan.txt")
    case.withdraws(case.last_sequence)
    case.says("Satu hal lagi")
    erased(busy_office, case.case, 0)
    case.attaches(b"Isi", "catatan-2.txt")
    case.withdraws(case.last_sequence)
    case.consents(asked(workstations, "sari", case, "LPSK"), agreed=True)
    case.says("Terima kasih")
    assert agreed_offices(workstations.of("sari").work(case.case).file) == ["LPSK"]
