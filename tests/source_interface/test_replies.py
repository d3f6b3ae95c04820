"""Only what an officer of the roster signed, for this case and this place, is shown; all else is named."""

import hashlib
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update
from werkzeug.http import parse_options_header

from crypto import attachment_stream
from crypto.codename import generate
from crypto.errors import AttachmentStreamError
from crypto.mailbox import seal
from crypto.reply import ReplyAttachment
from crypto.voice import Envelope, signed_envelope
from source_interface.downloads import plaintext, safe_name
from store.caseload import register_blob
from store.contract.headers import DOWNLOAD_POLICY
from store.model import Entry
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.source_interface.box import Box
from tests.source_interface.officer import answer
from tests.source_interface.reporter import Reporter

UNVERIFIED = "tidak dapat dipastikan keasliannya"


class Correspondence:
    """A genuine case whose reporter is signed in."""

    def __init__(self, reporter: Reporter, office: TestOffice) -> None:
        self.code = generate("id")
        self.reporter = reporter
        self.office = office
        self.case: GenuineCase = office.report("Laporan saya", codename=self.code)
        self.sign_in()

    def sign_in(self) -> None:
        assert self.reporter.sign_in(self.code).status_code == 303

    def page(self) -> str:
        answer = self.reporter.mailbox()
        assert answer.status_code == 200
        return answer.text

    def entry(self, sequence: int, case: str | None = None, **values: object) -> None:
        """Change a row as somebody with the database would."""
        chosen = (Entry.case == (case or self.case.case)) & (Entry.sequence == sequence)
        with self.office.database.write() as session:
            session.execute(update(Entry).where(chosen).values(**values))

    def sealed(self, sequence: int, case: str | None = None) -> bytes:
        with self.office.database.read() as session:
            row = session.get(Entry, (case or self.case.case, sequence))
            assert row is not None
            assert row.sealed is not None
            return row.sealed

    def attach(self, name: str, data: bytes) -> ReplyAttachment:
        """Upload an encrypted file as a workstation does."""
        key = attachment_stream.new_key()
        with self.office.blobs.create() as pending:
            for piece in attachment_stream.encrypt(key, [data]):
                pending.write(piece)
            blob = pending.commit()
        register_blob(self.office.database, "sari", self.case.case, blob, self.office.clock.today())
        return ReplyAttachment(blob.name, key, name, len(data), hashlib.sha256(data).hexdigest())


@pytest.fixture
def talk(reporter: Reporter, box: Box) -> Correspondence:
    return Correspondence(reporter, box.office)


def test_a_genuine_reply_is_shown_as_the_officers(talk: Correspondence) -> None:
    answer(talk.office, "sari", talk.case, "Kami sedang memeriksa. <b>")
    page = talk.page()
    assert "Kami sedang memeriksa. &lt;b&gt;" in page
    assert "<h3>Petugas" in page
    assert UNVERIFIED not in page
    assert "Sari" not in page


def test_hidden_characters_of_a_reply_are_made_visible(talk: Correspondence) -> None:
    answer(talk.office, "sari", talk.case, "a\u202ebc")
    assert "a[U+202E]bc" in talk.page()


Forgery = Callable[[Correspondence], None]


def signed_by_a_stranger(talk: Correspondence) -> None:
    made = talk.office.reply("sari", talk.case, 2, "Balasan palsu")
    talk.entry(2, sealed=seal(talk.case.mailbox.sealing_key, made.sealed))


def from_another_case(talk: Correspondence) -> None:
    other = talk.office.report("Lain")
    answer(talk.office, "sari", other, "Balasan palsu")
    padded = other.mailbox.open(talk.sealed(2, other.case))
    talk.entry(2, sealed=seal(talk.case.mailbox.sealing_key, padded))


def replayed(talk: Correspondence) -> None:
    answer(talk.office, "sari", talk.case, "Balasan lain")
    talk.entry(2, sealed=talk.sealed(3))


def altered(talk: Correspondence) -> None:
    sealed = bytearray(talk.sealed(2))
    sealed[100] ^= 1
    talk.entry(2, sealed=bytes(sealed))


def emptied(talk: Correspondence) -> None:
    talk.entry(2, sealed=b"x")


def given_to_the_reporter(talk: Correspondence) -> None:
    talk.entry(2, author="reporter")


def own_voice_as_an_officer(talk: Correspondence) -> None:
    mailbox = talk.case.mailbox
    padded = signed_envelope(
        mailbox, Envelope(mailbox.case, 2, "message", talk.office.clock.today(), text="Balasan palsu")
    )
    talk.entry(2, sealed=seal(mailbox.sealing_key, padded))


FORGERIES: list[Forgery] = [
    signed_by_a_stranger,
    from_another_case,
    replayed,
    altered,
    emptied,
    given_to_the_reporter,
    own_voice_as_an_officer,
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_reply_is_named_and_never_shown(talk: Correspondence, forge: Forgery) -> None:
    answer(talk.office, "sari", talk.case, "Balasan asli")
    forge(talk)
    page = talk.page()
    assert "Satu pesan " + UNVERIFIED in page
    assert "Balasan asli" not in page
    assert "Balasan palsu" not in page
    assert "Laporan saya" in page


def test_replies_in_another_order_are_both_named(talk: Correspondence) -> None:
    answer(talk.office, "sari", talk.case, "Pertama")
    answer(talk.office, "budi", talk.case, "Kedua")
    first, second = talk.sealed(2), talk.sealed(3)
    talk.entry(2, sealed=second)
    talk.entry(3, sealed=first)
    assert "2 pesan " + UNVERIFIED in talk.page()


def test_own_messages_are_verified_too(talk: Correspondence) -> None:
    talk.case.says("Pesan saya")
    talk.case.says("Pesan saya yang lain")
    talk.entry(2, sealed=talk.sealed(3))
    page = talk.page()
    assert "Satu pesan " + UNVERIFIED in page
    assert "Pesan saya yang lain" in page


def test_a_message_of_another_voice_is_named(talk: Correspondence) -> None:
    talk.case.says("Pesan saya")
    stranger = talk.office.report("Lain").mailbox
    forged = Envelope(talk.case.case, 2, "message", talk.office.clock.today(), text="Bukan saya")
    talk.entry(2, sealed=seal(talk.case.mailbox.sealing_key, signed_envelope(stranger, forged)))
    page = talk.page()
    assert "Satu pesan " + UNVERIFIED in page
    assert "Bukan saya" not in page


def test_a_message_dropped_in_the_middle_is_named(talk: Correspondence) -> None:
    for text in ("Satu", "Dua", "Tiga"):
        talk.case.says(text)
    with talk.office.database.write() as session:
        session.execute(delete(Entry).where(Entry.sequence == 3))
    page = talk.page()
    assert "Satu pesan hilang." in page
    assert "Tiga" in page


def test_a_reply_of_somebody_who_left_before_is_not_shown(talk: Correspondence) -> None:
    people = talk.office.people_with("sari", left=talk.office.clock.today())
    answer(talk.office, "sari", talk.case, "Masih bertugas")
    talk.office.publish(people=people)
    assert "Masih bertugas" in talk.page()
    talk.office.move(days=2)
    talk.sign_in()
    answer(talk.office, "sari", talk.case, "Sudah tidak bertugas")
    page = talk.page()
    assert "Sudah tidak bertugas" not in page
    assert UNVERIFIED in page


def test_a_reply_of_somebody_excluded_is_not_shown(reporter: Reporter, box: Box) -> None:
    code = generate("id")
    case = box.office.report("Tentang Budi", excluded=["petugas-2"], codename=code)
    reporter.sign_in(code)
    sequence = answer(box.office, "sari", case, "Balasan sah")
    forged = box.office.reply("budi", case, sequence, "Saya Budi")
    with box.office.database.write() as session:
        session.execute(update(Entry).where(Entry.sequence == sequence).values(sealed=forged.sealed))
    page = reporter.mailbox().text
    assert "Saya Budi" not in page
    assert UNVERIFIED in page


def test_with_an_expired_roster_reading_goes_on_and_writing_keeps_the_text(
    talk: Correspondence,
) -> None:
    answer(talk.office, "sari", talk.case, "Balasan lama")
    talk.office.publish(expires=talk.office.clock.today() - timedelta(days=1))
    assert "Balasan lama" in talk.page()
    page = talk.reporter.says("Ditulis ketika kedaluwarsa")
    assert page.status_code == 503
    assert "Kanal ini belum siap" in page.text
    assert "Ditulis ketika kedaluwarsa" in page.text
    upload = talk.reporter.attaches(("a.txt", b"a"))
    assert upload.status_code == 503
    assert "Kanal ini belum siap" in upload.text


def test_a_file_of_a_reply_arrives_byte_for_byte_under_a_safe_name(talk: Correspondence) -> None:
    data = bytes(range(256)) * 1_000 + b"akhir"
    file = talk.attach('../../etc/surat "resmi" \u202egnp.pdf', data)
    answer(talk.office, "sari", talk.case, "Terlampir", (file,))
    page = talk.page()
    link = re.search(rf'href="(/id/mailbox/attachments/{file.blob})"', page)
    assert link is not None
    assert "[U+202E]" in page
    got = talk.reporter.client.get(link[1])
    assert got.data == data
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Security-Policy"] == DOWNLOAD_POLICY
    assert "sandbox" in DOWNLOAD_POLICY
    kind, options = parse_options_header(got.headers["Content-Disposition"])
    assert kind == "attachment"
    assert options["filename"] == "_.._etc_surat _resmi_ gnp.pdf"


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537])
def test_files_of_every_edge_size_arrive(talk: Correspondence, size: int) -> None:
    file = talk.attach("a", b"z" * size)
    answer(talk.office, "sari", talk.case, "Terlampir", (file,))
    got = talk.reporter.open(f"/mailbox/attachments/{file.blob}")
    assert got.data == b"z" * size
    assert got.headers["Content-Length"] == str(size)


def test_only_files_of_verified_replies_of_this_case_can_be_fetched(talk: Correspondence) -> None:
    own = talk.case.attaches(b"milik saya", "a")
    other = Correspondence(Reporter.another(talk.reporter), talk.office)
    foreign = other.attach("b", b"milik orang lain")
    answer(talk.office, "sari", other.case, "Terlampir", (foreign,))
    unsent = talk.attach("c", b"belum dikirim")
    for blob in (own.name, foreign.blob, unsent.blob, "0" * 32, "x", "..%2f..%2fetc"):
        got = talk.reporter.open(f"/mailbox/attachments/{blob}")
        assert got.status_code == 404


def test_an_altered_or_cut_file_is_a_failed_download() -> None:
    key = attachment_stream.new_key()
    data = b"a" * 200_000
    whole = b"".join(attachment_stream.encrypt(key, [data]))
    digest = hashlib.sha256(data).hexdigest()

    def fetched(stream: bytes, sha256: str = digest) -> bytes:
        file = ReplyAttachment("0" * 32, key, "a", len(data), sha256)
        return b"".join(plaintext(io.BytesIO(stream), file))

    assert fetched(whole) == data
    for broken in (whole[:-1], whole[: 24 + 65_553], whole + b"x", whole[:500] + b"\x00" + whole[501:], b""):
        with pytest.raises(AttachmentStreamError):
            fetched(broken)
    with pytest.raises(AttachmentStreamError):
        fetched(whole, "0" * 64)


@given(st.text(max_size=300))
def test_a_safe_name_is_a_name_and_nothing_else(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 120
    assert not set(safe) & set('/\\:*?"<>|;%\x00\n\r\u202e\u200b')
    assert not safe.startswith((".", " "))
    assert not safe.endswith((".", " "))


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("a" * 300 + ".pdf").endswith("a.pdf")
