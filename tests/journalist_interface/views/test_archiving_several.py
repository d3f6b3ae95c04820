"""Several reports archived at once: with one reason and one notice, each only if it may be, and nothing typed lost."""

from collections.abc import Sequence

import pytest

from store.domain.event import Check
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import choose, send, settled
from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.staged_cases import state_of
from tests.journalist_interface.workstation import (
    OfficerBrowser,
)
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)
NOTICE = "Laporan ini sama dengan yang sudah kami terima."
REMARK = "Hanya untuk petugas."


def archive(officer: OfficerBrowser, cases: Sequence[str], **said: str) -> OfficerPage:
    form = choose(officer, cases).form("/cases/archive")
    values = form.fields | {"reason": "duplicate", "text": NOTICE} | said
    values.pop("case")
    values.pop("fill", None)
    fields = [*values.items(), *(("case", case) for case in cases)]
    return settled(officer, send(officer, form.action, fields))


def test_several_reports_are_archived_with_one_reason_and_one_notice(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    cases: list[GenuineCase] = [busy_office.report(f"Banjir {number}") for number in (1, 2)]
    perform(workstations.of("budi").work(cases[1].case), "acknowledge")
    browsers.of("sari").case(cases[1].case)
    page = archive(browsers.of("sari"), [case.case for case in cases])
    assert "Selesai: 2. Gagal: 0. Tidak dicoba: 0." in page.text
    for case in cases:
        file = workstations.of("budi").work(case.case).file
        assert state_of(file).stage == "archived"
        assert NOTICE in [entry.reply.text for entry in file.entries.values() if hasattr(entry, "reply")]


def test_what_may_not_be_archived_stays_and_says_why(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    good, reviewed = busy_office.report("Boleh").case, busy_office.report("Sudah telaah").case
    excluded = busy_office.report("Bukan untuk sari", ["petugas-1"]).case
    threatened = busy_office.report("Terancam")
    threatened.seeks("threat")
    perform(workstations.of("budi").work(reviewed), "acknowledge")
    perform(workstations.of("budi").work(reviewed), "review", checks=tuple(Check))
    browsers.of("sari").case(reviewed)
    page = archive(browsers.of("sari"), [good, reviewed, excluded, threatened.case])
    assert "Selesai: 1. Gagal: 3. Tidak dicoba: 0." in page.text
    assert "Pelapornya meminta perhatian" in page.text
    assert state_of(workstations.of("budi").work(threatened.case).file).stage == "received"
    assert state_of(workstations.of("budi").work(reviewed).file).stage == "review"
    assert state_of(workstations.of("budi").work(good).file).stage == "archived"
    assert state_of(workstations.of("budi").work(excluded).file).stage == "received"


def test_without_a_notice_nothing_is_archived_and_nothing_typed_is_lost(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Tanpa pemberitahuan").case
    page = archive(browsers.of("sari"), [case], text=" ", remark="Catatan untuk rekan")
    assert page.status == 400
    assert "Catatan untuk rekan" in page.text
    assert page.form("/cases/archive").fields["case"] == case
    assert state_of(workstations.of("budi").work(case).file).stage == "received"
    assert "Belum ada laporan yang dipilih" in choose(browsers.of("sari"), []).text


def test_the_same_form_sent_twice_archives_once(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Dua kali").case
    form = choose(browsers.of("sari"), [case]).form("/cases/archive")
    fields = [*(form.fields | {"reason": "unclear", "text": NOTICE}).items()]
    for _attempt in range(2):
        settled(browsers.of("sari"), send(browsers.of("sari"), form.action, fields))
    file = workstations.of("budi").work(case).file
    assert len([read for read in file.events if read.event.target == "archived"]) == 1


def test_a_notice_typed_while_the_session_ended_is_there_again_after_signing_in(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report("Menunggu").case, browsers.of("sari")
    form = choose(sari, [case]).form("/cases/archive")
    sari.post(sari.get("/id/cases").form("/sign-out"))
    refused = sari.post(form, {"reason": "unclear", "text": NOTICE, "remark": REMARK})
    assert refused.status == 403
    again = refused.form("/sign-in")
    assert (again.fields["kept-text"], again.fields["kept-remark"]) == (NOTICE, REMARK)
    code = busy_office.fresh_code("sari")
    page = sari.post(again, {"passphrase": browsers.station("sari").passphrase, "code": code})
    assert page.path == "/id/today"
    fields = choose(sari, [case]).form("/cases/archive").fields
    assert (fields["text"], fields["remark"]) == (NOTICE, REMARK)
