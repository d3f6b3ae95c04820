"""Opening the message with a new second factor, which the server encrypted to this person's key.

It can be done before the first sign-in: that needs a code of this very factor. Nothing of it is kept.
"""

from dataclasses import dataclass, field
from typing import Final

import pyotp

from crypto.gpg.armor import dearmor
from journalist_interface.session.sign_in import SignInServices, find_person, unlock_key
from store.domain.second_factor import MOST_BYTES, SecondFactorError, read_second_factor

MOST_CHARACTERS: Final = 4 * MOST_BYTES


@dataclass(frozen=True, slots=True)
class OpenedSecondFactor:
    """The secret in base32, and the address that an authenticator reads from a QR code."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def open_second_factor(
    services: SignInServices, name: str, passphrase: str, message: str
) -> OpenedSecondFactor:
    """Return what the message holds for the person with this identifier or name.

    Raises as `sign_in` does before the gateway is asked for a challenge, or a `DecryptionError` or `SecondFactorError`.
    A session that is open meanwhile notices nothing, unless the key is on a smart card: that one is locked afterwards.
    """
    ciphertext = dearmor(message.encode("utf-8", "replace"))
    if len(ciphertext) > MOST_BYTES:
        raise SecondFactorError
    person = find_person(services.rosters.refresh().roster, name)
    with services.keyring.beside() as keyring:
        key = unlock_key(keyring, person, passphrase)
        try:
            secret = read_second_factor(key.decrypt(ciphertext), person.id)
        finally:
            key.lock()
    address = pyotp.TOTP(secret, name=person.id, issuer="Kentongan").provisioning_uri()
    return OpenedSecondFactor(secret, address)
