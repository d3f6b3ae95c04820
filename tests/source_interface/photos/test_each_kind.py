"""Each kind of photo: what is left of it, byte for byte, and what is refused."""

import struct
import time
import tracemalloc
import zlib

import pytest

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import IsoBox
from source_interface.photos.cleaner import HEIC, PhotoCleaner, kind_of
from source_interface.photos.extents import Extent, gaps
from source_interface.photos.heif_items import forget_location, read_locations
from source_interface.photos.icc import clean_profile
from source_interface.photos.orientation import kept_exif
from tests.source_interface.photos import samples
from tests.source_interface.photos.samples import (
    CODED,
    FRAME,
    FTYP,
    IHDR,
    PICTURE,
    PIXELS,
    PNG_SIGNATURE,
    PROGRESSIVE,
    SCAN,
    SECOND_SCAN,
    SECRET,
    SEQUENTIAL,
    box,
    chunk,
    cleaned,
    frame,
    frame_data,
    frames,
    heif,
    jpeg,
    png,
    profile,
    riff,
    segment,
    webp,
    webp_of,
)

INDEXED = struct.pack(">IIBBBBB", 2, 1, 1, 3, 0, 0, 0)
WHOLE_SCAN = b"\1\1\0\0\x3f\0"
TWO = FRAME[:5] + b"\2" + FRAME[6:] + b"\2\x11\0"
PNG_EXIF = samples.exif(order=">")
PROFILE = SECRET + b"\0\0" + zlib.compress(profile())
TAIL = b"\xff\xd8\xff\xe1" + SECRET


def with_scan(*scans: bytes) -> bytes:
    """A progressive JPEG file of these scans alone."""
    frame_of_one = b"\xff\xd8" + segment(PROGRESSIVE, FRAME)
    return frame_of_one + b"".join(segment(0xDA, scan) + CODED for scan in scans) + b"\xff\xd9"


ANIMATED = riff(b"VP8X", b"\2" + bytes(9))
ANIMATION = riff(b"ANIM", bytes(6))
MOVING = riff(b"ANMF", bytes(16) + riff(b"VP8 ", b"gambar"))
ALPHA, STILL = riff(b"ALPH", b"tembus"), riff(b"VP8 ", b"gambar")


def test_of_a_jpeg_file_the_picture_its_colours_and_its_orientation_are_left() -> None:
    assert cleaned(jpeg(tail=TAIL)) == samples.clean_jpeg_file()


def test_of_a_png_file_the_picture_its_colours_and_its_orientation_are_left() -> None:
    assert cleaned(png(tail=TAIL)) == samples.clean_png_file()


def test_in_a_webp_file_the_rest_is_overwritten_and_nothing_follows_its_end() -> None:
    assert len(samples.clean_webp_file()) == len(webp())
    assert cleaned(webp(tail=TAIL)) == samples.clean_webp_file()


@pytest.mark.parametrize("picture", [STILL, ALPHA + STILL, riff(b"VP8L", b"gambar")])
def test_of_a_still_webp_file_the_picture_and_its_transparency_are_left(picture: bytes) -> None:
    head = riff(b"VP8X", bytes(10))
    assert cleaned(webp_of(head, picture, riff(b"beda", b"rahasia!"))) == webp_of(
        head, picture, riff(b"JUNK", bytes(8))
    )


def test_in_a_heif_file_the_rest_is_overwritten_where_it_stands() -> None:
    data = cleaned(heif())
    assert len(data) == len(heif())
    assert SECRET in heif()
    for trace in (
        SECRET,
        SECRET[:2],
        b"Exif",
        b"mime",
        b"thmb",
        b"cdsc",
        b"udes",
        b"uuid",
        b"mpvd",
        b"ABCD",
        b"CANO",
    ):
        assert trace in heif()
        assert trace not in data
    at = heif().index(PICTURE)
    assert data[at : at + len(PICTURE)] == PICTURE
    assert not data[at + len(PICTURE) : at + len(PICTURE) + 4 * len(SECRET)].strip(b"\0")
    assert profile(clean=True) in data
    for item in (2, 3, 4):  # forgotten ones lie at the file's beginning, and are one byte long
        assert struct.pack(">HHHII", item, 0, 1, 0, 1) in data


def test_a_colour_profile_keeps_its_colours_and_names_nobody() -> None:
    assert clean_profile(profile()) == profile(clean=True)


def test_a_text_of_a_colour_profile_that_is_too_short_to_be_empty_becomes_zeros() -> None:
    head = profile()[:128] + b"\0\0\0\1desc" + struct.pack(">II", 144, 12)
    assert clean_profile(head + b"desc" + bytes(8) + SECRET)[144:] == bytes(12 + len(SECRET))


@pytest.mark.parametrize("start", [b"\0\0\0\xa9", b"\0\0\0\xbe"])
def test_a_colour_profile_whose_tags_share_a_part_of_their_bytes_is_refused(start: bytes) -> None:
    data = profile().replace(b"desc\0\0\0\xc0", b"desc" + start)
    assert data != profile()
    with pytest.raises(PhotoNotCleanedError):
        clean_profile(data)


def test_tags_of_a_colour_profile_may_share_all_their_bytes() -> None:
    twice = profile().replace(b"dmdd\0\0\0\xd8", b"gXYZ\0\0\0\xa8")
    shared = profile(clean=True)[:156] + b"gXYZ\0\0\0\xa8\0\0\0\x18" + profile(clean=True)[168:]
    assert clean_profile(twice) == shared.replace(b"\0\0\0\2rXYZ", b"\0\0\0\3rXYZ")


@pytest.mark.parametrize(
    ("colour", "length"),
    [
        (b"XYZ ", 20),
        (b"sf32", 44),
        (b"curv\0\0\0\0\0\0\0\2", 16),
        (b"para\0\0\0\0\0\3\0\0", 32),
        (b"para\0\0\0\0\0\4\0\0", 40),
        (b"cicp", 12),
        (b"mft2\0\0\0\0\1\1\2".ljust(48, b"\0") + b"\0\1\0\1", 60),
        (b"text", 0),
    ],
)
def test_of_a_colour_what_its_type_has_is_left(colour: bytes, length: int) -> None:
    content = colour.ljust(60, b"\1")
    head = profile()[:128] + b"\0\0\0\1rTRC" + struct.pack(">II", 144, 60)
    kept = content[:4] + bytes(4) + content[8:]
    if colour.startswith(b"para"):  # two bytes behind its function are reserved
        kept = kept[:10] + bytes(2) + kept[12:]
    elif colour.startswith(b"mft2"):
        kept = kept[:11] + bytes(1) + kept[12:]
    assert clean_profile(head + content)[144:] == kept[:length].ljust(60, b"\0")


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("value", range(10))
def test_the_orientation_is_read_in_both_orders_and_only_if_there_is_such_a_one(
    order: str, value: int
) -> None:
    turned = samples.only_orientation(value, order=order) if 2 <= value <= 8 else b""
    assert kept_exif(samples.exif(value, order=order), (8, 8)) == turned


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"II*\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\4\0\0\0" + b"\xff" * 40,
    ],
)
def test_exif_that_points_nowhere_has_no_orientation(exif: bytes) -> None:
    assert kept_exif(exif, (8, 8)) == b""


def test_a_progressive_picture_may_be_coded_bit_by_bit() -> None:
    data = with_scan(SCAN[:-1] + b"\2", SCAN[:-1] + b"\x21", SCAN[:-1] + b"\x10", SECOND_SCAN)
    assert cleaned(data) == data


def test_components_of_one_name_are_refused() -> None:
    """Browsers decode another one than the next of that name, with tables that were left out."""
    twins = segment(PROGRESSIVE, FRAME[:5] + b"\2" + FRAME[6:] * 2)
    for scan in (b"\2\1\0\1\0\0\0\0", b"\1\1\0\0\0\0"):
        with pytest.raises(PhotoNotCleanedError):
            cleaned(with_scan(scan).replace(segment(PROGRESSIVE, FRAME), twins))


def test_components_of_a_scan_stand_in_the_order_of_the_frame() -> None:
    pair = segment(PROGRESSIVE, FRAME[:5] + b"\2" + FRAME[6:] + b"\2" + FRAME[7:])
    ordered, turned = (
        with_scan(scan).replace(segment(PROGRESSIVE, FRAME), pair)
        for scan in (b"\2\1\0\2\0\0\0\0", b"\2\2\0\1\0\0\0\0")
    )
    assert cleaned(ordered) == ordered
    with pytest.raises(PhotoNotCleanedError):
        cleaned(turned)


def test_an_upright_photo_gets_no_exif_at_all() -> None:
    assert b"Exif" not in cleaned(jpeg().replace(samples.exif(), samples.exif(1)))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xd8", id="nothing"),
        pytest.param(jpeg()[:-2], id="no end"),
        pytest.param(b"\xff\xd8\xff\xd9", id="no picture"),
        pytest.param(b"\xff\xd8" + segment(0xDA, SCAN) + CODED + b"\xff\xd9", id="a scan before its frame"),
        pytest.param(jpeg(extra=b"\xff\xd8"), id="a second beginning"),
        pytest.param(jpeg(extra=b"\xff\xfe\0\1"), id="a length below its own"),
        pytest.param(jpeg(extra=segment(0xDB, bytes(64))), id="a table that is too short"),
        pytest.param(jpeg(extra=segment(0xC4, bytes(17) + SECRET)), id="bytes behind a table"),
        pytest.param(jpeg(extra=segment(0xC0, FRAME + SECRET)), id="bytes behind a frame"),
        pytest.param(jpeg(extra=segment(0xC0, FRAME)), id="a second frame"),
        pytest.param(jpeg(extra=segment(0xDA, SCAN + SECRET)), id="bytes behind the head of a scan"),
        pytest.param(jpeg(extra=segment(0xDA, SCAN) + CODED), id="a scan twice"),
        pytest.param(
            with_scan(b"\2\1\0\2\0\1\x3f\0").replace(segment(PROGRESSIVE, FRAME), segment(PROGRESSIVE, TWO)),
            id="AC of two components at once",
        ),
        pytest.param(with_scan(b"\1\1\0\0\0\x10"), id="bits of what is not coded yet"),
        pytest.param(with_scan(b"\1\1\0\0\x3f\0"), id="all of a progressive picture at once"),
        pytest.param(with_scan(b"\1\1\0\1\x40\0"), id="a 65th coefficient"),
        pytest.param(with_scan(SCAN[:-1] + b"\2", SCAN[:-1] + b"\x20"), id="two bits at once"),
        pytest.param(with_scan(SCAN[:-1] + b"\2", SCAN[:-1] + b"\x10"), id="bits that are left for later"),
        pytest.param(with_scan(b"\2\1\0\1\0\0\0\0"), id="a component twice in a scan"),
        pytest.param(jpeg(extra=segment(0xDA, b"\1\2\0\0\0\0") + CODED), id="a scan of an unknown component"),
        pytest.param(
            b"\xff\xd8" + segment(SEQUENTIAL, FRAME) + 2 * (segment(0xDA, WHOLE_SCAN) + CODED) + b"\xff\xd9",
            id="a picture twice",
        ),
        pytest.param(
            jpeg().replace(
                segment(PROGRESSIVE, FRAME), segment(PROGRESSIVE, FRAME[:5] + b"\5" + FRAME[6:] * 5)
            ),
            id="five components",
        ),
        pytest.param(jpeg(extra=segment(0xDB, b"\4" + bytes(64))), id="a fifth table"),
        pytest.param(jpeg(extra=segment(0xCC, SECRET)), id="half a condition of arithmetic coding"),
        pytest.param(jpeg(extra=segment(0xDC, SECRET)), id="many lines"),
        pytest.param(
            jpeg(extra=segment(0xE2, b"ICC_PROFILE\0\2\2" + profile()[100:])),
            id="a piece of a profile that comes twice",
        ),
        pytest.param(jpeg(extra=segment(0xDD, SECRET)), id="a long restart interval"),
        pytest.param(jpeg(extra=segment(0xF0, SECRET)), id="an unknown segment"),
        pytest.param(
            jpeg().replace(b"\xff\0", b"\xff\1"), id="a mark in a scan behind which programs may go on"
        ),
        pytest.param(jpeg(extra=segment(0xDE, SECRET)), id="a hierarchy"),
        pytest.param(jpeg(extra=segment(0xFE, b"") * 5_000), id="thousands of segments"),
        pytest.param(png()[:-1], id="png without its last byte"),
        pytest.param(png().replace(b"\r\n\x1a\n", b"\n\n\x1a\n"), id="a damaged signature"),
        pytest.param(PNG_SIGNATURE + chunk(b"IHDR", IHDR) + chunk(b"IEND", b""), id="png without a picture"),
        pytest.param(PNG_SIGNATURE + chunk(b"IDAT", b"") + chunk(b"IEND", b""), id="png without a header"),
        pytest.param(png(extra=chunk(b"IHDR", IHDR)), id="two headers"),
        pytest.param(png(extra=chunk(b"sRGB", SECRET)), id="a long sRGB"),
        pytest.param(png(extra=chunk(b"tRNS", SECRET)), id="a long transparency"),
        pytest.param(
            png()
            .replace(chunk(b"IHDR", IHDR), chunk(b"IHDR", INDEXED) + chunk(b"PLTE", b"abcdef"))
            .replace(chunk(b"gAMA", b"\0\0\xb1\x8f"), chunk(b"tRNS", bytes(3))),
            id="transparency of more colours than there are",
        ),
        pytest.param(png(extra=chunk(b"sBIT", b"\1\2")), id="depths of other colours"),
        pytest.param(png(extra=chunk(b"IDAT", PIXELS) + chunk(b"tEXt", b"")), id="a second run of data"),
        pytest.param(
            png().replace(chunk(b"IHDR", IHDR), chunk(b"IHDR", IHDR)[:-1] + b"!"), id="a wrong checksum"
        ),
        pytest.param(
            png().replace(chunk(b"IHDR", IHDR), chunk(b"IHDR", IHDR[:9] + b"\1\0\0\0")), id="no colours"
        ),
        pytest.param(
            png().replace(chunk(b"iCCP", PROFILE), chunk(b"iCCP", SECRET)), id="a profile that is none"
        ),
        pytest.param(png(extra=chunk(b"gAMA", SECRET[:4])), id="a second gamma"),
        pytest.param(png(extra=chunk(b"iCCP", PROFILE)), id="a second profile"),
        pytest.param(png(extra=chunk(b"acTL", b"\0\0\0\2" + SECRET[:4])), id="a second number of frames"),
        pytest.param(png(late=chunk(b"tRNS", SECRET[:2])), id="transparency behind the picture"),
        pytest.param(png(late=chunk(b"cHRM", SECRET * 2 + SECRET[:10])), id="colours behind the picture"),
        pytest.param(png(late=chunk(b"PLTE", SECRET + b"!")), id="a palette behind the picture"),
        pytest.param(
            png()
            .replace(chunk(b"IHDR", IHDR), chunk(b"IHDR", INDEXED) + chunk(b"PLTE", b"abcdef") * 2)
            .replace(chunk(b"gAMA", b"\0\0\xb1\x8f"), b""),
            id="a second palette",
        ),
        pytest.param(
            png().replace(frame_data(1), frame_data(1) + chunk(b"tEXt", b"") + frame_data(2)),
            id="data of a frame behind another chunk",
        ),
        pytest.param(png().replace(frames(1), frames(0) + frames(1)), id="no frames, and then one"),
        pytest.param(
            png().replace(frames(1), frame(0) + frames(1)), id="a frame before the number of frames"
        ),
        pytest.param(
            png().replace(frames(1), frame_data(0) + frames(1)), id="data before the number of frames"
        ),
        pytest.param(png().replace(frame(0), b""), id="data of no frame"),
        pytest.param(png(late=frame(0) + frame_data(1)), id="a frame twice"),
        pytest.param(
            png().replace(frame_data(1), frame_data(1) + frame_data(3)), id="a number that is left out"
        ),
        pytest.param(
            png().replace(frame_data(1), frame_data(1) + frame(2) + frame_data(3)), id="more frames"
        ),
        pytest.param(png().replace(frame_data(1), b""), id="a frame without data"),
        pytest.param(png().replace(frame(0), frame(0, left=1)), id="a frame outside of the picture"),
        pytest.param(png().replace(frame(0), frame(0, width=0)), id="a frame without width"),
        pytest.param(png().replace(frame(0), frame(0, dispose=3)), id="a frame that ends in an unknown way"),
        pytest.param(png(extra=frame(0, width=1)), id="a picture smaller than itself"),
        pytest.param(png(extra=chunk(b"cHRM", bytes(32))[:-1] + b"!"), id="colours with a wrong checksum"),
        pytest.param(
            png().replace(chunk(b"iCCP", PROFILE), chunk(b"iCCP", PROFILE)[:-1] + b"!"),
            id="a damaged profile",
        ),
        pytest.param(
            png().replace(chunk(b"eXIf", PNG_EXIF), chunk(b"eXIf", PNG_EXIF)[:-1] + b"!"), id="a damaged eXIf"
        ),
        pytest.param(png(extra=chunk(b"ABCD", SECRET)), id="an unknown chunk that the picture needs"),
        pytest.param(png(extra=struct.pack(">I", 1 << 31) + b"teXt"), id="a chunk of 2 GiB"),
        pytest.param(png(extra=chunk(b"tEXt", b"") * 6_000), id="thousands of chunks"),
        pytest.param(webp()[:-1], id="webp without its last byte"),
        pytest.param(webp_of(riff(b"VP8X", bytes(10))), id="webp without a picture"),
        pytest.param(webp_of(ANIMATED, STILL), id="an animation without frames"),
        pytest.param(webp_of(STILL, riff(b"ANIM", SECRET[:6])), id="a still picture with an animation"),
        pytest.param(
            webp_of(riff(b"VP8X", bytes(10)), ANIMATION, MOVING), id="frames that no head announces"
        ),
        pytest.param(webp_of(ANIMATED, MOVING), id="frames without an animation"),
        pytest.param(webp_of(ANIMATED, MOVING, ANIMATION), id="frames before their animation"),
        pytest.param(webp(extra=b"abcd\xff\xff\xff\xff"), id="a chunk of 4 GiB in a short file"),
        pytest.param(
            webp(extra=riff(b"ANMF", bytes(16) + b"VP8 \xff\0\0\0")), id="a chunk longer than its frame"
        ),
        pytest.param(
            b"RIFF" + struct.pack("<I", len(STILL) + 2) + webp_of(STILL)[8:],
            id="a chunk beyond the end of its file",
        ),
        pytest.param(webp_of(ALPHA, STILL, riff(b"VP8L", SECRET)), id="a second picture"),
        pytest.param(webp(extra=riff(b"VP8 ", SECRET)), id="a picture beside frames"),
        pytest.param(webp(extra=riff(b"ALPH", SECRET)), id="transparency beside frames"),
        pytest.param(webp_of(ALPHA, riff(b"ALPH", SECRET), STILL), id="a second transparency"),
        pytest.param(jpeg(extra=segment(0xC4, b"\2" + b"\x11" * 16 + bytes(272))), id="too many codes"),
        pytest.param(jpeg(extra=segment(0xCC, b"\0\x12")), id="bounds in the wrong order"),
        pytest.param(png(extra=chunk(b"te\0t", b"")), id="a chunk whose name has no four letters"),
        pytest.param(webp_of(STILL, riff(b"ALPH", SECRET)), id="transparency behind its picture"),
        pytest.param(webp_of(riff(b"ALPH", SECRET), riff(b"VP8L", b"ab")), id="transparency told twice"),
        pytest.param(webp_of(riff(b"ALPH", SECRET)), id="transparency of no picture"),
        pytest.param(webp(extra=riff(b"ANMF", bytes(16))), id="a frame without a picture"),
        pytest.param(webp_of(riff(b"VP8X", SECRET), STILL), id="a long VP8X"),
        pytest.param(webp_of(riff(b"VP8X", b"\1" + bytes(9)), STILL), id="an unknown flag in VP8X"),
        pytest.param(webp_of(riff(b"ICCP", SECRET), STILL), id="webp with a profile that is none"),
        pytest.param(
            webp(extra=riff(b"ANMF", bytes(16) + riff(b"ALPH", SECRET))), id="a frame of transparency alone"
        ),
        pytest.param(
            webp(extra=riff(b"ANMF", bytes(16) + riff(b"VP8 ", b"ab") + riff(b"VP8 ", SECRET))),
            id="a second picture in a frame",
        ),
        pytest.param(heif()[:-1], id="heif without its last byte"),
        pytest.param(FTYP, id="heif without boxes"),
        pytest.param(heif(shift=1), id="exif in the picture"),
        pytest.param(
            heif(thumbnail=b"auxl", items=((1, b"jpeg"), (2, b"Exif"), (3, b"x"), (4, b"y"))), id="jpeg"
        ),
        pytest.param(heif(items=((1, b"hvc1"),) * 4), id="an item twice"),
        pytest.param(
            heif(items=((1, b"grid"), (2, b"Exif"), (3, b"hvc1"), (4, b"mime"))), id="bytes behind a grid"
        ),
        pytest.param(heif(essential=0x80), id="a property that readers must know"),
        pytest.param(
            heif(items=((1, b"avc1"), (2, b"Exif"), (3, b"hvc1"), (4, b"mime"))),
            id="what decodes another kind of picture",
        ),
        pytest.param(heif().replace(b"mdcv", b"auxC"), id="an auxiliary picture of two kinds"),
        pytest.param(
            heif().replace(b"auxC" + bytes(4) + SECRET + b"\0", b"auxC" + bytes(4) + SECRET + b"x"),
            id="an auxiliary picture of a kind without an end",
        ),
        pytest.param(
            heif().replace(struct.pack(">HHH", 3, 1, 1), struct.pack(">HHH", 1, 1, 3)),
            id="a main picture that is a thumbnail",
        ),
        pytest.param(
            heif(thumbnail=b"dimg", items=((1, b"iovl"), (2, b"Exif"), (3, b"hvc1"), (4, b"mime")))
            .replace(struct.pack(">HHH", 3, 1, 1), struct.pack(">HHH", 1, 1, 3))
            .replace(b"cdsc" + struct.pack(">HHH", 2, 1, 1), b"thmb" + struct.pack(">HHH", 3, 1, 1)),
            id="a part of the picture that is a thumbnail",
        ),
        pytest.param(heif().replace(b"mif1heic", b"aviftmap"), id="a gain map in an AVIF"),
        pytest.param(heif(handler=b"vide"), id="a film"),
        pytest.param(heif() + box(b"moov", SECRET), id="a sequence"),
        pytest.param(heif() + SECRET, id="bytes behind the boxes"),
        pytest.param(FTYP + heif()[len(FTYP) :].replace(b"mdat", b"skip"), id="heif without its data"),
        pytest.param(
            FTYP + box(b"mdat", SECRET) + heif()[len(FTYP) :], id="data where its description does not say"
        ),
    ],
)
def test_a_file_that_cannot_be_cleaned_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoNotCleanedError):
        cleaned(data)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            frames(2), frame(0) + frame(1) + frame_data(2), id="a frame without data before another"
        ),
        pytest.param(
            frames(2) + frame(0, width=1), frame(1) + frame_data(2), id="a picture outside of its frame"
        ),
        pytest.param(frames(2) + frame(0) + frame(1), frame_data(2), id="two heads of one picture"),
        pytest.param(frames(1), frame_data(0), id="data without a head"),
        pytest.param(frames(2) + frame(0), frame_data(1), id="data of the picture a second time"),
        pytest.param(
            frames(2) + frame(0) + frame_data(1), frame(2) + frame_data(3), id="data before the picture"
        ),
        pytest.param(frames(1), frame(0)[:-1] + b"!" + frame_data(1), id="a head with a wrong checksum"),
    ],
)
def test_an_animation_with_frames_that_no_program_shows_is_refused(before: bytes, after: bytes) -> None:
    head, picture, end = (
        chunk(kind, body) for kind, body in ((b"IHDR", IHDR), (b"IDAT", PIXELS), (b"IEND", b""))
    )
    assert cleaned(PNG_SIGNATURE + head + picture + end)
    with pytest.raises(PhotoNotCleanedError):
        cleaned(PNG_SIGNATURE + head + before + picture + after + end)


def test_parts_of_a_box_beyond_its_end_are_refused_before_anything_is_as_long() -> None:
    for kept in ([Extent(1 << 60, 1 << 61)], [Extent(0, 2), Extent(9, 11)]):
        with pytest.raises(PhotoNotCleanedError):
            next(gaps(kept, 10))
    assert list(gaps([Extent(2, 4)], 10)) == [Extent(0, 2), Extent(4, 10)]


@pytest.mark.parametrize("brand", [b"avci", b"jpeg", b"vvic", b"miaf", b"mif3", b"msf1"])
def test_a_file_that_says_it_is_heif_is_never_kept_as_it_came(brand: bytes) -> None:
    data = box(b"ftyp", brand + bytes(4) + brand)
    assert kind_of(data) is HEIC
    with pytest.raises(PhotoNotCleanedError):
        cleaned(data + box(b"mdat", SECRET))


def test_a_heif_picture_that_is_the_same_as_another_has_no_data_of_its_own() -> None:
    data = heif(items=((1, b"iden"), (2, b"Exif"), (3, b"hvc1"), (4, b"mime")))
    assert PICTURE in data
    assert PICTURE not in cleaned(data)


def test_an_item_that_is_forgotten_lies_in_the_first_byte_of_the_file() -> None:
    described = struct.pack(">HIII", 2, 3, 50, 60) + struct.pack(">III", 4, 70, 80)
    place = struct.pack(">HHI", 1, 0, 9)
    data = bytearray(box(b"iloc", b"\1\0\0\0\x44\x44", b"\0\1\0\7", place, described))
    forget_location(data, read_locations(data, IsoBox(b"iloc", 0, 8, len(data)))[7])
    forgotten = struct.pack(">HIII", 2, 0, 0, 1) + struct.pack(">III", 0, 0, 1)
    assert data == box(b"iloc", b"\1\0\0\0\x44\x44", b"\0\1\0\7", bytes(8), forgotten)


def test_of_a_heif_file_a_further_picture_is_kept_unless_it_is_hidden() -> None:
    shown, hidden = (heif(thumbnail=b"abcd", flags=flags, traces=b"gambar kedua") for flags in (0, 1))
    assert cleaned(shown).count(b"gambar kedua") == 1
    assert b"gambar kedua" not in cleaned(hidden)
    assert b"\2\0\0\1" + struct.pack(">HH", 3, 0) + b"free" in cleaned(hidden)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"%PDF-1.7",
        b"RIFF\0\0\0\0WAVE",
        b"\0\0\0\x18ftypisom\0\0\0\0mp42isom",
        b"GIF89a",
        b"II*\0" + SECRET,
        b"x" * 3_000 + jpeg(),
    ],
)
def test_every_other_file_arrives_as_it_came(data: bytes) -> None:
    assert cleaned(data) == data
    assert cleaned(data, 1) == data


@pytest.mark.parametrize(
    ("beginning", "body"),
    [
        (jpeg()[: -len(CODED) - 2], b"\xff\0" * 32_768),
        (PNG_SIGNATURE + chunk(b"IHDR", IHDR) + b"\x7f\xff\xff\xffteXt", bytes(65_536)),
        (b"RIFF\xfe\xff\xff\xffWEBP" + b"abcd\xf0\xff\xff\xff", bytes(65_536)),
        (FTYP + b"\0\0\0\1free" + b"\0\0\0\4" + bytes(4), bytes(65_536)),
    ],
)
def test_a_part_without_end_is_never_held_in_memory(beginning: bytes, body: bytes) -> None:
    cleaner = PhotoCleaner()
    cleaner.feed(beginning)
    for _ in range(100):
        cleaner.feed(body)
        assert len(cleaner._reader._arrived) <= len(body)
        assert len(cleaner._head) <= 2 * len(body)


@pytest.mark.parametrize("beginning", [jpeg()[: -len(CODED) - 2], jpeg()[:2]])
def test_fill_bytes_without_end_are_never_held_in_memory(beginning: bytes) -> None:
    cleaner, body = PhotoCleaner(), b"\xff" * 65_536
    cleaner.feed(beginning + bytes(2_000))
    tracemalloc.start()
    for _ in range(100):
        cleaner.feed(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10 * len(body)


def test_of_thousands_of_pictures_laid_over_others_each_takes_as_long_as_one_of_a_few() -> None:
    """Looking through all references for each of them made half a megabyte take seconds."""

    def seconds(count: int) -> float:
        began = time.thread_time()
        cleaned(samples.overlays(count))
        return time.thread_time() - began

    few, many = (min(seconds(count) for _ in range(3)) for count in (1_250, 10_000))
    assert many < 16 * few


@pytest.mark.parametrize("kind", [b"ANMF", b"VP8X", b"ANIM", b"ICCP", b"EXIF", b"XMP "])
def test_a_chunk_in_a_frame_that_programs_read_as_one_outside_is_refused(kind: bytes) -> None:
    """libwebp shows a frame in a frame, which no cleaned file has."""
    moving = [riff(b"ANMF", bytes(16) + STILL + riff(name, bytes(16) + STILL)) for name in (b"abcd", kind)]
    assert cleaned(webp_of(ANIMATED, ANIMATION, moving[0])) != webp_of(ANIMATED, ANIMATION, moving[0])
    with pytest.raises(PhotoNotCleanedError):
        cleaned(webp_of(ANIMATED, ANIMATION, moving[1]))
