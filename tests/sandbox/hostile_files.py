"""Files that are made to break converters, or to reach out; each ends as a sentence, or is shown within the bounds."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.evidence.compound_file import compound

_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file, made for the port of a listener that nothing in it may reach. `is_long` is left to `tests.sandbox`."""

    name: str
    make: Callable[[int], Iterable[bytes]]
    is_long: bool = False


def zip_bomb(_port: int) -> list[bytes]:
    """Thousands of entries, one of them an archive of zeros."""
    inner = zlib.compressobj(9, wbits=-15)
    data = b"".join(inner.compress(bytes(_MB)) for _ in range(20)) + inner.flush()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("bom.zip", data)
        for number in range(5_000):
            written.writestr(f"{number}.txt", b"")
    return [made.getvalue()]


def word_bomb(_port: int) -> list[bytes]:
    """A document of Word whose text is 1.5 GB of spaces."""
    made = io.BytesIO(made_files.docx())
    with (
        zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as written,
        written.open("word/comments.xml", "w") as part,
    ):
        part.write(b"<w:comments>")
        for _ in range(1_500):
            part.write(b" " * _MB)
        part.write(b"</w:comments>")
    return [made.getvalue()]


def endless_beginnings(_port: int) -> list[bytes]:
    """A document of Word whose parts begin comments and changes half a million times, and end none."""
    beginning = '<w:comment w:id="0" w:author="x"><w:ins ' * 400_000
    return [made_files.docx(comments=beginning)]


def table_bomb(_port: int) -> list[bytes]:
    """A document of 30,000 nested tables, over which layout takes its time."""
    table = "<w:tbl><w:tr><w:tc>" * 3_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3_000
    return [made_files.docx(table)]


def pdf_bomb(_port: int) -> list[bytes]:
    """A page of 14,400 by 14,400 points whose drawing is 500 MB of operators, and paints itself."""
    packer = zlib.compressobj(9)
    drawing = b"".join(packer.compress(b"/F Do 0 0 m 9 9 l S " * 50_000) for _ in range(500)) + packer.flush()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://127.0.0.1/)>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 99999999>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]/Contents 4 0 R/Resources<</XObject<</F 4 0 R>>>>>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Filter/FlateDecode/Length %d>>"
        b"stream\n%s\nendstream" % (len(drawing), drawing),
    )
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj%s endobj\n" % (i, each) for i, each in enumerate(objects, 1))
    return [body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"]


def png_bomb(_port: int) -> list[bytes]:
    """A picture that claims 60,000 by 60,000 pixels, and has them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    side = 60_000
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + side)) for _ in range(2_000)) + packer.flush()
    header = side.to_bytes(4) + side.to_bytes(4) + b"\x08\0\0\0\0"
    return [b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")]


def svg_entities(port: int) -> list[bytes]:
    """A drawing of a billion laughs that also wants a picture from the network and a file of the host."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return [
        f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{entities}]>'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90">'
        f'<image xlink:href="http://127.0.0.1:{port}/x.png" width="9" height="9"/>'
        "<text>&f;&a11;</text></svg>".encode()
    ]


def svg_remote(port: int) -> list[bytes]:
    """A drawing without entities that wants pictures of the network and of the host."""
    return [
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90">'
        f'<image xlink:href="http://127.0.0.1:{port}/x.png" width="9" height="9"/>'
        '<image href="file:///etc/passwd" width="9" height="9"/><rect width="9" height="9"/></svg>'.encode()
    ]


def remote_document(port: int) -> list[bytes]:
    """A document with a remote picture, a remote template and a macro that starts by itself."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    there = f'Target="http://127.0.0.1:{port}/x" TargetMode="External"'
    drawing = (
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:90pt;height:90pt">'
        '<v:imagedata r:id="i"/></v:shape></w:pict></w:r></w:p>'
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDEPICTURE '
        f'"http://127.0.0.1:{port}/y"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    relations = (
        f'<Relationship Id="i" Type="{office}/image" {there}/>'
        f'<Relationship Id="t" Type="{office}/attachedTemplate" {there}/>'
    )
    made = io.BytesIO(made_files.docx(drawing, relations=relations))
    with zipfile.ZipFile(made, "a") as written:
        written.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1AutoOpen")
    return [made.getvalue()]


def macro_document(_port: int) -> list[bytes]:
    """A document whose macro is bound to its opening, and never ends: it is shown only because no macro runs."""
    script = 'xmlns:script="http://openoffice.org/2000/script" script:name="M" script:language="StarBasic"'
    library = 'xmlns:library="http://openoffice.org/2000/library"'
    listener = (
        '<office:scripts xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"><office:event-listeners>'
        '<script:event-listener script:language="ooo:script" script:event-name="dom:load" xlink:type="simple" '
        'xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"/>'
        "</office:event-listeners></office:scripts>"
    )
    parts = {
        "Basic/script-lc.xml": f'<library:libraries {library}><library:library library:name="Standard"/>'
        "</library:libraries>",
        "Basic/Standard/script-lb.xml": f'<library:library {library} library:name="Standard">'
        '<library:element library:name="M"/></library:library>',
        "Basic/Standard/M.xml": f"<script:module {script}>Sub Main\nDo\nLoop\nEnd Sub</script:module>",
    }
    return [
        made_files.open_document("text", "<text:p>Halo</text:p>", before=listener, parts=tuple(parts.items()))
    ]


def packed_zeros(_port: int) -> list[bytes]:
    """A compressed archive of 8 GB, whose list takes reading all of it."""
    head = tarfile.TarInfo("nol.bin")
    head.size = 8_000 * _MB
    packer = zlib.compressobj(9, wbits=31)
    beginning = packer.compress(head.tobuf()) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(_MB)) + packer.flush(zlib.Z_FULL_FLUSH)  # refers to nothing before it
    return [beginning, block * 8_000]


def many_names(_port: int) -> list[bytes]:
    """An archive of 60,000 files with long names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for number in range(60_000):
            written.writestr(f"{number:05}" + "x" * 200, b"")
    return [made.getvalue()]


def nested_mail(_port: int) -> list[bytes]:
    """A mail within a mail, 20,000 times."""
    head = (
        "From: a@contoh.example\r\nTo: b@contoh.example\r\nSubject: x\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return [(head * 20_000).encode()]


def playlist(port: int) -> list[bytes]:
    """A playlist that names a file of the host and a host of the network, behind the first bytes of a video."""
    return [
        b"\x1aE\xdf\xa3#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n"
        b"#EXTINF:1,\nhttp://127.0.0.1:%d/x.ts\n" % port
    ]


def endless_video(_port: int) -> list[bytes]:
    """A video whose header promises a year of frames of 16,384 by 16,384 pixels."""
    video = bytearray(made_files.video())
    for box, offset in ((b"mvhd", 20), (b"tkhd", 24)):
        place = video.index(box) + offset
        video[place : place + 4] = b"\x7f\xff\xff\xff"
    place = video.index(b"avc1") + 28
    video[place : place + 4] = b"\x40\x00\x40\x00"
    return [bytes(video)]


def random_bytes(beginning: bytes) -> Callable[[int], Iterator[bytes]]:
    """The first bytes of a kind, and then no more of it."""

    def make(_port: int) -> Iterator[bytes]:
        yield beginning
        for number in range(2_000):
            yield zlib.crc32(number.to_bytes(4)).to_bytes(4) * 100

    return make


def old_document(_port: int) -> list[bytes]:
    """A document of Word 97 that is one by the beginning of its stream, and random behind that."""
    return [compound({"WordDocument": b"\xec\xa5\xc1\0" + b"".join(random_bytes(b"")(0))[8:50_000]})]


FILES: Final = (
    HostileFile("an archive of thousands of files, one of them a bomb", zip_bomb),
    HostileFile("an archive of 60,000 files", many_names, is_long=True),
    HostileFile("a compressed archive of 8 GB", packed_zeros, is_long=True),
    HostileFile("a document of Word that unpacks to 1.5 GB", word_bomb, is_long=True),
    HostileFile("a document that begins comments without end", endless_beginnings, is_long=True),
    HostileFile("a document of thousands of tables", table_bomb, is_long=True),
    HostileFile("a PDF that draws itself in itself, five metres high", pdf_bomb, is_long=True),
    HostileFile("a PNG of 3.6 gigapixels", png_bomb),
    HostileFile("an SVG of a billion laughs", svg_entities),
    HostileFile("an SVG that asks the network and the host", svg_remote),
    HostileFile("a document with a remote picture and template", remote_document),
    HostileFile("a document with a macro that starts by itself", macro_document, is_long=True),
    HostileFile("an old document whose stream is random", old_document, is_long=True),
    HostileFile("a mail within a mail, 20,000 times", nested_mail),
    HostileFile("a playlist that names a file of the host", playlist),
    HostileFile("a video that promises a year of huge frames", endless_video),
    *(
        HostileFile(f"{name} of random bytes", random_bytes(beginning), is_long=True)
        for name, beginning in (
            ("a JPEG", b"\xff\xd8\xff\xe0"),
            ("a TIFF", b"II*\0"),
            ("an old document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")),
            ("an RTF", b"{\\rtf1"),
            ("a HEIC", b"\0\0\0\x18ftypheic"),
            ("an MP3", b"ID3"),
            ("a video of Matroska", b"\x1aE\xdf\xa3"),
            ("a RAR", b"Rar!\x1a\x07\x01\0"),
            ("a 7z", b"7z\xbc\xaf\x27\x1c"),
        )
    ),
)
