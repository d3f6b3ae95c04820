"""A known-answer test of GnuPG on this computer: does it decrypt a known message correctly?

It uses no person's key and no agent. The session key of the message and its text are public.
"""

import base64
from collections.abc import Callable
from typing import Final

from crypto.gpg.decrypt import SessionKey, decrypt_with
from crypto.gpg.errors import GpgDiedError, GpgError, GpgFaultError, KeyLockedError

_KEY: Final = SessionKey("9:80C8EDCD6F285E1727BACE16EB759D0ED3439B03A492EA44DCF2A4DEE2F6266B")
_MESSAGE: Final = base64.b64decode(
    "hF4DU8hmQZSqA2cSAQdAuGKhw9X+aucqEhi7p9WCx/e4gFXwSttVkC248VCj6BMw3Ups0FWn18z2Opnyw5IQ"
    "wUuk80lghFxds64tSOY3ews02CIisHASFc85niLhgoI50ksBBTFa1xhaeicgOJoj0voFTri+USImbEryFb0k"
    "x8GqXVdAw+uhWFllb3Q5K7qzIPCkFI41uIvknpzx1nwXHtCtZjSN41Bi7PfCSiA="
)
_ANSWER: Final = b"kentongan/known-message/1\n"


def require_working_gpg() -> None:
    """Raise a `GpgFaultError` unless GnuPG gives the known answer."""
    require_answer(lambda: decrypt_with(_KEY, _MESSAGE, len(_ANSWER)), _ANSWER)


def require_answer(decrypt: Callable[[], bytes], answer: bytes) -> None:
    """Raise `KeyLockedError` or a `GpgFaultError` unless the decryption gives this answer."""
    try:
        if decrypt() == answer:
            return
    except (KeyLockedError, GpgFaultError):
        raise
    except GpgError:
        raise GpgDiedError from None
    raise GpgDiedError
