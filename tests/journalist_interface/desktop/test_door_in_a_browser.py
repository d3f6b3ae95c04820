"""The pages before the door, which a browser opens as files: examined, and gone through to the sign-in page."""

from pathlib import Path

from journalist_interface.config import Config
from journalist_interface.desktop.browser_file import write_door, write_problem
from store.web.configuration import read_config
from tests.accessibility.examiner import NewExaminer
from tests.accessibility.page_findings import Examination
from tests.journalist_interface.workstation import Workstation


def test_the_file_of_the_icon_leads_in_by_its_button_and_both_files_can_be_used_by_everyone(
    station: Workstation, tmp_path: Path, new_examiner: NewExaminer
) -> None:
    config, examination = read_config(station.config, Config), Examination()
    browser = new_examiner()
    for page in (write_problem(tmp_path, "x" * 90), write_door(tmp_path, config)):
        browser.open(page.as_uri())
        examination.examine(browser, page.name)
    browser.click("button.primary")
    browser.wait_for_text("Kode masuk")
    assert browser.url() == f"{station.origin}/id/sign-in"
    browser.open(write_door(tmp_path, config).as_uri())
    browser.click("button.primary")
    browser.wait_for_text("Kode masuk")
    assert {kind: found for kind, found in examination.found.items() if found} == {}
