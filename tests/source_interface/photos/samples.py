"""Small photos made by hand, with everything in them that must not arrive."""

import struct
import zlib
from collections.abc import Sequence
from typing import Final

from source_interface.photos.cleaner import PhotoCleaner

SECRET: Final = b"Rahasia7f3c"
"""Stands wherever a file can hold more than its picture."""
CODED: Final = b"gambar\xff\0utuh\xff\xd0lagi"
TABLE: Final = b"\0" + bytes(range(1, 65))
HUFFMAN: Final = b"\0\1" + bytes(15) + b"\5"
HUFFMAN_AC: Final = b"\x10\1" + bytes(15) + b"\6"
FRAME: Final = b"\x08\0\x10\0\x10\1\1\x11\0"
PROGRESSIVE, SEQUENTIAL = 0xC2, 0xC0
SCAN, SECOND_SCAN = b"\1\1\0\0\0\0", b"\1\1\0\1\x3f\0"
"""The DC coefficients of a progressive picture, and the AC coefficients."""


def cleaned(data: bytes, piece: int = 1 << 30) -> bytes:
    """What is left of a file that comes in pieces of this size."""
    cleaner = PhotoCleaner()
    parts = [cleaner.feed(data[start : start + piece]) for start in range(0, len(data), piece)]
    return b"".join(parts) + cleaner.finish()


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG file."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def exif(orientation: int = 6, *, order: str = "<") -> bytes:
    """A block of Exif with an author, a place, a device and an orientation."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    long = struct.pack(order + "HHI", 0x010F, 2, len(SECRET)) + struct.pack(order + "I", 64)
    short = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    place = struct.pack(order + "HHII", 0x8825, 4, 1, 64)
    head = mark + struct.pack(order + "IH", 8, 3) + long + short + place
    return head.ljust(64, b"\0") + SECRET


def only_orientation(value: int, *, order: str = "<") -> bytes:
    """The block of Exif that is left, written down here a second time."""
    if order == "<":
        return bytes.fromhex("49492a00 08000000 0100 1201 0300 01000000") + bytes((value, 0)) + bytes(6)
    return bytes.fromhex("4d4d002a 00000008 0001 0112 0003 00000001") + bytes((0, value)) + bytes(6)


def profile(*, clean: bool = False) -> bytes:
    """A colour profile, with the maker's name in every place for it, or without."""
    maker = bytes(len(SECRET)) if clean else SECRET
    head = struct.pack(">I", 128 + 4 + 36 + 24 + 24 + 24) + (bytes(4) if clean else b"APPL")
    head += b"\4\0\0\0mntrRGB XYZ " + (bytes(12) if clean else b"\7\xea\0\5\0\x0c\0\1\0\2\0\3")
    head += b"acsp" + (bytes(4) if clean else b"APPL") + (bytes(4) if clean else b"AP\0\0")
    head += bytes(8) if clean else b"CANOEOS5"
    head += (bytes(4) if clean else b"APPL") + b"\0\0\0\1" + b"\0\0\0\1"
    head += b"\0\0\xf6\xd6\0\1\0\0\0\0\xd3\x2d" if clean else b"\0\0\xf6\xd9\0\1\0\2\0\0\xd3\x2a"
    head += bytes(4) if clean else b"APPL"
    head += bytes(16) if clean else b"Kenal-Profil-Ini"
    head = head.ljust(128, b"\0")
    tags = ((b"rXYZ", 168, 24), (b"desc", 192, 24), (b"dmdd", 216, 24))
    kept = tags[:2] if clean else tags
    table = struct.pack(">I", len(kept)) + b"".join(
        tag + struct.pack(">II", at, size) for tag, at, size in kept
    )
    table = table.ljust(40, b"\0")
    colour = b"XYZ " + (bytes(4) if clean else SECRET[:4]) + bytes(range(12))
    colour += bytes(4) if clean else SECRET[4:8]
    text = b"desc" + bytes(4) + struct.pack(">I", 1 if clean else 12) + maker + b"\0"
    other = bytes(24) if clean else b"sig \0\0\0\0" + SECRET + bytes(5)
    return head + table + colour + text + other


def jpeg(*, extra: bytes = b"", tail: bytes = b"") -> bytes:
    """A JPEG file with all kinds of traces, more segments before its scan, and more after its end."""
    icc = profile()
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\1\2\1" + SECRET[:4] + b"\2\1" + SECRET[:6])
        + segment(0xE0, b"JFXX\0\x10" + SECRET)
        + segment(0xE1, b"Exif\0\0" + exif())
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET)
        + segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + SECRET)
        + segment(0xE2, b"ICC_PROFILE\0\1\2" + icc[:100])
        + segment(0xE2, b"MPF\0" + SECRET)
        + segment(0xE2, b"ICC_PROFILE\0\2\2" + icc[100:])
        + segment(0xED, b"Photoshop 3.0\0" + SECRET)
        + segment(0xEE, b"Adobe\0\x65\1\2\3\4\1" + SECRET)
        + segment(0xFE, SECRET)
        + b"\xff\xff\xff"[1:]
        + segment(0xC4, HUFFMAN + HUFFMAN_AC)
        + segment(0xDD, b"\0\4")
        + segment(PROGRESSIVE, FRAME)
        + segment(0xDB, TABLE)
        + extra
        + segment(0xDA, SCAN)
        + CODED
        + segment(0xFE, SECRET)
        + segment(0xDA, SECOND_SCAN)
        + CODED
        + b"\xff\xd9"
        + tail
    )


def clean_jpeg_file() -> bytes:
    """What must be left of `jpeg`."""
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
        + segment(0xE1, b"Exif\0\0" + only_orientation(6))
        + segment(0xE2, b"ICC_PROFILE\0\1\1" + profile(clean=True))
        + segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
        + segment(0xDB, TABLE)
        + segment(PROGRESSIVE, FRAME)
        + segment(0xC4, HUFFMAN)
        + segment(0xDD, b"\0\4")
        + segment(0xDA, SCAN)
        + CODED
        + segment(0xC4, HUFFMAN_AC)
        + segment(0xDA, SECOND_SCAN)
        + CODED
        + b"\xff\xd9"
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
IHDR: Final = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0)
PIXELS: Final = zlib.compress(b"\0ab")


def frame(number: int, *, width: int = 2, left: int = 0, dispose: int = 0) -> bytes:
    """The head of a frame of an animated PNG."""
    return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, width, 1, left, 0, 1, 10, dispose, 0))


def frames(count: int) -> bytes:
    """The chunk that says how many frames an animation has."""
    return chunk(b"acTL", struct.pack(">II", count, 0))


def frame_data(number: int, data: bytes = PIXELS) -> bytes:
    """The data of a frame."""
    return chunk(b"fdAT", struct.pack(">I", number) + data)


def png(*, extra: bytes = b"", late: bytes = b"", tail: bytes = b"") -> bytes:
    """A PNG animation with all kinds of traces, more chunks before its picture, and more behind it."""
    return (
        PNG_SIGNATURE
        + chunk(b"IHDR", IHDR)
        + chunk(b"iCCP", SECRET + b"\0\0" + zlib.compress(profile()))
        + chunk(b"gAMA", b"\0\0\xb1\x8f")
        + chunk(b"tEXt", b"Author\0" + SECRET)
        + chunk(b"zTXt", b"Author\0\0" + zlib.compress(SECRET))
        + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET)
        + chunk(b"eXIf", exif(order=">"))
        + chunk(b"tIME", b"\7\xea\5\x0c\1\2\3")
        + chunk(b"caNv", SECRET)
        + frames(1)
        + extra
        + chunk(b"IDAT", PIXELS)
        + late
        + frame(0)
        + frame_data(1)
        + chunk(b"IEND", b"")
        + tail
    )


def clean_png_file() -> bytes:
    """What must be left of `png`."""
    return (
        PNG_SIGNATURE
        + chunk(b"IHDR", IHDR)
        + chunk(b"iCCP", b"icc\0\0" + zlib.compress(profile(clean=True), 6))
        + chunk(b"gAMA", b"\0\0\xb1\x8f")
        + chunk(b"eXIf", only_orientation(6, order=">"))
        + frames(1)
        + chunk(b"IDAT", PIXELS)
        + frame(0)
        + frame_data(1)
        + chunk(b"IEND", b"")
    )


def riff(kind: bytes, body: bytes, pad: bytes = b"!") -> bytes:
    """A chunk of a WebP file; what fills an odd length up is not always zero."""
    return kind + struct.pack("<I", len(body)) + body + pad[: len(body) % 2]


def webp_of(*chunks: bytes) -> bytes:
    """A WebP file of these chunks."""
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp(*, extra: bytes = b"", tail: bytes = b"") -> bytes:
    """A WebP animation with all kinds of traces."""
    return (
        webp_of(
            riff(b"VP8X", b"\x3e" + SECRET[:3] + bytes(6)),
            riff(b"ICCP", profile()),
            riff(b"ANIM", bytes(6)),
            riff(b"ANMF", bytes(15) + b"\xfe" + riff(b"VP8L", b"/utuh") + riff(b"INFO", SECRET)),
            riff(b"ANMF", bytes(16) + riff(b"ALPH", b"tembus") + riff(b"VP8 ", b"gambar-")),
            extra,
            riff(b"EXIF", b"Exif\0\0" + exif()),
            riff(b"XMP ", b"<x>" + SECRET),
            riff(b"beda", SECRET),
        )
        + tail
    )


def clean_webp_file() -> bytes:
    """What must be left of `webp`."""
    size = 6 + len(exif())
    return webp_of(
        riff(b"VP8X", b"\x3a" + bytes(9)),
        riff(b"ICCP", profile(clean=True)),
        riff(b"ANIM", bytes(6)),
        riff(
            b"ANMF",
            bytes(15) + b"\2" + riff(b"VP8L", b"/utuh", b"\0") + riff(b"JUNK", bytes(len(SECRET)), b"\0"),
        ),
        riff(b"ANMF", bytes(16) + riff(b"ALPH", b"tembus") + riff(b"VP8 ", b"gambar-", b"\0")),
        riff(b"EXIF", (b"Exif\0\0" + only_orientation(6)).ljust(size, b"\0"), b"\0"),
        riff(b"JUNK", bytes(3 + len(SECRET)), b"\0"),
        riff(b"JUNK", bytes(len(SECRET)), b"\0"),
    )


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of a HEIF file."""
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full_box(kind: bytes, *content: bytes, flags: bytes = bytes(3)) -> bytes:
    """A box with a version, which is 0, and flags."""
    return box(kind, b"\0" + flags, *content)


ITEMS: Final = ((1, b"hvc1"), (2, b"Exif"), (3, b"hvc1"), (4, b"mime"))
PICTURE: Final = b"gambar utama yang tetap"
FTYP: Final = box(b"ftyp", b"heic\0\0\0\1mif1heicABCD")
FILM: Final = box(b"ftyp", b"mp42\0\0\0\0isommp42") + box(b"mdat", bytes(3_000))
"""The beginning of a film, as telephones put one behind a photo or into a box of it."""


def heif(
    *,
    names: bytes = SECRET,
    items: Sequence[tuple[int, bytes]] = ITEMS,
    traces: bytes = SECRET,
    essential: int = 0,
    shift: int = 0,
    thumbnail: bytes = b"thmb",
    handler: bytes = b"pict",
    flags: int = 0,
    references: bytes = b"",
    associations: bytes = b"",
    more: bytes = b"",
    properties: Sequence[bytes] = (),
    data_first: bool = False,
) -> bytes:
    """A HEIF file with a picture, Exif, a thumbnail and XMP; `shift` moves the place of the Exif into the picture.

    `references` and `associations` stand behind those of the file, and `more` behind the boxes of its `meta`. The
    picture has these `properties` as well. `data_first` writes the data before `meta`, as Samsung's telephones do.
    """
    pieces = [PICTURE, *[traces] * (len(items) - 1)]

    def meta(start: int) -> bytes:
        places, at = [], start
        for (number, _), piece in zip(items, pieces, strict=True):
            moved = shift if number == 2 else 0
            places.append(struct.pack(">HHHII", number, 0, 1, at - moved, len(piece)))
            at += len(piece)
        kinds = [
            box(
                b"infe",
                bytes((2, *traces[:2], flags if n == 3 else 0)),
                struct.pack(">HH", n, 0),
                kind,
                names,
                b"\0",
            )
            for n, kind in items
        ]
        known = [
            full_box(b"ispe", bytes(8), traces, flags=traces[:3]),
            box(b"hvcC", bytes(22), b"\1\x20\0\1\0\7\x40\1susun", traces),
            box(b"udes", traces),
            box(b"colr", b"prof", profile()),
            full_box(b"auxC", traces, bytes(1)),
            full_box(b"pixi", b"\3\x08\x08\x08", traces, flags=traces[:3]),
            box(b"mdcv", bytes(24), traces),
            *properties,
        ]
        coded = 2 if items[0][1] in {b"grid", b"iovl", b"iden"} else 0x82
        numbers = (1, coded, 3 | essential, 4, 5, 6, 7, *range(8, 8 + len(properties)))
        of_first = bytes((len(numbers), *numbers))
        return full_box(
            b"meta",
            full_box(b"hdlr", bytes(4), handler, traces + bytes(1), names + b"\0"),
            full_box(b"pitm", struct.pack(">H", 1), traces, flags=traces[:3]),
            full_box(b"iloc", b"\x44\0", struct.pack(">H", len(items)), *places, flags=traces[:3]),
            full_box(b"iinf", struct.pack(">H", len(items)), *kinds, flags=traces[:3]),
            full_box(
                b"iref",
                box(b"cdsc", struct.pack(">HHH", 2, 1, 1)),
                box(thumbnail, struct.pack(">HHH", 3, 1, 1)),
                references,
                flags=traces[:3],
            ),
            box(
                b"iprp",
                box(b"ipco", *known),
                full_box(b"ipma", struct.pack(">IH", 1, 1), of_first),
                associations,
            ),
            box(b"idat", traces),
            box(b"uuid", bytes(16), traces),
            more,
            flags=traces[:3],
        )

    first = box(b"free", traces)
    start = len(FTYP) + len(first) + 8
    data = box(b"mdat", *pieces, traces)
    described = data + meta(start) if data_first else meta(start + len(meta(0))) + data
    return FTYP + first + described + box(b"uuid", bytes(16), traces) + box(b"mpvd", traces)


def made_of(source: int, *targets: int) -> bytes:
    """A reference of a HEIF file, which says of which parts an item is made."""
    return box(b"dimg", struct.pack(f">{2 + len(targets)}H", source, len(targets), *targets))


def overlays(count: int) -> bytes:
    """A HEIF file of so many pictures, each of which is laid over none."""
    numbers = [struct.pack(">H", number) for number in range(1, count + 1)]
    kinds = [box(b"infe", bytes((2, 0, 0, 0)), number, bytes(2), b"iovl") for number in numbers]
    places = [number + struct.pack(">HHHII", 1, 0, 1, 0, 4) for number in numbers]
    return FTYP + full_box(
        b"meta",
        full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
        full_box(b"pitm", struct.pack(">H", 1)),
        box(b"iloc", b"\1\0\0\0\x44\0", struct.pack(">H", count), *places),
        full_box(b"iinf", struct.pack(">H", count), *kinds),
        full_box(b"iref", *map(made_of, range(1, count + 1))),
        box(b"iprp", box(b"ipco"), full_box(b"ipma", bytes(4))),
        box(b"idat", bytes(4)),
    )
