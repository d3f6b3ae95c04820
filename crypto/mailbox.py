"""A mailbox: one random seed, two key pairs.

Messages are sealed to the `sealing_key` (X25519); the `voice` (Ed25519) signs what the owner sends. Others keep the
public halves. The seed exists only wrapped, and in memory while the mailbox is open.

It is wrapped under a secret that is kept nowhere: a slot's, or a session's. So is a short text, under a random token. A
32-byte root gives two values that do not reveal one another: the `lookup` by which what is wrapped can be found, and
the key that seals it with XChaCha20-Poly1305 (libsodium). The lookup is associated data, so rows cannot be exchanged.
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
from crypto.errors import SealedMessageError, VoiceError, WrappingError
from crypto.padding import is_bucket

ID_BYTES = 16
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
    def id(self) -> str:
        """The mailbox's identifier."""
        return mailbox_id(self.sealing_key, self.voice_key)

    def sign(self, statement: bytes) -> bytes:
        """Return the Ed25519 signature of the mailbox's voice, 64 bytes."""
        return bytes(self._voice.sign(statement).signature)

    def open(self, sealed: bytes) -> bytes:
        """Return the content of a message sealed to this mailbox.

        Raises `SealedMessageError` if it was sealed to another mailbox or altered.
        """
        try:
            return bytes(SealedBox(self._sealing).decrypt(sealed))
        except (SodiumError, ValueError, TypeError):
            raise SealedMessageError from None


def mailbox_id(sealing_key: bytes, voice_key: bytes) -> str:
    """Return 32 hex digits that name a mailbox and commit to both public keys, so that no store can exchange them."""
    return fingerprint(sealing_key + voice_key, Derivation.MAILBOX_ID, ID_BYTES).hex()


def seal(sealing_key: bytes, message: bytes) -> bytes:
    """Return `message` sealed to a mailbox (libsodium sealed box: 48 bytes longer, anonymous sender)."""
    return bytes(SealedBox(PublicKey(sealing_key)).encrypt(message))


def is_sealed_size(size: int) -> bool:
    """Return whether a padded message has this many bytes once it is sealed."""
    return is_bucket(size - crypto_box_SEALBYTES)


def seal_reply(sealing_key: bytes, padded: bytes) -> bytes:
    """Return these bytes sealed to this mailbox, always alike.

    A holder of the reply can thus tell whether the owner got that one. The box's one-time key pair follows from the
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
    """The value by which what is wrapped is found, and the key that opens it."""

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
        """Return the wrapping of a session, from the 32 random bytes in the cookie."""
        return cls(derived(token, Derivation.SESSION_LOOKUP), derived(token, Derivation.SESSION_KEY))

    @classmethod
    def of_note(cls, token: bytes) -> Self:
        """Return the wrapping of a short text, from 32 random bytes: without them it cannot even be found."""
        return cls(derived(token, Derivation.NOTE_LOOKUP), derived(token, Derivation.NOTE_KEY))

    def seal(self, content: bytes) -> bytes:
        """Return the content as nonce and ciphertext, 40 bytes longer."""
        return bytes(Aead(self._key).encrypt(content, aad=self.lookup))

    def open(self, sealed: bytes) -> bytes:
        """Return the content again, or raise `WrappingError` if it was altered or belongs to another lookup."""
        try:
            return bytes(Aead(self._key).decrypt(sealed, aad=self.lookup))
        except (SodiumError, ValueError):
            raise WrappingError from None


def form_root(nonce: bytes) -> bytes:
    """Return the root of a form's slot: the form's 32 random bytes need no slow derivation."""
    return derived(nonce, Derivation.FORM_ROOT)
