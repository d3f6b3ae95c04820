"""Small files of many kinds, made by the programs that people make them with; their people are made up."""

import io
import struct
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

AUTHOR = "Budi Karangan"
COMPANY = "Dinas Contoh"
COMMENTER = "Siti Rekaan"


@cache
def pdf(pages: int = 2) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(595, 842))
    canvas.setAuthor(AUTHOR)
    for page in range(1, pages + 1):
        canvas.drawString(100, 700, f"Halaman {page}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


@cache
def pdf_of_a_photo() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.drawImage(ImageReader(io.BytesIO(photo())), 0, 0)
    canvas.save()
    return made.getvalue()


@cache
def rtf() -> bytes:
    return rb"{\rtf1\ansi{\info{\author %s}{\company %s}}Halo dunia.\par}" % (
        AUTHOR.encode(),
        COMPANY.encode(),
    )


@cache
def photo(form: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A photo that tells its author, its camera and its place, in any form that Pillow writes."""
    image = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Contoh", "K1", AUTHOR
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 12.0, 0.0), 3: "E", 4: (106.0, 48.0, 0.0)})
    made = io.BytesIO()
    image.save(made, form, exif=exif)
    return made.getvalue()


@cache
def photo_with_keywords(count: int) -> bytes:
    """A photo whose XMP has so many keywords before its author."""
    words = "".join(f"<rdf:li>kata{number}</rdf:li>" for number in range(count))
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:subject><rdf:Bag>{words}</rdf:Bag></dc:subject>"
        f"<dc:creator><rdf:Seq><rdf:li>{AUTHOR}</rdf:li></rdf:Seq></dc:creator>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    made = io.BytesIO()
    Image.new("RGB", (64, 48)).save(made, "JPEG", xmp=xmp.encode())
    return made.getvalue()


@cache
def heic(pictures: int = 1) -> bytes:
    return _made_by(
        ["heif-enc", *["in.png"] * pictures, "-o", "out.heic"], "in.png", photo("PNG"), "out.heic"
    )


@cache
def video(seconds: int = 2) -> bytes:
    picture = ("-f", "lavfi", "-i", f"testsrc=size=64x48:rate=5:duration={seconds}")
    tone = ("-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}")
    return _made_by(["ffmpeg", "-v", "error", *picture, *tone, "out.mp4"], "in", b"", "out.mp4")


@cache
def tone(seconds: int = 2, ending: str = "mp3", title: str = "", author: str = "") -> bytes:
    named = ("-metadata", f"title={title}", "-metadata", f"artist={author}")
    source = ("-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", *named)
    return _made_by(["ffmpeg", "-v", "error", *source, f"out.{ending}"], "in", b"", f"out.{ending}")


@cache
def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name in names:
            written.writestr(name, b"isi")
    return made.getvalue()


@cache
def seven_zip(name: str) -> bytes:
    return _made_by(["bsdtar", "--format", "7zip", "-cf", "out.7z", name], name, b"isi", "out.7z")


@cache
def rar(name: str, content: bytes = b"isi") -> bytes:
    """An archive of RAR 4 that stores one file: no free program writes them."""

    def block(kind: int, flags: int, rest: bytes, data: bytes = b"") -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    sizes = struct.pack(
        "<IIBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0, 20, 0x30, len(name), 0o100644
    )
    file = block(0x74, 0x8000, sizes + name.encode(), content)
    return b"Rar!\x1a\x07\0" + block(0x73, 0, bytes(6)) + file + block(0x7B, 0x4000, b"")


@cache
def packed_tar(content: bytes) -> bytes:
    """A compressed archive of two files, of which the first has this content."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as written:
        for name, data in (("satu.pdf", content), ("dua.txt", b"isi")):
            head = tarfile.TarInfo(name)
            head.size = len(data)
            written.addfile(head, io.BytesIO(data))
    return made.getvalue()


@cache
def slides(text: str = "Rapat") -> bytes:
    """A presentation of one slide, of black letters alone: programs differ in how they draw a frame without a style."""
    style = (
        '<style:style style:name="polos" style:family="graphic">'
        '<style:graphic-properties draw:fill="none" draw:stroke="none"/>'
        '<style:text-properties fo:color="#000000" '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"/></style:style>'
    )
    box = (
        '<draw:frame draw:style-name="polos" svg:width="10cm" svg:height="3cm" svg:x="2cm" svg:y="2cm" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">'
        f"<draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"
    )
    return open_document("presentation", f'<draw:page draw:name="Satu">{box}</draw:page>', style)


def saved_by_libreoffice(content: bytes, before: str, after: str) -> bytes:
    """A document as LibreOffice saves it in another format."""
    with TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", after]
        return _made_by([*command, f"in.{before}"], f"in.{before}", content, f"in.{after}")


@cache
def docx(document: str = "", *, relations: str = "", photo: bytes = b"", **parts: str) -> bytes:
    """A document of Word with this body, maybe a photo, and other parts: `comments` is word/comments.xml."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    core = f"{package}/metadata/core-properties"
    content = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType='
        '"application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="a" Type="{office}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="b" Type="{package}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator>{AUTHOR}</dc:creator><cp:lastModifiedBy>{COMMENTER}</cp:lastModifiedBy></cp:coreProperties>",
        "word/document.xml": f'<w:document xmlns:w="{word}" xmlns:r="{office}"><w:body><w:p><w:r><w:t>Halo dunia.</w:t>'
        f"</w:r></w:p>{document}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
    }
    content |= {
        f"word/{name}.xml": f'<w:{name} xmlns:w="{word}">{xml}</w:{name}>' for name, xml in parts.items()
    }
    return _zipped(content | ({"word/media/image1.jpeg": photo} if photo else {}))


@cache
def xlsx() -> bytes:
    """A workbook with a hidden sheet, and a comment by a colleague."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData></worksheet>'
    overrides = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{kind}.{name}+xml"/>'
        for part, name in (("workbook", "sheet.main"), ("sheet1", "worksheet"), ("sheet2", "worksheet"))
    )
    relations = "".join(
        f'<Relationship Id="s{number}" Type="{office}/worksheet" Target="sheet{number}.xml"/>'
        for number in (1, 2)
    )
    return _zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{overrides}</Types>",
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="a" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Terbuka" sheetId="1" r:id="s1"/>'
            '<sheet name="Gaji &amp; tunjangan" sheetId="2" state="hidden" r:id="s2"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
            "xl/sheet1.xml": sheet,
            "xl/sheet2.xml": sheet,
            "xl/comments1.xml": f"<comments><authors><author>{COMMENTER}</author></authors></comments>",
        }
    )


@cache
def open_document(
    kind: str, body: str, styles: str = "", before: str = "", parts: tuple[tuple[str, str], ...] = ()
) -> bytes:
    """An OpenDocument file of this kind (text, spreadsheet, presentation), with elements before its body, and parts."""
    names = ("office", "text", "table", "style", "manifest")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    spaces += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    return _zipped(
        {
            "mimetype": media_type,
            "content.xml": f'<office:document-content {spaces} office:version="1.3">'
            f"{before}<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
            "META-INF/manifest.xml": f'<manifest:manifest {spaces} manifest:version="1.3">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media_type}"/>'
            + "".join(
                f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
                for name in ("content.xml", *dict(parts))
            )
            + "</manifest:manifest>",
        }
        | dict(parts)
    )


def _zipped(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return made.getvalue()


def mail(body: str = "Isi surat.", attached: str = "lampiran.pdf") -> bytes:
    return (
        f"From: {AUTHOR} <budi@contoh.example>\r\nTo: siti@contoh.example\r\nSubject: Perihal\r\n"
        "Date: Mon, 02 Mar 2026 10:00:00 +0700\r\nX-Mailer: Surat 1.0\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        f"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
        f'--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="{attached}"\r\n\r\n'
        "isi\r\n--x--\r\n"
    ).encode()


_SENT = f"From: {AUTHOR} <budi@contoh.example>\r\nTo: siti@contoh.example\r\nSubject: Perihal\r\nMIME-Version: 1.0\r\n"


def mail_of(content_type: str, *parts: str) -> bytes:
    """A mail with this type of content, and the parts of it where it has several."""
    if not parts:
        return f"{_SENT}Content-Type: {content_type}\r\n\r\nMIIB\r\n".encode()
    return f"{_SENT}{multipart(content_type, *parts)}".encode()


def multipart(content_type: str, *parts: str) -> str:
    """A part of a mail with parts of its own, each a header of its type and a body."""
    border = f"b{len(parts)}{len(''.join(parts))}"
    inside = "".join(f"--{border}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: {content_type}; boundary="{border}"\r\n\r\n{inside}--{border}--\r\n'


def _made_by(command: list[str], entry: str, content: bytes, product: str) -> bytes:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / entry).write_bytes(content)
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return (folder / product).read_bytes()
