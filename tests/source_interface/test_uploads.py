"""Attachments: any type, any name, byte for byte; what did not arrive whole is nowhere."""

import os
import re
from pathlib import Path

import pytest

from crypto.padding import padme
from store.model import Blob, Entry
from tests.source_interface.box import Box
from tests.source_interface.officer import Officer
from tests.source_interface.reporter import Reporter, form_to, multipart

FILES = [
    ("laporan.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40),
    ("foto.jpg", b"\xff\xd8\xff" + os.urandom(70_000)),
    ("rekaman suara.ogg", b"OggS" + os.urandom(3)),
    ("video.mp4", b"\r\n--\r\n" * 30_000),
]


@pytest.fixture
def sari(box: Box) -> Officer:
    return Officer(box.office, "sari")


@pytest.fixture
def inside(reporter: Reporter) -> Reporter:
    """A reporter in the mailbox."""
    reporter.enter()
    return reporter


def blobs_of(box: Box) -> list[Path]:
    """Every file in the folder of blobs, whatever its name."""
    return sorted((box.office.folder / "blobs").iterdir())


def kept(sari: Officer) -> list[tuple[str, bytes]]:
    """Name and content of every attachment, as an officer gets them."""
    return [
        (envelope.attachment.name, sari.blob(envelope))
        for envelope in sari.read()
        if envelope.attachment is not None
    ]


def test_one_of_each_kind_arrives_byte_for_byte(inside: Reporter, sari: Officer) -> None:
    page = inside.attaches(*FILES)
    assert page.status_code == 200
    assert "4 berkas tiba utuh" in page.text
    assert kept(sari) == FILES


def test_the_page_and_the_mailbox_list_what_was_received_with_sizes(inside: Reporter) -> None:
    page = inside.attaches(("surat.txt", b"a" * 1_536), ("kosong.txt", b""))
    for shown in (page.text, inside.mailbox().text):
        assert re.search(r"surat\.txt</span> <span class=\"size\">\(1,5\N{NO-BREAK SPACE}kB\)", shown)
        assert re.search(r"kosong\.txt</span> <span class=\"size\">\(0 byte\)", shown)


@pytest.mark.parametrize(
    "name",
    [
        "文書 документ وثيقة.pdf",
        "n" * 251 + ".txt",
        "\N{GRINNING FACE}" * 63,
        "../../../etc/passwd",
        "nul\x00byte.txt",
        "balik\u202etxt.exe",
        ".",
        " ",
        "a;b=c.txt",
        "50%25 %zz %0 persen.txt",
    ],
)
def test_a_name_is_kept_as_sent_and_is_never_a_path(
    inside: Reporter, box: Box, sari: Officer, name: str
) -> None:
    assert inside.attaches((name, b"isi")).status_code == 200
    assert kept(sari) == [(name, b"isi")]
    assert all(re.fullmatch("[0-9a-f]{32}", path.name) for path in blobs_of(box))
    page = inside.mailbox().text
    assert "\x00" not in page
    assert "\u202e" not in page


def test_a_quote_that_the_browser_encoded_is_a_quote_again(inside: Reporter, sari: Officer) -> None:
    inside.attaches(('surat "asli".txt', b"isi"))
    assert kept(sari) == [('surat "asli".txt', b"isi")]


def test_a_name_in_the_extended_form_is_understood(inside: Reporter, sari: Officer) -> None:
    form = form_to(inside.mailbox(), "/mailbox/attachments")
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [("x", b"isi")])
    body = body.replace(b'filename="x"', b"filename*=UTF-8''%E6%96%87%E6%9B%B8.pdf")
    inside.client.post(form.action, data=body, content_type=kind)
    assert kept(sari) == [("文書.pdf", b"isi")]


def test_a_name_longer_than_any_system_has_is_cut_and_the_file_arrives(
    inside: Reporter, sari: Officer
) -> None:
    inside.attaches(("n" * 9_000, b"isi"))
    assert kept(sari) == [("n" * 1_000, b"isi")]


def test_two_files_of_one_name_both_arrive(inside: Reporter, sari: Officer) -> None:
    inside.attaches(("sama.txt", b"satu"), ("sama.txt", b"dua"), ("sama.txt", b"dua"))
    assert kept(sari) == [("sama.txt", b"satu"), ("sama.txt", b"dua"), ("sama.txt", b"dua")]


def test_an_empty_file_counts_and_an_empty_choice_does_not(inside: Reporter, sari: Officer) -> None:
    nothing = inside.attaches(("", b""))
    assert "Tidak ada yang diterima: belum ada berkas yang dipilih." in nothing.text
    assert kept(sari) == []
    assert "Satu berkas tiba utuh" in inside.attaches(("kosong", b"")).text
    assert kept(sari) == [("kosong", b"")]


def test_no_file_field_at_all_says_that_nothing_was_received(inside: Reporter) -> None:
    assert "Tidak ada yang diterima" in inside.attaches().text


def test_text_that_looks_encrypted_is_encrypted_all_the_same(
    inside: Reporter, box: Box, sari: Officer
) -> None:
    armoured = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    inside.attaches(("pesan.asc", armoured))
    assert kept(sari) == [("pesan.asc", armoured)]
    assert b"BEGIN PGP" not in blobs_of(box)[0].read_bytes()


@pytest.mark.parametrize("size", [0, 1, 1_000, 65_535, 65_536, 1_000_003])
def test_a_file_is_padded_to_its_padme_size(inside: Reporter, box: Box, sari: Officer, size: int) -> None:
    inside.attaches(("a", b"a" * size))
    plain = sari.decrypt(blobs_of(box)[0].read_bytes())
    assert len(plain) == padme(size)
    assert plain == b"a" * size + bytes(padme(size) - size)


def test_files_of_equal_padded_size_are_equally_long_in_the_store(inside: Reporter, box: Box) -> None:
    assert padme(100_000) == padme(99_900)
    inside.attaches(("a", b"a" * 100_000), ("b", os.urandom(99_900)))
    sizes = {path.stat().st_size for path in blobs_of(box)}
    assert max(sizes) - min(sizes) <= 16


def test_a_blob_bears_no_finer_time_than_the_day(inside: Reporter, box: Box) -> None:
    inside.attaches(("a", b"a"))
    assert [path.stat().st_mtime % 86_400 for path in blobs_of(box)] == [0]


def test_no_file_is_taken_unless_the_right_token_comes_first(
    inside: Reporter, box: Box, sari: Officer
) -> None:
    form = form_to(inside.mailbox(), "/mailbox/attachments")
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
        b"bukan formulir",
    ]
    for body in bodies:
        page = inside.client.post(form.action, data=body, content_type=kind)
        assert page.status_code == 400
        assert "Tidak ada berkas yang tersimpan." in page.text
    foreign = inside.client.post(
        form.action, data=good, content_type=kind, headers={"Origin": "https://jahat.example"}
    )
    assert foreign.status_code == 400
    assert blobs_of(box) == []
    assert kept(sari) == []


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
    form = form_to(inside.mailbox(), "/mailbox/attachments")
    body, _kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [("a", b"isi")])
    page = inside.client.post(form.action, data=body, content_type=content_type)
    assert page.status_code == 400
    assert "Tidak ada berkas yang tersimpan." in page.text


def test_a_file_beyond_the_limit_is_named_and_the_others_stay(box: Box, sari: Officer) -> None:
    reporter = Reporter(box.app(max_file_bytes=100_000).test_client())
    reporter.enter()
    page = reporter.attaches(("pas", b"a" * 100_000), ("besar", b"b" * 100_001), ("kecil", b"c"))
    assert page.status_code == 413
    assert "2 berkas tiba utuh" in page.text
    assert re.search(r"besar</span>: Berkas ini lebih besar", page.text)
    assert [name for name, _content in kept(sari)] == ["pas", "kecil"]
    assert len(blobs_of(box)) == 2


def test_too_many_files_at_once_keep_those_that_arrived(box: Box, sari: Officer) -> None:
    reporter = Reporter(box.app(max_files=3).test_client())
    reporter.enter()
    page = reporter.attaches(*((f"berkas {number}", b"isi") for number in range(5)))
    assert page.status_code == 400
    assert "terlalu banyak bagiannya" in page.text
    assert [name for name, _content in kept(sari)] == ["berkas 0", "berkas 1", "berkas 2"]
    assert len(blobs_of(box)) == 3


def test_a_request_beyond_the_limit_keeps_what_arrived(box: Box, sari: Officer) -> None:
    reporter = Reporter(box.app(max_upload_bytes=300_000).test_client())
    reporter.enter()
    page = reporter.attaches(("satu", b"a" * 100_000), ("dua", b"b" * 500_000))
    assert page.status_code == 413
    assert "Satu berkas tiba utuh" in page.text
    assert [name for name, _content in kept(sari)] == ["satu"]
    assert len(blobs_of(box)) == 1


def test_a_body_that_ends_early_leaves_nothing_of_the_broken_file(
    inside: Reporter, box: Box, sari: Officer
) -> None:
    form = form_to(inside.mailbox(), "/mailbox/attachments")
    token = ("csrf_token", form.fields["csrf_token"][0])
    body, kind = multipart([token], [("utuh", b"satu"), ("putus", b"x" * 200_000)])
    page = inside.client.post(form.action, data=body[:-100_000], content_type=kind)
    assert page.status_code == 400
    assert "Satu berkas tiba utuh" in page.text
    assert kept(sari) == [("utuh", b"satu")]
    assert len(blobs_of(box)) == 1


def test_headers_without_end_are_refused(inside: Reporter, box: Box) -> None:
    form = form_to(inside.mailbox(), "/mailbox/attachments")
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [("a", b"isi")])
    swollen = body.replace(
        b"Content-Type: application", b"X-Panjang: " + b"a" * 300_000 + b"\r\nContent-Type: application"
    )
    assert inside.client.post(form.action, data=swollen, content_type=kind).status_code == 400
    assert blobs_of(box) == []


def test_when_the_disk_is_full_the_page_says_so_for_the_file(box: Box) -> None:
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
    page = reporter.attaches(("a.txt", b"isi"))
    assert re.search(r"a\.txt</span>: Saat ini tidak ada ruang", page.text)
    assert blobs_of(box) == []
    assert reporter.says("Teks masih diterima").status_code == 303


def test_an_expired_session_says_that_no_file_was_stored(inside: Reporter, box: Box) -> None:
    form = form_to(inside.mailbox(), "/mailbox/attachments")
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [("a", b"isi")])
    box.office.move(days=1)
    page = inside.client.post(form.action, data=body, content_type=kind)
    assert page.status_code == 403
    assert "Tidak ada berkas yang tersimpan dari percobaan ini" in page.text
    assert form_to(page, "/open")
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
