"""A dossier shows what its maker looked at, and fetches nothing that they did not."""

import subprocess
from pathlib import Path

import pytest

from source_interface.submissions.withdrawals import SentFileState
from tests.genuine_case import GenuineCase
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.exported_case import export, holds, pdf_text, saved
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice

pytestmark = pytest.mark.slow
NOT_OPENED = "No pictures: the person who made this document had not opened this file."


@pytest.fixture
def case(shared_office: TestOffice) -> GenuineCase:
    """A report with two documents of six pages, and a text."""
    case = shared_office.report()
    case.attaches(made_files.pdf(6), "daftar.pdf")
    case.attaches(made_files.pdf(6), "belum.pdf")
    case.attaches(b"Catatan saja", "catatan.txt")
    return case


def pictures_in(pdf: bytes, folder: Path) -> list[str]:
    """The pictures of a PDF, as poppler lists them: a line each."""
    (path := folder / "dossier.pdf").write_bytes(pdf)
    listed = subprocess.run(["pdfimages", "-list", path], check=True, capture_output=True, text=True)
    return listed.stdout.splitlines()[2:]


def test_a_dossier_shows_the_first_pictures_of_what_its_maker_looked_at_and_fetches_nothing_else(
    officer: OfficerBrowser, case: GenuineCase, tmp_path: Path
) -> None:
    for number in (2, 4):
        officer.shown(case.case, f"lampiran-{number}")
    pdf = saved(officer, export(officer, case.case, "dossier")).one(".pdf")
    assert len(pictures_in(pdf, tmp_path)) == 4
    text = pdf_text(pdf)
    assert "Pictures shown here: 4 of 6." in text
    assert text.count(NOT_OPENED) == 1
    assert holds(pdf, "Picture 1 of daftar.pdf")
    assert case.withdraws(3) is SentFileState.WITHDRAWN


def test_a_version_for_outside_shows_no_picture(
    officer: OfficerBrowser, case: GenuineCase, tmp_path: Path
) -> None:
    officer.shown(case.case)
    pdf = saved(officer, export(officer, case.case, "dossier-outside")).one(".pdf")
    assert pictures_in(pdf, tmp_path) == []
    assert NOT_OPENED not in pdf_text(pdf)
