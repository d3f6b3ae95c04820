"""Codes that were typed and not tried yet, for the moment between a form and the page to which its answer leads.

A code waits in memory alone, sealed under the token in the browser's cookie: nothing else can find it or open it. It is
taken out once. What the browser does not come back for is gone after some minutes.
"""

from typing import Final

import msgspec

from crypto.codename import CodenameTooLongError
from crypto.mailbox import Wrapping
from store.web.bounded_cache import BoundedCache

TYPED_CODES: Final = 8_192
"""More than a flood brings over 800 circuits (`rate_limits`) while a reporter's browser follows a redirect."""
TYPED_SECONDS: Final = 600.0
TYPED_BYTES: Final = 4_000
"""The limit of what is kept; nothing longer was meant for a code."""


class TypedCode(msgspec.Struct, frozen=True, array_like=True):
    """A code as it was typed, and what its form said besides.

    `form` is the form's token, `earlier` the token that was in the browser's cookie, and `mends` that a slip of one
    letter is to be mended.
    """

    text: bytes
    form: str
    earlier: bytes
    mends: bool

    def __repr__(self) -> str:
        return "TypedCode(…)"

    @classmethod
    def of(cls, code: str, form: str, earlier: bytes, *, mends: bool = False) -> "TypedCode":
        """Return the code as it is kept, whatever letters a stranger sent.

        Raises `CodenameTooLongError` for one that `is_too_long`, so that the codes fit into memory.
        """
        if is_too_long(code):
            raise CodenameTooLongError
        return cls(_bytes_of(code), form, earlier, mends)

    @property
    def code(self) -> str:
        """The code as it was typed."""
        return self.text.decode("utf-8", "surrogatepass")


def is_too_long(code: str) -> bool:
    """Return whether the text is too long to be kept."""
    return len(_bytes_of(code)) > TYPED_BYTES


class TypedCodes:
    """The codes typed last; each is taken out once."""

    def __init__(self) -> None:
        self._sealed = BoundedCache[bytes, bytes](TYPED_CODES, TYPED_SECONDS)

    def __repr__(self) -> str:
        return "TypedCodes(…)"

    def keep(self, token: bytes, typed: TypedCode) -> None:
        """Keep the code until `take` is called with this token."""
        wrapping = Wrapping.of_note(token)
        self._sealed.set(wrapping.lookup, wrapping.seal(msgspec.msgpack.encode(typed)))

    def take(self, token: bytes) -> TypedCode | None:
        """Return the code; None if none waits for this token."""
        wrapping = Wrapping.of_note(token)
        sealed = self._sealed.pop(wrapping.lookup)
        return None if sealed is None else msgspec.msgpack.decode(wrapping.open(sealed), type=TypedCode)


def _bytes_of(code: str) -> bytes:
    return code.encode("utf-8", "surrogatepass")
