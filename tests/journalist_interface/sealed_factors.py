"""Messages with a second factor, as the server encrypts them to a person."""

import tempfile
from pathlib import Path
from typing import Final

from crypto.gpg.armor import armor
from crypto.gpg.encrypt import encrypt_bytes
from store.domain.second_factor import second_factor_bytes
from tests.office import TestOffice
from tests.secret_watch import WATCH

SECRET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_FACTOR: Final = second_factor_bytes("sari", SECRET)


def sealed_factor(office: TestOffice, content: bytes = _FACTOR, reader: str = "sari") -> str:
    """What the server sends to this reader; without other content it is a second factor of Sari."""
    WATCH.plant(SECRET)
    with tempfile.NamedTemporaryFile(suffix=".gpg") as certificate:
        certificate.write(office.keys.holder(reader).certificate)
        certificate.flush()
        return armor(encrypt_bytes(content, [Path(certificate.name)], office.clock.today())).decode()
