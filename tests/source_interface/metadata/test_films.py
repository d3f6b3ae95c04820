"""Films, sound, HEIF photos and scans tell of their maker wherever that stands."""

import struct
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from source_interface.metadata.fields import metadata_in_fields
from source_interface.metadata.films import BoxSearch
from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.scanner import WINDOW, MetadataScanner
from tests.source_interface.metadata.warnings_by_name import DEVICE, PERSON, PLACE, PROGRAM, TEXT, TIME
from tests.source_interface.reporter import Reporter


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + kind + body


def film(*inside: bytes, created: int = 0, pictures: int = 3 * WINDOW, brand: bytes = b"isom") -> bytes:
    """Return a film whose pictures come before what is told of it, and again behind it."""
    header = box(b"mvhd", struct.pack(">III", 0, created, created), bytes(88))
    moov = box(b"moov", header, box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", box(b"minf"))), *inside)
    data = box(b"mdat", bytes(pictures))
    return box(b"ftyp", brand, bytes(4)) + data + moov + data


def itunes(*entries: tuple[bytes, bytes]) -> bytes:
    values = (box(name, box(b"data", bytes(8), value)) for name, value in entries)
    return box(b"udta", box(b"meta", bytes(4), box(b"hdlr", bytes(25)), box(b"ilst", *values)))


def apple(*entries: tuple[bytes, bytes]) -> bytes:
    """Return what a telephone by Apple writes: names in one list, values in another."""
    keys = b"".join(box(b"mdta", name) for name, _value in entries)
    values = (
        box(struct.pack(">I", number), box(b"data", bytes(8), value))
        for number, (_name, value) in enumerate(entries, 1)
    )
    count = struct.pack(">II", 0, len(entries))
    return box(b"meta", box(b"hdlr", bytes(25)), box(b"keys", count, keys), box(b"ilst", *values))


def directory(*entries: tuple[int, int]) -> bytes:
    return (
        struct.pack("<H", len(entries))
        + b"".join(struct.pack("<HHII", tag, 2, 20, value) for tag, value in entries)
        + bytes(4)
    )


def tiff(picture: int, *, behind: int = 0) -> bytes:
    """Return a scan with its directories behind the picture; behind them are more bytes."""
    start = 8 + picture
    inner = start + 2 + 4 * 12 + 4
    first = directory((0x010F, 8), (0x013B, 8), (0x8769, inner), (0x8825, inner + 18))
    return (
        struct.pack("<4sI", b"II*\0", start)
        + bytes(picture)
        + first
        + directory((0x9003, 8))
        + directory((2, 8))
        + bytes(behind)
    )


def heic(exif: bytes, *, between: int = 0, kind: bytes = b"Exif", parts: int = 1) -> bytes:
    """Return a photo whose Exif stands behind its picture, without the mark that a JPEG has before it."""
    entry = box(b"infe", b"\2\0\0\0\0\1\0\0", kind, b"\0")
    ftyp, described = box(b"ftyp", b"heic", bytes(4)), box(b"iinf", bytes(4), struct.pack(">H", 1), entry)

    def meta(start: int) -> bytes:
        extents = struct.pack(">II", start, len(exif)) * parts
        place = struct.pack(">BBHHHH", 0x44, 0, 1, 1, 0, parts) + extents
        return box(b"meta", bytes(4), box(b"hdlr", bytes(25)), described, box(b"iloc", bytes(4), place))

    start = len(ftyp) + len(meta(0)) + 8 + between
    return ftyp + meta(start) + box(b"mdat", bytes(between), exif, bytes(between))


def early(*inside: bytes) -> bytes:
    """Return a photo whose data stand before the box that says what they are."""
    first = box(b"ftyp", b"heic", bytes(4)) + box(b"mdat", *inside)
    return first + heic(b"Exif\0\0").partition(b"heic\0\0\0\0")[2]


def without_sizes(items: int) -> bytes:
    """Return a photo of items that each have the most parts, which take no room in the list."""
    entry = box(b"infe", b"\2\0\0\0\0\1\0\0Exif\0")
    places = struct.pack(">BBH", 0, 0, items) + struct.pack(">HHH", 2, 0, 65_535) * items
    described = box(b"iinf", bytes(4), struct.pack(">H", 1), entry)
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(25)), described, box(b"iloc", bytes(4), places))
    return box(b"ftyp", b"heic", bytes(4)) + meta


EXIF = bytes(4) + tiff(0)
FILES = {
    "a photo by Samsung": (
        early(bytes(WINDOW), EXIF, b"Exif\0\0", tiff(3 * WINDOW)),
        {DEVICE, PERSON, PLACE, TIME},
    ),
    "a photo by Samsung with XMP": (
        early(bytes(2 * WINDOW), b"<rdf:RDF><dc:creator><rdf:Seq><rdf:li>Budi", bytes(2 * WINDOW)),
        {PERSON},
    ),
    "a photo by Samsung that has many beginnings": (
        early(bytes(2 * WINDOW), b"II*\0" * 15, EXIF, bytes(2 * WINDOW)),
        {DEVICE, PERSON, PLACE, TIME},
    ),
    "a film by an iPhone without its place": (
        film(
            apple(
                (b"com.apple.quicktime.make", b"Apple"),
                (b"com.apple.quicktime.software", b"17.4"),
                (b"com.apple.quicktime.creationdate", b"2026-05-12T08:09:10+0700"),
            ),
            brand=b"qt  ",
        ),
        {DEVICE, TIME, PROGRAM},
    ),
    "a film with its place": (film(box(b"udta", box(b"\xa9xyz", b"\0\5\x15\xc7+06.2"))), {PLACE}),
    "a film with a place by Apple": (film(apple((b"com.apple.quicktime.location.ISO6709", b"+06"))), {PLACE}),
    "a film that says only when": (film(created=3_000_000_000), {TIME}),
    "a film with its artist": (film(itunes((b"\xa9ART", b"Budi"), (b"\xa9too", b"Lavf"))), {PERSON, PROGRAM}),
    "a film with texts of QuickTime": (
        film(box(b"udta", box(b"\xa9cmt", b"\0\4\0\0rapat"), box(b"\xa9mak", b"\0\4\0\0Oppo"), bytes(4))),
        {TEXT, DEVICE},
    ),
    "a film of a telephone with 3GPP": (film(box(b"udta", box(b"auth", bytes(6), b"Budi\0"))), {PERSON}),
    "a voice memo": (
        film(itunes((b"\xa9nam", b"Jalan Merdeka 12"), (b"\xa9day", b"2026")), brand=b"M4A "),
        {TEXT, TIME},
    ),
    "sound with names of its own": (
        film(
            box(
                b"udta",
                box(
                    b"meta",
                    bytes(4),
                    box(b"hdlr", bytes(25)),
                    box(
                        b"ilst",
                        box(
                            b"----",
                            box(b"mean", bytes(4), b"com.x"),
                            box(b"name", bytes(4), b"AUTHOR"),
                            box(b"data", bytes(8), b"Budi"),
                        ),
                    ),
                ),
            )
        ),
        {PERSON},
    ),
    "an old film that begins with its pictures": (
        box(b"mdat", bytes(3 * WINDOW)) + film(apple((b"make", b"Nokia")))[16:],
        {DEVICE},
    ),
    "a raw photo": (film(box(b"uuid", bytes(16), box(b"CMT1", tiff(0)))), {PLACE, DEVICE, PERSON, TIME}),
    "a scan": (tiff(3 * WINDOW), {PLACE, DEVICE, PERSON, TIME}),
    "a scan of a middle size": (tiff(WINDOW + 4_000), {PLACE, DEVICE, PERSON, TIME}),
    "a small scan": (tiff(0), {PLACE, DEVICE, PERSON, TIME}),
    "a HEIC photo": (heic(EXIF), {PLACE, DEVICE, PERSON, TIME}),
    "a HEIC photo with Exif in its middle": (heic(EXIF, between=3 * WINDOW), {PLACE, DEVICE, PERSON, TIME}),
    "a HEIC photo with the mark before Exif": (
        heic(b"\0\0\0\6Exif\0\0" + tiff(0)),
        {PLACE, DEVICE, PERSON, TIME},
    ),
    "a HEIC photo with XMP": (
        heic(b"<dc:creator><rdf:Seq><rdf:li>Budi", kind=b"mime", between=3 * WINDOW),
        {PERSON},
    ),
    "a clean HEIC photo": (heic(bytes(4) + struct.pack("<4sIHI", b"II*\0", 8, 0, 0)), set()),
    "a clean film": (film(itunes((b"\xa9ART", b"")), box(b"udta", box(b"auth", bytes(6), b"\0"))), set()),
}
OUT_OF_REACH = {
    "a scan of several pages": (tiff(2 * WINDOW, behind=2 * WINDOW), set()),
    "a scan that was cut off": (tiff(3 * WINDOW)[:-100], set()),
    "a film that was cut off": (film(itunes((b"\xa9ART", b"Budi")))[: 2 * WINDOW], set()),
    "a film that only has pictures": (
        box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", bytes(3 * WINDOW)),
        set(),
    ),
    "a film with a picture of its cover before its artist": (
        film(itunes((b"\xa9nam", b"Rapat"), (b"covr", bytes(2 * WINDOW)), (b"\xa9ART", b"Budi"))),
        {TEXT},
    ),
    "a film with more texts than are searched": (
        film(*[box(b"udta", box(b"free", bytes(200_000)))] * 2, itunes((b"\xa9ART", b"Budi"))),
        set(),
    ),
    "a film whose sizes are wrong": (
        box(b"ftyp", b"isom", bytes(4)) + struct.pack(">I4s", 3, b"mdat") + bytes(99),
        set(),
    ),
    "a HEIC photo with its Exif in parts": (heic(EXIF, parts=2), {PLACE, DEVICE, PERSON, TIME}),
    "a HEIC photo that lacks its Exif": (heic(EXIF)[:-40], {DEVICE, PERSON}),
    "a HEIC photo with more Exif than is held": (heic(EXIF + bytes(2 * WINDOW), between=WINDOW), set()),
}


def searched(data: bytes, piece: int) -> set[MetadataWarning]:
    made = MetadataScanner("bukti")
    for start in range(0, len(data), piece):
        made.feed(data[start : start + piece])
    return set(made.found())


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("piece", [997, 64 * 1024, 1 << 30])
def test_what_is_told_of_a_film_or_a_scan_is_found_wherever_it_stands(kind: str, piece: int) -> None:
    data, expected = FILES[kind]
    assert searched(data, piece) == expected


@pytest.mark.parametrize("kind", OUT_OF_REACH)
@pytest.mark.parametrize("piece", [997, 1 << 30])
def test_where_not_everything_is_in_reach_the_rest_is_found(kind: str, piece: int) -> None:
    data, expected = OUT_OF_REACH[kind]
    assert searched(data, piece) == expected


def _without_entry_types(data: bytes) -> bytes:
    return data.replace(b"infe\2", b"infe\0")


def _in_another_file(data: bytes) -> bytes:
    return data.replace(b"\0\1\0\0\0\1\0", b"\0\1\0\1\0\1\0")


@pytest.mark.parametrize("change", [_without_entry_types, _in_another_file])
def test_items_that_are_described_in_another_way_are_passed_over(
    change: Callable[[bytes], bytes],
) -> None:
    changed = change(heic(EXIF))
    assert changed != heic(EXIF)
    assert searched(changed, 1_000) == set()


@settings(max_examples=300)
@given(st.sampled_from([data for data, _warnings in FILES.values() if len(data) < WINDOW]), st.data())
def test_no_bytes_make_the_search_fail_and_no_pieces_change_it(file: bytes, data: st.DataObject) -> None:
    mutated = bytearray(file)
    for _change in range(data.draw(st.integers(0, 12))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    whole = bytes(mutated)
    assert searched(whole, data.draw(st.integers(1, 50))) == searched(whole, 1 << 30)


def test_no_more_of_a_film_is_held_than_the_bound() -> None:
    made = BoxSearch(metadata_in_fields)
    made.feed(film() + struct.pack(">I4s", (1 << 32) - 1, b"udta"))
    for _piece in range(40):
        made.feed(bytes(64 * 1024))
        assert len(made._content) <= 2 * WINDOW
    made.finish()


@pytest.mark.parametrize(
    "data",
    [
        box(b"ftyp") + box(b"free") * 2_000_000,
        film(
            box(
                b"meta",
                box(b"hdlr", bytes(25)),
                box(b"keys", bytes(8), box(b"mdta", b"a." * 50_000)),
                box(b"ilst", box(b"\0\0\0\1", box(b"data", bytes(8), b"x")) * 5_000),
            )
        ),
        without_sizes(20_000),
        early(b"II*\0" * 500_000),
    ],
    ids=["empty boxes", "long names", "parts without a size", "beginnings in the data"],
)
def test_a_hostile_film_costs_little(data: bytes) -> None:
    before = time.process_time()
    searched(data, 64 * 1024)
    assert time.process_time() - before < 2


def test_many_items_of_a_photo_cost_little() -> None:
    entries = b"".join(
        box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), b"Exif\0") for number in range(1, 4_000)
    )
    places = b"".join(struct.pack(">HHHII", number, 0, 1, 20, 100_000) for number in range(1, 4_000))
    described = box(b"iinf", bytes(4), struct.pack(">H", 3_999), entries)
    located = box(b"iloc", bytes(4), struct.pack(">BBH", 0x44, 0, 3_999), places)
    data = box(b"ftyp", b"heic", bytes(4)) + box(b"meta", bytes(4), described, located)
    assert searched(data + box(b"mdat", bytes(200_000)), 1_000) == set()


def test_the_page_names_what_a_film_tells(inside: Reporter) -> None:
    page = inside.attaches(("rekaman.mov", FILES["a film by an iPhone without its place"][0])).text
    assert "Di dalamnya tercatat kamera atau ponsel yang dipakai." in page
    page = inside.attaches(("memo.m4a", FILES["a voice memo"][0])).text
    assert "Di dalamnya tercatat judul atau komentar." in page
