"""A stranger's text in a header, on a disk, and on a page."""

from werkzeug.http import parse_options_header

from store.domain.hidden_characters import is_hidden
from store.web.file_names import content_disposition, safe_name
from store.web.visible import has_hidden, visible
from tests.fuzz.target import PLANTED, Target


def run(data: bytes) -> None:
    """Nothing hidden, no path, no second header; what the browser reads back is the name."""
    text = data.decode("utf-8", "surrogateescape")
    name = safe_name(text, "berkas")
    assert 0 < len(name) <= 120
    assert len(name.encode()) <= 200
    assert not name.startswith(".")
    assert not set('/\\:*?"<>|;%\r\n\0') & set(name)
    assert not has_hidden(name)
    assert safe_name(name, "berkas") == name
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    kind, options = parse_options_header(header)
    assert (kind, options["filename"]) == ("attachment", name)
    shown = visible(text, one_line=True)
    assert not any(is_hidden(character) for character in shown)
    assert not has_hidden(visible(text))


TARGET = Target(
    run,
    (),
    (
        f"../../{PLANTED}\u202egnp.pdf".encode(),
        b"C:\\con.txt",
        b"\r\nSet-Cookie: a=b",
        "\u0430\u0440\u0440\u04cf\u0435.pdf\u2066\u2069\U000e0041".encode(),
        b"..%2f..%2fetc",
        b"a" * 300 + b".pdf",
        "e\u200b\u0301.pdf".encode(),
        b"%" * 120 + b"x",  # nothing but underlines is left of it
        b"\xed\xa0\x80",
    ),
    largest=1_024,
)
