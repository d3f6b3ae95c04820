"""After an upload the reporter reads, file by file, what may tell who sent it; nothing of that is kept."""

import io
import logging
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from source_interface.metadata.kinds import SENTENCES, MetadataWarning
from source_interface.metadata.scanner import WINDOW, MetadataScanner
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter

PLACE, DEVICE, PERSON, TIME, PROGRAM = (
    MetadataWarning.PLACE,
    MetadataWarning.DEVICE,
    MetadataWarning.PERSON,
    MetadataWarning.TIME,
    MetadataWarning.PROGRAM,
)


def exif(order: str = "<") -> bytes:
    """Make, model, time and artist, and a directory with a latitude."""
    tags = [(0x010F, 40), (0x0110, 40), (0x0132, 40), (0x013B, 40)]
    pointer, gps = 8, 8 + 2 + 12 * 5 + 4
    entries = b"".join(struct.pack(order + "HHII", tag, 2, 20, value) for tag, value in tags)
    entries += struct.pack(order + "HHII", 0x8825, 4, 1, gps)
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", pointer)
    latitude = struct.pack(order + "H", 1) + struct.pack(order + "HHII", 2, 5, 3, 0)
    return head + struct.pack(order + "H", 5) + entries + bytes(4) + latitude + bytes(4)


def jpeg(order: str = "<") -> bytes:
    body = b"Exif\0\0" + exif(order)
    return (
        b"\xff\xd8\xff\xe1"
        + struct.pack(">H", len(body) + 2)
        + body
        + b"\xff\xda"
        + bytes(5_000)
        + b"\xff\xd9"
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + chunk(b"IEND", b"")


def archive(
    name: str,
    text: str,
    compression: int = zipfile.ZIP_DEFLATED,
    filling: int = 0,
    others: tuple[str, ...] = (),
) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as file:
        file.writestr(zipfile.ZipInfo("word/media/besar.bin"), bytes(filling))
        for other in ("[Content_Types].xml", *others):
            file.writestr(other, "isi")
        file.writestr(name, text, compression)
    return made.getvalue()


WORD = '<cp:coreProperties><dc:creator>Budi</dc:creator><dcterms:created xsi:type="x">2026-05-01</dcterms:created>'
ODF = "<office:meta><meta:initial-creator>Budi</meta:initial-creator><meta:generator>LibreOffice</meta:generator>"
FILES = {
    "a photo": (jpeg(), {PLACE, DEVICE, PERSON, TIME}),
    "a photo in the other order of bytes": (jpeg(">"), {PLACE, DEVICE, PERSON, TIME}),
    "a TIFF": (exif(), {PLACE, DEVICE, PERSON, TIME}),
    "a PNG with texts": (
        png(chunk(b"tEXt", b"Author\0Budi"), chunk(b"tEXt", b"Software\0Gambar")),
        {PERSON, PROGRAM},
    ),
    "a PNG with Exif": (png(chunk(b"eXIf", exif())), {PLACE, DEVICE, PERSON, TIME}),
    "a PDF": (
        b"%PDF-1.7\n" + bytes(200_000) + b"<</Author (Budi) /Producer (Word) /CreationDate (D:2026)>>",
        {PERSON, PROGRAM, TIME},
    ),
    "a PDF with a photo": (b"%PDF-1.7\n/DCTDecode stream\n" + jpeg(), {PLACE, DEVICE, PERSON, TIME}),
    "a PDF with XMP": (b"%PDF-1.7\n<dc:creator><rdf:Seq><rdf:li>Budi</rdf:li>", {PERSON}),
    "a Word document": (archive("docProps/core.xml", WORD, filling=300_000), {PERSON, TIME}),
    "a Word document, stored": (archive("docProps/core.xml", WORD, zipfile.ZIP_STORED), {PERSON, TIME}),
    "an ODF document": (archive("meta.xml", ODF), {PERSON, PROGRAM}),
    "a document with a picture of itself": (
        archive("docProps/core.xml", WORD, others=("docProps/thumbnail.jpeg",)),
        {PERSON, TIME},
    ),
    "a clean photo": (b"\xff\xd8\xff\xdb" + bytes(9_000), set()),
    "a clean PDF": (b"%PDF-1.7\n<</Author () /Producer ()>>", set()),
    "a clean document": (archive("word/document.xml", "<w:t>&lt;dc:creator&gt;bukan di sini</w:t>"), set()),
}


def search(data: bytes, name: str = "bukti", piece: int = 7_000) -> MetadataScanner:
    made = MetadataScanner(name)
    for start in range(0, len(data), piece):
        made.feed(data[start : start + piece])
    return made


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("piece", [1_000, 256 * 1024])
def test_what_programs_and_cameras_write_into_files_is_found(kind: str, piece: int) -> None:
    data, expected = FILES[kind]
    made = search(data, piece=piece)
    assert set(made.found()) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kuitansi.pdf", set()),
        ("laporan 12.docx", set()),
        ("IMG_20260512_101500.jpg", {MetadataWarning.NAME_DATE, MetadataWarning.NAME_DEVICE}),
        ("WhatsApp Image 2026-05-12 at 10.15.jpeg", {MetadataWarning.NAME_DATE, MetadataWarning.NAME_DEVICE}),
        ("SK 198503122010011002.pdf", {MetadataWarning.NAME_NUMBER}),
        ("dari budi.contoh@dinas.go.id.txt", {MetadataWarning.NAME_ADDRESS}),
        ("catatan 0812-3456-7890.txt", {MetadataWarning.NAME_NUMBER}),
    ],
)
def test_what_a_name_tells_is_found(name: str, expected: set[MetadataWarning]) -> None:
    assert set(search(b"x", name).found()) == expected


@settings(max_examples=300)
@given(st.sampled_from([data for data, _warnings in FILES.values()]), st.data())
def test_no_bytes_make_the_search_fail(file: bytes, data: st.DataObject) -> None:
    mutated = bytearray(file[: data.draw(st.integers(0, 600))])
    for _change in range(data.draw(st.integers(0, 12))):
        if mutated:
            mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    search(bytes(mutated) + data.draw(st.binary(max_size=100)), data.draw(st.text(max_size=40))).found()


def test_a_directory_that_points_at_itself_ends() -> None:
    loop = (
        b"II*\0"
        + struct.pack("<I", 8)
        + struct.pack("<H", 65_535)
        + struct.pack("<HHII", 0x8769, 4, 1, 8) * 500
    )
    assert search(loop).found() == ()


def test_an_archive_that_unpacks_to_much_costs_little() -> None:
    bomb = archive("docProps/core.xml", "\n" * 50_000_000 + "<dc:creator>Budi</dc:creator>")
    assert search(bomb).found() == ()


def test_no_more_of_a_file_is_held_than_twice_the_window() -> None:
    made = MetadataScanner("besar.bin")
    for _piece in range(100):
        made.feed(bytes(64 * 1024))
        assert len(made._window) <= 2 * WINDOW
    made.found()
    assert not made._window


def test_the_result_says_for_each_file_what_was_found_and_that_it_proves_nothing(inside: Reporter) -> None:
    page = inside.attaches(
        ("IMG_20260512_1.jpg", jpeg()),
        ("bersih.pdf", b"%PDF-1.4\n"),
        ("rekaman.xyz", b"apa saja"),
        photos=["as-they-are"],
    ).text
    assert "Di dalamnya tercatat tempat pembuatannya." in page
    assert "Di dalamnya tercatat nama pembuat atau pemiliknya." in page
    assert page.count("Isi berkas ini tidak dapat kami periksa, atau tidak seluruhnya.") == 3
    assert "Pemeriksaan ini tidak lengkap" in page
    assert "Budi" not in page


def test_the_warning_stands_before_the_file_picker(inside: Reporter) -> None:
    page = inside.open("/mailbox/files").text
    assert page.index("Nama berkas dan") < page.index('type="file"')


def test_nothing_that_was_found_is_stored_or_logged(
    inside: Reporter, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        inside.attaches(("IMG_20260512_1.jpg", jpeg()), photos=["as-they-are"])
    assert not caplog.text
    kept = b"".join(file.read_bytes() for file in box.office.folder.rglob("*") if file.is_file())
    for sentence in (
        *SENTENCES.values(),
        *(
            warning.name
            for warning in MetadataWarning
            if warning not in {MetadataWarning.PERSON, MetadataWarning.TIME}
        ),
    ):
        assert str(sentence._args[0] if hasattr(sentence, "_args") else sentence).encode() not in kept
    later = inside.mailbox().text
    assert "Di dalamnya tercatat" not in later
