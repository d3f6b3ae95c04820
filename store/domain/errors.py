"""Errors of cases and of the roster. The docstring of each class is the sentence that a person reads."""

from crypto.errors import CryptoError, KentonganError, MessageFormError


class MisplacedError(MessageFormError):
    """This message belongs to another case or to another place in the conversation."""


class TextTooLongError(KentonganError):
    """All of it together is too long. Please shorten it, or send a part later as a message."""


class AuthorError(CryptoError):
    """This is not signed by the person whom it names."""


class RetiredKeyError(AuthorError):
    """This is signed with a key that the office had retired before that day."""


class ReplyError(AuthorError):
    """This reply is not signed by an officer in the office's list."""


class ChainError(CryptoError):
    """This event does not follow the one before it: something was altered, dropped, inserted or reordered."""


class RosterError(CryptoError):
    """The office's list cannot be used."""


class RosterSignatureError(RosterError):
    """The office's list is not signed by the office key."""


class RosterFormError(RosterError):
    """The signed list of the office is not written correctly."""


class RosterRollbackError(RosterError):
    """This list of the office is older than one already seen."""


class RosterForkError(RosterError):
    """Two different lists of the office bear the same serial."""


class RosterExpiredError(RosterError):
    """The office's list has expired; the office must sign a new one."""


class OfficeKeyChangeError(CryptoError):
    """The statement about the new office key is damaged, or the new key did not sign it."""


class OtherOfficeKeyError(OfficeKeyChangeError):
    """This is not the fingerprint of the new office key in this file. Compare it with the paper, group by group."""


class NotHandedOverError(OfficeKeyChangeError):
    """The office key that counts here did not sign this: it was lost, or another person made this. Ask the office."""


class OlderKeyChangeError(OfficeKeyChangeError):
    """This machine knows a newer list of the office than this statement: it is an older one, or the key was stolen."""


class EnrolmentError(CryptoError):
    """This is no enrolment file, or it is damaged. Have it made anew at the person's workstation."""


class EnrolmentNameError(EnrolmentError):
    """The name must be one line of at most 120 characters, with three digits at most and no blanks at its ends."""


class EnrolmentKeyError(EnrolmentError):
    """This key cannot be enrolled: it must be able to sign and to encrypt on the day of the file, and be small."""


class NoReaderError(RosterError):
    """Nobody in the office's list may read this."""
