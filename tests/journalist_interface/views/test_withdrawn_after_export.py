"""An export that lies ready to be saved goes once its reporter withdrew a file that it names."""

import pytest

from source_interface.submissions.withdrawals import SentFileState
from tests.journalist_interface.exported_case import export
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice

pytestmark = pytest.mark.slow
NAME = "Daftar hadir Sari Dewi.pdf"


@pytest.mark.parametrize("kind", ["dossier", "dossier-outside"])
def test_an_export_that_names_a_file_cannot_be_saved_once_the_file_was_withdrawn(
    shared_office: TestOffice, officer: OfficerBrowser, kind: str
) -> None:
    case = shared_office.report()
    case.attaches(b"isi", NAME)
    page = export(officer, case.case, kind)
    offered = [link for link in page.links if "/exported/" in link]
    assert offered
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    assert NAME not in officer.case(case.case).text
    for link in offered:
        gone = officer.get(link)
        assert gone.status == 404
        assert "bukan untuk Anda baca" not in gone.text
    assert "/exported/" not in officer.get(f"/id/cases/{case.case}/export").html


def test_one_that_was_made_since_then_stays(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    case = shared_office.report()
    case.attaches(b"isi", NAME)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    page = export(officer, case.case, "transcript")
    case.attaches(b"isi lain", "lain.pdf")
    [offered] = [link for link in page.links if "/exported/" in link]
    assert case.withdraws(4) is SentFileState.WITHDRAWN
    officer.case(case.case)
    assert officer.http.get(offered).status_code == 200
