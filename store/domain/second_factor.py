"""A new second factor on its way from the server to its person: in a message that their key alone opens."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from crypto.errors import KentonganError
from crypto.signing import decoder_ready
from store.domain.fields import Identifier, Struct

MOST_BYTES: Final = 4 * 1024


class SecondFactorError(KentonganError):
    """This message holds no second factor of yours. Ask the administrator to send the right one."""


class SecondFactor(Struct, frozen=True):
    """The TOTP secret of a person, in base32."""

    purpose: Literal["kentongan/second-factor/1"]
    person: Identifier
    secret: Annotated[str, Meta(pattern=r"\A[A-Z2-7]{32}\Z")]


def second_factor_bytes(person: str, secret: str) -> bytes:
    """Return what is encrypted to the person."""
    return msgspec.json.encode(SecondFactor("kentongan/second-factor/1", person, secret))


def read_second_factor(content: bytes, person: str) -> str:
    """Return the secret; raise `SecondFactorError` for anything but a second factor of this person."""
    try:
        found = msgspec.json.decode(content, type=decoder_ready(SecondFactor))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise SecondFactorError from None
    if found.person != person:
        raise SecondFactorError
    return found.secret
