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
    """This reply is not signed by an officer of the roster."""


class ChainError(CryptoError):
    """This event does not follow the one before it: something was altered, dropped, inserted or reordered."""


class RosterError(CryptoError):
    """The roster cannot be used."""


class RosterSignatureError(RosterError):
    """The roster is not signed by the office key."""


class RosterFormError(RosterError):
    """The signed roster is not written correctly."""


class RosterRollbackError(RosterError):
    """This roster is older than one already seen."""


class RosterForkError(RosterError):
    """Two different rosters bear the same serial."""


class RosterExpiredError(RosterError):
    """The roster has expired; the office must sign a new one."""


class OfficeKeyChangeError(CryptoError):
    """The statement about the new office key is damaged, or the new key did not sign it."""


class OtherOfficeKeyError(OfficeKeyChangeError):
    """This is not the fingerprint of the new office key in this file. Compare it with the paper, group by group."""


class NotHandedOverError(OfficeKeyChangeError):
    """The office key that counts here did not sign this: it was lost, or another person made this. Ask the office."""


class OlderKeyChangeError(OfficeKeyChangeError):
    """This machine knows a newer roster than this statement does: it is an older one, or the key was stolen."""


class NoReaderError(RosterError):
    """Nobody in the roster may read this."""
