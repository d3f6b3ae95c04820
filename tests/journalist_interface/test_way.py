"""An officer's way, from the link to the answer, through real processes."""

from tests.journalist_interface.workstation import Workstation
from tests.office import TestOffice


def test_an_officer_signs_in_reads_and_answers(office: TestOffice, workstation: Workstation) -> None:
    case = office.report("Uang perjalanan dinas fiktif")
    case.says("Ada saksi lain")
    officer = workstation.signed_in()
    listing = officer.get("/id/cases")
    assert "2" in listing.text
    page = officer.case(case.case)
    assert "Uang perjalanan dinas fiktif" in page.text
    assert "Ada saksi lain" in page.text
    answer = officer.reply(case.case, "Kami sedang memeriksa.", [("surat.pdf", b"%PDF-1.7 isi")])
    assert answer.status == 200, answer.text
    assert "Kami sedang memeriksa." in answer.text
    assert "surat.pdf" in answer.text
