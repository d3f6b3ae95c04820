"""A body gives the same parts however the network cuts it, and a broken one never looks whole."""

import contextlib
import secrets
import time
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.web import multipart
from store.web.multipart import (
    Field,
    FieldsTooLargeError,
    FileData,
    FileEnd,
    FileStart,
    Limits,
    MalformedBodyError,
    NotMultipartError,
    Part,
    TooManyPartsError,
    boundary_of,
    read_parts,
)

BOUNDARY = b"----WebKitFormBoundary7MA4YWxkTrZu0gW"
Sent = tuple[str, str | None, bytes]


def body_of(sent: Iterable[Sent], boundary: bytes = BOUNDARY) -> bytes:
    """A body as browsers write it."""
    parts = []
    for name, filename, data in sent:
        heads = f'Content-Disposition: form-data; name="{name}"'
        if filename is not None:
            shown = filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            heads += f'; filename="{shown}"\r\nContent-Type: application/octet-stream'
        parts.append(b"--" + boundary + b"\r\n" + heads.encode() + b"\r\n\r\n" + data + b"\r\n")
    return b"".join(parts) + b"--" + boundary + b"--\r\n"


def received(parts: Iterable[Part]) -> list[Sent]:
    """Return what arrived, files put together again; a file without its end is left out."""
    found: list[Sent] = []
    name, filename, data = "", "", bytearray()
    for part in parts:
        match part:
            case Field():
                found.append((part.name, None, part.value))
            case FileStart():
                name, filename, data = part.name, part.filename, bytearray()
            case FileData():
                assert part.data
                data += part.data
            case FileEnd():
                assert part.size == len(data)
                found.append((name, filename, bytes(data)))
    return found


def cut(body: bytes, sizes: Iterable[int]) -> Iterator[bytes]:
    place = 0
    for size in sizes:
        yield body[place : place + size]
        place += size
    yield body[place:]


# Content made of what delimiters are made of, so that near misses are common.
tricky = st.lists(
    st.sampled_from([b"\r", b"\n", b"-", b"--", BOUNDARY, b"\r\n--" + BOUNDARY[:9], b"x", b"\0", b"\r\n\r\n"])
).map(b"".join)


def harmless(data: bytes) -> bool:
    """Content that does not hold the delimiter itself, as browsers take care of."""
    return (
        b"\r--" + BOUNDARY not in data
        and b"\n--" + BOUNDARY not in data
        and not data.startswith(b"--" + BOUNDARY)
    )


contents = st.one_of(st.binary(max_size=300), tricky).filter(harmless)
names = st.text(
    st.characters(exclude_characters='"\r\n%', exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30
)
sent_parts = st.lists(st.tuples(st.just("field"), st.none() | names, contents), max_size=5)


@given(sent_parts, st.lists(st.integers(0, 90), max_size=40))
@example([("berkas", "a.txt", b"isi")], [len(body_of([("berkas", "a.txt", b"isi")])) - 3])
def test_the_same_parts_arrive_wherever_the_network_cuts(sent: list[Sent], sizes: list[int]) -> None:
    body = body_of(sent)
    assert received(read_parts(cut(body, sizes), BOUNDARY)) == sent


def test_no_single_cut_changes_a_byte() -> None:
    sent: list[Sent] = [
        ("teks", None, b"satu\r\n"),
        ("berkas", "foto.jpg", b"\r\n-\r\n--"),
        ("kosong", "k", b""),
    ]
    body = body_of(sent)
    for place in range(len(body)):
        assert received(read_parts([body[:place], body[place:]], BOUNDARY)) == sent, place
    assert received(read_parts((bytes([byte]) for byte in body), BOUNDARY)) == sent


@given(st.data())
def test_a_body_that_breaks_off_never_looks_whole(data: st.DataObject) -> None:
    sent: list[Sent] = [("teks", None, b"satu"), ("berkas", "foto.jpg", b"dua" * 50)]
    body = body_of(sent)
    length = data.draw(st.integers(0, len(body) - len("--\r\n") - 1))
    got: list[Part] = []
    with pytest.raises(MalformedBodyError):
        got.extend(read_parts([body[:length]], BOUNDARY))  # keeps what came before the error
    whole = body.index(b"--" + BOUNDARY + b"--") - 2
    if length < whole:
        assert FileEnd(150) not in got


@given(st.binary(max_size=400))
def test_any_bytes_at_all_give_parts_or_a_clear_error(body: bytes) -> None:
    with contextlib.suppress(multipart.MultipartError):
        list(read_parts([b"--" + BOUNDARY + b"\r\n", body], BOUNDARY))


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: text/plain",
        b"Content-Disposition: form-data",
        b'Content-Disposition: attachment; name="a"; filename="b"',
        b'Content-Disposition: form-data; name="\xff"',
    ],
)
def test_a_part_that_does_not_say_what_it_is_is_refused(head: bytes) -> None:
    body = b"--" + BOUNDARY + b"\r\n" + head + b"\r\n\r\nisi\r\n--" + BOUNDARY + b"--\r\n"
    with pytest.raises(MalformedBodyError):
        list(read_parts([body], BOUNDARY))


@pytest.mark.parametrize(
    "name",
    [
        "laporan.pdf",
        "../../etc/passwd",
        "bukti\u202efdp.exe",
        "证据 доказ.txt",
        "n" * 255,
        'a"b.txt',
        "C:\\Laporan\\bukti.pdf",
        'a\\"b\\\\c.txt',
        "di akhir\\",
        "\\",
        "a\0b",
        "",
    ],
)
def test_a_file_keeps_the_name_that_its_sender_gave(name: str) -> None:
    assert received(read_parts([body_of([("berkas", name, b"x")])], BOUNDARY)) == [("berkas", name, b"x")]


def test_two_files_of_one_name_are_two_files() -> None:
    sent: list[Sent] = [("berkas", "a.txt", b"satu"), ("berkas", "a.txt", b"dua")]
    assert received(read_parts([body_of(sent)], BOUNDARY)) == sent


def test_fields_are_bounded_together_and_files_are_not_counted() -> None:
    limits = Limits(fields_bytes=1_000)
    files: list[Sent] = [("f", "a", bytes(100_000))]
    assert received(read_parts([body_of(files)], BOUNDARY, limits)) == files
    with pytest.raises(FieldsTooLargeError):
        list(read_parts([body_of([("a", None, bytes(600)), ("b", None, bytes(600))])], BOUNDARY, limits))


def test_parts_are_bounded() -> None:
    sent: list[Sent] = [("a", None, b"")] * 11
    with pytest.raises(TooManyPartsError):
        list(read_parts([body_of(sent)], BOUNDARY, Limits(parts=10)))


def test_headers_without_end_and_a_body_without_boundary_stay_small() -> None:
    endless = (b"x" * multipart.PIECE_BYTES for _ in range(10_000))
    with pytest.raises(multipart.MultipartError):
        list(read_parts(endless, BOUNDARY))
    heads = (b"--" + BOUNDARY + b"\r\n" if not turn else b"A: b\r\n" * 1_000 for turn in range(10_000))
    with pytest.raises(multipart.MultipartError):
        list(read_parts(heads, BOUNDARY))


def test_a_header_full_of_names_without_an_end_costs_no_time() -> None:
    names = b';filename="' * 10_000
    head = b'Content-Disposition: form-data; name="a"; note="\\\\"' + names + b"x"
    before = time.process_time()
    assert list(read_parts([b"--b\r\n" + head + b"\r\n\r\nisi\r\n--b--\r\n"], b"b"))
    assert time.process_time() - before < 2  # as long as one pattern searched for both quotes, 10


def test_large_pieces_are_handed_on_in_small_ones() -> None:
    data = secrets.token_bytes(3 * 1024 * 1024)
    body = body_of([("f", "a", data)])
    parts = list(read_parts([body], BOUNDARY))
    assert max(len(part.data) for part in parts if isinstance(part, FileData)) <= 2 * multipart.PIECE_BYTES
    assert received(parts) == [("f", "a", data)]


def test_the_boundary_is_read_from_the_content_type() -> None:
    assert boundary_of("multipart/form-data; boundary=abc") == b"abc"
    assert boundary_of('multipart/form-data; boundary="a b"') == b"a b"
    for other in (
        "",
        "text/plain",
        "multipart/form-data",
        "multipart/mixed; boundary=a",
        "application/x-www-form-urlencoded",
    ):
        with pytest.raises(NotMultipartError):
            boundary_of(other)
    with pytest.raises(NotMultipartError):
        boundary_of(f"multipart/form-data; boundary={'a' * 71}")


def test_a_field_that_is_not_text_is_a_clear_error() -> None:
    assert Field("a", "é".encode()).text() == "é"
    with pytest.raises(MalformedBodyError):
        Field("a", b"\xff").text()


@pytest.mark.parametrize("name", ["baris\r\nbaru.txt", "\n", '"\r"', "garis\\miring\r\n.txt", "\\\n\\"])
def test_all_three_signs_that_browsers_encode_in_a_name_are_decoded(name: str) -> None:
    sent = [("files", name, b"isi")]
    assert received(read_parts([body_of(sent)], BOUNDARY)) == sent
