"""A document says of a photo that data was removed from it, so that nobody takes its sum for that of the original."""

import hashlib
from pathlib import Path

import pytest

from tests.journalist_interface.exported_case import export, pdf_text, saved, unpacked
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice
from tests.source_interface.photos.samples import clean_jpeg_file, jpeg

pytestmark = pytest.mark.slow
INDONESIAN = "Saat foto ini tiba, kanal menghapus data tempat, kamera, dan pembuat darinya."
ENGLISH = "When it arrived, the channel removed place, camera and author data from this photo."


def test_a_dossier_and_its_archive_tell_that_a_photo_was_cleaned_and_claim_no_original(
    officer: OfficerBrowser, shared_office: TestOffice, tmp_path: Path
) -> None:
    case = shared_office.report()
    case.attaches(jpeg(), "IMG_1.jpg", cleans=True)
    case.attaches(b"isi kuitansi", "kuitansi.pdf")
    files = saved(officer, export(officer, case.case, "dossier"))
    text = pdf_text(files.one(".pdf"))
    assert hashlib.sha256(clean_jpeg_file()).hexdigest() in text
    for said in (INDONESIAN, ENGLISH):  # in the conversation and among the evidence, of the photo alone
        assert text.count(said) == 2
    assert "as they were received" not in text
    assert "the sum is that of the photo without them" in text
    folder = unpacked(files.one(".tar.gz"), tmp_path)
    readme = (folder / "README.txt").read_text()
    assert readme.count('"cleaned":true') == 2
    [told] = [path for path in folder.glob("reporter/*.txt") if b'"cleaned":true' in path.read_bytes()]
    assert told.stem == "000002"


def test_the_case_page_tells_it_too_and_calls_no_file_as_it_came(
    officer: OfficerBrowser, shared_office: TestOffice
) -> None:
    case = shared_office.report()
    case.attaches(jpeg(), "IMG_1.jpg", cleans=True)
    page = officer.get(f"/id/cases/{case.case}").text
    assert INDONESIAN in page
    assert "Seperti saat tiba" not in page
