"""Leadership's statistics in the real interface."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from store.model import Statistic
from tests.hostile_packets import encrypted_raw, silent_packets
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import settled
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser, workstation_here, workstation_process
from tests.office import TestOffice
from tests.source_interface.gpg_runs import GpgRuns

pytestmark = pytest.mark.timeout(300)


def read(officer: OfficerBrowser) -> OfficerPage:
    return settled(officer, officer.post(officer.get("/id/statistics").form("/statistics")))


def number(page: OfficerPage, name: str) -> str:
    """The first number that stands behind these words, in the first table that has them."""
    row = re.split(f'<th scope="row">{name}(?: <svg|</th>)', page.html, maxsplit=1)[-1].partition("</tr>")[0]
    return row.partition('<td class="number">')[2].partition("</td>")[0]


def test_the_statistics_count_what_proved_itself_and_leave_out_what_excludes_the_leader(
    office: TestOffice, gateway: str
) -> None:
    with (
        HeadlessWorkstations(office, gateway) as workstations,
        workstation_process(office, gateway, "dewi") as workstation,
    ):
        sari = workstations.of("sari")
        cases = [office.report(f"Kasus {number}").case for number in range(3)]
        hidden = office.report("Tentang kepala", ["kepala"]).case
        for case in (*cases, hidden):
            perform(sari.work(case), "acknowledge")
        perform(sari.work(cases[0]), "classify", category="fraud", threat=True)
        perform(sari.work(cases[1]), "archive", reason="unclear", text="Tidak jelas")
        with workstation.signed_in() as dewi:
            assert "akan tampil di sini" in dewi.get("/id/statistics").text
            page = read(dewi)
            assert page.path == "/id/statistics"
            assert number(page, "Laporan masuk") == "3"
            assert number(page, "Ancaman atau tekanan") == "1"
            assert number(page, "Penipuan") == "1"
            assert number(page, "Diarsipkan") == "1"
            assert number(page, "Isinya tidak jelas") == "1"
            assert "tidak terbukti asli" not in page.text
            _exchange(office, cases[0], cases[2])
            page = read(dewi)
            assert number(page, "Laporan masuk") == "2"
            assert "1 catatan tidak terbukti asli" in page.text
            assert "2 laporan masuk" in page.text
            hidden_from(dewi)
            perform(sari.work(cases[0]), "classify", category="ethics", threat=False)
            whole = read(dewi)
            assert number(whole, "Laporan masuk") == "3"
        with workstation.signed_in() as dewi:
            assert dewi.get("/id/statistics").text == whole.text, "the next sign-in shows what was read last"


def hidden_from(leader: OfficerBrowser) -> None:
    """No period and no file counts the report that excludes the leader: three came, of which two are proven."""
    today = leader.workstation.office.clock.today()
    long_before, around = f"{today.year - 6}-q1", timedelta(days=400)
    for period in (f"{today:%Y}", f"between&from={today - around}&until={today + around}", long_before):
        page = leader.get(f"/id/statistics?period={period}")
        assert number(page, "Laporan yang masuk") == ("0" if period == long_before else "2")
        saved = leader.http.get(f"/id/statistics/save/csv?period={period}")
        assert saved.headers["content-disposition"].startswith('attachment; filename="statistik-')
        assert (
            f"Laporan yang masuk,Laporan yang masuk,{page_column(page)},{number(page, 'Laporan yang masuk')}"
            in (saved.text)
        )
    assert "Periode itu tidak ada" in leader.get("/id/statistics?period=2026-q7").text
    odf = leader.http.get("/id/statistics/save/ods")
    assert odf.content.startswith(b"PK")
    assert "vnd.oasis.opendocument.spreadsheet" in odf.text


def page_column(page: OfficerPage) -> str:
    """The period over the first column of the first table."""
    return page.html.partition('<th scope="col" class="number">')[2].partition("</th>")[0]


def test_a_year_that_is_over_is_published_once_in_groups_of_five(office: TestOffice, gateway: str) -> None:
    for number in range(6):
        office.report(f"Kasus {number}")
    office.report("Tentang kepala", ["kepala"])
    year = office.clock.today().year
    with workstation_process(office, gateway, "dewi") as workstation:
        with workstation.signed_in() as dewi:
            assert "akan tampil di sini" in dewi.get("/id/statistics/publication").text
            read(dewi)
            offered = dewi.get("/id/statistics/publication").form("/statistics/publication").choices["year"]
            assert offered == [str(year - ago) for ago in range(1, 6)], "this year is not over"
        office.move(days=60)
        with workstation.signed_in() as dewi:
            read(dewi)
            page = dewi.get("/id/statistics/publication")
            asked = page.form("/statistics/publication")
            assert dewi.post(asked, {"year": str(year + 1)}).status == 409
            assert dewi.post(asked, {"year": "2026-q1"}).status == 400
            published = dewi.post(asked, {"year": str(year)})
            assert "Laporan yang masuk 5–9" in published.text
            assert "Korupsi 5–9" in published.text
            assert "Penipuan 0–4" in published.text
            assert "Anonim tidak dimuat" in published.text
            office.report("Susulan")
            read(dewi)
            assert dewi.post(asked, {"year": str(year)}).text == published.text
            saved = dewi.http.get(f"/id/statistics/publication/save/csv?year={year}")
            assert f"Laporan yang masuk,Laporan yang masuk,{year},5–9" in saved.text
            assert dewi.http.get("/id/statistics/publication/save/ods?year=1999").status_code == 404


@pytest.mark.slow
@pytest.mark.usefixtures("impatient_gpg")
def test_what_gpg_failed_over_is_asked_about_by_trying_again_alone(office: TestOffice, gateway: str) -> None:
    cases = [office.report(f"Kasus {number}").case for number in range(3)]
    roster = office.keeper().current()
    held = encrypted_raw(silent_packets(), roster.recipients(roster.usable_leaders(())), office.clock.today())
    with office.database.write() as session:
        session.execute(update(Statistic).where(Statistic.case == cases[0]).values(record=held))
    with workstation_here(office, gateway, "dewi") as workstation, workstation.signed_in() as dewi:
        runs = GpgRuns("--decrypt", "--decrypt-files")
        page = read(dewi)
        assert number(page, "Laporan masuk") == "2"
        assert "gagal memproses 1 catatan" in page.text
        office.report("Susulan")
        runs.count = 0
        page = read(dewi)
        assert number(page, "Laporan masuk") == "3"
        assert "gagal memproses 1 catatan" in page.text
        assert runs.count == 1, "the new record alone, although another could not be opened beside it"
        with office.database.write() as session:
            session.execute(
                update(Statistic)
                .where(Statistic.case == cases[0])
                .values(record=held[:-1] + bytes([held[-1] ^ 1]))
            )
        runs.count = 0
        page = settled(dewi, dewi.post(page.form("/statistics/again")))
        runs.counting = False
        assert runs.count > 0
        assert number(page, "Laporan masuk") == "3"


def test_who_is_no_leader_has_no_statistics(office: TestOffice, gateway: str) -> None:
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as sari:
        assert sari.get("/id/statistics").status == 404
        assert sari.get("/id/statistics/publication?year=2025").status == 404
        assert sari.get("/id/statistics/save/csv").status == 404
        assert "Statistik" not in sari.get("/id/cases").text


def _exchange(office: TestOffice, case: str, other: str) -> None:
    """A store that lays another case's record here."""
    with office.database.write() as session:
        record = session.execute(select(Statistic.record).where(Statistic.case == other)).scalar_one()
        session.execute(update(Statistic).where(Statistic.case == case).values(record=record))
