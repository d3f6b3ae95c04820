"""Purpose labels: every signed object begins with one, and no two purposes share one."""

from enum import StrEnum

from crypto.signing import UNLOCK


class Label(StrEnum):
    """The first line of a signed statement."""

    ROSTER = "kentongan/roster/1"
    OFFICE_KEY = "kentongan/office-key/1"  # another key signs for the office from a day on
    ENROLMENT = "kentongan/enrolment/1"  # a person's key on its way from their workstation to the office
    SIGN_IN = "kentongan/sign-in/1"
    ENVELOPE = "kentongan/envelope/1"
    EXCLUSION = "kentongan/exclusion/1"
    IDENTITY = "kentongan/identity/1"
    OWN_PLACES = "kentongan/own-places/1"
    WITHDRAWAL = "kentongan/withdrawal/1"  # lies in the place of a file that its reporter withdrew
    REPLY = "kentongan/reply/1"
    EVENT = "kentongan/event/1"
    RESTORE = "kentongan/restore/1"  # where a case ended when a backup was restored
    COPY = "kentongan/copy/1"  # an exporter's copy of what the originals cannot show to an outsider
    STATISTICS = "kentongan/statistics/1"
    INDEX = "kentongan/index/1"  # the key of an officer's index, on their workstation
    PRIVATE = "kentongan/private/1"  # what a person of the office keeps for themselves
    TEXTS = "kentongan/texts/1"  # the texts from which officers start their messages
    BACKUP = "kentongan/backup/1"  # the manifest of a backup, by the server's own key
    BACKUP_CHECK = "kentongan/backup-check/1"  # backups of a server were opened where their key lives
    UNLOCK = UNLOCK  # signed to try a passphrase; says nothing
