"""Mails, texts and lists tell whom they name, and no part of them vanishes unsaid."""

import io
from pathlib import Path

import pytest

from journalist_interface.evidence.frames import (
    AnyFrame,
    ClosedFrame,
    EntryFrame,
    FactFrame,
    HeaderFrame,
    TextFrame,
    read_frames,
)
from journalist_interface.evidence.inside.__main__ import convert
from journalist_interface.evidence.inside.kinds import detect_kind
from journalist_interface.evidence.inside.output import Output
from journalist_interface.evidence.parts import FactKind, LeftOut, MailHeader
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.evidence.made_files import AUTHOR


@pytest.fixture
def came(tmp_path: Path) -> Path:
    return tmp_path / "came"


def read(came: Path, content: bytes) -> list[AnyFrame]:
    """What our program in the sandbox says of a file for which it calls no other program."""
    came.write_bytes(content)
    said = io.BytesIO()
    output = Output(said)
    convert(came, detect_kind(came), output)
    output.closed()
    return [frame for frame, _ in read_frames(io.BytesIO(said.getvalue()).read)]


def facts(said: list[AnyFrame]) -> set[tuple[FactKind, str]]:
    return {(frame.kind, frame.value) for frame in said if isinstance(frame, FactFrame)}


def left_out(said: list[AnyFrame]) -> set[LeftOut]:
    end = said[-1]
    assert isinstance(end, ClosedFrame)
    return set(end.left_out)


def test_in_whose_mailbox_a_mail_lay_is_told(came: Path) -> None:
    mail = b"Delivered-To: budi@contoh.example\r\n" + made_files.mail()
    assert (FactKind.RECIPIENT, "budi@contoh.example") in facts(read(came, mail))


def test_the_last_words_of_a_page_in_a_mail_are_shown(came: Path) -> None:
    mail = b"Subject: x\r\nFrom: a@b.example\r\nContent-Type: text/html\r\n\r\n<p>Suap lewat PT A&B"
    assert TextFrame("Suap lewat PT A&B") in read(came, mail)


def test_a_file_of_an_archive_that_is_called_as_a_folder_is_listed(came: Path) -> None:
    assert EntryFrame("gaji/", 3) in read(came, made_files.archive("gaji/"))


@pytest.mark.parametrize("text", [b'<img src="data:image/jpeg;BASE64,/9j/4AA">', b"kata " * 110_000])
def test_of_a_text_that_is_not_wholly_searched_the_end_says_so(came: Path, text: bytes) -> None:
    assert LeftOut.FACTS in left_out(read(came, text))


def test_of_a_text_that_goes_on_as_another_file_the_end_says_so(came: Path) -> None:
    text = b"Catatan.\n" * 1_000
    assert left_out(read(came, text)) == set()
    assert left_out(read(came, text + made_files.docx())) == {LeftOut.FACTS}


PIXEL, SHEET, LINK = (f"http://192.0.2.1/{name}" for name in ("titik.gif?id=7", "gaya.css", "klik"))
FETCHING = f"<style>@import url({SHEET});</style><p>Isi<a href='{LINK}'>x</a><img src={PIXEL}>"


@pytest.mark.parametrize(
    "mail",
    [
        made_files.mail_of("text/html").replace(b"MIIB", FETCHING.encode()),
        made_files.mail_of(
            "multipart/alternative",
            "Content-Type: text/plain\r\n\r\nIsi",
            f"Content-Type: text/html\r\n\r\n{FETCHING}",
        ),
    ],
    ids=["page", "page beside a text"],
)
def test_what_a_mail_fetches_where_it_is_opened_is_told(came: Path, mail: bytes) -> None:
    found = {value for kind, value in facts(read(came, mail)) if kind is FactKind.REMOTE_CONTENT}
    assert found == {PIXEL, SHEET}


def test_who_sent_a_mail_and_by_which_computer_is_told(came: Path) -> None:
    mail = (
        b"Received: from LAPTOP-BUDI ([10.0.0.9])\r\nReturn-Path: <budi@contoh.example>\r\n"
        + made_files.mail()
    )
    found = facts(read(came, mail))
    assert {kind for kind, value in found if "budi" in value.lower()} == {FactKind.AUTHOR, FactKind.DEVICE}


def test_who_sent_a_mail_is_told_as_it_is_written_where_its_header_cannot_be_parsed(came: Path) -> None:
    mail = (
        f'From: "{AUTHOR}" <"\r\nFrom: Siti <siti@contoh.example>\r\nTo: a@b.example\r\nSubject: x\r\n\r\nIsi'
    )
    told = {(FactKind.AUTHOR, f'"{AUTHOR}" <"'), (FactKind.AUTHOR, "Siti <siti@contoh.example>")}
    parts = read(came, mail.encode())
    assert told <= facts(parts)
    assert HeaderFrame(MailHeader.FROM, f'"{AUTHOR}" <"') in parts


def test_a_text_that_is_attached_beside_another_form_of_the_mail_is_listed(came: Path) -> None:
    attached = 'Content-Type: text/plain; name="saksi.txt"\r\n\r\nisi'
    inner = made_files.multipart("multipart/mixed", "Content-Type: text/html\r\n\r\n<p>Lain", attached)
    found = read(
        came, made_files.mail_of("multipart/alternative", "Content-Type: text/plain\r\n\r\nIsi", inner)
    )
    assert [part.name for part in found if isinstance(part, EntryFrame)] == ["text/html", "saksi.txt"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><head><title>x<body>Isi surat.", frozenset()),
        ("<p>" + " " * 2_100_000 + "Isi", {LeftOut.TEXT}),
    ],
    ids=["a head without end", "a long page"],
)
def test_no_text_of_a_mail_vanishes_unsaid(came: Path, page: str, said: frozenset[LeftOut]) -> None:
    parts = read(came, b"Subject: x\r\nFrom: a@b.example\r\nContent-Type: text/html\r\n\r\n" + page.encode())
    assert left_out(parts) == said
    assert said or TextFrame("Isi surat.") in parts


def test_a_mail_whose_boundary_never_comes_says_that_its_text_is_missing(came: Path) -> None:
    mail = b'Subject: x\r\nFrom: a@b.example\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\nIsi'
    assert LeftOut.BODY in left_out(read(came, mail))
