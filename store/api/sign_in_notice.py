"""The message that tells a person, at their sign-in, what happened to their second factor since the one before."""

from datetime import date
from typing import Annotated, Final

from msgspec import Meta

from store.domain.fields import Struct

MOST_COUNTED: Final = 1_000_000


class SignInNotice(Struct, frozen=True):
    """Wrong codes after a good signature and the last day of one, and the day on which the factor was exchanged."""

    wrong_codes: Annotated[int, Meta(ge=0, le=MOST_COUNTED)] = 0
    last_wrong: date | None = None
    exchanged: date | None = None


NOTHING_TO_TELL: Final = SignInNotice()
