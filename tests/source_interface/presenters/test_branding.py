"""The office's colour and logo come from the configuration; what cannot be read or trusted is refused at the start."""

import struct
import zlib
from pathlib import Path

import pytest

from source_interface.presenters.branding import MAX_LOGO_BYTES, SHEET, Branding, BrandingConfig
from store.web.configuration import ConfigurationError
from tests.header_set import PAGE, check_headers
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter
from tests.source_interface.test_style import DARK, contrast, tokens

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 6, height: int = 4, *more: bytes) -> bytes:
    """A grey picture, with more chunks before its pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = (b"\0" + bytes(min(width, 100))) * min(height, 100)
    return b"".join([SIGNATURE, header, *more, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "logo.png"


def test_the_accent_is_on_every_page_and_can_be_read_in_light_and_dark() -> None:
    for accent in ("#14466b", "#5a1f00", "#000000", "#1d4a1f", "#5b0f6e"):
        look = Branding.open(BrandingConfig(accent=accent))
        own = look.css.decode().removeprefix(Branding.open(BrandingConfig()).css.decode())
        assert len(own) < 300
        assert look.progress_css.endswith(own)
        light, dark = (tokens(part) for part in own.split("prefers-color-scheme: dark"))
        assert light["accent"] == accent
        grounds = tokens(SHEET[:DARK]), tokens(SHEET[DARK : SHEET.index("*, *::before")])
        for accents, colours in zip((light, dark), grounds, strict=True):
            for ground in (colours["paper"], colours["raised"], accents["on-accent"]):
                assert contrast(accents["accent"], ground) >= 7, (accent, ground)


@pytest.mark.parametrize("accent", ["#ffcc00", "#3388cc", "#ffffff", "#777777"])
def test_an_accent_that_is_hard_to_read_is_refused_with_one_that_is_not(accent: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Branding.open(BrandingConfig(accent=accent))
    assert accent in str(refused.value)
    better = str(refused.value).split("more. ")[1][:7]
    assert Branding.open(BrandingConfig(accent=better)).css


@pytest.mark.parametrize("accent", ["red", "#123", "#12345g", "#123456; } body { display: none", ""])
def test_what_is_no_colour_is_refused(accent: str) -> None:
    with pytest.raises(ConfigurationError, match="must be a colour"):
        Branding.open(BrandingConfig(accent=accent))


def test_the_logo_is_served_from_here_and_means_nothing_alone(box: Box, file: Path) -> None:
    file.write_bytes(png())
    reporter = Reporter(box.app(look=BrandingConfig(logo=file)).test_client())
    page = reporter.open("/")
    check_headers(page.headers.items(), f"{PAGE}; img-src 'self'")
    assert '<img src="/static/logo.png" width="6" height="4" alt="">' in page.text
    assert "<strong>Inspektorat" in page.text
    picture = reporter.client.get("/static/logo.png")
    assert (picture.status_code, picture.content_type, picture.data) == (200, "image/png", png())


def test_without_a_logo_no_picture_is_shown_or_allowed(reporter: Reporter) -> None:
    page = reporter.open("/")
    check_headers(page.headers.items(), PAGE)
    assert "<img" not in page.text
    assert reporter.client.get("/static/logo.png").status_code == 404


def test_nothing_but_pixels_of_a_logo_is_served(file: Path) -> None:
    author = (chunk(b"tEXt", b"Author\0Wati"), chunk(b"eXIf", b"MM\0*"), chunk(b"acTL", bytes(8)))
    file.write_bytes(png(6, 4, *author))
    logo = Branding.open(BrandingConfig(logo=file)).logo
    assert logo is not None
    assert logo.png == png()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"\xff\xd8\xff\xe0JFIF",
        png()[:-5],
        png().replace(b"IDAT", b"IDAX"),
        png() + b"<script>",
        png(0, 4),
        png(4, 3_000),
        png(6, 4, chunk(b"tEXt", bytes(MAX_LOGO_BYTES))),
        SIGNATURE + chunk(b"IHDR", b"") + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
    ],
    ids=["empty", "svg", "jpeg", "cut", "altered", "trailing", "flat", "tall", "large", "hollow"],
)
def test_what_is_no_picture_is_refused_when_the_program_starts(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with pytest.raises(ConfigurationError, match=r"logo\.png"):
        Branding.open(BrandingConfig(logo=file))


def test_a_logo_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Branding.open(BrandingConfig(logo=file))
