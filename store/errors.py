"""The errors of the store. The docstring of each class is the sentence a person reads."""

from typing import ClassVar

from crypto.errors import KentonganError


class StoreError(KentonganError):
    """The store could not do this. Please try again later."""

    tells_administrators: ClassVar[bool] = True
    """A mark that an instance's text, if it has one, is a fixed sentence for administrators and holds no value."""


class ConflictError(StoreError):
    """Something else was stored here in the meantime. Please look at it and try again."""


class FormAlreadySentError(ConflictError):
    """This form has already been sent."""


class NotFoundError(StoreError):
    """There is no such thing here."""


class BlobUnavailableError(NotFoundError):
    """This attachment is no longer there."""


class BlobNotFreeError(StoreError):
    """An attachment of this message is no longer there. Please attach it again."""


class FileFetchedError(StoreError):
    """The server counts this file as fetched by the office. It can no longer be withdrawn."""


class TooLongError(StoreError):
    """This message is too long. Please shorten it, or send it in parts."""


class CursorError(StoreError):
    """This page of the list does not exist. Please start at the first page."""


class StoreBusyError(StoreError):
    """Too much is going on at this moment. Please try again in a minute."""


class StoreFullError(StoreError):
    """There is no room to store this at the moment. Please try again later."""


class UpgradeUnderWayError(StoreError):
    """This channel is being renewed. Nothing was stored, and your text is kept. Please try again in a few minutes."""


class NoRoomForTextError(StoreFullError):
    """There is no room for your text at the moment. It is kept on this page. Please try again later."""


class StoreReadOnlyError(StoreError):
    """Nothing can be stored at the moment. An administrator must look at it."""


class StoreDamagedError(StoreError):
    """The database is damaged or cannot be opened. An administrator must look at it."""


class SchemaError(StoreError):
    """The database belongs to another version of Kentongan. An administrator must upgrade it."""


class BlobError(StoreError):
    """This attachment cannot be stored or read. An administrator must look at it."""
