"""What a reporter encrypted beforehand, with a gpg of their own."""

import base64
from typing import Final

from tests.mutations.packets import encrypted_with
from tests.office import TestOffice

_LINE: Final = 64


def encrypted_beforehand(office: TestOffice, plain: bytes) -> bytes:
    """An armoured message to the officers, by gpg's own defaults."""
    return armored(raw_beforehand(office, plain))


def raw_beforehand(office: TestOffice, plain: bytes, *options: str) -> bytes:
    """The same without the armour; `options` are further words for gpg."""
    current = office.keeper().current()
    return encrypted_with(current.recipients(current.usable_readers(())), plain, *options)


def armored(message: bytes) -> bytes:
    """Between the lines by which a message in a text is known."""
    text = base64.b64encode(message)
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return b"\n".join([b"-----BEGIN PGP MESSAGE-----", b"", *lines, b"-----END PGP MESSAGE-----"])
