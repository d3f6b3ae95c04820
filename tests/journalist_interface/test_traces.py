"""Nothing of a case touches the workstation's disk or its log."""

import base64
import re
import secrets
from pathlib import Path

from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.workstation import Workstation

SECRETS = ("RahasiaLaporan", "RahasiaBalasan", "rahasia-nama.pdf", "RahasiaDraf")


def forms_of(word: str) -> list[bytes]:
    """Return how a word could lie in a file."""
    plain = word.encode()
    encoded = [base64.b64encode(bytes(shift) + plain)[4:-4] for shift in range(3)]
    return [plain, plain.hex().encode(), word.encode("utf-16-le"), *encoded]


def found_in(folders: list[Path], words: list[bytes]) -> list[str]:
    return [
        f"{path}: {word!r}"
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
        for word in words
        if word in path.read_bytes()
    ]


def test_no_text_name_file_or_secret_is_left_on_the_workstation(own_workstation: Workstation) -> None:
    office = own_workstation.office
    marker = secrets.token_bytes(24)
    case = office.report("RahasiaLaporan tentang sesuatu")
    case.attaches(marker * 40_000, "rahasia-nama.pdf")
    case.attaches(made_files.photo(), "foto.jpg")
    with own_workstation.signed_in() as browser:
        cookie = next(iter(browser.http.cookies.values()))
        browser.case(case.case)
        page = browser.reply(case.case, "RahasiaBalasan", [("rahasia-nama.pdf", marker * 100_000)])
        for link in dict.fromkeys(link for link in page.links if "/attachments/" in link):
            browser.http.get(link)
        page = browser.shown(case.case, "lampiran-3")
        assert made_files.AUTHOR in page.text
        [picture] = re.findall(r'<img src="([^"]+)"', page.html)
        shown = browser.http.get(picture).content
        browser.http.get(f"{page.path}/cleaned")
        form = browser.case(case.case).form("/reply")
        browser.post(form, {"csrf_token": "x", "text": "RahasiaDraf"}, [])
        folders = [own_workstation.folder, own_workstation.temporary]
        words = [form for word in SECRETS for form in forms_of(word)]
        words += forms_of(made_files.AUTHOR)
        words += [shown[100:140], made_files.photo()[-60:-20]]
        words += [marker, cookie.encode(), own_workstation.passphrase.encode()]
        assert not found_in(folders, words)
        (own_workstation.temporary / "planted").write_text("x RahasiaLaporan x")
        assert found_in(folders, words)
        (own_workstation.temporary / "planted").unlink()
    assert not found_in(folders, words)


def test_the_log_tells_nothing_of_what_passed(own_workstation: Workstation) -> None:
    case = own_workstation.office.report("RahasiaLaporan")
    with own_workstation.signed_in() as browser:
        browser.case(case.case)
        browser.get("/id/nowhere")
        browser.http.put("/id/cases")
    lines = own_workstation.log.read_text().splitlines()
    assert len(lines) == 1, lines
    assert "/start/" in lines[0]
