"""Files of replies: decrypted on the way, under a safe name, and only those of verified replies."""

import hashlib
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from crypto import attachment_stream
from crypto.errors import AttachmentStreamError
from source_interface.views.attachments import plaintext
from store.domain.reply import ReplyAttachment
from store.web.file_names import safe_name
from store.web.headers import DOWNLOAD_POLICY
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import answer
from tests.source_interface.reporter import Reporter


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
    assert options["filename"] == "surat _resmi_ gnp.pdf"


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

    altered = whole[:500] + bytes([whole[500] ^ 1]) + whole[501:]
    assert fetched(whole) == data
    for broken in (whole[:-1], whole[: 24 + 65_553], whole + b"x", altered, b""):
        with pytest.raises(AttachmentStreamError):
            fetched(broken)
    with pytest.raises(AttachmentStreamError):
        fetched(whole, "0" * 64)


@given(st.text(max_size=300))
def test_a_safe_name_is_a_name_and_nothing_else(name: str) -> None:
    safe = safe_name(name, "file")
    assert safe
    assert len(safe) <= 120
    assert not set(safe) & set('/\\:*?"<>|;%\x00\n\r\u202e\u200b')
    assert not safe.startswith((".", " "))
    assert not safe.endswith((".", " "))


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("a" * 300 + ".pdf", "file").endswith("a.pdf")
