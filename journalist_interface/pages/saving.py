"""Saving attachments: decrypted as a stream into the browser's download."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

from flask import Response
from flask_babel import gettext as _

from crypto import attachment_stream
from crypto.errors import KentonganError
from crypto.gpg.session_key import SessionKey
from crypto.padding import padme
from crypto.reply import ReplyAttachment
from crypto.voice import Attachment
from journalist_interface.gateway_errors import NotFoundError
from journalist_interface.guard import visit
from journalist_interface.officer_session import OfficerSession
from journalist_interface.pages.cases import CASE
from journalist_interface.pages.common import blueprint, require_officer
from journalist_interface.visits import Visit
from journalist_interface.workplace import Workplace, workplace
from store.contract.downloads import held_back
from store.contract.file_names import content_disposition, safe_name
from store.contract.headers import DOWNLOAD_POLICY, POLICY_HEADER
from store.contract.visible import visible

pages = blueprint("saving", __name__)


class BrokenOffError(Exception):
    """A download was broken off on purpose. It says nothing more: the server's log shows it."""


@pages.get(f"{CASE}/attachments/<int:sequence>")
def reporter_attachment(case: str, sequence: int) -> Response:
    """A file of the reporter, decrypted by the officer's GnuPG key, or by a session key that a grant brought."""
    officer = require_officer()
    known = officer.case(case)
    file = known.reporter_attachment(sequence)
    if file is None:
        raise NotFoundError
    given = known.keys.blobs.get(file.blob)
    return _download(_of_reporter(workplace(), officer, case, file, given), file, f"lampiran-{sequence}")


@pages.get(f"{CASE}/attachments/<int:sequence>/<int:index>")
def reply_attachment(case: str, sequence: int, index: int) -> Response:
    """A file of the office, decrypted with the key that its reply brought."""
    officer = require_officer()
    file = officer.case(case).reply_attachment(sequence, index)
    if file is None:
        raise NotFoundError
    return _download(_of_office(workplace(), officer, case, file), file, f"lampiran-{sequence}-{index + 1}")


def _of_reporter(
    place: Workplace, officer: OfficerSession, case: str, file: Attachment, given: SessionKey | None
) -> Iterator[bytes]:
    most = 2 * padme(file.size) + 1024 * 1024  # OpenPGP adds a little; a hostile gateway could add for ever
    with (
        place.client.blob(officer.token, case, file.blob, most) as ciphertext,
        _closing(officer.key.decrypt_stream(ciphertext, given)) as plaintext,
    ):
        yield from held_back(plaintext, file.size, file.sha256)


def _of_office(
    place: Workplace, officer: OfficerSession, case: str, file: ReplyAttachment
) -> Iterator[bytes]:
    most = 2 * padme(file.size) + 1024 * 1024
    with (
        place.client.blob(officer.token, case, file.blob, most) as ciphertext,
        _closing(attachment_stream.decrypt(file.key, ciphertext, file.size)) as plaintext,
    ):
        yield from held_back(plaintext, file.size, file.sha256)


@contextmanager
def _closing(plaintext: Iterator[bytes]) -> Iterator[Iterator[bytes]]:
    """End a decryption at once when the browser leaves or a check fails: gpg must not stay behind."""
    try:
        yield plaintext
    finally:
        if isinstance(plaintext, Generator):
            plaintext.close()


def _download(plaintext: Iterator[bytes], file: Attachment | ReplyAttachment, fallback: str) -> Response:
    """The answer; whatever goes wrong before its first byte still becomes a page."""
    first = next(plaintext, b"")
    failed = _(
        "%(name)s was not saved: the store broke off or holds an altered file. Delete what the browser kept of it.",
        name=visible(file.name, one_line=True),
    )
    answer = Response(_watched(first, plaintext, visit(), failed), mimetype="application/octet-stream")
    answer.content_length = file.size
    answer.headers["Content-Disposition"] = content_disposition(safe_name(file.name, fallback))
    answer.headers[POLICY_HEADER] = DOWNLOAD_POLICY
    return answer


def _watched(first: bytes, rest: Iterator[bytes], here: Visit, failed: str) -> Iterator[bytes]:
    """Pass the bytes on; on a failure break the connection off and say on the next page that it happened."""
    try:
        yield first
        yield from rest
    except KentonganError:
        here.notices.append(failed)
        raise BrokenOffError from None
