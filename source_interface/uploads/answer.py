"""The answer to an upload, as the page tells it: also once more on a page of its own, if a frame is too small for it.

Nothing of it is kept here: the frame carries the whole answer under the server's mark, which holds for one session.
"""

import hashlib
from typing import Final, Self

import msgspec
from itsdangerous import BadSignature, URLSafeSerializer

from crypto.errors import KentonganError
from crypto.signing import decoder_ready
from source_interface.i18n.translate import sentence
from source_interface.session import MailboxSession
from source_interface.uploads.progress import ReceivedFile, UploadOutcome

_PURPOSE: Final = b"kentongan upload answer "
MOST_LINES: Final = 8
"""The lines about files for which the frame has room on a telephone, beside one open question about a withdrawal."""


_PICTURES_LINES: Final = 3
_FILM_LINES: Final = 5


class UploadAnswer(msgspec.Struct, frozen=True):
    """The files that were received, those that were not, each with the sentence why, and what failed as a whole."""

    received: tuple[ReceivedFile, ...]
    refused: tuple[tuple[str, str], ...]
    too_large: bool
    problem: str

    @classmethod
    def of(cls, upload: UploadOutcome, problem: type[KentonganError] | None) -> Self:
        """Return the answer in the language of the page."""
        failed = problem or upload.ended_by
        return cls(
            tuple(upload.received),
            tuple((file.name, str(sentence(file.reason))) for file in upload.refused),
            upload.too_large,
            "" if failed is None else str(sentence(failed)),
        )

    @property
    def is_long(self) -> bool:
        """Return whether a frame would cut it off."""
        about = (2 + max(1, _lines_about(file)) + (file.sent_as is None) for file in self.received)
        return sum(about) + 3 * len(self.refused) > MOST_LINES

    def marked(self, form_key: bytes, session: MailboxSession) -> str:
        """Return it for a hidden field of the frame."""
        return str(_serializer(form_key, session).dumps(msgspec.json.encode(self).decode()))

    @classmethod
    def read(cls, form_key: bytes, session: MailboxSession, marked: str) -> Self | None:
        """Return the answer that the frame carried; None unless this session was given it."""
        try:
            found = _serializer(form_key, session).loads(marked)
        except BadSignature:
            return None
        return msgspec.json.decode(found, type=decoder_ready(cls))


def _lines_about(file: ReceivedFile) -> int:
    more = _PICTURES_LINES * (file.pictures > 1) + _FILM_LINES * file.left_film
    return len(file.warnings) + more


def _serializer(form_key: bytes, session: MailboxSession) -> URLSafeSerializer:
    salt = _PURPOSE + session.form_token.encode()
    signing = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(form_key, salt=salt, signer_kwargs=signing)
