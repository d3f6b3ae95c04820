"""A person's telephone with an authenticator app."""

import time

import pyotp


class TelephoneWithCodes:
    """A telephone that shows one person their second factor (see `Authenticator`)."""

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret)
        self._last = ""

    def code(self, _identifier: str) -> str:
        """Return a code that was not used yet."""
        while (now := self._totp.now()) == self._last:
            time.sleep(0.5)
        self._last = now
        return now
