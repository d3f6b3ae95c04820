"""A stranger's file, searched for what may tell who sent it while it is on its way."""

from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.scanner import WINDOW, MetadataScanner
from tests.fuzz.target import PLANTED, Target


def run(data: bytes) -> None:
    """Whatever the pieces, the same is found, and no more is held than the window."""
    name, _line, content = data.partition(b"\n")
    found = set()
    for piece in (1, 777, max(len(content), 1)):
        search = MetadataScanner(name.decode("utf-8", "replace"))
        for start in range(0, len(content), piece):
            search.feed(content[start : start + piece])
            assert len(search._window) <= 2 * WINDOW + piece
        warnings = search.found()
        assert set(warnings) <= set(MetadataWarning)
        found.add(warnings)
    assert len(found) == 1


TARGET = Target(
    run,
    (),
    (
        b"IMG_20260512_1.jpg\n\xff\xd8\xff\xe1\0\x20Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x08\0\0\0",
        f"a@b.id\n%PDF-1.7 /Author ({PLANTED}) /Producer <41> /CreationDate (D:2026)".encode(),
        b"x\nPK\3\4\x14\0\0\0\x08\0" + bytes(16) + b"\x11\0\0\0docProps/core.xml\xb3\xb1\0",
        b"198503122010011002\n\x89PNG\r\n\x1a\n\0\0\0\x0etEXtAuthor\0Budi",
        b"f\n\0\0\0\x0cftypqt  \0\0\0\x34moov\0\0\0\x14mvhd\0\0\0\0\1\1\1\1\0\0\0\0"
        b"\0\0\0\x18udta\0\0\0\x10\xa9ART\0\4\0\0Budi",
        b"h\n\0\0\0\x0cftypheic\0\0\0\x4bmeta\0\0\0\0\0\0\0\x23iinf\0\0\0\0\0\1"
        b"\0\0\0\x15infe\2\0\0\0\0\1\0\0Exif\0\0\0\0\x1ciloc\0\0\0\0\x44\0\0\1\0\1\0\0\0\1"
        b"\0\0\0\x5f\0\0\0\x24\0\0\0\x2cmdat\0\0\0\0II*\0\x08\0\0\0\1\0\x0f\1\2\0\4\0\0\0Budi",
        b"w\nPK\3\4\x14\0\0\0\0\0"
        + bytes(8)
        + b"\x16\0\0\0\x16\0\0\0\x11\0\0\0word/document.xml w:author=\"Budi\" a=''/>",
        b"z\n%PDF-1.7 1 0 obj <</Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (Budi)>> endobj /Title <FEFF0042>",
        b"i\n\xff\xd8\xff\xfe\0\x06Budi\xff\xed\0\x21Photoshop 3.0\x008BIM\4\4\0\0\0\0\0\x09\x1c\2\x50\0\4Budi\xff\xda",
        b"m\n%PDF-1.7 <x:xmpmeta><rdf:RDF><rdf:li a:Name='Budi' b:c=\"1/60\"/><dc:rights>Budi</dc:rights></x:xmpmeta>",
        b"s\nII*\0\x08\0\0\0\1\0\xe8\xfd\2\0\4\0\0\0Budi\x1a\0\0\0\1\0\x4a\1\4\0\1\0\0\0\x08\0\0\0\0\0\0\0",
        b"k\n\0\0\0\x0cftypisom\0\0\0\x44moov\0\0\0\x3ctrak\0\0\0\x34mdia\0\0\0\x2chdlr"
        + bytes(8)
        + b"soun"
        + bytes(12)
        + b"Budi Santoso",
        b"y\nMM\0*\0\0\0\x08\xff\xff\x87\x69\0\4\0\0\0\1\0\0\0\x08",
    ),
)
