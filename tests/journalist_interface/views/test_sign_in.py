"""Signing in takes the key and the code; each thing that can be wrong has words that say what to do."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journalist_interface.workstation import Workstation, workstation_process
from tests.office import TestOffice


def agent_answers(workstation: Workstation) -> bool:
    """Return whether an agent of this home still runs, by whatever short name it was given for its sockets."""
    home = workstation.folder / "gnupg"
    return any(Path(name).resolve() == home.resolve() for name in homes_of_agents())


def agents_of(workstation: Workstation) -> list[str]:
    """The homes of all agents that this workstation started, under whatever names."""
    return [name for name in homes_of_agents() if Path(name).is_relative_to(workstation.temporary)]


def homes_of_agents() -> Iterator[str]:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:  # it has just ended
            continue
        if words[0].endswith("gpg-agent") and "--homedir" in words:
            yield words[words.index("--homedir") + 1]


def test_the_page_names_the_gateways_state_and_the_officer(station: Workstation) -> None:
    with station.browser() as browser:
        page = browser.get("/id/sign-in")
        assert "Server penghubung: terhubung" in page.text
        assert page.form("/sign-in").fields["person"] == "sari"


def test_a_wrong_passphrase_is_said_at_its_field(station: Workstation) -> None:
    with station.browser() as browser:
        page = browser.sign_in(passphrase="bukan ini")
        assert page.status == 400
        assert "Frasa sandi kunci salah" in page.text
        assert browser.sign_in(passphrase="dua\nbaris").status == 400
        assert "bukan ini" not in page.html


def test_a_wrong_or_used_code_is_said_at_its_field(station: Workstation) -> None:
    office = station.office
    with station.browser() as browser:
        code = office.fresh_code("sari")
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        assert "Kode masuk salah atau sudah dipakai" in browser.sign_in(code=wrong).text
        assert browser.sign_in(code=code).path == "/id/today"
        assert "Kode masuk salah atau sudah dipakai" in browser.sign_in(code=code).text
        assert "enam angka" in browser.sign_in(code="12 34").text


def test_a_code_may_be_typed_with_its_space_and_a_name_as_people_write_it(station: Workstation) -> None:
    with station.browser() as browser:
        code = station.office.fresh_code("sari")
        assert (
            browser.sign_in(code=f" {code[:3]} {code[3:]} ", person=" Sari  WULANDARI ").path == "/id/today"
        )


def test_too_many_wrong_codes_say_how_long_to_wait(own_workstation: Workstation) -> None:
    with own_workstation.browser() as browser:
        code = own_workstation.office.fresh_code("sari")
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        texts = [browser.sign_in(code=wrong).text for _ in range(12)]
    assert "Terlalu banyak kode yang salah. Tunggu" in texts[-1]


def test_an_unknown_name_is_said_at_its_field(station: Workstation) -> None:
    with station.browser() as browser:
        assert "tidak ada dalam daftar kantor" in browser.sign_in(person="siapa").text


def test_a_missing_key_is_named_by_the_fingerprint_that_the_roster_lists(station: Workstation) -> None:
    with station.browser() as browser:
        page = browser.sign_in(person="budi", **{"kept-text": "Tetap ada"})
    assert page.form("/sign-in").fields["kept-text"] == "Tetap ada"
    assert "Kunci Anda tidak ada di sini" in page.text
    assert station.office.keys.people["budi"].fingerprint in page.text


def test_a_person_without_an_account_is_not_let_in(office: TestOffice, gateway: str) -> None:
    with workstation_process(office, gateway, "dewi", name="dewi") as place, place.browser() as browser:
        page = browser.sign_in()
        assert page.status in {200, 400, 404}
        assert "Isi laporan" not in page.text


def test_signing_out_locks_the_key_and_ends_the_session_at_the_gateway(station: Workstation) -> None:
    with station.signed_in() as browser:
        assert agent_answers(station)
        page = browser.post(browser.get("/id/cases").form("/sign-out"))
        assert "Anda sudah keluar" in page.text
        assert not agent_answers(station)
        assert browser.get("/id/cases").path == "/id/sign-in"


def test_signing_out_tells_the_browser_to_forget(station: Workstation) -> None:
    with station.signed_in() as browser:
        form = browser.get("/id/cases").form("/sign-out")
        answer = browser.http.post(
            form.action, data=form.fields, headers={"Origin": station.origin}, follow_redirects=False
        )
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_the_cookie_changes_at_every_sign_in(station: Workstation) -> None:
    name = f"kentongan-{station.port}"
    with station.browser() as browser:
        before = browser.http.cookies[name]
        browser.sign_in()
        after = browser.http.cookies[name]
        assert before != after
        browser.http.cookies.clear()
        browser.http.cookies.set(name, before, domain="sari.localhost")
        assert browser.get("/id/cases").status == 403


def test_a_second_browser_takes_the_session_over(station: Workstation) -> None:
    case = station.office.report("Untuk satu meja")
    with station.signed_in() as first, station.signed_in() as second:
        assert first.get("/id/cases").path == "/id/sign-in"
        assert "Untuk satu meja" in second.case(case.case).text


# Each value once in the short form.
@pytest.mark.parametrize(
    ("same_browser", "wrong"),
    [
        (True, {"passphrase": "bukan ini"}),
        (False, {"code": "000000"}),
        (True, {"person": "budi"}),
        pytest.param(False, {"passphrase": "bukan ini"}, marks=pytest.mark.thorough),
        pytest.param(True, {"code": "000000"}, marks=pytest.mark.thorough),
        pytest.param(False, {"person": "budi"}, marks=pytest.mark.thorough),
    ],
)
def test_a_sign_in_that_fails_leaves_the_session_that_exists_as_it_was(
    station: Workstation, wrong: dict[str, str], *, same_browser: bool
) -> None:
    case = station.office.report("Tetap terbuka")
    with station.signed_in() as first, station.browser() as other:
        form = first.case(case.case).form("/reply")
        page = (first if same_browser else other).sign_in(**wrong)
        assert page.status == 400
        assert len(agents_of(station)) == 1  # nothing is left of the trial
        answered = first.post(form, {"text": f"Balasan {wrong}"}, [])
        assert (answered.status, answered.path) == (200, f"/id/cases/{case.case}"), answered.text
        assert "Tetap terbuka" in first.case(case.case).text
        later = station.office.report("Baru dibuka")
        assert "Baru dibuka" in first.case(later.case).text


def test_an_idle_session_ends_and_locks_the_key(own_workstation: Workstation) -> None:
    office = own_workstation.office
    with own_workstation.signed_in() as browser:
        office.move(minutes=20)
        assert browser.get("/id/cases").path == "/id/cases"
        office.move(minutes=31)
        page = browser.get("/id/cases")
        assert page.path == "/id/sign-in"
        assert "Sesi berakhir jika lama tidak dipakai" in page.text
        assert not agent_answers(own_workstation)


def test_an_idle_session_ends_although_no_request_comes(own_workstation: Workstation) -> None:
    browser = own_workstation.signed_in()
    browser.http.close()
    assert agent_answers(own_workstation)
    own_workstation.office.move(minutes=31)
    end = time.monotonic() + 20
    while agent_answers(own_workstation) and time.monotonic() < end:
        time.sleep(0.2)
    assert not agent_answers(own_workstation)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_key_is_locked_when_the_workstation_stops(
    office: TestOffice, gateway: str, ending: signal.Signals
) -> None:
    with workstation_process(office, gateway, ending=ending) as place:
        place.signed_in().http.close()
        assert agent_answers(place)
    assert not agent_answers(place)


def test_who_left_the_roster_is_signed_out(own_workstation: Workstation) -> None:
    office = own_workstation.office
    with own_workstation.signed_in() as browser:
        office.publish(people=office.people_with("sari", left=office.clock.today()))
        assert browser.get("/id/cases").path == "/id/sign-in"
        assert "tidak ada dalam daftar kantor" in browser.sign_in().text


def test_a_roster_that_ends_soon_is_announced(own_workstation: Workstation) -> None:
    with own_workstation.signed_in() as browser:
        own_workstation.office.move(days=365 - 14)
        assert "Masa berlaku daftar kantor habis" in browser.get("/id/sign-in").text
