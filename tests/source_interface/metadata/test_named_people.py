"""Files that name their maker where few look are told of; empty and technical fields frighten nobody."""

import io
import struct
import time
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.scanner import MetadataScanner
from tests.source_interface.metadata.test_films import apple, box, film, itunes
from tests.source_interface.metadata.test_metadata import chunk, png
from tests.source_interface.metadata.warnings_by_name import DEVICE, PERSON, PLACE, TEXT, TIME
from tests.source_interface.photos.samples import cleaned, jpeg, riff, segment, webp_of
from tests.source_interface.reporter import Reporter

NAME = b"Budi Santoso"
NOTHING_FOUND = "Selain gambarnya, kami tidak menemukan apa-apa di dalamnya."
NOT_ALL = "Isi berkas ini tidak dapat kami periksa, atau tidak seluruhnya."


def office(*parts: tuple[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts:
            file.writestr(name, content)
    return made.getvalue()


def pdf(*objects: bytes) -> bytes:
    body = b"".join(
        b"%d 0 obj\n%b\nendobj\n" % (number, content) for number, content in enumerate(objects, 1)
    )
    return b"%PDF-1.7\n" + body + b"trailer <</Root 1 0 R>>\n%%EOF\n"


def iptc(*fields: tuple[int, int, bytes]) -> bytes:
    return b"".join(struct.pack(">BBBH", 0x1C, *field[:2], len(field[2])) + field[2] for field in fields)


def photoshop(block: bytes) -> bytes:
    return b"Photoshop 3.0\0" + b"8BIM\4\4\0\0" + struct.pack(">I", len(block)) + block


def photo(*segments: bytes) -> bytes:
    return b"\xff\xd8" + segment(0xDB, bytes(65)) + b"".join(segments) + segment(0xDA, bytes(8)) + bytes(900)


def xmp(inside: str) -> bytes:
    return (
        "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        f"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>{inside}</rdf:RDF></x:xmpmeta>"
    ).encode()


def tiff(*pages: list[tuple[int, int, bytes]]) -> bytes:
    """Return a TIFF of directories that each point at the next, with values behind each of them."""
    data = bytearray(b"II*\0" + struct.pack("<I", 8))
    for number, page in enumerate(pages):
        values = len(data) + 2 + 12 * len(page) + 4
        behind = b""
        data += struct.pack("<H", len(page))
        for tag, kind, value in page:
            where = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", values + len(behind))
            data += struct.pack("<HHI", tag, kind, len(value) // (4 if kind == 4 else 1)) + where
            behind += value if len(value) > 4 else b""
        is_last = number == len(pages) - 1
        data += struct.pack("<I", 0 if is_last else values + len(behind)) + behind
    return bytes(data)


def handler(kind: bytes, name: bytes) -> bytes:
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), kind, bytes(12), name, b"\0")))


WORKBOOK = office(("docProps/core.xml", "<dc:creator>Budi</dc:creator>"))
DOCUMENTS = {
    "a Word document with a tracked change": (
        office(
            ("word/document.xml", '<w:ins w:id="1" w:author="Budi Santoso" w:date="2026-05-12T08:09:10Z">')
        ),
        {PERSON, TIME},
    ),
    "a Word document with a comment": (
        office(("word/comments.xml", '<w:comment w:initials="B" w:author="Budi Santoso">')),
        {PERSON},
    ),
    "a Word document with a workbook in it": (office(("word/embeddings/Sheet.xlsx", WORKBOOK)), {PERSON}),
    "a Word document with a stored workbook in it": (
        office(("word/embeddings/Sheet.xlsx", WORKBOOK), compression=zipfile.ZIP_STORED),
        {PERSON},
    ),
    "a Word document with a photo": (
        office(("word/media/image1.jpeg", photo(segment(0xED, photoshop(iptc((2, 80, NAME))))))),
        {PERSON},
    ),
    "a Word document with a title alone": (
        office(
            ("docProps/core.xml", "<dc:title>Laporan 198501012010011001</dc:title><dc:creator></dc:creator>")
        ),
        {TEXT},
    ),
    "a Word document with a number of its own": (
        office(
            ("docProps/custom.xml", '<property pid="2" name="NIP"><vt:lpwstr>198501012010011001</vt:lpwstr>')
        ),
        {TEXT},
    ),
    "a workbook with the folder in which it was saved": (
        office(("xl/workbook.xml", '<x15ac:absPath url="C:\\Users\\budi.santoso\\Documents\\"/>')),
        {PERSON},
    ),
    "a workbook that links to a file of its maker": (
        office(("xl/_rels/workbook.xml.rels", '<Relationship Target="file:///C:\\Users\\budi\\a.xlsx"/>')),
        {PERSON},
    ),
    "a workbook that says who locked it": (
        office(("xl/workbook.xml", '<fileSharing userName="Budi"/>')),
        {PERSON},
    ),
    "a workbook with a comment": (office(("xl/comments1.xml", "<authors><author>Budi</author>")), {PERSON}),
    "a workbook with people": (
        office(("xl/persons/person.xml", '<person displayName="Budi" id="{1}"/>')),
        {PERSON},
    ),
    "slides with a comment": (
        office(("ppt/commentAuthors.xml", '<p:cmAuthor id="1" name="Budi Santoso" initials="BS"/>')),
        {PERSON},
    ),
    "an ODF document with a title": (office(("meta.xml", "<dc:title>Laporan Budi</dc:title>")), {TEXT}),
    "an ODF document that says who printed it": (
        office(("meta.xml", "<meta:printed-by>Budi Santoso</meta:printed-by>")),
        {PERSON},
    ),
    "an ODF document with a tracked change": (
        office(
            ("content.xml", "<office:change-info><dc:creator>Budi</dc:creator><dc:date>2026-05-12</dc:date>")
        ),
        {PERSON, TIME},
    ),
    "an ODF document with properties that only one program knows": (
        office(("meta.xml", '<meta:user-defined meta:name="Bagian">Keuangan</meta:user-defined>')),
        {TEXT},
    ),
}
PDFS = {
    "a PDF with a title alone": (pdf(b"<</Title (Laporan Budi Santoso.docx)>>"), {TEXT}),
    "a PDF with a subject alone": (pdf(b"<</Subject <FEFF004E00490050>>>"), {TEXT}),
    "a PDF with keywords alone": (pdf(b"<</Keywords (Budi)>>"), {TEXT}),
    "a PDF with a note": (
        pdf(b"<</Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (hai) /T (Budi Santoso)>>"),
        {PERSON, TEXT},
    ),
    "a PDF with a signature": (
        pdf(b"<</Type /Sig /Name (Budi Santoso) /ByteRange [0 9 19 9] /Contents <3082>>>"),
        {PERSON},
    ),
    "a PDF with a photo with IPTC": (
        pdf(b"<<>> stream\n" + photo(segment(0xED, photoshop(iptc((2, 80, NAME), (2, 90, b"Surabaya")))))),
        {PERSON, PLACE},
    ),
    "a PDF with a photo with a comment": (pdf(b"<<>> stream\n" + photo(segment(0xFE, NAME))), {TEXT}),
    "a PDF with a photo of named people": (
        pdf(xmp("<MPReg:PersonDisplayName>Budi</MPReg:PersonDisplayName>")),
        {PERSON},
    ),
    "a PDF with an author in XMP alone": (pdf(xmp("<pdf:Author>Budi</pdf:Author>")), {PERSON}),
    "a PDF with XMP in single quotes": (pdf(xmp("<rdf:Description xmp:Author='Budi'/>")), {PERSON}),
    "a PDF with XMP that nobody knows": (pdf(xmp("<kantor:bagian>Keuangan</kantor:bagian>")), {TEXT}),
    "a PDF with a path in XMP": (
        pdf(xmp('<rdf:li stRef:filePath="C:/Users/budi/foto.psd" stRef:instanceID="xmp.iid:1"/>')),
        {TEXT},
    ),
    "a PDF with XMP of a camera": (
        pdf(xmp('<rdf:Description aux:OwnerName="Budi" aux:SerialNumber="12345678" tiff:Make="Oppo"/>')),
        {PERSON, DEVICE},
    ),
    "a PDF with XMP of a photo": (
        pdf(xmp("<exif:GPSLatitude>6,12.0S</exif:GPSLatitude><xmp:CreateDate>2026-05-12</xmp:CreateDate>")),
        {PLACE, TIME},
    ),
}
PICTURES = {
    "a photo with IPTC": (
        photo(segment(0xED, photoshop(iptc((2, 80, NAME), (2, 120, b"rapat"))))),
        {PERSON, TEXT},
    ),
    "a photo with a comment": (photo(segment(0xFE, NAME)), {TEXT}),
    "a photo with people in XMP": (
        photo(segment(0xE1, xmp("<rdf:Description mwg-rs:Name='Budi' mwg-rs:Type='Face'/>"))),
        {PERSON},
    ),
    "a PNG with a title": (png(chunk(b"tEXt", b"Title\0Laporan Budi")), {TEXT}),
    "a PNG with a packed comment": (png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(NAME))), {TEXT}),
    "a PNG with rights": (png(chunk(b"iTXt", b"Copyright\0\0\0\0\0Budi")), {PERSON}),
    "a WebP with XMP": (
        webp_of(riff(b"VP8 ", bytes(9)), riff(b"XMP ", xmp("<dc:rights>Budi</dc:rights>"))),
        {PERSON},
    ),
    "a scan with IPTC": (tiff([(0x83BB, 7, iptc((2, 80, NAME), (2, 90, b"Surabaya")))]), {PERSON, PLACE}),
    "a scan with IPTC as whole numbers": (tiff([(0x83BB, 4, iptc((2, 80, NAME + b"...")))]), {PERSON}),
    "a scan with a comment": (tiff([(0x9286, 7, b"ASCII\0\0\0" + NAME)]), {TEXT}),
    "a scan with keywords of Windows": (tiff([(0x9C9E, 1, "Budi".encode("utf-16-le"))]), {TEXT}),
    "a scan whose photographer is named as of late": (tiff([(0xA437, 2, NAME)]), {PERSON}),
    "a scan with the numbers of camera and lens": (
        tiff([(0xC62F, 2, b"123456"), (0xA435, 2, b"654321")]),
        {DEVICE},
    ),
    "a scan with a field that nobody knows": (tiff([(0xFDE8, 2, NAME)]), {TEXT}),
    "a scan whose second page has an artist": (tiff([(0x0100, 3, b"\7\0")], [(0x013B, 2, NAME)]), {PERSON}),
}
FILMS = {
    "sound with chapters": (film(box(b"udta", box(b"chpl", bytes(9), b"\x10Wawancara Budi"))), {TEXT}),
    "sound with chapters as QuickTime has them": (film(handler(b"text", b"SoundHandler")), {TEXT}),
    "sound with a track's title": (film(box(b"trak", box(b"udta", box(b"name", b"Rekaman Budi")))), {TEXT}),
    "sound with its maker's word for a track": (film(handler(b"soun", b"HP Budi Santoso")), {TEXT}),
    "sound whose track is named by a number": (film(handler(b"soun", b"198501012010011001")), {TEXT}),
    "a film with a letter code that nobody knows": (
        film(box(b"udta", box(b"bdsn", b"Budi Santoso"))),
        {TEXT},
    ),
    "sound with a show": (film(itunes((b"tvsh", NAME))), {TEXT}),
    "a film with a name that nobody knows": (film(apple((b"recorded_by", NAME))), {TEXT}),
}
NAMED = DOCUMENTS | PDFS | PICTURES | FILMS
HARMLESS = {
    "an author of a byte order mark": pdf(b"<</Author <FEFF>>>"),
    "an author of a byte order mark in bytes": pdf(b"<</Author (\xfe\xff)>>"),
    "an author of spaces": pdf(b"<</Author (   )>>"),
    "a title of spaces in two bytes each": pdf(b"<</Title <FEFF00200020>>>"),
    "a number where a linearised PDF has it": pdf(b"<</Linearized 1 /L 42627 /N 1 /T 42469>>"),
    "a layer": pdf(b"<</Type /OCG /Name (Layer 1)>>"),
    "a device without a name": pdf(xmp("<tiff:Make></tiff:Make><tiff:Model/>")),
    "XMP of sizes and numbers": pdf(
        xmp(
            '<rdf:Description rdf:about="uuid:f" tiff:Orientation="1" exif:ExposureTime="1/60" dc:format="image/jpeg" '
            'xmpMM:DocumentID="xmp.did:a1b2" exif:PixelXDimension="4000" xmpRights:Marked="True"/>'
        )
    ),
    "properties of a document without a word": office(
        (
            "docProps/app.xml",
            "<Properties><Template>Normal.dotm</Template><TotalTime>3</TotalTime><Pages>1</Pages><Company></Company>"
            "<ScaleCrop>false</ScaleCrop><AppVersion>16.0000</AppVersion></Properties>",
        ),
        ("docProps/core.xml", "<dc:title></dc:title><dc:creator> </dc:creator><cp:revision>2</cp:revision>"),
    ),
    "a table of a workbook": office(("xl/tables/table1.xml", '<table id="1" name="T" displayName="T"/>')),
    "a comment of a camera that left it blank": tiff([(0x9286, 7, b"ASCII\0\0\0" + bytes(200))]),
    "an artist whom a camera left blank": tiff([(0x013B, 2, b" " * 60 + bytes(4))]),
    "tags of a bare scan": tiff([(0x0100, 3, b"\7\0"), (0x8773, 7, b"profil warna"), (0x9000, 7, b"0230")]),
    "names that programs give to tracks": film(
        handler(b"soun", b"SoundHandler"),
        handler(b"vide", b"Core Media Video"),
        handler(b"soun", b"\x1dMainconcept MP4 Sound Media Handler"),
    ),
    "delays of an encoder": film(
        box(
            b"udta",
            box(
                b"meta",
                bytes(4),
                box(
                    b"ilst",
                    box(
                        b"----",
                        box(b"name", bytes(4), b"iTunSMPB"),
                        box(b"data", bytes(8), b" 00000000 00000840"),
                    ),
                ),
            ),
        )
    ),
    "a comment of nothing": photo(segment(0xFE, b"\0\0")),
}


def found_in(data: bytes, piece: int = 64 * 1024) -> set[MetadataWarning]:
    search = MetadataScanner("bukti")
    for start in range(0, len(data), piece):
        search.feed(data[start : start + piece])
    return set(search.found())


@pytest.mark.parametrize("kind", NAMED)
def test_a_file_that_names_its_maker_where_few_look_is_told_of(kind: str) -> None:
    data, expected = NAMED[kind]
    assert found_in(data) == found_in(data, 1_000) == expected


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_is_empty_or_technical_frightens_nobody(kind: str) -> None:
    assert found_in(HARMLESS[kind]) == set()


@settings(max_examples=300)
@given(
    st.sampled_from([*HARMLESS.values(), *(data for data, _found in NAMED.values() if len(data) < 9_000)]),
    st.data(),
)
def test_no_bytes_make_the_search_fail_and_no_pieces_change_what_it_finds(
    file: bytes, data: st.DataObject
) -> None:
    mutated = bytearray(file)
    for _change in range(data.draw(st.integers(1, 12))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    whole = bytes(mutated)
    assert found_in(whole, data.draw(st.integers(1, 99))) == found_in(whole)


def _bombs(name: str, unit: bytes) -> bytes:
    return office(*((f"{number}/{name}", unit * (300_000 // len(unit))) for number in range(40)))


MANY = 400_000
HOSTILE = {
    "bombs of text": lambda: _bombs("word/document.xml", b" author "),
    "bombs of attributes": lambda: _bombs("docProps/core.xml", b'<a b="c" '),
    "bombs of properties": lambda: _bombs("docProps/core.xml", b'<a:b c="1">1</a:b>'),
    "bombs of pictures": lambda: _bombs("word/media/a.jpg", b'<rdf:RDF a="b"'),
    "archives in archives": lambda: office(
        *((f"{number}.xlsx", _bombs("word/document.xml", b"x")) for number in range(2))
    ),
    "heads of parts alone": lambda: (
        b"PK\3\4\x14\0\0\0\x08\0" + (bytes(16) + b"\5\0\0\0a.xmlPK\3\4\x14\0\0\0\x08\0") * 9_000
    ),
    "notes without end": lambda: b"%PDF-1.7\n" + b"/T(a /Rect " * (MANY // 11),
    "packets without end": lambda: b"%PDF-1.7\n" + b"<dc:creator><a a=" * (MANY // 17),
    "names without end": lambda: (
        b"%PDF-1.7\n<rdf:RDF>" + (b"<" + b"a" * 60 + b":" + b"b" * 80 + b" ") * (MANY // 143)
    ),
    "authors of spaces without end": lambda: b"%PDF-1.7\n/Author(" + b" " * MANY,
    "photos without end": lambda: b"\xff\xd8\xff\xe0\0\2" * (MANY // 6),
    "directories that point at each other": lambda: tiff(
        *[[(0x014A, 4, struct.pack("<200I", *range(8, 208)))]] * 99
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_costs_little(kind: str) -> None:
    data = HOSTILE[kind]()
    before = time.process_time()
    found_in(data)
    assert time.process_time() - before < 2


BARE = {
    "bersih.pdf": pdf(b"<<>>"),
    "bersih.docx": office(("word/document.xml", "<w:document/>")),
    "bersih.odt": office(("content.xml", "<office:document-content/>"), ("meta.xml", "<office:meta/>")),
    "bersih.tif": tiff([(0x0100, 3, b"\7\0")]),
    "bersih.mp4": film(),
    "bersih.zip": office(),
    "rekaman.xyz": b"apa saja",
}


@pytest.mark.parametrize("name", BARE)
def test_of_no_file_but_a_cleaned_photo_is_it_said_that_nothing_was_found(
    inside: Reporter, name: str
) -> None:
    page = inside.attaches((name, BARE[name])).text
    assert NOT_ALL in page
    assert NOTHING_FOUND not in page


def test_of_a_photo_as_it_came_it_is_not_said_either_and_of_a_cleaned_one_it_is(inside: Reporter) -> None:
    page = inside.attaches(("foto.jpg", cleaned(jpeg())), photos=["as-they-are"]).text
    assert NOT_ALL in page
    assert NOTHING_FOUND not in page
    page = inside.attaches(("foto.jpg", jpeg())).text
    assert NOTHING_FOUND in page
    assert NOT_ALL not in page


def test_beside_what_was_found_the_page_says_that_not_all_was_searched(inside: Reporter) -> None:
    page = inside.attaches(("surat.docx", DOCUMENTS["a Word document with a tracked change"][0])).text
    assert "Di dalamnya tercatat nama pembuat atau pemiliknya." in page
    assert NOT_ALL in page


def test_a_scan_by_a_real_program_with_nothing_but_its_picture_frightens_nobody() -> None:
    for kind in ("TIFF", "JPEG", "PNG", "WEBP"):
        made = io.BytesIO()
        Image.effect_noise((99, 70), 40).convert("RGB").save(made, kind)
        assert found_in(made.getvalue()) == set()
