"""The custodian's pages, and how an identity comes to the one officer who asked."""

from contextlib import ExitStack
from dataclasses import replace

from sqlalchemy import update

from crypto.padding import pad
from store.model import StoredIdentity
from tests.journalist_interface.officer_browsers import OfficerBrowsers, do
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.store_rows import encrypted_to
from tests.office import TestOffice

NAME = "Ratna Sangat Rahasia"


def request_page(browsers: OfficerBrowsers, reason: str) -> OfficerPage:
    """The request with this reason, as the custodian opens it."""
    rina = browsers.of("rina")
    listing = rina.get("/id/identity-requests")
    assert reason in listing.text
    addresses = [link for link in listing.links if "/identity-requests/" in link]
    return next(page for page in map(rina.get, addresses) if reason in page.text)


def test_an_identity_is_refused_with_a_reason_and_then_shown_to_the_asker_alone(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Isi yang bukan untuk pemegang identitas", name=NAME).case
    sari, budi, rina = browsers.of("sari"), browsers.of("budi"), browsers.of("rina")
    people = f"/id/cases/{case}/people"
    empty = do(sari, case, "ask-identity", {"reason": " "})
    assert (empty.status, "Tulis alasannya." in empty.text) == (400, True)
    asked = do(sari, case, "ask-identity", {"reason": "Untuk perlindungan, dari halaman"})
    assert asked.path == people
    assert "belum dijawab" in asked.text

    page = request_page(browsers, "Untuk perlindungan, dari halaman")
    assert NAME not in page.html
    assert rina.case(case).status == 404
    assert "Isi yang bukan" not in page.html
    without = rina.post(page.form("/refuse"), {"reason": ""})
    assert (without.status, "Tulis alasannya." in without.text) == (400, True)
    refused = rina.post(without.form("/refuse"), {"reason": "Belum perlu sekarang"})
    assert "Permintaan ditolak." in refused.text
    assert "Belum perlu sekarang" in refused.text
    assert "Belum perlu sekarang" in sari.get(people).text
    assert "Belum perlu sekarang" not in budi.get(people).text

    do(sari, case, "ask-identity", {"reason": "LPSK memintanya, dari halaman"})
    page = request_page(browsers, "LPSK memintanya, dari halaman")
    shown = rina.post(page.form("/show"))
    assert NAME in shown.text
    assert NAME not in rina.get(page.path).html
    asked_again = rina.post(shown.form("/disclose"))
    assert "Sari Wulandari, " in asked_again.text
    assert "tidak dapat ditarik kembali" in asked_again.text
    assert NAME not in sari.get(people).text
    form = asked_again.form("/disclose")
    disclosed, again = rina.post(form), rina.post(form)
    assert disclosed.status == again.status == 200
    assert "Identitas diungkapkan hanya kepada Sari Wulandari." in disclosed.text
    assert NAME not in disclosed.html
    assert [form for form in rina.get(page.path).forms if "identity-requests" in form.action] == []

    assert NAME in sari.get(people).text
    assert NAME not in sari.case(case).html
    for other in (budi, browsers.of("wati")):
        assert "diungkapkan hanya kepada petugas ini" in other.get(people).text
        assert NAME not in other.get(people).html


def test_a_refusal_keeps_its_text_when_the_session_was_lost(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report(name=NAME).case
    do(browsers.of("sari"), case, "ask-identity", {"reason": "Alasan ketiga"})
    page = request_page(browsers, "Alasan ketiga")
    rina = browsers.of("rina")
    refused = rina.post(page.form("/refuse"), {"csrf_token": "0" * 64, "reason": "Alasan yang belum sampai"})
    assert refused.status == 400
    assert rina.get(page.path).form("/refuse").fields["reason"] == "Alasan yang belum sampai"
    rina.post(page.form("/sign-out"))
    lost = rina.post(page.form("/refuse"), {"reason": "Alasan menolak yang panjang"})
    entry = lost.form("/sign-in")
    assert entry.fields["kept-reason"] == "Alasan menolak yang panjang"
    passphrase = browsers.station("rina").passphrase
    back = rina.post(entry, {"passphrase": passphrase, "code": busy_office.fresh_code("rina")})
    assert back.path == page.path
    assert back.form("/refuse").fields["reason"] == "Alasan menolak yang panjang"


def test_who_is_no_custodian_has_no_requests_and_no_identity(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report(name=NAME).case
    do(browsers.of("sari"), case, "ask-identity", {"reason": "Alasan keempat"})
    address = request_page(browsers, "Alasan keempat").path
    for person in ("sari", "budi", "dewi", "joko"):
        page = browsers.of(person).get(address)
        assert (page.status, NAME in page.html) == (404, False), person
        listing = browsers.of(person).get("/id/identity-requests")
        assert "Alasan keempat" not in listing.html, person


def test_a_custodian_reads_when_an_alternate_learns_an_identity(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    officers = [person.position for person in busy_office.roster.active("officer")]
    alone = busy_office.report(name=NAME, excluded=officers).case
    do(browsers.of("lina"), alone, "ask-identity", {"reason": "Pengganti bertanya"})
    page = request_page(browsers, "Pengganti bertanya").text
    assert "bukan petugas, melainkan pengganti" in page
    usual = busy_office.report(name=NAME).case
    do(browsers.of("sari"), usual, "ask-identity", {"reason": "Petugas bertanya"})
    page = request_page(browsers, "Petugas bertanya").text
    assert "melainkan pengganti" not in page


def test_an_old_request_says_why_it_is_not_disclosed_and_is_made_anew(
    office: TestOffice, gateway: str
) -> None:
    case = office.report(name=NAME).case
    with ExitStack() as stack:
        browsers = OfficerBrowsers(office, gateway, "first", stack)
        do(browsers.of("sari"), case, "ask-identity", {"reason": "Alasan lama"})
        fresh = request_page(browsers, "Alasan lama")
        assert "Jawaban Anda menyebut tempat dalam riwayat" in fresh.text
    office.move(days=15)
    with ExitStack() as stack:
        browsers = OfficerBrowsers(office, gateway, "later", stack)
        sari, rina = browsers.of("sari"), browsers.of("rina")
        page = request_page(browsers, "Alasan lama")
        assert "Permintaan ini lebih lama dari 14 hari." in page.text
        assert [form.action for form in page.forms if "identity-requests" in form.action] == [
            f"{page.path}/refuse"
        ]
        for button in ("show", "disclose"):
            form = page.form("/refuse")
            told = rina.post(replace(form, action=f"{page.path}/{button}"))
            assert told.status == 409
            assert "Permintaan ini lebih lama dari 14 hari" in told.text
            assert NAME not in told.html
        assert "hanya dapat ditolak" in rina.get("/id/identity-requests").text
        assert "petugas dapat meminta lagi" in sari.get(f"/id/cases/{case}/people").text
        do(sari, case, "ask-identity", {"reason": "Alasan baru"})
        anew = request_page(browsers, "Alasan baru")
        assert NAME in rina.post(anew.form("/show")).text


def test_an_identity_that_was_altered_is_said_to_be_so_on_the_page_of_the_request(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case = busy_office.report("Isi laporan", name=NAME).case
    do(browsers.of("sari"), case, "ask-identity", {"reason": "Alasan yang lain lagi"})
    rina = browsers.of("rina")
    for envelope in (b"\xc1\xff no message", encrypted_to(busy_office, "rina", pad(b"no identity"))):
        with busy_office.database.write() as session:
            session.execute(
                update(StoredIdentity).where(StoredIdentity.case == case).values(envelope=envelope)
            )
        shown = rina.post(request_page(browsers, "Alasan yang lain lagi").form("/show"))
        assert shown.status == 200
        assert "Alasan yang lain lagi" in shown.text
        assert NAME not in shown.html
        shown.form("/refuse")  # the request can still be answered
        assert 'id="errors"' in shown.html
