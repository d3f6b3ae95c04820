"""What can go wrong in `crypto`. The docstring of each class is the sentence a person reads."""


class KentonganError(Exception):
    """Something went wrong."""

    def __str__(self) -> str:
        return super().__str__() or (self.__doc__ or "").strip()


class CryptoError(KentonganError):
    """The cryptography refused this."""


class WrappedSeedError(CryptoError):
    """The stored key of this mailbox was altered and cannot be opened."""


class NoteError(CryptoError):
    """The text that was kept cannot be opened any more."""


class SealedMessageError(CryptoError):
    """This message was not sealed to this mailbox, or was altered."""


class VoiceError(CryptoError):
    """This message is not signed by the reporter of this case."""


class PaddingError(CryptoError):
    """The padding of this message is broken."""


class StatementError(CryptoError):
    """This signed text is not one that was asked for."""


class AttachmentStreamError(CryptoError):
    """This attachment was altered or is incomplete."""


class EnvelopeError(CryptoError):
    """This message does not have the form of a message."""


class MisplacedError(EnvelopeError):
    """This message belongs to another case or to another place in the conversation."""


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


class NoReaderError(RosterError):
    """Nobody in the roster may read this."""
