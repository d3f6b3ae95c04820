"""The answers that a person has typed so far, in a file that only they can read. No secret is ever in it."""

from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto.errors import KentonganError
from crypto.signing import decoder_ready
from store.domain.enrolment import MOST_NAME
from store.domain.fields import Struct
from store.domain.roster import Fingerprint
from store.web.durable import replace_file

_FILE: Final = "first-start.json"
_ENROLMENT: Final = "first-start.enrolment"
PRIVATE: Final = 0o600


class DiskError(KentonganError):
    """This could not be saved on this computer: its disk may be full. Make room on it, then try again."""


class Progress(Struct, frozen=True, omit_defaults=True):
    """The answers that were good. `key` is the fingerprint of the person's key."""

    name: Annotated[str, Meta(max_length=MOST_NAME)] = ""
    key: Fingerprint | None = None
    gateway: Annotated[str, Meta(max_length=300)] = ""
    office: Fingerprint | None = None


class ProgressFolder:
    """The folder of the answers, and of the enrolment file that was made of them."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._enrolment = folder / _ENROLMENT

    def read(self) -> Progress:
        """Return the answers so far; none for a damaged file. They are typed again then, and GnuPG has the key."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=decoder_ready(Progress))
        except (FileNotFoundError, msgspec.MsgspecError):
            return Progress()

    def change(self, **changes: object) -> None:
        """Keep further answers. An enrolment file of another name or key goes."""
        before = self.read()
        after = msgspec.structs.replace(before, **changes)
        try:
            replace_file(self._file, msgspec.json.encode(after), PRIVATE)
            if (before.name, before.key) != (after.name, after.key):
                self._enrolment.unlink(missing_ok=True)
        except OSError:
            raise DiskError from None

    def enrolment(self) -> bytes | None:
        """Return the enrolment file, None if it was not made yet."""
        try:
            return self._enrolment.read_bytes()
        except FileNotFoundError:
            return None

    def keep_enrolment(self, data: bytes) -> None:
        """Keep the enrolment file."""
        try:
            replace_file(self._enrolment, data, PRIVATE)
        except OSError:
            raise DiskError from None

    def forget(self) -> None:
        """Delete all of it, once the configuration is written."""
        for path in (self._file, self._enrolment):
            path.unlink(missing_ok=True)
