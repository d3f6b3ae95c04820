"""A reporter's mailbox: one random seed, two key pairs.

Replies and the reporter's copies are sealed to `mailbox` (X25519); `voice` (Ed25519) signs what the reporter sends. The
store keeps the public halves. The seed exists only wrapped, and in memory while the reporter is signed in.

It is wrapped under a secret that the store never keeps: a slot's, or a reporter's session's. A 32-byte root gives two
values that do not reveal one another: the `lookup` by which the store finds the row, and the key that seals the seed
with XChaCha20-Poly1305 (libsodium). The lookup is associated data, so rows cannot be exchanged.
"""

import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from nacl.bindings import crypto_box_SEALBYTES
from nacl.encoding import RawEncoder
from nacl.exceptions import BadSignatureError
from nacl.exceptions import CryptoError as SodiumError
from nacl.hash import blake2b
from nacl.public import Box, PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead
from nacl.signing import SigningKey, VerifyKey

from crypto.derive import Derivation, derived, fingerprint
from crypto.errors import SealedMessageError, VoiceError, WrappedSeedError
from crypto.padding import is_bucket

CASE_ID_BYTES = 16
SEED_BYTES: Final = 32


class Mailbox:
    """The keys of one mailbox, from its seed of 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise ValueError("a mailbox seed has 32 bytes")
        self._seed = seed

    @classmethod
    def new(cls) -> "Mailbox":
        """Return a mailbox with a fresh random seed."""
        return cls(secrets.token_bytes(SEED_BYTES))

    def __repr__(self) -> str:
        return "Mailbox(…)"  # the seed must not reach a log

    @property
    def seed(self) -> bytes:
        """The seed, 32 bytes."""
        return self._seed

    @cached_property
    def _sealing(self) -> PrivateKey:
        return PrivateKey(derived(self._seed, Derivation.MAILBOX))

    @cached_property
    def _voice(self) -> SigningKey:
        return SigningKey(derived(self._seed, Derivation.VOICE))

    @property
    def sealing_key(self) -> bytes:
        """The public X25519 key, 32 bytes."""
        return bytes(self._sealing.public_key)

    @property
    def voice_key(self) -> bytes:
        """The public Ed25519 key, 32 bytes."""
        return bytes(self._voice.verify_key)

    @property
    def case(self) -> str:
        """The case's identifier."""
        return case_id(self.sealing_key, self.voice_key)

    def sign(self, statement: bytes) -> bytes:
        """Return the Ed25519 signature of the reporter's voice, 64 bytes."""
        return bytes(self._voice.sign(statement).signature)

    def open(self, sealed: bytes) -> bytes:
        """Return the content of a message sealed to this mailbox.

        Raises `SealedMessageError` if it was sealed to another mailbox or altered.
        """
        try:
            return bytes(SealedBox(self._sealing).decrypt(sealed))
        except (SodiumError, ValueError, TypeError):
            raise SealedMessageError from None


def case_id(sealing_key: bytes, voice_key: bytes) -> str:
    """Return 32 hex digits that name a case and commit to both public keys, so that no store can exchange them."""
    return fingerprint(sealing_key + voice_key, Derivation.CASE, CASE_ID_BYTES).hex()


def seal(sealing_key: bytes, message: bytes) -> bytes:
    """Return `message` sealed to a mailbox (libsodium sealed box: 48 bytes longer, anonymous sender)."""
    return bytes(SealedBox(PublicKey(sealing_key)).encrypt(message))


def is_sealed_size(size: int) -> bool:
    """Return whether a padded message has this many bytes once it is sealed."""
    return is_bucket(size - crypto_box_SEALBYTES)


def seal_reply(sealing_key: bytes, padded: bytes) -> bytes:
    """Return these bytes sealed to this mailbox, always alike.

    A holder of the reply can thus tell whether the reporter got that one. The box's one-time key pair follows from the
    mailbox's key and the bytes. A signature in the bytes keeps everyone else from guessing it.
    """
    # Without the mailbox's key, one reply sealed to two mailboxes would show the store the same first 32 bytes.
    once = PrivateKey(fingerprint(sealing_key + padded, Derivation.REPLY_SEAL))
    public = bytes(once.public_key)
    nonce = blake2b(public + sealing_key, digest_size=Box.NONCE_SIZE, encoder=RawEncoder)
    return public + Box(once, PublicKey(sealing_key)).encrypt(padded, nonce).ciphertext


def verify_voice(voice_key: bytes, statement: bytes, signature: bytes) -> None:
    """Raise `VoiceError` unless the holder of `voice_key` signed exactly this statement."""
    try:
        VerifyKey(voice_key).verify(statement, signature)
    except (BadSignatureError, ValueError, TypeError):
        raise VoiceError from None


@dataclass(frozen=True, slots=True)
class Wrapping:
    """The value by which a wrapped seed is found, and the key that opens it."""

    lookup: bytes
    _key: bytes

    def __repr__(self) -> str:
        return "Wrapping(…)"  # a key in a traceback or a log would open the mailbox

    @classmethod
    def of_slot(cls, root: bytes) -> Self:
        """Return the wrapping of a slot, from the root of a codename or of a form."""
        return cls(derived(root, Derivation.SLOT_LOOKUP), derived(root, Derivation.SLOT_KEY))

    @classmethod
    def of_session(cls, token: bytes) -> Self:
        """Return the wrapping of a reporter's session, from the 32 random bytes in the cookie."""
        return cls(derived(token, Derivation.SESSION_LOOKUP), derived(token, Derivation.SESSION_KEY))

    def seal(self, seed: bytes) -> bytes:
        """Return the seed (32 bytes) as 72 bytes of nonce and ciphertext."""
        return bytes(Aead(self._key).encrypt(seed, aad=self.lookup))

    def open(self, sealed: bytes) -> bytes:
        """Return the seed again, or raise `WrappedSeedError` if the row was altered or belongs to another lookup."""
        try:
            seed = Aead(self._key).decrypt(sealed, aad=self.lookup)
        except (SodiumError, ValueError):
            raise WrappedSeedError from None
        if len(seed) != SEED_BYTES:
            raise WrappedSeedError
        return bytes(seed)


def form_root(nonce: bytes) -> bytes:
    """Return the root of a form's slot: the form's 32 random bytes need no slow derivation."""
    return derived(nonce, Derivation.FORM_ROOT)
