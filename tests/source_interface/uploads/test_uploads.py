"""Attachments: any type, any name, byte for byte; what did not arrive whole is nowhere."""

import os
import re

import pytest

from crypto.padding import padme
from tests.noise import noise
from tests.source_interface.attached import blobs_of, kept
from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import Reporter, form_to, multipart

FILES = [
    ("laporan.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40),
    ("gambar.gif", b"GIF89a" + os.urandom(70_000)),
    ("rekaman suara.ogg", b"OggS" + os.urandom(3)),
    ("video.mp4", b"\r\n--\r\n" * 30_000),
]


def test_one_of_each_kind_arrives_byte_for_byte(inside: Reporter, reader: Reader) -> None:
    page = inside.attaches(*FILES)
    assert page.status_code == 200
    assert "4 berkas tiba utuh" in page.text
    assert kept(reader) == FILES


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
    inside: Reporter, box: Box, reader: Reader, name: str
) -> None:
    assert inside.attaches((name, b"isi")).status_code == 200
    assert kept(reader) == [(name, b"isi")]
    assert all(re.fullmatch("[0-9a-f]{32}", path.name) for path in blobs_of(box))
    page = inside.mailbox().text
    assert "\x00" not in page
    assert "\u202e" not in page


def test_a_quote_that_the_browser_encoded_is_a_quote_again(inside: Reporter, reader: Reader) -> None:
    inside.attaches(('surat "asli".txt', b"isi"))
    assert kept(reader) == [('surat "asli".txt', b"isi")]


@pytest.mark.parametrize("name", ["baris\r\nbaru.txt", "baris\nbaru.txt", 'a"\r\\b\n.txt'])
def test_a_line_break_that_the_browser_encoded_is_one_again_and_is_spelled_out(
    inside: Reporter, reader: Reader, name: str
) -> None:
    page = inside.attaches((name, b"isi"))
    assert kept(reader) == [(name, b"isi")]
    assert "[U+000A]" in page.text
    assert "%0A" not in page.text
    assert "[U+000A]" in inside.mailbox().text


def test_a_name_in_the_extended_form_is_understood(inside: Reporter, reader: Reader) -> None:
    form = form_to(inside.files_page(), "/mailbox/attachments")
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [("x", b"isi")])
    body = body.replace(b'filename="x"', b"filename*=UTF-8''%E6%96%87%E6%9B%B8%250A.pdf")
    inside.client.post(form.action, data=body, content_type=kind)
    assert kept(reader) == [("文書%0A.pdf", b"isi")]


def test_a_name_longer_than_any_system_has_is_cut_and_the_file_arrives(
    inside: Reporter, reader: Reader
) -> None:
    inside.attaches(("n" * 9_000, b"isi"))
    assert kept(reader) == [("n" * 1_000, b"isi")]


def test_two_files_of_one_name_both_arrive(inside: Reporter, reader: Reader) -> None:
    inside.attaches(("sama.txt", b"satu"), ("sama.txt", b"dua"), ("sama.txt", b"dua"))
    assert kept(reader) == [("sama.txt", b"satu"), ("sama.txt", b"dua"), ("sama.txt", b"dua")]


def test_an_empty_file_counts_and_an_empty_choice_does_not(inside: Reporter, reader: Reader) -> None:
    nothing = inside.attaches(("", b""))
    assert "Tidak ada yang diterima: belum ada berkas yang dipilih." in nothing.text
    assert kept(reader) == []
    page = inside.attaches(("kosong", b"")).text
    assert "Satu berkas tiba utuh" in page
    assert "Berkas ini kosong (0 byte). Mohon periksa." in page
    assert "kosong (0 byte)" not in inside.attaches(("isi", b"isi")).text
    assert kept(reader) == [("kosong", b""), ("isi", b"isi")]


def test_no_file_field_at_all_says_that_nothing_was_received(inside: Reporter) -> None:
    assert "Tidak ada yang diterima" in inside.attaches().text


def test_text_that_looks_encrypted_is_encrypted_all_the_same(
    inside: Reporter, box: Box, reader: Reader
) -> None:
    armoured = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    inside.attaches(("pesan.asc", armoured))
    assert kept(reader) == [("pesan.asc", armoured)]
    assert b"BEGIN PGP" not in blobs_of(box)[0].read_bytes()


@pytest.mark.parametrize("size", [0, 1, 1_000, 65_535, 65_536, 1_000_003])
def test_a_file_is_padded_to_its_padme_size(inside: Reporter, box: Box, reader: Reader, size: int) -> None:
    inside.attaches(("a", b"a" * size))
    plain = reader.decrypt(blobs_of(box)[0].read_bytes())
    assert len(plain) == padme(size)
    assert plain == b"a" * size + bytes(padme(size) - size)


def test_files_of_equal_padded_size_are_equally_long_in_the_store(inside: Reporter, box: Box) -> None:
    assert padme(100_000) == padme(99_900)
    inside.attaches(("a", b"a" * 100_000), ("b", noise(99_900)))
    sizes = {path.stat().st_size for path in blobs_of(box)}
    assert max(sizes) - min(sizes) <= 16


def test_a_blob_bears_no_finer_time_than_the_day(inside: Reporter, box: Box) -> None:
    inside.attaches(("a", b"a"))
    assert [path.stat().st_mtime % 86_400 for path in blobs_of(box)] == [0]


def test_the_whole_answer_is_shown_to_the_session_that_got_it_and_to_no_other(inside: Reporter) -> None:
    form = form_to(inside.files_page(), "/mailbox/files/frame")
    names = [f"Surat {number}.txt" for number in range(9)]
    fields = [("csrf_token", form.fields["csrf_token"][0])]
    body, kind = multipart(fields, [(name, b"isi") for name in names])
    framed = inside.client.post(form.action, data=body, content_type=kind)
    whole = form_to(framed, "/mailbox/files/received")
    page = inside.send(whole)
    assert page.status_code == 200
    assert all(name in page.text for name in names)
    assert inside.send(whole, whole=f"x{whole.fields['whole'][0]}").status_code == 303
    other = Reporter.another(inside)
    other.enter()
    own = form_to(other.open("/mailbox/erase"), "/erase").fields["csrf_token"][0]
    stolen = other.send(whole, csrf_token=own)
    assert stolen.status_code == 303
    assert other.send(whole).status_code == 403
