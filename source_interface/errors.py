"""Errors that a reporter can run into. The docstring of each class is the sentence on the page, and a message id."""

from crypto.errors import KentonganError


class ReporterError(KentonganError):
    """Something went wrong."""


class BusyError(ReporterError):
    """Many people are using this page now. What you typed is kept. Please try again in a minute."""


class OftenFromCircuitError(ReporterError):
    """Too much came over this Tor circuit at once. What you typed is kept. Please wait a minute and try again.

    You can also choose “New Tor circuit for this site” in the menu of Tor Browser.
    """


class OftenFromMailboxError(ReporterError):
    """Too much was sent from this mailbox at once. What you typed is kept. Please wait a minute and try again."""


class ManyUploadsError(ReporterError):
    """Files are already being sent from this mailbox. Please wait until they are here, then send these."""


class NoPlaceForFilesError(ReporterError):
    """Many people are sending files now. What you typed is kept. Please send the files again in a few minutes."""


class NotReadyError(ReporterError):
    """The channel is not ready: nobody could read your report now. Nothing was sent. Please come back later."""


class EverybodyExcludedError(ReporterError):
    """With these choices nobody would be left to read your report. Please allow at least one position."""


class NoCustodianLeftError(ReporterError):
    """With these choices nobody could keep your identity. Report anonymously, or allow one more position."""


class PositionsChangedError(ReporterError):
    """The list of positions has changed. Please check your choice again."""


class AlreadySentError(ReporterError):
    """This form has already been sent."""


class MailboxFullError(ReporterError):
    """This mailbox takes no more text. What you typed is still here. Please send it as a file, or in a new report."""


class WrongCodenameError(ReporterError):
    """No report opens with this code. Please compare it with your note, word by word."""


class AnotherReportError(ReporterError):
    """What you wrote here belongs to another report. Please type the code of that report."""


class SignedOutError(ReporterError):
    """Your mailbox has been closed. Please open it again."""


class ClosedMeanwhileError(ReporterError):
    """Your mailbox was closed while this file was on its way. The file was not stored."""


class ForeignFormError(ReporterError):
    """This form could not be recognised. Nothing was sent, and your text is still here. Please send it again."""


class FileIncompleteError(ReporterError):
    """This file did not arrive whole, and nothing of it was stored. Please send it again."""


class PhotoNotCleanedError(ReporterError):
    """The data in this photo could not be removed, so it was not kept.

    To send it as it is, untick the box for photos on the page for files, and choose it again.
    """


class FileTooLargeError(ReporterError):
    """This file is larger than the office accepts."""


class MailboxDamagedError(ReporterError):
    """What is stored for this mailbox was altered. Nothing was sent. Please tell the office in another way."""


class BrokenBodyError(KentonganError):
    """The connection broke off. What is listed here was received; please send the rest again."""


class BodyTooLargeError(KentonganError):
    """This is more than can be sent at once. What is listed here was received; please send the rest in parts."""


class RequestTooLargeError(BodyTooLargeError):
    """This is more than can be sent at once, and nothing of it was taken. Please send it in parts."""
