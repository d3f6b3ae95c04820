"""Errors of `crypto`. The docstring of each class is the sentence that a person reads."""


def marked(sentence: str) -> str:
    """Return this sentence of an error; the catalogues collect what passes through here."""
    return sentence


class KentonganError(Exception):
    """Something went wrong."""

    def __init__(self, sentence: str = "", **values: object) -> None:
        """Say this sentence, its values filled in, instead of the docstring; it can be translated with them."""
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return super().__str__() or (self.__doc__ or "").strip()


class CryptoError(KentonganError):
    """The cryptography refused this."""


class WrappingError(CryptoError):
    """The data that was stored for this mailbox was altered and cannot be opened."""


class SealedMessageError(CryptoError):
    """This message was not sealed to this mailbox, or was altered."""


class VoiceError(CryptoError):
    """This is not signed by the owner of this mailbox."""


class PaddingError(CryptoError):
    """The padding of this message is broken."""


class StatementError(CryptoError):
    """This signed text is not one that was asked for."""


class AttachmentStreamError(CryptoError):
    """This attachment was altered or is incomplete."""


class MessageFormError(CryptoError):
    """This message does not have the form of a message."""
