"""A reporter's mailbox: one random seed, two key pairs.

Replies and the reporter's copies are sealed to `mailbox` (X25519); `voice` (Ed25519) signs what the reporter sends. The
store keeps the public halves. The seed exists only wrapped, and in memory while the reporter is signed in.
"""

import secrets
from functools import cached_property

from nacl.bindings import crypto_box_SEALBYTES
from nacl.encoding import RawEncoder
from nacl.exceptions import BadSignatureError
from nacl.exceptions import CryptoError as SodiumError
from nacl.hash import blake2b
from nacl.public import Box, PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from crypto.derive import derived, fingerprint
from crypto.errors import SealedMessageError, VoiceError
from crypto.labels import Derivation
from crypto.padding import is_bucket
from crypto.wrap import SEED_BYTES

CASE_ID_BYTES = 16


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
