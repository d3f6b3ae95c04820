"""Errors of GnuPG. The docstring of each class is the sentence that a person reads."""

from crypto.errors import CryptoError


class GpgError(CryptoError):
    """The encryption program did not do its work."""


class GpgFaultError(GpgError):
    """The encryption program does not work on this computer; that says nothing about the data it was given."""


class GpgMissingError(GpgFaultError):
    """The encryption program (GnuPG) is not installed on this computer."""


class GpgTimeoutError(GpgFaultError):
    """The encryption program took too long and was stopped."""


class GpgDiedError(GpgFaultError):
    """The encryption program was stopped by the system in the middle of its work."""


class UnprocessableError(GpgError):
    """The encryption program fails over this. It may have been made to do that."""


class GpgCrashedError(UnprocessableError):
    """The encryption program crashed over this. It may have been made to do that."""


class GpgBoundsError(UnprocessableError):
    """The encryption program needs more time for this than it may take. It may have been made to do that."""


class UnreadableKeyError(GpgError):
    """The encryption program made a key that it cannot read itself. Try again."""


class GpgStatusError(GpgError):
    """The encryption program's answer does not have the form it must have."""


class UnusableRecipientError(GpgError):
    """A key cannot be encrypted to: it has expired, was revoked, or is not for encryption."""


class EncryptionError(GpgError):
    """The encryption did not complete; nothing was kept."""


class DecryptionError(GpgError):
    """This could not be decrypted: it is damaged, or not encrypted as it must be."""


class NotEncryptedMessageError(DecryptionError):
    """This is not an encrypted message."""


class HiddenRecipientsError(NotEncryptedMessageError):
    """This is encrypted to too many hidden recipients. Ask the reporter to encrypt it to keys by name."""


class NotForThisKeyError(DecryptionError):
    """This is not encrypted to your key."""


class KeyLockedError(GpgError):
    """Your key is locked; sign in again with its passphrase."""


class SessionKeyError(DecryptionError):
    """This is not the key of one encrypted message."""


class OwnMessageError(DecryptionError):
    """This is a message of this system that was put where it does not belong. It is not shown."""


class TooLargeError(DecryptionError):
    """The decrypted content is larger than allowed."""


class WrongPassphraseError(GpgError):
    """The passphrase of the key is not right."""


class PassphraseFormError(WrongPassphraseError):
    """A passphrase is one line of at most 4,095 bytes."""


class MissingSecretKeyError(GpgError):
    """The secret key is not on this computer."""


class SigningError(GpgError):
    """The signature could not be made."""


class BadSignatureError(GpgError):
    """The signature is not good."""


class CertificateError(GpgError):
    """This is not exactly one public key."""
