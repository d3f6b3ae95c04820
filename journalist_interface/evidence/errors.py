"""Errors of looking at files. The docstring of each class is the sentence that a person reads."""

from crypto.errors import KentonganError


class EvidenceError(KentonganError):
    """This file cannot be shown here. It can be saved."""


class SandboxUnavailableError(EvidenceError):
    """Files cannot be opened safely on this computer, so there are no pictures."""


class BubblewrapMissingError(SandboxUnavailableError):
    """There are no pictures: this computer lacks bubblewrap, which Kentongan recommends. Please have it installed."""


class NamespacesRefusedError(SandboxUnavailableError):
    """There are no pictures: this computer allows no sandbox. Please have user namespaces allowed on it."""


class ConverterMissingError(SandboxUnavailableError):
    """There are no pictures: this computer lacks a program that Kentongan recommends. Please have it installed."""


class SandboxBusyError(EvidenceError):
    """Other files are being opened at the moment. Please try again in a minute."""


class EvidenceTooLargeError(EvidenceError):
    """This file is larger than 300 MB. It can be saved, but not shown here."""


class UnknownKindError(EvidenceError):
    """This kind of file cannot be shown here. It can be saved."""


class PasswordProtectedError(EvidenceError):
    """This file is protected by a password. It can be saved, but not shown here."""


class DamagedFileError(EvidenceError):
    """This file is damaged, or made to break programs. The sandbox that opened it has ended, and nothing is harmed."""


class ConversionLimitError(EvidenceError):
    """This file takes more time or memory than is allowed. The sandbox that opened it was ended; nothing is harmed."""


class NotCleanableError(EvidenceError):
    """There is no cleaned copy of this kind of file. You can save it as pictures, if it was shown as pictures."""


class NotPrintableError(EvidenceError):
    """There is no PDF of its pictures: not all of this file can be shown as pictures. The original can be saved."""
