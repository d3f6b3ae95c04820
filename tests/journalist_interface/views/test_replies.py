"""A reply reaches exactly those who may read it, once; its text is never lost."""

import httpx
import msgspec
import pytest

from crypto.attachment_stream import decrypt
from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.errors import NotForThisKeyError
from store.cases.conversation import NewReply, append_reply
from store.domain.reply import Reply, read_reply
from tests.genuine_case import GenuineCase
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway
from tests.journalist_interface.officer_browsers import do
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.store_rows import envelope_of, sealed_of
from tests.journalist_interface.workstation import OfficerBrowser, Workstation, workstation_process
from tests.loopback import NO_AUTHORITIES
from tests.office import TestOffice


def reply_in(office: TestOffice, case: GenuineCase, sequence: int) -> Reply:
    """The reply as the reporter's mailbox opens it."""
    padded = case.mailbox.open(sealed_of(office, case.case, sequence))
    return read_reply(padded, case.case, sequence, office.keeper().current().reply_verifier(())).reply


def test_the_reporter_can_open_what_the_officer_answered(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    files = [
        ("surat tugas.pdf", b"isi" * 50_000),
        ("../../nakal", b"x"),
        ("sama", b"1"),
        ("sama", b"2"),
        ("kosong", b""),
    ]
    officer.reply(case.case, "Baris satu\nBaris dua", files)
    reply = reply_in(shared_office, case, 2)
    assert reply.officer == "sari"
    assert reply.text.replace("\r\n", "\n") == "Baris satu\nBaris dua"
    for sent, attachment in zip(files, reply.attachments, strict=True):
        with shared_office.blobs.open(attachment.blob) as blob:
            stored = blob.read()
        assert (attachment.name, b"".join(decrypt(attachment.key, [stored], attachment.size))) == sent


def test_the_readers_of_the_case_and_the_reporter_get_the_same_bytes(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    officer.reply(case.case, "Sama untuk semua")
    sealed = case.mailbox.open(sealed_of(shared_office, case.case, 2))
    budi = shared_office.keys.people["budi"].home
    assert decrypt_bytes(budi, envelope_of(shared_office, case.case, 2), 1_000_000) == sealed


def test_a_reply_of_which_the_reporter_was_sent_another_text_is_named_and_not_shown(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    """By a colleague in bad faith: the sender of a reply makes both ciphertexts."""
    case = shared_office.report()
    shown, sent = (
        shared_office.reply("budi", case, 2, text) for text in ("Terima kasih", "Sebutkan nama Anda")
    )
    both = msgspec.structs.replace(shown, sealed=sent.sealed)
    day = shared_office.clock.today()
    append_reply(shared_office.database, NewReply.of(both, case.case, "budi", day))
    assert reply_in(shared_office, case, 2).text == "Sebutkan nama Anda"
    page = officer.case(case.case).text
    assert "Balasan ini tidak dikirim kepada pelapor." in page
    assert "Terima kasih" not in page
    append_reply(
        shared_office.database,
        NewReply.of(shared_office.reply("budi", case, 3, "Jujur"), case.case, "budi", day),
    )
    assert "Jujur" in officer.case(case.case).text


@pytest.mark.parametrize("person", ["budi", "dewi", "tono"])
def test_whom_the_reporter_excluded_or_never_addressed_cannot_decrypt_a_reply(
    shared_office: TestOffice, officer: OfficerBrowser, person: str
) -> None:
    case = shared_office.report(excluded=["petugas-2"])
    officer.reply(case.case, "Bukan untuk Budi")
    message = envelope_of(shared_office, case.case, 2)
    with pytest.raises(NotForThisKeyError):
        decrypt_bytes(shared_office.keys.people[person].home, message, 1_000_000)


def test_a_form_sent_twice_gives_one_reply(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    case = shared_office.report()
    form = officer.case(case.case).form("/reply")
    first = officer.post(form, {"text": "Satu kali saja"}, [("a.txt", b"x")])
    again = officer.post(form, {"text": "Satu kali saja"}, [("a.txt", b"x")])
    assert first.status == again.status == 200
    assert again.text.count("Satu kali saja") == 1


def test_an_empty_reply_is_not_sent(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    case = shared_office.report()
    page = officer.reply(case.case, "  \n ")
    assert page.status == 400
    assert "Tulis balasan atau pilih berkas" in page.text
    assert 'href="#text"' in page.html


def test_a_file_alone_is_a_reply(shared_office: TestOffice, officer: OfficerBrowser) -> None:
    case = shared_office.report()
    assert "surat.pdf" in officer.reply(case.case, "", [("surat.pdf", b"%PDF")]).text


def test_a_reply_that_is_too_long_stays_in_its_box(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    text = "panjang " * 13_000
    page = officer.reply(case.case, text)
    assert page.status == 400
    assert "Kirim dalam beberapa bagian" in page.text
    assert page.form("/reply").fields["text"].strip() == text.strip()


def test_a_reply_without_its_pages_token_is_refused_and_kept(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    form = officer.case(case.case).form("/reply")
    page = officer.post(form, {"csrf_token": "0" * 64, "text": "Tetap ada"}, [("a", b"x")])
    assert page.status == 400
    assert "tidak berlaku lagi" in page.text
    assert page.form("/reply").fields["text"] == "Tetap ada"
    assert "Balasan terkirim" not in officer.case(case.case).text


def test_a_faster_colleague_costs_nothing(shared_office: TestOffice, station: Workstation) -> None:
    """The place is taken while the reply is on its way: it is signed anew for the next one."""
    case = shared_office.report()

    def says_first(handler: Handler) -> None:
        if not spoken:
            spoken.append(case.says("Tambahan pelapor"))
        answer = handler.forward()
        handler.send(answer.status_code, answer.content)

    spoken: list[int] = []
    real = shared_office_gateway(station)
    with (
        HostileGateway(real) as between,
        workstation_process(shared_office, between.address, name="between") as place,
        place.signed_in() as browser,
        between.lying("POST", f"/v1/cases/{case.case}/replies", says_first),
    ):
        page = browser.reply(case.case, "Sedikit terlambat", [("a.txt", b"isi")])
        assert "Balasan terkirim" in page.text
    assert spoken == [2]
    reply = reply_in(shared_office, case, 3)
    assert reply.text == "Sedikit terlambat"
    assert [attachment.name for attachment in reply.attachments] == ["a.txt"]


def test_a_reply_whose_answer_was_lost_is_sent_again_only_by_a_page_that_shows_it(
    shared_office: TestOffice, station: Workstation
) -> None:
    case = shared_office.report()

    def lost(handler: Handler) -> None:
        handler.forward()

    with (
        HostileGateway(shared_office_gateway(station)) as between,
        workstation_process(shared_office, between.address, name="lost") as place,
        place.signed_in() as browser,
    ):
        form = browser.case(case.case).form("/reply")
        with between.lying("POST", f"/v1/cases/{case.case}/replies", lost):
            assert browser.post(form, {"text": "Sudah kami terima"}, []).status == 503
        again = browser.post(form, {"text": "Sudah kami terima"}, [])
        assert "Balasan terkirim" in again.text
        assert again.text.count("Sudah kami terima") == 1
        with between.lying("POST", f"/v1/cases/{case.case}/replies", lost):
            assert browser.post(again.form("/reply"), {"text": "Sedang kami periksa"}, []).status == 503
        shown = browser.case(case.case)
        assert shown.text.count("Sedang kami periksa") == 1
        assert shown.form("/reply").fields["text"] == ""
        second = browser.post(shown.form("/reply"), {"text": "Sedang kami periksa"}, [])
        assert "Balasan terkirim" in second.text
        assert second.text.count("Sedang kami periksa") == 2
    assert [reply_in(shared_office, case, number).text for number in (2, 3, 4)] == [
        "Sudah kami terima",
        "Sedang kami periksa",
        "Sedang kami periksa",
    ]


def test_an_expired_roster_stops_replies_and_not_reading(own_workstation: Workstation) -> None:
    office = own_workstation.office
    case = office.report("Tetap terbaca")
    with own_workstation.signed_in() as browser:
        form = browser.case(case.case).form("/reply")
        office.publish(expires=office.clock.today())
        office.move(days=1)
        with own_workstation.signed_in() as later:
            later_form = later.case(case.case).form("/reply")
            page = later.post(later_form, {"text": "Menunggu roster baru"}, [("a", b"x" * 2_000_000)])
            assert page.status == 503
            assert "Masa berlaku daftar kantor habis" in page.text
            assert "Menunggu roster baru" in page.text
            again = later.case(case.case)
            assert "Tetap terbaca" in again.text
            assert again.form("/reply").fields["text"] == "Menunggu roster baru"
        assert form.action == later_form.action


def test_an_idle_session_keeps_the_reply_and_brings_it_back(own_workstation: Workstation) -> None:
    office = own_workstation.office
    case = office.report()
    with own_workstation.signed_in() as browser:
        form = browser.case(case.case).form("/reply")
        office.move(minutes=40)
        page = browser.post(form, {"text": "<b>Lama</b> menulis"}, [("besar", bytes(5_000_000))])
        assert page.status == 403
        assert "Sesi telah berakhir" in page.text
        sign_in = page.form("/sign-in")
        assert sign_in.fields["kept-text"] == "<b>Lama</b> menulis"
        wrong = browser.post(sign_in, {"passphrase": "salah", "code": office.fresh_code("sari")})
        assert wrong.form("/sign-in").fields["kept-text"] == "<b>Lama</b> menulis"
        fields = {"passphrase": own_workstation.passphrase, "code": office.fresh_code("sari")}
        back = browser.post(wrong.form("/sign-in"), fields)
        assert back.form("/reply").fields["text"] == "<b>Lama</b> menulis"
        assert "Balasan terkirim" in browser.post(back.form("/reply"), {}, []).text
        assert browser.case(case.case).form("/reply").fields["text"] == ""


def test_a_workstation_that_was_started_anew_still_shows_the_text(
    shared_office: TestOffice, officer: OfficerBrowser
) -> None:
    case = shared_office.report()
    form = officer.case(case.case).form("/reply")
    officer.http.cookies.clear()
    page = officer.post(form, {"text": "Ditulis sebelum dijalankan ulang"}, [("a", bytes(3_000_000))])
    assert page.status == 403
    assert "Buka Kentongan dari terminal" in page.text
    assert "Ditulis sebelum dijalankan ulang" in page.text


def test_files_beyond_the_limit_are_refused_on_the_form_with_the_text_kept(
    office: TestOffice, gateway: str
) -> None:
    case = office.report()
    with (
        workstation_process(office, gateway, attachment_bytes=1_000_000) as place,
        place.signed_in() as browser,
    ):
        alone = [("besar.bin", bytes(1_000_001))]
        together = [("a.bin", bytes(600_000)), ("b.bin", bytes(600_000))]
        for files in (alone, together, [("jauh.bin", bytes(8_000_000))]):
            page = browser.reply(case.case, "Dengan berkas besar", files)
            assert (page.status, "terlalu besar untuk dikirim sekaligus" in page.text) == (413, True)
            assert page.form("/reply").fields["text"] == "Dengan berkas besar"
            note = do(browser, case.case, "note", {"text": "Catatan dengan berkas"}, files)
            assert (note.status, "terlalu besar untuk dikirim sekaligus" in note.text) == (413, True)
            assert note.form("/do/note").fields["text"] == "Catatan dengan berkas"
            assert "seluruhnya paling besar 1" in page.text
        assert "Balasan terkirim" in browser.reply(case.case, "Pas", [("pas.bin", bytes(1_000_000))]).text


def test_of_a_request_that_cannot_fit_nothing_is_sent_on_to_the_gateway(
    office: TestOffice, gateway: str
) -> None:
    case, sent = office.report(), []

    def counts(handler: Handler) -> None:
        sent.append(handler.path)
        answer = handler.forward()
        handler.send(answer.status_code, answer.content)

    with (
        HostileGateway(gateway) as between,
        workstation_process(office, between.address, attachment_bytes=1_000_000) as place,
        place.signed_in() as browser,
        between.lying("POST", f"/v1/cases/{case.case}/blobs", counts),
    ):
        assert browser.reply(case.case, "Panjang", [("a.bin", bytes(8_000_000))]).status == 413
        assert not sent
        assert browser.reply(case.case, "Muat", [("a.bin", bytes(8_000))]).status == 200
        assert len(sent) == 1


def test_a_broken_body_is_a_page(
    shared_office: TestOffice, officer: OfficerBrowser, station: Workstation
) -> None:
    case = shared_office.report()
    path = f"/id/cases/{case.case}/reply"
    for kind, body in (
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nputus',
        ),
        ("multipart/form-data", b"x"),
        ("text/plain", b"x"),
        ("application/x-www-form-urlencoded", b"text=x"),
    ):
        headers = {"Origin": station.origin, "Content-Type": kind}
        page = OfficerPage(officer.http.post(path, content=body, headers=headers))
        assert page.status == 400
        assert "Kiriman Anda tidak sampai" in page.text


def test_an_upload_that_breaks_off_leaves_no_reply(
    shared_office: TestOffice, officer: OfficerBrowser, station: Workstation
) -> None:
    case = shared_office.report()
    form = officer.case(case.case).form("/reply")
    fields = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (form.fields | {"text": "Putus di tengah"}).items()
    )

    def body() -> object:
        yield fields + b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        yield bytes(1_000_000)
        raise OSError("the browser left")

    with pytest.raises(OSError, match="the browser left"):
        officer.http.post(
            form.action,
            content=body(),  # type: ignore[arg-type]  # a generator of bytes
            headers={"Origin": station.origin, "Content-Type": "multipart/form-data; boundary=x"},
        )
    page = officer.case(case.case)
    assert "Tidak ada" not in page.text
    assert page.text.count("Putus di tengah") <= 1  # in the box alone


def shared_office_gateway(station: Workstation) -> str:
    """The address of the gateway that Sari's workstation uses."""
    line = next(line for line in station.config.read_text().splitlines() if line.startswith("gateway ="))
    address = line.partition("=")[2].strip().strip('"')
    assert httpx.get(f"{address}/v1/roster", trust_env=False, verify=NO_AUTHORITIES).status_code == 200
    return address
