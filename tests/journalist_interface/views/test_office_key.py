"""An officer takes the workstation to the office's new key on a page, by the fingerprint that stands on paper."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.gpg.certificate import grouped
from tests.journalist_interface.hostile_gateway import HostileGateway, json_answer
from tests.journalist_interface.new_office_key import NewKey, new_office_key
from tests.journalist_interface.workstation import OfficerBrowser, Workstation, workstation_process
from tests.office import TestOffice


@pytest.fixture
def new_key(office: TestOffice, tmp_path: Path) -> Iterator[NewKey]:
    with new_office_key(office, tmp_path / "new") as key:
        yield key


@pytest.fixture
def changing(gateway: str, office: TestOffice) -> Iterator[tuple[HostileGateway, Workstation]]:
    """A gateway that can offer another roster, and a workstation of its own there."""
    with (
        HostileGateway(gateway) as hostile,
        workstation_process(office, hostile.address, name="moving") as station,
    ):
        yield hostile, station


def typed(browser: OfficerBrowser, fingerprint: str) -> tuple[int, str]:
    """What the page answers."""
    form = browser.get("/id/office-key").form("/office-key")
    page = browser.post(form, {"fingerprint": fingerprint})
    return page.status, page.text


def test_the_workstation_goes_to_the_new_key_and_stays_there(
    changing: tuple[HostileGateway, Workstation], new_key: NewKey
) -> None:
    hostile, station = changing
    with station.browser() as browser:
        assert browser.get("/id/office-key").path == "/id/sign-in"  # nothing was offered
        with hostile.lying("GET", "/v1/roster", json_answer(new_key.offered())):
            door = browser.get("/id/sign-in")
            assert "Kantor mempunyai kunci baru" in door.text
            assert new_key.fingerprint[-8:] not in browser.get("/id/office-key").html  # from paper alone
            for wrong, words in (
                ("bukan ini", "40 digit"),
                ("A" * 40, "Bandingkan dengan kertas"),
                (station.office.keys.office.fingerprint, "Bandingkan dengan kertas"),
            ):
                status, said = typed(browser, wrong)
                assert status == 400
                assert words in said
            assert "daftar kantor tidak dapat dipakai" in browser.get("/id/sign-in").text
            _, said = typed(browser, grouped(new_key.fingerprint).lower())
            assert "Server penghubung: terhubung" in said
            configuration = tomllib.loads((station.folder / "workstation.toml").read_text("utf-8"))
            assert configuration["office_fingerprint"] == new_key.fingerprint
        assert "daftar kantor tidak dapat dipakai" in browser.get("/id/sign-in").text  # by the old key now


def test_what_the_old_key_did_not_sign_and_what_knows_an_older_roster_is_refused_on_the_page(
    changing: tuple[HostileGateway, Workstation], new_key: NewKey
) -> None:
    hostile, station = changing
    with station.browser() as browser:
        browser.get("/id/sign-in")
        for offered, words in (
            (new_key.offered(by_old=False), "tidak menandatangani ini"),
            (new_key.offered(serial=0), "lebih baru daripada pernyataan ini"),
        ):
            with hostile.lying("GET", "/v1/roster", json_answer(offered)):
                browser.get("/id/sign-in")
                status, said = typed(browser, new_key.fingerprint)
                assert status == 400
                assert words in said
        assert "Server penghubung: terhubung" in browser.get("/id/sign-in").text
