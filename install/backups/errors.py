"""Errors of backups. The text given is the sentence that a person reads."""

from install.errors import InstallError


class BackupError(InstallError):
    """This backup could not be made."""


class NoRoomForBackupError(BackupError):
    """There is no room for this backup."""


class NoRoomForAttachmentError(BackupError):
    """An attachment does not fit into what it may use of the disk."""


class LostAttachmentError(BackupError):
    """An attachment that the store names is not there, cannot be read, or was altered."""


class UnusableBackupError(InstallError):
    """This backup cannot be used."""
