"""No file of a stranger makes its page huge, and all of its text and of the files in it is on some page."""

import re
from typing import Final

import pytest

from journalist_interface.evidence.inside.limits import LINE, MOST_ENTRIES
from tests.genuine_case import GenuineCase
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice

pytestmark = pytest.mark.slow
MOST_BYTES: Final = 600_000
HIDDEN: Final = 30 * 13_000
TEXT: Final = "\n".join(["\u00ad" * 30] * (HIDDEN // 30))
"""A text of hidden characters, each of which a page spells out."""
NAME: Final = "'" * (LINE - 10)


@pytest.fixture
def case(shared_office: TestOffice) -> GenuineCase:
    """A report without files."""
    return shared_office.report()


def mail_with_many_files() -> bytes:
    """A mail with such a text, and as many files with long names as are listed."""
    head = "From: a@contoh.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x1x\n\n"
    body = f"--x1x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{TEXT}\n"
    kind, placed = "Content-Type: application/x", "Content-Disposition: attachment"
    files = (f'--x1x\n{kind}\n{placed}; filename="{number} {NAME}"\n\nx\n' for number in range(MOST_ENTRIES))
    return f"{head}{body}{''.join(files)}--x1x--\n".encode()


def turned(officer: OfficerBrowser, page: OfficerPage) -> list[OfficerPage]:
    """Return all pages of a file, from this first one."""
    found = [page]
    while following := re.search(r'rel="next" href="([^"]+)"', found[-1].html):
        found.append(officer.get(following[1].replace("&amp;", "&")))
    sizes = [len(page.html.encode()) for page in found]
    assert max(sizes) < MOST_BYTES, sizes
    return found


def test_a_text_of_hidden_characters_stands_on_several_pages(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    case.attaches(TEXT.encode(), "catatan.txt")
    pages = turned(officer, officer.shown(case.case))
    assert "".join(page.html for page in pages).count("U+00AD") == HIDDEN


def test_a_mail_with_a_long_text_and_many_files_stands_on_several_pages(
    officer: OfficerBrowser, case: GenuineCase
) -> None:
    case.attaches(mail_with_many_files(), "surat.eml")
    pages = turned(officer, officer.shown(case.case))
    listed = [name for page in pages for name in re.findall(r"<td>(\d+) &#39;", page.html)]
    assert listed == [f"{number}" for number in range(MOST_ENTRIES)]
    assert "".join(page.html for page in pages).count("U+00AD") == HIDDEN
    assert f"dari {MOST_ENTRIES}" in pages[0].text


def test_what_fits_stands_on_one_page(officer: OfficerBrowser, case: GenuineCase) -> None:
    case.attaches(b"baris biasa\n" * 30_000, "catatan.txt")
    page = officer.shown(case.case)
    assert page.text.count("baris biasa") == 30_000
    assert 'rel="next"' not in page.html
