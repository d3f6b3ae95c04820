"""WCAG 2.2 AA on every page of the reporter's interface in every state, and what we promise beyond it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from source_interface.i18n.office_texts import LocalText, OfficeTexts
from tests.accessibility.examiner import Examiner
from tests.accessibility.page_findings import Examination
from tests.accessibility.site import Site, all_pages
from tests.accessibility.walk import LONG_WORD, Walk
from tests.browsers.chromium import ChromiumProcess
from tests.browsers.outside import Outside
from tests.every_route import every_address
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.source_interface.box import Box

DOWNLOADS = {"attachments.fetch", "keys.certificate"}
pytestmark = pytest.mark.xdist_group("accessibility")
TEXTS = OfficeTexts(
    contacts=LocalText(id=f"Telepon 021 555 0100\n\n{LONG_WORD}", en="Telephone 021 555 0100")
)


@pytest.fixture(scope="module")
def examined(
    tmp_path_factory: pytest.TempPathFactory,
    office_keys: OfficeKeys,
    chromium_process: ChromiumProcess,
    outside_session: Outside,
) -> Iterator[tuple[Examination, set[str]]]:
    """One walk through all pages, with what was found and the templates that were shown."""
    folder = tmp_path_factory.mktemp("accessibility")
    office = TestOffice(folder / "office", office_keys)
    box = Box(office, texts=TEXTS, max_file_bytes=4_000)
    app = box.app()
    browser = Examiner(chromium_process, outside_session.proxy)
    with Site(app) as site:
        walk = Walk(browser, site.url, box, folder, Examination())
        pages = [
            address
            for address in every_address(app)
            if address.startswith(("/id/", "/en/")) and _is_page(app, address)
        ]
        walk.open_pages(page for page in pages if page.startswith("/id/") and "/mailbox" not in page)
        walk.glance_at(page for page in pages if page.startswith("/en/") and "/mailbox" not in page)
        walk.report()
        walk.report_twice()
        with Site(box.app(onion=f"{'k' * 56}.onion")) as reached:
            Walk(browser, reached.url, box, folder, walk.examination).visit("/id/", "not reached through Tor")
        walk.mailbox(page for page in pages if page.startswith("/id/mailbox/"))
        yield walk.examination, site.shown
    browser.close()
    box.close()
    office.close()


def _is_page(app: Flask, address: str) -> bool:
    """Return whether it can be asked for, and is no file to be saved."""
    routes = app.url_map.bind("localhost")
    return "GET" in routes.allowed_methods(address) and routes.match(address)[0] not in DOWNLOADS


def found(examined: tuple[Examination, set[str]], kind: str) -> str:
    return "\n".join(examined[0].found[kind])


def test_axe_finds_nothing_on_any_page_in_any_state(examined: tuple[Examination, set[str]]) -> None:
    assert not found(examined, "axe")


def test_colours_keep_their_contrast_in_dark_mode(examined: tuple[Examination, set[str]]) -> None:
    assert not found(examined, "dark")


def test_under_forced_colours_everything_stays_legible_and_set_off(
    examined: tuple[Examination, set[str]],
) -> None:
    assert not found(examined, "forced")


def test_the_keyboard_alone_reaches_every_control_and_shows_where_it_is(
    examined: tuple[Examination, set[str]],
) -> None:
    assert not found(examined, "keyboard")


def test_nothing_is_cut_off_or_scrolls_sideways_or_in_a_box_of_its_own(
    examined: tuple[Examination, set[str]],
) -> None:
    assert not found(examined, "narrow")
    assert not found(examined, "wide")


def test_under_200_percent_zoom_with_large_spaced_letters_nothing_is_lost(
    examined: tuple[Examination, set[str]],
) -> None:
    assert not found(examined, "zoomed")


def test_every_target_is_44_px(examined: tuple[Examination, set[str]]) -> None:
    assert not found(examined, "targets")


def test_what_is_read_first_is_seen_first(examined: tuple[Examination, set[str]]) -> None:
    assert not found(examined, "order")


def test_no_page_was_left_out(examined: tuple[Examination, set[str]]) -> None:
    examination, shown = examined
    assert not all_pages() - shown, "add the page's states to tests/accessibility/walk.py"
    assert len(examination.pages) > 40


def test_the_examiner_notices_what_is_wrong(
    chromium_process: ChromiumProcess, outside: Outside, tmp_path: Path
) -> None:
    page = tmp_path / "buruk.html"
    page.write_text(
        "<!doctype html><title>x</title><main style='width: 900px; display: flex; flex-direction: column-reverse'>"
        "<p style='color: #bbb'>pucat</p><img src='data:,'><a href='#a' style='outline: none'>tautan</a>"
        "<button tabindex=-1>a</button><input type=text style='border: 0'><p>akhir</p>"
        "<div style='height: 60px; overflow: auto'><p style='height: 90px'>kotak</p></div></main>"
    )
    browser = Examiner(chromium_process, outside.proxy)
    browser.open(page.as_uri())
    examination = Examination()
    examination.examine(browser, "buruk")
    browser.close()
    empty = [kind for kind, findings in examination.found.items() if not findings]
    assert not empty
    axe = "\n".join(examination.found["axe"])
    for rule in ("html-has-lang", "image-alt", "color-contrast", "label"):
        assert rule in axe
