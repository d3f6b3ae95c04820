"""Files that are not taken, in part or at all, are named; nothing of them stays, and what was complete stays."""

import re
from io import BytesIO

import pytest

from store.model import Blob, Entry
from tests.source_interface.attached import blobs_of, kept
from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import Reporter, form_to, multipart

NOTHING_NEW = "Dalam pengiriman ini tidak ada berkas yang diterima. Berkas sebelumnya tetap tersimpan."


def test_no_file_is_taken_unless_the_right_token_comes_first(
    inside: Reporter, box: Box, reader: Reader
) -> None:
    form = form_to(inside.files_page(), "/mailbox/attachments")
    token = form.fields["csrf_token"][0]
    good, kind = multipart([("csrf_token", token)], [("a", b"isi")])
    file_first = multipart([], [("a", b"isi")])[0].removesuffix(b"------batas--\r\n")
    bodies = [
        multipart([], [("a", b"isi")])[0],
        multipart([("csrf_token", "palsu")], [("a", b"isi")])[0],
        multipart([("csrf_token", "\xff")], [("a", b"isi")])[0],
        multipart([("lain", token), ("csrf_token", token)], [("a", b"isi")])[0],
        file_first + multipart([("csrf_token", token)], [])[0],
        good.replace(b'name="csrf_token"', b'name="csrf_token"; filename="t"'),
        b"",
        b"bukan dari formulir",
    ]
    for body in bodies:
        page = inside.client.post(form.action, data=body, content_type=kind)
        assert page.status_code == 400
        assert NOTHING_NEW in page.text
    foreign = inside.client.post(
        form.action, data=good, content_type=kind, headers={"Origin": "https://jahat.example"}
    )
    assert foreign.status_code == 403
    assert blobs_of(box) == []
    assert kept(reader) == []


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "text/plain",
        "",
        "multipart/mixed; boundary=----batas",
        "multipart/form-data; boundary=",
    ],
)
def test_a_body_that_is_no_form_with_files_is_refused(inside: Reporter, content_type: str) -> None:
    form = form_to(inside.files_page(), "/mailbox/attachments")
    body, _kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [("a", b"isi")])
    page = inside.client.post(form.action, data=body, content_type=content_type)
    assert page.status_code == 400
    assert NOTHING_NEW in page.text


def test_a_file_beyond_the_limit_is_named_and_the_others_stay(box: Box, reader: Reader) -> None:
    reporter = Reporter(box.app(max_file_bytes=100_000).test_client())
    reporter.enter()
    page = reporter.attaches(("pas", b"a" * 100_000), ("besar", b"b" * 100_001), ("kecil", b"c"))
    assert page.status_code == 413
    assert "2 berkas tiba utuh" in page.text
    assert re.search(r"besar</span>: Berkas ini lebih besar", page.text)
    assert [name for name, _content in kept(reader)] == ["pas", "kecil"]
    assert len(blobs_of(box)) == 2


def test_too_many_files_at_once_keep_those_that_arrived(box: Box, reader: Reader) -> None:
    reporter = Reporter(box.app(max_files=3).test_client())
    reporter.enter()
    page = reporter.attaches(*((f"berkas {number}", b"isi") for number in range(5)))
    assert page.status_code == 400
    assert "terlalu banyak bagian" in page.text
    assert [name for name, _content in kept(reader)] == ["berkas 0", "berkas 1", "berkas 2"]
    assert len(blobs_of(box)) == 3


def test_a_request_that_says_itself_that_it_is_too_long_is_refused_before_any_file(
    box: Box, reader: Reader
) -> None:
    reporter = Reporter(box.app(max_upload_bytes=300_000).test_client())
    reporter.enter()
    assert re.search(r"seluruhnya paling besar\s300\skB", reporter.files_page().text)
    page = reporter.attaches(("satu", b"a" * 100_000), ("dua", b"b" * 500_000))
    assert page.status_code == 413
    assert "Kiriman ini melebihi batas sekali kirim, dan tidak ada yang diterima." in page.text
    assert NOTHING_NEW in page.text
    assert kept(reader) == []
    assert blobs_of(box) == []


def test_a_request_beyond_the_limit_that_did_not_say_so_keeps_what_arrived(box: Box, reader: Reader) -> None:
    reporter = Reporter(box.app(max_upload_bytes=300_000).test_client())
    reporter.enter()
    form = form_to(reporter.files_page(), "/mailbox/attachments")
    files = [("satu", b"a" * 100_000), ("dua", b"b" * 500_000)]
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], files)
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    page = reporter.client.post(
        form.action, input_stream=BytesIO(body), content_type=kind, environ_overrides=chunked
    )
    assert page.status_code == 413
    assert "Satu berkas tiba utuh" in page.text
    assert [name for name, _content in kept(reader)] == ["satu"]
    assert len(blobs_of(box)) == 1


def test_a_body_that_ends_early_leaves_nothing_of_the_broken_file(
    inside: Reporter, box: Box, reader: Reader
) -> None:
    form = form_to(inside.files_page(), "/mailbox/attachments")
    token = ("csrf_token", form.fields["csrf_token"][0])
    body, kind = multipart([token], [("utuh", b"satu"), ("putus", b"x" * 200_000)])
    page = inside.client.post(form.action, data=body[:-100_000], content_type=kind)
    assert page.status_code == 400
    assert "Satu berkas tiba utuh" in page.text
    assert kept(reader) == [("utuh", b"satu")]
    assert len(blobs_of(box)) == 1


def test_headers_without_end_are_refused(inside: Reporter, box: Box) -> None:
    form = form_to(inside.files_page(), "/mailbox/attachments")
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [("a", b"isi")])
    swollen = body.replace(
        b"Content-Type: application", b"X-Panjang: " + b"a" * 300_000 + b"\r\nContent-Type: application"
    )
    assert inside.client.post(form.action, data=swollen, content_type=kind).status_code == 400
    assert blobs_of(box) == []


@pytest.mark.parametrize("ending", ["/mailbox/attachments", "/mailbox/files/frame"])
def test_when_the_disk_is_full_the_page_and_its_status_say_so_for_the_file(box: Box, ending: str) -> None:
    app = box.app(
        store=box.config.store.__class__(
            database=box.config.store.database,
            blobs=box.config.store.blobs,
            reserve_bytes=1 << 60,
            clock_file=box.config.store.clock_file,
        )
    )
    reporter = Reporter(app.test_client())
    reporter.enter()
    token = form_to(reporter.files_page(), "/mailbox/attachments").fields["csrf_token"][0]
    body, kind = multipart([("csrf_token", token)], [("a.txt", b"isi")])
    page = reporter.client.post(f"/id{ending}", data=body, content_type=kind)
    assert page.status_code == 507
    assert re.search(r"a\.txt</span>: Saat ini tidak ada ruang", page.text)
    assert blobs_of(box) == []
    assert reporter.says("Teks masih diterima").status_code == 303


def test_an_expired_session_says_that_no_file_was_stored(inside: Reporter, box: Box) -> None:
    form = form_to(inside.files_page(), "/mailbox/attachments")
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [("a", b"isi")])
    box.office.move(days=1)
    page = inside.client.post(form.action, data=body, content_type=kind)
    assert page.status_code == 403
    assert "Tidak ada berkas yang tersimpan dari percobaan ini" in page.text
    assert form_to(page, "/open").fields["code"] == [""]
    assert blobs_of(box) == []


def test_every_attachment_is_an_entry_bound_to_its_blob(inside: Reporter, box: Box) -> None:
    inside.attaches(("a", b"1"), ("b", b"2"))
    with box.office.database.read() as session:
        assert [row.sequence for row in session.query(Blob).order_by(Blob.sequence).all()] == [2, 3]
        assert session.query(Entry).count() == 3


def test_flask_never_parses_the_form_of_an_upload(inside: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_arguments: object, **_named: object) -> None:
        raise AssertionError("the form parser would write files to disk")

    monkeypatch.setattr("werkzeug.formparser.MultiPartParser.__init__", forbidden)
    assert inside.attaches(("a", b"isi" * 500_000)).status_code == 200


def test_a_message_typed_beside_the_files_is_not_lost(inside: Reporter, box: Box) -> None:
    form = form_to(inside.files_page(), "/mailbox/attachments")
    fields = [("csrf_token", form.fields["csrf_token"][0]), ("text", "Belum\r\nterkirim"), ("seen", "1")]
    body, kind = multipart(fields, [("a", b"isi")])
    page = inside.client.post(form.action, data=body, content_type=kind)
    assert "Satu berkas tiba utuh" in page.text
    message = form_to(page, "/mailbox/message")
    assert message.fields["text"] == ["Belum\nterkirim"]
    assert inside.send(message).status_code == 303
    box.office.move(days=1)
    asked = inside.client.post(form.action, data=body, content_type=kind)
    assert form_to(asked, "/open").fields["text"] == ["Belum\nterkirim"]


def sends_message_with_a_file_chosen(inside: Reporter) -> str:
    """The mailbox after the button for messages, while the field for files holds a choice."""
    answer = inside.send(form_to(inside.mailbox(), "/mailbox/message"), text="Pesan", files="bukti.pdf")
    return inside.client.get(answer.headers["Location"]).text


def test_files_chosen_beside_a_message_are_not_thought_sent(inside: Reporter, reader: Reader) -> None:
    inside.files_page()
    page = sends_message_with_a_file_chosen(inside)
    assert (
        "Pesan Anda sudah terkirim. Berkas yang tadi Anda pilih tidak ikut. "
        "Jika belum ada di bagian Percakapan, tekan “Tambah lampiran”." in page
    )
    assert "yang perlu diperbaiki" not in page
    assert [envelope.kind for envelope in reader.read()] == ["report", "message"]


@pytest.mark.parametrize(("size", "said"), [(3, "tiba utuh"), (200_000, "Berkas ini lebih besar")])
def test_a_file_that_was_sent_before_the_message_raises_no_alarm(box: Box, size: int, said: str) -> None:
    reporter = Reporter(box.app(max_file_bytes=100_000).test_client())
    reporter.enter()
    assert said in reporter.attaches(("bukti.pdf", bytes(size))).text
    page = sends_message_with_a_file_chosen(reporter)
    assert "Pesan Anda sudah terkirim." in page
    assert "tidak ikut" not in page


def test_a_file_chosen_anew_after_an_upload_is_not_thought_sent(inside: Reporter) -> None:
    inside.attaches(("bukti.pdf", b"isi"))
    inside.files_page()
    assert "tidak ikut" in sends_message_with_a_file_chosen(inside)
