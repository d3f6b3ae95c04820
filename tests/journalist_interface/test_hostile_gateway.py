"""Whatever a gateway in other hands answers, the officer gets a page, and nothing of the answer is used."""

import gzip
import itertools
import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from crypto.signing import compose
from store.api.messages import RosterFiles
from store.api.server_version import ServerVersion
from store.domain.labels import Label
from store.domain.roster import Roster
from store.domain.version import VERSION
from tests.journalist_interface.hostile_gateway import (
    Handler,
    HostileGateway,
    Lie,
    altered,
    endless,
    json_answer,
    raw,
    silent,
    trickling,
    trickling_head,
)
from tests.journalist_interface.sealed_factors import sealed_factor
from tests.journalist_interface.workstation import (
    OfficerBrowser,
    Workstation,
    gateway_process,
    workstation_process,
)
from tests.office import TestOffice

REFUSED = "Jawaban server penghubung ditolak"
DOWN = "Server penghubung tidak dapat dihubungi"
MAJOR, MINOR, FIX = map(int, VERSION.split("."))
NEXT, PATCH = f"{MAJOR}.{MINOR + 1}.7", f"{MAJOR}.{MINOR}.{FIX + 9}"


@pytest.fixture(scope="module")
def hostile(shared_office: TestOffice) -> Iterator[HostileGateway]:
    with gateway_process(shared_office) as real, HostileGateway(real) as made:
        yield made


@pytest.fixture(scope="module")
def station(shared_office: TestOffice, hostile: HostileGateway) -> Iterator[Workstation]:
    with workstation_process(
        shared_office, hostile.address, name="hostile-station", gateway_seconds=2
    ) as made:
        yield made


@pytest.fixture
def victim(station: Workstation) -> Iterator[OfficerBrowser]:
    with station.signed_in() as browser:
        yield browser


LIES: dict[str, Lie] = {
    "a redirect": raw(302, Location="http://127.0.0.1:1/"),
    "a redirect to a file": raw(301, Location="file:///etc/passwd"),
    "a page": raw(200, b"<html>", Content_Type="text/html"),
    "nothing": raw(200, b""),
    "another type": json_answer({"cases": "none"}),
    "a further field": json_answer({"cases": [], "next": None, "script": "x"}),
    "numbers out of bounds": json_answer(
        {
            "cases": [
                {"case": "0" * 32, "stage": "x", "activity": "2026-01-01", "unread": -1, "last_sequence": 1}
            ]
        }
    ),
    "a path for a case": json_answer(
        {"cases": [{"case": "../x", "stage": "x", "activity": "2026-01-01", "unread": 0, "last_sequence": 1}]}
    ),
    "too many rows": json_answer(
        {
            "cases": [
                {"case": "0" * 32, "stage": "x", "activity": "2026-01-01", "unread": 0, "last_sequence": 1}
            ]
            * 51
        }
    ),
    "deep nesting": raw(200, b"[" * 100_000),
    "not UTF-8": raw(200, b'{"cases": [], "next": "\xff"}'),
    "gzip": raw(200, gzip.compress(b'{"cases": []}'), Content_Encoding="gzip"),
    "a bomb": raw(200, gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
    "an endless body": endless,
    "an error page": raw(500, b"Traceback (most recent call last)"),
    "an unknown refusal": json_answer({"problem": "because"}, 403),
    "a refusal as a success": raw(204),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_list_that_is_none_is_refused(victim: OfficerBrowser, hostile: HostileGateway, lie: Lie) -> None:
    with hostile.lying("GET", "/v1/cases", lie):
        page = victim.get("/id/cases")
    assert page.status == 502
    assert REFUSED in page.text
    assert victim.get("/id/cases").status == 200


@pytest.mark.parametrize(
    "lie", [silent, trickling, trickling_head, raw(200, b'{"cases": []}', Content_Length="5000")]
)
def test_a_gateway_that_is_slow_or_hangs_up_is_given_up(
    victim: OfficerBrowser, hostile: HostileGateway, lie: Lie
) -> None:
    with hostile.lying("GET", "/v1/cases", lie):
        page = victim.get("/id/cases")
    assert page.status == 503
    assert DOWN in page.text


def unhurried(handler: Handler) -> None:
    """A whole answer that takes longer than its beginning may, in steps that each come in time."""
    whole = handler.forward().content.ljust(24_000)
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(whole)))
    handler.end_headers()
    for at in range(0, len(whole), 2_000):
        handler.wfile.write(whole[at : at + 2_000])
        threading.Event().wait(0.25)


def test_an_answer_that_goes_on_longer_than_its_beginning_may_take_is_read_to_its_end(
    victim: OfficerBrowser, hostile: HostileGateway
) -> None:
    with hostile.lying("GET", "/v1/cases", unhurried):
        page = victim.get("/id/cases")
    assert page.status == 200
    assert DOWN not in page.text


def slowing_down(handler: Handler) -> None:
    """Half of a file, and then a byte now and then, for ever."""
    whole = handler.forward().content
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(whole[: len(whole) // 2])
    with suppress(OSError):
        for byte in itertools.cycle(whole[len(whole) // 2 :]):
            handler.wfile.write(bytes([byte]))
            threading.Event().wait(0.2)


def test_a_file_that_comes_too_slowly_is_given_up(
    victim: OfficerBrowser, hostile: HostileGateway, shared_office: TestOffice
) -> None:
    case = shared_office.report()
    case.attaches(secrets.token_bytes(20_000), "bukti.bin")
    with hostile.lying("GET", f"/v1/cases/{case.case}/blobs/", slowing_down):
        page = victim.get(f"/id/cases/{case.case}/attachments/2")
    assert page.status == 503
    assert DOWN in page.text


def test_while_the_gateway_hangs_other_pages_answer_and_afterwards_the_same_page_does(
    shared_office: TestOffice, hostile: HostileGateway
) -> None:
    released = threading.Event()

    def held(handler: Handler) -> None:
        """No answer until the other pages came."""
        released.wait(60)
        handler.close_connection = True

    patient = workstation_process(shared_office, hostile.address, name="patient", gateway_seconds=60)
    with patient as station, station.signed_in() as officer:
        with hostile.lying("GET", "/v1/cases", held), ThreadPoolExecutor(1) as beside:
            hanging = beside.submit(officer.get, "/id/cases")
            for path in ("/id/access-keys", "/id/search"):
                assert officer.get(path).status == 200
                assert not hanging.done()
            released.set()
            given_up = hanging.result()
        assert DOWN in given_up.text
        assert "/id/cases" in given_up.links
        assert officer.get("/id/cases").status == 200


@pytest.mark.parametrize(
    ("problem", "status", "words"),
    [
        ("not-found", 404, "Tidak ada apa-apa"),
        ("conflict", 409, "Ada yang lebih cepat"),
        ("attachment", 409, "Salah satu lampiran pesan ini sudah tidak ada. Mohon lampirkan lagi."),
        ("roster-expired", 503, "Masa berlaku daftar kantor habis"),
        ("not-encrypted", 500, "tidak terenkripsi ketika meninggalkan komputer kerja ini"),
        ("invalid", 400, "Server penghubung menolak"),
        ("too-large", 413, "terlalu besar bagi server penghubung"),
        ("unsent-files", 413, "Berkas itu dihapus otomatis"),
        ("day-used-up", 413, "berkasnya besok"),
        ("texts-used-up", 429, "mungkin ada yang memakai akun Anda"),
        ("too-often", 429, "kirimkan satu menit lagi"),
        ("throttled", 429, "Tunggu"),
        ("upgrading", 503, "Server sedang diperbarui. Tidak ada yang terkirim"),
        ("full", 507, "Tidak ada yang tersimpan di sana, dan ketikan Anda tetap ada"),
        ("unavailable", 503, "Server penghubung sedang tidak dapat bekerja"),
    ],
)
def test_each_refusal_has_its_page(
    victim: OfficerBrowser, hostile: HostileGateway, problem: str, status: int, words: str
) -> None:
    with hostile.lying("GET", "/v1/cases", json_answer({"problem": problem, "wait": None}, 400)):
        page = victim.get("/id/cases")
    assert page.status == status
    assert words in page.text


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("unsent-files", "tempat Anda di sana penuh"),
        ("day-used-up", "Kirim pesannya tanpa berkas, lalu berkasnya"),
    ],
)
def test_files_for_which_the_gateway_has_no_space_are_refused_beside_their_field_with_the_text_kept(
    shared_office: TestOffice, victim: OfficerBrowser, hostile: HostileGateway, problem: str, words: str
) -> None:
    case = shared_office.report()
    with hostile.lying("POST", f"/v1/cases/{case.case}/blobs", json_answer({"problem": problem}, 429)):
        page = victim.reply(case.case, "Teks yang tetap ada", [("bukti.pdf", b"x" * 300_000)])
    assert page.status == 413
    assert words in page.text
    assert "Teks yang tetap ada" in page.html
    assert 'href="#files"' in page.html


@pytest.mark.parametrize(
    ("problem", "status", "words"),
    [("not-encrypted", 500, "bukan pesan terenkripsi"), ("too-often", 429, "kirimkan satu menit lagi")],
)
def test_a_reply_that_the_gateway_does_not_take_is_said_to_be_refused_and_its_text_kept(
    shared_office: TestOffice,
    victim: OfficerBrowser,
    hostile: HostileGateway,
    problem: str,
    status: int,
    words: str,
) -> None:
    case = shared_office.report()
    refusal = json_answer({"problem": problem}, status)
    with hostile.lying("POST", f"/v1/cases/{case.case}/replies", refusal):
        page = victim.reply(case.case, "Teks yang tetap ada")
    assert page.status == status
    assert words in page.text
    assert "Teks yang tetap ada" in page.html


def test_no_cookie_is_kept_and_the_token_goes_nowhere_else(
    victim: OfficerBrowser, hostile: HostileGateway
) -> None:
    def with_cookie(handler: object) -> None:
        raw(200, b'{"cases": []}', Set_Cookie="spy=1; Path=/")(handler)  # type: ignore[arg-type]  # the handler

    with hostile.lying("GET", "/v1/cases", with_cookie):
        victim.get("/id/cases")
    victim.get("/id/cases")
    path, headers = hostile.asked[-1]
    assert path == "/v1/cases?rows=50"
    assert not {name for name in headers if name.lower() == "cookie"}
    assert headers["Accept-Encoding"] == "identity"
    assert headers["User-Agent"] == "kentongan"


def test_another_case_than_was_asked_for_is_refused(
    shared_office: TestOffice, victim: OfficerBrowser, hostile: HostileGateway
) -> None:
    one, other = shared_office.report("Satu"), shared_office.report("Dua")

    def exchanged(answer: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        return answer | {"case": answer["case"] | {"case": other.case}}

    with hostile.lying("GET", f"/v1/cases/{one.case}", altered(exchanged)):
        assert REFUSED in victim.case(one.case).text


def test_rows_out_of_order_and_a_promise_without_end_do_not_hide_the_case(
    shared_office: TestOffice, victim: OfficerBrowser, hostile: HostileGateway
) -> None:
    case = shared_office.report("Laporan yang tetap terbaca")
    case.says("Pesan kedua")

    def doubled(answer: dict[str, list[object]]) -> dict[str, object]:
        return answer | {"entries": answer["entries"][::-1] + answer["entries"], "more": True}

    with hostile.lying("GET", f"/v1/cases/{case.case}", altered(doubled)):
        page = victim.case(case.case)
    assert page.status == 200
    assert "tidak berurutan" in page.text
    later = victim.case(case.case)
    assert "Laporan yang tetap terbaca" in later.text
    assert "tidak berurutan" not in later.text


def test_a_huge_count_does_not_make_a_huge_page(
    shared_office: TestOffice, victim: OfficerBrowser, hostile: HostileGateway
) -> None:
    case = shared_office.report()

    def counted(answer: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
        return answer | {"case": answer["case"] | {"last_sequence": 1_000_000}}

    with hostile.lying("GET", f"/v1/cases/{case.case}", altered(counted)):
        page = victim.case(case.case)
    assert "2–1000000" in page.text
    assert len(page.html) < 100_000


def test_an_unknown_stage_is_shown_as_plain_text(
    shared_office: TestOffice, victim: OfficerBrowser, hostile: HostileGateway
) -> None:
    case = shared_office.report()

    def staged(answer: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        return answer | {"case": answer["case"] | {"stage": "<b>\u202e"}}

    def listed(answer: dict[str, Any]) -> dict[str, Any]:
        rows = answer.get("cases")  # the case's own addresses begin in the same way
        return answer if rows is None else answer | {"cases": [row | {"stage": "<b>\u202e"} for row in rows]}

    with hostile.lying("GET", f"/v1/cases/{case.case}", altered(staged)):
        opened = victim.case(case.case)
    with hostile.lying("GET", "/v1/cases", altered(listed)):
        beside = victim.case(case.case)
    assert "<b>[U+202E]" in beside.text
    assert "<b>" not in beside.html
    assert "Tahap: Diterima" in opened.text  # an open case is where its signed decisions brought it


def test_false_conflicts_do_not_collect_signatures(
    shared_office: TestOffice, victim: OfficerBrowser, hostile: HostileGateway
) -> None:
    case = shared_office.report()
    before = len(hostile.asked)
    with hostile.lying("POST", f"/v1/cases/{case.case}/replies", json_answer({"problem": "conflict"}, 409)):
        page = victim.reply(case.case, "Satu tanda tangan cukup")
    assert REFUSED in page.text
    assert "Satu tanda tangan cukup" in page.text
    assert sum(path.endswith("/replies") for path, _ in hostile.asked[before:]) == 1


def test_a_receipt_for_another_place_is_refused(
    shared_office: TestOffice, victim: OfficerBrowser, hostile: HostileGateway
) -> None:
    case = shared_office.report()
    with hostile.lying("POST", f"/v1/cases/{case.case}/replies", json_answer({"sequence": 9}, 201)):
        page = victim.reply(case.case, "Tetap di sini")
    assert REFUSED in page.text
    assert "Tetap di sini" in page.text


def test_an_ended_session_keeps_the_reply_and_brings_it_back(
    shared_office: TestOffice, victim: OfficerBrowser, hostile: HostileGateway, station: Workstation
) -> None:
    case = shared_office.report()
    form = victim.case(case.case).form("/reply")
    with hostile.lying("GET", f"/v1/cases/{case.case}", json_answer({"problem": "refused"}, 401)):
        page = victim.post(form, {"text": "Kalimat yang tidak boleh hilang"}, [("a.bin", bytes(3_000_000))])
    assert page.status == 403
    sign_in = page.form("/sign-in")
    assert sign_in.fields["kept-text"] == "Kalimat yang tidak boleh hilang"
    code = shared_office.fresh_code("sari")
    back = victim.post(sign_in, {"passphrase": station.passphrase, "code": code})
    assert back.path == f"/id/cases/{case.case}"
    assert back.form("/reply").fields["text"] == "Kalimat yang tidak boleh hilang"


def _signed(office: TestOffice, roster: Roster, by: str) -> RosterFiles:
    holder = office.keys.office if by == "office" else office.keys.people[by]
    text = compose(Label.ROSTER, roster)
    return RosterFiles(text, holder.sign(text, office.clock.today()))


@pytest.mark.parametrize(
    ("by", "changes", "words"),
    [
        ("budi", {"serial": 2}, "tidak ditandatangani dengan kunci kantor"),
        ("office", {"serial": 1, "expires": None}, "Dua daftar kantor memakai nomor yang sama"),
    ],
)
def test_a_roster_that_cannot_be_believed_is_refused_at_the_door(
    station: Workstation,
    shared_office: TestOffice,
    hostile: HostileGateway,
    by: str,
    changes: dict[str, int | None],
    words: str,
) -> None:
    if "expires" in changes:
        changes = {"serial": shared_office.roster.serial, "expires": shared_office.roster.issued}  # type: ignore[dict-item]  # a day
    offered = _signed(shared_office, msgspec.structs.replace(shared_office.roster, **changes), by)
    with station.browser() as browser:
        with hostile.lying("GET", "/v1/roster", json_answer(offered)):
            page = browser.get("/id/sign-in")
            assert "daftar kantor tidak dapat dipakai" in page.text
            assert words in page.text
            assert words in browser.post(page.form("/sign-in"), {"passphrase": "x", "code": "123456"}).text
            factor = browser.get("/id/second-factor").form("/second-factor")
            told = browser.post(factor, {"passphrase": "x", "message": sealed_factor(shared_office)})
            assert words in told.text
            assert "person-error" not in told.html
        assert "Server penghubung: terhubung" in browser.get("/id/sign-in").text


def test_a_server_of_another_version_is_told_before_anything_is_signed(
    station: Workstation, hostile: HostileGateway
) -> None:
    hostile.asked.clear()
    with (
        hostile.lying("GET", "/v1/version", json_answer(ServerVersion(NEXT))),
        station.browser() as browser,
    ):
        page = browser.get("/id/sign-in")
        assert "versinya berbeda" in page.text
        assert f"Server memakai Kentongan {NEXT}, komputer ini {VERSION}." in page.text
        refused = browser.post(page.form("/sign-in"), {"passphrase": station.passphrase, "code": "123456"})
        assert "Tidak ada yang ditandatangani" in refused.text
        assert {path for path, _ in hostile.asked} == {"/v1/version"}


def test_a_later_patch_of_the_same_version_is_told_and_lets_in(
    station: Workstation, hostile: HostileGateway
) -> None:
    with (
        hostile.lying("GET", "/v1/version", json_answer(ServerVersion(PATCH))),
        station.browser() as browser,
    ):
        page = browser.get("/id/sign-in")
        assert f"Server memakai Kentongan {PATCH}, komputer ini {VERSION}." in page.text
        assert browser.sign_in().path == "/id/today"


def test_an_older_roster_is_refused(gateway: str, office: TestOffice) -> None:
    older = _signed(office, office.roster, "office")
    office.publish()
    with (
        HostileGateway(gateway) as hostile,
        workstation_process(office, hostile.address, name="second") as place,
        place.browser() as browser,
    ):
        assert "Server penghubung: terhubung" in browser.get("/id/sign-in").text
        with hostile.lying("GET", "/v1/roster", json_answer(older)):
            assert "daftar kantor yang lebih lama" in browser.get("/id/sign-in").text


def test_a_gateway_that_is_not_there_is_said_at_the_door(office: TestOffice) -> None:
    with workstation_process(office, "http://127.0.0.1:9", name="alone") as place, place.browser() as browser:
        page = browser.get("/id/sign-in")
        assert "Server penghubung: tidak terhubung" in page.text
        assert DOWN in browser.post(page.form("/sign-in"), {"passphrase": "x", "code": "123456"}).text
